"""Set-based statements for the hot road, one text per database: rows by the hundred in one round trip.

Calls go straight to the driver (`exec_driver_sql`): building a Core statement costs more than these statements run.
"""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, Text

Row = tuple[Any, ...]
COPY_FROM_ROWS = 2_000
"""From so many rows on PostgreSQL takes them by COPY rather than as arrays."""


def is_sqlite(connection: Connection) -> bool:
    """True on SQLite, False on PostgreSQL."""
    return connection.dialect.name == "sqlite"


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
def _insert_postgresql(table: Table, columns: tuple[str, ...]) -> str:
    arrays = ", ".join(f"%s::{array_type(table, column)}" for column in columns)
    return f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT * FROM unnest({arrays})"


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
        connection.exec_driver_sql(_insert_sqlite(table, columns) + tail, list(rows))
    elif len(rows) >= COPY_FROM_ROWS and not keep_existing:
        _copy_rows(connection, table, columns, rows)
    else:
        arrays = tuple([row[index] for row in rows] for index in range(len(columns)))
        connection.exec_driver_sql(_insert_postgresql(table, columns) + tail, arrays)


def _copy_rows(connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.close()


def _keys_lead(sql: str) -> str:
    """On SQLite CROSS JOIN keeps the order: from the keys into the index, never through the table by the keys."""
    return sql.replace("{keys} JOIN", "{keys} CROSS JOIN")


def select_by_keys(connection: Connection, sql: str, keys: Sequence[Row], tail: Row) -> list[Row]:
    """Rows of a SELECT over a set of whole-number keys.

    `sql` names the set ``{keys}`` (columns k1, k2, …) first and after it has one ``?`` for each value of `tail`.
    """
    if not keys:
        return []
    width = len(keys[0])
    if is_sqlite(connection):
        columns = ", ".join(f"json_extract(value, '$[{index}]') AS k{index + 1}" for index in range(width))
        text = _keys_lead(sql).replace("{keys}", f"(SELECT {columns} FROM json_each(?)) AS keys")
        parameters: Row = (json.dumps(keys), *tail)
    else:
        names = ", ".join(f"k{index + 1}" for index in range(width))
        arrays = ", ".join(["%s::bigint[]"] * width)
        text = sql.replace("{keys}", f"unnest({arrays}) AS keys({names})").replace("?", "%s")
        parameters = (*([key[index] for key in keys] for index in range(width)), *tail)
    return [tuple(row) for row in connection.exec_driver_sql(text, parameters)]


def ask(connection: Connection, sql: str, parameters: Row = ()) -> list[Row]:
    """Rows of a SELECT written with ``?`` for its parameters, on either database."""
    text = sql if is_sqlite(connection) else sql.replace("?", "%s")
    return [tuple(row) for row in connection.exec_driver_sql(text, parameters)]


def tell(connection: Connection, sql: str, parameters: Row = ()) -> int:
    """Run a writing statement with ``?`` for its parameters; return how many rows it changed."""
    text = sql if is_sqlite(connection) else sql.replace("?", "%s")
    return connection.exec_driver_sql(text, parameters).rowcount


def select_by_texts(connection: Connection, sql: str, keys: Sequence[str], tail: Row) -> list[Row]:
    """Rows of a SELECT over a set of texts, named ``{keys}`` (column k1) as in `select_by_keys`."""
    if not keys:
        return []
    if is_sqlite(connection):
        text = _keys_lead(sql).replace("{keys}", "(SELECT value AS k1 FROM json_each(?)) AS keys")
        parameters: Row = (json.dumps(list(keys)), *tail)
    else:
        text = sql.replace("{keys}", "unnest(%s::text[]) AS keys(k1)").replace("?", "%s")
        parameters = (list(keys), *tail)
    return [tuple(row) for row in connection.exec_driver_sql(text, parameters)]
