"""Which warehouse sends how much to which zone, at least cost, once goods near their day have been used up.

One transportation problem for each pool. Lots that expire within the drain days go first, whatever it costs: they
give each warehouse an amount it sends at least; among lots of the day that is only partly needed cost decides again.
"""

from dataclasses import dataclass

import numpy as np

from liangcao.sharing.network import cheapest_flow
from liangcao.sharing.pools import Layout, distinct_rows
from liangcao.sharing.problem import NEVER, Problem, Whole, whole


@dataclass(frozen=True, slots=True, eq=False)
class Loads:
    """What a warehouse sends to a zone out of a pool, boxes > 0; sorted by pool and zone."""

    pool: Whole
    zone: Whole
    warehouse: Whole
    boxes: Whole


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


def loads_of(problem: Problem, layout: Layout, parts: tuple[Whole, Whole, Whole]) -> Loads:
    """The cheapest loads for `parts` (pool, zone, boxes)."""
    pool, zone, boxes = parts
    (pools, zones), place = distinct_rows([pool, zone])
    wanted = np.zeros(len(pools), dtype=np.int64)
    np.add.at(wanted, place, boxes)
    used = np.zeros(len(layout.pools.boxes), dtype=np.int64)
    np.add.at(used, pool, boxes)
    bounds = bounds_of(problem, layout, used)
    rows: list[tuple[Whole, Whole, Whole, Whole]] = []
    for each in np.unique(pools).tolist():
        here = slice(*np.searchsorted(pools, [each, each + 1]))
        there = slice(*np.searchsorted(bounds.pool, [each, each + 1]))
        senders = np.flatnonzero(bounds.most[there] > 0)
        names = bounds.warehouse[there][senders]
        sent = _sent(
            problem.rules.costs[np.ix_(names, zones[here])],
            (bounds.least[there][senders], bounds.most[there][senders]),
            wanted[here],
        )
        which_zone, which_warehouse = np.nonzero(sent.T)
        amount = sent[which_warehouse, which_zone]
        rows.append((np.full(len(amount), each), zones[here][which_zone], names[which_warehouse], amount))
    columns = [np.concatenate(column) for column in zip(*rows, strict=True)] if rows else [whole([])] * 4
    return Loads(*columns)


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
