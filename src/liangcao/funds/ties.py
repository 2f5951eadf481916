"""Do money and goods tie? Of each purchase what it committed, received, accepted and paid, told by different books.

Purchases and their lines say what was ordered, arrivals what is still to come, receipts and lots what came at what
price and from whose money, acceptances what was found good, payments and the ledger's lines and holds what was paid and
what is kept. Each pair of them that must agree is held against each other here; the database is only read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.kernel.quantity import amount_fen
from liangcao.kernel.refusals import N_
from liangcao.ledger.judged import JUDGED, judge


@dataclass(slots=True)
class TiedLine:
    """A line of a purchase: base units ordered, to come and come by the arrival, accepted; fen.

    What inspection found bad is `rejected`, not `received`. Of goods received here `accepted` is what inspection passed
    and what is good still, `once` what it passed whatever became of it, neither more than was ordered; `waiting` is to
    be inspected yet; `differs` where lots and their inspections do not say the same.
    """

    quantity: int
    price_fen: int
    price_units: int
    amount_fen: int
    counted: int = 0
    counted_rejected: int = 0
    received: int = 0
    rejected: int = 0
    mispriced_fen: int = 0
    accepted: int = 0
    once: int = 0
    waiting: int = 0
    differs: int = 0

    @property
    def bad_later(self) -> int:
        """Accepted, found bad afterwards, and not made good by what came instead."""
        return max(0, self.once - self.accepted)

    def worth(self, quantity: int) -> int:
        """What so many base units cost by the purchase, in fen."""
        return amount_fen(quantity, self.price_fen, self.price_units)


@dataclass(slots=True)
class Tie:
    """A purchase in fen, told by its own rows, by the ledger (`held_fen`, `moved_fen`, `back_fen`), by payments and
    by what suppliers paid back (`refund_fen`).
    """

    purchase_id: int
    budget_line_id: int
    state: str
    amount_fen: int
    advance_fen: int
    is_received_here: bool
    held_fen: int = 0
    paid_fen: int = 0
    moved_fen: int = 0
    refund_fen: int = 0
    back_fen: int = 0
    strange_fen: int = 0
    lines: dict[int, TiedLine] = field(default_factory=dict)

    @property
    def received_fen(self) -> int:
        """What the goods that came (and were not rejected) are worth by the purchase."""
        return sum(
            line.worth(line.received if self.is_received_here else line.accepted) for line in self.lines.values()
        )

    @property
    def accepted_fen(self) -> int:
        """What the accepted goods are worth."""
        return sum(line.worth(line.accepted) for line in self.lines.values())

    @property
    def net_fen(self) -> int:
        """What was paid and did not come back."""
        return self.paid_fen - self.refund_fen

    @property
    def outstanding_fen(self) -> int:
        """What is still to come."""
        if self.state != "approved":
            return 0
        return sum(line.amount_fen for line in self.lines.values()) - self.received_fen

    @property
    def owed_fen(self) -> int:
        """Accepted and not paid; nothing where the department pays, nor when the purchase is finished."""
        is_ours = self.budget_line_id and self.state != "closed"
        return max(0, self.accepted_fen - self.net_fen) if is_ours else 0

    @property
    def free_fen(self) -> int:
        """Accepted after the purchase was finished: it came instead of bad goods, and costs nothing more."""
        is_over = self.budget_line_id and self.state == "closed"
        return max(0, self.accepted_fen - self.net_fen) if is_over else 0

    @property
    def prepaid_fen(self) -> int:
        """Paid and not accepted."""
        return max(0, self.net_fen - self.accepted_fen)

    @property
    def bad_later_fen(self) -> int:
        """What was accepted and found bad afterwards is worth."""
        lines = self.lines.values()
        return sum(line.worth(line.accepted + line.bad_later) - line.worth(line.accepted) for line in lines)

    @property
    def recover_fen(self) -> int:
        """Paid for goods found bad afterwards: the supplier makes it good, or pays it back."""
        return min(self.prepaid_fen, self.bad_later_fen)


@dataclass(frozen=True, slots=True)
class Untied:
    """Two books that should say the same of a purchase and do not: which (a message of `BOOKS`), and by how much."""

    purchase_id: int
    budget_line_id: int
    book: str
    difference_fen: int


BOOKS: dict[str, str] = {
    "lines": N_("总价和各行合计"),
    "committed": N_("占用资金加已付和总价"),
    "paid": N_("付款单和资金流水"),
    "refunded": N_("退款单和资金流水"),
    "expected": N_("待收单和收货单"),
    "priced": N_("批次成本和采购单价"),
    "funded": N_("批次资金渠道和采购资金渠道"),
    "accepted": N_("验收单和批次"),
    "advance": N_("已付和验收加约定预付"),
}


def untied(tie: Tie) -> list[Untied]:
    """Where the books of one purchase do not agree; pure."""
    lines = tie.lines.values()
    committed = tie.amount_fen if tie.state == "approved" and tie.budget_line_id else tie.net_fen
    differences = {
        "lines": sum(line.amount_fen for line in lines) - tie.amount_fen,
        "committed": tie.held_fen + tie.net_fen - committed,
        "paid": tie.moved_fen - tie.paid_fen,
        "refunded": tie.back_fen - tie.refund_fen,
        "expected": sum(
            line.worth(abs(line.counted - line.received) + abs(line.counted_rejected - line.rejected)) for line in lines
        ),
        "priced": sum(line.mispriced_fen for line in lines),
        "funded": tie.strange_fen,
        "accepted": sum(line.worth(line.differs) for line in lines),
        "advance": max(0, tie.net_fen - max(tie.accepted_fen + tie.bad_later_fen, tie.advance_fen)),
    }
    return [
        Untied(tie.purchase_id, tie.budget_line_id, book, difference)
        for book, difference in differences.items()
        if difference
    ]


def _by_purchase(connection: Connection, sql: str, ids: Sequence[int], district_id: int) -> list[Row]:
    return select_by_keys(connection, sql, [(number,) for number in ids], (district_id,))


_HEADS = (
    "SELECT purchase.purchase_id, COALESCE(purchase.budget_line_id, 0), state, amount_fen, advance_fen, "
    "location_id IS NOT NULL FROM {keys} JOIN purchase ON purchase.purchase_id = k1 WHERE purchase.district_id = ?"
)
_LINES = (
    "SELECT purchase_id, line_number, quantity, price_fen, price_units, amount_fen "
    "FROM {keys} JOIN purchase_line ON purchase_line.purchase_id = k1 WHERE purchase_line.district_id = ?"
)
_HELD = (
    "SELECT k1, SUM(delta) FROM {keys} JOIN hold ON hold.document = 'purchase:' || k1 "
    "WHERE hold.district_id = ? GROUP BY k1"
)
_STANDS = (
    "NOT EXISTS (SELECT 1 FROM line AS undo WHERE undo.district_id = payment.district_id "
    "AND undo.reverses = payment.entry AND undo.reverses <> 0)"
)
_PAID = (
    "SELECT purchase_id, SUM(amount_fen) FROM {keys} JOIN payment ON payment.purchase_id = k1 "
    f"WHERE payment.district_id = ? AND {_STANDS} GROUP BY purchase_id"
)
_MOVED = (
    "SELECT purchase_id, SUM(line.quantity) FROM {keys} JOIN payment ON payment.purchase_id = k1 CROSS JOIN line "
    "WHERE payment.district_id = ? AND line.district_id = payment.district_id AND line.entry = payment.entry "
    f"AND {_STANDS} GROUP BY purchase_id"
)
_BACK = _PAID.replace("payment", "refund")
_CAME_BACK = _MOVED.replace("payment", "refund")
_EXPECTED = (
    "SELECT document_id, document_line, received, rejected FROM {keys} "
    "JOIN arrival ON arrival.document_id = k1 CROSS JOIN arrival_line "
    "WHERE arrival.district_id = ? AND arrival.source_kind = 'purchase' "
    "AND arrival_line.district_id = arrival.district_id AND arrival_line.arrival_id = arrival.arrival_id"
)
"""A CROSS JOIN keeps SQLite to the order written: from the keys into the indexes, however little it knows of sizes."""
_RECEIVED = (
    "SELECT document_id, COALESCE(expected.document_line, 0), receipt.receipt_id, COALESCE(lot.unit_cost_fen, 0), "
    f"lot.cost_units, lot.budget_line_id, {JUDGED} FROM {{keys}} "
    "JOIN arrival ON arrival.document_id = k1 CROSS JOIN receipt CROSS JOIN receipt_line CROSS JOIN lot "
    "LEFT JOIN arrival_line AS expected ON expected.district_id = receipt.district_id "
    "AND expected.arrival_id = receipt.arrival_id AND expected.line_number = receipt_line.arrival_line "
    "WHERE arrival.district_id = ? AND arrival.source_kind = 'purchase' "
    "AND receipt.district_id = arrival.district_id AND receipt.arrival_id = arrival.arrival_id "
    "AND receipt.state = 'booked' "
    "AND receipt_line.district_id = receipt.district_id AND receipt_line.receipt_id = receipt.receipt_id "
    "AND lot.district_id = receipt_line.district_id AND lot.lot_id = receipt_line.lot_id"
)
_ACCEPTED = (
    "SELECT purchase_id, one.line_number, SUM(one.quantity) FROM {keys} "
    "JOIN purchase_acceptance AS head ON head.purchase_id = k1 CROSS JOIN purchase_acceptance_line AS one "
    "WHERE head.district_id = ? AND annulled_entry = 0 AND one.district_id = head.district_id "
    "AND one.acceptance_id = head.acceptance_id GROUP BY purchase_id, one.line_number"
)


def ties_of(connection: Connection, district_id: int, ids: Iterable[int], *, but_receipt: int = 0) -> list[Tie]:
    """The purchases `ids` by all books that tell of them: ten statements, however many they are.

    `but_receipt` is left out of what came: how they would stand without it.
    """
    numbers = sorted(set(ids))
    found: dict[int, Tie] = {}
    for row in _by_purchase(connection, _HEADS, numbers, district_id):
        found[row[0]] = Tie(*(*row[:-1], bool(row[-1])))
    for purchase_id, number, *cells in _by_purchase(connection, _LINES, numbers, district_id):
        found[purchase_id].lines[number] = TiedLine(*cells)
    paid = (("held_fen", _HELD), ("paid_fen", _PAID), ("moved_fen", _MOVED))
    for name, sql in (*paid, ("refund_fen", _BACK), ("back_fen", _CAME_BACK)):
        for purchase_id, amount in _by_purchase(connection, sql, numbers, district_id):
            setattr(found[purchase_id], name, int(amount))
    for purchase_id, number, received, rejected in _by_purchase(connection, _EXPECTED, numbers, district_id):
        line = found[purchase_id].lines[number]
        line.counted += received
        line.counted_rejected += rejected
    rows = _by_purchase(connection, _RECEIVED, numbers, district_id)
    _receive(found, [row for row in rows if row[2] != but_receipt])
    for purchase_id, number, quantity in _by_purchase(connection, _ACCEPTED, numbers, district_id):
        line = found[purchase_id].lines[number]
        line.accepted = line.once = int(quantity)
    return list(found.values())


def _receive(found: Mapping[int, Tie], rows: Sequence[Row]) -> None:
    """Add up what receipts, lots and inspections say; goods outside the order (a wrong item) belong to no line."""
    for purchase_id, number, _receipt_id, fen, units, budget_line_id, *told in rows:
        tie = found[purchase_id]
        line = tie.lines.get(number)
        if line is None:
            continue
        lot = judge(told)
        line.received += lot.kept
        line.rejected += lot.at_door + lot.inspected_out
        line.accepted = min(line.quantity, line.accepted + lot.passed)
        line.once = min(line.quantity, line.once + lot.once)
        line.waiting += lot.waiting
        line.differs += lot.differs
        if fen * line.price_units != line.price_fen * units:  # crosswise, so that no rounding tells a lie
            line.mispriced_fen += max(1, abs(amount_fen(lot.kept, fen, units) - line.worth(lot.kept)))
        if budget_line_id != tie.budget_line_id:
            tie.strange_fen += amount_fen(lot.kept, fen, units)


_TOUCHED = """
SELECT purchase_id FROM purchase WHERE district_id = ? AND (entry > ? OR decided_entry > ? OR ended_entry > ?)
UNION SELECT purchase_id FROM payment WHERE district_id = ? AND purchase_id > 0 AND entry > ?
UNION SELECT purchase_id FROM refund WHERE district_id = ? AND purchase_id > 0 AND entry > ?
UNION SELECT purchase_id FROM purchase_acceptance WHERE district_id = ? AND (entry > ? OR annulled_entry > ?)
UNION SELECT arrival.document_id FROM receipt
    JOIN arrival ON arrival.district_id = receipt.district_id AND arrival.arrival_id = receipt.arrival_id
    WHERE receipt.district_id = ? AND receipt.entry > ? AND arrival.source_kind = 'purchase'
UNION SELECT arrival.document_id FROM acceptance CROSS JOIN receipt CROSS JOIN arrival
    WHERE acceptance.district_id = ? AND acceptance.entry > ?
    AND receipt.district_id = acceptance.district_id AND receipt.receipt_id = acceptance.receipt_id
    AND arrival.district_id = receipt.district_id AND arrival.arrival_id = receipt.arrival_id
    AND arrival.source_kind = 'purchase'
"""


def touched_since(connection: Connection, district_id: int, since: int) -> list[int]:
    """The purchases that entries after `since` were about, and all that are open."""
    d, s = district_id, since
    rows = ask(connection, _TOUCHED, (d, s, s, s, d, s, d, s, d, s, s, d, s, d, s))
    opened = ask(connection, "SELECT purchase_id FROM purchase WHERE district_id = ? AND state = 'approved'", (d,))
    return sorted({row[0] for row in (*rows, *opened) if row[0]})


def all_purchases(connection: Connection, district_id: int) -> list[int]:
    """Every purchase there is."""
    return [row[0] for row in ask(connection, "SELECT purchase_id FROM purchase WHERE district_id = ?", (district_id,))]
