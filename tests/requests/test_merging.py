"""Several requests made one, one made two: nothing asked is lost, and nothing is asked that nobody asked."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.kernel.errors import Refused
from liangcao.kernel.quantity import MAX_QUANTITY
from liangcao.requests.commands import AskLine, SplitLine
from liangcao.requests.merging import merge_lines, merge_said, split_lines
from liangcao.requests.queries import Request

LINES = st.builds(
    AskLine,
    item_id=st.integers(1, 3),
    quantity=st.none() | st.integers(1, 500),
    specification=st.sampled_from(("", "小号")),
    stock_held=st.none() | st.integers(0, 9),
    accepts=st.sampled_from(((), (7,), (8, 7))),
)


def totals(lines: list[AskLine] | tuple[AskLine, ...]) -> Counter[tuple[object, ...]]:
    """How much is asked of each thing as it was described."""
    sums: Counter[tuple[object, ...]] = Counter()
    for line in lines:
        sums[line.item_id, line.specification, line.accepts] += line.quantity or 0
    return sums


def unknown(lines: list[AskLine] | tuple[AskLine, ...]) -> set[tuple[object, ...]]:
    """Of what nobody said how much."""
    return {(line.item_id, line.specification, line.accepts) for line in lines if line.quantity is None}


@given(st.lists(st.lists(LINES, min_size=1, max_size=5), min_size=2, max_size=4))
def test_merged_asks_for_the_sum_of_all(requests: list[list[AskLine]]) -> None:
    merged = merge_lines(requests)
    every = [line for lines in requests for line in lines]
    assert totals(merged) == totals(every)
    assert unknown(merged) == unknown(every)
    assert len({(line.item_id, line.specification, line.accepts, line.quantity is None) for line in merged}) == len(
        merged
    )


def test_what_would_be_more_than_the_books_can_hold_stays_two_lines() -> None:
    most = AskLine(item_id=1, quantity=MAX_QUANTITY)
    assert merge_lines([[most], [most]]) == [most, most]


def test_the_latest_word_on_what_is_there_counts() -> None:
    lines = [[AskLine(item_id=1, quantity=5, stock_held=held)] for held in (9, 0, None)]
    assert [line.stock_held for line in merge_lines(lines)] == [0]


@given(st.lists(LINES, min_size=1, max_size=5), st.data())
def test_both_parts_together_are_what_was_asked(lines: list[AskLine], data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(1, len(lines)), min_size=1, unique=True))
    parts = {number: data.draw(st.none() | st.integers(1, lines[number - 1].quantity or 400)) for number in numbers}
    wanted = [SplitLine(line_number=number, quantity=part) for number, part in parts.items()]
    whole = [number for number, part in parts.items() if part in (None, lines[number - 1].quantity)]
    if len(whole) == len(lines):
        with pytest.raises(Refused):
            split_lines(lines, wanted)
        return
    taken, left = split_lines(lines, wanted)
    beyond = sum(part or 0 for number, part in parts.items() if lines[number - 1].quantity is None)
    assert sum((totals(taken) + totals(left)).values()) == sum(totals(lines).values()) + beyond
    assert unknown((*taken, *left)) == unknown(lines)
    assert (len(taken), len(left)) == (len(numbers), len(lines) - len(whole))


HEAD = Request(
    request_id=1, unit_id=5, unit_name="示例医院", unit_kind="hospital", state="submitted", channel="form",
    priority_class=3, urgency="", people_covered=0, contact="", phone="", remark="", note="", decision_note="",
    actor_id=9, decided_by=0, submitted_at=0, decided_at=0, entry=1,
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ({"needed_by": "2020-02-10"}, {"needed_by": ""}, {"needed_by": "2020-02-10"}),
        ({"needed_by": "2020-02-10"}, {"needed_by": "2020-02-08"}, {"needed_by": "2020-02-08"}),
        ({"cover_days": 3}, {"cover_days": 7}, {"cover_days": 7}),
        ({"urgency": "今晚断档"}, {"urgency": "今晚断档"}, {"urgency": "今晚断档"}),
        ({"note": "甲"}, {"note": "乙"}, {"note": "甲；乙"}),
        ({"verification": "confirmed"}, {"verification": ""}, {"verification": "confirmed"}),
        ({"verification": "confirmed"}, {"verification": "due"}, {"verification": "due"}),
        ({"verification": "doubtful"}, {"verification": "due"}, {"verification": "doubtful"}),
        ({"priority_class": 2}, {"priority_class": 4}, {"priority_class": 4}),
        ({"contact": "c1", "phone": "p1"}, {}, {"contact": "c1", "phone": "p1"}),
        ({"contact": "c1", "phone": "p1"}, {"phone": "p2"}, {"contact": "", "phone": "p2"}),
        ({"people_covered": 80}, {"people_covered": 40}, {"people_covered": 80}),
    ],
)
def test_what_one_request_says_for_two(
    one: dict[str, object], other: dict[str, object], wanted: dict[str, object]
) -> None:
    said = merge_said([replace(HEAD, **one), replace(HEAD, request_id=2, **other)], [{}, {}])  # type: ignore[arg-type]
    assert {name: said.values[name] for name in wanted} == wanted


def test_the_same_people_are_counted_once() -> None:
    said = merge_said([HEAD, replace(HEAD, request_id=2)], [{"medical": 30, "patient": 5}, {"medical": 35}])
    assert dict(said.heads) == {"medical": 35, "patient": 5}
    assert said.values["people_covered"] == 40
