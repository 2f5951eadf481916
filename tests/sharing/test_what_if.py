"""What if: a changed question is read like any other, nothing changed is the same, faults name the change."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcao.kernel.errors import Refused
from liangcao.sharing.answer import answer
from liangcao.sharing.check import check_plan
from liangcao.sharing.question import TABLES, Question
from liangcao.sharing.reading import question_of, question_of_json
from liangcao.sharing.what_if import KINDS, MOST_CHANGES, changes_of_json, what_if
from sharing.sample_files import random_file

Change = dict[str, Any]
FILE: Change = {
    "date": "2020-02-10",
    "items": [{"item": "mask", "pack": 10}],
    "units": [{"unit": "east", "zone": "e"}, {"unit": "west", "zone": "e"}],
    "lots": [{"lot": "1", "item": "mask", "warehouse": "W", "quantity": 100}],
    "claims": [
        {"claim": "1", "unit": "east", "item": "mask", "class": 1, "asked": 100, "minimum": 50},
        {"claim": "2", "unit": "west", "item": "mask", "class": 2, "asked": 100},
    ],
    "floors": [{"item": "mask", "class": 2, "quantity": 30}],
    "costs": [{"warehouse": "W", "zone": "e", "cost": 1}],
}
QUESTION = question_of(FILE)


def given_to(question: Question) -> dict[str, int]:
    return {need["unit"]: need["given"] for need in answer(question).document["needs"]}


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ([], {"east": 100, "west": 0}),
        ([{"change": "lot", "lot": "1", "warehouse": "W", "quantity": 200}], {"east": 100, "west": 70}),
        ([{"change": "lot", "lot": "1", "warehouse": "W", "held": 90}], {"east": 10, "west": 0}),
        ([{"change": "drop_lot", "lot": "1", "warehouse": "W"}], {"east": 0, "west": 0}),
        ([{"change": "arrival", "item": "mask", "warehouse": "W", "quantity": 60}], {"east": 100, "west": 30}),
        ([{"change": "claim", "claim": "1", "class": 2}], {"east": 50, "west": 20}),
        ([{"change": "claim", "claim": "1", "asked": 40, "minimum": 0}], {"east": 40, "west": 30}),
        ([{"change": "claim", "claim": "1", "most": 20}], {"east": 20, "west": 50}),
        ([{"change": "drop", "claim": "1"}], {"west": 70}),
        ([{"change": "claims", "class": 1, "percent": 45}], {"east": 50, "west": 20}),
        ([{"change": "claims", "item": "mask", "most": 20}], {"east": 20, "west": 20}),
        ([{"change": "claims", "class": 1, "to_class": 3}], {"east": 0, "west": 70}),
        ([{"change": "floor", "item": "mask", "class": 2, "quantity": 0}], {"east": 100, "west": 0}),
        ([{"change": "floor", "item": "mask", "class": 1, "quantity": 60}], {"east": 40, "west": 0}),
        ([{"change": "rules", "order": "minima"}, {"change": "claim", "claim": "2", "minimum": 30}], None),
        ([{"change": "new_claim", "claim": "3", "unit": "west", "item": "mask", "class": 1, "asked": 100}], None),
        ([{"change": "item", "item": "mask", "pack": 100}], {"east": 100, "west": 0}),
        ([{"change": "unit", "unit": "north", "zone": "e"}], {"east": 100, "west": 0}),
        ([{"change": "cost", "warehouse": "W", "zone": "e", "cost": 9}], {"east": 100, "west": 0}),
        ([{"change": "pick_limit", "warehouse": "W", "boxes": 5}], {"east": 100, "west": 0}),
        ([{"change": "expected", "item": "mask", "class": 1, "quantity": 100}], {"east": 60, "west": 0}),
        ([{"change": "date", "date": "2020-02-11"}], {"east": 100, "west": 0}),
    ],
)
def test_every_change_shows_in_the_plan(changes: list[Change], wanted: dict[str, int] | None) -> None:
    question = what_if(QUESTION, changes)
    assert (question.digest == QUESTION.digest) is not bool(changes)
    assert check_plan(question, answer(question).document) == []
    if wanted is not None:
        assert given_to(question) == wanted


def test_every_kind_of_change_is_tried_above() -> None:
    (mark,) = test_every_change_shows_in_the_plan.pytestmark  # type: ignore[attr-defined]
    assert {change["change"] for changes, _ in mark.args[1] for change in changes} == set(KINDS)


def test_changes_are_made_one_after_the_other() -> None:
    changes = [
        {"change": "new_claim", "claim": "3", "unit": "west", "item": "mask", "class": 1, "asked": 10},
        {"change": "claims", "class": 1, "percent": 200},
        {"change": "drop", "claim": "1"},
    ]
    question = what_if(QUESTION, changes)
    assert [(row["claim"], row["asked"]) for row in question["claims"]] == [("2", 100), ("3", 20)]
    assert [row["asked"] for row in QUESTION["claims"]] == [100, 100]


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_nothing_changed_is_the_same_plan(chance: random.Random) -> None:
    question = question_of(random_file(chance))
    again = what_if(question, [])
    assert again.digest == question.digest
    assert answer(again).document["plan_hash"] == answer(question).document["plan_hash"]
    same = [{"change": "claim", "claim": row["claim"], "asked": row["asked"]} for row in question["claims"]]
    assert what_if(question, same).digest == question.digest


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_changed_question_is_what_its_file_would_be(chance: random.Random) -> None:
    file = random_file(chance)
    lot = {"lot": "new", "item": "a", "warehouse": "W", "quantity": 7}
    asked = chance.randint(1, 20)
    changes = [{"change": "arrival", **lot}, {"change": "claim", "claim": "0", "asked": asked}]
    claims = [{**row, "asked": asked} if row["claim"] == "0" else row for row in file["claims"]]
    assert (
        what_if(question_of(file), changes).digest
        == question_of({**file, "claims": claims, "lots": [*file["lots"], lot]}).digest
    )


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ([{"change": "claim", "claim": "9", "asked": 1}], [("no_such_row", "changes.1.claim")]),
        ([{"change": "lot", "lot": "1", "warehouse": "X", "quantity": 1}], [("no_such_row", "changes.1.lot")]),
        ([{"change": "lot", "lot": "1", "quantity": 1}], [("field_missing", "changes.1.warehouse")]),
        ([{"change": "drop", "claim": "1", "asked": 1}], [("unknown_field", "changes.1.asked")]),
        ([{"change": "wish"}], [("unknown_field", "changes.1.change")]),
        ([{"change": ["claim"]}], [("unknown_field", "changes.1.change")]),
        (["more"], [("plan_file_unreadable", "changes.1")]),
        ([{"change": "claim", "claim": "1", "wished": 1}], [("unknown_field", "changes.1.wished")]),
        ([{"change": "rules", "speed": 1}], [("unknown_field", "changes.1.speed")]),
        ([{"change": "rules", "order": "me"}], [("unknown_field", "changes.1.order")]),
        ([{"change": "rules", "drain_days": -5}], [("number_too_small", "changes.1.drain_days")]),
        ([{"change": "date", "date": "soon"}], [("date_unreadable", "changes.1.date")]),
        ([{"change": "claims", "unit": "north", "most": 1}], [("no_such_row", "changes.1")]),
        ([{"change": "claims", "class": 1, "percent": 0}], [("input_invalid", "changes.1.percent")]),
        ([{"change": "drop", "claim": "1"}, {"change": "drop", "claim": "1"}], [("no_such_row", "changes.2.claim")]),
        ([{"change": "drop", "claim": "1"}, {"change": "drop", "claim": "2"}], [("empty", "claims")]),
        (
            [{"change": "arrival", "lot": "1", "item": "mask", "warehouse": "W", "quantity": 1}],
            [("already_exists", "changes.1.lot")],
        ),
        (
            [
                {"change": "floor", "item": "mask", "class": 2, "quantity": 1},
                {"change": "claim", "claim": "2", "asked": 0},
                {"change": "floor", "item": "gown", "class": 1, "quantity": 1},
            ],
            [("quantity_not_positive", "changes.2.asked")],
        ),
        ([{"change": "floor", "item": "gown", "class": 1, "quantity": 1}], [("unknown_item", "changes.1.item")]),
        ([{"change": "claim", "claim": "1", "asked": "x"}, {"change": "claims", "percent": 50}], None),
        (
            [{"change": "arrival", "item": "mask", "warehouse": "V", "quantity": 1}],
            [("cost_missing", "changes.1")],
        ),
    ],
)
def test_what_does_not_fit_is_refused_by_its_number(changes: list[Any], faults: list[tuple[str, str]] | None) -> None:
    with pytest.raises(Refused) as refused:
        what_if(QUESTION, changes)
    if faults is not None:
        assert [(reason.code, reason.field) for reason in refused.value.reasons] == faults


def test_more_changes_than_anybody_makes_are_refused() -> None:
    with pytest.raises(Refused, match="too_many_lines"):
        what_if(QUESTION, [{"change": "date", "date": "2020-02-10"}] * (MOST_CHANGES + 1))


def test_a_file_of_changes_is_read() -> None:
    changes = [{"change": "drop", "claim": "1"}]
    assert changes_of_json(json.dumps(changes)) == changes
    assert changes_of_json(json.dumps({"format": "liangcao.changes/1", "changes": changes})) == changes


@pytest.mark.parametrize("text", ["", "7", '{"format": "x"}', '{"wishes": []}', '{"changes": {}}'])
def test_what_is_no_file_of_changes_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        changes_of_json(text)
    assert refused.value.code == "plan_file_unreadable"


def test_fields_that_came_later_leave_earlier_questions_as_they_were() -> None:
    later = {each for table in TABLES.values() for each, said in table.fields.items() if said.is_later}
    assert later == {"people", "daily_use", "held_there", "together", "for_zone"}
    assert not any(f'"{name}"' in QUESTION.text for name in later)
    said = what_if(QUESTION, [{"change": "claim", "claim": "1", "people": 5, "held_there": 0}])
    assert said.digest != QUESTION.digest
    assert question_of_json(said.text).digest == said.digest
