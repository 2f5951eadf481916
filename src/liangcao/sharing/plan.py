"""The whole way from a problem to its answer: how much, out of which pools, from which warehouse and lot."""

from dataclasses import dataclass, fields

import numpy as np

from liangcao.sharing.drawing import Lines, draw
from liangcao.sharing.needs import Needs, put_together
from liangcao.sharing.pools import Layout, lay_out
from liangcao.sharing.problem import Claims, Lots, Problem, Published, Whole, checked, most_weighted
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
    needs, layout, amounts = shares_of(checked(problem))
    parts = route(needs, layout, amounts)
    return Sharing(problem, needs, layout, amounts, draw(problem, needs, layout, amounts, parts))


def shares_of(problem: Problem) -> tuple[Needs, Layout, Amounts]:
    """Only how much for each need, not from where."""
    needs = put_together(problem)
    if len(needs) and needs.scale.max() > most_weighted(is_nearest=problem.rules.is_nearest):
        raise ValueError("one unit asks more of one item than can be counted with")
    layout = lay_out(problem, needs)
    return needs, layout, amounts_of(problem, needs, layout)


def only_group_of(problem: Problem, item: int) -> tuple[Problem, Whole, Whole]:
    """The part of `problem` that a change of `item` can touch, and which claims and lots (rows) it has.

    Items that nobody accepts for each other do not meet, so the answer to the part is that part of the whole answer.
    """
    return part_of(problem, lay_out(problem, put_together(problem)).group_of_item, item)


def part_of(problem: Problem, group_of_item: Whole, item: int) -> tuple[Problem, Whole, Whole]:
    """The same where it is known which items go together."""
    claims = np.flatnonzero(group_of_item[problem.claims.item] == group_of_item[item])
    lots = np.flatnonzero(group_of_item[problem.lots.item] == group_of_item[item])
    part = Problem(
        Claims(*(getattr(problem.claims, each.name)[claims] for each in fields(Claims))),
        Lots(*(getattr(problem.lots, each.name)[lots] for each in fields(Lots))),
        problem.rules,
        _published(problem.published, claims, lots),
    )
    return part, claims, lots


def _published(published: Published, claims: Whole, lots: Whole) -> Published:
    """The published lines of some claims, by the rows these and the lots now have."""
    rows = np.flatnonzero(np.isin(published.claim, claims))
    lot = published.lot[rows]
    is_there = np.isin(lot, lots)
    return Published(
        np.searchsorted(claims, published.claim[rows]),
        np.where(is_there, np.searchsorted(lots, lot), -1),
        published.quantity[rows],
    )
