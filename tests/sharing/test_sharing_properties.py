"""What everybody may rely on: more stock harms nobody, splitting or exaggerating gains nothing."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcao.sharing.plan import only_group_of, share_out
from sharing.small_problems import Ask, Heap, Terms, problem_of, small_questions, solved

Question = tuple[list[Ask], list[Heap]]
TERMS = Terms(packs=(2, 2, 2), zones=(0, 1, 0, 1), costs=((0, 3), (2, 1)))


@settings(max_examples=80, deadline=None)
@given(small_questions(most=12), st.integers(0, 2), st.integers(1, 8), st.booleans())
def test_more_stock_lowers_nobody(question: Question, item: int, more: int, minima_first: bool) -> None:
    asks, heaps = question
    terms = replace(TERMS, minima_first=minima_first)
    before = solved(problem_of(asks, heaps, terms)).amounts.boxes
    after = solved(problem_of(asks, [*heaps, Heap(item, more)], terms)).amounts.boxes
    assert (after >= before).all()


@settings(max_examples=80, deadline=None)
@given(small_questions(most=12), st.data())
def test_splitting_a_request_gains_nothing(question: Question, data: st.DataObject) -> None:
    asks, heaps = question
    at = data.draw(st.integers(0, len(asks) - 1))
    whole = asks[at]
    part = data.draw(st.integers(0, whole.asked - 1))
    halves = [replace(whole, asked=each) for each in (part, whole.asked - part) if each]
    halves = [replace(half, minimum=0, already=0) for half in halves[:-1]] + [
        replace(halves[-1], minimum=min(whole.minimum, halves[-1].asked))
    ]
    one = [replace(whole, minimum=halves[-1].minimum, already=halves[-1].already)]
    rest = [*asks[:at], *asks[at + 1 :]]
    together = solved(problem_of([*rest, *one], heaps, TERMS))
    apart = solved(problem_of([*rest, *halves], heaps, TERMS))
    assert apart.amounts.boxes.tolist() == together.amounts.boxes.tolist()


@settings(max_examples=50, deadline=None)
@given(small_questions(most=12), st.integers(0, 12), st.integers(1, 10**9))
def test_asking_beyond_the_cap_gains_nothing(question: Question, cap: int, more: int) -> None:
    asks, heaps = question
    first = replace(asks[0], most=cap, asked=max(cap, asks[0].asked, 1), minimum=0)
    greedy = replace(first, asked=first.asked + more)
    honest = solved(problem_of([first, *asks[1:]], heaps, TERMS))
    assert solved(problem_of([greedy, *asks[1:]], heaps, TERMS)).amounts.boxes.tolist() == honest.amounts.boxes.tolist()


@settings(max_examples=50, deadline=None)
@given(small_questions(most=12), st.randoms(use_true_random=False))
def test_the_order_of_claims_means_nothing(question: Question, random: "st.random") -> None:  # type: ignore[name-defined]
    asks, heaps = question
    order = list(range(len(asks)))
    random.shuffle(order)
    one = share_out(problem_of(asks, heaps, TERMS))
    other = share_out(problem_of([asks[each] for each in order], heaps, TERMS))
    assert other.amounts.boxes.tolist() == one.amounts.boxes.tolist()


@settings(max_examples=50, deadline=None)
@given(small_questions(most=12), st.booleans())
def test_lines_add_up_to_the_amounts(question: Question, draining: bool) -> None:
    answer = share_out(problem_of(*question, replace(TERMS, drain_days=0 if draining else -1)))
    pack = answer.layout.packs[answer.layout.group_of_item[answer.needs.item]]
    by_need = [0] * len(answer.needs)
    for claim, quantity in zip(answer.lines.claim, answer.lines.quantity, strict=True):
        by_need[answer.needs.of_claim[claim]] += int(quantity)
    assert by_need == (answer.amounts.boxes * pack).tolist()


@settings(max_examples=60, deadline=None)
@given(small_questions(most=12), st.integers(0, 2))
def test_a_change_needs_only_its_group_to_be_shared_again(question: Question, item: int) -> None:
    problem = problem_of(*question, TERMS)
    everything = share_out(problem)
    part, claims, lots = only_group_of(problem, item)
    again = share_out(part)
    mine = np.isin(everything.lines.claim, claims)
    assert again.given.tolist() == everything.given[claims].tolist()
    assert lots[again.lines.lot].tolist() == everything.lines.lot[mine].tolist()
    assert again.lines.quantity.tolist() == everything.lines.quantity[mine].tolist()


def test_the_less_served_weigh_double() -> None:
    asks = [Ask(0, 0, 1, 30), Ask(1, 0, 1, 30, weight=2)]
    assert solved(problem_of(asks, [Heap(0, 30)])).amounts.boxes.tolist() == [10, 20]


def test_what_was_given_before_counts() -> None:
    asks = [Ask(0, 0, 1, 10, already=5), Ask(1, 0, 1, 10)]
    assert solved(problem_of(asks, [Heap(0, 9)])).amounts.boxes.tolist() == [2, 7]


def test_minima_come_before_the_rest() -> None:
    asks = [Ask(0, 0, 1, 10), Ask(1, 0, 1, 10, minimum=6)]
    assert solved(problem_of(asks, [Heap(0, 8)])).amounts.boxes.tolist() == [2, 6]
    lower = [Ask(0, 0, 1, 10), Ask(1, 0, 2, 10, minimum=6)]
    assert solved(problem_of(lower, [Heap(0, 8)])).amounts.boxes.tolist() == [8, 0]
    assert solved(problem_of(lower, [Heap(0, 8)], Terms(minima_first=True))).amounts.boxes.tolist() == [2, 6]


def test_what_rounding_cost_is_paid_back_first() -> None:
    asks = [Ask(0, 0, 1, 10), Ask(1, 0, 1, 10, debt=500)]
    assert solved(problem_of(asks, [Heap(0, 3)])).amounts.boxes.tolist() == [1, 2]


@pytest.mark.parametrize(("floor", "wanted"), [(0, [40, 60]), (30, [40, 30]), (80, [40, 0]), (100, [40, 0])])
def test_a_reserve_is_left_by_the_classes_it_binds(floor: int, wanted: list[int]) -> None:
    asks = [Ask(0, 0, 1, 40), Ask(1, 0, 2, 90)]
    answer = solved(problem_of(asks, [Heap(0, 100)], Terms(floors=((0, 2, floor),))))
    assert answer.amounts.boxes.tolist() == wanted


def test_urgent_needs_leave_to_others_what_only_they_can_use() -> None:
    asks = [Ask(0, 0, 1, 10, accepts=(1,)), Ask(1, 0, 2, 10)]
    assert solved(problem_of(asks, [Heap(0, 10), Heap(1, 8)])).amounts.boxes.tolist() == [10, 8]


def test_an_urgent_need_that_dipped_into_a_reserve_does_not_bind_others_elsewhere() -> None:
    asks = [Ask(0, 0, 1, 80), Ask(1, 0, 2, 200, accepts=(1,))]
    answer = solved(problem_of(asks, [Heap(0, 100), Heap(1, 100)], Terms(floors=((0, 2, 50),))))
    assert answer.amounts.boxes.tolist() == [80, 100]


@pytest.mark.parametrize(
    ("ask", "heap"),
    [
        (Ask(0, 0, 1, 0), Heap(0, 1)),
        (Ask(0, 0, 1, -1), Heap(0, 1)),
        (Ask(0, 0, 1, 10**14), Heap(0, 1)),
        (Ask(0, 9, 1, 1), Heap(0, 1)),
        (Ask(99, 0, 1, 1), Heap(0, 1)),
        (Ask(0, 0, 1, 1, weight=0), Heap(0, 1)),
        (Ask(0, 0, 1, 10**11, weight=11), Heap(0, 1)),
        (Ask(0, 0, 1, 1), Heap(0, -1)),
        (Ask(0, 0, 1, 1), Heap(0, 1, warehouse=7)),
    ],
)
def test_arrays_out_of_range_are_a_mistake_of_the_caller(ask: Ask, heap: Heap) -> None:
    with pytest.raises(ValueError, match=r"must be|more of one item"):
        share_out(problem_of([ask], [heap], TERMS))


def test_the_largest_quantities_are_shared_to_the_last_piece() -> None:
    asks = [Ask(unit, 0, 1, 10**11 - unit, weight=10 - unit) for unit in range(4)]
    answer = share_out(problem_of(asks, [Heap(0, 10**11), Heap(0, 1)], Terms(zones=(0,) * 4)))
    boxes, scale = answer.amounts.boxes.tolist(), answer.needs.scale.tolist()
    assert sum(boxes) == 10**11 + 1
    levels = [Fraction(given, size) for given, size in zip(boxes, scale, strict=True)]
    lasts = [Fraction(given - 1, size) for given, size in zip(boxes, scale, strict=True)]
    assert max(lasts) <= min(levels)


def test_gifts_to_many_units_bind_nobody_else() -> None:
    units = 400
    asks = [Ask(unit, 0, 1, 100 + unit % 7) for unit in range(units)]
    gifts = [Heap(0, 1 + unit % 150, purpose_unit=unit) for unit in range(units)]
    answer = solved(problem_of(asks, [Heap(0, 8_000), *gifts], Terms(zones=(0,) * units)))
    boxes = answer.amounts.boxes.tolist()
    drawn = [max(0, given - gift.quantity) for given, gift in zip(boxes, gifts, strict=True)]
    assert sum(drawn) == 8_000
    helped = [Fraction(boxes[unit] - 1, asks[unit].asked) for unit in range(units) if drawn[unit]]
    short = [Fraction(boxes[unit], asks[unit].asked) for unit in range(units) if boxes[unit] < asks[unit].asked]
    assert max(helped) <= min(short)


@pytest.mark.parametrize(
    ("stock", "lowest", "nearest"), [(45, [1, 44], [0, 45]), (49, [1, 48], [0, 49]), (52, [1, 51], [1, 51])]
)
def test_a_claim_of_one_box_may_wait_until_the_others_are_half_served(
    stock: int, lowest: list[int], nearest: list[int]
) -> None:
    asks = [Ask(0, 0, 1, 1), Ask(1, 0, 1, 100)]
    problem = problem_of(asks, [Heap(0, stock)])
    assert solved(problem).amounts.boxes.tolist() == lowest
    halves = replace(problem, rules=replace(problem.rules, is_nearest=True))
    assert share_out(halves).amounts.boxes.tolist() == nearest


def queue_of_halves(asks: Sequence[Ask], stock: int, pack: int) -> list[int]:
    """Box by box to whoever would stand lowest with half a box more; a last box hardly wanted comes last."""
    boxes = [0] * len(asks)
    most = [-(-(ask.asked - ask.already) // pack) for ask in asks]
    for _ in range(stock // pack):
        steps = []
        for n, ask in enumerate(asks):
            if boxes[n] < most[n]:
                size = 2 * ask.asked * ask.weight
                level = Fraction(min(2 * (ask.already + pack * boxes[n]) + pack, size - 1), size)
                steps.append((level, size, ask.unit, n))
        if steps:
            boxes[min(steps)[-1]] += 1
    return boxes


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 300), st.sampled_from([1, 1, 2]), st.sampled_from([0, 0, 5])), min_size=1, max_size=6
    ),
    st.integers(0, 900),
    st.sampled_from([1, 3, 10]),
)
def test_halves_of_boxes_are_counted_exactly(rows: list[tuple[int, int, int]], stock: int, pack: int) -> None:
    asks = [Ask(n, 0, 1, asked, weight=weight, already=min(had, asked)) for n, (asked, weight, had) in enumerate(rows)]
    problem = problem_of(asks, [Heap(0, stock)], Terms(packs=(pack,), zones=(0,) * len(asks)))
    halves = replace(problem, rules=replace(problem.rules, is_nearest=True))
    assert share_out(halves).amounts.boxes.tolist() == queue_of_halves(asks, stock, pack)
