"""Appending: the only writer of the journal. Called by the road alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, insert_rows, is_sqlite, tell
from liangcao.journal.entry import Entry, entry_bytes
from liangcao.journal.tables import journal
from liangcao.journal.tree import leaf_hash

_COLUMNS = (
    "district_id", "number", "command_id", "action", "actor_id", "occurred_at", "recorded_at", "body", "leaf_hash",
)  # fmt: skip


@dataclass(slots=True)
class Head:
    """The journal's head: how many entries, the next free row id, and when the last entry was recorded (ms)."""

    size: int
    next_id: int
    recorded_at: int


def lock_head(connection: Connection, district_id: int) -> Head:
    """Take the one lock of a district's books and read its head; an empty district's head is made on the way.

    On SQLite the transaction already is the only writer; on PostgreSQL the row lock makes it so.
    """
    lock = "" if is_sqlite(connection) else " FOR UPDATE"
    sql = "SELECT size, next_id, recorded_at FROM journal_head WHERE district_id = ?" + lock
    rows = ask(connection, sql, (district_id,))
    if not rows:
        tell(connection, "INSERT INTO journal_head (district_id) VALUES (?) ON CONFLICT DO NOTHING", (district_id,))
        rows = ask(connection, sql, (district_id,))
    return Head(*rows[0])


def save_head(connection: Connection, district_id: int, head: Head) -> None:
    """Write the head back at the end of the transaction."""
    tell(
        connection,
        "UPDATE journal_head SET size = ?, next_id = ?, recorded_at = ? WHERE district_id = ?",
        (head.size, head.next_id, head.recorded_at, district_id),
    )


def append_entries(connection: Connection, entries: Sequence[Entry]) -> None:
    """Write `entries` in canonical bytes with their leaf hashes."""
    rows: list[Row] = []
    for entry in entries:
        body = entry_bytes(entry)
        rows.append(
            (
                entry.district, entry.number, entry.command_id, entry.action, entry.actor, entry.occurred_at,
                entry.recorded_at, body, leaf_hash(body),
            )
        )  # fmt: skip
    insert_rows(connection, journal, _COLUMNS, rows)
