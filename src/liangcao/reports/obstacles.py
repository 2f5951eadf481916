"""Why somebody cannot sign what waits, known before they try: the same reasons that the road would give them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.duties import DUTIES
from liangcao.access.permissions import Reach, check_permission, has_permission
from liangcao.access.queries import Actor, Conflict, Doer, conflict_among, duties_done, linked_with, links_of
from liangcao.kernel.effects import DutyDone
from liangcao.kernel.errors import Reason, Refused
from liangcao.reports.chains import duties_ahead
from liangcao.reports.held import HeldCommand, held_page, signatures

SIGN = "approvals.approve_held"
MOST_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why somebody cannot sign: the refusal they would meet, and for a duty done before what that was."""

    reason: Reason
    conflict: Conflict | None = None


def obstacles(
    connection: Connection, district_id: int, who: Actor, rows: Sequence[HeldCommand], now: int
) -> dict[int, Obstacle]:
    """What keeps `who` from signing each of `rows` at the moment `now`; those they could sign are left out."""
    found = {row.held_id: obstacle for row in rows if (obstacle := _by_role(who, row, now))}
    rest = [row for row in rows if row.held_id not in found]
    links = links_of(connection, district_id, who.actor_id)
    signed = signatures(connection, district_id, [row.held_id for row in rest])
    duties = {
        row.held_id: (
            DutyDone(f"held:{row.held_id}", "sign"),
            *duties_ahead(connection, district_id, row.action, row.command),
        )
        for row in rest
    }
    people = {who.actor_id, *(link.other for link in links)}
    chains = sorted({duty.chain for each in duties.values() for duty in each})
    done = duties_done(connection, district_id, people, chains)
    for row in rest:
        signers = [each.actor_id for each in signed[row.held_id]]
        if who.actor_id in signers:
            found[row.held_id] = Obstacle(Reason("already_signed", {}))
            continue
        others = (linked_with(links, other, now) for other in (row.actor_id, *signers))
        link = next((each for each in others if each), None)
        if link is not None:
            found[row.held_id] = Obstacle(Reason("signer_linked", {"name": link.name}))
            continue
        conflict = conflict_among(Doer(who.actor_id, now, signs=True), links, done, duties[row.held_id])
        if conflict is not None:
            found[row.held_id] = Obstacle(_reason(conflict), conflict)
    return found


def _by_role(who: Actor, row: HeldCommand, now: int) -> Obstacle | None:
    """What needs no look into the books: one's own submission, roles, one that has expired."""
    if row.actor_id == who.actor_id:
        return Obstacle(Reason("own_submission", {}))
    try:
        check_permission(who.grants, SIGN, Reach())
    except Refused as refusal:
        return Obstacle(refusal.reasons[0])
    if not has_permission(who.grants, row.permission):
        return Obstacle(Reason("not_permitted", {"action": row.permission}))
    return Obstacle(Reason("held_expired", {})) if row.is_expired(now) else None


def _reason(conflict: Conflict) -> Reason:
    words = {"done": DUTIES[conflict.done], "duty": DUTIES[conflict.duty]}
    if not conflict.name:
        return Reason("duty_conflict", words)
    return Reason("duty_conflict_linked", {"name": conflict.name, **words})


def waiting_for(connection: Connection, district_id: int, who: Actor, now: int) -> list[HeldCommand]:
    """What waits and `who` could sign at the moment `now`, the longest first."""
    rows = held_page(connection, district_id, status="waiting", page=(MOST_LOOKED_AT, 0))
    kept_from = obstacles(connection, district_id, who, rows, now)
    return [row for row in rows if row.held_id not in kept_from]
