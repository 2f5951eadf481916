"""A plan made again: as fair as without the earlier one, and as near to it as fairness lets it be."""

import random
from collections import defaultdict
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcao.kernel.errors import Refused
from liangcao.sharing.answer import Answer, answer
from liangcao.sharing.check import check_plan
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of
from liangcao.sharing.replanning import against_published, published_rows, replanned
from liangcao.sharing.what_if import what_if
from sharing.sample_files import random_file
from sharing.test_ways import simple

File = dict[str, Any]


def with_published(file: File, chance: random.Random) -> File:
    """The question with some earlier plan, made up by chance, of its claims and lots."""
    rows = {}
    for _ in range(chance.randint(1, 6)):
        lot = chance.choice(file["lots"])
        row = {"claim": chance.choice(file["claims"])["claim"], "lot": lot["lot"], "warehouse": lot["warehouse"]}
        rows[tuple(row.values())] = {**row, "quantity": chance.randint(1, 9)}
    return {**file, "published": list(rows.values())}


def fills(made: Answer) -> dict[tuple[int, int], list[Fraction]]:
    """By group and class the sorted fills: what fairness is judged by."""
    needs, layout = made.sharing.needs, made.sharing.layout
    found: dict[tuple[int, int], list[Fraction]] = defaultdict(list)
    rows = zip(
        layout.group_of_item[needs.item].tolist(),
        needs.priority_class.tolist(),
        (needs.already + made.sharing.given_to_needs).tolist(),
        needs.scale.tolist(),
        strict=True,
    )
    for group, priority_class, has, scale in rows:
        found[group, priority_class].append(Fraction(has, scale))
    return {place: sorted(each) for place, each in found.items()}


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_what_was_published_never_changes_fairness(chance: random.Random) -> None:
    file = random_file(chance)
    if not file["lots"]:
        return
    if file["rules"]["last_box"] == "nearest":  # last boxes hardly wanted stand alike whatever fill they lead to
        file["rules"]["rounding"] = "down"
    question = question_of(with_published(file, chance))
    plain, stable = answer(question_of(file)), answer(question)
    assert fills(stable) == fills(plain)
    lines = [(line["claim"], line["lot"], line["warehouse"]) for line in stable.document["lines"]]
    assert len(set(lines)) == len(lines)
    assert check_plan(question, stable.document) == []


@settings(max_examples=80, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_same_question_again_keeps_every_line(chance: random.Random) -> None:
    question = question_of(random_file(chance))
    before = answer(question).document
    again = replanned(question, before["lines"])
    after = answer(again).document
    assert after["lines"] == before["lines"]
    told = against_published(again, after)
    given_ = sum(line["quantity"] for line in before["lines"])
    assert (told["kept"], told["taken_back"], told["added"], told["lines"]) == (given_, 0, 0, [])


@settings(max_examples=80, deadline=None)
@given(st.randoms(use_true_random=False))
def test_what_was_picked_is_never_taken_back(chance: random.Random) -> None:
    question = question_of(random_file(chance))
    before = answer(question).document
    picked = [
        {**line, "quantity": chance.randint(1, line["quantity"])} for line in before["lines"] if chance.random() < 0.5
    ]
    again = replanned(question, before["lines"], picked)
    after = answer(again).document
    assert check_plan(again, after) == []
    gone: dict[str, int] = defaultdict(int)
    for row in picked:
        gone[row["claim"]] += row["quantity"]
    was = {row["claim"]: row["already"] for row in question["claims"]}
    assert {row["claim"]: row["already"] - was[row["claim"]] for row in again["claims"]} == {
        claim: gone[claim] for claim in was
    }
    in_stock = sum(row["quantity"] for row in question["lots"]) - sum(row["quantity"] for row in again["lots"])
    assert in_stock == sum(gone.values())


def test_among_equals_whoever_was_told_keeps_his_box() -> None:
    question = simple(3, {"asked": 10}, {"asked": 10})
    assert [need["given"] for need in answer(question).document["needs"]] == [2, 1]
    line = {"claim": "2", "lot": "l", "warehouse": "W", "quantity": 2}
    again = replanned(question, [line])
    needs = answer(again).document["needs"]
    assert [need["given"] for need in needs] == [1, 2]
    assert "published_first" in [each["code"] for each in needs[1]["why"]]
    told = against_published(again, answer(again).document)
    assert (told["kept"], told["taken_back"], told["added"]) == (2, 0, 1)
    assert told["claims"] == [{"claim": "1", "unit": "u1", "given": [0, 1]}]


def test_debts_come_before_what_was_told() -> None:
    question = simple(3, {"asked": 10, "debt": 5}, {"asked": 10})
    line = {"claim": "2", "lot": "l", "warehouse": "W", "quantity": 2}
    assert [need["given"] for need in answer(replanned(question, [line])).document["needs"]] == [2, 1]


def test_a_fuller_share_does_not_stand_because_it_was_told() -> None:
    question = simple(10, {"asked": 10}, {"asked": 10})
    line = {"claim": "2", "lot": "l", "warehouse": "W", "quantity": 9}
    assert [need["given"] for need in answer(replanned(question, [line])).document["needs"]] == [5, 5]


def two_places() -> File:
    claims = [{"claim": n, "unit": f"u{n}", "item": "a", "class": 1, "asked": 10} for n in "12"]
    lots = [{"lot": f"l{n}", "item": "a", "warehouse": f"W{n}", "quantity": 10} for n in "12"]
    return {"date": "2020-02-10", "items": [{"item": "a"}], "claims": claims, "lots": lots}


@pytest.mark.parametrize("crossed", [False, True])
def test_among_equally_cheap_roads_the_published_one_stays(crossed: bool) -> None:
    pairs = [("1", "2"), ("2", "1")] if crossed else [("1", "1"), ("2", "2")]
    lines = [{"claim": claim, "lot": f"l{lot}", "warehouse": f"W{lot}", "quantity": 10} for claim, lot in pairs]
    again = replanned(question_of(two_places()), lines)
    after = answer(again).document
    assert after["lines"] == lines
    units = [{"change": "unit", "unit": f"u{n}", "zone": n} for n in "12"]
    costs = [{"change": "cost", "warehouse": f"W{n}", "zone": z, "cost": 3} for n in "12" for z in "12"]
    apart = what_if(again, [*units, *costs])
    assert answer(apart).document["lines"] == lines
    assert check_plan(apart, answer(apart).document) == []


def test_a_dearer_road_does_not_stay_because_it_was_told() -> None:
    lines = [{"claim": claim, "lot": f"l{lot}", "warehouse": f"W{lot}", "quantity": 10} for claim, lot in ("12", "21")]
    units = [{"change": "unit", "unit": f"u{n}", "zone": n} for n in "12"]
    costs = [{"change": "cost", "warehouse": f"W{n}", "zone": z, "cost": int(n != z)} for n in "12" for z in "12"]
    again = what_if(replanned(question_of(two_places()), lines), [*units, *costs])
    assert [line["lot"] for line in answer(again).document["lines"]] == ["l1", "l2"]


def test_lines_of_claims_and_lots_that_are_gone_are_taken_back() -> None:
    question = question_of(two_places())
    again = replanned(question, answer(question).document["lines"])
    fewer = what_if(again, [{"change": "drop", "claim": "2"}, {"change": "drop_lot", "lot": "l1", "warehouse": "W1"}])
    after = answer(fewer).document
    assert check_plan(fewer, after) == []
    told = against_published(fewer, after)
    assert (told["kept"] + told["taken_back"], told["kept"] + told["added"]) == (20, 10)


def test_published_rows_are_what_is_left_to_pick() -> None:
    lines = answer(question_of(two_places())).document["lines"]
    picked = [{**lines[0], "quantity": 4}]
    assert [row["quantity"] for row in published_rows(lines, picked)] == [6, 10]
    assert [row["quantity"] for row in published_rows(lines, [lines[0]])] == [10]


LINE = {"claim": "1", "lot": "l1", "warehouse": "W1", "quantity": 1}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("x", ("plan_file_unreadable", "picked.1")),
        ({**LINE, "lot": 7}, ("plan_file_unreadable", "picked.1")),
        ({**LINE, "quantity": 0}, ("quantity_not_positive", "picked.1.quantity")),
        ({**LINE, "quantity": "1"}, ("quantity_not_positive", "picked.1.quantity")),
        ({**LINE, "quantity": 11}, ("no_such_row", "picked.1")),
        ({**LINE, "claim": "9"}, ("no_such_row", "picked.1")),
    ],
)
def test_picking_that_cannot_have_been_is_refused(row: Any, fault: tuple[str, str]) -> None:
    question = question_of(two_places())
    lines = [{**LINE, "quantity": 10}]
    with pytest.raises(Refused) as refused:
        replanned(question, lines, [row])
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [fault]


def test_picking_from_a_lot_that_is_gone_is_refused() -> None:
    question: Question = what_if(question_of(two_places()), [{"change": "drop_lot", "lot": "l1", "warehouse": "W1"}])
    with pytest.raises(Refused, match="no_such_row"):
        replanned(question, [{**LINE, "quantity": 10}], [LINE])
