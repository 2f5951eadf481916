"""Reading what storing keeps: the days that are closed."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A closed day: by which entry, by whom and when (ms since 1970 UTC) it was closed."""

    day: str
    entry: int
    actor_name: str
    closed_at: int


def last_closing(connection: Connection, district_id: int) -> int:
    """The number of the entry that closed a day last; 0 while none is closed."""
    rows = ask(connection, "SELECT COALESCE(MAX(entry), 0) FROM closed_day WHERE district_id = ?", (district_id,))
    return int(rows[0][0])


def closed_days(connection: Connection, district_id: int) -> frozenset[str]:
    """All closed days."""
    return frozenset(
        row[0] for row in ask(connection, "SELECT day FROM closed_day WHERE district_id = ?", (district_id,))
    )


def closings(connection: Connection, district_id: int, *, page: tuple[int, int] = (50, 0)) -> list[ClosedDay]:
    """Closed days, the latest day first; `page` is (how many, from which)."""
    rows = ask(
        connection,
        "SELECT day, entry, COALESCE(actor.name, ''), recorded_at FROM closed_day "
        "JOIN journal ON journal.district_id = closed_day.district_id AND number = entry "
        "LEFT JOIN actor ON actor.district_id = closed_day.district_id AND actor.actor_id = closed_day.actor_id "
        "WHERE closed_day.district_id = ? ORDER BY day DESC LIMIT ? OFFSET ?",
        (district_id, *page),
    )
    return [ClosedDay(*row) for row in rows]
