"""How much each need gets is, on small questions, the best of all ways there are: every one of them is looked at."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharing.small_problems import (
    Ask,
    Heap,
    Terms,
    all_plans,
    box_by_box,
    can_be_served,
    fills,
    problem_of,
    small_questions,
    solved,
    usable_boxes,
)

Question = tuple[list[Ask], list[Heap]]
PACKS = st.sampled_from([(1, 1, 1), (2, 2, 2), (2, 4, 2)])


@settings(max_examples=150, deadline=None)
@given(small_questions(most=4), st.booleans(), PACKS, st.sampled_from(["up", "down"]))
def test_no_plan_is_fairer(question: Question, minima_first: bool, packs: tuple[int, ...], rounding: str) -> None:
    terms = Terms(packs=packs, minima_first=minima_first, rounding=rounding)
    answer = solved(problem_of(*question, terms))
    mine = tuple(answer.amounts.boxes.tolist())
    assert can_be_served(mine, *usable_boxes(answer))
    assert fills(answer, mine) == max(fills(answer, boxes) for boxes in all_plans(answer))


@pytest.mark.slow
@settings(max_examples=3000, deadline=None)
@given(small_questions(most=9), st.booleans(), PACKS)
def test_ties_go_by_the_queue_thousands_of_times(question: Question, first: bool, packs: tuple[int, ...]) -> None:
    answer = solved(problem_of(*question, Terms(packs=packs, minima_first=first)))
    assert tuple(answer.amounts.boxes.tolist()) == box_by_box(answer)


@settings(max_examples=200, deadline=None)
@given(small_questions(most=9), st.booleans(), PACKS)
def test_ties_go_by_the_queue(question: Question, minima_first: bool, packs: tuple[int, ...]) -> None:
    answer = solved(problem_of(*question, Terms(packs=packs, minima_first=minima_first)))
    assert tuple(answer.amounts.boxes.tolist()) == box_by_box(answer)


@settings(max_examples=150, deadline=None)
@given(small_questions(most=6), st.booleans())
def test_minima_of_no_use_in_part_are_whole_or_nothing(question: Question, one_item: bool) -> None:
    asks = [replace(ask, priority_class=1, weight=1 if one_item else ask.weight) for ask in question[0]]
    heaps = question[1]
    if one_item:
        asks = [replace(ask, item=0, accepts=(), needed_until=100, already=0) for ask in asks]
        heaps = [Heap(0, heap.quantity) for heap in heaps]
    answer = solved(problem_of(asks, heaps, Terms(whole_minima=True)))
    boxes, least = answer.amounts.boxes, answer.amounts.least
    ways, stock = usable_boxes(answer)
    assert can_be_served(tuple(boxes.tolist()), ways, stock)
    assert ((boxes >= least) | (boxes == 0)).all()
    assert (answer.amounts.passed_over <= (boxes == 0)).all()
    needing = np.flatnonzero(least)
    counts = []
    for each in product((0, 1), repeat=len(needing)):
        trial = np.zeros(len(least), dtype=np.int64)
        trial[needing] = least[needing] * np.array(each, dtype=np.int64)
        if can_be_served(tuple(trial.tolist()), ways, stock):
            counts.append(sum(each))
    served = len(needing) - int(answer.amounts.passed_over.sum())
    assert served <= max(counts)
    assert served == max(counts) or not one_item
    groups = np.unique(answer.layout.group_of_item[answer.needs.item[needing]])
    for each in answer.amounts.whole_minima if len(groups) == 1 else ():
        assert each.at_most >= max(counts)
        assert each.at_most == max(counts) or not one_item


@settings(max_examples=100, deadline=None)
@given(small_questions(most=9), st.integers(0, 2))
def test_limits_found_one_by_one_lead_to_the_same_end(question: Question, listed: int) -> None:
    whole_list = solved(problem_of(*question))
    found = solved(problem_of(*question), most_sets=listed)
    assert (found.amounts.boxes == whole_list.amounts.boxes).all()


def test_twenty_thousand_boxes_are_shared_like_one_by_one() -> None:
    generator = np.random.default_rng(4)
    asks = [Ask(unit=n, item=0, priority_class=1, asked=int(a)) for n, a in enumerate(generator.integers(1, 9_000, 60))]
    terms = Terms(zones=(0,) * 60)
    answer = solved(problem_of(asks, [Heap(0, 20_000)], terms))
    assert answer.amounts.boxes.sum() == 20_000
    given = [0] * 60
    for _ in range(20_000):
        row = min(range(60), key=lambda n: (given[n] / asks[n].asked, asks[n].asked, n))
        given[row] += 1
    assert answer.amounts.boxes.tolist() == given
