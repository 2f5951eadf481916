"""May this person do this, here? Pure answers on roles granted; the road and the pages ask the same functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from liangcao.access.roles import CARRIED
from liangcao.kernel.errors import refused

FOR_EVER = 2**53 - 1
"""Later than any moment the journal can write down."""


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when something holds, in ms since 1970 UTC; the end itself is outside."""

    since: int = 0
    until: int = FOR_EVER

    def holds(self, now: int) -> bool:
        """True at the moment `now`."""
        return self.since <= now < self.until


@dataclass(frozen=True, slots=True)
class Grant:
    """A role somebody holds: everywhere in the district, under one place (`path`), or for one party.

    It holds during its `term`, but for the times it is handed over to somebody else (`away`).
    """

    role: str
    path: str = ""
    party_id: int = 0
    term: Term = Term()
    away: tuple[Term, ...] = ()

    def is_in_force(self, now: int) -> bool:
        """True when its holder may use it at the moment `now`."""
        return self.term.holds(now) and not any(away.holds(now) for away in self.away)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a command takes effect: paths of the places it needs a role at, and the unit it speaks for.

    `is_own`: on the asking person only, so that a role limited to any place or unit will do. `is_any`: reaching one
    of the places is enough.
    """

    paths: tuple[str, ...] = ()
    party_id: int = 0
    is_own: bool = False
    is_any: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person may see under one permission. None means everything; an empty tuple means nothing."""

    paths: tuple[str, ...] | None
    party_ids: tuple[int, ...] | None

    @property
    def is_all(self) -> bool:
        """True when nothing is hidden."""
        return self.paths is None and self.party_ids is None


EVERYTHING = Scope(None, None)
NOTHING = Scope((), ())


def has_permission(grants: Sequence[Grant], permission: str) -> bool:
    """True when some granted role carries `permission`, wherever it reaches."""
    return any(permission in CARRIED[grant.role].permissions for grant in grants if grant.role in CARRIED)


def check_permission(grants: Sequence[Grant], permission: str, reach: Reach) -> None:
    """Raise Refused ``not_permitted`` when no role carries `permission`, ``not_permitted_here`` when none reaches."""
    if not has_permission(grants, permission):
        raise refused("not_permitted", action=permission)
    if not reaches(grants, permission, reach):
        raise refused("not_permitted_here", action=permission)


def reaches(grants: Sequence[Grant], permission: str, reach: Reach) -> bool:
    """True when some granted role carries `permission` and reaches there."""
    return any(
        grant.role in CARRIED and permission in CARRIED[grant.role].permissions and _covers(grant, reach)
        for grant in grants
    )


def _covers(grant: Grant, reach: Reach) -> bool:
    if reach.is_own:
        return True
    if grant.party_id:
        return grant.party_id == reach.party_id
    if grant.path:
        covered = [path.startswith(grant.path) for path in reach.paths]
        return any(covered) if reach.is_any else bool(covered) and all(covered)
    return True


def scope_of(grants: Sequence[Grant], permission: str) -> Scope:
    """What the holder of `grants` may see under `permission`: the union of what each carrying role reaches."""
    carrying = [grant for grant in grants if grant.role in CARRIED and permission in CARRIED[grant.role].permissions]
    if any(not grant.path and not grant.party_id for grant in carrying):
        return EVERYTHING
    paths = tuple(sorted({grant.path for grant in carrying if grant.path}))
    parties = tuple(sorted({grant.party_id for grant in carrying if grant.party_id}))
    return Scope(paths, parties)
