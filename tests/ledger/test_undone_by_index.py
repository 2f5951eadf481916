"""Whether an entry was undone is one look-up in an index, in books that no ANALYZE has looked at, however long."""

import sqlite3
from pathlib import Path

import pytest

from liangcao.database.engine import sqlite_url
from liangcao.ledger.trace import steps_of_lot
from liangcao.ledger.trace_many import steps_of_lots
from liangcao.reports.entries import EntryFilter, entries_page
from liangcao.reports.lot_pages import entry_head
from scenarios.cast import Cast, found
from scenarios.deeds import receive


@pytest.fixture
def cast(tmp_path: Path) -> Cast:
    url = sqlite_url(tmp_path / "books.db")
    found(url)
    return Cast(url)


def plans_of(path: Path, statements: list[str]) -> list[str]:
    """How SQLite would search for each of these."""
    connection = sqlite3.connect(path)
    told = [row[3] for sql in statements for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    connection.close()
    return told


def test_reversals_are_found_by_equality(cast: Cast, tmp_path: Path) -> None:
    lot_id, entry = receive(cast, 100)
    said: list[str] = []
    with cast.database.read() as connection:
        connection.connection.driver_connection.set_trace_callback(said.append)
        steps_of_lot(connection, 1, lot_id)
        steps_of_lots(connection, 1, [lot_id])
        entry_head(connection, 1, entry)
        entries_page(connection, 1, EntryFilter())
        connection.connection.driver_connection.set_trace_callback(None)
    asked = [sql for sql in said if "reverses <> 0" in sql and sql.lstrip().upper().startswith("SELECT")]
    assert len(asked) >= 3
    for sql in asked:
        plan = plans_of(tmp_path / "books.db", [sql])
        assert any("ix_line_district_id_reverses (district_id=? AND reverses=?)" in each for each in plan), (sql, plan)
    (way,) = (sql for sql in asked if "undo.entry" in sql and "LIMIT" in sql)
    assert any("SEARCH line USING" in each and "lot_id" in each for each in plans_of(tmp_path / "books.db", [way]))
    cast.close()
