"""The whole way from a problem to its answer: how much, out of which pools, from which warehouse and lot."""

from dataclasses import dataclass

import numpy as np

from liangcao.sharing.drawing import Lines, draw
from liangcao.sharing.needs import Needs, put_together
from liangcao.sharing.pools import Layout, lay_out
from liangcao.sharing.problem import Problem, Whole
from liangcao.sharing.routing import route
from liangcao.sharing.tiers import Amounts, amounts_of


@dataclass(frozen=True, slots=True, eq=False)
class Sharing:
    """An answer, with all it was made from: the needs, the groups and pools, the boxes, the lines."""

    problem: Problem
    needs: Needs
    layout: Layout
    amounts: Amounts
    lines: Lines

    @property
    def given_to_needs(self) -> Whole:
        """Base units given to each need."""
        given: Whole = self.amounts.boxes * self.layout.packs[self.layout.group_of_item[self.needs.item]]
        return given

    @property
    def given(self) -> Whole:
        """Base units given to each claim."""
        total = np.zeros(len(self.problem.claims), dtype=np.int64)
        np.add.at(total, self.lines.claim, self.lines.quantity)
        return total


def share_out(problem: Problem) -> Sharing:
    """Answer `problem`: the same question always has the same answer, whatever the order of its rows.

    Lots are told apart and, among equals, drawn by their row; sort rows by name for an answer that does not depend on
    how they came. Raises ValueError when a value is out of range (see `checked`).
    """
    needs = put_together(problem)
    layout = lay_out(problem, needs)
    amounts = amounts_of(problem, needs, layout)
    parts = route(needs, layout, amounts)
    return Sharing(problem, needs, layout, amounts, draw(problem, needs, layout, amounts, parts))
