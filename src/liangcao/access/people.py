"""Reading people as the office's lists show them: who they are, what roles they hold, where."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role somebody holds; `place` or `unit` names what it is limited to, both empty for the whole district."""

    grant_id: int
    actor_id: int
    role: str
    place: str
    unit: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the office, with the roles in force."""

    actor_id: int
    login: str
    name: str
    language: str
    is_active: bool
    roles: tuple[HeldRole, ...]


def people(
    connection: Connection, district_id: int, *, search: str = "", page: tuple[int, int] = (50, 0)
) -> list[Person]:
    """People whose name or login has `search` in it, the active ones first; `page` is (how many, from which)."""
    rows = ask(
        connection,
        "SELECT actor_id, login, name, language, is_active FROM actor "
        "WHERE district_id = ? AND (name LIKE ? OR login LIKE ?) ORDER BY is_active DESC, actor_id LIMIT ? OFFSET ?",
        (district_id, f"%{search}%", f"%{search}%", *page),
    )
    roles = roles_held(connection, district_id)
    return [
        Person(number, login, name, language, bool(is_active), tuple(roles.get(number, ())))
        for number, login, name, language, is_active in rows
    ]


def count_people(connection: Connection, district_id: int, *, search: str = "") -> int:
    """How many people there are."""
    sql = "SELECT COUNT(*) FROM actor WHERE district_id = ? AND (name LIKE ? OR login LIKE ?)"
    return int(ask(connection, sql, (district_id, f"%{search}%", f"%{search}%"))[0][0])


def roles_held(connection: Connection, district_id: int) -> dict[int, list[HeldRole]]:
    """All roles in force, by person, in the order they were granted."""
    rows = ask(
        connection,
        "SELECT grant_id, role_grant.actor_id, role, COALESCE(location.name, ''), COALESCE(party.name, '') "
        "FROM role_grant LEFT JOIN location ON location.district_id = role_grant.district_id "
        "AND location.location_id = role_grant.location_id "
        "LEFT JOIN party ON party.district_id = role_grant.district_id AND party.party_id = role_grant.party_id "
        "WHERE role_grant.district_id = ? AND role_grant.is_active = 1 ORDER BY grant_id",
        (district_id,),
    )
    held: dict[int, list[HeldRole]] = {}
    for row in rows:
        held.setdefault(row[1], []).append(HeldRole(*row))
    return held


def person(connection: Connection, district_id: int, actor_id: int) -> Person:
    """One person; raises Refused ``unknown_actor``."""
    sql = "SELECT actor_id, login, name, language, is_active FROM actor WHERE district_id = ? AND actor_id = ?"
    rows = ask(connection, sql, (district_id, actor_id))
    if not rows:
        raise refused("unknown_actor", name=actor_id)
    number, login, name, language, is_active = rows[0]
    roles = roles_held(connection, district_id).get(number, [])
    return Person(number, login, name, language, bool(is_active), tuple(roles))
