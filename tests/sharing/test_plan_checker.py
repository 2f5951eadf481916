"""The checker finds what is wrong with a plan, and nothing wrong with what the planner makes."""

import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcao.sharing.answer import answer
from liangcao.sharing.check import VIOLATIONS, check_limits, check_plan
from liangcao.sharing.goods import lots_of, wants_of
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of
from sharing.sample_files import random_file

Document = dict[str, Any]
UNFAIR = {"stock_left", "unfair"}


def codes(question: Question, document: Document) -> set[str]:
    return {violation.code for violation in check_plan(question, document)}


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_every_plan_of_the_planner_is_certified(chance: random.Random) -> None:
    question = question_of(random_file(chance))
    assert codes(question, dict(answer(question).document)) == set()


MINIMA_FIRST: Document = {
    "date": "2020-02-10",
    "rules": {"order": "minima"},
    "items": [{"item": "a"}, {"item": "c"}],
    "units": [{"unit": "x", "zone": "S"}],
    "claims": [
        {"claim": "urgent", "unit": "x", "item": "a", "class": 1, "asked": 2, "minimum": 1, "accepts": ["c"]},
        {"claim": "later", "unit": "x", "item": "c", "class": 2, "asked": 1, "minimum": 1},
    ],
    "lots": [
        {"lot": "for the south", "item": "c", "warehouse": "W", "quantity": 1, "for_zone": "S"},
        {"lot": "open", "item": "c", "warehouse": "W", "quantity": 1},
    ],
    "floors": [{"item": "c", "class": 2, "quantity": 1}],
}


def test_the_rest_of_the_urgent_may_come_out_of_a_reserve_after_a_later_class_had_its_minimum() -> None:
    """The later class may neither have the box of the reserve nor move the urgent one onto it, to have the other."""
    question = question_of(MINIMA_FIRST)
    document = dict(answer(question).document)
    assert codes(question, document) == set()
    assert {need["class"]: need["given"] for need in document["needs"]} == {1: 2, 2: 0}


def given_at_random(question: Question, chance: random.Random) -> tuple[list[Document], dict[Any, int]]:
    """Lines that give boxes away as chance will have it, as long as rules of single lines allow; amounts by need."""
    wants, lots = wants_of(question), lots_of(question)
    claim_of = {(row["unit"], row["item"], row["class"]): row["claim"] for row in question["claims"]}
    left = {spot: lot["quantity"] - lot["held"] for spot, lot in lots.items()}
    lines, amounts = [], dict.fromkeys(wants, 0)
    for _ in range(60):
        key, spot = chance.choice(list(wants)), chance.choice([*lots, None])
        want = wants[key]
        if spot is None or want.why_not(lots[spot]) or left[spot] < want.pack:
            continue
        if amounts[key] < want.most_boxes * want.pack:
            left[spot] -= want.pack
            amounts[key] += want.pack
            line = {"claim": claim_of[key], "lot": spot[0], "warehouse": spot[1], "quantity": want.pack}
            lines.append(line)
    return lines, amounts


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_other_sharing_is_found_unfair(chance: random.Random) -> None:
    question = question_of({**random_file(chance), "floors": [], "expected": [], "pick_limits": [], "rules": {}})
    lines, amounts = given_at_random(question, chance)
    fair = answer(question).document
    needs = [{**need, "given": amounts[need["unit"], need["item"], need["class"]]} for need in fair["needs"]]
    found = codes(question, {**fair, "lines": lines, "needs": needs})
    is_the_same = [need["given"] for need in needs] == [need["given"] for need in fair["needs"]]
    assert bool(found & UNFAIR) != is_the_same
    assert found <= UNFAIR | {"later_expiry_first", "later_expiry_elsewhere", "dear_road", "prices_missing"}


FILE: Document = {
    "date": "2020-02-10",
    "items": [{"item": "mask", "pack": 10}, {"item": "gown"}],
    "units": [{"unit": "east", "zone": "e"}, {"unit": "west", "zone": "w"}, {"unit": "north"}],
    "lots": [
        {"lot": "old", "item": "mask", "warehouse": "E", "quantity": 40, "expires": "2020-03-01"},
        {"lot": "new", "item": "mask", "warehouse": "E", "quantity": 60, "expires": "2020-06-01"},
        {"lot": "far", "item": "mask", "warehouse": "W", "quantity": 20, "expires": "2020-06-01"},
        {"lot": "early", "item": "mask", "warehouse": "W", "quantity": 80, "expires": "2020-03-02"},
        {"lot": "late", "item": "mask", "warehouse": "W", "quantity": 50, "expires": "2020-02-12"},
        {"lot": "gift", "item": "mask", "warehouse": "W", "quantity": 50, "for_unit": "north"},
        {"lot": "local", "item": "mask", "warehouse": "W", "quantity": 50, "for_zone": "n"},
        {"lot": "gown", "item": "gown", "warehouse": "W", "quantity": 50},
        {"lot": "gown-gb", "item": "gown", "warehouse": "W", "quantity": 10, "standard": "GB"},
    ],
    "claims": [
        {"claim": "1", "unit": "east", "item": "mask", "class": 1, "asked": 60, "minimum": 60},
        {"claim": "2", "unit": "west", "item": "mask", "class": 1, "asked": 60},
        {"claim": "3", "unit": "east", "item": "mask", "class": 2, "asked": 100},
        {"claim": "4", "unit": "west", "item": "gown", "class": 1, "asked": 10, "standards": ["GB"]},
        {"claim": "5", "unit": "east", "item": "gown", "class": 2, "asked": 90},
    ],
    "pick_limits": [{"warehouse": "W", "boxes": 100}],
    "floors": [{"item": "mask", "class": 2, "quantity": 30}],
    "costs": [
        {"warehouse": warehouse, "zone": zone, "cost": int(warehouse.lower() != zone)}
        for warehouse in "EW"
        for zone in "ew"
    ],
    "rules": {"life_days": 5, "drain_days": 30, "minima": "whole"},
}


def line_of(document: Document, claim: str, lot: str) -> Document:
    return next(line for line in document["lines"] if line["claim"] == claim and line["lot"] == lot)


def more(document: Document, claim: str, lot: str, quantity: int, warehouse: str = "W") -> None:
    document["lines"].append({"claim": claim, "lot": lot, "warehouse": warehouse, "quantity": quantity})


FORGERIES: dict[str, Callable[[Document], None]] = {
    "other_question": lambda plan: plan.update(input_hash="0" * 64),
    "unknown_claim": lambda plan: more(plan, "9", "far", 10),
    "unknown_lot": lambda plan: more(plan, "1", "none", 10),
    "quantity_not_positive": lambda plan: more(plan, "1", "far", -10),
    "wrong_item": lambda plan: more(plan, "1", "gown", 10),
    "expired": lambda plan: more(plan, "1", "late", 10),
    "wrong_purpose": lambda plan: more(plan, "1", "gift", 10),
    "wrong_standard": lambda plan: more(plan, "4", "gown", 10),
    "over_available": lambda plan: line_of(plan, "3", "new").update(quantity=1000),
    "broken_box": lambda plan: line_of(plan, "3", "new").update(quantity=5),
    "over_asked": lambda plan: more(plan, "1", "far", 10),
    "half_minimum": lambda plan: (line_of(plan, "1", "old").update(quantity=30), told(plan, "1", -10)),
    "share_mismatch": lambda plan: plan["needs"][0].update(given=10),
    "below_reserve": lambda plan: (more(plan, "3", "far", 10), told(plan, "3", 10)),
    "stock_left": lambda plan: (line_of(plan, "2", "early").update(quantity=50), told(plan, "2", -10)),
    "unfair": lambda plan: (
        line_of(plan, "4", "gown-gb").update(quantity=9),
        more(plan, "5", "gown-gb", 1),
        told(plan, "4", -1),
        told(plan, "5", 1),
    ),
    "later_expiry_first": lambda plan: (line_of(plan, "2", "early").update(quantity=50), more(plan, "2", "far", 10)),
    "later_expiry_elsewhere": lambda plan: (
        line_of(plan, "3", "early").update(quantity=10),
        line_of(plan, "3", "new").update(quantity=40),
    ),
    "prices_missing": lambda plan: plan.update(prices=[]),
    "picking_mismatch": lambda plan: plan["picking"]["warehouses"][0].update(boxes=1),
    "cost_mismatch": lambda plan: plan["picking"].update(cost=1),
    "dear_road": lambda plan: plan["prices"][0]["warehouses"][0].update(price=7),
}


def told(document: Document, claim: str, difference: int) -> None:
    row = next(each for each in FILE["claims"] if each["claim"] == claim)
    wanted = [row[name] for name in ("unit", "item", "class")]
    need = next(each for each in document["needs"] if [each[name] for name in ("unit", "item", "class")] == wanted)
    need["given"] += difference


def test_every_violation_can_be_found() -> None:
    assert set(FORGERIES) | {"into_reserve"} == set(VIOLATIONS)


@pytest.mark.parametrize(("quantity", "found"), [(30, set()), (40, {"into_reserve"})])
def test_nobody_is_given_what_is_kept_for_others(quantity: int, found: set[str]) -> None:
    question = question_of(
        {
            "date": "2020-02-10",
            "items": [{"item": "mask", "pack": 10}],
            "lots": [{"lot": "1", "item": "mask", "warehouse": "W", "quantity": 80}],
            "claims": [{"claim": "1", "unit": "east", "item": "mask", "class": 3, "asked": 80}],
            "floors": [{"item": "mask", "class": 2, "quantity": 45}],
        }
    )
    plan = deepcopy(dict(answer(question).document))
    assert check_limits(question, plan) == []
    plan["lines"][0]["quantity"] = plan["needs"][0]["given"] = quantity
    violations = check_limits(question, plan)
    assert {violation.code for violation in violations} == found
    assert all(VIOLATIONS[each.code].format(**each.params) for each in violations)


@pytest.mark.parametrize("code", FORGERIES)
def test_a_forged_plan_is_found_out(code: str) -> None:
    question = question_of(FILE)
    document = deepcopy(dict(answer(question).document))
    assert codes(question, document) == set()
    FORGERIES[code](document)
    found = [violation for violation in check_plan(question, document) if violation.code == code]
    assert found
    assert VIOLATIONS[code].format(**found[0].params)
