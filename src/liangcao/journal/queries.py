"""Reading the journal."""

from collections.abc import Generator, Iterator

from sqlalchemy import Connection

from liangcao.database.bulk import ask, query
from liangcao.database.driver import Query, is_sqlite, run
from liangcao.kernel.canonical import MAX_WHOLE

EARLIER = "SELECT command_id, body FROM {keys} JOIN journal ON command_id = k1 WHERE district_id = ?"
"""The bodies of entries by the command ids that made them."""


def head_query(connection: Connection, district_id: int) -> Query:
    """Reads a district's head, (size, next_id, recorded_at), and keeps every other writer waiting until the commit.

    On SQLite the transaction already is the only writer; on PostgreSQL the row lock makes it so.
    """
    lock = "" if is_sqlite(connection) else " FOR UPDATE"
    sql = "SELECT size, next_id, recorded_at FROM journal_head WHERE district_id = ?" + lock
    return query(connection, sql, (district_id,))


def hold_head(connection: Connection, district_id: int) -> None:
    """Keep every other writer of the journal waiting until the commit, and wait for the one that is at it."""
    run(connection, *head_query(connection, district_id))


def journal_size(connection: Connection, district_id: int) -> int:
    """How many entries there are."""
    rows = ask(connection, "SELECT size FROM journal_head WHERE district_id = ?", (district_id,))
    return int(rows[0][0]) if rows else 0


def last_recorded_at(connection: Connection, district_id: int) -> int:
    """When the last entry was recorded (ms since 1970 UTC), 0 without entries."""
    rows = ask(connection, "SELECT recorded_at FROM journal_head WHERE district_id = ?", (district_id,))
    return int(rows[0][0]) if rows else 0


def entries_between(connection: Connection, district_id: int, since: int, until: int) -> tuple[int, int]:
    """The first and the last entry recorded from the moment `since` to before `until` (ms); (1, 0) when there is none.

    Numbers and moments grow together, so that a stretch of time is a stretch of numbers: two steps into one index.
    """
    first = ask(
        connection,
        "SELECT number FROM journal WHERE district_id = ? AND recorded_at >= ? ORDER BY recorded_at, number LIMIT 1",
        (district_id, since),
    )
    last = ask(
        connection,
        "SELECT number FROM journal WHERE district_id = ? AND recorded_at < ? "
        "ORDER BY recorded_at DESC, number DESC LIMIT 1",
        (district_id, until),
    )
    return (int(first[0][0]), int(last[0][0])) if first and last and first[0][0] <= last[0][0] else (1, 0)


def bodies(connection: Connection, district_id: int) -> Iterator[bytes]:
    """The bytes of all entries in their order, read as they are needed."""
    return (body for _number, body, _leaf in leaves_after(connection, district_id, 0))


def leaves_after(
    connection: Connection, district_id: int, number: int, *, most: int = MAX_WHOLE
) -> Generator[tuple[int, bytes, bytes], None, None]:
    """Number, body and stored leaf hash of the entries after `number`, in their order, read as they are needed."""
    mark = "?" if is_sqlite(connection) else "%s"
    sql = (
        f"SELECT number, body, leaf_hash FROM journal WHERE district_id = {mark} AND number > {mark} "
        f"ORDER BY number LIMIT {mark}"
    )
    rows = connection.exec_driver_sql(sql, (district_id, number, most), execution_options={"yield_per": 1_000})
    try:
        for each, body, leaf in rows:
            yield each, bytes(body), bytes(leaf)
    finally:
        rows.close()
