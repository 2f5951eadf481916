"""Which documents a movement belongs to: named in its entry, and those above and below them.

Up: a shipment comes of a plan and of requests, a lot of a receipt, a payment of money that was given. Down: a receipt
is paid for and its goods are sent, a request is planned and sent. Wide branches are cut and counted.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from liangcao.database.bulk import ask, select_by_keys

MOST_OF_A_KIND = 20
"""So many documents of one kind are followed; of the others it is said how many there are."""
KINDS = ("purchase", "receipt", "payment", "request", "plan", "shipment", "lot")
_KEYS = {
    "receipt": ("receipt", "receipt_id"),
    "receipt_line": ("receipt", "receipt_id"),
    "payment": ("payment", "payment_id"),
    "request": ("request", "request_id"),
    "request_line": ("request", "request_id"),
    "plan": ("plan", "plan_id"),
    "plan_line": ("plan", "plan_id"),
    "shipment": ("shipment", "shipment_id"),
    "shipment_line": ("shipment", "shipment_id"),
    "settlement": ("shipment", "shipment_id"),
    "undone_delivery": ("shipment", "shipment_id"),
    "lot": ("lot", "lot_id"),
    "purchase": ("purchase", "purchase_id"),
    "purchase_line": ("purchase", "purchase_id"),
    "purchase_filing": ("purchase", "purchase_id"),
    "purchase_acceptance": ("purchase", "purchase_id"),
    "invoice": ("purchase", "purchase_id"),
    "purchase_review": ("purchase", "purchase_id"),
}
"""Table of a row or a change in an entry -> the document it belongs to, and the column that names it."""


@dataclass(slots=True)
class Documents:
    """Numbers of documents by kind; `left_off` counts those of a kind that were not followed."""

    numbers: dict[str, list[int]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    left_off: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, numbers: Iterable[int]) -> None:
        """Take up documents that are not there yet, as many as are followed."""
        there = self.numbers[kind]
        new = [number for number in dict.fromkeys(numbers) if number and number not in there]
        room = MOST_OF_A_KIND - len(there)
        there += new[:room]
        if len(new) > room:
            self.left_off[kind] = self.left_off.get(kind, 0) + len(new) - room

    def of(self, kind: str) -> list[int]:
        """The numbers of a kind."""
        return self.numbers[kind]


@dataclass(frozen=True, slots=True)
class Moved:
    """A line of the entry: its lot, whether that is money, and the shipments at its ends (0 for none)."""

    ordinal: int
    lot_id: int
    is_money: bool
    receipt_id: int
    origin_entry: int
    from_shipment: int
    to_shipment: int


_MOVED = """
SELECT line.ordinal, line.lot_id, item.kind = 'money', COALESCE(lot.receipt_id, 0), lot.origin_entry,
       CASE WHEN source.kind = 'shipment' THEN source.location_id ELSE 0 END,
       CASE WHEN destination.kind = 'shipment' THEN destination.location_id ELSE 0 END
FROM line JOIN lot ON lot.district_id = line.district_id AND lot.lot_id = line.lot_id
JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id
JOIN location AS source ON source.district_id = line.district_id AND source.location_id = line.source_id
JOIN location AS destination ON destination.district_id = line.district_id
     AND destination.location_id = line.destination_id
WHERE line.district_id = ? AND line.entry = ? ORDER BY line.ordinal LIMIT 2000
"""


def moved_by(connection: Connection, district_id: int, entry: int, ordinal: int | None) -> list[Moved]:
    """The lines of an entry, or the one asked for."""
    rows = [Moved(*(*row[:2], bool(row[2]), *row[3:])) for row in ask(connection, _MOVED, (district_id, entry))]
    return [row for row in rows if ordinal is None or row.ordinal == ordinal]


def documents_of(
    connection: Connection, district_id: int, bodies: Sequence[bytes], moved: Sequence[Moved]
) -> Documents:
    """The documents of entries with these bodies, whose lines are `moved`, and those above and below."""
    found = Documents()
    for body in bodies:
        _named(found, json.loads(body))
    starts = {kind: bool(found.of(kind)) for kind in KINDS}
    for row in moved:
        found.add("shipment", (row.from_shipment, row.to_shipment))
        if not row.is_money:
            found.add("receipt", (row.receipt_id,))
            found.add("lot", (row.lot_id,))
    where = (connection, district_id)
    if starts["receipt"]:
        found.add("shipment", _numbers(*where, _SENT_OF_RECEIPT, found.of("receipt")))
    if starts["request"] and not found.of("shipment"):
        found.add("plan", _numbers(*where, _PLANS_OF_REQUEST, found.of("request")))
        found.add("shipment", _numbers(*where, _SENT_OF_REQUEST, found.of("request")))
    if starts["plan"] and not found.of("shipment"):
        found.add("request", _numbers(*where, _REQUESTS_OF_PLAN, found.of("plan")))
        found.add("shipment", _numbers(*where, _SENT_OF_PLAN, found.of("plan")))
    found.add("plan", _numbers(*where, _PLANS_OF_SHIPMENT, found.of("shipment")))
    found.add("request", _numbers(*where, _REQUESTS_OF_SHIPMENT, found.of("shipment")))
    found.add("receipt", _numbers(*where, _RECEIPTS_OF_SHIPMENT, found.of("shipment")))
    found.add("receipt", _numbers(*where, _RECEIPTS_PAID, found.of("payment")))
    found.add("payment", _numbers(*where, _PAID_FOR, found.of("receipt")))
    found.add("purchase", _numbers(*where, _BOUGHT_BY_RECEIPT, found.of("receipt")))
    found.add("purchase", _numbers(*where, _BOUGHT_BY_PAYMENT, found.of("payment")))
    found.add("receipt", _numbers(*where, _RECEIPTS_OF_PURCHASE, found.of("purchase")))
    found.add("payment", _numbers(*where, _PAYMENTS_OF_PURCHASE, found.of("purchase")))
    return found


def _named(found: Documents, entry: dict[str, object]) -> None:
    effects: dict[str, list[dict[str, dict[str, int]]]] = entry.get("effects", {})  # type: ignore[assignment]
    for part, holder in (("rows", "values"), ("changes", "key")):
        for each in effects.get(part, ()):
            kind, column = _KEYS.get(str(each["table"]), ("", ""))
            if column and column in each[holder]:
                found.add(kind, (each[holder][column],))


def _numbers(connection: Connection, district_id: int, sql: str, keys: Sequence[int]) -> list[int]:
    rows = select_by_keys(connection, sql, [(key,) for key in keys], (district_id,))
    return [row[0] for row in rows]


_OF_PURCHASE = (
    "JOIN arrival ON arrival.district_id = receipt.district_id AND arrival.arrival_id = receipt.arrival_id "
    "AND arrival.source_kind = 'purchase' "
)
_BOUGHT_BY_RECEIPT = (
    "SELECT DISTINCT arrival.document_id FROM {keys} JOIN receipt ON receipt.receipt_id = k1 "
    f"{_OF_PURCHASE}WHERE receipt.district_id = ? AND arrival.document_id > 0 ORDER BY arrival.document_id"
)
_BOUGHT_BY_PAYMENT = (
    "SELECT DISTINCT purchase_id FROM {keys} JOIN payment ON payment_id = k1 WHERE district_id = ? AND purchase_id > 0 "
    "ORDER BY purchase_id"
)
_RECEIPTS_OF_PURCHASE = (
    "SELECT DISTINCT receipt.receipt_id FROM {keys} JOIN arrival ON arrival.document_id = k1 "
    "JOIN receipt ON receipt.district_id = arrival.district_id AND receipt.arrival_id = arrival.arrival_id "
    "WHERE arrival.district_id = ? AND arrival.source_kind = 'purchase' ORDER BY receipt.receipt_id"
)
_PAYMENTS_OF_PURCHASE = (
    "SELECT payment_id FROM {keys} JOIN payment ON payment.purchase_id = k1 WHERE district_id = ? ORDER BY payment_id"
)
_SENT_OF_RECEIPT = (
    "SELECT DISTINCT shipment_line.shipment_id FROM {keys} JOIN receipt_line ON receipt_line.receipt_id = k1 "
    "JOIN shipment_line ON shipment_line.district_id = receipt_line.district_id "
    "AND shipment_line.lot_id = receipt_line.lot_id WHERE receipt_line.district_id = ? "
    "ORDER BY shipment_line.shipment_id"
)
_PLANS_OF_REQUEST = (
    "SELECT DISTINCT plan_line.plan_id FROM {keys} JOIN plan_line ON plan_line.request_id = k1 "
    "WHERE plan_line.district_id = ? ORDER BY plan_line.plan_id"
)
_SENT_OF_REQUEST = (
    "SELECT DISTINCT plan_line.shipment_id FROM {keys} JOIN plan_line ON plan_line.request_id = k1 "
    "WHERE plan_line.district_id = ? AND plan_line.shipment_id > 0 ORDER BY plan_line.shipment_id"
)
_REQUESTS_OF_PLAN = (
    "SELECT DISTINCT plan_line.request_id FROM {keys} JOIN plan_line ON plan_line.plan_id = k1 "
    "WHERE plan_line.district_id = ? ORDER BY plan_line.request_id"
)
_SENT_OF_PLAN = (
    "SELECT DISTINCT plan_line.shipment_id FROM {keys} JOIN plan_line ON plan_line.plan_id = k1 "
    "WHERE plan_line.district_id = ? AND plan_line.shipment_id > 0 ORDER BY plan_line.shipment_id"
)
_PLANS_OF_SHIPMENT = (
    "SELECT DISTINCT plan_id FROM {keys} JOIN shipment ON shipment_id = k1 WHERE district_id = ? ORDER BY plan_id"
)
_REQUESTS_OF_SHIPMENT = (
    "SELECT DISTINCT request_id FROM {keys} JOIN shipment_line ON shipment_id = k1 WHERE district_id = ? "
    "ORDER BY request_id"
)
_RECEIPTS_OF_SHIPMENT = (
    "SELECT DISTINCT lot.receipt_id FROM {keys} JOIN shipment_line ON shipment_line.shipment_id = k1 "
    "JOIN lot ON lot.district_id = shipment_line.district_id AND lot.lot_id = shipment_line.lot_id "
    "WHERE shipment_line.district_id = ? AND lot.receipt_id IS NOT NULL ORDER BY lot.receipt_id"
)
_RECEIPTS_PAID = (
    "SELECT DISTINCT receipt_id FROM {keys} JOIN payment ON payment_id = k1 WHERE district_id = ? AND receipt_id > 0 "
    "ORDER BY receipt_id"
)
_PAID_FOR = (
    "SELECT payment_id FROM {keys} JOIN payment ON receipt_id = k1 AND receipt_id > 0 WHERE district_id = ? "
    "ORDER BY payment_id"
)
