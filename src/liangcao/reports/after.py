"""What would be left if a held command took effect: stock or money now and after, and who else waits for the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import ask, select_by_keys
from liangcao.ledger.queries import scope_condition

MOST_NAMED = 5
MOST_ITEMS = 12
"""So many items of a plan are told beside its signature; the plan's own page tells all."""


@dataclass(frozen=True, slots=True)
class StockAfter:
    """On hand and available (not promised) now, and what of it would go or be promised; base units, or fen."""

    item_id: int
    name: str
    place: str
    base_unit: str
    is_money: bool
    on_hand: int
    available: int
    goes: int
    promised: int
    batch_number: str = ""

    @property
    def on_hand_after(self) -> int:
        """On hand when it took effect."""
        return self.on_hand - self.goes

    @property
    def available_after(self) -> int:
        """Available when it took effect; below 0 when more is promised than there is."""
        return self.available - self.goes - self.promised


_CELL = (
    "SELECT item.item_id, item.name, lot.batch_number, location.name, item.base_unit, "
    "balance.on_hand, balance.on_hand - balance.held FROM balance "
    "JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
    "JOIN item ON item.district_id = balance.district_id AND item.item_id = balance.item_id "
    "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
    "WHERE balance.district_id = ? AND balance.lot_id = ? AND balance.location_id = ? AND {scoped}"
)
_ITEMS = (
    "SELECT balance.item_id, SUM(balance.on_hand), SUM(balance.on_hand - balance.held) FROM {keys} "
    "JOIN balance ON balance.item_id = k1 "
    "JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
    "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
    "WHERE balance.district_id = ? AND balance.is_here = 1 AND location.kind IN ('store', 'shelf', 'dock') "
    "AND lot.status = 'released' AND (lot.expires_on = '' OR lot.expires_on >= ?) GROUP BY balance.item_id"
)
_MONEY = (
    "SELECT location.name, COALESCE(SUM(on_hand), 0), COALESCE(SUM(on_hand - held), 0) FROM location LEFT JOIN balance "
    "ON balance.district_id = location.district_id AND balance.location_id = location.location_id "
    "WHERE location.district_id = ? AND location.location_id = ? GROUP BY location.name"
)


def lot_after(connection: Connection, district_id: int, scope: Scope, command: Mapping[str, Any]) -> list[StockAfter]:
    """What a command that takes `quantity` of a lot from a place leaves there; empty where one may not see it."""
    scoped, values = scope_condition(scope)
    cell = (district_id, command["lot_id"], command["location_id"], *values)
    rows = ask(connection, _CELL.format(scoped=scoped), cell)
    quantity = int(command["quantity"])
    return [
        StockAfter(item_id, name, place, unit, False, on_hand, available, quantity, 0, batch_number)
        for item_id, name, batch_number, place, unit, on_hand, available in rows
    ]


def money_after(connection: Connection, district_id: int, command: Mapping[str, Any]) -> list[StockAfter]:
    """What a payment leaves in its budget line."""
    rows = ask(connection, _MONEY, (district_id, command["budget_line_id"]))
    return [
        StockAfter(0, row[0], "", "", True, int(row[1]), int(row[2]), int(command["amount_fen"]), 0) for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Promise:
    """So many base units of an item would be promised."""

    item_id: int
    name: str
    base_unit: str
    quantity: int


def items_after(
    connection: Connection, district_id: int, promises: Sequence[Promise], *, today: str
) -> list[StockAfter]:
    """What would be left of each item if it were promised: nothing goes yet."""
    keys = [(number,) for number in sorted({each.item_id for each in promises})]
    rows = select_by_keys(connection, _ITEMS, keys, (district_id, today))
    there = {item_id: (int(on_hand), int(available)) for item_id, on_hand, available in rows}
    return [
        StockAfter(
            each.item_id, each.name, "", each.base_unit, False, *there.get(each.item_id, (0, 0)), 0, each.quantity
        )
        for each in promises
    ]


@dataclass(frozen=True, slots=True)
class OtherWaiting:
    """Another unit that waits for the same item: `quantity` base units (None: it did not say), since when (ms)."""

    request_id: int
    unit: str
    priority_class: int
    quantity: int | None
    since: int
    is_approved: bool


@dataclass(frozen=True, slots=True)
class OthersWaiting:
    """Who waits for one item: the most urgent few by name, and how many there are in all."""

    named: tuple[OtherWaiting, ...]
    total: int


_OTHERS = (
    "FROM request_line JOIN request ON request.district_id = request_line.district_id "
    "AND request.request_id = request_line.request_id "
    "JOIN party ON party.district_id = request.district_id AND party.party_id = request.unit_id "
    "WHERE request_line.district_id = ? AND request_line.item_id = ? AND (request.state = 'submitted' "
    "OR (request.state = 'approved' AND request_line.approved > request_line.allocated)) AND {others}"
)
_NOT_IN_PLAN = (
    "NOT EXISTS (SELECT 1 FROM plan_line WHERE plan_line.district_id = request_line.district_id "
    "AND plan_line.plan_id = ? AND plan_line.request_id = request_line.request_id "
    "AND plan_line.item_id = request_line.item_id)"
)
_NOT_THIS = "request_line.request_id <> ?"


def others_waiting(
    connection: Connection, district_id: int, item_ids: Sequence[int], *, plan_id: int = 0, request_id: int = 0
) -> dict[int, OthersWaiting]:
    """Who else waits for each item, the most urgent class and then the longest first; the request or what the plan
    serves does not count among them."""
    others, own = (_NOT_IN_PLAN, plan_id) if plan_id else (_NOT_THIS, request_id)
    sql = _OTHERS.format(others=others)
    found = {}
    for item_id in list(dict.fromkeys(item_ids))[:MOST_ITEMS]:
        values = (district_id, item_id, own)
        total = int(ask(connection, f"SELECT COUNT(*) {sql}", values)[0][0])
        rows = ask(
            connection,
            "SELECT request.request_id, party.name, request.priority_class, CASE WHEN request.state = 'submitted' "
            "THEN request_line.asked ELSE request_line.approved - request_line.allocated END, request.submitted_at, "
            f"request.state = 'approved' {sql} "
            "ORDER BY request.priority_class, request.submitted_at, request.request_id LIMIT ?",
            (*values, MOST_NAMED),
        )
        named = tuple(OtherWaiting(*row) for row in rows)
        found[item_id] = OthersWaiting(named, total)
    return found
