"""Reading roles taken in an emergency: why, who agreed, what was found when it was reviewed."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.queries import signers_of
from liangcao.access.rules import REVIEW_WITHIN_MS
from liangcao.database.bulk import ask, select_by_keys
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Emergency:
    """A role taken in an emergency; times in ms since 1970 UTC, `reviewed_at` 0 while nobody has reviewed it."""

    grant_id: int
    actor_id: int
    name: str
    role: str
    place: str
    reason: str
    began_at: int
    until: int
    entry: int
    reviewed_by: int
    reviewer: str
    reviewed_at: int
    is_justified: bool
    finding: str

    @property
    def is_open(self) -> bool:
        """True while nobody has reviewed it."""
        return not self.reviewed_at

    def is_late(self, now: int) -> bool:
        """True when it should have been reviewed by `now` (ms) and was not."""
        return self.is_open and now - self.began_at > REVIEW_WITHIN_MS


_SQL = (
    "SELECT emergency.grant_id, emergency.actor_id, COALESCE(actor.name, ''), role_grant.role, "
    "COALESCE(location.name, ''), emergency.reason, began_at, role_grant.until, emergency.entry, reviewed_by, "
    "COALESCE(reviewer.name, ''), reviewed_at, is_justified = 1, finding FROM emergency "
    "JOIN role_grant ON role_grant.district_id = emergency.district_id AND role_grant.grant_id = emergency.grant_id "
    "LEFT JOIN location ON location.district_id = role_grant.district_id "
    "AND location.location_id = role_grant.location_id "
    "LEFT JOIN actor ON actor.district_id = emergency.district_id AND actor.actor_id = emergency.actor_id "
    "LEFT JOIN actor AS reviewer ON reviewer.district_id = emergency.district_id "
    "AND reviewer.actor_id = emergency.reviewed_by WHERE emergency.district_id = ?"
)


def emergencies(connection: Connection, district_id: int, *, page: tuple[int, int] = (50, 0)) -> list[Emergency]:
    """Roles taken in emergencies: those to be reviewed first, the oldest at the head; then the others, newest first."""
    order = "ORDER BY reviewed_at <> 0, CASE WHEN reviewed_at = 0 THEN began_at ELSE -began_at END, emergency.grant_id"
    rows = ask(connection, f"{_SQL} {order} LIMIT ? OFFSET ?", (district_id, *page))
    return [Emergency(*row) for row in rows]


def count_emergencies(connection: Connection, district_id: int) -> int:
    """How many there are."""
    return int(ask(connection, "SELECT COUNT(*) FROM emergency WHERE district_id = ?", (district_id,))[0][0])


def emergency(connection: Connection, district_id: int, grant_id: int) -> Emergency:
    """One of them; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_SQL} AND emergency.grant_id = ?", (district_id, grant_id))
    if not rows:
        raise refused("unknown_document", "grant_id", name=grant_id)
    return Emergency(*rows[0])


def who_agreed(connection: Connection, district_id: int, found: Emergency) -> dict[int, str]:
    """Who signed for it, by id: neither they nor who took the role may review it."""
    keys = [(number,) for number in signers_of(connection, district_id, found.entry)]
    sql = "SELECT actor_id, name FROM {keys} JOIN actor ON actor_id = k1 WHERE district_id = ?"
    return dict(select_by_keys(connection, sql, keys, (district_id,)))


def to_review(connection: Connection, district_id: int, actor_id: int) -> list[int]:
    """When the emergencies began that wait for a review and that this person may review, the oldest first."""
    rows = ask(
        connection,
        "SELECT began_at, entry FROM emergency WHERE district_id = ? AND reviewed_at = 0 AND actor_id <> ? "
        "ORDER BY began_at",
        (district_id, actor_id),
    )
    return [began_at for began_at, entry in rows if actor_id not in signers_of(connection, district_id, entry)]
