"""Reserves: what each class leaves of an item's open stock."""

from collections.abc import Iterable, Sequence

import numpy as np

from liangcao.sharing.pools import Layout
from liangcao.sharing.problem import Problem
from liangcao.sharing.region import Region


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
        is_open = (layout.lot_pool >= 0) & (lots.purpose_unit < 0) & (lots.purpose_class == 0)
        np.add.at(self.stock, lots.item[is_open], lots.quantity[is_open])
        np.add.at(self.all_boxes, lots.item[is_open], layout.lot_boxes[is_open])
        self.groups = {int(layout.group_of_item[item]) for item in self.floors}

    def boxes(self, item: int, priority_class: int) -> int:
        """The boxes of `item` that a class and the more urgent ones may draw; below 0 when the reserve is not there."""
        pack = int(self.layout.packs[self.layout.group_of_item[item]])
        floor = max((each for least, each in self.floors.get(item, ()) if least <= priority_class), default=0)
        above = (int(self.stock[item]) - floor) // pack
        return min(int(self.all_boxes[item]), above)

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
