"""Reading shifts handed over, and what is open at this moment."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask
from liangcao.kernel.errors import refused

MOST_LINES = 300
"""So many of each kind stand on a note, the oldest first; the figures count them all."""


@dataclass(frozen=True, slots=True)
class OpenThing:
    """Something that is open: what kind of document, which, how it stands, since when (ms)."""

    kind: str
    document_id: int
    mark: str
    since: int


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is open: how many of each mark, and the things themselves, the pressing first."""

    counts: dict[str, int]
    things: list[OpenThing]


@dataclass(frozen=True, slots=True)
class ShiftNote:
    """A note of a shift; moments in ms, `taker_name` and `taken_at` empty and 0 while nobody has taken over."""

    note_id: int
    position: int
    note: str
    to_actor_id: int
    to_name: str
    open: int
    overdue: int
    unacknowledged: int
    waiting: int
    unsigned: int
    expected: int
    actor_id: int
    actor_name: str
    made_at: int
    entry: int
    taker_id: int
    taker_name: str
    taken_at: int
    taken_note: str
    taken_entry: int


_TASKS = (
    "SELECT task_id, CASE WHEN due_at > 0 AND due_at <= ? THEN 'overdue' "
    "WHEN state IN ('taken', 'handed') THEN 'unacknowledged' ELSE 'open' END AS mark, taken_at "
    "FROM task WHERE district_id = ? AND state IN ('taken', 'handed', 'going') ORDER BY task_id"
)
_OTHERS: tuple[tuple[str, str, str], ...] = (
    (
        "request",
        "waiting",
        "SELECT request_id, submitted_at FROM request WHERE district_id = ? AND state = 'submitted' "
        "ORDER BY submitted_at, request_id",
    ),
    (
        "shipment",
        "unsigned",
        "SELECT shipment_id, dispatched_at FROM shipment WHERE district_id = ? AND state = 'dispatched' "
        "ORDER BY dispatched_at, shipment_id",
    ),
)
_ARRIVALS = (
    "SELECT arrival_id, made_at FROM arrival WHERE district_id = ? AND state IN ('expected', 'partly') "
    "AND expected_on <> '' AND expected_on <= ? ORDER BY expected_on, arrival_id"
)


def what_is_open(connection: Connection, district_id: int, *, now: int, today: str) -> Standing:
    """All that the next shift must know of, at the moment `now` (ms) of the day `today`."""
    tasks = [OpenThing("task", row[0], row[1], row[2]) for row in ask(connection, _TASKS, (now, district_id))]
    order = ("overdue", "unacknowledged", "open")
    things = sorted(tasks, key=lambda each: (order.index(each.mark), each.document_id))[:MOST_LINES]
    counts = {mark: sum(each.mark == mark for each in tasks) for mark in order}
    others = [(kind, mark, sql, (district_id,)) for kind, mark, sql in _OTHERS]
    found: list[tuple[str, str, str, Row]] = [*others, ("arrival", "expected", _ARRIVALS, (district_id, today))]
    for kind, mark, sql, values in found:
        rows = ask(connection, sql, values)
        counts[mark] = len(rows)
        things += [OpenThing(kind, row[0], mark, row[1]) for row in rows[:MOST_LINES]]
    return Standing(counts, things)


_NOTE = (
    "SELECT shift_note.note_id, position, shift_note.note, to_actor_id, COALESCE(wanted.name, ''), open, overdue, "
    "unacknowledged, waiting, unsigned, expected, shift_note.actor_id, COALESCE(actor.name, ''), made_at, "
    "shift_note.entry, COALESCE(shift_taken.actor_id, 0), COALESCE(taker.name, ''), COALESCE(shift_taken.taken_at, 0), "
    "COALESCE(shift_taken.note, ''), COALESCE(shift_taken.entry, 0) FROM shift_note "
    "LEFT JOIN shift_taken ON shift_taken.district_id = shift_note.district_id "
    "AND shift_taken.note_id = shift_note.note_id "
    "LEFT JOIN actor ON actor.district_id = shift_note.district_id AND actor.actor_id = shift_note.actor_id "
    "LEFT JOIN actor AS wanted ON wanted.district_id = shift_note.district_id "
    "AND wanted.actor_id = shift_note.to_actor_id "
    "LEFT JOIN actor AS taker ON taker.district_id = shift_taken.district_id "
    "AND taker.actor_id = shift_taken.actor_id "
)


def shift_notes(connection: Connection, district_id: int, *, page: tuple[int, int] = (50, 0)) -> list[ShiftNote]:
    """The notes, the latest first; `page` is (how many, from which)."""
    sql = f"{_NOTE} WHERE shift_note.district_id = ? ORDER BY shift_note.note_id DESC LIMIT ? OFFSET ?"
    return [ShiftNote(*row) for row in ask(connection, sql, (district_id, *page))]


def count_shift_notes(connection: Connection, district_id: int) -> int:
    """How many notes there are."""
    return int(ask(connection, "SELECT COUNT(*) FROM shift_note WHERE district_id = ?", (district_id,))[0][0])


def shift_note(connection: Connection, district_id: int, note_id: int) -> ShiftNote:
    """One note; raises Refused ``unknown_document``."""
    sql = f"{_NOTE} WHERE shift_note.district_id = ? AND shift_note.note_id = ?"
    rows = ask(connection, sql, (district_id, note_id))
    if not rows:
        raise refused("unknown_document", "note_id", name=note_id)
    return ShiftNote(*rows[0])


def lines_of_note(connection: Connection, district_id: int, note_id: int) -> list[OpenThing]:
    """What stands on a note."""
    sql = (
        "SELECT kind, document_id, mark, since FROM shift_note_line WHERE district_id = ? AND note_id = ? "
        "ORDER BY line_number"
    )
    return [OpenThing(*row) for row in ask(connection, sql, (district_id, note_id))]


def notes_to_take(connection: Connection, district_id: int, actor_id: int) -> tuple[int, int]:
    """How many notes this person may still take over (not their own), and since when the oldest waits (ms)."""
    sql = (
        "SELECT COUNT(*), MIN(made_at) FROM shift_note WHERE district_id = ? AND actor_id <> ? "
        "AND to_actor_id IN (0, ?) AND NOT EXISTS (SELECT 1 FROM shift_taken "
        "WHERE shift_taken.district_id = shift_note.district_id AND shift_taken.note_id = shift_note.note_id)"
    )
    count, since = ask(connection, sql, (district_id, actor_id, actor_id))[0]
    return int(count), int(since or 0)
