"""Reading people, their roles, the duties they did, and personal data by its commitment."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from liangcao.access.duties import shut_out_by
from liangcao.access.permissions import FOR_EVER, Grant, Term
from liangcao.database.bulk import ask, select_by_texts
from liangcao.database.context import Facts
from liangcao.kernel.effects import DutyDone
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who signs in. `grants` are the roles in force at the moment they were asked for.

    `resting` are the others that were not taken back: handed over, not begun, or over.
    """

    actor_id: int
    login: str
    name: str
    language: str
    grants: tuple[Grant, ...]
    password_by: int = 0
    resting: tuple[Grant, ...] = ()

    @property
    def must_change_password(self) -> bool:
        """True while somebody else knows the password: until it is changed this person can do nothing else."""
        return self.password_by not in (0, self.actor_id)


@dataclass(frozen=True, slots=True)
class Link:
    """During `term` two people act for one another: `other` delegated a role to this person, or got one from them."""

    other: int
    name: str
    term: Term


def load_actor(
    connection: Connection, district_id: int, actor_id: int, now: int, facts: Facts | None = None
) -> Actor | None:
    """The active person with this id and the roles they may use at the moment `now` (ms), or None."""
    found = _known_actor(connection, district_id, actor_id, facts)
    if found is None or all(grant.is_in_force(now) for grant in found.grants):
        return found
    usable = tuple(grant for grant in found.grants if grant.is_in_force(now))
    resting = tuple(grant for grant in found.grants if not grant.is_in_force(now))
    return replace(found, grants=usable, resting=resting)


def _known_actor(connection: Connection, district_id: int, actor_id: int, facts: Facts | None) -> Actor | None:
    """The active person with all roles not taken back, whenever they hold."""
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
    """The roles of a person that were not taken back, each with its term and the place or party it is limited to.

    A role that was delegated ends with the giver's own role, and when the giver leaves.
    """
    rows = ask(
        connection,
        "SELECT role_grant.grant_id, role_grant.role, COALESCE(path, ''), COALESCE(role_grant.party_id, 0), "
        "role_grant.since, role_grant.until FROM role_grant "
        "LEFT JOIN location ON location.district_id = role_grant.district_id "
        "AND location.location_id = role_grant.location_id "
        "LEFT JOIN role_grant AS own ON own.district_id = role_grant.district_id "
        "AND own.grant_id = role_grant.from_grant "
        "LEFT JOIN actor AS giver ON giver.district_id = role_grant.district_id "
        "AND giver.actor_id = role_grant.given_by "
        "WHERE role_grant.district_id = ? AND role_grant.actor_id = ? AND role_grant.is_active = 1 "
        "AND (role_grant.from_grant = 0 OR (own.is_active = 1 AND giver.is_active = 1)) ORDER BY role_grant.grant_id",
        (district_id, actor_id),
    )
    away = _handed_over(connection, district_id, actor_id)
    return tuple(
        Grant(role, path, party_id, Term(since, until or FOR_EVER), tuple(away.get(grant_id, ())))
        for grant_id, role, path, party_id, since, until in rows
    )


def _handed_over(connection: Connection, district_id: int, actor_id: int) -> dict[int, list[Term]]:
    """When each of a person's roles is somebody else's alone, by grant."""
    rows = ask(
        connection,
        "SELECT from_grant, since, until FROM role_grant "
        "WHERE district_id = ? AND given_by = ? AND is_handed_over = 1 AND is_active = 1",
        (district_id, actor_id),
    )
    terms: dict[int, list[Term]] = {}
    for from_grant, since, until in rows:
        terms.setdefault(from_grant, []).append(Term(since, until or FOR_EVER))
    return terms


def links_of(connection: Connection, district_id: int, actor_id: int, facts: Facts | None = None) -> tuple[Link, ...]:
    """Who ever acted for this person, or had this person act for them, and when; delegations taken back included."""
    if facts is not None and ("links", actor_id) in facts:
        known: tuple[Link, ...] = facts["links", actor_id]
        return known
    rows = ask(
        connection,
        "SELECT actor.actor_id, actor.name, since, until FROM role_grant JOIN actor "
        "ON actor.district_id = role_grant.district_id AND ((actor.actor_id = given_by AND role_grant.actor_id = ?) "
        "OR (actor.actor_id = role_grant.actor_id AND given_by = ?)) "
        "WHERE role_grant.district_id = ? AND origin = 'delegated' AND (role_grant.actor_id = ? OR given_by = ?) "
        "ORDER BY grant_id",
        (actor_id, actor_id, district_id, actor_id, actor_id),
    )
    found = tuple(Link(other, name, Term(since, until or FOR_EVER)) for other, name, since, until in rows)
    if facts is not None:
        facts["links", actor_id] = found
    return found


def actors_of(connection: Connection, district_id: int) -> list[tuple[int, str]]:
    """All active people as (id, login), the earliest first."""
    sql = (
        "SELECT actor_id, login FROM actor WHERE district_id = ? AND is_active = 1 AND is_person = 1 ORDER BY actor_id"
    )
    return [(row[0], row[1]) for row in ask(connection, sql, (district_id,))]


def actors_named(connection: Connection, district_id: int) -> list[tuple[int, str]]:
    """All active people as (id, name), by name."""
    sql = (
        "SELECT actor_id, name FROM actor WHERE district_id = ? AND is_active = 1 AND is_person = 1 "
        "ORDER BY name, actor_id"
    )
    return [(row[0], row[1]) for row in ask(connection, sql, (district_id,))]


def name_of_active(connection: Connection, district_id: int, actor_id: int, field: str = "actor_id") -> str:
    """The name of somebody who may sign in; raises Refused ``unknown_actor`` that blames `field`."""
    sql = "SELECT name FROM actor WHERE district_id = ? AND actor_id = ? AND is_active = 1 AND is_person = 1"
    rows = ask(connection, sql, (district_id, actor_id))
    if not rows:
        raise refused("unknown_actor", field, name=actor_id)
    return str(rows[0][0])


def linked_with(links: Sequence[Link], other: int, *moments: int) -> Link | None:
    """The link that makes `other` one with this person at any of the `moments` (ms), or None."""
    return next(
        (link for link in links if link.other == other and any(link.term.holds(moment) for moment in moments)), None
    )


@dataclass(frozen=True, slots=True)
class Done:
    """Somebody did a duty on a chain of documents, at a moment (ms)."""

    actor_id: int
    chain: str
    duty: str
    recorded_at: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why somebody may not do `duty` on `chain`: `done` was done there, by themselves or by who is one with them.

    `name` is that other person's, empty when it was themselves.
    """

    chain: str
    done: str
    duty: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Doer:
    """A person at a moment (ms since 1970 UTC); `signs` when they would do it as a second person."""

    actor_id: int
    now: int
    signs: bool = False


def find_conflict(
    connection: Connection,
    district_id: int,
    who: Doer,
    duties: Sequence[DutyDone],
    facts: Facts | None = None,
) -> Conflict | None:
    """What keeps `who` from doing `duties`, or None. The road asks, and so do pages."""
    if not duties:
        return None
    links = links_of(connection, district_id, who.actor_id, facts)
    people = {who.actor_id, *(link.other for link in links)}
    done = duties_done(connection, district_id, people, sorted({each.chain for each in duties}))
    return conflict_among(who, links, done, duties)


def conflict_among(
    who: Doer, links: Sequence[Link], done: Iterable[Done], duties: Sequence[DutyDone]
) -> Conflict | None:
    """The same on what was read: whoever acts for another, now or when it was done, has done what the other did."""
    for earlier in done:
        for duty in duties:
            if duty.chain != earlier.chain or earlier.duty not in shut_out_by(duty.duty, signs=who.signs):
                continue
            if earlier.actor_id == who.actor_id:
                return Conflict(duty.chain, earlier.duty, duty.duty)
            link = linked_with(links, earlier.actor_id, who.now, earlier.recorded_at)
            if link is not None:
                return Conflict(duty.chain, earlier.duty, duty.duty, link.name)
    return None


def chains_counting(connection: Connection, district_id: int, chains: Sequence[str]) -> dict[str, set[str]]:
    """Where something done counts on one of `chains`: chain -> on which of them. Each counts on itself.

    A chain may go on from others (documents merged, split, corrected): what was done there counts on it too, all the
    way back. See docs/decisions/0056-requests-take-a-place.md.
    """
    found = {chain: {chain} for chain in chains}
    sql = "SELECT chain, origin FROM {keys} JOIN chain_origin ON chain = k1 WHERE district_id = ?"
    fresh: Collection[str] = chains
    while fresh:
        rows = select_by_texts(connection, sql, sorted(fresh), (district_id,))
        fresh = set()
        for chain, origin in rows:
            known = found.setdefault(origin, set())
            if not found[chain] <= known:
                known |= found[chain]
                fresh.add(origin)
    return found


def duties_done(
    connection: Connection, district_id: int, actor_ids: Collection[int], chains: Sequence[str]
) -> list[Done]:
    """What these people already did on these chains, or on those that they go on from."""
    sql = (
        "SELECT duty_done.actor_id, chain, duty, recorded_at FROM {keys} JOIN duty_done ON chain = k1 "
        "JOIN journal ON journal.district_id = duty_done.district_id AND journal.number = duty_done.entry "
        "WHERE duty_done.district_id = ?"
    )
    counting = chains_counting(connection, district_id, chains)
    rows = select_by_texts(connection, sql, sorted(counting), (district_id,))
    done = (
        Done(actor_id, chain, duty, at)
        for actor_id, origin, duty, at in rows
        if actor_id in actor_ids
        for chain in counting[origin]
    )
    return sorted(done, key=lambda each: (each.chain, each.duty))


def signers_of(connection: Connection, district_id: int, entry: int) -> list[int]:
    """Who signed for the held command that took effect as `entry`; empty when nobody had to."""
    rows = ask(
        connection,
        "SELECT held_signature.actor_id FROM journal JOIN held_command "
        "ON held_command.district_id = journal.district_id "
        "AND journal.command_id = held_command.command_id || ':released' "
        "JOIN held_signature ON held_signature.district_id = held_command.district_id "
        "AND held_signature.held_id = held_command.held_id WHERE journal.district_id = ? AND number = ?",
        (district_id, entry),
    )
    return [row[0] for row in rows]


def reveal(connection: Connection, district_id: int, commitments: Sequence[str]) -> dict[str, str]:
    """The personal data behind commitments, by commitment; what was erased is left out."""
    wanted = sorted({commitment for commitment in commitments if commitment})
    sql = "SELECT commitment, value FROM {keys} JOIN personal_data ON commitment = k1 WHERE district_id = ?"
    return dict(select_by_texts(connection, sql, wanted, (district_id,)))
