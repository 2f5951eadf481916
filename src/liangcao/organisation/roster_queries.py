"""Reading shifts, the roster, swaps, absences, and who is on duty."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask
from liangcao.kernel.errors import refused
from liangcao.organisation.rules import Turn


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift of a day; `begins` and `ends` are minutes of the day."""

    shift_id: int
    name: str
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class OnRoster:
    """Somebody on a shift of a day. While away, `stands_in` is who has their roles: 0 and "" where nobody has."""

    roster_id: int
    day: str
    shift_id: int
    shift: str
    actor_id: int
    name: str
    is_leader: bool
    begins_at: int
    ends_at: int
    is_away: bool = False
    deputy_id: int = 0
    deputy: str = ""

    @property
    def turn(self) -> Turn:
        """Its hours, for the rules."""
        return Turn(self.name, self.day, self.shift, self.begins_at, self.ends_at)

    @property
    def is_manned(self) -> bool:
        """False when whoever should come is away and nobody stands in."""
        return not self.is_away or bool(self.deputy_id)


@dataclass(frozen=True, slots=True)
class Swap:
    """`asker` asked `name` to take a duty; `back_id` is the duty taken in return, or 0."""

    swap_id: int
    roster_id: int
    to_actor_id: int
    name: str
    back_id: int
    note: str
    state: str
    actor_id: int
    asker: str
    asked_at: int


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away during [since, until) in ms since 1970 UTC; `deputy` is "" where nobody stands in."""

    absence_id: int
    actor_id: int
    name: str
    since: int
    until: int
    reason: str
    deputy_id: int
    deputy: str
    is_over: bool


def shifts(connection: Connection, district_id: int) -> list[Shift]:
    """The shifts of a day as they are now, the earliest first."""
    sql = "SELECT shift_id, name, begins, ends FROM shift WHERE district_id = ? AND is_retired = 0 ORDER BY begins"
    return [Shift(*row) for row in ask(connection, sql, (district_id,))]


_ROSTER = (
    "SELECT roster_id, day, roster.shift_id, shift.name, roster.actor_id, actor.name, is_leader, begins_at, ends_at "
    "FROM roster "
    "JOIN shift ON shift.district_id = roster.district_id AND shift.shift_id = roster.shift_id "
    "JOIN actor ON actor.district_id = roster.district_id AND actor.actor_id = roster.actor_id "
    "WHERE roster.district_id = ? AND is_off = 0"
)
_ORDER = " ORDER BY begins_at, roster.shift_id, is_leader DESC, roster_id"


def _on_roster(row: Row) -> OnRoster:
    return OnRoster(*(*row[:6], bool(row[6]), *row[7:]))


def roster_between(connection: Connection, district_id: int, since: int, until: int) -> list[OnRoster]:
    """Who is on shifts that have a moment in [since, until) (ms), with who is away then."""
    sql = f"{_ROSTER} AND ends_at > ? AND begins_at < ?{_ORDER}"
    found = [_on_roster(row) for row in ask(connection, sql, (district_id, since, until))]
    if not found:
        return []
    away = absences(connection, district_id, since)
    return [_with_absence(each, away, max(since, each.begins_at)) for each in found]


def _with_absence(duty: OnRoster, away: list[Absence], moment: int) -> OnRoster:
    """The duty with who stands in at `moment`: a shift is judged by its beginning, one that runs by now."""
    for each in away:
        if each.actor_id == duty.actor_id and each.since <= moment < each.until:
            return replace(duty, is_away=True, deputy_id=each.deputy_id, deputy=each.deputy)
    return duty


def roster_of(connection: Connection, district_id: int, roster_id: int, field: str = "roster_id") -> OnRoster:
    """One duty that was not taken off; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_ROSTER} AND roster_id = ?", (district_id, roster_id))
    if not rows:
        raise refused("unknown_document", field, name=roster_id)
    return _on_roster(rows[0])


def duties_ahead(connection: Connection, district_id: int, now: int, *, actor_id: int = 0) -> list[OnRoster]:
    """The duties that have not ended at `now` (ms), of one person where given."""
    own = " AND roster.actor_id = ?" if actor_id else ""
    values = (district_id, now, actor_id) if actor_id else (district_id, now)
    return [_on_roster(row) for row in ask(connection, f"{_ROSTER} AND ends_at > ?{own}{_ORDER}", values)]


def on_duty(connection: Connection, district_id: int, moment: int) -> list[OnRoster]:
    """Who is on duty at `moment` (ms), the leader first: those on the shifts that run, and who stands in for whom."""
    found = roster_between(connection, district_id, moment, moment + 1)
    return sorted(found, key=lambda duty: not duty.is_leader)


_MOMENTS = (
    ("roster", "begins_at", "ends_at"),
    ("roster", "ends_at", "ends_at"),
    ("absence", "since", "until"),
    ("absence", "until", "until"),
)
"""Table, moment and the end that an index finds: what begins after a moment ends after it, too."""


def next_change(connection: Connection, district_id: int, moment: int) -> int:
    """The next moment at which somebody's duty or absence begins or ends by itself; in a day when none is before."""
    parts = " UNION ALL ".join(
        f"SELECT MIN({column}) AS at FROM {table} WHERE district_id = ? AND {end} > ? "
        f"AND {column} > ? AND {column} <= ?"
        for table, column, end in _MOMENTS
    )
    horizon = moment + 86_400_000
    values = (district_id, moment, moment, horizon) * 4
    found = ask(connection, f"SELECT MIN(at) FROM ({parts}) AS moments", values)[0][0]
    return int(found or horizon)


_SWAP = (
    "SELECT swap_id, roster_id, to_actor_id, taker.name, back_id, note, state, swap.actor_id, asker.name, asked_at "
    "FROM swap "
    "JOIN actor AS taker ON taker.district_id = swap.district_id AND taker.actor_id = to_actor_id "
    "JOIN actor AS asker ON asker.district_id = swap.district_id AND asker.actor_id = swap.actor_id "
    "WHERE swap.district_id = ?"
)


def open_swaps(connection: Connection, district_id: int, *, actor_id: int = 0) -> list[Swap]:
    """Swaps that wait for an answer: all, or those that this person asked for or is asked for."""
    own = " AND (to_actor_id = ? OR swap.actor_id = ?)" if actor_id else ""
    values = (district_id, actor_id, actor_id) if actor_id else (district_id,)
    rows = ask(connection, f"{_SWAP} AND state = 'asked'{own} ORDER BY swap_id", values)
    return [Swap(*row) for row in rows]


def swap(connection: Connection, district_id: int, swap_id: int) -> Swap:
    """One swap; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_SWAP} AND swap_id = ?", (district_id, swap_id))
    if not rows:
        raise refused("unknown_document", "swap_id", name=swap_id)
    return Swap(*rows[0])


_ABSENCE = (
    "SELECT absence_id, absence.actor_id, actor.name, since, until, reason, deputy_id, COALESCE(deputy.name, ''), "
    "is_over FROM absence "
    "JOIN actor ON actor.district_id = absence.district_id AND actor.actor_id = absence.actor_id "
    "LEFT JOIN actor AS deputy ON deputy.district_id = absence.district_id AND deputy.actor_id = deputy_id "
    "WHERE absence.district_id = ?"
)


def absences(connection: Connection, district_id: int, since: int, *, actor_id: int = 0) -> list[Absence]:
    """Absences that have not ended at `since` (ms), of one person where given, the earliest first."""
    own = " AND absence.actor_id = ?" if actor_id else ""
    values = (district_id, since, actor_id) if actor_id else (district_id, since)
    rows = ask(connection, f"{_ABSENCE} AND until > ?{own} ORDER BY since, absence_id", values)
    return [Absence(*(*row[:8], bool(row[8]))) for row in rows]


def absence(connection: Connection, district_id: int, absence_id: int) -> Absence:
    """One absence; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_ABSENCE} AND absence_id = ?", (district_id, absence_id))
    if not rows:
        raise refused("unknown_document", "absence_id", name=absence_id)
    return Absence(*(*rows[0][:8], bool(rows[0][8])))


def grants_of_absence(connection: Connection, district_id: int, absence_id: int) -> list[int]:
    """The roles that an absence handed to the deputy."""
    sql = "SELECT grant_id FROM absence_grant WHERE district_id = ? AND absence_id = ? ORDER BY grant_id"
    return [row[0] for row in ask(connection, sql, (district_id, absence_id))]


def days_from(first: str, count: int) -> list[str]:
    """`count` days from `first` (2020-02-10) on."""
    start = date.fromisoformat(first)
    return [(start + timedelta(days=step)).isoformat() for step in range(count)]


def day_after(day: str, count: int) -> str:
    """The day `count` days after `day` (2020-02-10); before it where that is negative."""
    return (date.fromisoformat(day) + timedelta(days=count)).isoformat()
