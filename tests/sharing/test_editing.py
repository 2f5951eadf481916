"""Edits by hand: marked with their reason, held to the limits, and what they do to others is told."""

import json
import random
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from liangcao.kernel.errors import Refused
from liangcao.sharing.answer import answer
from liangcao.sharing.check import check_limits, check_plan
from liangcao.sharing.editing import LimitsBroken, edited, edits_of_json
from liangcao.sharing.reading import question_of
from liangcao.sharing.ways import shared_by
from sharing.sample_files import random_file
from sharing.test_plan_checker import FILE

QUESTION = question_of(FILE)
PLAN = answer(QUESTION).document
Edit = dict[str, Any]


def edit(claim: str, lot: str, quantity: int, warehouse: str = "W", reason: str = "路断了") -> Edit:
    return {"claim": claim, "lot": lot, "warehouse": warehouse, "quantity": quantity, "reason": reason}


def line_of(claim: str, lot: str) -> dict[str, Any]:
    return next(line for line in PLAN["lines"] if (line["claim"], line["lot"]) == (claim, lot))


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_edit_is_the_same_plan(chance: random.Random) -> None:
    question = question_of(random_file(chance))
    document = answer(question).document
    assume(not check_limits(question, document))
    made = edited(question, document, [])
    assert made.document["plan_hash"] == document["plan_hash"]
    assert made.document["picking"] == document["picking"]
    assert list(made.choices) == check_plan(question, document) == []


def test_a_box_that_two_claims_part_is_counted_as_one() -> None:
    """What is picked stays what it was when nothing is edited, though no line of the box is a box by itself."""
    claims = [{"claim": str(n), "unit": "u", "item": "a", "class": 1, "asked": 1} for n in range(2)]
    question = question_of(
        {
            "date": "2020-02-10",
            "items": [{"item": "a", "pack": 2}],
            "claims": claims,
            "lots": [{"lot": "l", "item": "a", "warehouse": "W", "quantity": 4}],
            "pick_limits": [{"warehouse": "W", "boxes": 4}],
        }
    )
    document = answer(question).document
    assert [line["quantity"] for line in document["lines"]] == [1, 1]
    assert document["picking"]["warehouses"][0]["boxes"] == 1
    assert edited(question, document, []).document["picking"] == document["picking"]


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_edit_keeps_the_limits_or_is_refused(chance: random.Random) -> None:
    question = question_of(random_file(chance))
    assume(question["lots"])
    document = answer(question).document
    claim, lot = chance.choice(question["claims"]), chance.choice(question["lots"])
    change = edit(claim["claim"], lot["lot"], chance.randint(0, 6), lot["warehouse"])
    before = deepcopy(dict(document))
    with suppress(LimitsBroken):
        made = edited(question, document, [change]).document
        assert check_limits(question, made) == []
        key = (change["claim"], change["lot"], change["warehouse"])
        found = {(line["claim"], line["lot"], line["warehouse"]): line for line in made["lines"]}
        assert found.get(key, {"quantity": 0})["quantity"] == change["quantity"]
        assert sum(line["quantity"] for line in made["lines"]) == sum(need["given"] for need in made["needs"])
    assert document == before


def test_an_edited_line_says_why_and_whom_it_passes_over() -> None:
    old = line_of("2", "early")
    assert (old["quantity"], old["warehouse"]) == (60, "W")
    made = edited(QUESTION, PLAN, [edit("2", "early", 40)])
    line = next(line for line in made.document["lines"] if (line["claim"], line["lot"]) == ("2", "early"))
    assert (line["quantity"], line["before"], line["reason"]) == (40, 60, "路断了")
    need = next(need for need in made.document["needs"] if need["unit"] == "west" and need["item"] == "mask")
    assert need["given"] == 40
    assert [each["code"] for each in need["why"]] == ["short", "edited"]
    assert need["why"][1]["params"] == {
        "lot": "early",
        "warehouse": "W",
        "before": 60,
        "quantity": 40,
        "reason": "路断了",
    }
    assert "stock_left" in {choice.code for choice in made.choices}
    assert made.document["plan_hash"] != PLAN["plan_hash"]
    assert made.document["shares_hash"] != PLAN["shares_hash"]
    untouched = [line for line in made.document["lines"] if "reason" not in line]
    assert len(untouched) == len(made.document["lines"]) - 1


def test_a_plan_may_be_edited_again() -> None:
    once = edited(QUESTION, PLAN, [edit("2", "early", 40, reason="一")]).document
    twice = edited(QUESTION, once, [edit("2", "early", 50, reason="二")]).document
    assert [(each["before"], each["quantity"], each["reason"]) for each in twice["edits"]] == [
        (60, 40, "一"),
        (40, 50, "二"),
    ]
    line = next(line for line in twice["lines"] if (line["claim"], line["lot"]) == ("2", "early"))
    assert (line["before"], line["quantity"], line["reason"]) == (60, 50, "二")


def test_a_plan_made_by_another_way_may_be_edited() -> None:
    document = shared_by(QUESTION, "equal").document
    line = next(line for line in document["lines"] if line["quantity"] > 10)
    less = edit(line["claim"], line["lot"], line["quantity"] - 10, line["warehouse"])
    assert edited(QUESTION, document, [less]).document["way"] == document["way"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (edit("1", "none", 10), "unknown_lot"),
        (edit("1", "gown", 10), "wrong_item"),
        (edit("1", "late", 10), "expired"),
        (edit("1", "gift", 10), "wrong_purpose"),
        (edit("4", "gown", 1), "wrong_standard"),
        (edit("2", "early", 45), "broken_box"),
        (edit("2", "early", 70), "over_asked"),
        (edit("3", "new", 900, "E"), "over_available"),
        (edit("3", "far", 20), "into_reserve"),
    ],
)
def test_limits_hold_whatever_the_reason(change: Edit, code: str) -> None:
    with pytest.raises(LimitsBroken) as broken:
        edited(QUESTION, PLAN, [change])
    assert code in {violation.code for violation in broken.value.violations}
    assert broken.value.code == "limits_broken"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("x", ("plan_file_unreadable", "edits.1")),
        ({**edit("1", "old", 10), "wish": 1}, ("unknown_field", "edits.1.wish")),
        ({**edit("1", "old", 10), "lot": 3}, ("field_missing", "edits.1.lot")),
        (edit("9", "old", 10), ("no_such_row", "edits.1.claim")),
        ({**edit("1", "old", 10), "quantity": "10"}, ("quantity_not_whole", "edits.1.quantity")),
        (edit("1", "old", -10), ("number_too_small", "edits.1.quantity")),
        (edit("1", "old", 10**12), ("quantity_too_large", "edits.1.quantity")),
        (edit("1", "old", 10, reason=" "), ("reason_needed", "edits.1.reason")),
        (edit("1", "old", 10, reason="x" * 501), ("text_too_long", "edits.1.reason")),
        (edit("1", "old", 10, reason="x\x07"), ("text_control_characters", "edits.1.reason")),
    ],
)
def test_an_edit_that_cannot_be_read_is_refused_by_its_number(change: Any, fault: tuple[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        edited(QUESTION, PLAN, [change])
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [fault]


def test_a_file_of_edits_is_read() -> None:
    edits = [edit("1", "old", 10)]
    assert edits_of_json(json.dumps(edits)) == edits
    assert edits_of_json(json.dumps({"edits": edits})) == edits
    with pytest.raises(Refused, match="plan_file_unreadable"):
        edits_of_json("7")
