"""What somebody asks a trace of: a lot, a batch number, a receipt, purchase, donation, waybill, request or party."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import ask
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.ledger.trace import lot_seen
from liangcao.reports.lot_pages import PartyFound, party_found
from liangcao.reports.typed_codes import code_in
from liangcao.requests.queries import request
from liangcao.shipping.queries import shipment

KINDS: dict[str, str] = {
    "lot": N_("批次"),
    "batch": N_("批号"),
    "receipt": N_("收货单"),
    "purchase": N_("采购"),
    "donation": N_("捐赠"),
    "shipment": N_("发货单"),
    "request": N_("申请"),
    "party": N_("单位"),
}
BY_LETTER = {"L": "lot", "C": "receipt", "D": "shipment", "R": "request", "U": "party"}
"""What a short code's letter asks for."""
MOST_LOTS = 500
"""So many lots are followed in one answer; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """What whoever asks may see: goods, waybills, requests; None where a kind of document is not theirs to see."""

    stock: Scope
    shipments: Scope | None = None
    requests: Scope | None = None
    purchases: bool = False
    donations: bool = False
    people: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to be traced: its kind (of `KINDS`), its number (or the batch number), what it is called.

    `lots` (and how many more there are) and `party` are what was found of it on the way, not to be asked again.
    """

    kind: str
    key: str
    label: str
    lots: tuple[tuple[int, ...], int] | None = field(default=None, compare=False, repr=False)
    party: PartyFound | None = field(default=None, compare=False, repr=False)

    @property
    def number(self) -> int:
        """Its number; 0 for a batch number."""
        return int(self.key) if self.kind != "batch" else 0


_LOTS: Mapping[str, str] = {
    "lot": "SELECT lot_id FROM lot WHERE district_id = ? AND lot_id = ?",
    "batch": "SELECT lot_id FROM lot WHERE district_id = ? AND batch_number = ?",
    "receipt": "SELECT lot_id FROM receipt_line WHERE district_id = ? AND receipt_id = ?",
    "shipment": "SELECT DISTINCT lot_id FROM shipment_line WHERE district_id = ? AND shipment_id = ?",
    "request": "SELECT DISTINCT lot_id FROM shipment_line WHERE district_id = ? AND request_id = ?",
    **{
        kind: "SELECT lot_id FROM arrival JOIN receipt ON receipt.district_id = arrival.district_id "
        "AND receipt.arrival_id = arrival.arrival_id JOIN receipt_line "
        "ON receipt_line.district_id = receipt.district_id AND receipt_line.receipt_id = receipt.receipt_id "
        f"WHERE arrival.district_id = ? AND arrival.source_kind = '{kind}' AND arrival.document_id = ?"
        for kind in ("purchase", "donation")
    },
}


def lots_of(connection: Connection, district_id: int, scope: Scope, subject: Subject) -> tuple[list[int], int]:
    """The lots of goods a subject is about, the newest first, within one's view; and how many more there are."""
    seen, values = lot_seen(scope)
    key: str | int = subject.key if subject.kind == "batch" else subject.number
    where = (
        "FROM lot JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        f"WHERE lot.district_id = ? AND item.kind = 'goods' AND lot.lot_id IN ({_LOTS[subject.kind]}) AND {seen}"
    )
    parameters = (district_id, district_id, key, *values)
    rows = ask(connection, f"SELECT lot.lot_id {where} ORDER BY lot.lot_id DESC LIMIT {MOST_LOTS + 1}", parameters)
    if len(rows) <= MOST_LOTS:
        return [row[0] for row in rows], 0
    total = int(ask(connection, f"SELECT COUNT(*) {where}", parameters)[0][0])
    return [row[0] for row in rows[:MOST_LOTS]], total - MOST_LOTS


def _receipt(connection: Connection, district_id: int, viewer: Viewer, number: int) -> str:
    sql = "SELECT document_number FROM receipt WHERE district_id = ? AND receipt_id = ?"
    rows = ask(connection, sql, (district_id, number))
    if not rows or not lots_of(connection, district_id, viewer.stock, Subject("receipt", str(number), ""))[0]:
        raise refused("unknown_document", name=number)
    return str(rows[0][0])


def _purchase(connection: Connection, district_id: int, viewer: Viewer, number: int) -> str:
    sql = (
        "SELECT contract_number, party.name FROM purchase JOIN party ON party.district_id = purchase.district_id "
        "AND party.party_id = purchase.supplier_id WHERE purchase.district_id = ? AND purchase_id = ?"
    )
    rows = ask(connection, sql, (district_id, number)) if viewer.purchases else []
    if not rows:
        raise refused("unknown_document", name=number)
    return " ".join(part for part in rows[0] if part)


def _donation(connection: Connection, district_id: int, viewer: Viewer, number: int) -> str:
    sql = (
        "SELECT COALESCE(party.name, '') FROM donation LEFT JOIN party ON party.district_id = donation.district_id "
        "AND party.party_id = donation.party_id WHERE donation.district_id = ? AND donation_id = ?"
    )
    rows = ask(connection, sql, (district_id, number)) if viewer.donations else []
    if not rows:
        raise refused("unknown_document", name=number)
    return str(rows[0][0])


def _shipment(connection: Connection, district_id: int, viewer: Viewer, number: int) -> str:
    if viewer.shipments is None:
        raise refused("unknown_document", name=number)
    return shipment(connection, district_id, viewer.shipments, number).unit_name


def _request(connection: Connection, district_id: int, viewer: Viewer, number: int) -> str:
    if viewer.requests is None:
        raise refused("unknown_document", name=number)
    return request(connection, district_id, viewer.requests, number).unit_name


def _lot(connection: Connection, district_id: int, viewer: Viewer, number: int) -> str:
    seen, values = lot_seen(viewer.stock)
    sql = (
        "SELECT item.name, batch_number FROM lot JOIN item ON item.district_id = lot.district_id "
        f"AND item.item_id = lot.item_id WHERE lot.district_id = ? AND lot_id = ? AND item.kind = 'goods' AND {seen}"
    )
    rows = ask(connection, sql, (district_id, number, *values))
    if not rows:
        raise refused("unknown_lot", name=number)
    return " ".join(part for part in rows[0] if part)


_LABELS: Mapping[str, Callable[[Connection, int, Viewer, int], str]] = {
    "lot": _lot,
    "receipt": _receipt,
    "purchase": _purchase,
    "donation": _donation,
    "shipment": _shipment,
    "request": _request,
}


def subject_of(connection: Connection, district_id: int, viewer: Viewer, kind: str, key: str) -> Subject:
    """The thing of this kind and key as this person may see it.

    Raises Refused ``unknown_document``, ``unknown_lot`` or ``unknown_party``.
    """
    if kind == "batch":
        found = Subject("batch", key, key)
        lots, more = lots_of(connection, district_id, viewer.stock, found)
        if lots:
            return replace(found, lots=(tuple(lots), more))
    elif kind in KINDS and key.isascii() and key.isdigit() and len(key) < 16:
        number = int(key)
        if kind == "party":
            party = party_found(connection, district_id, number)
            return Subject(kind, str(number), party.name, party=party)
        lots_found = ((number,), 0) if kind == "lot" else None
        return Subject(kind, str(number), _LABELS[kind](connection, district_id, viewer, number), lots=lots_found)
    raise refused("unknown_document", name=key)


_BY_WORDS: tuple[tuple[str, str], ...] = (
    ("receipt", "SELECT receipt_id FROM receipt WHERE district_id = ? AND document_number = ? LIMIT 20"),
    ("purchase", "SELECT purchase_id FROM purchase WHERE district_id = ? AND contract_number = ? LIMIT 20"),
)
_NUMBERED = ("receipt", "purchase", "donation", "shipment", "request", "party")


def documents_meant(connection: Connection, district_id: int, viewer: Viewer, text: str) -> list[Subject]:
    """The documents that a code, a number (with or without ``#``) or a document's own number means, within one's view.

    Numbers are given out once in a district, whatever they are for, so that a number means one thing.
    """
    words = text.strip()
    coded = code_in(words)
    wanted: list[tuple[str, str]] = []
    if coded and coded[0] in BY_LETTER:
        wanted.append((BY_LETTER[coded[0]], str(coded[1])))
    digits = words.removeprefix("#").strip()
    if digits.isascii() and digits.isdigit() and len(digits) < 16:
        wanted += [(kind, digits) for kind in _NUMBERED]
    for kind, sql in _BY_WORDS:
        wanted += [(kind, str(row[0])) for row in ask(connection, sql, (district_id, words))]
    found: dict[Subject, None] = {}
    for kind, key in wanted:
        try:
            found[subject_of(connection, district_id, viewer, kind, key)] = None
        except Refused:
            continue
    return list(found)
