"""Stock as the pages show it: item by item, item by place, lot by lot; now and as of any past moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.ledger.queries import STOCK_JOINS, StockFilter, StockRow, stock_conditions, stock_rows_as_of

IN_STORE = ("store", "shelf", "dock", "packing", "vehicle")
"""Kinds of place whose goods lie ready; a shipment's are on the way, the rejects place's are not ours to give."""
_LIES = "location.kind IN ('store', 'shelf', 'dock', 'vehicle')"
_GOOD = "lot.status = 'released' AND (lot.expires_on = '' OR lot.expires_on >= ?)"


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item's stock in base units. `available` leaves out what is promised, stopped or past its day.

    `in_transit` and `rejected` are not part of `on_hand`; `in_transit` is all on shipments, what was missing when they
    were signed for and is not settled included. `next_expiry` is the earliest day of what is on hand.
    """

    item_id: int
    item_name: str
    category: str
    base_unit: str
    on_hand: int
    held: int
    available: int
    in_transit: int
    rejected: int
    next_expiry: str
    lots: int

    @property
    def stopped(self) -> int:
        """What lies here and nobody may be given: in quarantine, or past its day."""
        return self.on_hand - self.held - self.available


_ITEM_SORTS = {
    "item": lambda line: (line.category, line.item_name),
    "on_hand": lambda line: line.on_hand,
    "held": lambda line: line.held,
    "available": lambda line: line.available,
    "next_expiry": lambda line: line.next_expiry or "9999",
}
ITEM_SORTS = frozenset(_ITEM_SORTS)
_ROW_SORTS = {
    "item": "item.name {way}, lot.expires_on",
    "expires_on": "CASE WHEN lot.expires_on = '' THEN '9999' ELSE lot.expires_on END {way}, item.name",
    "place": "location.path {way}, item.name",
    "on_hand": "balance.on_hand {way}, item.name",
    "held": "balance.held {way}, item.name",
}
ROW_SORTS = frozenset(_ROW_SORTS)


def item_lines(
    connection: Connection, district_id: int, scope: Scope, wanted: StockFilter, *, today: str
) -> list[ItemLine]:
    """Stock now, one line an item, by category and name."""
    where, values = stock_conditions(district_id, scope, wanted)
    rows = ask(
        connection,
        "SELECT item.item_id, item.name, item.category, item.base_unit, "
        f"SUM(CASE WHEN {_LIES} THEN balance.on_hand ELSE 0 END), "
        f"SUM(CASE WHEN {_LIES} THEN balance.held ELSE 0 END), "
        f"SUM(CASE WHEN {_LIES} AND {_GOOD} THEN balance.on_hand - balance.held ELSE 0 END), "
        "SUM(CASE WHEN location.kind = 'shipment' THEN balance.on_hand ELSE 0 END), "
        "SUM(CASE WHEN location.kind = 'rejects' THEN balance.on_hand ELSE 0 END), "
        f"MIN(CASE WHEN lot.expires_on <> '' AND {_LIES} THEN lot.expires_on END), COUNT(DISTINCT balance.lot_id) "
        f"FROM balance {STOCK_JOINS} WHERE {where} AND balance.is_here = 1 "
        "GROUP BY item.item_id, item.name, item.category, item.base_unit ORDER BY item.category, item.name",
        (today, *values),
    )
    return [ItemLine(*(*row[:4], *map(int, row[4:9]), row[9] or "", int(row[10]))) for row in rows]


def items_of_rows(rows: Iterable[StockRow], categories: dict[int, str], *, today: str) -> list[ItemLine]:
    """The same as `item_lines` from rows, for a past moment; `categories` by item."""
    by_item: dict[int, list[StockRow]] = {}
    for row in rows:
        by_item.setdefault(row.item_id, []).append(row)
    return [_item_line(found, categories.get(item_id, ""), today) for item_id, found in by_item.items()]


def _item_line(rows: Sequence[StockRow], category: str, today: str) -> ItemLine:
    lying = [row for row in rows if row.location_kind in IN_STORE]
    good = [row for row in lying if row.status == "released" and (not row.expires_on or row.expires_on >= today)]
    return ItemLine(
        item_id=rows[0].item_id,
        item_name=rows[0].item_name,
        category=category,
        base_unit=rows[0].base_unit,
        on_hand=sum(row.on_hand for row in lying),
        held=sum(row.held for row in lying),
        available=sum(row.available for row in good),
        in_transit=sum(row.on_hand for row in rows if row.location_kind == "shipment"),
        rejected=sum(row.on_hand for row in rows if row.location_kind == "rejects"),
        next_expiry=min((row.expires_on for row in lying if row.expires_on), default=""),
        lots=len({row.lot_id for row in rows}),
    )


def sort_items(lines: Iterable[ItemLine], sort: str) -> list[ItemLine]:
    """`lines` in the order of one of `ITEM_SORTS`, ``-`` before it turns it round; anything else is ``item``."""
    key = _ITEM_SORTS.get(sort.removeprefix("-"), _ITEM_SORTS["item"])
    return sorted(lines, key=key, reverse=sort.startswith("-"))


@dataclass(frozen=True, slots=True)
class RowSums:
    """How many rows a filter finds, and what they hold in all (base units of different items: a check sum)."""

    rows: int
    on_hand: int
    held: int


def row_sums(connection: Connection, district_id: int, scope: Scope, wanted: StockFilter) -> RowSums:
    """Number and sums of the stock rows of `wanted` now."""
    where, values = stock_conditions(district_id, scope, wanted)
    sql = (
        "SELECT COUNT(*), COALESCE(SUM(balance.on_hand), 0), COALESCE(SUM(balance.held), 0) "
        f"FROM balance {STOCK_JOINS} WHERE {where} AND balance.is_here = 1"
    )
    return RowSums(*map(int, ask(connection, sql, values)[0]))


def sorted_rows(
    connection: Connection,
    district_id: int,
    scope: Scope,
    wanted: StockFilter,
    *,
    sort_and_page: tuple[str, int, int],
) -> list[StockRow]:
    """Stock now, lot by lot and place by place; `sort_and_page` is (one of `ROW_SORTS`, how many, from which)."""
    sort, most, first = sort_and_page
    where, values = stock_conditions(district_id, scope, wanted)
    order = _ROW_SORTS.get(sort.removeprefix("-"), _ROW_SORTS["item"]).format(way="DESC" if sort[:1] == "-" else "")
    rows = ask(
        connection,
        "SELECT item.item_id, item.name, item.base_unit, lot.lot_id, lot.batch_number, lot.expires_on, lot.status, "
        "lot.source_kind, location.location_id, location.name, location.kind, balance.on_hand, balance.held "
        f"FROM balance {STOCK_JOINS} WHERE {where} AND balance.is_here = 1 "
        f"ORDER BY {order}, lot.lot_id, location.location_id LIMIT ? OFFSET ?",
        (*values, most, first),
    )
    return [StockRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Cells:
    """The matrix of items and places: on hand in base units by (item, place)."""

    items: tuple[tuple[int, str, str], ...]
    places: tuple[int, ...]
    on_hand: dict[tuple[int, int], int]


def matrix_of(triples: Iterable[tuple[tuple[int, str, str], int, int]], roots: dict[int, int]) -> Cells:
    """Cells from ((item, name, unit), place, on_hand); what lies on a shelf counts for its store (`roots`)."""
    sums: dict[tuple[int, int], int] = {}
    items: dict[int, tuple[int, str, str]] = {}
    for item, location_id, on_hand in triples:
        where = (item[0], roots.get(location_id, 0))
        sums[where] = sums.get(where, 0) + on_hand
        items[item[0]] = item
    places = sorted({place for _, place in sums})
    return Cells(tuple(items.values()), tuple([place for place in places if place] + [0] * (0 in places)), sums)


def stock_by_place(
    connection: Connection, district_id: int, scope: Scope, wanted: StockFilter
) -> list[tuple[tuple[int, str, str], int, int]]:
    """Stock now as ((item, name, unit), place, on_hand), items by category and name; rejects are nobody's stock."""
    where, values = stock_conditions(district_id, scope, wanted)
    rows = ask(
        connection,
        "SELECT item.item_id, item.name, item.base_unit, balance.location_id, SUM(balance.on_hand) "
        f"FROM balance {STOCK_JOINS} WHERE {where} AND balance.is_here = 1 AND location.kind <> 'rejects' "
        "GROUP BY item.item_id, item.name, item.base_unit, item.category, balance.location_id "
        "ORDER BY item.category, item.name",
        values,
    )
    return [((row[0], row[1], row[2]), row[3], int(row[4])) for row in rows]


def missing_places(connection: Connection, district_id: int, rows: Iterable[StockRow]) -> frozenset[int]:
    """Those places of `rows` that are shipments signed for: what lies there is missing and not settled."""
    keys = [(number,) for number in sorted({row.location_id for row in rows if row.location_kind == "shipment"})]
    sql = "SELECT shipment_id FROM {keys} JOIN shipment ON shipment_id = k1 WHERE district_id = ? AND open_lines > 0"
    return frozenset(row[0] for row in select_by_keys(connection, sql, keys, (district_id,)))


def categories(connection: Connection, district_id: int) -> list[str]:
    """The categories of the goods in the catalogue."""
    sql = "SELECT DISTINCT category FROM item WHERE district_id = ? AND kind = 'goods' ORDER BY category"
    return [row[0] for row in ask(connection, sql, (district_id,)) if row[0]]


def category_of_items(connection: Connection, district_id: int) -> dict[int, str]:
    """The category of every item."""
    return dict(ask(connection, "SELECT item_id, category FROM item WHERE district_id = ?", (district_id,)))


def rows_as_of(
    connection: Connection, district_id: int, scope: Scope, wanted: StockFilter, *, entry: int
) -> list[StockRow]:
    """Stock as the books stood after journal entry `entry`; entry 0 stands before everything."""
    return stock_rows_as_of(connection, district_id, scope, wanted, entry=entry) if entry else []


def sort_rows(rows: Iterable[StockRow], sort: str) -> list[StockRow]:
    """Past rows in the order of one of `ROW_SORTS`."""
    keys: dict[str, Any] = {
        "item": lambda row: (row.item_name, row.expires_on),
        "expires_on": lambda row: row.expires_on or "9999",
        "place": lambda row: (row.location_name, row.location_id),
        "on_hand": lambda row: row.on_hand,
        "held": lambda row: row.held,
    }
    key = keys.get(sort.removeprefix("-"), keys["item"])
    return sorted(rows, key=key, reverse=sort.startswith("-"))


@dataclass(frozen=True, slots=True)
class EntryMark:
    """A place in the journal: its number and when it was recorded (ms since 1970 UTC)."""

    number: int
    recorded_at: int


def head_mark(connection: Connection, district_id: int) -> EntryMark:
    """The last entry of the journal; (0, 0) when there is none."""
    sql = "SELECT size, recorded_at FROM journal_head WHERE district_id = ?"
    rows: list[Row] = ask(connection, sql, (district_id,))
    return EntryMark(*rows[0]) if rows else EntryMark(0, 0)
