"""Reading the journal."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from liangcao.database.bulk import ask, is_sqlite, select_by_texts


def earlier_entries(connection: Connection, district_id: int, command_ids: Sequence[str]) -> dict[str, bytes]:
    """The bodies of the entries that these command ids already made, by command id."""
    sql = "SELECT command_id, body FROM {keys} JOIN journal ON command_id = k1 WHERE district_id = ?"
    return {row[0]: bytes(row[1]) for row in select_by_texts(connection, sql, command_ids, (district_id,))}


def last_recorded_at(connection: Connection, district_id: int) -> int:
    """When the last entry was recorded (ms since 1970 UTC), 0 without entries."""
    rows = ask(connection, "SELECT recorded_at FROM journal_head WHERE district_id = ?", (district_id,))
    return int(rows[0][0]) if rows else 0


def bodies(connection: Connection, district_id: int) -> Iterator[bytes]:
    """The bytes of all entries in their order, read as they are needed."""
    mark = "?" if is_sqlite(connection) else "%s"
    sql = f"SELECT body FROM journal WHERE district_id = {mark} ORDER BY number"
    rows = connection.exec_driver_sql(sql, (district_id,), execution_options={"yield_per": 1_000})
    try:
        for (body,) in rows:
            yield bytes(body)
    finally:
        rows.close()
