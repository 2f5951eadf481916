"""Marks in the past: which cells were live when the journal stood at some entry. Derived, disposable, never summed.

Stock as of a past moment looks up the last line of every cell that may have held something then. Near a mark these are
the cells marked and those touched between; without one, all cells there ever were.
"""

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, tell
from liangcao.database.engine import Database
from liangcao.journal.queries import head_query

MARK_EVERY = 5_000
"""After so many entries the next mark is due."""
NEAR = 2 * MARK_EVERY
"""So many entries away, reading the lines between is cheaper than asking every cell."""
_TOUCHED = (
    "(SELECT lot_id, source_id AS location_id FROM line WHERE district_id = ? AND entry > ? AND entry <= ? "
    "UNION SELECT lot_id, destination_id FROM line WHERE district_id = ? AND entry > ? AND entry <= ?{live}) "
    "AS touched JOIN balance ON balance.lot_id = touched.lot_id AND balance.location_id = touched.location_id "
)
_LIVE_NOW = " UNION SELECT lot_id, location_id FROM balance WHERE district_id = ? AND is_here = 1"
_LIVE_THEN = " UNION SELECT lot_id, location_id FROM past_cell WHERE district_id = ? AND entry = ?"


def mark_stock(database: Database, district_id: int) -> bool:
    """Mark the cells that are live now, when `MARK_EVERY` entries have come since the last mark; True when it did."""
    with database.read() as connection:
        rows = ask(connection, "SELECT size FROM journal_head WHERE district_id = ?", (district_id,))
        if not rows or not _is_due(connection, district_id, rows[0][0]):
            return False
    with database.write() as connection:
        size = ask(connection, *head_query(connection, district_id))[0][0]
        if not _is_due(connection, district_id, size):
            return False  # another process was quicker
        tell(
            connection,
            "INSERT INTO past_cell (district_id, entry, lot_id, location_id, item_id) "
            "SELECT district_id, CAST(? AS BIGINT), lot_id, location_id, item_id FROM balance "
            "WHERE district_id = ? AND is_here = 1",
            (size, district_id),
        )
    return True


def _is_due(connection: Connection, district_id: int, size: int) -> bool:
    last, _ = _marks_around(connection, district_id, size)
    return size - last >= MARK_EVERY


def _marks_around(connection: Connection, district_id: int, entry: int) -> tuple[int, int]:
    """The last mark until `entry` and the first from it on; 0 where there is none."""
    below = ask(
        connection, "SELECT MAX(entry) FROM past_cell WHERE district_id = ? AND entry <= ?", (district_id, entry)
    )
    above = ask(
        connection, "SELECT MIN(entry) FROM past_cell WHERE district_id = ? AND entry >= ?", (district_id, entry)
    )
    return below[0][0] or 0, above[0][0] or 0


def cells_as_of(connection: Connection, district_id: int, entry: int, *, item_id: int = 0) -> tuple[str, Row]:
    """A FROM item (named ``balance`` in the end) with its parameters: the cells that may have held something then.

    They are those live at the nearest end (the beginning, a mark, now) and those touched between it and `entry`.
    Without parameters it is every cell: nothing is near.
    """
    rows = ask(connection, "SELECT size FROM journal_head WHERE district_id = ?", (district_id,))
    now = rows[0][0] if rows else 0
    below, above = _marks_around(connection, district_id, entry)
    ends = [(entry, 0), (now - entry, now), *((abs(mark - entry), mark) for mark in (below, above) if mark)]
    distance, end = min(ends)
    if distance > NEAR:
        return "balance", ()
    live = ""
    values: Row = ()
    if end in (below, above) and end:
        live, values = _LIVE_THEN, (district_id, end)
    elif end:
        live, values = _LIVE_NOW, (district_id,)
    if live and item_id:
        live, values = f"{live} AND item_id = ?", (*values, item_id)
    between = (district_id, min(end, entry), max(end, entry))
    return _TOUCHED.format(live=live), (*between, *between, *values)
