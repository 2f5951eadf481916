"""Reading sub-groups and who is in them."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.kernel.errors import refused
from liangcao.organisation.rules import Days


@dataclass(frozen=True, slots=True)
class Group:
    """A sub-group; `leader_id` 0 and `leader` empty where nobody leads it yet."""

    group_id: int
    name: str
    purpose: str
    leader_id: int
    leader: str
    is_retired: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """A person (`actor_id`, `name`) is in a group on `days`."""

    member_id: int
    group_id: int
    group: str
    actor_id: int
    name: str
    days: Days


_GROUP = (
    "SELECT group_id, sub_group.name, purpose, leader_id, COALESCE(actor.name, ''), is_retired FROM sub_group "
    "LEFT JOIN actor ON actor.district_id = sub_group.district_id AND actor.actor_id = leader_id "
    "WHERE sub_group.district_id = ?"
)
_MEMBER = (
    "SELECT member_id, group_member.group_id, sub_group.name, group_member.actor_id, actor.name, since, until "
    "FROM group_member "
    "JOIN sub_group ON sub_group.district_id = group_member.district_id AND sub_group.group_id = group_member.group_id "
    "JOIN actor ON actor.district_id = group_member.district_id AND actor.actor_id = group_member.actor_id "
    "WHERE group_member.district_id = ?"
)


def groups(connection: Connection, district_id: int, *, with_retired: bool = False) -> list[Group]:
    """The sub-groups in the order they were formed."""
    retired = "" if with_retired else " AND is_retired = 0"
    rows = ask(connection, f"{_GROUP}{retired} ORDER BY group_id", (district_id,))
    return [Group(*(*row[:5], bool(row[5]))) for row in rows]


def group(connection: Connection, district_id: int, group_id: int, field: str = "group_id") -> Group:
    """One sub-group; raises Refused ``unknown_document`` that blames `field`."""
    rows = ask(connection, f"{_GROUP} AND group_id = ?", (district_id, group_id))
    if not rows:
        raise refused("unknown_document", field, name=group_id)
    return Group(*(*rows[0][:5], bool(rows[0][5])))


def group_named(connection: Connection, district_id: int, name: str) -> int:
    """The id of the sub-group of this name that was not dissolved, or 0."""
    sql = "SELECT group_id FROM sub_group WHERE district_id = ? AND name = ? AND is_retired = 0"
    rows = ask(connection, sql, (district_id, name))
    return int(rows[0][0]) if rows else 0


def memberships(connection: Connection, district_id: int, *, group_id: int = 0, actor_id: int = 0) -> list[Membership]:
    """Who is, was and will be in groups: of one group or one person where given, the earliest first."""
    where, values = "", [district_id]
    for column, wanted in (("group_id", group_id), ("actor_id", actor_id)):
        if wanted:
            where += f" AND group_member.{column} = ?"
            values.append(wanted)
    rows = ask(connection, f"{_MEMBER}{where} ORDER BY since, member_id", tuple(values))
    return [Membership(*(*row[:5], Days(row[5], row[6]))) for row in rows]


def membership(connection: Connection, district_id: int, member_id: int) -> Membership:
    """One membership; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_MEMBER} AND member_id = ?", (district_id, member_id))
    if not rows:
        raise refused("unknown_document", "member_id", name=member_id)
    return Membership(*(*rows[0][:5], Days(rows[0][5], rows[0][6])))


def members_on(connection: Connection, district_id: int, group_id: int, day: str) -> list[Membership]:
    """Who is in a group on `day` (2020-02-10)."""
    return [each for each in memberships(connection, district_id, group_id=group_id) if each.days.holds(day)]


def groups_of(connection: Connection, district_id: int, actor_id: int, day: str) -> list[int]:
    """The ids of the groups a person is in on `day`, and of those they lead."""
    found = [each.group_id for each in memberships(connection, district_id, actor_id=actor_id) if each.days.holds(day)]
    led = [each.group_id for each in groups(connection, district_id) if each.leader_id == actor_id]
    return sorted({*found, *led})


@dataclass(frozen=True, slots=True)
class Lending:
    """A department lends a person on `days`."""

    actor_id: int
    department: str
    days: Days


def lendings(connection: Connection, district_id: int) -> dict[int, Lending]:
    """Where people are lent from, by person: what was said last."""
    rows = ask(
        connection,
        "SELECT lending.actor_id, COALESCE(party.name, department), since, until FROM lending "
        "LEFT JOIN party ON party.district_id = lending.district_id AND party.party_id = lending.party_id "
        "WHERE lending.district_id = ? ORDER BY lending_id",
        (district_id,),
    )
    return {row[0]: Lending(row[0], row[1], Days(row[2], row[3])) for row in rows}


def has_contact(connection: Connection, district_id: int, actor_id: int) -> bool:
    """True when a number of this person is known."""
    sql = "SELECT 1 FROM member_contact WHERE district_id = ? AND actor_id = ?"
    return bool(ask(connection, sql, (district_id, actor_id)))


def contacts(connection: Connection, district_id: int) -> dict[int, str]:
    """The commitments of people's numbers, by person; `access.queries.reveal` opens them."""
    sql = "SELECT actor_id, phone FROM member_contact WHERE district_id = ?"
    return {row[0]: row[1] for row in ask(connection, sql, (district_id,))}


def people_by_name(connection: Connection, district_id: int) -> dict[str, list[int]]:
    """Who may sign in, by name: two of one name are told apart by their login only."""
    sql = "SELECT name, actor_id FROM actor WHERE district_id = ? AND is_active = 1 AND is_person = 1 ORDER BY actor_id"
    found: dict[str, list[int]] = {}
    for name, actor_id in ask(connection, sql, (district_id,)):
        found.setdefault(name, []).append(actor_id)
    return found
