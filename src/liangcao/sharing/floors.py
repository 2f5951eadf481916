"""Reserves: what each class leaves of an item's open stock, by order or because more urgent asks are expected.

Where `expected` says that so much will be asked by more urgent ones before the next goods come, a class gets at what
they left only in the proportion of today's ask to today's and the expected: projected proportional allocation
(Manshadi, Niazadeh and Rodilitz, Management Science 69(11), 2023).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from liangcao.sharing.pools import Layout
from liangcao.sharing.problem import Problem, Whole
from liangcao.sharing.region import Region


class Wanted(NamedTuple):
    """Needs while they are served: what each may have and has, boxes."""

    item: Whole
    priority_class: Whole
    most: Whole
    boxes: Whole


class Floors:
    """The floors of a problem, ready to be put in force class by class."""

    def __init__(self, problem: Problem, layout: Layout) -> None:
        self.layout = layout
        self.floors: dict[int, list[tuple[int, int]]] = {}
        for (item, priority_class), quantity in sorted(problem.rules.floors.items()):
            self.floors.setdefault(item, []).append((priority_class, quantity))
        lots = problem.lots
        self.stock = np.zeros(len(problem.rules.packs), dtype=np.int64)
        self.all_boxes = np.zeros(len(problem.rules.packs), dtype=np.int64)
        is_open = (layout.lot_pool >= 0) & lots.is_undirected
        np.add.at(self.stock, lots.item[is_open], lots.quantity[is_open])
        np.add.at(self.all_boxes, lots.item[is_open], layout.lot_boxes[is_open])
        self.expected = problem.rules.expected
        self.held_back: dict[int, int] = {}
        self.groups = {int(layout.group_of_item[item]) for item in (*self.floors, *self.expected)}

    def boxes(self, item: int, priority_class: int) -> int:
        """The boxes of `item` that a class and the more urgent ones may draw; below 0 when the reserve is not there."""
        pack = int(self.layout.packs[self.layout.group_of_item[item]])
        floor = max((each for least, each in self.floors.get(item, ()) if least <= priority_class), default=0)
        above = (int(self.stock[item]) - floor) // pack
        allowed = min(int(self.all_boxes[item]), above)
        is_held = item in self.held_back and priority_class >= self.expected[item][0]
        return allowed - (self.held_back[item] if is_held else 0)

    def hold_back(self, amounts: "Wanted", priority_class: int) -> None:
        """Settle, when the turn comes to the first class it binds, what is kept for expected more urgent asks."""
        for item, (least, quantity) in self.expected.items():
            if item in self.held_back or priority_class < least:
                continue
            drawn = int(amounts.boxes[(amounts.item == item) & (amounts.priority_class < least)].sum())
            asked = int(amounts.most[(amounts.item == item) & (amounts.priority_class >= least)].sum())
            pack = int(self.layout.packs[self.layout.group_of_item[item]])
            left = max(0, self.boxes(item, least) - drawn)
            self.held_back[item] = left - left * asked * pack // (asked * pack + quantity)

    def put_in_force(self, regions: Sequence[Region], groups: Iterable[int], priority_class: int) -> None:
        """Set the limits of every group that has floors to what they are for a class."""
        for group in groups:
            if group in self.groups:
                region = regions[group]
                limits = {item: self.boxes(item, priority_class) - _tied(region, item) for item in region.limit}
                region.set_limits({item: max(0, limit) for item, limit in limits.items()})


def _tied(region: Region, item: int) -> int:
    """Boxes of `item` that are tied to needs already."""
    return sum(amount for (_, pool), amount in region.peeled.items() if region.item_of.get(pool) == item)
