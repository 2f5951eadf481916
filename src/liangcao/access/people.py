"""Reading people as the office's lists show them: who they are, what roles they hold, where, how long, by whom."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import FOR_EVER, Term
from liangcao.database.bulk import Row, ask
from liangcao.kernel.errors import refused

STATES = ("in_force", "handed_over", "not_begun", "over")
"""How it stands with a role at a moment: may be used, is somebody else's for a time, is to come, is over."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A role is `name`'s alone during `term`."""

    name: str
    term: Term


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role somebody (`holder`) holds during `term`; `place` or `unit` names what it is limited to, both empty for the
    whole district. `origin` is granted, delegated (by `giver`) or emergency; `away` is when it is others' alone.
    """

    grant_id: int
    actor_id: int
    holder: str
    role: str
    place: str
    unit: str
    term: Term
    origin: str
    given_by: int
    giver: str
    is_handed_over: bool
    away: tuple[HandedOver, ...] = ()

    def state(self, now: int) -> str:
        """How it stands at the moment `now` (ms): one of `STATES`."""
        if not self.term.holds(now):
            return "not_begun" if now < self.term.since else "over"
        return "handed_over" if self.taker(now) else "in_force"

    def taker(self, now: int) -> HandedOver | None:
        """Whose alone it is at the moment `now`, or None."""
        return next((each for each in self.away if each.term.holds(now)), None)

    @property
    def has_end(self) -> bool:
        """False for a role that lasts until it is taken back."""
        return self.term.until < FOR_EVER


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the office, with the roles that are not over."""

    actor_id: int
    login: str
    name: str
    language: str
    is_active: bool
    roles: tuple[HeldRole, ...]


def people(
    connection: Connection, district_id: int, now: int, *, search: str = "", page: tuple[int, int] = (50, 0)
) -> list[Person]:
    """People whose name or login has `search` in it, the active ones first; `page` is (how many, from which)."""
    rows = ask(
        connection,
        "SELECT actor_id, login, name, language, is_active FROM actor "
        "WHERE district_id = ? AND is_person = 1 AND (name LIKE ? OR login LIKE ?) "
        "ORDER BY is_active DESC, actor_id LIMIT ? OFFSET ?",
        (district_id, f"%{search}%", f"%{search}%", *page),
    )
    roles = roles_held(connection, district_id, now)
    return [
        Person(number, login, name, language, bool(is_active), tuple(roles.get(number, ())))
        for number, login, name, language, is_active in rows
    ]


def count_people(connection: Connection, district_id: int, *, search: str = "") -> int:
    """How many people there are."""
    sql = "SELECT COUNT(*) FROM actor WHERE district_id = ? AND is_person = 1 AND (name LIKE ? OR login LIKE ?)"
    return int(ask(connection, sql, (district_id, f"%{search}%", f"%{search}%"))[0][0])


_HELD = (
    "SELECT role_grant.grant_id, role_grant.actor_id, holder.name, role_grant.role, COALESCE(location.name, ''), "
    "COALESCE(party.name, ''), role_grant.since, role_grant.until, role_grant.origin, role_grant.given_by, "
    "COALESCE(giver.name, ''), role_grant.is_handed_over, role_grant.from_grant FROM role_grant "
    "JOIN actor AS holder ON holder.district_id = role_grant.district_id AND holder.actor_id = role_grant.actor_id "
    "LEFT JOIN location ON location.district_id = role_grant.district_id "
    "AND location.location_id = role_grant.location_id "
    "LEFT JOIN party ON party.district_id = role_grant.district_id AND party.party_id = role_grant.party_id "
    "LEFT JOIN role_grant AS own ON own.district_id = role_grant.district_id AND own.grant_id = role_grant.from_grant "
    "LEFT JOIN actor AS giver ON giver.district_id = role_grant.district_id AND giver.actor_id = role_grant.given_by "
    "WHERE role_grant.district_id = ? AND role_grant.is_active = 1 "
    "AND (role_grant.until = 0 OR role_grant.until > ?) "
    "AND (role_grant.from_grant = 0 OR (own.is_active = 1 AND giver.is_active = 1)) ORDER BY role_grant.grant_id"
)


def roles_held(connection: Connection, district_id: int, now: int) -> dict[int, list[HeldRole]]:
    """All roles that were not taken back and are not over, by person, in the order they were granted."""
    rows = ask(connection, _HELD, (district_id, now))
    away: dict[int, list[HandedOver]] = {}
    for row in rows:
        *_rest, is_handed_over, from_grant = row
        if is_handed_over:
            away.setdefault(from_grant, []).append(HandedOver(row[2], _term(row)))
    held: dict[int, list[HeldRole]] = {}
    for row in rows:
        held.setdefault(row[1], []).append(_role(row, tuple(away.get(row[0], ()))))
    return held


def _role(row: Row, away: tuple[HandedOver, ...]) -> HeldRole:
    grant_id, actor_id, holder, role, place, unit, _since, _until, origin, given_by, giver, is_handed_over, _own = row
    who = (grant_id, actor_id, holder, role, place, unit)
    return HeldRole(*who, _term(row), origin, given_by, giver, bool(is_handed_over), away)


def _term(row: Row) -> Term:
    return Term(row[6], row[7] or FOR_EVER)


def person(connection: Connection, district_id: int, actor_id: int, now: int) -> Person:
    """One person; raises Refused ``unknown_actor``."""
    sql = (
        "SELECT actor_id, login, name, language, is_active FROM actor "
        "WHERE district_id = ? AND actor_id = ? AND is_person = 1"
    )
    rows = ask(connection, sql, (district_id, actor_id))
    if not rows:
        raise refused("unknown_actor", name=actor_id)
    number, login, name, language, is_active = rows[0]
    roles = roles_held(connection, district_id, now).get(number, [])
    return Person(number, login, name, language, bool(is_active), tuple(roles))


def delegations_of(connection: Connection, district_id: int, actor_id: int, now: int) -> list[HeldRole]:
    """Delegations that this person gave or got and that are not over, those that end first at the head."""
    held = [role for roles in roles_held(connection, district_id, now).values() for role in roles]
    mine = [role for role in held if role.origin == "delegated" and actor_id in (role.actor_id, role.given_by)]
    return sorted(mine, key=lambda role: role.term.until)


def delegations_ending(connection: Connection, district_id: int, actor_id: int, term: Term) -> list[int]:
    """When delegations in force now (`term.since`) that this person gave or got end, if before `term.until`."""
    found = delegations_of(connection, district_id, actor_id, term.since)
    return [role.term.until for role in found if role.term.holds(term.since) and role.term.until <= term.until]


def colleagues(connection: Connection, district_id: int, actor_id: int) -> list[tuple[int, str]]:
    """Active people, but for this one, as (id, name): whom a role can be handed to.

    Somebody who belongs to a requesting unit is told only of people of the same unit, not of the office.
    """
    rows = ask(
        connection,
        "SELECT actor.actor_id, actor.name FROM actor WHERE actor.district_id = ? AND actor.is_active = 1 "
        "AND actor.is_person = 1 AND actor.actor_id <> ? AND (EXISTS (SELECT 1 FROM role_grant AS own "
        "WHERE own.district_id = actor.district_id AND own.actor_id = ? AND own.is_active = 1 "
        "AND own.party_id IS NULL) "
        "OR EXISTS (SELECT 1 FROM role_grant AS own JOIN role_grant AS theirs "
        "ON theirs.district_id = own.district_id AND theirs.party_id = own.party_id WHERE own.is_active = 1 "
        "AND theirs.is_active = 1 AND own.district_id = actor.district_id AND own.actor_id = ? "
        "AND theirs.actor_id = actor.actor_id)) ORDER BY actor.name, actor.actor_id",
        (district_id, actor_id, actor_id, actor_id),
    )
    return [(row[0], row[1]) for row in rows]
