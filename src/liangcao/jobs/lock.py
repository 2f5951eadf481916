"""Of all servers of one office one runs the jobs: whoever holds the lock. It falls with the process that held it."""

import sqlite3
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from liangcao.database.engine import Database

LOCK = "jobs.lock"
_KEY = 0x6C69616E67
"""The number of the advisory lock, the same in every server of an office: "liang"."""


class RunnersLock:
    """The lock, tried and kept by one thread: on PostgreSQL an advisory lock of a session, else a locked SQLite file,
    which every system knows how to lock."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._file = database, folder / LOCK
        self._connection: Connection | None = None
        self._locked: sqlite3.Connection | None = None

    def __enter__(self) -> "RunnersLock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._let_go()
        if self._locked is not None:
            self._locked.close()

    def take(self) -> bool:
        """True when it is ours; False while another server has it or the database is away."""
        if self._locked is not None:
            return True
        return self._take_file() if self._database.is_sqlite else self._take_in_database()

    def _take_file(self) -> bool:
        locked = sqlite3.connect(self._file, timeout=0, isolation_level=None)
        try:
            locked.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            locked.close()
            return False
        self._locked = locked
        return True

    def _let_go(self) -> None:
        """End the session, and with it its lock: back in the pool it would keep both."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _take_in_database(self) -> bool:
        try:
            self._connection = connection = self._connection or self._database.engine.connect()
            taken = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}).scalar())
            connection.commit()
        except DBAPIError:
            self._let_go()
            return False
        return taken
