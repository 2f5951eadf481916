"""Plans that were changed by hand, and plans made again after another, held against that one. On both databases."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from journal.test_tampered_plans import (
    CHECKPOINT,
    HOSPITAL,
    Rows,
    as_if,
    ask_for,
    ask_otherwise,
    forge_plan,
    found_by_both,
    propose,
    take_from_the_hospital,
    with_claims,
)
from journal.test_tampered_wishes import Look, Wrong, prove_otherwise, want_otherwise
from liangcao.allocation.commands import AdoptPlan, DiscardPlan, DropLines, EditPlan
from liangcao.journal.plans import LINES, NEEDS, PLANS, QUESTIONS
from liangcao.journal.problems import PlansSeen
from scenarios.cast import Cast
from verifier.tampering import data_of, number

LAST = "SELECT MAX(plan_id) FROM plan"


@pytest.fixture
def cast(copy_of: Callable[..., str]) -> Iterator[Cast]:
    opened = Cast(copy_of(with_claims))
    yield opened
    opened.close()


@pytest.fixture
def look(cast: Cast, tmp_path: Path) -> Look:
    """What both find wrong, and how many plans stand."""
    return lambda: found_by_both(cast, tmp_path)


@pytest.fixture
def wrong(look: Look) -> Wrong:
    """What both find wrong."""
    return lambda: look()[0]


def edit(cast: Cast, quantity: int = 10, unit: str = HOSPITAL, reason: str = "先不急") -> int:
    """The entry by which the first line of a unit in the last plan is changed."""
    plan_id = number(cast.database, LAST)
    row = cast.ask(
        "SELECT request_id, request_line, lot_id, location_id FROM plan_line WHERE plan_id = ? AND unit_id = ? "
        "ORDER BY line_number", plan_id, cast.id_of("party", unit),
    )[0]  # fmt: skip
    names = ("request_id", "request_line", "lot_id", "location_id")
    values = {**dict(zip(names, row, strict=True)), "quantity": quantity, "reason": reason}
    return cast.do("值班甲", EditPlan.model_validate({"plan_id": plan_id, "edits": [values]})).entry


def test_honest_edits_stand(cast: Cast, look: Look) -> None:
    """Once and again, also of a plan by another way; stock and requests may have moved since the question was asked."""
    propose(cast)
    ask_for(cast, HOSPITAL, 20)
    edit(cast)
    edit(cast, 0, reason="  完全  不要了 ")
    propose(cast, way="equal")
    edit(cast, unit=CHECKPOINT)
    assert look() == ({}, PlansSeen(certified=5, compared=5, otherwise=4))


def test_honest_plans_after_others_stand(cast: Cast, look: Look) -> None:
    """After one that was discarded, one of which a part was dropped, one that waits."""
    propose(cast)
    first = number(cast.database, LAST)
    ask_for(cast, HOSPITAL, 20)
    propose(cast, follows_id=first)
    second = number(cast.database, LAST)
    cast.do("审批丙", AdoptPlan(plan_id=second))
    cast.do("审批丙", DropLines(plan_id=second, line_numbers=(1,), reason="过期了"))
    cast.do("审批丙", DiscardPlan(plan_id=second, reason="重算"))
    propose(cast, follows_id=second)
    assert look() == ({}, PlansSeen(certified=3, compared=3))


@pytest.mark.parametrize("kind", ["quantity", "reason", "lot", "plan"])
def test_edited_otherwise_than_was_written_down(cast: Cast, wrong: Wrong, kind: str) -> None:
    propose(cast)
    if kind == "plan":
        propose(cast, packing="pieces")
    entry = edit(cast)
    wanted = data_of(cast.database, entry)["command"]["edits"]
    wanted[0] |= {"quantity": {"quantity": 20}, "reason": {"reason": "别的"}, "lot": {"location_id": 1}}.get(kind, {})
    more: dict[str, Any] = {"edits": wanted}
    if kind == "plan":
        more = {"plan_id": number(cast.database, "SELECT MIN(plan_id) FROM plan")}
    want_otherwise(cast, entry, **more)
    assert wrong() == {"plan_edit_differs": {entry}}


def test_more_is_changed_than_the_edits_say(cast: Cast, wrong: Wrong) -> None:
    propose(cast)
    entry = edit(cast, 0, CHECKPOINT)
    forge_plan(cast, entry, lambda rows: give_to_the_checkpoint(rows, cast.id_of("party", CHECKPOINT)))
    found_out = wrong()
    assert found_out.keys() >= {"plan_edit_differs"}
    assert set.union(*found_out.values()) == {entry}


def give_to_the_checkpoint(rows: Rows, unit_id: int) -> None:
    """Ten less for somebody else than the edits say."""
    other = next(row for row in rows[LINES] if row["unit_id"] != unit_id)
    need = next(row for row in rows[NEEDS] if row["unit_id"] == other["unit_id"])
    other["quantity"] -= 10
    need["given"] -= 10


def test_an_edit_that_is_not_marked(cast: Cast, wrong: Wrong) -> None:
    propose(cast)
    entry = edit(cast)
    forge_plan(cast, entry, lambda rows: prove_otherwise(rows, edits=[]))
    assert wrong()["plan_edit_differs"] == {entry}


def test_earlier_edits_are_not_forgotten(cast: Cast, wrong: Wrong) -> None:
    propose(cast)
    edit(cast)
    entry = edit(cast, 20)

    def forget(rows: Rows) -> None:
        prove_otherwise(rows, edits=json.loads(rows[QUESTIONS][0]["proof"])["edits"][1:])

    forge_plan(cast, entry, forget)
    assert wrong() == {"plan_edit_differs": {entry}}


def test_an_edited_plan_has_the_question_of_the_plan_before(cast: Cast, wrong: Wrong) -> None:
    propose(cast)
    entry = edit(cast)
    forge_plan(cast, entry, lambda rows: ask_otherwise(rows, lambda asked: asked["claims"][0].update(debt=5)))
    assert wrong() == {"plan_edit_differs": {entry}}


def test_debts_are_not_edited(cast: Cast, wrong: Wrong) -> None:
    propose(cast)
    entry = edit(cast)
    forge_plan(cast, entry, lambda rows: rows[NEEDS][0].update(debt=900))
    assert wrong() == {"plan_edit_differs": {entry}}


def test_another_place_or_packing(cast: Cast, wrong: Wrong) -> None:
    propose(cast)
    entry = edit(cast)
    forge_plan(cast, entry, lambda rows: rows[PLANS][0].update(packing="pieces"))
    assert wrong() == {"plan_edit_differs": {entry}}


def test_edits_go_over_no_limit(cast: Cast, wrong: Wrong) -> None:
    propose(cast)
    entry = edit(cast)

    def more(rows: Rows) -> None:
        rows[LINES][0]["quantity"] += 70

    forge_plan(cast, entry, more)
    assert wrong().keys() >= {"plan_over_available", "plan_edit_differs"}


def test_a_plan_that_nobody_edited_is_none_that_was(cast: Cast, wrong: Wrong) -> None:
    """A command of edits does not excuse a plan made unfair."""
    propose(cast)
    entry = propose(cast)
    forge_plan(cast, entry, take_from_the_hospital)
    assert wrong() == {"plan_unfair": {entry}}


def test_something_else_was_published(cast: Cast, wrong: Wrong) -> None:
    """Of a plan that the new one is to change little of."""
    propose(cast)
    plan_id, place = number(cast.database, LAST), cast.id_of("place", "货架一")
    where = f"plan_id = {plan_id} AND location_id = {place}"
    quantity = number(cast.database, f"SELECT quantity FROM plan_line WHERE {where}")
    forged = f"UPDATE plan_line SET quantity = {{}} WHERE {where}".format
    entry = as_if(cast, forged(quantity + 10), forged(quantity), follows_id=plan_id)
    assert wrong() == {"plan_published_differs": {entry}}


@pytest.mark.parametrize("follows", [False, True])
def test_published_of_another_plan(cast: Cast, wrong: Wrong, follows: bool) -> None:
    propose(cast)
    first = number(cast.database, LAST)
    edit(cast)
    second = number(cast.database, LAST)
    entry = propose(cast, follows_id=first)
    want_otherwise(cast, entry, follows_id=second if follows else 0)
    found_out = wrong()
    assert found_out.keys() >= ({"plan_published_differs"} if follows else {"plan_terms_differ"})
    assert set.union(*found_out.values()) == {entry}
