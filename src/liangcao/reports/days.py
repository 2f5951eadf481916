"""The days of the books: what happened on each, which are open still, which are closed.

A day has what is said to have happened on it, whenever it was recorded: that is what closing it puts an end to.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask
from liangcao.kernel.moment import day_of, day_span
from liangcao.ledger.queries import entry_at
from liangcao.storing.queries import closed_days

RECEIPT, ISSUE = "receiving.receive_goods", "shipping.dispatch_shipment"
MONEY = (
    "funds.appropriate_funds",
    "funds.pay_party",
    "funds.return_funds",
    "procurement.pay_purchase",
    "donations.book_money",
    "mobilisation.pay_compensation",
    "storing.reverse_entry",
)
"""The deeds that move money; a test holds the sum over all days against the balances."""
MOST_BEFORE = 366
"""So many days before the books were begun are looked for at most."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What happened on a day: entries, receipts and dispatches among them, fen that came to and left budget lines."""

    day: str
    entries: int
    receipts: int
    issues: int
    came_fen: int
    went_fen: int


def open_days(connection: Connection, district_id: int, *, timezone: str, today: str) -> list[str]:
    """The days over and not closed, the earliest first: all since the books were begun.

    Days before that are among them when something is said to have happened on them.
    """
    sql = "SELECT recorded_at FROM journal WHERE district_id = ? AND number = 1"
    begun = ask(connection, sql, (district_id,))
    if not begun:
        return []
    first = day_of(begun[0][0], timezone)
    closed = closed_days(connection, district_id)
    days = [*_days_before(connection, district_id, first, timezone), *_days_between(first, today)]
    return [day for day in days if day not in closed]


def _days_between(first: str, end: str) -> list[str]:
    """The days from `first` to the one before `end`."""
    begin = date.fromisoformat(first)
    return [(begin + timedelta(days=n)).isoformat() for n in range((date.fromisoformat(end) - begin).days)]


def _days_before(connection: Connection, district_id: int, first: str, timezone: str) -> list[str]:
    """Days before `first` on which something is said to have happened: from one to the next by the index."""
    sql = (
        "SELECT MIN(occurred_at) FROM journal "
        "WHERE district_id = ? AND occurred_at <> recorded_at AND occurred_at >= ? AND occurred_at < ?"
    )
    found: list[str] = []
    since, until = -(2**53), day_span(first, timezone)[0]
    while len(found) < MOST_BEFORE:
        moment = ask(connection, sql, (district_id, since, until))[0][0]
        if moment is None:
            break
        found.append(day_of(moment, timezone))
        since = day_span(found[-1], timezone)[1]
    return found


def figures_of(connection: Connection, district_id: int, day: str, *, timezone: str) -> DayFigures:
    """What happened on one day, by index look-ups in proportion to it, never to the journal."""
    begins, ends = day_span(day, timezone)
    before, last = (entry_at(connection, district_id, moment - 1) for moment in (begins, ends))
    span = _Span(begins, ends, before + 1, last)
    counts = _counts(connection, district_id, span)
    came, went = _money(connection, district_id, span)
    entries = _entries(connection, district_id, span)
    return DayFigures(day, entries, counts.get(RECEIPT, 0), counts.get(ISSUE, 0), came, went)


@dataclass(frozen=True, slots=True)
class _Span:
    """A day as a span of time (ms, the end outside), and the numbers of the entries recorded in it."""

    begins: int
    ends: int
    first: int
    last: int


def _entries(connection: Connection, district_id: int, span: _Span) -> int:
    """Recorded on the day, less what is said to have happened on another, plus what was said so elsewhere of it."""
    away = ask(
        connection,
        "SELECT COUNT(*) FROM journal WHERE district_id = ? AND occurred_at <> recorded_at "
        "AND number >= ? AND number <= ? AND (occurred_at < ? OR occurred_at >= ?)",
        (district_id, span.first, span.last, span.begins, span.ends),
    )
    hither = ask(
        connection,
        "SELECT COUNT(*) FROM journal WHERE district_id = ? AND occurred_at <> recorded_at "
        "AND occurred_at >= ? AND occurred_at < ? AND (number < ? OR number > ?)",
        (district_id, span.begins, span.ends, span.first, span.last),
    )
    return span.last - span.first + 1 - int(away[0][0]) + int(hither[0][0])


def _of_day(district_id: int, span: _Span, actions: tuple[str, ...]) -> tuple[str, Row]:
    """SQL (and its values) for (number, action) of the entries of `actions` that happened on the day."""
    marks = ", ".join("?" * len(actions))
    sql = (
        f"SELECT number, action FROM journal WHERE district_id = ? AND action IN ({marks}) "
        "AND number >= ? AND number <= ? AND occurred_at >= ? AND occurred_at < ? "
        "UNION ALL SELECT number, action FROM journal WHERE district_id = ? AND occurred_at <> recorded_at "
        f"AND occurred_at >= ? AND occurred_at < ? AND (number < ? OR number > ?) AND action IN ({marks})"
    )
    times, numbers = (span.begins, span.ends), (span.first, span.last)
    return sql, (district_id, *actions, *numbers, *times, district_id, *times, *numbers, *actions)


def _counts(connection: Connection, district_id: int, span: _Span) -> dict[str, int]:
    sql, values = _of_day(district_id, span, (RECEIPT, ISSUE))
    rows = ask(connection, f"SELECT action, COUNT(*) FROM ({sql}) AS done GROUP BY action", values)
    return {row[0]: int(row[1]) for row in rows}


def _money(connection: Connection, district_id: int, span: _Span) -> tuple[int, int]:
    """Fen that came to budget lines and that left them."""
    sql, values = _of_day(district_id, span, MONEY)
    rows = ask(
        connection,
        "SELECT COALESCE(SUM(CASE WHEN target.kind = 'budget_line' THEN quantity END), 0), "
        "COALESCE(SUM(CASE WHEN source.kind = 'budget_line' THEN quantity END), 0) "
        f"FROM ({sql}) AS done JOIN line ON line.district_id = ? AND line.entry = done.number "
        "JOIN location AS target ON target.district_id = line.district_id AND target.location_id = destination_id "
        "JOIN location AS source ON source.district_id = line.district_id AND source.location_id = source_id",
        (*values, district_id),
    )
    return int(rows[0][0]), int(rows[0][1])
