"""What a delegation writes: a role of one person's, for another, for a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Term
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, NewRow


@dataclass(frozen=True, slots=True)
class OwnGrant:
    """A role granted to `actor_id`, and what it is limited to (a column that limits nothing is left out).

    `until` is ms since 1970 UTC, 0: until it is taken back.
    """

    grant_id: int
    actor_id: int
    role: str
    limits: Mapping[str, int]
    until: int
    origin: str


def active_grants(connection: Connection, district_id: int, *, actor_id: int = 0, grant_id: int = 0) -> list[OwnGrant]:
    """The roles that were not taken back, of one person or the one of this number."""
    column, wanted = ("actor_id", actor_id) if actor_id else ("grant_id", grant_id)
    rows = ask(
        connection,
        "SELECT grant_id, actor_id, role, location_id, party_id, until, origin FROM role_grant "
        f"WHERE district_id = ? AND {column} = ? AND is_active = 1 ORDER BY grant_id",
        (district_id, wanted),
    )
    return [
        OwnGrant(
            number,
            owner,
            role,
            {name: at for name, at in (("location_id", location_id), ("party_id", party_id)) if at is not None},
            until,
            origin,
        )
        for number, owner, role, location_id, party_id, until, origin in rows
    ]


def delegated(context: Context, own: OwnGrant, taker: int, term: Term, *, is_handed_over: bool) -> NewRow:
    """The row of a role delegated to `taker` by whoever asks."""
    values: dict[str, Any] = {
        "grant_id": context.new_id(),
        "actor_id": taker,
        "role": own.role,
        "since": term.since,
        "until": term.until,
        "origin": "delegated",
        "given_by": context.actor_id,
        "from_grant": own.grant_id,
        "is_handed_over": int(is_handed_over),
    }
    return NewRow("role_grant", values | dict(own.limits))


def ended(grant_id: int, until: int, now: int) -> Change:
    """The role is over, and it stays on record until when it could be used (`until` its own end, 0: none)."""
    return Change(
        "role_grant", {"grant_id": grant_id}, {"is_active": 0, "until": min(until or now, now)}, {"is_active": 1}
    )
