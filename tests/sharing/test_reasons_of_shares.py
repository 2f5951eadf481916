"""What a plan tells: figures that add up by hand, and promises that come true when goods come."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcao.sharing.answer import answer
from liangcao.sharing.check import check_plan
from liangcao.sharing.reading import question_of
from liangcao.sharing.sentences import SENTENCES, Said
from liangcao.sharing.ways import WAYS, shared_by
from sharing.sample_files import random_file

DIRECTED = ("for_unit", "for_class", "for_zone")


def plan_of(file: dict[str, Any]) -> dict[str, Any]:
    return dict(answer(question_of(file)).document)


def said(need: dict[str, Any], *codes: str) -> dict[str, Any]:
    """What fills the sentence with one of `codes`; empty when it is not said."""
    return next((each["params"] for each in need["why"] if each["code"] in codes), {})


@settings(max_examples=80, deadline=None)
@given(st.randoms(use_true_random=False))
def test_figures_add_up(chance: random.Random) -> None:
    plan = plan_of(random_file(chance))
    for need in plan["needs"]:
        assert [Said(each["code"], each["params"]).text for each in need["why"]]
        told = said(need, "shared", "taken")
        is_full = any(each["code"] in {"full", "all_boxes"} for each in need["why"])
        assert bool(said(need, "full")) == (need["already"] + need["given"] >= need["asked"])
        assert bool(told or said(need, "no_stock", "passed_over")) != is_full
        if told:
            assert told["stock"] == told["kept"] + told["before"] + told["shared"]
            assert told["shared"] >= need["given"]
        substitutes = sum(each["params"]["quantity"] for each in need["why"] if each["code"] == "replaced")
        assert substitutes <= need["given"]


@pytest.mark.parametrize(("asked", "given", "left"), [(55, 50, 5), (9, 0, 9), (60, 60, 0)])
def test_what_is_less_than_a_box_is_told_and_nobody_is_called_full(asked: int, given: int, left: int) -> None:
    file = {
        "date": "2020-02-10",
        "rules": {"rounding": "down"},
        "items": [{"item": "a", "pack": 10}],
        "claims": [{"claim": "1", "unit": "u", "item": "a", "class": 1, "asked": asked}],
        "lots": [{"lot": "1", "item": "a", "warehouse": "w", "quantity": 100}],
    }
    question = question_of(file)
    for document in (answer(question).document, shared_by(question, "equal").document):
        (need,) = document["needs"]
        assert need["given"] == given
        assert bool(said(need, "full")) is not bool(left)
        assert said(need, "rounded_down") == ({"pack": 10, "odd": left} if left else {})
        if left:
            assert said(need, "all_boxes")["percent"] == given * 100 // asked


def key_of(need: dict[str, Any]) -> tuple[str, str, int]:
    return need["unit"], need["item"], need["class"]


def plainer(chance: random.Random) -> dict[str, Any]:
    """A question in which goods that arrive are fit for whoever accepts the item; tiers in any order."""
    file = random_file(chance)
    claims = [{**claim, "standards": []} for claim in file["claims"]]
    return {**file, "claims": claims, "rules": {**file["rules"], "minima": "part"}}


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_next_box_goes_where_it_was_said_to_go(chance: random.Random) -> None:
    file = plainer(chance)
    plan = plan_of(file)
    for need in plan["needs"]:
        told = said(need, "next_box")
        if told and not file["floors"]:
            after = _after(file, said(need, "more_needed")["items"], told["pack"], told["pack"])
            gained = [
                now for now, old in zip(after["needs"], plan["needs"], strict=True) if now["given"] > old["given"]
            ]
            assert [each["unit"] for each in gained] == [told["unit"]]


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_what_would_have_to_arrive_is_enough_and_no_less_would_be(chance: random.Random) -> None:
    file = plainer(chance)
    plan = plan_of(file)
    for need in plan["needs"]:
        told = said(need, "more_needed")
        if told:
            item, least, pack = told["items"], told["more"], said(need, "next_box")["pack"]
            enough = _short(_after(file, item, least, pack))
            assert key_of(need) not in enough
            one_less = _short(_after(file, item, least - pack, pack)) - enough
            assert any(each[2] <= need["class"] for each in one_less)


def _short(plan: dict[str, Any]) -> set[tuple[str, str, int]]:
    return {key_of(need) for need in plan["needs"] if need["why"][0]["code"] == "short"}


def _after(file: dict[str, Any], item: str, quantity: int, pack: int) -> dict[str, Any]:
    """The plan when `quantity` more had come of the longest-lived open goods of `item` there are."""
    there = [lot for lot in file["lots"] if lot["item"] == item and not any(lot.get(each) for each in DIRECTED)]
    there = [lot for lot in there if not lot["quarantined"] and not lot["arrives"] and lot["quantity"] >= pack]
    like = max(there, key=lambda lot: lot["expires"] or "9999")
    lot = {**like, "lot": "new", "quantity": quantity}
    return plan_of({**file, "lots": [*file["lots"], lot] if quantity else file["lots"]})


def test_rounding_evens_out_over_days() -> None:
    debts = {"u": 0, "v": 0, "w": 0}
    got = dict.fromkeys(debts, 0)
    for _ in range(6):
        claims = [
            {"claim": unit, "unit": unit, "item": "a", "class": 1, "asked": 10, "debt": debt}
            for unit, debt in debts.items()
        ]
        lots = [{"lot": "1", "item": "a", "warehouse": "W", "quantity": 1}]
        plan = plan_of({"date": "2020-02-10", "items": [{"item": "a"}], "claims": claims, "lots": lots})
        for need in plan["needs"]:
            debts[need["unit"]] = need["debt"]
            got[need["unit"]] += need["given"]
    assert got == {"u": 2, "v": 2, "w": 2}
    assert sum(debts.values()) == pytest.approx(0, abs=6)


def test_less_urgent_classes_leave_what_urgent_ones_will_ask_tomorrow() -> None:
    claims = [
        {"claim": "1", "unit": "u", "item": "a", "class": 1, "asked": 40},
        {"claim": "2", "unit": "v", "item": "a", "class": 3, "asked": 60},
    ]
    lots = [{"lot": "1", "item": "a", "warehouse": "W", "quantity": 100}]
    file = {"date": "2020-02-10", "items": [{"item": "a"}], "claims": claims, "lots": lots}
    held = {**file, "expected": [{"item": "a", "class": 3, "quantity": 60}]}
    assert [need["given"] for need in plan_of(file)["needs"]] == [40, 60]
    plan = plan_of(held)
    assert [need["given"] for need in plan["needs"]] == [40, 30]
    assert said(plan["needs"][1], "held_back") == {"held": 30}
    assert said(plan["needs"][1], "shared")["kept"] == 30
    more = {"claim": "2", "lot": "1", "warehouse": "W", "quantity": 1}
    needs = [plan["needs"][0], {**plan["needs"][1], "given": 31}]
    forged = {**plan, "lines": [*plan["lines"], more], "needs": needs}
    assert [each.code for each in check_plan(question_of(held), forged)] == ["below_reserve"]


def test_every_sentence_can_be_said() -> None:
    seen: set[str] = set()
    claim = {"item": "a", "class": 1, "asked": 10}
    one, other = {**claim, "claim": "1", "unit": "u"}, {**claim, "claim": "2", "unit": "v"}
    lot = {"lot": "1", "item": "a", "warehouse": "W", "quantity": 11}
    pairs = ([one, other], [one, {**other, "debt": 5}], [one, {**other, "approved": "2020-02-01"}])
    file = {"date": "2020-02-10", "items": [{"item": "a"}], "lots": [lot]}
    held = {**file, "claims": [one, other], "expected": [{"item": "a", "class": 1, "quantity": 60}]}
    told = [{"claim": "2", "lot": "1", "warehouse": "W", "quantity": 6}]
    files = [
        held,
        {**file, "claims": [one, other], "published": told},
        *({**file, "claims": [*pair, {**claim, "claim": "3", "unit": "w", "class": 2, "most": 8}]} for pair in pairs),
    ]
    for file in (*files, *(random_file(random.Random(seed)) for seed in range(60))):
        seen |= {each["code"] for need in plan_of(file)["needs"] for each in need["why"]}
    otherwise = {f"way_{way}" for way in WAYS} | {"edited"}  # said of plans that do not follow from the rules alone
    assert seen == set(SENTENCES) - otherwise
