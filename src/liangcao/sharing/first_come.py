"""First come, first served: each gets all of his that the goods left can give, in the order of approval."""

import numpy as np

from liangcao.sharing.floors import Floors
from liangcao.sharing.needs import Needs
from liangcao.sharing.pools import Layout
from liangcao.sharing.problem import Problem, Whole
from liangcao.sharing.region import Region, regions_of
from liangcao.sharing.tiers import Amounts


def first_come_first_served(problem: Problem, needs: Needs, layout: Layout, most: Whole, tie: Whole) -> Amounts:
    """Boxes of every need; equal days of approval go by `tie`. No reserves (`layers` has made them directions)."""
    regions = regions_of(layout)
    boxes = np.zeros(len(needs), dtype=np.int64)
    group = layout.group_of_item[needs.item]
    for row in np.lexsort((tie, needs.approved)).tolist():
        region, kind = regions[int(group[row])], int(layout.kind_of_need[row])
        boxes[row] = _taken(region, kind, int(most[row]))
        region.promised[kind] += int(boxes[row])
    return Amounts(
        boxes,
        np.zeros(len(needs), dtype=np.int64),
        most,
        tie,
        np.full(len(needs), -1, dtype=np.int64),
        (),
        tuple(regions),
        Floors(problem, layout),
        np.zeros(len(needs), dtype=bool),
        (),
    )


def _taken(region: Region, kind: int, wanted: int) -> int:
    """How many boxes more a kind can have, up to `wanted`."""
    while wanted:
        own = max(0, region.own_boxes(kind) - region.promised[kind])
        for pools, inside in region.sets:
            if kind in inside:
                left = region.bound(pools) - sum(region.load(each, region.promised[each]) for each in inside)
                wanted = min(wanted, max(0, left) + own)
        more = dict(region.promised)
        more[kind] += wanted
        exceeded = frozenset() if region.is_listed else region.exceeded(more)
        if not exceeded:
            break
        region.add_set(exceeded)
    return wanted
