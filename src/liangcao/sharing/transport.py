"""Which warehouse sends how much to which zone, at least cost, once goods near their day have been used up.

One transportation problem for each pool. Lots that expire within the drain days go first, whatever it costs: they
give each warehouse an amount it sends at least; among lots of the day that is only partly needed cost decides again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from liangcao.sharing.network import cheapest_flow
from liangcao.sharing.pools import Layout, distinct_rows
from liangcao.sharing.problem import NEVER, Problem, Whole, whole


@dataclass(frozen=True, slots=True, eq=False)
class Loads:
    """What a warehouse sends to a zone out of a pool, boxes > 0; by pool and zone. `prices` prove it cheapest."""

    pool: Whole
    zone: Whole
    warehouse: Whole
    boxes: Whole
    prices: "tuple[Prices, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What a box is worth at each end of one pool's roads: nobody pays less by another road.

    For every road: price of the zone <= price of the warehouse + cost, and equal where goods go. A warehouse that
    could send more has a price of at most 0, one that could send less of at least 0.
    """

    pool: int
    warehouses: Whole
    warehouse_prices: Whole
    zones: Whole
    zone_prices: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """What each warehouse sends out of each pool at least and at most, boxes; sorted by pool and warehouse."""

    pool: Whole
    warehouse: Whole
    least: Whole
    most: Whole


def bounds_of(problem: Problem, layout: Layout, used: Whole) -> Bounds:
    """The bounds that first expired, first out sets when `used` boxes of each pool go out."""
    lots, rules = problem.lots, problem.rules
    rows = np.flatnonzero(layout.lot_pool >= 0)
    pool, expires, boxes = layout.lot_pool[rows], lots.expires[rows], layout.lot_boxes[rows]
    horizon = NEVER if rules.drain_days < 0 else rules.today + rules.drain_days
    last_day = _last_days(pool, expires, boxes, used)
    is_drained = expires <= np.minimum(last_day[pool] - 1, horizon)
    may_go = is_drained | (expires == last_day[pool]) | (last_day[pool] > horizon)
    (pools, warehouses), place = distinct_rows([pool, lots.warehouse[rows]])
    least, most = np.zeros(len(pools), dtype=np.int64), np.zeros(len(pools), dtype=np.int64)
    np.add.at(least, place, np.where(is_drained, boxes, 0))
    np.add.at(most, place, np.where(may_go, boxes, 0))
    return Bounds(pools, warehouses, least, most)


def _last_days(pool: Whole, expires: Whole, boxes: Whole, used: Whole) -> Whole:
    """By pool the day on which `used` is reached when goods go strictly by their day; -1 when nothing is used."""
    order = np.lexsort((expires, pool))
    pool, expires = pool[order], expires[order]
    upto = np.cumsum(boxes[order])
    starts = np.searchsorted(pool, np.arange(len(used)))
    before = np.append(0, upto)[starts]
    reached = np.searchsorted(upto, before + used)
    return np.where(used > 0, np.append(expires, 0)[np.minimum(reached, len(expires))], -1)


Kept = Mapping[int, Mapping[tuple[int, int], int]]
"""By pool: boxes by (warehouse, zone) that were published."""


def published_loads(problem: Problem, layout: Layout) -> Kept:
    """What published lines send from warehouses to zones, out of the pools their lots are in now."""
    published, lots = problem.published, problem.lots
    rows = published.lot >= 0
    lot = published.lot[rows]
    zone = problem.rules.zone_of_unit[problem.claims.unit[published.claim[rows]]]
    columns = [layout.lot_pool[lot], lots.warehouse[lot], zone]
    (pools, warehouses, zones), place = distinct_rows(columns)
    quantity = np.zeros(len(pools), dtype=np.int64)
    np.add.at(quantity, place, published.quantity[rows])  # the claims of a need may part a box
    packs = np.append(layout.packs[layout.pools.group], 1)[pools]
    kept: dict[int, dict[tuple[int, int], int]] = {}
    told = (pools.tolist(), warehouses.tolist(), zones.tolist(), (quantity // packs).tolist())
    for pool, warehouse, to, count in zip(*told, strict=True):
        kept.setdefault(pool, {})[warehouse, to] = count
    return kept


def loads_of(problem: Problem, layout: Layout, parts: tuple[Whole, Whole, Whole], costs: Whole, kept: Kept) -> Loads:
    """The cheapest loads for `parts` (pool, zone, boxes) where a box costs `costs` (warehouse x zone).

    Of equally cheap loads those that have most of what is `kept`.
    """
    pool, zone, boxes = parts
    (pools, zones), place = distinct_rows([pool, zone])
    wanted = np.zeros(len(pools), dtype=np.int64)
    np.add.at(wanted, place, boxes)
    used = np.zeros(len(layout.pools.boxes), dtype=np.int64)
    np.add.at(used, pool, boxes)
    bounds = bounds_of(problem, layout, used)
    rows: list[tuple[Whole, Whole, Whole, Whole]] = []
    prices = []
    for each in np.unique(pools).tolist():
        here = slice(*np.searchsorted(pools, [each, each + 1]))
        there = slice(*np.searchsorted(bounds.pool, [each, each + 1]))
        senders = np.flatnonzero(bounds.most[there] > 0)
        names = bounds.warehouse[there][senders]
        mine = costs[np.ix_(names, zones[here])]
        within = (bounds.least[there][senders], bounds.most[there][senders])
        sent = _sent(mine, within, wanted[here])
        if len(names) > 1:
            at_warehouse, at_zone = _prices(mine, within, sent)
            prices.append(Prices(each, names, at_warehouse, zones[here], at_zone))
            if each in kept:
                wish = [[kept[each].get((one, other), 0) for other in zones[here].tolist()] for one in names.tolist()]
                sent = _nearest(mine, within, (at_warehouse, at_zone), wanted[here], whole(wish))
        which_zone, which_warehouse = np.nonzero(sent.T)
        amount = sent[which_warehouse, which_zone]
        rows.append((np.full(len(amount), each), zones[here][which_zone], names[which_warehouse], amount))
    columns = [np.concatenate(column) for column in zip(*rows, strict=True)] if rows else [whole([])] * 4
    return Loads(columns[0], columns[1], columns[2], columns[3], tuple(prices))


def _sent(costs: Whole, bounds: tuple[Whole, Whole], wanted: Whole) -> Whole:
    """Boxes (warehouse x zone) that serve `wanted` within `bounds` at least cost."""
    least, most = bounds
    if len(least) == 1:
        return wanted[np.newaxis, :].copy()
    if len(wanted) == 1 and (least == most).all():
        return least[:, np.newaxis].copy()
    warehouses, zones = costs.shape
    source = warehouses + zones
    arcs = [(source, each, int(most[each] - least[each]), 0) for each in range(warehouses)]
    into, out_of = np.meshgrid(np.arange(zones), np.arange(warehouses))
    roads = np.column_stack(
        [out_of.ravel(), warehouses + into.ravel(), np.minimum(most[out_of], wanted[into]).ravel(), costs.ravel()]
    )
    supply = {each: int(least[each]) for each in range(warehouses)}
    supply |= {warehouses + each: -int(wanted[each]) for each in range(zones)}
    supply[source] = int(wanted.sum() - least.sum())
    flows = cheapest_flow(np.concatenate([np.asarray(arcs, dtype=np.int64), roads]), supply)
    return flows[warehouses:].reshape(warehouses, zones)


def _nearest(
    costs: Whole, bounds: tuple[Whole, Whole], prices: tuple[Whole, Whole], wanted: Whole, wish: Whole
) -> Whole:
    """Of all ways that `prices` prove cheapest the one that has most of `wish` (warehouse x zone)."""
    at_warehouse, at_zone = prices
    # A warehouse with a price above 0 sends all it may in every cheapest way, one below 0 as little as it may.
    least = np.where(at_warehouse > 0, bounds[1], bounds[0])
    most = np.where(at_warehouse < 0, bounds[0], bounds[1])
    warehouses, zones = costs.shape
    source = warehouses + zones
    arcs = [(source, each, int(most[each] - least[each]), 0) for each in range(warehouses)]
    out_of, into = np.nonzero(at_zone[np.newaxis, :] == at_warehouse[:, np.newaxis] + costs)
    for one, other in zip(out_of.tolist(), into.tolist(), strict=True):
        room = int(min(most[one], wanted[other]))
        published = min(room, int(wish[one, other]))
        arcs += [(one, warehouses + other, published, 0), (one, warehouses + other, room, 1)]
    supply = {each: int(least[each]) for each in range(warehouses)}
    supply |= {warehouses + each: -int(wanted[each]) for each in range(zones)}
    supply[source] = int(wanted.sum() - least.sum())
    flows = cheapest_flow(np.asarray(arcs, dtype=np.int64), supply)[warehouses:]
    sent = np.zeros_like(costs)
    np.add.at(sent, (out_of, into), flows[0::2] + flows[1::2])
    return sent


def _prices(costs: Whole, bounds: tuple[Whole, Whole], sent: Whole) -> tuple[Whole, Whole]:
    """Prices at warehouses and zones that prove `sent` cheapest: shortest ways in what is left of the network.

    Raises ArithmeticError when they do not settle, that is when a cheaper way is left.
    """
    least, most = bounds
    out = sent.sum(axis=1)
    can_more, can_less = out < most, out > least
    far = np.int64(1 << 60)
    roads_back = np.where(sent > 0, -costs, far)
    at_warehouse = np.zeros(len(least), dtype=np.int64)
    at_zone = np.zeros(sent.shape[1], dtype=np.int64)
    anchor = 0
    for _ in range(len(least) + len(at_zone) + 2):
        zone = np.minimum(at_zone, (at_warehouse[:, np.newaxis] + costs).min(axis=0))
        warehouse = np.minimum(at_warehouse, (zone[np.newaxis, :] + roads_back).min(axis=1))
        warehouse = np.where(can_more, np.minimum(warehouse, anchor), warehouse)
        lowest = min(anchor, int(warehouse[can_less].min(initial=far)))
        if lowest == anchor and (zone == at_zone).all() and (warehouse == at_warehouse).all():
            return at_warehouse - anchor, at_zone - anchor
        at_warehouse, at_zone, anchor = warehouse, zone, lowest
    raise ArithmeticError("a cheaper way is left")
