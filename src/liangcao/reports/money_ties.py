"""钱货对账: money and goods by funding line and what does not tie; what stock is worth; where a sum of money went."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from fractions import Fraction

from sqlalchemy import Connection

from liangcao.database.bulk import ask, select_by_keys
from liangcao.funds.ties import Tie, Untied, all_purchases, ties_of, untied
from liangcao.kernel.errors import refused
from liangcao.kernel.price import rounded

MOST_AT_ONCE = 5_000


@dataclass(slots=True)
class LineTotals:
    """The purchases of one funding line (0: paid by departments) in fen.

    Ordered is received and outstanding and, of finished purchases, what never came; accepted with what was prepaid is
    paid, less what suppliers paid back, with what is owed and what came free after the end. Of what was prepaid,
    `recover_fen` was for goods that were accepted and found bad later.
    """

    budget_line_id: int
    name: str = ""
    purchases: int = 0
    ordered_fen: int = 0
    received_fen: int = 0
    outstanding_fen: int = 0
    dropped_fen: int = 0
    accepted_fen: int = 0
    paid_fen: int = 0
    refund_fen: int = 0
    owed_fen: int = 0
    prepaid_fen: int = 0
    recover_fen: int = 0
    free_fen: int = 0
    committed_fen: int = 0

    def add(self, tie: Tie) -> None:
        """Count one purchase in."""
        self.purchases += 1
        self.ordered_fen += tie.amount_fen
        self.received_fen += tie.received_fen
        self.outstanding_fen += tie.outstanding_fen
        self.dropped_fen += tie.amount_fen - tie.received_fen if tie.state == "closed" else 0
        self.accepted_fen += tie.accepted_fen
        self.paid_fen += tie.paid_fen
        self.refund_fen += tie.refund_fen
        self.owed_fen += tie.owed_fen
        self.prepaid_fen += tie.prepaid_fen
        self.recover_fen += tie.recover_fen
        self.free_fen += tie.free_fen
        self.committed_fen += tie.held_fen


@dataclass(frozen=True, slots=True)
class MoneyAndGoods:
    """All funding lines, and where the books of a purchase do not agree."""

    lines: tuple[LineTotals, ...]
    untied: tuple[Untied, ...]
    purchases: int

    @property
    def ok(self) -> bool:
        """True when everything ties."""
        return not self.untied


def money_and_goods(connection: Connection, district_id: int) -> MoneyAndGoods:
    """Every purchase that was approved, held against all books that tell of it."""
    names: dict[int, str] = dict(
        ask(connection, "SELECT location_id, name FROM location WHERE district_id = ? AND kind = 'budget_line'",
            (district_id,))
    )  # fmt: skip
    totals: dict[int, LineTotals] = {}
    found: list[Untied] = []
    numbers = all_purchases(connection, district_id)
    count = 0
    for start in range(0, len(numbers), MOST_AT_ONCE):
        for tie in ties_of(connection, district_id, numbers[start : start + MOST_AT_ONCE]):
            found += untied(tie)
            if tie.state in ("approved", "closed"):
                count += 1
                line = tie.budget_line_id
                totals.setdefault(line, LineTotals(line, names.get(line, ""))).add(tie)
    return MoneyAndGoods(tuple(sorted(totals.values(), key=lambda each: each.name)), tuple(found), count)


@dataclass(frozen=True, slots=True)
class ItemValue:
    """What is in stock of an item from one funding line: base units, of them unpriced, and their worth in fen."""

    item_id: int
    item_name: str
    base_unit: str
    budget_line_id: int
    budget_line: str
    source_kind: str
    on_hand: int
    unpriced: int
    value_fen: int


_VALUE = """
SELECT balance.item_id, item.name, item.base_unit, lot.budget_line_id, COALESCE(budget.name, ''), lot.source_kind,
       COALESCE(lot.unit_cost_fen, 0), lot.cost_units, SUM(balance.on_hand)
FROM balance
JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id
JOIN item ON item.district_id = balance.district_id AND item.item_id = balance.item_id
LEFT JOIN location AS budget ON budget.district_id = lot.district_id AND budget.location_id = lot.budget_line_id
WHERE balance.district_id = ? AND balance.is_here = 1 AND item.kind = 'goods'
GROUP BY balance.item_id, item.name, item.base_unit, lot.budget_line_id, budget.name, lot.source_kind,
         COALESCE(lot.unit_cost_fen, 0), lot.cost_units
ORDER BY item.name, balance.item_id, lot.budget_line_id, lot.source_kind
"""


def stock_value(connection: Connection, district_id: int) -> list[ItemValue]:
    """What all that is in our places is worth, by item, funding line and source; each rounded once, from fractions."""
    sums: dict[tuple[int, int, str], tuple[list[str], int, int, Fraction]] = {}
    for item_id, name, unit, line_id, line, kind, fen, units, quantity in ask(connection, _VALUE, (district_id,)):
        names, on_hand, unpriced, value = sums.get((item_id, line_id, kind), ([name, unit, line], 0, 0, Fraction(0)))
        more = int(quantity)
        sums[item_id, line_id, kind] = (
            names, on_hand + more, unpriced + (0 if fen else more), value + Fraction(fen * more, units),
        )  # fmt: skip
    return [
        ItemValue(item_id, names[0], names[1], line_id, names[2], kind, on_hand, unpriced, rounded(value))
        for (item_id, line_id, kind), (names, on_hand, unpriced, value) in sums.items()
    ]


@dataclass(frozen=True, slots=True)
class MoneyLot:
    """Money that came once: from whom to which line, how much, how much of it is left, free, committed (fen)."""

    lot_id: int
    budget_line_id: int
    budget_line: str
    giver: str
    document_number: str
    came_at: int
    entry: int
    amount_fen: int
    left_fen: int
    committed_fen: int

    @property
    def free_fen(self) -> int:
        """What is left and not committed."""
        return self.left_fen - self.committed_fen


_MONEY = """
SELECT lot.lot_id, line.destination_id, place.name, COALESCE(party.name, ''), lot.batch_number, journal.recorded_at,
       lot.origin_entry, line.quantity, COALESCE(balance.on_hand, 0), COALESCE(balance.held, 0)
FROM lot
JOIN line ON line.district_id = lot.district_id AND line.entry = lot.origin_entry AND line.lot_id = lot.lot_id
JOIN location AS place ON place.district_id = line.district_id AND place.location_id = line.destination_id
JOIN journal ON journal.district_id = lot.district_id AND journal.number = lot.origin_entry
LEFT JOIN party ON party.district_id = lot.district_id AND party.party_id = lot.source_party_id
LEFT JOIN balance ON balance.district_id = lot.district_id AND balance.lot_id = lot.lot_id
     AND balance.location_id = line.destination_id
WHERE lot.district_id = ? AND lot.source_kind = 'funds' {condition}
ORDER BY lot.lot_id DESC LIMIT ?
"""


def money_lots(connection: Connection, district_id: int, *, lot_id: int = 0, most: int = 200) -> list[MoneyLot]:
    """Money that came, the newest first; or the one of `lot_id`, which raises Refused ``unknown_lot``."""
    condition = "AND lot.lot_id = ?" if lot_id else ""
    values = (district_id, lot_id, most) if lot_id else (district_id, most)
    rows = ask(connection, _MONEY.format(condition=condition), values)
    if lot_id and not rows:
        raise refused("unknown_lot", name=lot_id)
    return [MoneyLot(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class SpentOn:
    """What of one lot of money went into a purchase (fen), and the goods it bought."""

    purchase_id: int
    supplier_name: str
    state: str
    committed_fen: int
    paid_fen: int
    goods: tuple[tuple[int, str, str, int], ...]
    """(lot, item, base unit, base units received) each."""


_HELD_BY = """
SELECT document, SUM(delta) FROM hold WHERE district_id = ? AND lot_id = ? AND document LIKE ?
GROUP BY document ORDER BY document
"""
_PAID_BY = """
SELECT payment.purchase_id, SUM(line.quantity) FROM line
JOIN payment ON payment.district_id = line.district_id AND payment.entry = line.entry
WHERE line.district_id = ? AND line.lot_id = ? AND payment.purchase_id > 0 AND line.kind = 'payment'
AND NOT EXISTS (SELECT 1 FROM line AS undo WHERE undo.district_id = line.district_id AND undo.reverses = line.entry
                AND undo.reverses <> 0)
GROUP BY payment.purchase_id
"""
_PAID_BACK_BY = (
    _PAID_BY.replace("payment.", "refund.").replace("JOIN payment", "JOIN refund").replace("'payment'", "'return'")
)
_BOUGHT = """
SELECT arrival.document_id, lot.lot_id, item.name, item.base_unit, receipt_line.accepted
FROM {keys} JOIN arrival ON arrival.document_id = k1
CROSS JOIN receipt CROSS JOIN receipt_line CROSS JOIN lot CROSS JOIN item
WHERE arrival.district_id = ? AND arrival.source_kind = 'purchase'
AND receipt.district_id = arrival.district_id AND receipt.arrival_id = arrival.arrival_id
AND receipt.state = 'booked'
AND receipt_line.district_id = receipt.district_id AND receipt_line.receipt_id = receipt.receipt_id
AND lot.district_id = receipt_line.district_id AND lot.lot_id = receipt_line.lot_id
AND item.district_id = lot.district_id AND item.item_id = lot.item_id
ORDER BY lot.lot_id
"""
_SOLD_BY = (
    "SELECT purchase_id, party.name, state FROM {keys} JOIN purchase ON purchase_id = k1 "
    "JOIN party ON party.district_id = purchase.district_id AND party.party_id = purchase.supplier_id "
    "WHERE purchase.district_id = ?"
)


def spent_on(connection: Connection, district_id: int, lot_id: int) -> list[SpentOn]:
    """From money to goods: the purchases that this lot of money is committed to or paid for, and what they brought."""
    holds = ask(connection, _HELD_BY, (district_id, lot_id, "purchase:%"))
    held = {int(document.partition(":")[2]): int(fen) for document, fen in holds}
    paid = {number: int(fen) for number, fen in ask(connection, _PAID_BY, (district_id, lot_id))}
    for number, fen in ask(connection, _PAID_BACK_BY, (district_id, lot_id)):
        paid[number] = paid.get(number, 0) - int(fen)
    numbers = [number for number in sorted({*held, *paid}) if held.get(number) or paid.get(number)]
    keys = [(number,) for number in numbers]
    goods: dict[int, list[tuple[int, str, str, int]]] = {}
    for number, *cells in select_by_keys(connection, _BOUGHT, keys, (district_id,)):
        goods.setdefault(number, []).append((cells[0], cells[1], cells[2], cells[3]))
    return [
        SpentOn(number, name, state, held.get(number, 0), paid.get(number, 0), tuple(goods.get(number, ())))
        for number, name, state in sorted(select_by_keys(connection, _SOLD_BY, keys, (district_id,)))
    ]


def figures(totals: LineTotals) -> Sequence[int]:
    """The figures of a line in the order in which they are declared, for sheets."""
    return [getattr(totals, each.name) for each in fields(totals)[2:]]
