"""Entries of the journal as people read them: who did what when, and one entry whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry in a list; times in ms since 1970 UTC. `reversed_by` is the entry that undid it, 0 while it stands."""

    number: int
    action: str
    actor_id: int
    actor_name: str
    occurred_at: int
    recorded_at: int
    reversed_by: int


@dataclass(frozen=True, slots=True)
class WholeEntry:
    """An entry with its canonical bytes and its leaf hash."""

    head: EntryRow
    command_id: str
    body: bytes
    leaf_hash: bytes


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries to show; empty or zero means any. `before` and `after` are entry numbers, exclusive."""

    action: str = ""
    actor_id: int = 0
    before: int = 0
    after: int = 0


_ROW = (
    "SELECT number, action, journal.actor_id, COALESCE(actor.name, ''), occurred_at, recorded_at, "
    "COALESCE((SELECT MIN(line.entry + 0) FROM line WHERE line.district_id = journal.district_id "
    "AND line.reverses = journal.number AND line.reverses <> 0), 0)"
)
_FROM = (
    " FROM journal LEFT JOIN actor ON actor.district_id = journal.district_id AND actor.actor_id = journal.actor_id "
)


def _conditions(district_id: int, wanted: EntryFilter) -> tuple[str, tuple[Any, ...]]:
    parts, values = ["journal.district_id = ?"], [district_id]
    rest: list[Any] = list(values)
    for part, value in (
        ("action = ?", wanted.action),
        ("journal.actor_id = ?", wanted.actor_id),
        ("number < ?", wanted.before),
        ("number > ?", wanted.after),
    ):
        if value:
            parts.append(part)
            rest.append(value)
    return " AND ".join(parts), tuple(rest)


def entries_page(
    connection: Connection, district_id: int, wanted: EntryFilter, *, page: tuple[int, int] = (50, 0)
) -> list[EntryRow]:
    """Entries, the newest first; `page` is (how many, from which)."""
    where, values = _conditions(district_id, wanted)
    sql = f"{_ROW}{_FROM} WHERE {where} ORDER BY number DESC LIMIT ? OFFSET ?"
    return [EntryRow(*row) for row in ask(connection, sql, (*values, *page))]


def entries_onward(connection: Connection, district_id: int, wanted: EntryFilter, *, most: int) -> list[EntryRow]:
    """Entries after `wanted.after`, the oldest first: what one who follows the journal reads."""
    where, values = _conditions(district_id, wanted)
    sql = f"{_ROW}{_FROM} WHERE {where} ORDER BY number LIMIT ?"
    return [EntryRow(*row) for row in ask(connection, sql, (*values, most))]


def count_entries(connection: Connection, district_id: int, wanted: EntryFilter) -> int:
    """How many entries there are; without a filter the journal's own count."""
    if wanted == EntryFilter():
        rows = ask(connection, "SELECT size FROM journal_head WHERE district_id = ?", (district_id,))
        return int(rows[0][0]) if rows else 0
    where, values = _conditions(district_id, wanted)
    return int(ask(connection, f"SELECT COUNT(*) FROM journal WHERE {where}", values)[0][0])


def whole_entry(connection: Connection, district_id: int, number: int) -> WholeEntry:
    """The entry `number`; raises Refused ``unknown_document``."""
    sql = f"{_ROW}, command_id, body, leaf_hash{_FROM} WHERE journal.district_id = ? AND number = ?"
    rows = ask(connection, sql, (district_id, number))
    if not rows:
        raise refused("unknown_document", name=number)
    *head, command_id, body, leaf_hash = rows[0]
    return WholeEntry(EntryRow(*head), command_id, bytes(body), bytes(leaf_hash))


def actors_of_entries(connection: Connection, district_id: int) -> Sequence[tuple[int, str]]:
    """Everybody of the office as (id, name), to choose from: who made entries stays among them when they leave."""
    sql = "SELECT actor_id, name FROM actor WHERE district_id = ? ORDER BY actor_id"
    return [(row[0], row[1]) for row in ask(connection, sql, (district_id,))]
