"""Small questions drawn by hypothesis, and slow, obvious ways to answer them: every way of giving is looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations, product

import numpy as np
from hypothesis import strategies as st

from liangcao.sharing import region
from liangcao.sharing.needs import Needs, put_together
from liangcao.sharing.pools import Layout, lay_out
from liangcao.sharing.problem import (
    NEVER,
    Claims,
    Lots,
    Problem,
    Rules,
    tiers_by_class,
    tiers_minima_first,
    whole,
)
from liangcao.sharing.tiers import Amounts, amounts_of


@dataclass(frozen=True)
class Ask:
    """One claim in plain words."""

    unit: int
    item: int
    priority_class: int
    asked: int
    minimum: int = 0
    most: int = -1
    already: int = 0
    weight: int = 1
    approved: int = 0
    debt: int = 0
    accepts: tuple[int, ...] = ()
    standards: tuple[int, ...] = ()
    needed_until: int = 100


@dataclass(frozen=True)
class Heap:
    """One lot in plain words."""

    item: int
    quantity: int
    warehouse: int = 0
    expires: int = NEVER
    standard: int = -1
    purpose_unit: int = -1
    purpose_class: int = 0


@dataclass(frozen=True)
class Terms:
    """The rules in plain words."""

    packs: tuple[int, ...] = (1, 1, 1)
    minima_first: bool = False
    floors: tuple[tuple[int, int, int], ...] = ()
    zones: tuple[int, ...] = (0, 1) * 4
    costs: tuple[tuple[int, ...], ...] = ((0, 0), (1, 1))
    drain_days: int = -1
    rounding: str = "up"
    whole_minima: bool = False


def problem_of(asks: Sequence[Ask], heaps: Sequence[Heap], terms: Terms = Terms()) -> Problem:
    """The same question as arrays."""
    accept_lists = tuple(sorted({ask.accepts for ask in asks} | {()}))
    standard_lists = tuple(sorted({ask.standards for ask in asks} | {()}))

    def column(name: str) -> np.ndarray:
        return whole([getattr(ask, name) for ask in asks])

    claims = Claims(
        *(column(name) for name in ("unit", "item", "priority_class", "asked", "minimum", "most", "already")),
        *(column(name) for name in ("weight", "approved", "debt")),
        accepts=whole([accept_lists.index(ask.accepts) for ask in asks]),
        standards=whole([standard_lists.index(ask.standards) for ask in asks]),
        needed_until=column("needed_until"),
    )
    names = ("item", "warehouse", "quantity", "expires", "standard", "purpose_unit", "purpose_class")
    lots = Lots(*(whole([getattr(heap, name) for heap in heaps]) for name in names))
    classes = tuple(sorted({ask.priority_class for ask in asks}))
    rules = Rules(
        packs=whole(terms.packs),
        tiers=(tiers_minima_first if terms.minima_first else tiers_by_class)(classes),
        zone_of_unit=whole(terms.zones),
        costs=whole(terms.costs),
        today=100,
        floors={(item, priority_class): quantity for item, priority_class, quantity in terms.floors},
        drain_days=terms.drain_days,
        rounding=terms.rounding,
        whole_minima=terms.whole_minima,
        accept_lists=accept_lists,
        standard_lists=standard_lists,
    )
    return Problem(claims, lots, rules)


@st.composite
def small_questions(draw: st.DrawFn, *, items: int = 3, most: int = 5) -> tuple[list[Ask], list[Heap]]:
    """Up to five claims of up to five boxes on up to three items that may replace each other."""
    asks = []
    for _ in range(draw(st.integers(1, 4))):
        item = draw(st.integers(0, items - 1))
        others = [each for each in range(items) if each != item]
        accepts = tuple(draw(st.lists(st.sampled_from(others), unique=True, max_size=2))) if others else ()
        asked = draw(st.integers(1, most))
        asks.append(
            Ask(
                unit=draw(st.integers(0, 3)),
                item=item,
                priority_class=draw(st.integers(1, 2)),
                asked=asked,
                minimum=draw(st.integers(0, asked)),
                already=draw(st.sampled_from([0, 0, 0, 1])),
                weight=draw(st.sampled_from([1, 1, 1, 2])),
                approved=draw(st.integers(0, 2)),
                debt=draw(st.integers(0, 1)),
                accepts=accepts,
                needed_until=draw(st.sampled_from([100, 100, 110])),
            )
        )
    heaps = [
        Heap(
            item=draw(st.integers(0, items - 1)),
            quantity=draw(st.integers(0, 6)),
            warehouse=draw(st.integers(0, 1)),
            expires=draw(st.sampled_from([NEVER, 105, 99, 115])),
            purpose_unit=draw(st.sampled_from([-1, -1, -1, 0, 1, -2])),  # -2: the first zone
            purpose_class=draw(st.sampled_from([0, 0, 0, 1, 2])),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    return asks, heaps


Vector = tuple[int, ...]


@dataclass(frozen=True)
class Solved:
    """How much was decided, and what it was decided from."""

    problem: Problem
    needs: Needs
    layout: Layout
    amounts: Amounts


def solved(problem: Problem, *, most_sets: int = region.MOST_SETS) -> Solved:
    """How much each need gets; beyond `most_sets` the limits of a group are found one by one."""
    listed, region.MOST_SETS = region.MOST_SETS, most_sets
    try:
        needs = put_together(problem)
        layout = lay_out(problem, needs)
        return Solved(problem, needs, layout, amounts_of(problem, needs, layout))
    finally:
        region.MOST_SETS = listed


def usable_boxes(answer: Solved) -> tuple[list[frozenset[int]], list[int]]:
    """For each need the lots it may use, and for each lot its boxes: worked out from the question's words alone."""
    problem, needs = answer.problem, answer.needs
    lots = problem.lots
    pack = answer.layout.packs[answer.layout.group_of_item[lots.item]] if len(lots) else whole([])
    ways, zones = [], problem.rules.zone_of_unit
    for row in range(len(needs)):
        liked = {int(needs.item[row]), *needs.accept_lists[needs.accepts[row]]}
        standards = needs.standard_lists[needs.standards[row]]
        ways.append(
            frozenset(
                lot
                for lot in range(len(lots))
                if int(lots.item[lot]) in liked
                and lots.expires[lot] >= needs.needed_until[row]
                and lots.purpose_unit[lot] in (-1, needs.unit[row], -2 - zones[needs.unit[row]])
                and lots.purpose_class[lot] in (0, needs.priority_class[row])
                and (not standards or lots.standard[lot] in standards)
            )
        )
    return ways, [int(each) for each in lots.quantity // pack]


def can_be_served(boxes: Vector, ways: Sequence[frozenset[int]], stock: Sequence[int]) -> bool:
    """Hall's condition over every set of needs."""
    return all(sum(boxes[row] for row in some) <= most for some, most in _reaches(tuple(ways), tuple(stock)))


@cache
def _reaches(ways: tuple[frozenset[int], ...], stock: tuple[int, ...]) -> list[tuple[tuple[int, ...], int]]:
    """For every set of needs the boxes of all lots that one of them may use."""
    some = [each for size in range(1, len(ways) + 1) for each in combinations(range(len(ways)), size)]
    reach = [frozenset[int]().union(*(ways[row] for row in each)) for each in some]
    return [(each, sum(stock[lot] for lot in lots)) for each, lots in zip(some, reach, strict=True)]


def fills(answer: Solved, boxes: Vector) -> list[list[Fraction]]:
    """For every tier the fills of its class, lowest first: what a plan is judged by, the first tier first."""
    needs, amounts = answer.needs, answer.amounts
    judged = []
    for priority_class, part in answer.problem.rules.tiers:
        fill = []
        for row in np.flatnonzero(needs.priority_class == priority_class).tolist():
            counted = min(boxes[row], int(amounts.least[row])) if part == "minimum" else boxes[row]
            pack = int(answer.layout.packs[answer.layout.group_of_item[needs.item[row]]])
            fill.append(Fraction(int(needs.already[row]) + pack * counted, int(needs.scale[row])))
        judged.append(sorted(fill))
    return judged


def all_plans(answer: Solved) -> Iterator[Vector]:
    """Every way to give boxes to the needs that stock allows."""
    ways, stock = usable_boxes(answer)
    for boxes in product(*(range(int(most) + 1) for most in answer.amounts.most)):
        if can_be_served(boxes, ways, stock):
            yield boxes


def box_by_box(answer: Solved) -> Vector:
    """The queue gone through one box at a time: the next box to the lowest fill it can go to."""
    ways, stock = usable_boxes(answer)
    needs, amounts = answer.needs, answer.amounts
    given = [0] * len(needs)
    for priority_class, part in answer.problem.rules.tiers:
        goal = amounts.least if part == "minimum" else amounts.most
        rows = [row for row in range(len(needs)) if needs.priority_class[row] == priority_class]

        def place(row: int) -> tuple[Fraction, int, int, int, int]:
            pack = int(answer.layout.packs[answer.layout.group_of_item[needs.item[row]]])
            level = Fraction(int(needs.already[row]) + pack * given[row], int(needs.scale[row]))
            return level, int(needs.scale[row]), -int(needs.debt[row]), int(needs.approved[row]), row

        while rows := [row for row in rows if given[row] < goal[row]]:
            row = min(rows, key=place)
            given[row] += 1
            if not can_be_served(tuple(given), ways, stock):
                given[row] -= 1
                rows.remove(row)
    return tuple(given)
