"""Which pools serve which needs: the item itself before substitutes, directed goods before open ones, short life first.

How much each need gets is settled; here a minimum-cost flow for each group says out of which pools.
"""

from collections.abc import Mapping

import numpy as np

from liangcao.sharing.interleaving import interleave
from liangcao.sharing.needs import Needs
from liangcao.sharing.network import cheapest_flow
from liangcao.sharing.pools import Layout
from liangcao.sharing.problem import Whole, whole
from liangcao.sharing.region import Region
from liangcao.sharing.tiers import Amounts

Parts = tuple[Whole, Whole, Whole]
"""(need, pool, boxes): one row for each pool that serves a need."""


def route(needs: Needs, layout: Layout, amounts: Amounts) -> Parts:
    """The pools of every need, the more urgent needs out of what is used first."""
    kinds: list[int] = []
    pools: list[int] = []
    boxes: list[int] = []
    for region in amounts.regions:
        flows = _flows(region, layout)
        for kind in region.kinds:
            for pool, _ in layout.kinds.ways[kind]:  # what is used first comes first
                amount = flows.get((kind, pool), 0)
                if amount:
                    kinds.append(kind)
                    pools.append(pool)
                    boxes.append(amount)
    served = np.flatnonzero(amounts.boxes)
    order = np.lexsort((served, amounts.tie[served], needs.priority_class[served], layout.kind_of_need[served]))
    rows = served[order]
    by_kind = np.argsort(whole(kinds), kind="stable")
    one, other, served_boxes = interleave(amounts.boxes[rows], whole(boxes)[by_kind])
    return rows[one], whole(pools)[by_kind][other], served_boxes


def _flows(region: Region, layout: Layout) -> dict[tuple[int, int], int]:
    """Boxes by kind and pool."""
    flows = dict(region.peeled)
    users = [kind for kind in region.kinds if region.promised[kind]]
    if not users:
        return flows
    if len(users) == 1 and len(region.ways[users[0]]) == 1:
        place = (users[0], region.ways[users[0]][0])
        flows[place] = flows.get(place, 0) + region.promised[users[0]]
        return flows
    for place, amount in _cheapest(region, layout, users).items():
        flows[place] = flows.get(place, 0) + amount
    return flows


def _cheapest(region: Region, layout: Layout, users: list[int]) -> Mapping[tuple[int, int], int]:
    pools = sorted(region.boxes)
    items = sorted(region.limit)
    node_of_pool = {pool: len(users) + number for number, pool in enumerate(pools)}
    node_of_item = {item: len(users) + len(pools) + number for number, item in enumerate(items)}
    sink = len(users) + len(pools) + len(items)
    arcs: list[tuple[int, int, int, int]] = []
    places: list[tuple[int, int]] = []
    for number, kind in enumerate(users):
        for pool, cost in layout.kinds.ways[kind]:
            arcs.append((number, node_of_pool[pool], region.promised[kind], cost))
            places.append((kind, pool))
    for pool in pools:
        onward = node_of_item[region.item_of[pool]] if pool in region.item_of else sink
        arcs.append((node_of_pool[pool], onward, region.boxes[pool], 0))
    arcs += [(node_of_item[item], sink, region.limit[item], 0) for item in items]
    supply = {number: region.promised[kind] for number, kind in enumerate(users)}
    supply[sink] = -sum(supply.values())
    amounts = cheapest_flow(arcs, supply)
    return {place: amount for place, amount in zip(places, amounts, strict=False) if amount}
