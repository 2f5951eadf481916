"""Appending: the only writer of the journal. Called by the road alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, insert_rows, tell
from liangcao.database.driver import run
from liangcao.journal.entry import Entry, entry_bytes
from liangcao.journal.queries import head_query
from liangcao.journal.tables import journal
from liangcao.journal.tree import entry_leaf

_COLUMNS = (
    "district_id", "number", "command_id", "action", "actor_id", "occurred_at", "recorded_at", "body", "leaf_hash",
)  # fmt: skip


@dataclass(slots=True)
class Head:
    """The journal's head: how many entries, the next free row id, and when the last entry was recorded (ms)."""

    size: int
    next_id: int
    recorded_at: int


def make_head(connection: Connection, district_id: int) -> Head:
    """Make the head of an empty district, if nobody else does at this moment, and lock it."""
    tell(connection, "INSERT INTO journal_head (district_id) VALUES (?) ON CONFLICT DO NOTHING", (district_id,))
    return Head(*run(connection, *head_query(connection, district_id)).fetchone())


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
                entry.recorded_at, body, entry_leaf(body, entry.number),
            )
        )  # fmt: skip
    insert_rows(connection, journal, _COLUMNS, rows)
