"""Roles replayed: who may what at which moment, and who then acts for whom; all of it from the rows entries wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

FOR_EVER = 2**53 - 1
"""Later than any moment an entry can tell."""
ACTORS, GRANTS = "actor", "role_grant"
_DELEGATED = "delegated"


class Limit(NamedTuple):
    """The place a role is limited to (with all that lies in it), or the unit; the other one is 0."""

    location_id: int
    party_id: int


class Leave(NamedTuple):
    """Whether roles permit something, until when that stands (ms since 1970 UTC), and their limits if all have some."""

    permitted: bool
    until: int
    limits: tuple[Limit, ...] = ()


@dataclass(slots=True)
class _Grant:
    """A role somebody holds, from when to when (ms since 1970 UTC); of a delegation also whose it is, and of whom."""

    actor: int
    role: str
    since: int
    until: int
    is_active: bool
    given_by: int
    from_grant: int
    is_handed_over: bool
    is_delegated: bool
    location_id: int = 0
    party_id: int = 0

    def holds(self, now: int) -> bool:
        return self.since <= now < self.until


class Roles:
    """The people and their roles as entry after entry leaves them; `permits` says what each role permits."""

    def __init__(self, permits: Mapping[str, frozenset[str]]) -> None:
        self._permits = permits
        self._active: dict[int, bool] = {}
        self._grants: dict[int, _Grant] = {}
        self._held: dict[int, list[int]] = {}
        self._delegated: dict[int, list[int]] = {}
        self._links: dict[int, list[int]] = {}

    def is_there(self, actor: int) -> bool:
        """True for a person who was taken in and is not disabled."""
        return self._active.get(actor, False)

    def may(self, actor: int, permission: str, now: int, *, at_rest: bool = False) -> Leave:
        """Whether roles in force at `now` permit it, how far they reach, and when this may be otherwise.

        `at_rest`: any role will do that was not taken back, also while it cannot be used.
        """
        boundary, limits = FOR_EVER, list[Limit]()
        for grant_id in self._held.get(actor, ()):
            grant = self._grants[grant_id]
            if not grant.is_active or permission not in self._permits.get(grant.role, ()) or not self._stands(grant):
                continue
            if at_rest:  # no moment makes a difference
                limits.append(Limit(grant.location_id, grant.party_id))
                continue
            away = [each for each in self._of(self._delegated, grant_id) if each.is_active and each.is_handed_over]
            for each in (grant, *away):
                boundary = min([boundary, *(moment for moment in (each.since, each.until) if moment > now)])
            if grant.holds(now) and not any(each.holds(now) for each in away):
                limits.append(Limit(grant.location_id, grant.party_id))
        return Leave(bool(limits), boundary, tuple(limits) if all(map(any, limits)) else ())

    def linked_ever(self, person: int) -> set[int]:
        """Everybody who ever acted for this person, or this person for them."""
        if person not in self._links:
            return set()
        return {self._other(grant, person) for grant in self._of(self._links, person)}

    def are_linked(self, person: int, other: int, *moments: int) -> bool:
        """True when one of the two acted for the other at one of the `moments`."""
        links = (grant for grant in self._of(self._links, person) if self._other(grant, person) == other)
        return any(grant.holds(moment) for grant in links for moment in moments)

    def take_row(self, table: str, values: Mapping[str, Any]) -> None:
        """A new row of either table."""
        if table == ACTORS:
            self._active[whole(values, "actor_id")] = bool(values.get("is_active", 1))
            return
        grant = _Grant(
            actor=whole(values, "actor_id"),
            role=str(values.get("role")),
            since=whole(values, "since"),
            until=whole(values, "until") or FOR_EVER,
            is_active=bool(values.get("is_active", 1)),
            given_by=whole(values, "given_by"),
            from_grant=whole(values, "from_grant"),
            is_handed_over=bool(values.get("is_handed_over", 0)),
            is_delegated=values.get("origin") == _DELEGATED,
            location_id=whole(values, "location_id"),
            party_id=whole(values, "party_id"),
        )
        self._keep(whole(values, "grant_id"), grant)

    def take_change(self, table: str, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """A row of either table was changed."""
        if table == ACTORS:
            if "is_active" in values:
                self._active[whole(key, "actor_id")] = bool(values["is_active"])
            return
        grant = self._grants.get(whole(key, "grant_id"))
        if grant is not None:
            grant.is_active = bool(values.get("is_active", grant.is_active))
            grant.since = whole(values, "since") if "since" in values else grant.since
            grant.until = (whole(values, "until") or FOR_EVER) if "until" in values else grant.until

    def told(self) -> dict[str, Any]:
        """All of it as plain values, from which `begin` goes on."""
        grants = [
            [number, *(getattr(grant, name) for name in _Grant.__slots__)] for number, grant in self._grants.items()
        ]
        return {"actors": sorted(map(list, self._active.items())), "grants": sorted(grants)}

    def begin(self, told: Mapping[str, Any]) -> None:
        """Begin with what `told` gave."""
        self._active = {actor: bool(is_active) for actor, is_active in told["actors"]}
        for number, *cells in told["grants"]:
            self._keep(number, _Grant(*cells))

    def _keep(self, grant_id: int, grant: _Grant) -> None:
        self._grants[grant_id] = grant
        self._held.setdefault(grant.actor, []).append(grant_id)
        if grant.is_delegated:
            self._delegated.setdefault(grant.from_grant, []).append(grant_id)
            for person in (grant.actor, grant.given_by):
                self._links.setdefault(person, []).append(grant_id)

    @staticmethod
    def _other(grant: _Grant, person: int) -> int:
        return grant.given_by if grant.actor == person else grant.actor

    def _of(self, index: Mapping[int, list[int]], number: int) -> list[_Grant]:
        return [self._grants[grant_id] for grant_id in index.get(number, ())]

    def _stands(self, grant: _Grant) -> bool:
        """What was delegated falls with the giver's own role, and when the giver leaves."""
        if not grant.from_grant:
            return True
        own = self._grants.get(grant.from_grant)
        return own is not None and own.is_active and self.is_there(grant.given_by)


def whole(values: Mapping[str, Any], name: str) -> int:
    """The whole number under `name`; 0, which nothing has, when there is none."""
    value = values.get(name)
    return value if type(value) is int else 0
