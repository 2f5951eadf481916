"""What somebody could give to a unit that a rule of substitution keeps it from. On both databases."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from journal.test_tampered_plans import CHECKPOINT, HOSPITAL, as_if, found_by_both, propose
from liangcao.requests.commands import ApproveRequest, AskLine, Decision, SetSubstitute, SubmitRequest
from scenarios.cast import Cast, found
from scenarios.deeds import receive


@pytest.fixture
def cast(copy_of: Callable[..., str]) -> Iterator[Cast]:
    opened = Cast(copy_of(found))
    yield opened
    opened.close()


def test_a_substitute_goes_to_a_unit_that_a_rule_keeps_it_from(cast: Cast, tmp_path: Path) -> None:
    """A KN95 serves a checkpoint, not a hospital that says it would do."""
    asked, other = cast.id_of("item", "N95口罩"), cast.id_of("item", "KN95口罩")
    receive(cast, 200, "K1", item_id=other, pack_size=1)
    for unit in (HOSPITAL, CHECKPOINT):
        line = AskLine(item_id=asked, quantity=50, accepts=(other,))
        request = cast.do("值班甲", SubmitRequest(unit_id=cast.id_of("party", unit), lines=(line,)))
        decided = (Decision(line_number=1, approved=50),)
        cast.do("审批丙", ApproveRequest(request_id=request.answer["request_id"], lines=decided))
    rule = {"item_id": asked, "other_id": other, "kinds": ("checkpoint",), "effective_on": "2020-01-31"}
    cast.do_signed("值班甲", SetSubstitute.model_validate({**rule, "reason": "专家组定"}))
    propose(cast)
    assert found_by_both(cast, tmp_path)[0] == {}
    forged = "UPDATE item_substitute SET kinds = '{}'".format
    entry = as_if(cast, forged(""), forged("checkpoint"))
    assert found_by_both(cast, tmp_path)[0] == {"plan_claim_differs": {entry}}
