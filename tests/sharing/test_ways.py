"""Other ways of sharing keep every limit, do what they say, and do not hide whom they pass over."""

import random
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcao.kernel.errors import Refused
from liangcao.sharing.alternatives import PLAN, alternatives
from liangcao.sharing.answer import answer
from liangcao.sharing.check import check_choices, check_limits, check_plan
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of
from liangcao.sharing.sentences import SENTENCES
from liangcao.sharing.ways import WAYS, missing_figures, shared_by
from liangcao.sharing.what_if import what_if
from sharing.real_requests import first_come_first_served, getusppe, hubei
from sharing.sample_files import random_file

File = dict[str, Any]
EXPLAINED = {"stock_left", "unfair", "half_minimum", "below_reserve"}
"""What another way may do otherwise than the plan; roads and days are as good as the plan's."""


def with_figures(file: File, chance: random.Random) -> File:
    figures = [
        {"people": chance.randint(1, 30), "daily_use": chance.randint(1, 6), "held_there": chance.randint(0, 9)}
        for _ in file["claims"]
    ]
    return {**file, "claims": [row | said for row, said in zip(file["claims"], figures, strict=True)]}


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(sorted(WAYS)))
def test_every_way_keeps_the_limits_of_the_plan(chance: random.Random, way: str) -> None:
    question = question_of(with_figures(random_file(chance), chance))
    document = shared_by(question, way).document
    assert check_limits(question, document) == []
    assert {choice.code for choice in check_choices(question, document)} <= EXPLAINED
    assert all(SENTENCES[each["code"]].format(**each["params"]) for need in document["needs"] for each in need["why"])
    assert {need["why"][-1]["code"] for need in document["needs"]} == {f"way_{way}"}
    assert document["way"] == {"by": way, "by_class": WAYS[way].by_class}
    assert document["plan_hash"] != answer(question).document["plan_hash"]


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(sorted(WAYS)))
def test_no_way_leaves_goods_that_somebody_short_could_have(chance: random.Random, way: str) -> None:
    question = question_of(with_figures({**random_file(chance), "floors": [], "expected": []}, chance))
    codes = {choice.code for choice in check_choices(question, shared_by(question, way).document)}
    whole = question.rules["minima"] == "whole"
    assert "stock_left" not in codes or whole


def simple(stock: int, *claims: File, pack: int = 1) -> Question:
    """One item and one lot; a claim is its figures, named and approved in turn."""
    rows = [
        {"claim": str(n), "unit": f"u{n}", "item": "a", "class": 1, "approved": f"2020-02-0{n}"} | claim
        for n, claim in enumerate(claims, 1)
    ]
    lots = [{"lot": "l", "item": "a", "warehouse": "W", "quantity": stock}]
    return question_of({"date": "2020-02-10", "items": [{"item": "a", "pack": pack}], "lots": lots, "claims": rows})


def shares(question: Question, way: str) -> list[int]:
    return [need["given"] for need in shared_by(question, way).document["needs"]]


@pytest.mark.parametrize(
    ("way", "stock", "claims", "wanted"),
    [
        ("people", 60, [{"asked": 100, "people": 10}, {"asked": 100, "people": 20}], [20, 40]),
        ("people", 60, [{"asked": 5, "people": 10}, {"asked": 100, "people": 20}], [5, 55]),
        ("people", 60, [{"asked": 90, "people": 1, "class": 2}, {"asked": 50, "people": 1}], [10, 50]),
        ("people", 30, [{"asked": 90, "people": 1, "already": 20}, {"asked": 50, "people": 1}], [5, 25]),
        (
            "cover",
            40,
            [{"asked": 90, "daily_use": 10, "held_there": 20}, {"asked": 90, "daily_use": 10, "held_there": 0}],
            [10, 30],
        ),
        (
            "cover",
            60,
            [{"asked": 90, "daily_use": 10, "held_there": 0}, {"asked": 90, "daily_use": 20, "held_there": 0}],
            [20, 40],
        ),
        ("equal", 60, [{"asked": 100}, {"asked": 1000}], [30, 30]),
        ("equal", 60, [{"asked": 10}, {"asked": 1000}], [10, 50]),
        ("equal", 60, [{"asked": 100, "minimum": 50}, {"asked": 100}], [30, 30]),
        ("pro_rata", 60, [{"asked": 100, "class": 2}, {"asked": 20}], [50, 10]),
        ("pro_rata", 60, [{"asked": 100, "already": 40}, {"asked": 60}], [30, 30]),
        ("first_come", 60, [{"asked": 50, "class": 3}, {"asked": 50, "class": 1}], [50, 10]),
        ("first_come", 60, [{"asked": 50, "approved": "2020-03-01"}, {"asked": 50}], [10, 50]),
    ],
)
def test_a_way_does_what_it_says(way: str, stock: int, claims: list[File], wanted: list[int]) -> None:
    assert shares(simple(stock, *claims), way) == wanted


def test_ways_give_whole_boxes() -> None:
    assert shares(simple(60, {"asked": 100}, {"asked": 100}, {"asked": 100}, pack=25), "equal") == [25, 25, 0]


@pytest.mark.parametrize("way", ["pro_rata", "first_come"])
def test_a_reserve_is_kept_for_those_it_is_for(way: str) -> None:
    question = simple(100, {"asked": 200, "class": 2}, {"asked": 200, "class": 1})
    floor = {"change": "floor", "item": "a", "class": 2, "quantity": 70}
    reserved = what_if(question, [floor])
    given_ = shares(reserved, way)
    assert given_[0] <= 30
    assert sum(given_) == 100
    judged = next(each.judged for each in alternatives(reserved) if each.way == way)
    assert judged is not None
    assert judged.figures["reserves"] == 70
    assert "below_reserve" in {choice.code for choice in judged.choices}


def test_head_counts_that_are_not_said_are_not_invented() -> None:
    question = simple(60, {"asked": 100, "people": 10}, {"asked": 100})
    assert missing_figures(question, "people") == ["2"]
    assert missing_figures(question, "cover") == ["1", "2"]
    with pytest.raises(Refused) as refused:
        shared_by(question, "people")
    assert (refused.value.code, refused.value.reasons[0].params["claims"]) == ("figures_missing", "2")
    said = {each.way: (each.judged is None, each.missing) for each in alternatives(question)}
    assert said["people"] == (True, ("2",))
    assert said["equal"] == (False, ())


def test_figures_too_unlike_to_be_counted_with_are_refused() -> None:
    question = simple(10**11, {"asked": 10**11, "people": 1}, {"asked": 10**11, "people": 10**11})
    with pytest.raises(Refused) as refused:
        shared_by(question, "people")
    assert refused.value.code == "quantity_too_large"


def test_alternatives_tell_whom_they_leave_lower() -> None:
    question = simple(60, {"asked": 50, "class": 2}, {"asked": 50, "class": 1}, {"asked": 50, "class": 2})
    found = {each.way: each.judged for each in alternatives(question)}
    plan, early = found[PLAN], found["first_come"]
    assert plan is not None
    assert early is not None
    assert [need["given"] for need in plan.document["needs"]] == [5, 50, 5]
    lower = [(row["class"], row["needs"], row["quantity"], row["most"][0]["unit"]) for row in early.figures["lower"]]
    assert lower == [(1, 1, 40, "u2"), (2, 1, 5, "u3")]
    assert [(row["class"], row["needs"], row["quantity"]) for row in early.figures["higher"]] == [(2, 1, 45)]
    assert (plan.figures["empty"], early.figures["empty"]) == (0, 1)
    assert (plan.figures["spread"], early.figures["spread"]) == (0, 1000)
    assert "unfair" in {choice.code for choice in early.choices}
    assert plan.choices == []


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_plan_comes_first_and_stands(chance: random.Random) -> None:
    question = question_of(with_figures(random_file(chance), chance))
    found = alternatives(question)
    assert [each.way for each in found] == [PLAN, *WAYS]
    assert found[0].judged is not None
    assert check_plan(question, found[0].judged.document) == []
    for each in found:
        assert each.judged is not None
        assert not each.judged.limits
        total = sum(row["given"] for row in each.judged.figures["classes"])
        assert total == each.judged.figures["given"] == sum(line["quantity"] for line in each.judged.document["lines"])


@pytest.mark.parametrize("file", [hubei()[0], getusppe()[0]], ids=["Hubei", "USA"])
def test_first_come_first_served_is_what_anybody_would_do_by_hand(file: File) -> None:
    wanted = first_come_first_served(file)
    needs: dict[tuple[str, str, int], int] = defaultdict(int)
    once = {row["unit"] + row["item"] for row in file["claims"]}
    question = question_of(file)
    for row in file["claims"]:
        needs[row["unit"], row["item"], row["class"]] += wanted[row["claim"]]
    document = shared_by(question, "first_come").document
    assert check_limits(question, document) == []
    if len(once) == len(file["claims"]):  # claims of one need are one, approved when the first was
        assert {(n["unit"], n["item"], n["class"]): n["given"] for n in document["needs"]} == needs
    assert sum(need["given"] for need in document["needs"]) == sum(wanted.values())
