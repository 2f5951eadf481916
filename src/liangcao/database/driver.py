"""Straight to the database's driver: a third of what a statement costs through Core, errors still as SQLAlchemy's.

On PostgreSQL several statements go out in one round trip (libpq's pipeline mode).
"""

import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from liangcao.kernel.errors import refused

Row = tuple[Any, ...]
Query = tuple[str, Row]
"""A statement in the driver's own spelling, with its parameters."""

_PIPELINE = "liangcao_pipeline"
_UNSTORABLE = (OverflowError, UnicodeEncodeError)
"""What SQLite's driver and Python raise for values that are beyond every column."""
_UNSTORABLE_STATES = frozenset({None, "22003", "22021", "22P05"})
"""The same on PostgreSQL: refused by the driver itself, out of range, not in the character set, not translatable."""


def is_sqlite(connection: Connection) -> bool:
    """True on SQLite, False on PostgreSQL."""
    return connection.dialect.name == "sqlite"


def raw_of(connection: Connection) -> Any:
    """The driver's own connection."""
    return connection.connection.driver_connection


@contextmanager
def reading_any_text(connection: Connection) -> Iterator[None]:
    """Meanwhile a text on SQLite whose bytes are no UTF-8 is read with those bytes spelled out, not refused.

    PostgreSQL holds no such text.
    """
    if not is_sqlite(connection):
        yield
        return
    raw = raw_of(connection)
    usual, raw.text_factory = raw.text_factory, _spelled_out
    try:
        yield
    finally:
        raw.text_factory = usual


def _spelled_out(text: bytes) -> str:
    return text.decode(errors="backslashreplace")


def run(connection: Connection, sql: str, parameters: Row = ()) -> Any:
    """Execute one statement; returns the driver's cursor."""
    try:
        return raw_of(connection).execute(sql, parameters)
    except (connection.dialect.loaded_dbapi.Error, *_UNSTORABLE) as error:
        raise_translated(connection, sql, error)


def run_many(connection: Connection, sql: str, rows: Sequence[Row]) -> None:
    """Execute one statement for every row of parameters (SQLite's own fast way)."""
    try:
        raw_of(connection).executemany(sql, rows)
    except (connection.dialect.loaded_dbapi.Error, *_UNSTORABLE) as error:
        raise_translated(connection, sql, error)


def ask_together(connection: Connection, queries: Sequence[Query]) -> list[list[Row]]:
    """The rows of several SELECTs, run in their order; on PostgreSQL they go out in one round trip."""
    if is_sqlite(connection):
        return [run(connection, sql, parameters).fetchall() for sql, parameters in queries]
    await_answers(connection)
    raw = raw_of(connection)
    try:
        with raw.pipeline():
            cursors = [raw.execute(sql, parameters) for sql, parameters in queries]
            _send_whole(raw)
        return [cursor.fetchall() for cursor in cursors]
    except (connection.dialect.loaded_dbapi.Error, *_UNSTORABLE) as error:
        raise_translated(connection, queries[0][0], error)


def send_without_waiting(connection: Connection) -> None:
    """From here to the commit nothing is read back: on PostgreSQL all that follows goes out with the commit.

    What the database refuses then comes up at the commit at the latest; row counts are not to be had.
    """
    if is_sqlite(connection) or is_sending(connection):
        return
    pipeline = raw_of(connection).pipeline()
    pipeline.__enter__()
    connection.info[_PIPELINE] = pipeline


def is_sending(connection: Connection) -> bool:
    """True after `send_without_waiting`, until the answers have been awaited."""
    return _PIPELINE in connection.info


def send_whole(connection: Connection) -> None:
    """See all out that is being sent without waiting, before the commit asks for the answers."""
    if not is_sending(connection) or connection.invalidated:
        return
    try:
        _send_whole(raw_of(connection))
    except connection.dialect.loaded_dbapi.Error as error:
        raise_translated(connection, "COMMIT", error)


def _send_whole(raw: Any) -> None:
    """The driver's pipeline waits for answers once its last write was taken, even if only in part: libpq keeps the
    rest, the server waits for it, and we for the server, for ever. So nothing may be left when it begins to wait."""
    server = raw.pgconn
    waiting = select.poll()
    waiting.register(server.socket, select.POLLIN | select.POLLOUT)
    while server.flush():
        if any(event & ~select.POLLOUT for _, event in waiting.poll()):
            server.consume_input()  # or the server would stop reading until we take its answers


def await_answers(connection: Connection) -> None:
    """Wait for all that was sent without waiting; raises what the database refused of it."""
    pipeline = None if connection.invalidated else connection.info.pop(_PIPELINE, None)
    if pipeline is None:
        return
    try:
        _send_whole(raw_of(connection))
        pipeline.__exit__(None, None, None)
    except connection.dialect.loaded_dbapi.Error as error:
        raise_translated(connection, "COMMIT", error)


def _is_unstorable(connection: Connection, error: Exception) -> bool:
    if isinstance(error, _UNSTORABLE):
        return True
    is_data = isinstance(error, connection.dialect.loaded_dbapi.DataError)
    return is_data and getattr(error, "sqlstate", None) in _UNSTORABLE_STATES


def raise_translated(connection: Connection, sql: str, error: Exception) -> NoReturn:
    """Raise the driver's `error` as the SQLAlchemy error that callers know; a broken connection is given up.

    A value that no column can hold (a number beyond 64 bits, a text with NUL) is Refused ``value_unstorable``: what was
    asked for by it does not exist, and nothing was written.
    """
    if _is_unstorable(connection, error):
        raise refused("value_unstorable") from error
    dialect = connection.dialect
    is_broken = dialect.is_disconnect(error, raw_of(connection), None)  # type: ignore[arg-type]
    if is_broken:
        connection.invalidate(error)
    raise DBAPIError.instance(
        sql, None, error, dialect.loaded_dbapi.Error, connection_invalidated=is_broken, dialect=dialect
    ) from error
