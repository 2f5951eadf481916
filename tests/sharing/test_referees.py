"""Other people's solvers come to the same: HiGHS and cvxpy-leximin on fairness, HiGHS on roads."""

from dataclasses import replace

import cvxpy
import highspy
import numpy as np
import pytest
from cvxpy_leximin import Leximin
from cvxpy_leximin import Problem as LeximinProblem
from numpy.typing import NDArray

from liangcao.sharing.plan import share_out
from sharing.small_problems import Ask, Heap, Solved, Terms, problem_of, solved, usable_boxes

Share = NDArray[np.float64]
BOXES = 100_000
"""Asks are multiples of this many boxes, so that a box is a hundred-thousandth part of the smallest of them."""


def question(seed: int, *, items: int = 4, units: int = 8) -> tuple[list[Ask], list[Heap], Terms]:
    """One class, many substitutes, too little stock."""
    chance = np.random.default_rng(seed)
    asks = []
    for unit in range(units):
        item = int(chance.integers(items))
        others = [each for each in range(items) if each != item and chance.random() < 0.35]
        asks.append(Ask(unit, item, 1, int(chance.integers(1, 10)) * BOXES, accepts=tuple(others)))
    heaps = [Heap(item, int(chance.integers(0, 12)) * BOXES) for item in range(items)]
    return asks, heaps, Terms(packs=(1,) * items, zones=(0,) * units)


def rows_of(answer: Solved) -> tuple[list[tuple[int, int]], list[int], Share]:
    """(need, lot) that fit, the boxes of the lots, the asks."""
    ways, stock = usable_boxes(answer)
    return [(need, lot) for need, lots in enumerate(ways) for lot in sorted(lots)], stock, answer.needs.asked * 1.0


class Cascade:
    """Leximin by linear programs: raise the lowest fill as far as it goes, fix who cannot be raised, again."""

    def __init__(self, answer: Solved) -> None:
        self.roads, self.stock, self.asked = rows_of(answer)

    def best(self, fixed: dict[int, float], target: int = -1, floor: float = 0.0) -> float:
        """The highest common fill of all not fixed, or of `target` alone while the others keep `floor`."""
        solver = highspy.Highs()
        solver.silent()
        goods = [solver.addVariable(lb=0) for _ in self.roads]
        level = solver.addVariable(lb=0, ub=1)
        for lot, boxes in enumerate(self.stock):
            users = [goods[number] for number, road in enumerate(self.roads) if road[1] == lot]
            if users:
                solver.addConstr(sum(users[1:], users[0]) <= boxes / BOXES)
        for need, asked in enumerate(self.asked):
            mine = [goods[number] for number, road in enumerate(self.roads) if road[0] == need]
            got = sum(mine[1:], mine[0]) if mine else 0 * level
            ask = asked / BOXES
            solver.addConstr(got <= ask)
            if need in fixed:
                solver.addConstr(got >= fixed[need] * ask - 1e-9)
            elif target in (-1, need):
                solver.addConstr(got - ask * level >= 0)
            else:
                solver.addConstr(got >= floor * ask - 1e-9)
        solver.maximize(level)
        return float(solver.getInfo().objective_function_value)

    def fills(self) -> list[float]:
        fixed: dict[int, float] = {}
        while len(fixed) < len(self.asked):
            level = self.best(fixed)
            for need in sorted(set(range(len(self.asked))) - fixed.keys()):
                if self.best(fixed, need, level) < level + 1e-7:
                    fixed[need] = level
        return [fixed[need] for need in range(len(self.asked))]


@pytest.mark.parametrize("seed", range(12))
def test_a_cascade_of_linear_programs_comes_to_the_same_fills(seed: int) -> None:
    answer = solved(problem_of(*question(seed)))
    mine = answer.amounts.boxes / answer.needs.asked
    assert mine == pytest.approx(Cascade(answer).fills(), abs=2 / BOXES)


@pytest.mark.parametrize("seed", range(12, 20))
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::FutureWarning", "ignore::DeprecationWarning")
def test_cvxpy_leximin_comes_to_the_same_fills(seed: int) -> None:
    answer = solved(problem_of(*question(seed, items=3, units=5)))
    roads, stock, asked = rows_of(answer)
    goods = cvxpy.Variable(max(1, len(roads)), nonneg=True)
    limits = []
    for lot, boxes in enumerate(stock):
        users = [number for number, road in enumerate(roads) if road[1] == lot]
        limits += [cvxpy.sum(goods[users]) <= boxes / BOXES] if users else []
    fills = []
    for need, ask in enumerate(asked):
        mine = [number for number, road in enumerate(roads) if road[0] == need]
        got = cvxpy.sum(goods[mine]) if mine else 0 * goods[0]
        limits.append(got <= ask / BOXES)
        fills.append(got / (ask / BOXES))
    LeximinProblem(Leximin(fills), limits).solve(solver=cvxpy.HIGHS)
    assert (answer.amounts.boxes / asked).tolist() == pytest.approx([float(fill.value) for fill in fills], abs=1e-4)


@pytest.mark.parametrize("seed", range(8))
def test_highs_finds_no_cheaper_roads(seed: int) -> None:
    chance = np.random.default_rng(seed)
    units, warehouses, zones = 12, 5, 6
    asks = [Ask(unit, 0, 1, int(chance.integers(1, 400))) for unit in range(units)]
    heaps = [Heap(0, int(chance.integers(50, 600)), warehouse) for warehouse in range(warehouses)]
    costs = tuple(tuple(int(each) for each in chance.integers(0, 90, zones)) for _ in range(warehouses))
    terms = Terms(packs=(1,), zones=tuple(int(each) for each in chance.integers(0, zones, units)), costs=costs)
    problem = problem_of(asks, heaps, terms)
    answer = share_out(problem)
    zone = problem.rules.zone_of_unit[problem.claims.unit[answer.lines.claim]]
    paid = problem.rules.costs[problem.lots.warehouse[answer.lines.lot], zone] @ answer.lines.quantity
    solver = highspy.Highs()
    solver.silent()
    ways = {(one, other): solver.addVariable(lb=0) for one in range(warehouses) for other in range(zones)}
    for one in range(warehouses):
        solver.addConstr(sum(ways[one, other] for other in range(zones)) <= heaps[one].quantity)
    for other in range(zones):
        wanted = int(answer.lines.quantity[zone == other].sum())
        solver.addConstr(sum(ways[one, other] for one in range(warehouses)) == wanted)
    solver.minimize(sum(costs[one][other] * way for (one, other), way in ways.items()))
    assert paid == pytest.approx(solver.getInfo().objective_function_value)


@pytest.mark.parametrize("seed", range(6))
def test_limits_on_picking_are_kept_or_told_and_the_bound_holds(seed: int) -> None:
    chance = np.random.default_rng(seed)
    units, warehouses, zones, items = 12, 4, 5, 3
    asks = [Ask(unit, item, 1, int(chance.integers(1, 100))) for unit in range(units) for item in range(items)]
    heaps = [Heap(item, 900, warehouse) for warehouse in range(warehouses) for item in range(items)]
    costs = tuple(tuple(int(each) for each in chance.integers(1, 90, zones)) for _ in range(warehouses))
    asked = sum(ask.asked for ask in asks)
    limits = dict.fromkeys(range(warehouses), asked // 3)
    terms = Terms((1,) * items, zones=tuple(int(each) for each in chance.integers(0, zones, units)), costs=costs)
    problem = problem_of(asks, heaps, replace(terms, drain_days=0))
    free = share_out(problem)
    limited = share_out(replace(problem, rules=replace(problem.rules, pick_limits=limits)))
    picking = limited.lines.picking
    over = sum(max(0, picking.boxes[each] - limits[each]) for each in limits)
    before = np.zeros(warehouses, dtype=np.int64)
    np.add.at(before, problem.lots.warehouse[free.lines.lot], free.lines.quantity)
    assert over <= sum(max(0, int(before[each]) - limits[each]) for each in limits)
    assert limited.given.tolist() == free.given.tolist()
    solver = highspy.Highs()
    solver.silent()
    zone = problem.rules.zone_of_unit[problem.claims.unit]
    ways = {
        (one, other, item): solver.addVariable(lb=0)
        for one in range(warehouses)
        for other in range(zones)
        for item in range(items)
    }
    for one in range(warehouses):
        everything = [way for (place, _, _), way in ways.items() if place == one]
        solver.addConstr(sum(everything[1:], everything[0]) <= limits[one])
        for item in range(items):
            solver.addConstr(sum(ways[one, other, item] for other in range(zones)) <= 900)
    for other in range(zones):
        for item in range(items):
            mine = (zone == other) & (problem.claims.item == item)
            wanted = int(free.given[mine].sum())
            solver.addConstr(sum(ways[one, other, item] for one in range(warehouses)) == wanted)
    solver.minimize(sum(costs[one][other] * way for (one, other, _), way in ways.items()))
    best = solver.getInfo().objective_function_value
    assert picking.at_least <= best + 1e-6
    assert over or picking.cost >= best - 1e-6
