"""Are the roads the cheapest? The plan brings prices along; a price that holds on every road proves it, by additions.

Goods that the same needs may use are a heap; out of each heap goods near their day go first, and so each warehouse
has an amount it must send and one it may. Within these bounds no other way of carrying what each zone gets is cheaper
when prices exist as `transport.Prices` says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from liangcao.sharing.goods import Spot, Want, sites_of
from liangcao.sharing.question import Question, Row
from liangcao.sharing.violation import Violation

_NEVER = "9999-12-31"


@dataclass(slots=True)
class _Heap:
    """Boxes of one heap by day and warehouse, and what goes from where to which zone."""

    lots: list[tuple[str, str, int]] = field(default_factory=list)
    """(day, warehouse, boxes)."""
    roads: dict[tuple[str, str], int] = field(default_factory=dict)

    def bounds(self, horizon: str) -> dict[str, tuple[int, int]]:
        """What each warehouse must send and may send: days that are needed whole must, the day that is not may."""
        left = sum(self.roads.values())
        least: dict[str, int] = {}
        most: dict[str, int] = {}
        by_day: dict[str, list[tuple[str, int]]] = {}
        for day, warehouse, boxes in self.lots:
            by_day.setdefault(day, []).append((warehouse, boxes))
        for day in sorted(by_day):
            total = sum(boxes for _, boxes in by_day[day])
            if left <= 0:
                break
            must = left > total and day <= horizon
            for warehouse, boxes in by_day[day]:
                most[warehouse] = most.get(warehouse, 0) + boxes
                least[warehouse] = least.get(warehouse, 0) + (boxes if must else 0)
            if day <= horizon:
                left -= total
        return {warehouse: (least[warehouse], most[warehouse]) for warehouse in most}


def road_faults(
    question: Question, document: Mapping[str, Any], wants: Sequence[Want], lots: Mapping[Spot, Row]
) -> Iterator[Violation]:
    """Warehouses that send too much or too little, and roads that are dearer than others."""
    heaps = _heaps(question, wants, lots)
    limited = {row["warehouse"] for row in question["pick_limits"]}
    picking = {row["warehouse"]: row["price"] for row in document["picking"]["warehouses"]}
    if not picking.keys() <= limited or any(price < 0 for price in picking.values()):
        yield Violation("prices_missing", {"item": ""})
        return
    zones = {row["zone"] for row in (*question["units"], *question["costs"])} | {""}
    site = sites_of(question)
    cost = {(each, zone): picking[head] for each, head in site.items() if head in picking for zone in zones}
    for row in question["costs"]:
        way = (row["warehouse"], row["zone"])
        cost[way] = cost.get(way, 0) + row["cost"]
    yield from _picking_faults(question, document, wants)
    told = {_told_key(row): row for row in document["prices"]}
    days = question.rules["drain_days"]
    horizon = (date.fromisoformat(question.date) + timedelta(days=days)).isoformat() if days >= 0 else _NEVER
    for key, heap in heaps.items():
        bounds = heap.bounds(horizon)
        if not heap.roads:
            continue
        sent: dict[str, int] = {}
        for (warehouse, _), boxes in heap.roads.items():
            sent[warehouse] = sent.get(warehouse, 0) + boxes
        for warehouse in bounds.keys() | sent.keys():
            least, most = bounds.get(warehouse, (0, 0))
            if not least <= sent.get(warehouse, 0) <= most:
                yield Violation("later_expiry_elsewhere", {"item": key[0], "warehouse": warehouse})
        if len(bounds) > 1:
            yield from _price_faults(heap, (bounds, sent), told.get(key), (key[0], cost))


def _picking_faults(question: Question, document: Mapping[str, Any], wants: Sequence[Want]) -> Iterator[Violation]:
    """What the plan tells of boxes picked, of the cost and of the least it could be is what its lines come to."""
    if not question["pick_limits"]:
        return
    cost = {(row["warehouse"], row["zone"]): row["cost"] for row in question["costs"]}
    zone_of = {row["unit"]: row["zone"] for row in question["units"]}
    site = sites_of(question)
    boxes: dict[str, int] = {}
    paid = 0
    for want in wants:
        for (_, warehouse), quantity in want.quantity.items():
            count = quantity // want.pack
            at = site.get(warehouse, warehouse)
            boxes[at] = boxes.get(at, 0) + count
            paid += count * cost.get((warehouse, zone_of.get(want.unit, "")), 0)
    told = document["picking"]
    rows = {row["warehouse"]: row for row in told["warehouses"]}
    for row in question["pick_limits"] if boxes else ():
        warehouse = row["warehouse"]
        if warehouse not in rows or rows[warehouse]["boxes"] != boxes.get(warehouse, 0):
            yield Violation("picking_mismatch", {"warehouse": warehouse, "boxes": boxes.get(warehouse, 0)})
            return
    limit = {row["warehouse"]: row["boxes"] for row in question["pick_limits"]}
    least = paid + sum(row["price"] * (boxes.get(name, 0) - limit[name]) for name, row in rows.items())
    if boxes and (told["cost"], told["at_least"]) != (paid, least):
        yield Violation("cost_mismatch", {"cost": paid, "at_least": least})


def _price_faults(
    heap: _Heap,
    amounts: tuple[Mapping[str, tuple[int, int]], Mapping[str, int]],
    told: Mapping[str, Any] | None,
    named: tuple[str, Mapping[tuple[str, str], int]],
) -> Iterator[Violation]:
    bounds, sent = amounts
    item, cost = named
    at_warehouse = {row["warehouse"]: row["price"] for row in told["warehouses"]} if told else {}
    at_zone = {row["zone"]: row["price"] for row in told["zones"]} if told else {}
    zones = {zone for _, zone in heap.roads}
    if not (bounds.keys() <= at_warehouse.keys() and zones <= at_zone.keys()):
        yield Violation("prices_missing", {"item": item})
        return
    for warehouse, (least, most) in bounds.items():
        price = at_warehouse[warehouse]
        out = sent.get(warehouse, 0)
        if (out < most and price > 0) or (out > least and price < 0):
            yield Violation("dear_road", {"item": item, "warehouse": warehouse, "zone": ""})
        for zone in zones:
            gap = price + cost.get((warehouse, zone), 0) - at_zone[zone]
            if gap < 0 or (gap and heap.roads.get((warehouse, zone))):
                yield Violation("dear_road", {"item": item, "warehouse": warehouse, "zone": zone})


def _told_key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["item"], row["for_unit"], row.get("for_zone", ""), row["for_class"], row["life"], row["standard"]


def _heaps(question: Question, wants: Sequence[Want], lots: Mapping[Spot, Row]) -> dict[tuple[Any, ...], _Heap]:
    days = sorted({want.needed_until for want in wants})
    packs = {item: want.pack for want in wants for item in (want.item, *(want.accepts or ()))}
    zone_of = {row["unit"]: row["zone"] for row in question["units"]}
    parted = _parted_by_standard(wants)
    heaps: dict[tuple[Any, ...], _Heap] = {}
    heap_of: dict[Spot, _Heap] = {}
    for spot, lot in lots.items():
        life = sum(day <= (lot["expires"] or _NEVER) for day in days)
        boxes = (lot["quantity"] - lot["held"]) // packs.get(lot["item"], 10**18)
        if not life or not boxes:
            continue
        standard = lot["standard"] if lot["item"] in parted else ""
        key = (lot["item"], lot["for_unit"], lot["for_zone"], lot["for_class"], life, standard)
        heap = heaps.setdefault(key, _Heap())
        heap.lots.append((lot["expires"] or _NEVER, lot["warehouse"], boxes))
        heap_of[spot] = heap
    for want in wants:
        zone = zone_of.get(want.unit, "")
        for spot, quantity in want.quantity.items():
            roads = heap_of[spot].roads
            roads[spot[1], zone] = roads.get((spot[1], zone), 0) + quantity // want.pack
    return heaps


def _parted_by_standard(wants: Sequence[Want]) -> set[str]:
    """Items whose standard matters to somebody who may get them or what replaces them."""
    together: dict[str, set[str]] = {}
    for want in wants:
        joined = {want.item, *(want.accepts or ())}
        for item in list(joined):
            joined |= together.get(item, {item})
        for item in joined:
            together[item] = joined
    return {item for want in wants if want.standards is not None for item in together[want.item]}
