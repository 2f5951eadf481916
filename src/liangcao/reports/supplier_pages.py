"""The supplier register as its pages show it: who can be bought from, whose papers expire, who may not."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask
from liangcao.procurement.queries import STANDS

SUPPLIER_VIEWS = ("", "expired", "none", "blacklisted")


@dataclass(frozen=True, slots=True)
class SupplierFilter:
    """Which suppliers to show: a view of `SUPPLIER_VIEWS`, a normalised search word, one party; `today` as a day."""

    today: str
    view: str = ""
    search: str = ""
    party_id: int = 0


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """A supplier; `next_expiry` the first day a licence that counts ends (empty: none does).

    `purchases` and `bought_fen` are purchases by dossier; `deliveries` are receipts of bought goods, with a dossier or
    without, and `paid_fen` is what was paid for either.
    """

    party_id: int
    name: str
    area: str
    credit_code: str
    licences: int
    expired: int
    next_expiry: str
    is_blacklisted: bool
    purchases: int
    bought_fen: int
    deliveries: int
    paid_fen: int

    @property
    def id(self) -> int:
        """The number of the party."""
        return self.party_id


_COUNTS = "FROM licence WHERE licence.district_id = party.district_id AND licence.party_id = party.party_id "
_STANDS = f"{_COUNTS}AND withdrawn_entry = 0"
_LISTED = (
    "EXISTS (SELECT 1 FROM blacklisting WHERE blacklisting.district_id = party.district_id "
    "AND blacklisting.party_id = party.party_id AND cleared_entry = 0)"
)
_BOUGHT = (
    "FROM purchase WHERE purchase.district_id = party.district_id AND purchase.supplier_id = party.party_id "
    "AND purchase.state IN ('approved', 'closed')"
)
_RECEIVED = (
    "FROM receipt WHERE receipt.district_id = party.district_id AND receipt.source_party_id = party.party_id "
    "AND receipt.source_kind = 'purchase' AND receipt.state = 'booked'"
)
# Payments by what they pay for, since their receipts and purchases are found by supplier; the same of refunds.
_FOR_RECEIPTS = (
    "(SELECT COALESCE(SUM(payment.amount_fen), 0) FROM receipt JOIN payment ON payment.district_id = "
    "receipt.district_id AND payment.receipt_id = receipt.receipt_id WHERE receipt.district_id = party.district_id "
    f"AND receipt.source_party_id = party.party_id AND {STANDS})"
)
_FOR_PURCHASES = (
    "(SELECT COALESCE(SUM(payment.amount_fen), 0) FROM purchase JOIN payment ON payment.district_id = "
    "purchase.district_id AND payment.purchase_id = purchase.purchase_id WHERE purchase.district_id = "
    f"party.district_id AND purchase.supplier_id = party.party_id AND payment.receipt_id = 0 AND {STANDS})"
)
_PAID = f"{_FOR_RECEIPTS} + {_FOR_PURCHASES}"
_BACK = _PAID.replace("payment", "refund")
_ROW = (
    f"SELECT party_id, name, area, credit_code, (SELECT COUNT(*) {_STANDS}), "
    f"(SELECT COUNT(*) {_STANDS} AND expires_on <> '' AND expires_on < ?), "
    f"COALESCE((SELECT MIN(expires_on) {_STANDS} AND expires_on <> ''), ''), "
    f"CASE WHEN {_LISTED} THEN 1 ELSE 0 END, (SELECT COUNT(*) {_BOUGHT}), "
    f"(SELECT COALESCE(SUM(purchase.amount_fen), 0) {_BOUGHT}), "
    f"(SELECT COUNT(*) {_RECEIVED}), {_PAID} - ({_BACK}) FROM party"
)
_VIEWS = {
    "expired": f"EXISTS (SELECT 1 {_STANDS} AND expires_on <> '' AND expires_on < ?)",
    "none": f"NOT EXISTS (SELECT 1 {_STANDS})",
    "blacklisted": _LISTED,
}


def _conditions(district_id: int, wanted: SupplierFilter) -> tuple[str, Row]:
    parts, values = ["party.district_id = ?", "party.kind = 'supplier'"], [district_id]
    rest: list[int | str] = list(values)
    if wanted.view in _VIEWS:
        parts.append(_VIEWS[wanted.view])
        rest += [wanted.today] if wanted.view == "expired" else []
    if wanted.party_id:
        parts.append("party.party_id = ?")
        rest.append(wanted.party_id)
    if wanted.search:
        parts.append("party.search LIKE ?")
        rest.append(f"%{wanted.search}%")
    return " AND ".join(parts), tuple(rest)


def supplier_rows(
    connection: Connection, district_id: int, wanted: SupplierFilter, *, page: tuple[int, int] = (50, 0)
) -> list[SupplierRow]:
    """Suppliers by name; `page` is (how many, from which)."""
    where, values = _conditions(district_id, wanted)
    rows = ask(
        connection,
        f"{_ROW} WHERE {where} ORDER BY party.name, party_id LIMIT ? OFFSET ?",
        (wanted.today, *values, *page),
    )
    return [SupplierRow(*(*row[:7], bool(row[7]), row[8], int(row[9]), row[10], int(row[11]))) for row in rows]


def count_suppliers(connection: Connection, district_id: int, wanted: SupplierFilter) -> int:
    """How many there are."""
    where, values = _conditions(district_id, wanted)
    return int(ask(connection, f"SELECT COUNT(*) FROM party WHERE {where}", values)[0][0])
