"""The cheapest flow through a network, in whole numbers: OR-Tools' cost-scaling algorithm."""

from collections.abc import Mapping, Sequence

import numpy as np
from ortools.graph.python import min_cost_flow

from liangcao.sharing.problem import Whole, whole

Arc = tuple[int, int, int, int]
"""(from node, to node, the most that may go, cost of one)."""


def cheapest_flow(arcs: Sequence[Arc] | Whole, supply: Mapping[int, int]) -> Whole:
    """What goes along each arc when all `supply` (by node, negative: wanted) is served at least cost.

    Raises ArithmeticError when it cannot be served or costs are too large for 64 bits.
    """
    table = np.asarray(arcs, dtype=np.int64).reshape(-1, 4)
    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(table[:, 0], table[:, 1], table[:, 2], table[:, 3])
    nodes = sorted(supply)
    solver.set_nodes_supplies(whole(nodes), whole([supply[node] for node in nodes]))
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"no cheapest flow: {status}")
    return whole(solver.flows(numbers))
