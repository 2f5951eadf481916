"""Labels printed before there were labels of anything but lots: SQLite makes their table anew, and nothing is lost."""

import sqlite3
from pathlib import Path

import pytest
from alembic import command

from liangcao.database.engine import Database, sqlite_url
from liangcao.database.migrate import migration_config


def upgrade_to(file: Path, revision: str) -> None:
    database = Database(sqlite_url(file))
    with database.write() as connection:
        command.upgrade(migration_config(connection), revision)


def add(books: sqlite3.Connection, table: str, **values: object) -> None:
    """A row with 1 or "" in every column that is not named."""
    columns = {row[1]: 1 if row[2] == "INTEGER" else "" for row in books.execute(f"PRAGMA table_info({table})")}
    row = {**columns, **values}
    books.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def test_printings_of_lots_stay_and_stay_guarded(tmp_path: Path) -> None:
    file = tmp_path / "books.db"
    upgrade_to(file, "0023")
    books = sqlite3.connect(file)
    books.execute("PRAGMA ignore_check_constraints = ON")
    add(books, "lot", lot_id=7)
    add(books, "label_print", label_print_id=5, lot_id=7, kind="box", copies=3)
    books.commit()
    books.close()
    upgrade_to(file, "0024")
    books = sqlite3.connect(file)
    kept = books.execute("SELECT label_print_id, lot_id, kind, copies, thing_id, size FROM label_print").fetchall()
    assert kept == [(5, 7, "box", 3, 0, "")]
    for deed in ("UPDATE label_print SET copies = 4", "DELETE FROM label_print"):
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            books.execute(deed)
    books.close()
