"""Reading purchases: the head, the lines, what was accepted, invoiced and paid of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask
from liangcao.kernel.errors import refused
from liangcao.kernel.price import Price
from liangcao.procurement.rules import RECENT
from liangcao.receiving.expecting import came_of_lines


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase; times in ms since 1970 UTC (0: not yet), ids 0 where there is none, `flags` with commas between."""

    purchase_id: int
    supplier_id: int
    supplier_name: str
    department_id: int
    department_name: str
    location_id: int
    location_name: str
    budget_line_id: int
    budget_line: str
    ground: str
    ground_words: str
    price_basis: str
    price_words: str
    no_quotes_reason: str
    decided_by: str
    contract_number: str
    expected_on: str
    amount_fen: int
    advance_fen: int
    currency: str
    rate: str
    rate_source: str
    price_reason: str
    licence_reason: str
    flags: str
    offer_id: int
    replaces_id: int
    note: str
    state: str
    actor_id: int
    actor_name: str
    proposed_at: int
    decided_at: int
    ended_at: int
    end_reason: str
    entry: int
    decided_entry: int
    ended_entry: int

    @property
    def flag_list(self) -> tuple[str, ...]:
        """What was flagged about it."""
        return tuple(self.flags.split(",")) if self.flags else ()


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """A line of a purchase in base units and fen; `last` is what its price was held against, None for nothing."""

    line_number: int
    item_id: int
    item_name: str
    base_unit: str
    quantity: int
    pack_size: int
    price: Price
    amount_fen: int
    foreign_price: int
    specification: str
    purpose_party_id: int | None
    purpose_name: str
    purpose_class: int
    last: Price | None
    is_far: bool
    purpose_area: str = ""
    standard: str = ""
    grade: str = ""


HEAD = (
    "SELECT purchase.purchase_id, purchase.supplier_id, supplier.name, COALESCE(purchase.department_id, 0), "
    "COALESCE(department.name, ''), COALESCE(purchase.location_id, 0), COALESCE(location.name, ''), "
    "COALESCE(purchase.budget_line_id, 0), COALESCE(budget.name, ''), ground, ground_words, price_basis, price_words, "
    "no_quotes_reason, decided_by, contract_number, expected_on, amount_fen, advance_fen, currency, rate, rate_source, "
    "price_reason, licence_reason, flags, offer_id, replaces_id, purchase.note, purchase.state, "
    "purchase.actor_id, COALESCE(actor.name, ''), proposed_at, decided_at, ended_at, end_reason, purchase.entry, "
    "decided_entry, ended_entry "
)
JOINS = (
    "FROM purchase JOIN party AS supplier ON supplier.district_id = purchase.district_id "
    "AND supplier.party_id = purchase.supplier_id "
    "LEFT JOIN party AS department ON department.district_id = purchase.district_id "
    "AND department.party_id = purchase.department_id "
    "LEFT JOIN location ON location.district_id = purchase.district_id "
    "AND location.location_id = purchase.location_id "
    "LEFT JOIN location AS budget ON budget.district_id = purchase.district_id "
    "AND budget.location_id = purchase.budget_line_id "
    "LEFT JOIN actor ON actor.district_id = purchase.district_id AND actor.actor_id = purchase.actor_id "
)
_LINES = (
    "SELECT line_number, purchase_line.item_id, item.name, item.base_unit, quantity, pack_size, price_fen, "
    "price_units, amount_fen, foreign_price, specification, purpose_party_id, COALESCE(purpose.name, purpose_area), "
    "purpose_class, last_fen, last_units, is_far, purpose_area, purchase_line.standard, "
    "purchase_line.grade FROM purchase_line "
    "JOIN item ON item.district_id = purchase_line.district_id AND item.item_id = purchase_line.item_id "
    "LEFT JOIN party AS purpose ON purpose.district_id = purchase_line.district_id "
    "AND purpose.party_id = purchase_line.purpose_party_id "
    "WHERE purchase_line.district_id = ? AND purchase_id = ? ORDER BY line_number"
)
STANDS = (
    "NOT EXISTS (SELECT 1 FROM line WHERE line.district_id = payment.district_id AND line.reverses = payment.entry "
    "AND line.reverses <> 0)"
)
"""Of payments: those that were not taken back."""
_OF_REFUNDS = ("payment", "refund")


def purchase(connection: Connection, district_id: int, purchase_id: int) -> Purchase:
    """One purchase; raises Refused ``unknown_document``."""
    sql = f"{HEAD}{JOINS}WHERE purchase.district_id = ? AND purchase.purchase_id = ?"
    rows = ask(connection, sql, (district_id, purchase_id))
    if not rows:
        raise refused("unknown_document", "purchase_id", name=purchase_id)
    return Purchase(*rows[0])


def lines_of(connection: Connection, district_id: int, purchase_id: int) -> list[BoughtLine]:
    """The lines of a purchase."""
    found = []
    for row in ask(connection, _LINES, (district_id, purchase_id)):
        *head, price_fen, price_units, amount, foreign, specification, party, name, wish, fen, units, is_far = row[:-3]
        last = Price(fen, units) if fen else None
        price = Price(price_fen, price_units)
        rest = (price, amount, foreign, specification, party, name, wish, last, bool(is_far), *row[-3:])
        found.append(BoughtLine(*(*head, *rest)))
    return found


def accepted_by_line(connection: Connection, district_id: int, purchase_id: int) -> dict[int, int]:
    """Base units of each line that were accepted, never more than was ordered.

    Of what is received here: what inspection of its receipts passed, and what was not found bad or sent back later. Of
    what goes straight to a department: what was accepted on the purchase; acceptances that were annulled left out.
    """
    came = came_of_lines(connection, district_id, "purchase", purchase_id)
    found = {number: min(each.passed, each.quantity) for number, each in came.items()}
    rows = ask(
        connection,
        "SELECT one.line_number, SUM(one.quantity) FROM purchase_acceptance AS head "
        "CROSS JOIN purchase_acceptance_line AS one "
        "WHERE head.district_id = ? AND head.purchase_id = ? AND annulled_entry = 0 "
        "AND one.district_id = head.district_id AND one.acceptance_id = head.acceptance_id GROUP BY one.line_number",
        (district_id, purchase_id),
    )
    return found | {number: int(quantity) for number, quantity in rows}


def accepted_fen(lines: Sequence[BoughtLine], accepted: Mapping[int, int]) -> int:
    """What the accepted base units of each line cost together, each line rounded once."""
    return sum(line.price.of(accepted.get(line.line_number, 0)) for line in lines)


def paid_fen(connection: Connection, district_id: int, purchase_id: int) -> int:
    """What was paid of the money a purchase committed, less what the supplier paid back; what was taken back of either
    is left out.
    """
    sql = f"SELECT COALESCE(SUM(amount_fen), 0) FROM payment WHERE district_id = ? AND purchase_id = ? AND {STANDS}"
    paid, back = (ask(connection, each, (district_id, purchase_id))[0][0] for each in (sql, sql.replace(*_OF_REFUNDS)))
    return int(paid) - int(back)


def recent_prices(connection: Connection, district_id: int, item_ids: Sequence[int]) -> dict[int, list[Price]]:
    """Of each item the prices of its last purchases that were approved, the latest first, at most `RECENT`."""
    found: dict[int, list[Price]] = {}
    for item_id in dict.fromkeys(item_ids):
        rows = ask(
            connection,
            "SELECT price_fen, price_units FROM purchase_line CROSS JOIN purchase "
            "WHERE purchase_line.district_id = ? AND item_id = ? AND state IN ('approved', 'closed') "
            "AND purchase.district_id = purchase_line.district_id "
            "AND purchase.purchase_id = purchase_line.purchase_id "
            "ORDER BY purchase_line.purchase_id DESC LIMIT ?",
            (district_id, item_id, RECENT),
        )
        found[item_id] = [Price(*row) for row in rows or _prices_of_lots(connection, district_id, item_id)]
    return found


def _prices_of_lots(connection: Connection, district_id: int, item_id: int) -> list[Row]:
    """Prices of goods that were bought and taken in before there were purchases on record, the latest first."""
    return ask(
        connection,
        "SELECT unit_cost_fen, cost_units FROM lot WHERE district_id = ? AND item_id = ? AND source_kind = 'purchase' "
        "AND unit_cost_fen > 0 ORDER BY lot_id DESC LIMIT ?",
        (district_id, item_id, RECENT),
    )


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice; `annulled_entry` 0: it counts."""

    invoice_id: int
    purchase_id: int
    number: str
    code: str
    amount_fen: int
    issued_on: str
    entry: int
    annulled_entry: int
    annul_reason: str


# Ordered by the key plus nothing: SQLite would else walk the table by its key to save the sorting of a few rows.
_INVOICE = (
    "SELECT invoice_id, purchase_id, number, code, amount_fen, issued_on, entry, annulled_entry, annul_reason "
    "FROM invoice WHERE district_id = ? AND "
)


def invoices_of(connection: Connection, district_id: int, purchase_id: int) -> list[Invoice]:
    """The invoices of a purchase, annulled ones too."""
    rows = ask(connection, f"{_INVOICE} purchase_id = ? ORDER BY invoice_id + 0", (district_id, purchase_id))
    return [Invoice(*row) for row in rows]


def invoice_with(connection: Connection, district_id: int, number: str) -> Invoice | None:
    """The invoice of this number that counts, wherever it was used."""
    rows = ask(connection, f"{_INVOICE} number = ? AND annulled_entry = 0", (district_id, number))
    return Invoice(*rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """That goods were accepted (ms since 1970 UTC), and by which entry; `annulled_entry` 0: it counts."""

    acceptance_id: int
    purchase_id: int
    finding: str
    actor_name: str
    accepted_at: int
    entry: int
    annulled_entry: int
    annul_reason: str


def acceptances_of(connection: Connection, district_id: int, purchase_id: int) -> list[Acceptance]:
    """The acceptances of a purchase, annulled ones too."""
    rows = ask(
        connection,
        "SELECT acceptance_id, purchase_id, finding, COALESCE(actor.name, ''), accepted_at, entry, annulled_entry, "
        "annul_reason FROM purchase_acceptance LEFT JOIN actor ON actor.district_id = purchase_acceptance.district_id "
        "AND actor.actor_id = purchase_acceptance.actor_id "
        "WHERE purchase_acceptance.district_id = ? AND purchase_id = ? ORDER BY acceptance_id + 0",
        (district_id, purchase_id),
    )
    return [Acceptance(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote in the dossier."""

    number: int
    supplier: str
    item_id: int
    item_name: str
    price: Price
    note: str
    entry: int


def quotes_of(connection: Connection, district_id: int, purchase_id: int) -> list[QuoteRow]:
    """The quotes of a purchase, as they were filed."""
    rows = ask(
        connection,
        "SELECT number, supplier, purchase_quote.item_id, item.name, price_fen, price_units, note, entry "
        "FROM purchase_quote JOIN item ON item.district_id = purchase_quote.district_id "
        "AND item.item_id = purchase_quote.item_id "
        "WHERE purchase_quote.district_id = ? AND purchase_id = ? ORDER BY number",
        (district_id, purchase_id),
    )
    return [QuoteRow(*(*row[:4], Price(row[4], row[5]), *row[6:])) for row in rows]


@dataclass(frozen=True, slots=True)
class Filed:
    """Something added to a dossier in words (ms since 1970 UTC): a filing, or a review (`kind` its verdict)."""

    number_of: int
    kind: str
    number: str
    on_day: str
    words: str
    actor_name: str
    filed_at: int
    entry: int


def filings_of(connection: Connection, district_id: int, purchase_id: int) -> list[Filed]:
    """What was added to the dossier of a purchase in words."""
    rows = ask(
        connection,
        "SELECT filing_id, kind, number, on_day, words, COALESCE(actor.name, ''), filed_at, entry FROM purchase_filing "
        "LEFT JOIN actor ON actor.district_id = purchase_filing.district_id "
        "AND actor.actor_id = purchase_filing.actor_id "
        "WHERE purchase_filing.district_id = ? AND purchase_id = ? ORDER BY filing_id + 0",
        (district_id, purchase_id),
    )
    return [Filed(*row) for row in rows]


def reviews_of(connection: Connection, district_id: int, purchase_id: int) -> list[Filed]:
    """What was found about a purchase afterwards."""
    rows = ask(
        connection,
        "SELECT review_id, verdict, '', '', finding, COALESCE(actor.name, ''), reviewed_at, entry FROM purchase_review "
        "LEFT JOIN actor ON actor.district_id = purchase_review.district_id "
        "AND actor.actor_id = purchase_review.actor_id "
        "WHERE purchase_review.district_id = ? AND purchase_id = ? ORDER BY review_id + 0",
        (district_id, purchase_id),
    )
    return [Filed(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class PaidRow:
    """A payment of a purchase (ms since 1970 UTC); `reversed_by` 0: it stands."""

    payment_id: int
    amount_fen: int
    document_number: str
    note: str
    invoice_id: int
    is_advance: int
    actor_name: str
    paid_at: int
    entry: int
    reversed_by: int


def payments_of(connection: Connection, district_id: int, purchase_id: int) -> list[PaidRow]:
    """The payments of a purchase, those taken back too."""
    rows = ask(
        connection,
        "SELECT payment_id, amount_fen, document_number, note, invoice_id, is_advance, COALESCE(actor.name, ''), "
        "paid_at, entry, COALESCE((SELECT MIN(line.entry + 0) FROM line WHERE line.district_id = payment.district_id "
        "AND line.reverses = payment.entry AND line.reverses <> 0), 0) FROM payment "
        "LEFT JOIN actor ON actor.district_id = payment.district_id AND actor.actor_id = payment.actor_id "
        "WHERE payment.district_id = ? AND purchase_id = ? ORDER BY payment_id + 0",
        (district_id, purchase_id),
    )
    return [PaidRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class RefundRow:
    """Money that came back from a supplier (fen; ms since 1970 UTC); `reversed_by` 0: it stands."""

    refund_id: int
    claim_id: int
    budget_line: str
    amount_fen: int
    document_number: str
    note: str
    actor_name: str
    refunded_at: int
    entry: int
    reversed_by: int


def refunds_of(connection: Connection, district_id: int, *, claim_id: int = 0, purchase_id: int = 0) -> list[RefundRow]:
    """What came back for a claim, or for a purchase; what was taken back too."""
    column, number = ("claim_id", claim_id) if claim_id else ("purchase_id", purchase_id)
    rows = ask(
        connection,
        "SELECT refund_id, claim_id, location.name, amount_fen, document_number, note, COALESCE(actor.name, ''), "
        "refunded_at, entry, COALESCE((SELECT MIN(line.entry + 0) FROM line "
        "WHERE line.district_id = refund.district_id AND line.reverses = refund.entry AND line.reverses <> 0), 0) "
        "FROM refund JOIN location ON location.district_id = refund.district_id "
        "AND location.location_id = budget_line_id "
        "LEFT JOIN actor ON actor.district_id = refund.district_id AND actor.actor_id = refund.actor_id "
        f"WHERE refund.district_id = ? AND {column} = ? ORDER BY refund_id + 0",
        (district_id, number),
    )
    return [RefundRow(*row) for row in rows]
