"""Reading receipts, and whom goods come from, within what one may see."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import Row, ask
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.ledger.queries import scope_condition

SOURCE_KINDS: dict[str, str] = {
    "purchase": N_("购买"),
    "donation": N_("捐赠"),
    "mobilisation": N_("调拨"),
    "opening": N_("期初"),
    "funds": N_("资金"),
    "transformation": N_("组套改装"),
}
RECEIPT_STATES: dict[str, str] = {"booked": N_("已入库"), "reversed": N_("已冲正")}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt's head; `occurred_at` in ms since 1970 UTC; `lines` and `rejected` count its batches, `due` those that
    wait for inspection; `arrival_id` is 0 where nothing expected it."""

    receipt_id: int
    source_kind: str
    source_party_id: int
    source_name: str
    location_id: int
    location_name: str
    document_number: str
    note: str
    state: str
    actor_id: int
    actor_name: str
    occurred_at: int
    entry: int
    lines: int
    rejected: int
    first_item: str
    arrival_id: int
    due: int


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """A batch of a receipt, in base units; `at_door` is what still lies, free, where it was taken in, and
    `inspected_out` what inspection rejected afterwards. Codes are those of `receiving.codes`."""

    line_number: int
    lot_id: int
    item_id: int
    item_name: str
    base_unit: str
    accepted: int
    rejected: int
    reject_reason: str
    batch_number: str
    produced_on: str
    expires_on: str
    standard: str
    status: str
    pack_size: int
    unit_cost_fen: int
    purpose_class: int
    purpose_name: str
    at_door: int
    reject_code: str
    quarantine_code: str
    over_code: str
    doubts: str
    acceptance: str
    cost_units: int
    inspected_out: int

    @property
    def kept(self) -> int:
        """Base units that are ours to pay for: accepted at the door and not rejected by inspection."""
        return self.accepted - self.inspected_out


@dataclass(frozen=True, slots=True)
class ReceiptFilter:
    """Which receipts to show; empty or zero means any. `search` is a normalised search word (`catalog.search`)."""

    source_kind: str = ""
    party_id: int = 0
    state: str = ""
    search: str = ""
    only_rejected: bool = False
    only_due: bool = False


_DUE = (
    "FROM receipt_line JOIN lot ON lot.district_id = receipt_line.district_id AND lot.lot_id = receipt_line.lot_id "
    "WHERE receipt_line.district_id = receipt.district_id AND receipt_line.receipt_id = receipt.receipt_id "
    "AND lot.acceptance = 'due' AND lot.status = 'quarantined'"
)
_HEAD = (
    "SELECT receipt.receipt_id, receipt.source_kind, receipt.source_party_id, party.name, receipt.location_id, "
    "location.name, receipt.document_number, receipt.note, receipt.state, receipt.actor_id, "
    "COALESCE(actor.name, ''), receipt.occurred_at, receipt.entry, "
    "(SELECT COUNT(*) FROM receipt_line WHERE receipt_line.district_id = receipt.district_id "
    "AND receipt_line.receipt_id = receipt.receipt_id), "
    "(SELECT COUNT(*) FROM receipt_line WHERE receipt_line.district_id = receipt.district_id "
    "AND receipt_line.receipt_id = receipt.receipt_id AND rejected > 0), "
    "COALESCE((SELECT item.name FROM receipt_line JOIN item ON item.district_id = receipt_line.district_id "
    "AND item.item_id = receipt_line.item_id WHERE receipt_line.district_id = receipt.district_id "
    "AND receipt_line.receipt_id = receipt.receipt_id AND line_number = 1), ''), receipt.arrival_id, "
    f"(SELECT COUNT(*) {_DUE}) "
)
_JOINS = (
    "FROM receipt "
    "JOIN party ON party.district_id = receipt.district_id AND party.party_id = receipt.source_party_id "
    "JOIN location ON location.district_id = receipt.district_id AND location.location_id = receipt.location_id "
    "LEFT JOIN actor ON actor.district_id = receipt.district_id AND actor.actor_id = receipt.actor_id "
)
_LINES = """
SELECT receipt_line.line_number, receipt_line.lot_id, receipt_line.item_id, item.name, item.base_unit,
       receipt_line.accepted, receipt_line.rejected, receipt_line.reject_reason, lot.batch_number, lot.produced_on,
       lot.expires_on, lot.standard, lot.status, lot.pack_size, COALESCE(lot.unit_cost_fen, 0), lot.purpose_class,
       COALESCE(purpose.name, lot.purpose_area), COALESCE(balance.on_hand - balance.held, 0), receipt_line.reject_code,
       receipt_line.quarantine_code, receipt_line.over_code, receipt_line.doubts, lot.acceptance, lot.cost_units,
       (SELECT COALESCE(SUM(found.rejected), 0) FROM acceptance_line AS found
        WHERE found.district_id = lot.district_id AND found.lot_id = lot.lot_id)
FROM receipt_line
JOIN receipt ON receipt.district_id = receipt_line.district_id AND receipt.receipt_id = receipt_line.receipt_id
JOIN lot ON lot.district_id = receipt_line.district_id AND lot.lot_id = receipt_line.lot_id
JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id
LEFT JOIN party AS purpose ON purpose.district_id = lot.district_id AND purpose.party_id = lot.purpose_party_id
LEFT JOIN balance ON balance.district_id = receipt.district_id AND balance.lot_id = lot.lot_id
     AND balance.location_id = receipt.location_id
WHERE receipt_line.district_id = ? AND receipt_line.receipt_id = ? ORDER BY receipt_line.line_number
"""


def _conditions(district_id: int, scope: Scope, wanted: ReceiptFilter) -> tuple[str, Row]:
    scoped, scope_values = scope_condition(scope)
    parts, values = ["receipt.district_id = ?", scoped], [district_id, *scope_values]
    for column, value in (
        ("receipt.source_kind = ?", wanted.source_kind),
        ("receipt.source_party_id = ?", wanted.party_id),
        ("receipt.state = ?", wanted.state),
    ):
        if value:
            parts.append(column)
            values.append(value)
    if wanted.only_rejected:
        parts.append(
            "EXISTS (SELECT 1 FROM receipt_line WHERE receipt_line.district_id = receipt.district_id "
            "AND receipt_line.receipt_id = receipt.receipt_id AND rejected > 0)"
        )
    if wanted.only_due:
        parts.append(f"receipt.state = 'booked' AND EXISTS (SELECT 1 {_DUE})")
    if wanted.search:
        parts.append(
            "(party.search LIKE ? OR EXISTS (SELECT 1 FROM receipt_line JOIN item "
            "ON item.district_id = receipt_line.district_id AND item.item_id = receipt_line.item_id "
            "WHERE receipt_line.district_id = receipt.district_id AND receipt_line.receipt_id = receipt.receipt_id "
            "AND item.search LIKE ?))"
        )
        values += [f"%{wanted.search}%"] * 2
    return " AND ".join(parts), tuple(values)


def receipts(
    connection: Connection, district_id: int, scope: Scope, wanted: ReceiptFilter, *, page: tuple[int, int] = (50, 0)
) -> list[Receipt]:
    """Receipts, the newest first; `page` is (how many, from which)."""
    where, values = _conditions(district_id, scope, wanted)
    sql = f"{_HEAD} {_JOINS} WHERE {where} ORDER BY receipt.receipt_id DESC LIMIT ? OFFSET ?"
    return [Receipt(*row) for row in ask(connection, sql, (*values, *page))]


def count_receipts(connection: Connection, district_id: int, scope: Scope, wanted: ReceiptFilter) -> int:
    """How many receipts `receipts` would find."""
    where, values = _conditions(district_id, scope, wanted)
    return int(ask(connection, f"SELECT COUNT(*) {_JOINS} WHERE {where}", values)[0][0])


def receipt(connection: Connection, district_id: int, scope: Scope, receipt_id: int) -> Receipt:
    """One receipt; raises Refused ``unknown_document`` when there is none that this person may see."""
    where, values = _conditions(district_id, scope, ReceiptFilter())
    rows = ask(connection, f"{_HEAD} {_JOINS} WHERE {where} AND receipt.receipt_id = ?", (*values, receipt_id))
    if not rows:
        raise refused("unknown_document", "receipt_id", name=receipt_id)
    return Receipt(*rows[0])


def receipt_of_entry(connection: Connection, district_id: int, entry: int) -> int:
    """The receipt that journal entry `entry` made, 0 for none."""
    sql = "SELECT receipt_id FROM receipt WHERE district_id = ? AND entry = ?"
    rows = ask(connection, sql, (district_id, entry))
    return int(rows[0][0]) if rows else 0


def received_lines(connection: Connection, district_id: int, receipt_id: int) -> list[ReceivedLine]:
    """The batches of a receipt."""
    rows = ask(connection, _LINES, (district_id, receipt_id))
    return [ReceivedLine(*(*row[:-1], int(row[-1]))) for row in rows]  # PostgreSQL sums into decimals


@dataclass(frozen=True, slots=True)
class Source:
    """Somebody goods may come from; `last_receipt` is the newest receipt, 0 when there is none yet."""

    party_id: int
    kind: str
    name: str
    area: str
    last_receipt: int


def sources(
    connection: Connection, district_id: int, *, search: str = "", source_kind: str = "", most: int = 8
) -> list[Source]:
    """Parties to receive from, those that brought something (in this way) last first.

    `search` is a normalised search word; without one only those who brought something, or are suppliers, donors or
    reserves by kind, are offered.
    """
    usual = {"purchase": "supplier", "donation": "donor", "mobilisation": "reserve"}.get(source_kind, "supplier")
    values: list[Any] = [source_kind, district_id]
    where = "party.search LIKE ?" if search else "party.kind IN ('supplier', 'donor', 'reserve')"
    if search:
        values.append(f"%{search}%")
    rows = ask(
        connection,
        "SELECT party.party_id, party.kind, party.name, party.area, "
        "COALESCE((SELECT MAX(receipt_id) FROM receipt WHERE receipt.district_id = party.district_id "
        "AND receipt.source_party_id = party.party_id AND receipt.source_kind = ?), 0) AS latest "
        f"FROM party WHERE party.district_id = ? AND {where} "
        "ORDER BY latest DESC, CASE WHEN party.kind = ? THEN 0 ELSE 1 END, party.name LIMIT ?",
        (*values, usual, most),
    )
    return [Source(*row) for row in rows]


def source(connection: Connection, district_id: int, party_id: int) -> Source | None:
    """One party to receive from, or None when there is no such party."""
    rows = ask(
        connection,
        "SELECT party_id, kind, name, area, COALESCE((SELECT MAX(receipt_id) FROM receipt "
        "WHERE receipt.district_id = party.district_id AND receipt.source_party_id = party.party_id), 0) "
        "FROM party WHERE district_id = ? AND party_id = ?",
        (district_id, party_id),
    )
    return Source(*rows[0]) if rows else None
