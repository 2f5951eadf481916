"""Commands held back for a second person, as the inbox of approvals shows them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class HeldCommand:
    """A command that waits, or waited; times in ms since 1970 UTC. Personal texts in `command` are commitments."""

    held_id: int
    action: str
    actor_id: int
    actor_name: str
    reason: str
    permission: str
    command: Mapping[str, Any]
    status: str
    occurred_at: int
    submitted_at: int
    expires_at: int
    entry: int
    signers: int
    signed: int

    @property
    def missing(self) -> int:
        """How many have yet to sign, while it waits."""
        return self.signers - self.signed if self.status == "waiting" else 0

    def is_expired(self, now: int) -> bool:
        """True when it waited too long to be approved."""
        return self.status == "waiting" and self.expires_at < now


_SQL = (
    "SELECT held_id, action, held_command.actor_id, COALESCE(actor.name, ''), reason, permission, command, status, "
    "occurred_at, submitted_at, expires_at, entry, signers, (SELECT COUNT(*) FROM held_signature "
    "WHERE held_signature.district_id = held_command.district_id "
    "AND held_signature.held_id = held_command.held_id) FROM held_command "
    "LEFT JOIN actor ON actor.district_id = held_command.district_id AND actor.actor_id = held_command.actor_id "
)


def _held(row: Row) -> HeldCommand:
    return HeldCommand(*(*row[:6], json.loads(row[6]), *row[7:]))


def _conditions(district_id: int, status: str, actor_id: int) -> tuple[str, Row]:
    where, values = "held_command.district_id = ?", [district_id]
    rest: list[Any] = list(values)
    for part, value in (("status = ?", status), ("held_command.actor_id = ?", actor_id)):
        if value:
            where += f" AND {part}"
            rest.append(value)
    return where, tuple(rest)


def held_page(
    connection: Connection, district_id: int, *, status: str = "", actor_id: int = 0, page: tuple[int, int] = (50, 0)
) -> list[HeldCommand]:
    """Held commands, those that wait longest first; of one status or person only where given."""
    where, values = _conditions(district_id, status, actor_id)
    order = "held_id" if status == "waiting" else "held_id DESC"
    rows = ask(connection, f"{_SQL} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?", (*values, *page))
    return [_held(row) for row in rows]


def count_held(connection: Connection, district_id: int, *, status: str = "", actor_id: int = 0) -> int:
    """How many there are."""
    where, values = _conditions(district_id, status, actor_id)
    return int(ask(connection, f"SELECT COUNT(*) FROM held_command WHERE {where}", values)[0][0])


def held_command(connection: Connection, district_id: int, held_id: int) -> HeldCommand:
    """One held command; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_SQL} WHERE held_command.district_id = ? AND held_id = ?", (district_id, held_id))
    if not rows:
        raise refused("unknown_document", "held_id", name=held_id)
    return _held(rows[0])


def waiting_on_shipment(connection: Connection, district_id: int, shipment_id: int, *, now: int) -> list[HeldCommand]:
    """What waits for a second person about a shipment and has not expired, the oldest first."""
    sql = (
        f"{_SQL} WHERE held_command.district_id = ? AND status = 'waiting' AND expires_at >= ? "
        "AND action IN ('shipping.settle_difference', 'shipping.undo_delivery') ORDER BY held_id"
    )
    rows = [_held(row) for row in ask(connection, sql, (district_id, now))]
    return [row for row in rows if row.command.get("shipment_id") == shipment_id]


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody signed a held command, at a moment (ms), with a note or none."""

    actor_id: int
    name: str
    signed_at: int
    note: str
    entry: int


_SIGNATURES = (
    "SELECT held_id, held_signature.actor_id, COALESCE(actor.name, ''), signed_at, note, entry FROM {keys} "
    "JOIN held_signature ON held_id = k1 LEFT JOIN actor ON actor.district_id = held_signature.district_id "
    "AND actor.actor_id = held_signature.actor_id WHERE held_signature.district_id = ? ORDER BY entry"
)


def signatures(connection: Connection, district_id: int, held_ids: Sequence[int]) -> dict[int, list[Signature]]:
    """Who signed each of these held commands, the first at the head."""
    keys = [(number,) for number in sorted(set(held_ids))]
    found: dict[int, list[Signature]] = {number: [] for (number,) in keys}
    for held_id, *rest in select_by_keys(connection, _SIGNATURES, keys, (district_id,)):
        found[held_id].append(Signature(*rest))
    return found


def held_about(connection: Connection, district_id: int, action: str, field: str, number: int) -> list[int]:
    """Held commands of this action that wait and are about the document `number` (named in `field`), by their ids."""
    return held_by(connection, district_id, action, field).get(number, [])


def held_by(connection: Connection, district_id: int, action: str, field: str) -> dict[int, list[int]]:
    """All held commands of this action that wait, by the document that `field` names."""
    sql = (
        "SELECT held_id, command FROM held_command WHERE district_id = ? AND status = 'waiting' AND action = ? "
        "ORDER BY held_id"
    )
    found: dict[int, list[int]] = {}
    for held_id, command in ask(connection, sql, (district_id, action)):
        found.setdefault(json.loads(command).get(field, 0), []).append(int(held_id))
    return found
