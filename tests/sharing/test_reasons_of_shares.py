"""What a plan tells: figures that add up by hand, and promises that come true when goods come."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcao.sharing.answer import answer
from liangcao.sharing.question import TABLES
from liangcao.sharing.reading import question_of
from liangcao.sharing.reasons import SENTENCES, Said
from sharing.sample_files import random_file


def plan_of(file: dict[str, Any]) -> dict[str, Any]:
    return dict(answer(question_of(file)).document)


def said(need: dict[str, Any], *codes: str) -> dict[str, Any]:
    """What fills the sentence with one of `codes`; empty when it is not said."""
    return next((each["params"] for each in need["why"] if each["code"] in codes), {})


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_figures_add_up(chance: random.Random) -> None:
    plan = plan_of(random_file(chance))
    for need in plan["needs"]:
        assert [Said(each["code"], each["params"]).text for each in need["why"]]
        told = said(need, "shared", "taken", "no_stock")
        is_full = any(each["code"] == "full" for each in need["why"])
        assert bool(told) != is_full
        if told:
            assert told["stock"] == told["kept"] + told["before"] + told["shared"]
            assert told["shared"] >= need["given"]
        substitutes = sum(each["params"]["quantity"] for each in need["why"] if each["code"] == "replaced")
        assert substitutes <= need["given"]


def key_of(need: dict[str, Any]) -> tuple[str, str, int]:
    return need["unit"], need["item"], need["class"]


def plainer(chance: random.Random) -> dict[str, Any]:
    """A question in which goods that arrive are fit for whoever accepts the item, served class by class."""
    file = random_file(chance)
    claims = [{**claim, "standards": []} for claim in file["claims"]]
    return {**file, "claims": claims, "rules": {**file["rules"], "order": "class"}}


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_next_box_goes_where_it_was_said_to_go(chance: random.Random) -> None:
    file = plainer(chance)
    plan = plan_of(file)
    for need in plan["needs"]:
        told = said(need, "next_box")
        if told and not file["floors"]:
            item = said(need, "more_needed")["items"]
            lot = {"lot": "new", "item": item, "warehouse": "W", "quantity": told["pack"]}
            after = plan_of({**file, "lots": [*file["lots"], lot]})
            gained = [
                now for now, old in zip(after["needs"], plan["needs"], strict=True) if now["given"] > old["given"]
            ]
            assert [each["unit"] for each in gained] == [told["unit"]]


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False))
def test_what_would_have_to_arrive_is_enough_and_no_less_would_be(chance: random.Random) -> None:
    file = plainer(chance)
    plan = plan_of(file)
    for need in plan["needs"]:
        told = said(need, "more_needed")
        if told:
            pack = said(need, "next_box")["pack"]
            assert _is_full(file, need, told, told["more"])
            assert not _all_full(file, need, told, told["more"] - pack)


def _after(file: dict[str, Any], told: dict[str, Any], quantity: int) -> dict[str, Any]:
    lot = {"lot": "new", "item": told["items"], "warehouse": "W", "quantity": quantity}
    return plan_of({**file, "lots": [*file["lots"], lot]})


def _is_full(file: dict[str, Any], need: dict[str, Any], told: dict[str, Any], quantity: int) -> bool:
    after = next(each for each in _after(file, told, quantity)["needs"] if key_of(each) == key_of(need))
    return any(each["code"] == "full" for each in after["why"])


def _all_full(file: dict[str, Any], need: dict[str, Any], told: dict[str, Any], quantity: int) -> bool:
    """Whether all who go short of the same item now, of this class or a more urgent one, would be full."""
    short = {key_of(each) for each in plan_of(file)["needs"] if said(each, "more_needed").get("items") == told["items"]}
    return all(
        any(why["code"] == "full" for why in each["why"])
        for each in _after(file, told, quantity)["needs"]
        if key_of(each) in short and each["class"] <= need["class"]
    )


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


def test_every_sentence_can_be_said() -> None:
    seen: set[str] = set()
    for seed in range(3000):
        plan = plan_of(random_file(random.Random(seed)))
        seen |= {each["code"] for need in plan["needs"] for each in need["why"]}
        if seen == set(SENTENCES) - {"capped"}:
            break
    claim = {"claim": "1", "unit": "u", "item": "a", "class": 1, "asked": 10, "most": 5}
    plan = plan_of({"date": "2020-02-10", "items": [{"item": "a"}], "claims": [claim]})
    seen |= {each["code"] for need in plan["needs"] for each in need["why"]}
    assert seen == set(SENTENCES)
    assert "why" not in TABLES["claims"].fields
