"""Minima that are of no use in part: whose are served, and how many could have been at most.

To serve as many as possible is hard in general. The rule is one that can be read aloud: the smallest minimum for its
weight first, then the earlier approval, then the name; whoever's minimum no longer fits is passed over and gets nothing
in this plan. With one limit and equal weights no other choice serves more; CP-SAT says how many could be at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from liangcao.sharing.needs import Needs
from liangcao.sharing.problem import Flags, Whole
from liangcao.sharing.region import Region

EFFORT = 2.0  # seconds of CP-SAT's own deterministic time, the same on every machine


@dataclass(frozen=True, slots=True)
class WholeMinima:
    """Of `wanted` minima of a tier in a group `served` are; no choice serves more than `at_most`."""

    group: int
    tier: int
    wanted: int
    served: int
    at_most: int


def passed_over(region: Region, needs: Needs, rows: Whole, kinds: Whole, missing: Whole) -> Flags:
    """Which of `rows` (needs of one group, with kinds and missing boxes) do not get their minimum whole."""
    wanted = dict(region.promised)
    is_out = np.zeros(len(rows), dtype=bool)
    order = sorted(
        range(len(rows)),
        key=lambda n: (
            Fraction(int(needs.minimum[rows[n]] * needs.asked[rows[n]]), int(needs.scale[rows[n]])),
            int(needs.approved[rows[n]]),
            int(rows[n]),
        ),
    )
    for each in order:
        kind, boxes = int(kinds[each]), int(missing[each])
        wanted[kind] += boxes
        if not region.can_serve(wanted):
            wanted[kind] -= boxes
            is_out[each] = True
    return is_out


def most_that_can_be(region: Region, kinds: Sequence[int], missing: Sequence[int]) -> int:
    """A bound on how many of needs with these kinds and missing boxes can have all of it."""
    from ortools.sat.python import cp_model  # large, and needed by nobody else

    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in kinds]
    for pools, inside in region.sets:
        own = sum(region.own_boxes(kind) for kind in inside)
        left = region.bound(pools) + own - sum(region.promised[kind] for kind in inside)
        mine = [n for n, kind in enumerate(kinds) if kind in inside]
        if mine:
            model.add(sum(missing[n] * chosen[n] for n in mine) <= left)
    model.maximize(sum(chosen))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = EFFORT
    solver.solve(model)
    return int(solver.best_objective_bound)
