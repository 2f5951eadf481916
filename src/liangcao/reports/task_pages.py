"""What the pages of tasks show beside the tasks: what a line is read against, who can have one, whom it went to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from liangcao.access.people import roles_held
from liangcao.access.queries import reveal
from liangcao.access.roles import ROLES, SEE_RAISED
from liangcao.catalog.search import matches, search_tokens
from liangcao.database.bulk import ask
from liangcao.exchange.cells import fold
from liangcao.exchange.lead_chips import Known, KnownUnit
from liangcao.parties.rules import outside_kind
from liangcao.reports.lead_pages import known_to_lines
from liangcao.reports.same_people import digits
from liangcao.tasks.queries import Task
from liangcao.tasks.rules import WORK, Clocks

SAME_WITHIN_MS = 24 * 3_600_000
"""A call for the same unit about the same goods within a day is likely the same matter."""
SEARCHED_MS = 60 * 86_400_000
Leaders = Callable[[Connection, int, int], list[tuple[int, str]]]
"""Who leads at a moment (ms): their numbers and names. By role, until there is a roster."""


def known_to_calls(connection: Connection, district_id: int) -> Known:
    """The goods and units that a line said on the telephone is read against."""
    sql = "SELECT party_id, name, search, kind FROM party WHERE district_id = ? ORDER BY party_id"
    units = [
        KnownUnit(number, fold(name), tokens)
        for number, name, tokens, kind in ask(connection, sql, (district_id,))
        if outside_kind(kind) == "recipient"
    ]
    return replace(known_to_lines(connection, district_id), units=units)


def _of_permission(connection: Connection, district_id: int, now: int, permission: str) -> list[tuple[int, str]]:
    found: dict[int, str] = {}
    for number, roles in roles_held(connection, district_id, now).items():
        for each in roles:
            role = ROLES.get(each.role)
            if role and permission in role.permissions and each.state(now) == "in_force":
                found[number] = each.holder
    sql = "SELECT actor_id FROM actor WHERE district_id = ? AND is_active = 1 AND is_person = 1"
    active = {row[0] for row in ask(connection, sql, (district_id,))}
    return sorted(((number, name) for number, name in found.items() if number in active), key=lambda each: each[1])


def holders(connection: Connection, district_id: int, now: int) -> list[tuple[int, str]]:
    """Who can have a task at the moment `now` (ms): (number, name), by name."""
    return _of_permission(connection, district_id, now, WORK)


def leaders_by_role(connection: Connection, district_id: int, now: int) -> list[tuple[int, str]]:
    """Who leads at the moment `now` (ms), by the roles they hold."""
    return _of_permission(connection, district_id, now, SEE_RAISED)


def raised_to(
    connection: Connection, district_id: int, level: str, at: tuple[Clocks, int], leaders: Leaders = leaders_by_role
) -> list[tuple[int, str]]:
    """Whom a task has gone to at a `level` (``deputy``, ``head``), by the clocks at a moment (ms): `at`.

    The one named in the clocks, else who leads.
    """
    clocks, now = at
    if not level:
        return []
    named = clocks.deputy_id if level == "deputy" else clocks.head_id
    if not named:
        return leaders(connection, district_id, now)
    return [each for each in holders(connection, district_id, now) if each[0] == named]


def levels_of(actor_id: int, clocks: Clocks, *, leads: bool) -> tuple[str, ...]:
    """The levels at which tasks come to this person; `leads`: as one of those who lead."""
    found = []
    for level, named in (("deputy", clocks.deputy_id), ("head", clocks.head_id)):
        if named == actor_id or (leads and not named):
            found.append(level)
    return tuple(found)


def tasks_named(connection: Connection, district_id: int, words: str, *, now: int) -> tuple[int, ...]:
    """The tasks of the last two months whose sealed contacts hold `words`: characters, pinyin or digits."""
    sql = (
        "SELECT task_id, contact, phone FROM task WHERE district_id = ? AND taken_at >= ? "
        "AND (contact <> '' OR phone <> '') ORDER BY task_id DESC LIMIT 2000"
    )
    rows = ask(connection, sql, (district_id, now - SEARCHED_MS))
    told = reveal(connection, district_id, [text for row in rows for text in row[1:]])
    found = []
    for number, contact, phone in rows:
        name = told.get(contact, "")
        is_name = bool(name) and matches(words, search_tokens(name))
        is_number = len(digits(words)) >= 4 and digits(words) in digits(told.get(phone, ""))
        if is_name or is_number:
            found.append(number)
    return tuple(found)


def contacts_of(
    connection: Connection, district_id: int, tasks: Iterable[Task], *, may_know: bool, actor_id: int
) -> dict[int, tuple[str, str]]:
    """(name, number to ring) of whoever rang, of the tasks whose caller this person may know.

    That is all of them for who may see people's data; else those one has, or took down: they must be rung back.
    """
    known: Sequence[Task] = [each for each in tasks if may_know or actor_id in (each.to_actor_id, each.actor_id)]
    told = reveal(connection, district_id, [text for each in known for text in (each.contact, each.phone)])
    return {each.task_id: (told.get(each.contact, ""), told.get(each.phone, "")) for each in known}
