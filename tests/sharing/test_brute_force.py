"""How much each need gets is, on small questions, the best of all ways there are: every one of them is looked at."""

from hypothesis import given, settings
from hypothesis import strategies as st

from liangcao.sharing.plan import share_out
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
    usable_boxes,
)

Question = tuple[list[Ask], list[Heap]]


@settings(max_examples=400, deadline=None)
@given(
    small_questions(),
    st.booleans(),
    st.sampled_from([(1, 1, 1), (2, 2, 2), (2, 4, 2)]),
    st.sampled_from(["up", "down"]),
)
def test_no_plan_is_fairer(question: Question, minima_first: bool, packs: tuple[int, ...], rounding: str) -> None:
    terms = Terms(packs=packs, minima_first=minima_first, rounding=rounding)
    answer = share_out(problem_of(*question, terms))
    mine = tuple(answer.amounts.boxes.tolist())
    assert can_be_served(mine, *usable_boxes(answer))
    assert fills(answer, mine) == max(fills(answer, boxes) for boxes in all_plans(answer))


@settings(max_examples=1500, deadline=None)
@given(small_questions(most=9), st.booleans(), st.sampled_from([(1, 1, 1), (2, 2, 2), (2, 4, 2)]))
def test_ties_go_by_the_queue(question: Question, minima_first: bool, packs: tuple[int, ...]) -> None:
    answer = share_out(problem_of(*question, Terms(packs=packs, minima_first=minima_first)))
    assert tuple(answer.amounts.boxes.tolist()) == box_by_box(answer)
