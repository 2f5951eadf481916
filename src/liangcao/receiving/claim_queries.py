"""Reading claims, and what can be claimed."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import Row, ask
from liangcao.kernel.errors import refused
from liangcao.ledger.queries import scope_condition


@dataclass(frozen=True, slots=True)
class Claimable:
    """So many base units of a rejected lot, or (lot 0) of a line of the arrival that came short, not claimed yet."""

    lot_id: int
    arrival_line: int
    item_id: int
    item_name: str
    base_unit: str
    batch_number: str
    quantity: int
    cause: str

    @property
    def key(self) -> tuple[int, int]:
        """What a line of a claim names it by."""
        return self.lot_id, self.arrival_line


_REJECTED = """
SELECT receipt_line.lot_id, 0, lot.item_id, item.name, item.base_unit, lot.batch_number,
       SUM(receipt_line.rejected)
       + (SELECT COALESCE(SUM(found.rejected), 0) FROM acceptance_line AS found
          WHERE found.district_id = lot.district_id AND found.lot_id = lot.lot_id)
       - (SELECT COALESCE(SUM(claim_line.quantity), 0) FROM claim_line
          JOIN claim ON claim.district_id = claim_line.district_id AND claim.claim_id = claim_line.claim_id
          WHERE claim_line.district_id = lot.district_id AND claim.receipt_id = receipt_line.receipt_id
          AND claim_line.lot_id = lot.lot_id),
       MAX(CASE WHEN receipt_line.rejected > 0 THEN receipt_line.reject_code ELSE
           COALESCE((SELECT MAX(found.reason_code) FROM acceptance_line AS found
                     WHERE found.district_id = lot.district_id AND found.lot_id = lot.lot_id), '') END)
FROM receipt_line
JOIN lot ON lot.district_id = receipt_line.district_id AND lot.lot_id = receipt_line.lot_id
JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id
WHERE receipt_line.district_id = ? AND receipt_line.receipt_id = ?
GROUP BY receipt_line.receipt_id, receipt_line.lot_id, lot.district_id, lot.lot_id, lot.item_id, item.name,
         item.base_unit, lot.batch_number
ORDER BY receipt_line.lot_id
"""
_SHORT = """
SELECT 0, arrival_line.line_number, arrival_line.item_id, item.name, item.base_unit, '',
       arrival_line.quantity - received - rejected
       - (SELECT COALESCE(SUM(claim_line.quantity), 0) FROM claim_line
          JOIN claim ON claim.district_id = claim_line.district_id AND claim.claim_id = claim_line.claim_id
          WHERE claim_line.district_id = arrival_line.district_id AND claim.arrival_id = arrival_line.arrival_id
          AND claim_line.lot_id = 0 AND claim_line.arrival_line = arrival_line.line_number),
       'short'
FROM arrival_line
JOIN arrival ON arrival.district_id = arrival_line.district_id AND arrival.arrival_id = arrival_line.arrival_id
JOIN item ON item.district_id = arrival_line.district_id AND item.item_id = arrival_line.item_id
WHERE arrival_line.district_id = ? AND arrival_line.arrival_id = ? AND arrival.state IN ('partly', 'cancelled')
ORDER BY arrival_line.line_number
"""


def claimable(connection: Connection, district_id: int, receipt_id: int, arrival_id: int) -> list[Claimable]:
    """What of a receipt (0: none) and of an arrival (0: none) can still be claimed."""
    rows = ask(connection, _REJECTED, (district_id, receipt_id)) if receipt_id else []
    if arrival_id:
        rows = [*rows, *ask(connection, _SHORT, (district_id, arrival_id))]
    found = [Claimable(*(*row[:6], int(row[6]), row[7] or "other")) for row in rows]
    return [each for each in found if each.quantity > 0]


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as it stands; times in ms since 1970 UTC, 0 where it has not come to that."""

    claim_id: int
    party_id: int
    party_name: str
    receipt_id: int
    arrival_id: int
    source_kind: str
    document_id: int
    state: str
    demand: str
    note: str
    answer: str
    settlement: str
    refund_fen: int
    settled_note: str
    new_arrival_id: int
    actor_name: str
    opened_at: int
    answered_at: int
    settled_at: int
    lines: int
    first_item: str


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims to show; empty or zero means any. `search` is a normalised search word."""

    state: str = ""
    search: str = ""
    party_id: int = 0
    receipt_id: int = 0
    arrival_id: int = 0


_CLAIM = (
    "SELECT claim.claim_id, claim.party_id, party.name, claim.receipt_id, claim.arrival_id, "
    "COALESCE(arrival.source_kind, receipt.source_kind, ''), COALESCE(arrival.document_id, 0), claim.state, "
    "claim.demand, claim.note, claim.answer, claim.settlement, claim.refund_fen, claim.settled_note, "
    "claim.new_arrival_id, COALESCE(actor.name, ''), claim.opened_at, claim.answered_at, claim.settled_at, "
    "(SELECT COUNT(*) FROM claim_line WHERE claim_line.district_id = claim.district_id "
    "AND claim_line.claim_id = claim.claim_id), "
    "COALESCE((SELECT item.name FROM claim_line JOIN item ON item.district_id = claim_line.district_id "
    "AND item.item_id = claim_line.item_id WHERE claim_line.district_id = claim.district_id "
    "AND claim_line.claim_id = claim.claim_id AND line_number = 1), '') "
)
_FROM = (
    "FROM claim JOIN party ON party.district_id = claim.district_id AND party.party_id = claim.party_id "
    "LEFT JOIN receipt ON receipt.district_id = claim.district_id AND receipt.receipt_id = claim.receipt_id "
    "LEFT JOIN arrival ON arrival.district_id = claim.district_id AND arrival.arrival_id = claim.arrival_id "
    "LEFT JOIN location ON location.district_id = claim.district_id "
    "AND location.location_id = COALESCE(receipt.location_id, arrival.location_id) "
    "LEFT JOIN actor ON actor.district_id = claim.district_id AND actor.actor_id = claim.actor_id "
)


def _conditions(district_id: int, scope: Scope, wanted: ClaimFilter) -> tuple[str, Row]:
    scoped, scope_values = scope_condition(scope)
    parts, values = ["claim.district_id = ?", scoped], [district_id, *scope_values]
    for column, value in (
        ("claim.state = ?", wanted.state),
        ("claim.party_id = ?", wanted.party_id),
        ("claim.receipt_id = ?", wanted.receipt_id),
        ("claim.arrival_id = ?", wanted.arrival_id),
    ):
        if value:
            parts.append(column)
            values.append(value)
    if wanted.search:
        parts.append("party.search LIKE ?")
        values.append(f"%{wanted.search}%")
    return " AND ".join(parts), tuple(values)


def claims(
    connection: Connection, district_id: int, scope: Scope, wanted: ClaimFilter, *, page: tuple[int, int] = (50, 0)
) -> list[Claim]:
    """Claims, the open ones first, then the newest; `page` is (how many, from which)."""
    where, values = _conditions(district_id, scope, wanted)
    order = "ORDER BY CASE WHEN claim.state = 'settled' THEN 1 ELSE 0 END, claim.claim_id DESC LIMIT ? OFFSET ?"
    return [Claim(*row) for row in ask(connection, f"{_CLAIM}{_FROM} WHERE {where} {order}", (*values, *page))]


def count_claims(connection: Connection, district_id: int, scope: Scope, wanted: ClaimFilter) -> int:
    """How many claims `claims` would find."""
    where, values = _conditions(district_id, scope, wanted)
    return int(ask(connection, f"SELECT COUNT(*) {_FROM} WHERE {where}", values)[0][0])


def claim(connection: Connection, district_id: int, scope: Scope, claim_id: int) -> Claim:
    """One claim; raises Refused ``unknown_document`` when there is none that this person may see."""
    where, values = _conditions(district_id, scope, ClaimFilter())
    rows = ask(connection, f"{_CLAIM}{_FROM} WHERE {where} AND claim.claim_id = ?", (*values, claim_id))
    if not rows:
        raise refused("unknown_document", "claim_id", name=claim_id)
    return Claim(*rows[0])


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A line of a claim."""

    line_number: int
    item_id: int
    item_name: str
    base_unit: str
    lot_id: int
    batch_number: str
    quantity: int
    cause: str


def claim_lines(connection: Connection, district_id: int, claim_id: int) -> list[ClaimRow]:
    """The lines of a claim."""
    sql = (
        "SELECT line_number, claim_line.item_id, item.name, item.base_unit, claim_line.lot_id, "
        "COALESCE(lot.batch_number, ''), quantity, cause FROM claim_line "
        "JOIN item ON item.district_id = claim_line.district_id AND item.item_id = claim_line.item_id "
        "LEFT JOIN lot ON lot.district_id = claim_line.district_id AND lot.lot_id = claim_line.lot_id "
        "WHERE claim_line.district_id = ? AND claim_id = ? ORDER BY line_number"
    )
    return [ClaimRow(*row) for row in ask(connection, sql, (district_id, claim_id))]


@dataclass(frozen=True, slots=True)
class SettledClaim:
    """What a claim came to, and the purchase (0: none) or receipt whose goods it is about."""

    claim_id: int
    party_id: int
    receipt_id: int
    purchase_id: int
    state: str
    settlement: str
    refund_fen: int


def settled_claim(connection: Connection, district_id: int, claim_id: int) -> SettledClaim:
    """One claim, whoever asks; raises Refused ``unknown_document``."""
    rows = ask(
        connection,
        "SELECT claim_id, claim.party_id, receipt_id, CASE WHEN arrival.source_kind = 'purchase' "
        "THEN arrival.document_id ELSE 0 END, claim.state, settlement, refund_fen FROM claim "
        "LEFT JOIN arrival ON arrival.district_id = claim.district_id AND arrival.arrival_id = claim.arrival_id "
        "WHERE claim.district_id = ? AND claim_id = ?",
        (district_id, claim_id),
    )
    if not rows:
        raise refused("unknown_document", "claim_id", name=claim_id)
    return SettledClaim(*rows[0])
