"""Reading the ledger: one cell, stock by item and place, now and as of any past moment, within what one may see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.database.context import Context
from liangcao.database.driver import is_sqlite
from liangcao.ledger.past import cells_as_of

BALANCES = (
    "SELECT lot_id, location_id, on_hand, held FROM {keys} "
    "JOIN balance ON lot_id = k1 AND location_id = k2 WHERE district_id = ?"
)
"""What places hold of lots, by (lot, place)."""


def cell(context: Context, lot_id: int, location_id: int) -> tuple[int, int]:
    """What a place holds of a lot: (on_hand, held)."""
    rows = ask(
        context.connection,
        "SELECT on_hand, held FROM balance WHERE district_id = ? AND lot_id = ? AND location_id = ?",
        (context.district_id, lot_id, location_id),
    )
    return (rows[0][0], rows[0][1]) if rows else (0, 0)


def scope_condition(scope: Scope, column: str = "location.path") -> tuple[str, tuple[Any, ...]]:
    """The SQL condition (and its parameters) that keeps rows to the places a person may see."""
    if scope.is_all:
        return "1 = 1", ()
    paths = scope.paths or ()
    if not paths:
        return "1 = 0", ()
    return "(" + " OR ".join(f"{column} LIKE ?" for _ in paths) + ")", tuple(f"{path}%" for path in paths)


@dataclass(frozen=True, slots=True)
class StockFilter:
    """Which stock to show; empty or zero means any. `search` is one normalised search word."""

    item_id: int = 0
    location_id: int = 0
    lot_id: int = 0
    search: str = ""
    category: str = ""
    with_money: bool = False
    only_available: bool = False


@dataclass(frozen=True, slots=True)
class StockRow:
    """What one place holds of one lot, in base units."""

    item_id: int
    item_name: str
    base_unit: str
    lot_id: int
    batch_number: str
    expires_on: str
    status: str
    source_kind: str
    location_id: int
    location_name: str
    location_kind: str
    on_hand: int
    held: int

    @property
    def available(self) -> int:
        """Neither promised nor gone."""
        return self.on_hand - self.held


_ROW = (
    "SELECT item.item_id, item.name, item.base_unit, lot.lot_id, lot.batch_number, lot.expires_on, lot.status, "
    "lot.source_kind, location.location_id, location.name, location.kind, {on_hand}, {held} "
)
STOCK_JOINS = (  # stands after ``FROM balance``
    "JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
    "JOIN item ON item.district_id = balance.district_id AND item.item_id = balance.item_id "
    "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
)


def stock_conditions(district_id: int, scope: Scope, wanted: StockFilter) -> tuple[str, Row]:
    """The SQL condition (and its parameters) on `STOCK_JOINS` for `wanted` within what one may see."""
    scoped, scope_values = scope_condition(scope)
    parts = ["balance.district_id = ?", "balance.is_outside = 0", scoped]
    values: list[Any] = [district_id, *scope_values]
    for column, value in (
        ("balance.item_id = ?", wanted.item_id),
        ("balance.lot_id = ?", wanted.lot_id),
        ("item.category = ?", wanted.category),
    ):
        if value:
            parts.append(column)
            values.append(value)
    if wanted.location_id:
        parts.append("location.path LIKE ?")
        values.append(f"%/{wanted.location_id}/%")
    if wanted.search:
        parts.append("item.search LIKE ?")
        values.append(f"%{wanted.search}%")
    if not wanted.with_money:
        parts.append("item.kind = 'goods'")
    return " AND ".join(parts), tuple(values)


def stock_rows(
    connection: Connection, district_id: int, scope: Scope, wanted: StockFilter, *, page: tuple[int, int] = (50, 0)
) -> list[StockRow]:
    """Stock now, lot by lot and place by place; `page` is (how many, from which)."""
    where, values = stock_conditions(district_id, scope, wanted)
    if wanted.only_available:
        where += " AND balance.on_hand > balance.held AND lot.status = 'released'"
    sql = _ROW.format(on_hand="balance.on_hand", held="balance.held") + f"FROM balance {STOCK_JOINS} WHERE {where} "
    sql += (
        "AND balance.is_here = 1 ORDER BY item.name, lot.expires_on, lot.lot_id, location.location_id LIMIT ? OFFSET ?"
    )
    return [StockRow(*row) for row in ask(connection, sql, (*values, *page))]


def stock_rows_as_of(
    connection: Connection, district_id: int, scope: Scope, wanted: StockFilter, *, entry: int
) -> list[StockRow]:
    """Stock as the books stood after journal entry `entry`: each cell's last line until then, one look-up a cell; what
    was promised then is the sum of the cell's holds."""
    where, values = stock_conditions(district_id, scope, wanted)
    cells, cell_values = (
        ("balance", ()) if wanted.lot_id else cells_as_of(connection, district_id, entry, item_id=wanted.item_id)
    )
    after_in = _last_line("destination", "destination_after")
    after_out = _last_line("source", "source_after")
    tables = f"{cells} {STOCK_JOINS}"
    if cell_values and is_sqlite(connection):  # keeps the order: from the few cells outward
        tables = tables.replace("JOIN ", "CROSS JOIN ")
    inner = (
        _ROW.format(on_hand=f"COALESCE(({after_in}), '') AS came", held=f"COALESCE(({after_out}), '') AS went")
        + f"FROM {tables} WHERE {where} "
        + "ORDER BY item.name, lot.expires_on, lot.lot_id, location.location_id"
    )
    rows = ask(connection, inner, (entry, entry, *cell_values, *values))
    found = [StockRow(*(*row[:11], _latest(row[11], row[12]), 0)) for row in rows]
    return _with_held(connection, district_id, [row for row in found if row.on_hand], entry)


def _with_held(connection: Connection, district_id: int, rows: list[StockRow], entry: int) -> list[StockRow]:
    """`rows` with what was promised of each cell after `entry`."""
    keys = [(row.lot_id, row.location_id) for row in rows]
    held = {row[:2]: int(row[2]) for row in select_by_keys(connection, _HELD, keys, (district_id, entry))}
    return [replace(row, held=held.get((row.lot_id, row.location_id), 0)) for row in rows]


_HELD = (
    "SELECT lot_id, location_id, SUM(delta) FROM {keys} JOIN hold ON lot_id = k1 AND location_id = k2 "
    "WHERE district_id = ? AND entry <= ? GROUP BY lot_id, location_id"
)


def _last_line(end: str, after: str) -> str:
    """SQL for the last line at one end of a cell until an entry, as sortable text ``entry.ordinal:balance``."""
    return (
        f"SELECT CAST(entry AS TEXT) || '.' || CAST(ordinal AS TEXT) || ':' || CAST({after} AS TEXT) FROM line "
        f"WHERE line.district_id = balance.district_id AND line.lot_id = balance.lot_id "
        f"AND line.{end}_id = balance.location_id AND line.entry <= ? ORDER BY entry DESC, ordinal DESC LIMIT 1"
    )


def _latest(came: str, went: str) -> int:
    """The balance after whichever of the two lines is later; 0 when there was none yet."""
    found: list[tuple[int, int, int]] = []
    for text in (came, went):
        if text:
            position, balance = text.split(":")
            entry, ordinal = position.split(".")
            found.append((int(entry), int(ordinal), int(balance)))
    return max(found)[2] if found else 0


def entry_at(connection: Connection, district_id: int, moment: int) -> int:
    """The number of the last entry recorded until `moment` (ms since 1970 UTC); 0 when there is none."""
    rows = ask(
        connection,
        "SELECT number FROM journal WHERE district_id = ? AND recorded_at <= ? "
        "ORDER BY recorded_at DESC, number DESC LIMIT 1",
        (district_id, moment),
    )
    return int(rows[0][0]) if rows else 0


@dataclass(frozen=True, slots=True)
class ItemStock:
    """All stock of one item within one's view, in base units; `held` is promised to somebody."""

    item_id: int
    item_name: str
    category: str
    base_unit: str
    on_hand: int
    held: int
    next_expiry: str


def stock_by_item(connection: Connection, district_id: int, scope: Scope, wanted: StockFilter) -> list[ItemStock]:
    """Stock now, one row an item."""
    where, values = stock_conditions(district_id, scope, wanted)
    sql = (
        "SELECT item.item_id, item.name, item.category, item.base_unit, SUM(balance.on_hand), SUM(balance.held), "
        "MIN(CASE WHEN lot.expires_on <> '' THEN lot.expires_on END) "
        f"FROM balance {STOCK_JOINS} WHERE {where} AND balance.is_here = 1 "
        "GROUP BY item.item_id, item.name, item.category, item.base_unit ORDER BY item.category, item.name"
    )
    return [ItemStock(*(*row[:4], int(row[4]), int(row[5]), row[6] or "")) for row in ask(connection, sql, values)]


def available_at(context: Context, keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """What is on hand and not promised, by (lot, location)."""
    rows = select_by_keys(
        context.connection,
        "SELECT lot_id, location_id, on_hand - held FROM {keys} JOIN balance ON lot_id = k1 AND location_id = k2 "
        "WHERE district_id = ?",
        keys,
        (context.district_id,),
    )
    return {(row[0], row[1]): row[2] for row in rows}


def paths_of_lot(context: Context, lot_id: int) -> list[str]:
    """The paths of our places that hold some of a lot."""
    rows = ask(
        context.connection,
        "SELECT location.path FROM balance JOIN location ON location.district_id = balance.district_id "
        "AND location.location_id = balance.location_id "
        "WHERE balance.district_id = ? AND lot_id = ? AND balance.is_outside = 0 AND on_hand <> 0 ORDER BY path",
        (context.district_id, lot_id),
    )
    return [row[0] for row in rows]
