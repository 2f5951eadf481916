"""Reading people, their roles, the duties they did, and personal data by its commitment."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Grant
from liangcao.database.bulk import ask, select_by_texts
from liangcao.database.context import Facts


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who signs in. `roles` are the active grants."""

    actor_id: int
    login: str
    name: str
    language: str
    grants: tuple[Grant, ...]
    password_by: int = 0

    @property
    def must_change_password(self) -> bool:
        """True while somebody else knows the password: until it is changed this person can do nothing else."""
        return self.password_by not in (0, self.actor_id)


def load_actor(connection: Connection, district_id: int, actor_id: int, facts: Facts | None = None) -> Actor | None:
    """The active person with this id and their roles, or None."""
    if facts is not None and ("actor", actor_id) in facts:
        known: Actor | None = facts["actor", actor_id]
        return known
    rows = ask(
        connection,
        "SELECT actor_id, login, name, language, password_by FROM actor "
        "WHERE district_id = ? AND actor_id = ? AND is_active = 1",
        (district_id, actor_id),
    )
    if not rows:
        return None
    number, login, name, language, password_by = rows[0]
    found = Actor(number, login, name, language, load_grants(connection, district_id, actor_id), password_by)
    if facts is not None:
        facts["actor", actor_id] = found
    return found


def load_grants(connection: Connection, district_id: int, actor_id: int) -> tuple[Grant, ...]:
    """The active roles of a person, each with the path of the place or the party it is limited to."""
    rows = ask(
        connection,
        "SELECT role, COALESCE(path, ''), COALESCE(role_grant.party_id, 0) FROM role_grant "
        "LEFT JOIN location ON location.district_id = role_grant.district_id "
        "AND location.location_id = role_grant.location_id "
        "WHERE role_grant.district_id = ? AND actor_id = ? AND is_active = 1 ORDER BY grant_id",
        (district_id, actor_id),
    )
    return tuple(Grant(*row) for row in rows)


def actors_of(connection: Connection, district_id: int) -> list[tuple[int, str]]:
    """All active people as (id, login), the earliest first."""
    sql = "SELECT actor_id, login FROM actor WHERE district_id = ? AND is_active = 1 ORDER BY actor_id"
    return [(row[0], row[1]) for row in ask(connection, sql, (district_id,))]


def duties_done(connection: Connection, district_id: int, actor_id: int, chains: Sequence[str]) -> set[tuple[str, str]]:
    """What this person already did on these chains, as (chain, duty)."""
    sql = "SELECT chain, duty FROM {keys} JOIN duty_done ON chain = k1 WHERE district_id = ? AND actor_id = ?"
    return {(row[0], row[1]) for row in select_by_texts(connection, sql, chains, (district_id, actor_id))}


def reveal(connection: Connection, district_id: int, commitments: Sequence[str]) -> dict[str, str]:
    """The personal data behind commitments, by commitment; what was erased is left out."""
    wanted = sorted({commitment for commitment in commitments if commitment})
    sql = "SELECT commitment, value FROM {keys} JOIN personal_data ON commitment = k1 WHERE district_id = ?"
    return dict(select_by_texts(connection, sql, wanted, (district_id,)))
