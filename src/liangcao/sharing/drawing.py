"""The lots behind the amounts: loads cut into needs, the first to expire first, and needs cut into claims."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from liangcao.sharing.interleaving import interleave
from liangcao.sharing.keeping import Wish, meet, published_boxes
from liangcao.sharing.needs import Needs
from liangcao.sharing.picking import Picking, picked_loads
from liangcao.sharing.pools import Layout
from liangcao.sharing.problem import Problem, Whole
from liangcao.sharing.routing import Parts
from liangcao.sharing.tiers import Amounts
from liangcao.sharing.transport import Loads, Prices


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """What goes to whom: `quantity` base units (> 0) of a lot to a claim; sorted by claim and lot.

    `prices` prove that no cheaper roads lead from the warehouses to the zones.
    """

    claim: Whole
    lot: Whole
    quantity: Whole
    prices: tuple[Prices, ...]
    picking: Picking


def draw(problem: Problem, needs: Needs, layout: Layout, amounts: Amounts, parts: Parts) -> Lines:
    """Choose warehouses and lots for the parts of the needs, then give each claim of a need its own."""
    need, pool, boxes = parts
    zone = problem.rules.zone_of_unit[needs.unit[need]]
    loads, picking = picked_loads(problem, layout, (pool, zone, boxes))
    rank = np.lexsort((amounts.tie[need], needs.priority_class[need]))
    order_of_part = np.empty(len(need), dtype=np.int64)
    order_of_part[rank] = np.arange(len(need))
    published = published_boxes(problem, needs, layout)
    kept = _places(problem, layout, published)
    part, warehouse, amount = _warehouses((need, pool, zone, boxes), order_of_part, loads, kept)
    pieces = (need[part], pool[part], warehouse, amount)
    piece, lot, amount = _lots(problem, layout, pieces, order_of_part[part], published)
    pack = layout.packs[layout.group_of_item[needs.item]]
    row_need = need[part][piece]
    return Lines(*_claims(problem, needs, (row_need, lot, amount * pack[row_need])), loads.prices, picking)


def _places(
    problem: Problem, layout: Layout, published: Mapping[tuple[int, int], int]
) -> dict[tuple[int, int, int], int]:
    """Published boxes by need, pool and warehouse."""
    found: dict[tuple[int, int, int], int] = {}
    for (need, lot), boxes in published.items():
        place = (need, int(layout.lot_pool[lot]), int(problem.lots.warehouse[lot]))
        found[place] = found.get(place, 0) + boxes
    return found


def _warehouses(
    parts: tuple[Whole, Whole, Whole, Whole], rank: Whole, loads: Loads, kept: Mapping[tuple[int, int, int], int]
) -> tuple[Whole, Whole, Whole]:
    """(part, warehouse, boxes): the loads of a pool into a zone, met with the parts there."""
    need, pool, zone, boxes = parts
    order = np.lexsort((rank, zone, pool))
    sent = np.lexsort((loads.warehouse, -loads.boxes, loads.zone, loads.pool))
    wishes: list[Wish] = []
    if kept:
        rows = {key: row for row, key in enumerate(_keys(need[order], pool[order]))}
        zone_of = dict(zip(need.tolist(), zone.tolist(), strict=True))
        places = {key: row for row, key in enumerate(_keys(loads.pool[sent], loads.zone[sent], loads.warehouse[sent]))}
        for (who, of, place), wished in sorted(kept.items()):
            ends = rows.get((who, of)), places.get((of, zone_of.get(who, -1), place))
            if ends[0] is not None and ends[1] is not None:
                wishes.append((ends[0], ends[1], wished))
    one, other, amount = meet(boxes[order], loads.boxes[sent], wishes)
    return order[one], loads.warehouse[sent][other], amount


def _keys(*columns: Whole) -> list[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _lots(
    problem: Problem,
    layout: Layout,
    pieces: tuple[Whole, Whole, Whole, Whole],
    rank: Whole,
    published: Mapping[tuple[int, int], int],
) -> tuple[Whole, Whole, Whole]:
    """(piece, lot, boxes): what a warehouse sends out of a pool, met with its lots, the earliest day first."""
    need, pool, warehouse, boxes = pieces
    lots = problem.lots
    among = np.flatnonzero(layout.lot_pool >= 0)
    among = among[np.lexsort((among, lots.expires[among], lots.warehouse[among], layout.lot_pool[among]))]
    warehouses = int(lots.warehouse.max(initial=0)) + 1
    place_of_lot = layout.lot_pool[among] * warehouses + lots.warehouse[among]
    places, starts = np.unique(place_of_lot, return_index=True)
    wanted = np.zeros(len(places), dtype=np.int64)
    np.add.at(wanted, np.searchsorted(places, pool * warehouses + warehouse), boxes)
    at = np.searchsorted(places, place_of_lot)
    before = np.cumsum(layout.lot_boxes[among]) - layout.lot_boxes[among]
    used = np.clip(wanted[at] - (before - before[starts][at]), 0, layout.lot_boxes[among])
    order = np.lexsort((rank, warehouse, pool))
    wishes: list[Wish] = []
    if published:
        rows = {key: row for row, key in enumerate(_keys(need[order], pool[order], warehouse[order]))}
        row_of_lot = {lot: row for row, lot in enumerate(among.tolist())}
        for (who, lot), wished in sorted(published.items()):
            row = rows.get((who, int(layout.lot_pool[lot]), int(lots.warehouse[lot])))
            if row is not None:
                wishes.append((row, row_of_lot[lot], wished))
    one, other, amount = meet(boxes[order], used, wishes)
    return order[one], among[other], amount


def _claims(problem: Problem, needs: Needs, rows: tuple[Whole, Whole, Whole]) -> tuple[Whole, Whole, Whole]:
    """(claim, lot, base units): needs cut into claims, the earliest approved filled first, with what expires first."""
    need, lot, quantity = rows
    claims = problem.claims
    given = np.zeros(len(needs), dtype=np.int64)
    np.add.at(given, need, quantity)
    by_need = np.lexsort((np.arange(len(claims)), claims.approved, needs.of_claim))
    owner = needs.of_claim[by_need]
    room = claims.asked[by_need] - np.minimum(claims.already[by_need], claims.asked[by_need])
    before = np.cumsum(room) - room
    first = np.searchsorted(owner, np.arange(len(needs)))
    share = np.clip(given[owner] - (before - before[first][owner]), 0, room)
    # What rounding up gives beyond the asks goes to the last claim of the need.
    last = np.searchsorted(owner, np.arange(len(needs)), side="right") - 1
    total = np.zeros(len(needs), dtype=np.int64)
    np.add.at(total, owner, share)
    share[last] += given - total
    order = np.lexsort((lot, problem.lots.expires[lot], need))
    one, other, amount = interleave(share, quantity[order])
    claim, lot = by_need[one], lot[order][other]
    final = np.lexsort((lot, claim))
    return claim[final], lot[final], amount[final]
