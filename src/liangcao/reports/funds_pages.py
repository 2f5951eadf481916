"""Money as the pages show it: budget lines with what they got, paid and have left; each payment with its paper."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask
from liangcao.journal.entry import read_entry
from liangcao.kernel.errors import refused
from liangcao.reports.request_pages import names_of_people


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A budget line, in fen; `received_fen` and `paid_fen` are net of reversals and refunds, `funding`: whose it is."""

    location_id: int
    name: str
    is_open: bool
    balance_fen: int
    received_fen: int
    paid_fen: int
    committed_fen: int
    funding: str

    @property
    def free_fen(self) -> int:
        """What nothing is committed of."""
        return self.balance_fen - self.committed_fen


@dataclass(frozen=True, slots=True)
class MoneyMoved:
    """Money that came to or left a budget line; times in ms since 1970 UTC, `reversed_by` the entry that undid it.

    `purchase_id` is what a payment paid for, `lot_id` the money that came; 0 for none.
    """

    entry: int
    action: str
    kind: str
    occurred_at: int
    actor_name: str
    budget_line_id: int
    budget_line: str
    other_name: str
    amount_fen: int
    is_incoming: bool
    document_number: str
    note: str
    receipt_id: int
    payment_id: int
    papers: int
    reverses: int
    reversed_by: int
    purchase_id: int
    lot_id: int


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as its page shows it; `paid_at` in ms since 1970 UTC, `reversed_by` 0: it stands.

    `agreed` are those who signed as a second person.
    """

    payment_id: int
    budget_line_id: int
    budget_line: str
    party_id: int
    party_name: str
    receipt_id: int
    amount_fen: int
    document_number: str
    note: str
    actor_name: str
    paid_at: int
    entry: int
    reversed_by: int
    agreed: tuple[str, ...]


_PAYMENT = """
SELECT payment_id, budget_line_id, location.name, payment.party_id, party.name, receipt_id, amount_fen,
       document_number, note, COALESCE(actor.name, ''), paid_at, entry,
       COALESCE((SELECT MIN(line.entry + 0) FROM line WHERE line.district_id = payment.district_id
                 AND line.reverses = payment.entry AND line.reverses <> 0), 0), journal.body
FROM payment
JOIN location ON location.district_id = payment.district_id AND location.location_id = budget_line_id
JOIN party ON party.district_id = payment.district_id AND party.party_id = payment.party_id
JOIN journal ON journal.district_id = payment.district_id AND journal.number = payment.entry
LEFT JOIN actor ON actor.district_id = payment.district_id AND actor.actor_id = payment.actor_id
WHERE payment.district_id = ? AND payment_id = ?
"""


def payment(connection: Connection, district_id: int, payment_id: int) -> Payment:
    """One payment; raises Refused ``unknown_document``."""
    rows = ask(connection, _PAYMENT, (district_id, payment_id))
    if not rows:
        raise refused("unknown_document", name=payment_id)
    *cells, body = rows[0]
    signers = read_entry(bytes(body)).approved_by
    names = names_of_people(connection, district_id, signers)
    return Payment(*(*cells, tuple(names[each] for each in signers if each in names)))


def budget_lines(connection: Connection, district_id: int) -> list[BudgetLine]:
    """All budget lines, by name."""
    came = _sum("destination")
    went = _sum("source")
    rows = ask(
        connection,
        "SELECT place.location_id, place.name, place.is_open, "
        "(SELECT COALESCE(SUM(on_hand), 0) FROM balance WHERE balance.district_id = place.district_id "
        f"AND balance.location_id = place.location_id), ({came}), ({came} AND line.reverses <> 0), ({went}), "
        f"({went} AND line.reverses <> 0), ({came} AND line.kind = 'return'), "
        "(SELECT COALESCE(SUM(held), 0) FROM balance "
        "WHERE balance.district_id = place.district_id AND balance.location_id = place.location_id), place.funding "
        "FROM location AS place "
        "WHERE place.district_id = ? AND place.kind = 'budget_line' ORDER BY place.name, place.location_id",
        (district_id,),
    )
    return [_budget_line(row) for row in rows]


def _sum(end: str) -> str:
    return (
        "SELECT COALESCE(SUM(line.quantity), 0) FROM line "
        f"WHERE line.district_id = place.district_id AND line.{end}_id = place.location_id"
    )


def _budget_line(row: Row) -> BudgetLine:
    location_id, name, is_open, *sums, funding = row
    balance, came, came_back, paid, taken_back, refunded, held = map(int, sums)
    received_fen = came - came_back - taken_back - refunded
    paid_fen = paid - taken_back - came_back - refunded
    return BudgetLine(location_id, name, bool(is_open), balance, received_fen, paid_fen, held, funding)


_MOVED = """
SELECT line.entry, journal.action, line.kind, journal.occurred_at, COALESCE(actor.name, ''), place.location_id,
       place.name, other.name, SUM(line.quantity), line.destination_id = place.location_id,
       COALESCE(MIN(payment.document_number), MIN(lot.batch_number)), COALESCE(MIN(payment.note), ''),
       COALESCE(MIN(payment.receipt_id), 0), COALESCE(MIN(payment.payment_id), 0),
       (SELECT COUNT(*) FROM paper WHERE paper.district_id = line.district_id AND paper.kind = 'payment'
        AND paper.document_id = MIN(payment.payment_id)), MAX(line.reverses),
       COALESCE((SELECT MIN(undo.entry + 0) FROM line AS undo WHERE undo.district_id = line.district_id
                 AND undo.reverses = line.entry AND undo.reverses <> 0), 0), COALESCE(MIN(payment.purchase_id), 0),
       CASE WHEN journal.action = 'funds.appropriate_funds' THEN MIN(line.lot_id) ELSE 0 END
FROM line
JOIN location AS place ON place.district_id = line.district_id AND place.kind = 'budget_line'
     AND (place.location_id = line.source_id OR place.location_id = line.destination_id)
JOIN location AS other ON other.district_id = line.district_id AND other.location_id =
     CASE WHEN place.location_id = line.source_id THEN line.destination_id ELSE line.source_id END
JOIN journal ON journal.district_id = line.district_id AND journal.number = line.entry
JOIN lot ON lot.district_id = line.district_id AND lot.lot_id = line.lot_id
LEFT JOIN payment ON payment.district_id = line.district_id AND payment.entry = line.entry
LEFT JOIN actor ON actor.district_id = journal.district_id AND actor.actor_id = journal.actor_id
WHERE line.district_id = ? {condition}
GROUP BY line.district_id, line.entry, journal.action, line.kind, journal.occurred_at, actor.name, place.location_id,
         place.name, other.name, line.destination_id
"""


def money_moved(
    connection: Connection, district_id: int, *, budget_line_id: int = 0, page: tuple[int, int] = (50, 0)
) -> list[MoneyMoved]:
    """What came and went, the newest first, a row for each entry and counterpart; `page` is (how many, from which)."""
    condition = "AND place.location_id = ?" if budget_line_id else ""
    values = (budget_line_id,) if budget_line_id else ()
    sql = _MOVED.format(condition=condition) + " ORDER BY line.entry DESC, place.location_id LIMIT ? OFFSET ?"
    rows = ask(connection, sql, (district_id, *values, *page))
    return [MoneyMoved(*(*row[:8], int(row[8]), bool(row[9]), *row[10:])) for row in rows]


def count_money_moved(connection: Connection, district_id: int, *, budget_line_id: int = 0) -> int:
    """How many rows `money_moved` has in all."""
    condition = "AND place.location_id = ?" if budget_line_id else ""
    values = (budget_line_id,) if budget_line_id else ()
    sql = f"SELECT COUNT(*) FROM ({_MOVED.format(condition=condition)}) AS moved"
    return int(ask(connection, sql, (district_id, *values))[0][0])


def paid_for_receipt(connection: Connection, district_id: int, receipt_id: int) -> int:
    """Fen paid for a receipt so far and not paid back; what was reversed of either is left out."""
    sql = (
        "SELECT COALESCE(SUM(amount_fen), 0) FROM payment WHERE district_id = ? AND receipt_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM line WHERE line.district_id = payment.district_id "
        "AND line.reverses = payment.entry AND line.reverses <> 0)"
    )
    both = (sql, sql.replace("payment", "refund"))
    paid, back = (int(ask(connection, each, (district_id, receipt_id))[0][0]) for each in both)
    return paid - back
