"""Opening the books: the first entries of a district's journal, made when there is nobody yet to permit them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from liangcao.access.commands import AddActor, GrantRole
from liangcao.catalog.commands import PackLine, RegisterItem
from liangcao.catalog.starter import starter_items
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused, refused
from liangcao.operations.office import Office
from liangcao.operations.submission import Submission
from liangcao.parties.commands import FoundDistrict, RegisterLocation
from liangcao.parties.queries import district as find_district

MONEY_ITEM = RegisterItem(name="人民币", name_en="Money (CNY)", category="资金", base_unit="分", kind="money")
_OUTSIDE = (
    RegisterLocation(kind="treasury", name="财政拨款"),
    RegisterLocation(kind="loss", name="损耗"),
    RegisterLocation(kind="count_difference", name="盘点差异"),
)


@dataclass(frozen=True, slots=True)
class Founder:
    """A person who is there from the first hour, with the roles held in the whole district.

    Two admins at least: whatever role anybody is given later, two people give it.
    """

    person: AddActor
    roles: tuple[str, ...]


def founding_commands(district: FoundDistrict) -> list[Command]:
    """What every office begins with: its district, money, the outside places, the starter catalogue."""
    items = [
        RegisterItem(
            name=item.name,
            name_en=item.name_en,
            category=item.group,
            base_unit=item.base_unit,
            standard=item.standard,
            shelf_life_days=item.shelf_life_days,
            packs=tuple(PackLine(name=pack.name, size=pack.size) for pack in item.packs),
            aliases=item.aliases,
        )
        for item in starter_items()
    ]
    return [district, MONEY_ITEM, *_OUTSIDE, *items]


def found_office(office: Office, district: FoundDistrict, founders: Sequence[Founder]) -> dict[str, int]:
    """Open the books in one transaction; returns the ids of the founders by login.

    The road lets nobody (actor 0) act, but in the first transaction of a journal. Raises Refused ``already_exists``
    when the district has books, ``second_admin_needed`` with fewer than two admins, ``unknown_timezone``.
    """
    _check_unfounded(office)
    if sum("admin" in founder.roles for founder in founders) < 2:
        raise refused("second_admin_needed")
    try:
        ids = _found(office, district, founders)
    except Refused:
        _check_unfounded(office)  # somebody else was quicker: say that, not that nobody may act now
        raise
    office.learn_timezone()
    return {founder.person.login: actor_id for founder, actor_id in zip(founders, ids, strict=True)}


def _check_unfounded(office: Office) -> None:
    with office.database.read() as connection:
        known = find_district(connection, office.district_id)
    if known is not None:
        raise refused("already_exists", "name", name=known.name)


def _found(office: Office, district: FoundDistrict, founders: Sequence[Founder]) -> list[int]:
    commands = [*founding_commands(district), *(founder.person for founder in founders)]
    rehearsed = office.perform_all(_by_nobody(commands), keep=False)  # ids are given out in order: these will be ours
    ids = [int(outcome.answer["actor_id"]) for outcome in rehearsed[-len(founders) :]]
    grants = [
        GrantRole(actor_id=actor_id, role=role)
        for actor_id, founder in zip(ids, founders, strict=True)
        for role in founder.roles
    ]
    office.perform_all(_by_nobody([*commands, *grants]))
    return ids


def _by_nobody(commands: Sequence[Command]) -> list[Submission]:
    return [Submission(command, 0, str(uuid.uuid4())) for command in commands]
