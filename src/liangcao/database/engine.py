"""Opening a database: SQLite (WAL, durable, one writer) or PostgreSQL, by its URL; reading and writing transactions."""

import os
import re
import select
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError, OperationalError

from liangcao.database.driver import await_answers, send_whole
from liangcao.kernel.errors import refused

_WRITES = "liangcao_writes"
BUSY_TIMEOUT_MS = 10_000
_IDLE_SECONDS = 2
"""A connection that has lain still for longer is tried before it is used: the server may have gone meanwhile."""
_ALWAYS = (f"lock_timeout = {BUSY_TIMEOUT_MS}", "random_page_cost = 1.1")
"""The books lie in memory and on solid state: an index is worth its while early."""
_AS_WRITTEN = (
    "join_collapse_limit = 1", "plan_cache_mode = force_generic_plan", "enable_seqscan = off",
)  # fmt: skip
"""The road's statements name their keys first and go from there into an index; a plan made while a table was young and
small must stay good when it has grown."""


def sqlite_url(path: Path) -> str:
    """The URL of the SQLite database file at `path`."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


class Database:
    """One database and its connections; safe to share between threads.

    `url` is that of an SQLite file or of PostgreSQL (``postgres://``, as others spell it, will do); raises Refused
    ``books_unopened`` for any other, and where the driver is missing.
    """

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        try:
            self._open(make_url(re.sub(r"^postgres(?=://|\+)", "postgresql", url)), pool_size)
        except (ArgumentError, ImportError, ValueError) as error:
            raise refused("books_unopened", detail=str(error).partition("\n")[0]) from error

    def _open(self, url: URL, pool_size: int) -> None:
        self.url = url
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise ValueError(f"{url.get_backend_name()}://")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.is_read_only = self.is_sqlite and _lies_still(Path(self.url.database or ""))
        self.engine = self._open_sqlite(pool_size) if self.is_sqlite else self._open_postgresql(pool_size)
        self.writer = self.engine if self.is_sqlite else self._open_postgresql(pool_size, *_AS_WRITTEN)

    def _open_postgresql(self, pool_size: int, *settings: str) -> Engine:
        engine = create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_use_lifo=True,  # the connection that has just prepared its statements comes first
        )
        event.listen(engine, "connect", partial(_prepare_postgresql, settings))
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", _try_if_doubtful)
        return engine

    def _open_sqlite(self, pool_size: int) -> Engine:
        engine = create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=pool_size,
            connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000, "cached_statements": 256},
        )
        if self.is_read_only:
            event.listen(engine, "do_connect", _look_only)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection whose reads all see one moment of the books.

        Raises Refused ``books_unopened`` when what lies there cannot be read: a damaged file, a text that is none, a
        table or column that is gone.
        """
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        try:
            with self.engine.connect().execution_options(**level) as connection, connection.begin():
                yield connection
        except (DBAPIError, self.engine.dialect.loaded_dbapi.Error) as error:
            raise _as_damage(error) from error

    @contextmanager
    def write(self, *, keep: bool = True) -> Iterator[Connection]:
        """A writing transaction: committed durably at the end, rolled back on any exception or when not `keep`.

        Raises Refused ``books_busy`` when another writer holds the books too long, ``books_unwritable`` when the
        disk is full or the database cannot be reached: nothing was written then.
        """
        if self.is_read_only:
            raise refused("books_unwritable")
        try:
            connection = self.writer.connect()
        except OperationalError as error:
            raise refused("books_unwritable") from error
        with connection.execution_options(**{_WRITES: True}):
            try:
                transaction = connection.begin()
            except OperationalError as error:
                raise _as_refusal(error) from error
            try:
                yield connection
                if keep:
                    send_whole(connection)
                    transaction.commit()
                    await_answers(connection)
                else:
                    await_answers(connection)
                    transaction.rollback()
            except OperationalError as error:
                _quietly_roll_back(connection)
                raise _as_refusal(error) from error
            except DBAPIError as error:
                _quietly_roll_back(connection)
                raise _as_damage(error) from error
            except BaseException:
                _quietly_roll_back(connection)
                raise

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        self.writer.dispose()


def _quietly_roll_back(connection: Connection) -> None:
    """Roll back; a connection that is gone has rolled back by itself."""
    try:
        with suppress(DBAPIError):
            await_answers(connection)
        connection.rollback()
    except DBAPIError:
        connection.invalidate()


_BUSY = ("locked", "deadlock", "lock timeout")
_UNWRITABLE = ("full", "disk i/o", "readonly", "read-only", "unable to open", "no space", "could not extend")


def _as_refusal(error: OperationalError) -> Exception:
    """A busy, full or unreachable database is a refusal; anything else is a fault of the program and stays one."""
    text = str(error.orig).lower()
    if any(word in text for word in _BUSY):
        return refused("books_busy")
    if error.connection_invalidated or any(word in text for word in _UNWRITABLE) or "connect" in text:
        return refused("books_unwritable")
    return _as_damage(error)


_DAMAGED = ("malformed", "not a database", "could not decode", "no such table", "no such column", "disk i/o")
_GONE = frozenset({"42P01", "42703"})
"""On PostgreSQL: a table, a column that is not there."""


def _as_damage(error: Exception) -> Exception:
    """Books that cannot be read are a refusal; anything else is a fault of the program and stays one."""
    original = getattr(error, "orig", error)
    text = str(original).strip().partition("\n")[0]
    if getattr(original, "sqlstate", None) in _GONE or any(word in text.lower() for word in _DAMAGED):
        return refused("books_unopened", detail=text)
    return error


def _note_use(_dbapi_connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()


def _try_if_doubtful(dbapi_connection: Any, record: Any, _proxy: Any) -> None:
    """Ask the server once when a connection lay still for long, or when it has something to read: its end, mostly."""
    is_fresh = time.monotonic() - record.info.get("used", 0) < _IDLE_SECONDS
    if is_fresh and not _has_something_to_read(dbapi_connection):
        return
    try:
        dbapi_connection.execute("SELECT 1")
        dbapi_connection.rollback()
    except Exception as error:
        raise InvalidatePoolError from error


def _has_something_to_read(dbapi_connection: Any) -> bool:
    try:
        poll = select.poll()
        poll.register(dbapi_connection.fileno(), select.POLLIN)
        return bool(poll.poll(0))
    except OSError:
        return True


def _lies_still(file: Path) -> bool:
    """Whether the file is a copy that nobody can write here, an inspector's on a disk or a card, say.

    What waits in a log beside it must be read together with it: then it is opened as usual, or not at all.
    """
    log = file.with_name(file.name + "-wal")
    if not file.is_file() or (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        return False
    return os.access(file, os.R_OK) and not (log.exists() and log.stat().st_size)


def _look_only(_dialect: Any, _record: Any, arguments: list[Any], named: dict[str, Any]) -> None:
    """Open the file as one that does not change: nothing is made beside it, no lock is taken."""
    arguments[0] = f"file:{quote(arguments[0])}?mode=ro&immutable=1"
    named["uri"] = True


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None  # we say BEGIN ourselves: the driver's own rules would hide write locks
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA recursive_triggers = ON")  # or INSERT OR REPLACE would delete past the triggers
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.close()


def _prepare_postgresql(settings: Sequence[str], dbapi_connection: Any, _record: Any) -> None:
    with dbapi_connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET {each}" for each in (*_ALWAYS, *settings)))
    dbapi_connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
