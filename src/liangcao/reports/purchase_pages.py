"""Purchases as the pages show them: the list, and of each purchase its dossier with what is missing and by when."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.funds.ties import Tie, ties_of
from liangcao.kernel.moment import day_of
from liangcao.procurement.dossier import DELIVERY_DAYS, DossierItem, dossier_items, later, missing

PURCHASE_VIEWS = ("", "proposed", "approved", "open", "flagged", "own", "closed", "ended")


@dataclass(frozen=True, slots=True)
class PurchaseFilter:
    """Which purchases to show: a view of `PURCHASE_VIEWS`, and any of supplier, item, budget line, words."""

    view: str = ""
    supplier_id: int = 0
    item_id: int = 0
    budget_line_id: int = 0
    search: str = ""


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """A purchase in the list; times in ms since 1970 UTC, `goods` the first item, `lines` how many there are."""

    purchase_id: int
    supplier_id: int
    supplier_name: str
    department_name: str
    goods: str
    base_unit: str
    quantity: int
    lines: int
    amount_fen: int
    state: str
    flags: str
    expected_on: str
    proposed_at: int
    actor_name: str

    @property
    def id(self) -> int:
        """The number of the purchase."""
        return self.purchase_id


def _lacking(district: str) -> str:
    """SQL: that something which must be in every dossier is not in this one's."""
    absent = [
        f"SELECT 1 FROM purchase_review AS x WHERE x.district_id = {district} AND x.purchase_id = purchase.purchase_id",
        f"SELECT 1 FROM paper AS x WHERE x.district_id = {district} AND x.kind = 'purchase' "
        "AND x.document_id = purchase.purchase_id",
        f"SELECT 1 FROM invoice AS x WHERE x.district_id = {district} AND x.purchase_id = purchase.purchase_id "
        "AND x.annulled_entry = 0",
        f"SELECT 1 FROM licence AS x WHERE x.district_id = {district} AND x.party_id = purchase.supplier_id "
        "AND x.withdrawn_entry = 0",
    ]
    return " OR ".join(f"NOT EXISTS ({each})" for each in absent)


_VIEWS = {
    "proposed": "purchase.state = 'proposed'",
    "approved": "purchase.state = 'approved'",
    "open": "(purchase.state IN ('proposed', 'approved') OR (purchase.state = 'closed' AND "
    f"({_lacking('purchase.district_id')})))",
    "flagged": "purchase.flags <> ''",
    "own": "purchase.department_id IS NOT NULL",
    "closed": "purchase.state = 'closed'",
    "ended": "purchase.state IN ('rejected', 'cancelled')",
}
_FIRST = (
    "JOIN purchase_line AS first ON first.district_id = purchase.district_id "
    "AND first.purchase_id = purchase.purchase_id AND first.line_number = 1 "
    "JOIN item ON item.district_id = first.district_id AND item.item_id = first.item_id "
)
_ROWS = (
    "SELECT purchase.purchase_id, purchase.supplier_id, party.name, COALESCE(department.name, ''), item.name, "
    "item.base_unit, first.quantity, (SELECT COUNT(*) FROM purchase_line WHERE "
    "purchase_line.district_id = purchase.district_id AND purchase_line.purchase_id = purchase.purchase_id), "
    "purchase.amount_fen, purchase.state, flags, expected_on, proposed_at, COALESCE(actor.name, '') FROM purchase "
    "JOIN party ON party.district_id = purchase.district_id AND party.party_id = purchase.supplier_id "
    f"{_FIRST}"
    "LEFT JOIN party AS department ON department.district_id = purchase.district_id "
    "AND department.party_id = purchase.department_id "
    "LEFT JOIN actor ON actor.district_id = purchase.district_id AND actor.actor_id = purchase.actor_id "
)


def _conditions(district_id: int, wanted: PurchaseFilter) -> tuple[str, Row]:
    parts, values = ["purchase.district_id = ?"], [district_id]
    rest: list[int | str] = list(values)
    if wanted.view in _VIEWS:
        parts.append(_VIEWS[wanted.view])
    of_item = (
        "EXISTS (SELECT 1 FROM purchase_line AS one WHERE one.district_id = purchase.district_id "
        "AND one.purchase_id = purchase.purchase_id AND one.item_id = ?)"
    )
    for part, value in (
        ("purchase.supplier_id = ?", wanted.supplier_id),
        ("purchase.budget_line_id = ?", wanted.budget_line_id),
        (of_item, wanted.item_id),
    ):
        if value:
            parts.append(part)
            rest.append(value)
    if wanted.search:
        by_supplier = "SELECT party_id FROM party WHERE district_id = ? AND search LIKE ?"
        by_item = (
            "SELECT purchase_id FROM purchase_line JOIN item ON item.district_id = purchase_line.district_id "
            "AND item.item_id = purchase_line.item_id WHERE purchase_line.district_id = ? AND item.search LIKE ?"
        )
        parts.append(f"(purchase.supplier_id IN ({by_supplier}) OR purchase.purchase_id IN ({by_item}))")
        rest += [district_id, f"%{wanted.search}%"] * 2
    return " AND ".join(parts), tuple(rest)


def purchase_rows(
    connection: Connection, district_id: int, wanted: PurchaseFilter, *, page: tuple[int, int] = (50, 0)
) -> list[PurchaseRow]:
    """Purchases, the newest first; `page` is (how many, from which)."""
    where, values = _conditions(district_id, wanted)
    sql = f"{_ROWS}WHERE {where} ORDER BY purchase.purchase_id DESC LIMIT ? OFFSET ?"
    return [PurchaseRow(*row) for row in ask(connection, sql, (*values, *page))]


def count_purchases(connection: Connection, district_id: int, wanted: PurchaseFilter, *, most: int = 100_000) -> int:
    """How many there are; counting stops at `most`."""
    where, values = _conditions(district_id, wanted)
    sql = f"SELECT COUNT(*) FROM (SELECT 1 FROM purchase WHERE {where} LIMIT ?) AS found"
    return int(ask(connection, sql, (*values, most))[0][0])


@dataclass(slots=True)
class Dossier:
    """The dossier of a purchase: all it must hold, and the purchase by the books of money and goods."""

    purchase_id: int
    tie: Tie
    invoiced_fen: int = 0
    items: list[DossierItem] = field(default_factory=list)

    @property
    def missing(self) -> list[DossierItem]:
        """What is not there, the earliest due first."""
        return missing(self.items)

    def late(self, today: str) -> list[DossierItem]:
        """What should be there by now."""
        return [each for each in self.missing if each.is_late(today)]


_FACTS = (
    "SELECT purchase.purchase_id, proposed_at, decided_at, ended_at, expected_on, no_quotes_reason, price_basis, "
    "price_words, contract_number, "
    "(SELECT COUNT(*) FROM purchase_quote AS x WHERE x.district_id = purchase.district_id "
    "AND x.purchase_id = purchase.purchase_id), "
    "(SELECT COUNT(*) FROM licence AS x WHERE x.district_id = purchase.district_id "
    "AND x.party_id = purchase.supplier_id AND x.withdrawn_entry = 0), "
    "(SELECT COALESCE(SUM(x.amount_fen), 0) FROM invoice AS x WHERE x.district_id = purchase.district_id "
    "AND x.purchase_id = purchase.purchase_id AND x.annulled_entry = 0), "
    "(SELECT COUNT(*) FROM paper AS x WHERE x.district_id = purchase.district_id AND x.kind = 'purchase' "
    "AND x.document_id = purchase.purchase_id), "
    "(SELECT COUNT(*) FROM purchase_review AS x WHERE x.district_id = purchase.district_id "
    "AND x.purchase_id = purchase.purchase_id), "
    "COALESCE((SELECT MIN(accepted_at) FROM purchase_acceptance AS x WHERE x.district_id = purchase.district_id "
    "AND x.purchase_id = purchase.purchase_id AND x.annulled_entry = 0), 0), "
    "COALESCE((SELECT MIN(head.accepted_at) FROM arrival CROSS JOIN receipt CROSS JOIN acceptance AS head "
    "WHERE arrival.district_id = purchase.district_id AND arrival.source_kind = 'purchase' "
    "AND arrival.document_id = purchase.purchase_id AND receipt.district_id = arrival.district_id "
    "AND receipt.arrival_id = arrival.arrival_id AND receipt.state = 'booked' "
    "AND head.district_id = receipt.district_id AND head.receipt_id = receipt.receipt_id), 0), "
    "COALESCE((SELECT MAX(receipt.occurred_at) FROM arrival CROSS JOIN receipt "
    "WHERE arrival.district_id = purchase.district_id AND arrival.source_kind = 'purchase' "
    "AND arrival.document_id = purchase.purchase_id AND receipt.district_id = arrival.district_id "
    "AND receipt.arrival_id = arrival.arrival_id AND receipt.state = 'booked'), 0) "
    "FROM {keys} JOIN purchase ON purchase.purchase_id = k1 WHERE purchase.district_id = ?"
)
_FILED = (
    "SELECT purchase_id, kind FROM {keys} JOIN purchase_filing ON purchase_filing.purchase_id = k1 "
    "WHERE purchase_filing.district_id = ?"
)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the rows of one purchase say of its dossier; times in ms since 1970 UTC."""

    purchase_id: int
    proposed_at: int
    decided_at: int
    ended_at: int
    expected_on: str
    no_quotes_reason: str
    price_basis: str
    price_words: str
    contract_number: str
    quotes: int
    licences: int
    invoiced_fen: int
    papers: int
    reviews: int
    accepted_at: int
    inspected_at: int
    received_at: int


def _facts(row: Row) -> _Facts:
    return _Facts(*(cell if isinstance(cell, str) else int(cell) for cell in row))  # type: ignore[arg-type]


def dossiers(connection: Connection, district_id: int, ids: Sequence[int], *, timezone: str) -> dict[int, Dossier]:
    """The dossiers of these purchases: ten statements, however many they are."""
    keys = [(number,) for number in sorted(set(ids))]
    filed: dict[int, set[str]] = {}
    for purchase_id, kind in select_by_keys(connection, _FILED, keys, (district_id,)):
        filed.setdefault(purchase_id, set()).add(kind)
    ties = {tie.purchase_id: tie for tie in ties_of(connection, district_id, ids)}
    found = {}
    for row in select_by_keys(connection, _FACTS, keys, (district_id,)):
        facts = _facts(row)
        tie = ties[facts.purchase_id]
        found[facts.purchase_id] = Dossier(
            facts.purchase_id,
            tie,
            facts.invoiced_fen,
            _items(facts, tie, filed.get(facts.purchase_id, set()), timezone),
        )
    return found


def _items(facts: _Facts, tie: Tie, filed: set[str], timezone: str) -> list[DossierItem]:
    if tie.state in ("rejected", "cancelled"):
        return []
    lines = tie.lines.values()
    came = sum(line.received if tie.is_received_here else line.accepted for line in lines)
    waiting = sum(line.waiting for line in lines)
    accepted = sum(line.accepted for line in lines)
    all_came = all(
        line.quantity <= (line.received + line.rejected if tie.is_received_here else line.accepted) for line in lines
    )
    is_paid = tie.owed_fen == 0 if tie.budget_line_id else "own_payment" in filed
    to_pay = tie.accepted_fen - tie.free_fen
    there = {
        "ground": True,
        "decision": facts.decided_at > 0,
        "quotes": facts.quotes > 0 or bool(facts.no_quotes_reason) or "no_quotes" in filed,
        "price": bool(facts.price_words) or facts.price_basis not in ("other", "only_source") or "price" in filed,
        "licence": facts.licences > 0,
        "contract": bool(facts.contract_number) or bool(filed & {"contract", "no_contract"}),
        "delivery": all_came or tie.state == "closed",
        "acceptance": accepted > 0 and not waiting,
        "invoice": 0 < to_pay <= facts.invoiced_fen,
        "payment": accepted > 0 and is_paid,
        "papers": facts.papers > 0,
        "review": facts.reviews > 0,
    }
    nothing_came = tie.state == "closed" and not came
    not_asked = frozenset({"delivery", "acceptance", "invoice", "payment", "papers"}) if nothing_came else frozenset()
    days = _days(facts, tie, timezone)
    return dossier_items(frozenset(key for key, is_so in there.items() if is_so), days, not_asked=not_asked)


def _days(facts: _Facts, tie: Tie, timezone: str) -> dict[str, str]:
    def day(moment: int) -> str:
        return day_of(moment, timezone) if moment else ""

    decided = day(facts.decided_at)
    expected = facts.expected_on if decided and facts.expected_on else later(decided, DELIVERY_DAYS)
    return {
        "proposed": day(facts.proposed_at),
        "decided": decided,
        "expected": expected,
        "received": day(facts.received_at) if tie.is_received_here else expected,
        "accepted": day(facts.accepted_at or facts.inspected_at),
        "finished": day(facts.ended_at),
    }
