"""The office set up in one sitting: sub-groups, members, loans, numbers and a roster out of a sheet, all or nothing.

People are known by their names; who is in a group already, or on a shift, stays as they are: the same sheet twice
changes nothing.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from liangcao.exchange.organisation_sheet import OrganisationSheet, PersonRow, RosterRow, read_organisation
from liangcao.exchange.request_sheet import Fault
from liangcao.exchange.sheets import read_sheet
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import day_of
from liangcao.operations.office import Office
from liangcao.operations.submission import Outcome, Submission
from liangcao.organisation.commands import AddMember, LendMember, SetContact, SetGroup, SetRoster
from liangcao.organisation.queries import groups, has_contact, lendings, memberships, people_by_name
from liangcao.organisation.roster_queries import duties_ahead, shifts
from liangcao.organisation.rules import Days, find_people


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a sheet would bring: new groups, who joins which, who is lent, how many numbers, how many shifts of days.

    `known` rows say nothing new; `done` is how many commands were carried out.
    """

    rows: int
    groups: tuple[str, ...] = ()
    joining: tuple[PersonRow, ...] = ()
    lent: tuple[PersonRow, ...] = ()
    numbers: int = 0
    turns: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    known: int = 0
    faulty: tuple[Fault, ...] = ()
    done: int = 0

    @property
    def is_news(self) -> bool:
        """True when carrying it out would change something."""
        return bool(self.groups or self.joining or self.lent or self.numbers or self.turns)


@dataclass(frozen=True, slots=True)
class _Books:
    """The books as far as a sheet touches them."""

    people: Mapping[str, Sequence[int]]
    groups: Mapping[str, int]
    members: Mapping[tuple[int, int], list[Days]]
    lent: Mapping[int, str]
    with_number: frozenset[int]
    shifts: Mapping[str, int]
    on: Mapping[tuple[str, int], list[int]]
    today: str


def preview_set_up(office: Office, actor_id: int, data: bytes, filename: str) -> SetUp:
    """What `set_up` would do; nothing is kept. Raises Refused as it does."""
    return _take_in(office, actor_id, (data, filename), keep=False)


def set_up(office: Office, actor_id: int, data: bytes, filename: str) -> SetUp:
    """Carry a sheet out in the name of `actor_id`, in one transaction; nothing when any row is faulty.

    Raises Refused when it is no sheet, lacks columns, or the person may not.
    """
    return _take_in(office, actor_id, (data, filename), keep=True)


def _take_in(office: Office, actor_id: int, file: tuple[bytes, str], *, keep: bool) -> SetUp:
    sheet = read_organisation(read_sheet(*file))
    books = _read_books(office, sheet)
    found, first, then = _people(sheet, books) if sheet.people else _roster(sheet, books)
    found = replace(found, faulty=tuple(sorted((*sheet.faulty, *found.faulty), key=lambda fault: fault.row)))
    if found.faulty or not found.is_news:
        return found

    def submitted(commands: Sequence[Command]) -> list[Submission]:
        return [Submission(each, actor_id, str(uuid.uuid4())) for each in commands]

    def follow(outcomes: Sequence[Outcome]) -> list[Submission]:
        made = [int(outcome.answer["group_id"]) for outcome in outcomes[: len(first)]]
        return submitted([_at_home(each, made) for each in then])

    done = office.perform_all(submitted(first), then=(follow,), keep=keep)
    return replace(found, done=len(done)) if keep else found


def _at_home(command: Command | tuple[int, dict[str, Any]], made: Sequence[int]) -> Command:
    """A member of a group that was only just formed gets its number."""
    if isinstance(command, Command):
        return command
    place, values = command
    return AddMember.model_validate({**values, "group_id": made[place]})


def _read_books(office: Office, sheet: OrganisationSheet) -> _Books:
    district, now = office.district_id, office.clock.now()
    with office.database.read() as connection:
        people = people_by_name(connection, district)
        ids = {number for row in sheet.people for number in people.get(row.name, ())}
        members: dict[tuple[int, int], list[Days]] = {}
        for each in memberships(connection, district):
            members.setdefault((each.group_id, each.actor_id), []).append(each.days)
        on: dict[tuple[str, int], list[int]] = {}
        for duty in duties_ahead(connection, district, now):
            on.setdefault((duty.day, duty.shift_id), []).append(duty.actor_id)
        return _Books(
            people,
            {each.name: each.group_id for each in groups(connection, district)},
            members,
            {number: each.department for number, each in lendings(connection, district).items()},
            frozenset(number for number in ids if has_contact(connection, district, number)),
            {each.name: each.shift_id for each in shifts(connection, district)},
            on,
            day_of(now, office.timezone),
        )


def _found(names: Sequence[str], books: _Books, where: tuple[int, str], faulty: list[Fault]) -> list[int] | None:
    """The people of these names, or None and what is at fault."""
    try:
        return find_people(names, books.people, "")
    except Refused as refusal:
        faulty += [
            Fault(*where, reason.code, dict(reason.params), str(reason.params["name"])) for reason in refusal.reasons
        ]
        return None


def _people(sheet: OrganisationSheet, books: _Books) -> tuple[SetUp, list[Command], list[Any]]:
    faulty, then = list[Fault](), list[Any]()
    new: dict[str, dict[str, Any]] = {}
    joining, lent, numbers, known = list[PersonRow](), list[PersonRow](), 0, 0
    for row in sheet.people:
        ids = _found([row.name], books, (row.row_number, "姓名"), faulty)
        if ids is None:
            continue
        before = (len(then), len(joining))
        if row.group and row.group not in books.groups:
            told = new.setdefault(row.group, {"name": row.group})
            told |= {"purpose": row.purpose} if row.purpose else {}
            told |= {"leader_id": ids[0]} if row.is_leader else {}
        member = _joins(row, ids[0], books, list(new))
        if member is not None:
            then.append(member)
            joining.append(row)
        if row.department and books.lent.get(ids[0]) != row.department:
            days = {"since": row.since or books.today, "until": row.until or None}
            then.append(LendMember.model_validate({"actor_id": ids[0], "department": row.department, **days}))
            lent.append(row)
        if row.phone and ids[0] not in books.with_number:
            then.append(SetContact(actor_id=ids[0], phone=row.phone))
            numbers += 1
        known += before == (len(then), len(joining))
    first: list[Command] = [SetGroup.model_validate(values) for values in new.values()]
    told_of = SetUp(
        len(sheet.people), tuple(new), tuple(joining), tuple(lent), numbers, known=known, faulty=tuple(faulty)
    )
    return told_of, first, then


Joining = AddMember | tuple[int, dict[str, Any]]
"""What puts a person into a group; of a group to be formed its place among the new ones, and the rest of the fields."""


def _joins(row: PersonRow, actor_id: int, books: _Books, new: list[str]) -> Joining | None:
    """The command that puts the person into the group; None when they are in, or no group is named."""
    if not row.group:
        return None
    days = Days(row.since or books.today, row.until)
    values = {"actor_id": actor_id, "since": days.since, "until": days.until or None}
    group_id = books.groups.get(row.group)
    if group_id is None:
        return new.index(row.group), values
    if any(days.meets(other) for other in books.members.get((group_id, actor_id), ())):
        return None
    return AddMember.model_validate({**values, "group_id": group_id})


def _roster(sheet: OrganisationSheet, books: _Books) -> tuple[SetUp, list[Command], list[Any]]:
    faulty, lines, turns = list[Fault](), list[dict[str, Any]](), list[tuple[str, str, tuple[str, ...]]]()
    unknown = [name for name in sheet.shifts if name not in books.shifts]
    faulty += [Fault(1, name, "no_such_shift", {"name": name}, name) for name in unknown]
    known = 0
    for row in sheet.roster:
        fresh = _turns(row, books, faulty)
        lines += [line for line, _turn in fresh]
        turns += [turn for _line, turn in fresh]
        known += not fresh
    told = SetUp(len(sheet.roster), turns=tuple(turns), known=known, faulty=tuple(faulty))
    return told, [], [SetRoster.model_validate({"lines": tuple(lines)})] if lines and not faulty else []


def _turns(
    row: RosterRow, books: _Books, faulty: list[Fault]
) -> list[tuple[dict[str, Any], tuple[str, str, tuple[str, ...]]]]:
    """The shifts of a day that are to be manned otherwise than they are."""
    found = []
    for name, names in row.on.items():
        ids = _found(names, books, (row.row_number, name), faulty)
        shift_id = books.shifts.get(name)
        if ids is None or shift_id is None or not ids or ids == books.on.get((row.day, shift_id)):
            continue
        line = {"day": row.day, "shift_id": shift_id, "actor_ids": tuple(ids), "leader_id": ids[0]}
        found.append((line, (row.day, name, names)))
    return found
