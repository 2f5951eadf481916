"""What one more delivery would change is what sharing everything out again would show."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcao.kernel.errors import Refused
from liangcao.sharing.answer import answer
from liangcao.sharing.deliveries import BOXES, DELIVERIES, Delivery, Goods, deliveries, delivery
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of
from liangcao.sharing.what_if import what_if
from sharing.sample_files import random_file
from sharing.test_ways import simple

Key = tuple[str, str, int]


def given_by(question: Question) -> dict[Key, int]:
    needs = answer(question).document["needs"]
    return {(need["unit"], need["item"], need["class"]): need["given"] for need in needs}


def short_of(question: Question, priority_class: int, group: set[str]) -> int:
    """How many needs of a class and the more urgent ones go short of a box, among items that go together."""
    made = answer(question).sharing
    missing = made.amounts.boxes < made.amounts.most
    missing |= made.amounts.passed_over
    names = answer(question).names.items
    rows = zip(missing.tolist(), made.needs.priority_class.tolist(), made.needs.item.tolist(), strict=True)
    return sum(is_short and of <= priority_class and names[item] in group for is_short, of, item in rows)


def arriving(question: Question, goods: Goods, quantity: int) -> Question:
    lot = {"item": goods.item, "warehouse": "W", "expires": goods.expires, "standard": goods.standard}
    return what_if(question, [{"change": "arrival", "quantity": quantity, **lot}])


@settings(max_examples=80, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_delivery_is_what_sharing_out_again_shows(chance: random.Random) -> None:
    question = question_of(random_file(chance))
    expires, standard = chance.choice(["", "2020-02-25"]), chance.choice(["", "s"])
    goods = Goods(chance.choice("abc"), chance.randint(4, 12), expires, standard)
    found = delivery(answer(question), goods)
    before, after = given_by(question), given_by(arriving(question, goods, found.boxes * found.pack))
    told = {(each.unit, each.item, each.priority_class): each.quantity for each in found.gains}
    assert told == {key: after[key] - before[key] for key in before if after[key] != before[key]}
    assert found.left * found.pack == found.boxes * found.pack - (sum(after.values()) - sum(before.values()))
    assert found.boxes == goods.quantity // found.pack


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_so_many_boxes_and_no_fewer_fill_a_class(chance: random.Random) -> None:
    question = question_of(random_file(chance))
    made = answer(question)
    for item in "abc":
        found = delivery(made, Goods(item))
        group_of = made.sharing.layout.group_of_item
        items = made.names.items
        group = {each for number, each in enumerate(items) if group_of[number] == group_of[items.index(item)]}
        for fill in found.fills:
            enough = fill.boxes if fill.boxes > 0 else 500
            after = arriving(question, Goods(item), enough * found.pack)
            assert (short_of(after, fill.priority_class, group) == 0) is (fill.boxes > 0)
            if fill.boxes > 1:
                less = arriving(question, Goods(item), (fill.boxes - 1) * found.pack)
                assert short_of(less, fill.priority_class, group)


def test_what_expected_asks_keep_back_does_not_hide_that_more_would_fill() -> None:
    """Of what comes three parts in four are kept for more urgent asks, so two boxes short need eight."""
    claims = [{"claim": str(n), "unit": "u", "item": item, "class": 1, "asked": 1} for n, item in enumerate("ab")]
    accepts = [{**claim, "accepts": ["b" if claim["item"] == "a" else "a"]} for claim in claims]
    content = _content(simple(0, {"asked": 1}))
    items = [{"item": "a"}, {"item": "b"}]
    held = [{"item": "a", "class": 1, "quantity": 3}]
    question = question_of({**content, "items": items, "claims": accepts, "lots": [], "expected": held})
    assert [fill.boxes for fill in delivery(answer(question), Goods("a")).fills] == [8]


def test_a_reserve_does_not_hang_on_what_others_ask_of_other_goods() -> None:
    """Goods too old for all who ask for them stand in no reserve, though another item is needed for fewer days."""
    content = _content(simple(0, {"asked": 3, "class": 3, "life_days": 10}))
    old = {**content["claims"][0], "claim": "other", "unit": "u", "item": "b", "life_days": 0}
    lot = {"lot": "old", "item": "a", "warehouse": "W", "quantity": 6, "expires": "2020-02-12"}
    floors = [{"item": "a", "class": 1, "quantity": 5}]
    both = {**content, "items": [{"item": "a"}, {"item": "b"}], "lots": [lot], "floors": floors}
    alone = question_of(both)
    beside = question_of({**both, "claims": [*content["claims"], old]})
    for question in (alone, beside):
        assert [fill.boxes for fill in delivery(answer(question), Goods("a")).fills] == [8]
        after = arriving(question, Goods("a"), 7)
        assert sum(quantity for (_, item, _), quantity in given_by(after).items() if item == "a") == 2


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_all_items_at_once_are_each_by_itself(chance: random.Random) -> None:
    made = answer(question_of(random_file(chance)))
    for each in deliveries(made):
        assert each == delivery(made, Goods(each.item))
        assert all(DELIVERIES[said.code].format(**said.params) for said in each.said)
        assert each.document["item"] == each.item


def told(found: Delivery) -> list[str]:
    return [DELIVERIES[said.code].format(**said.params) for said in found.said]


def test_who_gets_the_next_boxes_is_told_in_words() -> None:
    claims: list[dict[str, Any]] = [{"asked": 80, "class": 1}, {"asked": 100, "class": 2}, {"asked": 30, "class": 2}]
    question = simple(60, *claims, pack=10)
    assert told(delivery(answer(question), Goods("a", 49))) == [
        "再到 4 箱 a（每箱 10）：u1（第 1 类）多得 2 箱 a",
        "再到 4 箱 a（每箱 10）：u2（第 2 类）多得 1 箱 a",
        "再到 4 箱 a（每箱 10）：u3（第 2 类）多得 1 箱 a",
        "再到 2 箱 a（共 20），第 1 类和更急的类就都满足",
        "再到 15 箱 a（共 150），第 2 类和更急的类就都满足",
    ]
    assert delivery(answer(question), Goods("a")).boxes == BOXES


def test_what_nobody_can_use_stays_and_what_cannot_be_filled_is_said() -> None:
    question = simple(0, {"asked": 5, "standards": ["s"]})
    assert told(delivery(answer(question), Goods("a", 3))) == [
        "再到 3 箱 a（每箱 1）：3 箱没有人能用，留在库里",
        "只来 a，来多少也满足不了第 1 类和更急的类",
    ]
    assert delivery(answer(question), Goods("a", 3, standard="s")).fills[0].boxes == 5


def test_nothing_is_said_where_nobody_goes_short() -> None:
    assert deliveries(answer(simple(60, {"asked": 50}))) == []
    idle = what_if(simple(60, {"asked": 70}), [])
    more = question_of({**_content(idle), "items": [{"item": "a"}, {"item": "idle"}]})
    assert [each.item for each in deliveries(answer(more))] == ["a"]


def _content(question: Question) -> dict[str, Any]:
    tables = {name: list(map(dict, rows)) for name, rows in question.tables.items()}
    return {"date": question.date, "rules": dict(question.rules), **tables}


@pytest.mark.parametrize(("goods", "code"), [(Goods("b"), "unknown_item"), (Goods("a", 9), "delivery_too_small")])
def test_a_delivery_that_cannot_be_is_refused(goods: Goods, code: str) -> None:
    with pytest.raises(Refused) as refused:
        delivery(answer(simple(60, {"asked": 70}, pack=10)), goods)
    assert refused.value.code == code
