"""Reserves of several items that stand in for one another: what one class could not have, no later class undoes."""

import pytest

from liangcao.sharing.answer import answer
from liangcao.sharing.check import check_plan
from liangcao.sharing.reading import question_of

_CLAIMS = [
    {"claim": "goggles", "unit": "gate", "item": "2 goggles", "class": 3, "asked": 300, "accepts": ["3 mask"]},
    {"claim": "suits", "unit": "gate", "item": "1 suit", "class": 2, "asked": 300, "accepts": ["3 mask", "2 goggles"]},
    {"claim": "masks", "unit": "school", "item": "3 mask", "class": 5, "asked": 500},
]
_LOTS = [
    {"lot": "masks", "item": "3 mask", "warehouse": "W", "quantity": 1000},
    {"lot": "goggles", "item": "2 goggles", "warehouse": "W", "quantity": 50, "expires": "2020-02-12"},
]


@pytest.mark.parametrize(
    "bound",
    [
        {"expected": [{"item": "3 mask", "class": 3, "quantity": 1425}]},
        {"floors": [{"item": "3 mask", "class": 3, "quantity": 741}]},
    ],
)
def test_a_later_reserve_takes_back_nothing_of_an_earlier_one(bound: dict[str, list[dict[str, object]]]) -> None:
    """741 masks are kept back from class 3 on: with the goggles 309 are there for it and those before; 300 are gone.

    From class 4 on all goggles are kept back, too: what the classes before drew of them stays theirs, and is not taken
    out of the masks that were kept back from class 3.
    """
    floors = [*bound.get("floors", []), {"item": "2 goggles", "class": 4, "quantity": 100}]
    items = [{"item": item} for item in ("1 suit", "2 goggles", "3 mask")]
    file = {"date": "2020-02-10", "items": items, "lots": _LOTS, "claims": _CLAIMS, **bound, "floors": floors}
    question = question_of(file)
    plan = answer(question).document
    assert [need["given"] for need in plan["needs"]] == [300, 9, 0]
    assert {(line["claim"], line["lot"]): line["quantity"] for line in plan["lines"]} == {
        ("suits", "masks"): 259,
        ("suits", "goggles"): 41,
        ("goggles", "goggles"): 9,
    }
    assert check_plan(question, plan) == []
