"""How much each warehouse can pick in a day: a limit over all items at once, kept as well as prices can keep it.

A limit joins all the small transportation problems into one large one. Instead each box out of a warehouse that is
asked too much is made dearer (a price for picking), the small problems are solved again, and so on: Lagrangian
relaxation with a subgradient step, in whole numbers and a fixed number of rounds. It does not always end within the
limits; what stays over is told, and so is what any way of carrying within them costs at least, so the gap is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from liangcao.sharing.pools import Layout
from liangcao.sharing.problem import Problem, Whole
from liangcao.sharing.transport import Loads, loads_of, published_loads

ROUNDS = 14


@dataclass(frozen=True, slots=True, eq=False)
class Picking:
    """What limited picking came to: prices and boxes by warehouse, what carrying costs and could cost at least."""

    prices: Mapping[int, int] = field(default_factory=dict)
    boxes: Mapping[int, int] = field(default_factory=dict)
    cost: int = 0
    at_least: int = 0


def picked_loads(problem: Problem, layout: Layout, parts: tuple[Whole, Whole, Whole]) -> tuple[Loads, Picking]:
    """The cheapest loads; where warehouses have limits, with the fewest boxes over them that were found."""
    limits = problem.rules.pick_limits
    costs = problem.rules.costs
    kept = published_loads(problem, layout)
    if not limits or not len(parts[0]):
        return loads_of(problem, layout, parts, costs, kept), Picking()
    site = np.arange(len(costs))
    for member, head in problem.rules.picked_together.items():
        site[member] = head
    names = np.array(sorted(limits), dtype=np.int64)
    most = np.array([limits[each] for each in names.tolist()], dtype=np.int64)
    prices = np.zeros(len(costs), dtype=np.int64)
    step = int(costs.max(initial=0)) + 1
    best: tuple[tuple[int, int], Loads, Whole, Whole] | None = None
    for each in range(1, ROUNDS + 1):
        loads = loads_of(problem, layout, parts, costs + prices[site][:, np.newaxis], kept)
        boxes = np.zeros(len(costs), dtype=np.int64)
        np.add.at(boxes, site[loads.warehouse], loads.boxes)
        cost = int((costs[loads.warehouse, loads.zone] * loads.boxes).sum())
        over = boxes[names] - most
        judged = (int(np.maximum(over, 0).sum()), cost)
        if best is None or judged < best[0]:
            best = (judged, loads, prices.copy(), boxes)
        moved = prices[names] + step * over // (each * np.maximum(most, 1))
        prices[names] = np.clip(moved, 0, 10 * step)
    assert best is not None
    judged, loads, prices, boxes = best
    limited = names.tolist()
    # Nothing is cheaper with these prices added; so no way within the limits costs less than this (weak duality).
    at_least = judged[1] + int((prices[names] * (boxes[names] - most)).sum())
    return loads, Picking(
        {each: int(prices[each]) for each in limited}, {each: int(boxes[each]) for each in limited}, judged[1], at_least
    )
