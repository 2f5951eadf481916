"""Looking after a database: a copy of it while it is in use, and whether it is whole."""

import sqlite3
from contextlib import closing
from pathlib import Path

from liangcao.database.engine import Database

SQLITE_VERSION = sqlite3.sqlite_version


def back_up(database: Database, target: Path) -> None:
    """Copy an SQLite database, as of one moment, to the new file `target`, readable by its owner alone.

    Raises FileExistsError when there is one already, ValueError for a database that is not a file.
    """
    source = database.url.database
    if not database.is_sqlite or not source:
        raise ValueError("only an SQLite file is backed up here")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600, exist_ok=False)
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)


def faults_of_file(database: Database, *, most: int = 10) -> list[str]:
    """What SQLite itself finds wrong with its file, references between rows included; empty when it is whole.

    PostgreSQL looks after its own files: the answer is empty there.
    """
    if not database.is_sqlite:
        return []
    with database.read() as connection:
        found = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA integrity_check({most})")]
        rows = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(most)
    lost = [f"{row[0]} #{row[1]} → {row[2]}" for row in rows]
    return [line for line in found if line != "ok"] + lost


def is_writable(database: Database) -> bool:
    """True when a writing transaction can be begun now; raises Refused as `Database.write` does otherwise."""
    with database.write(keep=False):
        return True
