"""A file that says what it should is read; whatever is wrong with it is refused by name, with table, row and field."""

import json
import random
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcao.kernel.errors import Refused
from liangcao.sharing.answer import answer
from liangcao.sharing.arrays import problem_of_question
from liangcao.sharing.check import check_plan
from liangcao.sharing.reading import MOST_REASONS, question_of, question_of_json
from sharing.sample_files import random_file

File = dict[str, Any]
GOOD: File = {
    "date": "2020-02-10",
    "items": [{"item": "a"}, {"item": "b", "pack": 10}],
    "units": [{"unit": "u", "zone": "n"}],
    "classes": [{"class": 1}, {"class": 2}],
    "lots": [{"lot": "1", "item": "a", "warehouse": "w", "quantity": 5}],
    "claims": [
        {"claim": "1", "unit": "u", "item": "a", "class": 1, "asked": 5},
        {"claim": "2", "unit": "u", "item": "b", "class": 2, "asked": 5, "accepts": ["a"]},
    ],
    "floors": [{"item": "a", "class": 2, "quantity": 1}],
    "costs": [{"warehouse": "w", "zone": "n", "cost": 1}],
    "rules": {"order": "minima"},
}


def refusals(file: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        problem_of_question(question_of(file))
    return [(reason.code, reason.field) for reason in refused.value.reasons]


def with_change(path: str, value: Any) -> File:
    """The good file with one value set (``claims.2.asked``; rows count from 1)."""
    file = deepcopy(GOOD)
    *way, last = path.split(".")
    place: Any = file
    for step in way:
        place = place[int(step) - 1] if isinstance(place, list) else place[step]
    place[last] = value
    return file


def test_a_good_file_is_read() -> None:
    question = question_of(GOOD)
    assert question["items"][0] == {"item": "a", "base_unit": "", "pack": 1}
    assert question["claims"][1]["weight"] == 1
    chosen = {"order": "minima", "rounding": "up", "minima": "part", "life_days": 0, "drain_days": -1}
    assert question.rules == chosen | {"tiers": (), "last_box": "lowest"}
    assert "tiers" not in question.text
    assert "last_box" not in question.text


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("claims.2.asked", 10**14, "quantity_too_large"),
        ("claims.2.asked", -1, "quantity_not_positive"),
        ("claims.2.asked", 0, "quantity_not_positive"),
        ("claims.2.asked", 2.5, "quantity_not_whole"),
        ("claims.2.asked", "12", "quantity_not_whole"),
        ("claims.2.asked", True, "quantity_unreadable"),
        ("claims.2.asked", None, "field_missing"),
        ("claims.1.minimum", -1, "number_too_small"),
        ("claims.1.most", -2, "number_too_small"),
        ("claims.1.weight", 101, "quantity_too_large"),
        ("claims.1.unit", "x", "unknown_party"),
        ("claims.1.item", "x", "unknown_item"),
        ("claims.1.class", 3, "unknown_class"),
        ("claims.1.accepts", ["x"], "unknown_item"),
        ("claims.1.accepts", "b", "input_invalid"),
        ("claims.1.approved", "yesterday", "time_unreadable"),
        ("claims.1.approved", "2020-02-10T10:00+08:00", "time_unreadable"),
        ("claims.2.claim", "1", "already_exists"),
        ("claims.1.unit", "u\n", None),
        ("claims.1.unit", "u\x07v", "text_control_characters"),
        ("claims.1.unit", "u" * 300, "text_too_long"),
        ("claims.1.wished", 5, "unknown_field"),
        ("lots.1.quantity", -1, "number_too_small"),
        ("lots.1.expires", "2020-02-30", "date_unreadable"),
        ("lots.1.quarantined", "no", "input_invalid"),
        ("lots.1.for_unit", "x", "unknown_party"),
        ("lots.1.item", "x", "unknown_item"),
        ("floors.1.item", "x", "unknown_item"),
        ("items.2.item", "a", "already_exists"),
        ("items.1.pack", 0, "quantity_not_positive"),
        ("rules.rounding", "none", "unknown_field"),
        ("rules.drain_days", -2, "number_too_small"),
        ("rules.last_box", "mine", "unknown_field"),
        ("rules.speed", 1, "unknown_field"),
        ("rules.tiers", 1, "input_invalid"),
        ("rules.tiers", ["1:least"], "unknown_field"),
        ("rules.tiers", ["01:rest"], "unknown_field"),
        ("rules.tiers", ["1:minimum", "1:rest", "2:rest"], "tiers_incomplete"),
        ("rules.tiers", ["1:minimum", "1:rest", "2:rest", "2:minimum"], "tiers_incomplete"),
        ("date", "", "field_missing"),
        ("items", [], "empty"),
        ("claims", {}, "plan_file_unreadable"),
        ("wishes", [], "unknown_field"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(path: str, value: Any, code: str | None) -> None:
    file = with_change(path, value)
    if code is None:
        question_of(file)
    else:
        assert (code, path) in refusals(file)


def test_a_road_without_a_cost_is_refused() -> None:
    assert refusals(with_change("costs.1.zone", "s")) == [("cost_missing", "costs")]


def test_expected_asks_go_with_classes_served_in_turn() -> None:
    file = {**GOOD, "expected": [{"item": "a", "class": 2, "quantity": 1}]}
    assert refusals(file) == [("expected_in_turn", "expected")]
    tiers = {"tiers": ["1:minimum", "1:rest", "2:minimum", "2:rest"]}
    assert refusals({**file, "rules": tiers}) == [("expected_in_turn", "expected")]


def test_asks_that_come_to_more_than_can_be_counted_are_refused() -> None:
    claims = [
        {"claim": str(each), "unit": "u", "item": "a", "class": 1, "asked": 10**11, "weight": 20} for each in range(2)
    ]
    assert ("quantity_too_large", "claims.1.asked") in refusals({**GOOD, "claims": claims})


def test_no_more_faults_are_named_than_anybody_reads() -> None:
    claims = [{**GOOD["claims"][0], "claim": str(each), "asked": -1} for each in range(MOST_REASONS * 2)]
    assert len(refusals({**GOOD, "claims": claims})) == MOST_REASONS


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"date": NaN}', '{"date": "2020-02-10", "date": "2020-02-11"}', "[" * 100_000, '{"format": "x"}'],
)
def test_what_is_no_question_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        question_of_json(text)
    assert refused.value.code == "plan_file_unreadable"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
PATHS = st.sampled_from(
    [f"claims.1.{name}" for name in ("unit", "item", "class", "asked", "most", "debt", "accepts", "standards")]
    + [f"lots.1.{name}" for name in ("lot", "quantity", "held", "expires", "for_class", "arrives")]
    + ["date", "rules", "rules.order", "rules.life_days", "items", "units", "costs", "floors"]
)


@settings(max_examples=200, deadline=None)
@given(PATHS, JSON)
def test_any_value_anywhere_is_answered_or_refused(path: str, value: Any) -> None:
    with suppress(Refused):
        answer(question_of(with_change(path, value)))


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_means_nothing(chance: random.Random) -> None:
    file = random_file(chance)
    mixed = {name: chance.sample(rows, len(rows)) if isinstance(rows, list) else rows for name, rows in file.items()}
    assert answer(question_of(mixed)).document == answer(question_of(file)).document
    assert answer(question_of_json(json.dumps(file))).document == answer(question_of(file)).document


@pytest.mark.parametrize(
    ("tiers", "wanted"),
    [
        ([], [10, 0]),
        (["2:minimum", "1:minimum", "1:rest", "2:rest"], [6, 4]),
        (["2:minimum", "2:rest", "1:minimum", "1:rest"], [0, 10]),
        (["1:minimum", "2:minimum", "2:rest", "1:rest"], [3, 7]),
    ],
)
def test_tiers_said_one_by_one_are_served_in_that_order(tiers: list[str], wanted: list[int]) -> None:
    claims = [
        {"claim": "1", "unit": "u", "item": "a", "class": 1, "asked": 10, "minimum": 3},
        {"claim": "2", "unit": "v", "item": "a", "class": 2, "asked": 10, "minimum": 4},
    ]
    lots = [{"lot": "1", "item": "a", "warehouse": "w", "quantity": 10}]
    file = {"date": "2020-02-10", "items": [{"item": "a"}], "claims": claims, "lots": lots, "rules": {"tiers": tiers}}
    question = question_of(file)
    plan = answer(question).document
    assert [need["given"] for need in plan["needs"]] == wanted
    assert check_plan(question, plan) == []
