"""Set-based SQL for the hot road, one text per database: rows by the hundred in one statement."""

import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, Text

from liangcao.database.driver import (
    Query,
    Row,
    ask_together,
    is_sending,
    is_sqlite,
    raise_translated,
    raw_of,
    run,
    run_many,
)
from liangcao.kernel.errors import refused

__all__ = ["Row", "ask", "insert_rows", "is_sqlite", "select_by_keys", "select_by_texts", "tell"]

COPY_FROM_ROWS = 2_000
"""From so many rows on PostgreSQL takes them by COPY rather than as arrays."""


def number_arrays(rows: Sequence[Row]) -> tuple[str, ...]:
    """The columns of `rows` of whole numbers, each as the text of a PostgreSQL array."""
    return tuple(map(_numbers, zip(*rows, strict=True)))


def _numbers(values: Sequence[int | None]) -> str:
    return f"{{{','.join(map(str, values)).replace('None', 'NULL')}}}"


def _texts(values: Sequence[str | None]) -> str:
    quoted = ["NULL" if value is None else _quoted(value) for value in values]
    return f"{{{','.join(quoted)}}}"


def _quoted(value: str) -> str:
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{value}"'


def _bytes(values: Sequence[bytes | None]) -> str:
    return "{" + ",".join(["NULL" if value is None else f'"\\\\x{value.hex()}"' for value in values]) + "}"


SPELL: dict[str, Callable[[Any], str]] = {"bigint[]": _numbers, "text[]": _texts, "bytea[]": _bytes}
"""How a column of values is spelled as PostgreSQL's array text: a tenth of what the driver's own dumper costs."""


def array_type(table: Table, column: str) -> str:
    """The PostgreSQL array type that carries values of `column`."""
    kind = table.c[column].type
    if isinstance(kind, Text):
        return "text[]"
    return "bytea[]" if isinstance(kind, LargeBinary) else "bigint[]"


@cache
def _insert_sqlite(table: Table, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


@cache
def _insert_postgresql(table: Table, columns: tuple[str, ...]) -> tuple[str, tuple[Callable[[Any], str], ...]]:
    types = [array_type(table, column) for column in columns]
    arrays = ", ".join(f"%s::{kind}" for kind in types)
    sql = f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT * FROM unnest({arrays})"
    return sql, tuple(SPELL[kind] for kind in types)


def insert_rows(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[Row],
    *,
    keep_existing: bool = False,
) -> None:
    """Insert `rows` (values in the order of `columns`) with one statement; constraint violations raise as usual.

    With `keep_existing` rows whose key is there already are passed over.
    """
    if not rows:
        return
    tail = " ON CONFLICT DO NOTHING" if keep_existing else ""
    if is_sqlite(connection):
        run_many(connection, _insert_sqlite(table, columns) + tail, rows)
    elif len(rows) >= COPY_FROM_ROWS and not keep_existing and not is_sending(connection):
        _copy_rows(connection, table, columns, rows)
    else:
        sql, spellings = _insert_postgresql(table, columns)
        arrays = tuple(spell(values) for spell, values in zip(spellings, zip(*rows, strict=True), strict=True))
        run(connection, sql + tail, arrays)


def _copy_rows(connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
    sql = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN"
    try:
        with raw_of(connection).cursor() as cursor, cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise_translated(connection, sql, error)


@cache
def _keyed_sqlite(sql: str, width: int) -> str:
    # CROSS JOIN keeps the order: from the keys into the index, never through the table by the keys
    columns = ", ".join(f"json_extract(value, '$[{index}]') AS k{index + 1}" for index in range(width))
    return sql.replace("{keys} JOIN", "{keys} CROSS JOIN").replace(
        "{keys}", f"(SELECT {columns} FROM json_each(?)) AS keys"
    )


@cache
def _keyed_postgresql(sql: str, width: int) -> str:
    names = ", ".join(f"k{index + 1}" for index in range(width))
    arrays = ", ".join(["%s::bigint[]"] * width)
    return sql.replace("{keys}", f"unnest({arrays}) AS keys({names})").replace("?", "%s")


def by_keys(connection: Connection, sql: str, keys: Sequence[Row], tail: Row) -> Query:
    """The SELECT of `select_by_keys`, ready to be run."""
    width = len(keys[0])
    if is_sqlite(connection):
        return _keyed_sqlite(sql, width), (json.dumps(keys), *tail)
    return _keyed_postgresql(sql, width), (*number_arrays(keys), *tail)


def keyed(connection: Connection, sql: str, keys: Sequence[Row], tail: Row) -> Query | None:
    """The same; None when there are no keys to look for."""
    return by_keys(connection, sql, keys, tail) if keys else None


def answers(connection: Connection, queries: Sequence[Query | None]) -> list[list[Row]]:
    """The rows of several SELECTs, on PostgreSQL in one round trip; of None there are none."""
    found = iter(ask_together(connection, asked) if (asked := [each for each in queries if each]) else [])
    return [next(found) if each else [] for each in queries]


def select_by_keys(connection: Connection, sql: str, keys: Sequence[Row], tail: Row) -> list[Row]:
    """Rows of a SELECT over a set of whole-number keys.

    `sql` names the set ``{keys}`` (columns k1, k2, …) first and after it has one ``?`` for each value of `tail`.
    """
    if not keys:
        return []
    rows: list[Row] = run(connection, *by_keys(connection, sql, keys, tail)).fetchall()
    return rows


def by_texts(connection: Connection, sql: str, keys: Sequence[str], tail: Row) -> Query:
    """The SELECT of `select_by_texts`, ready to be run; raises Refused ``value_unstorable``."""
    if any("\0" in key for key in keys):  # SQLite would cut the text there and find another
        raise refused("value_unstorable")
    if is_sqlite(connection):
        text = sql.replace("{keys} JOIN", "{keys} CROSS JOIN")
        return text.replace("{keys}", "(SELECT value AS k1 FROM json_each(?)) AS keys"), (json.dumps(list(keys)), *tail)
    return sql.replace("{keys}", "unnest(%s::text[]) AS keys(k1)").replace("?", "%s"), (_texts(keys), *tail)


def select_by_texts(connection: Connection, sql: str, keys: Sequence[str], tail: Row) -> list[Row]:
    """Rows of a SELECT over a set of texts, named ``{keys}`` (column k1) as in `select_by_keys`."""
    if not keys:
        return []
    rows: list[Row] = run(connection, *by_texts(connection, sql, keys, tail)).fetchall()
    return rows


def query(connection: Connection, sql: str, parameters: Row = ()) -> Query:
    """The SELECT of `ask`, ready to be run."""
    return (sql if is_sqlite(connection) else sql.replace("?", "%s")), parameters


def ask(connection: Connection, sql: str, parameters: Row = ()) -> list[Row]:
    """Rows of a SELECT written with ``?`` for its parameters, on either database."""
    rows: list[Row] = run(connection, *query(connection, sql, parameters)).fetchall()
    return rows


def tell(connection: Connection, sql: str, parameters: Row = ()) -> int:
    """Run a writing statement with ``?`` for its parameters; return how many rows it changed."""
    count: int = run(connection, *query(connection, sql, parameters)).rowcount
    return count
