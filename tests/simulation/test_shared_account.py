"""Several people behind one account are one person to the books: whatever they try for days, nothing leaves.

The account holds every role there is. What can be had is there from the start: goods received and requests handed in by
others. Every deed of the random days is handed in by this one account.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from harness.copies import Prepare
from liangcao.operations.submission import Outcome, Submission
from liangcao.reports.verify import verify_books
from liangcao.requests.commands import AskLine, SubmitRequest
from scenarios.cast import Cast, found
from scenarios.deeds import receive
from simulation.invariants import check_invariants
from simulation.life import Life

STEPS = 600
GONE = (
    "SELECT location.kind, SUM(on_hand) FROM balance JOIN location USING (district_id, location_id) "
    "WHERE balance.is_outside = 1 AND on_hand > 0 AND location.kind <> 'transformation' "
    "GROUP BY location.kind ORDER BY location.kind"
)
"""What became kits has not left: the kits are here."""


class OneAccount(Life):
    """Everything is handed in by 全能丑, whoever sits at the keyboard."""

    def _hand_in(self, submission: Submission) -> Outcome | None:
        return super()._hand_in(replace(submission, actor_id=self.cast.id_of("person", "全能丑")))


@pytest.mark.parametrize("seed", [7, 8])
def test_nothing_leaves_by_one_account(seed: int, copy_of: Callable[[Prepare], str]) -> None:
    cast = Cast(copy_of(found))
    for batch in ("A1", "A2", "A3"):
        receive(cast, 1_000, batch)
    lines = (AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=400),)
    for unit in ("中心医院", "第一小学", "东卡口") * 4:
        cast.do("值班甲", SubmitRequest(unit_id=cast.id_of("party", unit), lines=lines))
    life = OneAccount(cast, seed)
    for _ in range(STEPS):
        life.step()
    assert cast.ask(GONE) == []
    done = {action for action, result in life.happened if result == "done"}
    refused = {result for _, result in life.happened} - {"done", "held"}
    assert {"receiving.receive_goods", "requests.approve_request", "allocation.propose_plan"} <= done
    assert {"duty_conflict", "own_submission"} <= refused
    with cast.database.read() as connection:
        assert check_invariants(connection) == []
    assert verify_books(cast.database, 1).problems == ()
    cast.close()
