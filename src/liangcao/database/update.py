"""Many rows of one table changed with one statement."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table

from liangcao.database.bulk import SPELL, array_type
from liangcao.database.driver import Row, is_sqlite, run


@cache
def _sqlite(table: Table, sets: tuple[str, ...], where: tuple[str, ...]) -> str:
    assigned = ", ".join(f"{name} = ?" for name in sets)
    conditions = " AND ".join(f"{name} = ?" for name in where)
    return f"UPDATE {table.name} SET {assigned} WHERE district_id = ? AND {conditions}"


@cache
def _postgresql(table: Table, sets: tuple[str, ...], where: tuple[str, ...]) -> tuple[str, list[Callable[[Any], str]]]:
    types = [array_type(table, name) for name in (*sets, *where)]
    names = [f"new_{name}" for name in sets] + [f"old_{name}" for name in where]
    assigned = ", ".join(f"{name} = given.new_{name}" for name in sets)
    conditions = " AND ".join(f"{table.name}.{name} = given.old_{name}" for name in where)
    arrays = ", ".join(f"%s::{kind}" for kind in types)
    sql = (
        f"UPDATE {table.name} SET {assigned} FROM unnest({arrays}) AS given({', '.join(names)}) "
        f"WHERE {table.name}.district_id = %s AND {conditions}"
    )
    return sql, [SPELL[kind] for kind in types]


def update_rows(
    connection: Connection,
    table: Table,
    *,
    district_id: int,
    names: tuple[tuple[str, ...], tuple[str, ...]],
    rows: Sequence[Row],
) -> int:
    """Set columns of the rows that still look as they did; returns how many were changed.

    `names` are the columns to set and the columns that find (and must still fit) the row; each of `rows` holds the
    values of both, in that order. No two of `rows` may mean the same row.
    """
    sets, where = names
    if is_sqlite(connection):
        sql, width = _sqlite(table, sets, where), len(sets)
        return sum(int(run(connection, sql, (*row[:width], district_id, *row[width:])).rowcount) for row in rows)
    sql, spellings = _postgresql(table, sets, where)
    arrays = [spell(values) for spell, values in zip(spellings, zip(*rows, strict=True), strict=True)]
    return int(run(connection, sql, (*arrays, district_id)).rowcount)
