"""Rules of purchases: what a line costs, which prices are asked back, what may be paid. Pure; amounts in fen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.price import Price, currency_faults, is_off, median
from liangcao.kernel.quantity import MAX_QUANTITY
from liangcao.kernel.refusals import N_
from liangcao.procurement.commands import ProposePurchase, PurchaseLine, Quote

GROUNDS: dict[str, str] = {
    "outbreak": N_("疫情防控急需"),
    "front_line": N_("一线断供"),
    "running_out": N_("库存将尽"),
    "disaster": N_("抢险救灾"),
    "ordered": N_("上级指令"),
    "price_rising": N_("货源紧、价格在涨"),
    "other": N_("其他"),
}
PRICE_BASES: dict[str, str] = {
    "quotes": N_("多家报价"),
    "market": N_("市场行情"),
    "last_price": N_("上次买价"),
    "guide_price": N_("政府指导价"),
    "only_source": N_("独家货源"),
    "other": N_("其他"),
}
FILINGS: dict[str, str] = {
    "contract": N_("合同"),
    "no_contract": N_("没有合同的原因"),
    "no_quotes": N_("没有比价的原因"),
    "price": N_("价格依据"),
    "own_payment": N_("部门自己付款"),
    "note": N_("说明"),
}
STATES: dict[str, str] = {
    "proposed": N_("待批"),
    "approved": N_("已批准"),
    "rejected": N_("已退回"),
    "cancelled": N_("已取消"),
    "closed": N_("已了结"),
}
FLAGS: dict[str, str] = {
    "price": N_("价格离近期买价太远"),
    "licence": N_("供应单位有证件到期"),
    "only_quote": N_("没有比价"),
}
"""What whoever approves must have seen."""
VERDICTS: dict[str, str] = {"sound": N_("合规"), "flawed": N_("有问题")}
FAR = 3
"""A price so many times the usual one, or so small a part of it, is asked back."""
RECENT = 5
"""So many last prices of an item are looked at."""


def document_of(purchase_id: int) -> str:
    """The name a purchase has on the ledger's holds and in the chains of duties."""
    return f"purchase:{purchase_id}"


def price_of(line: PurchaseLine | Quote) -> Price:
    """The price of a line."""
    return Price(line.price_fen, line.price_units)


def amounts(lines: Sequence[PurchaseLine]) -> list[int]:
    """What each line costs; raises Refused ``quantity_too_large`` for more than the books can hold."""
    costs = [price_of(line).of(line.quantity) for line in lines]
    reasons = [
        Reason("quantity_too_large", {"most": MAX_QUANTITY}, f"lines.{number}.price_fen")
        for number, cost in enumerate(costs)
        if cost > MAX_QUANTITY
    ]
    if not reasons and sum(costs) > MAX_QUANTITY:
        reasons = [Reason("quantity_too_large", {"most": MAX_QUANTITY}, "lines")]
    if reasons:
        raise Refused(*reasons)
    return costs


def check_proposal(command: ProposePurchase, amount_fen: int) -> None:
    """Raise Refused with every fault of the head: where the goods go, the advance, the currency."""
    reasons: list[Reason] = []
    if command.location_id is None and command.department_id is None:
        reasons.append(Reason("field_missing", {}, "location_id"))
    if command.budget_line_id is None and command.department_id is None:
        reasons.append(Reason("field_missing", {}, "budget_line_id"))
    if command.advance_fen > amount_fen:
        detail = N_("预付不能多于总价")
        reasons.append(Reason("input_invalid", {"detail": detail}, "advance_fen"))
    if command.advance_fen and command.budget_line_id is None:
        detail = N_("部门自己付款的，这里不写预付")
        reasons.append(Reason("input_invalid", {"detail": detail}, "advance_fen"))
    prices = [(f"lines.{number}.foreign_price", line.foreign_price) for number, line in enumerate(command.lines)]
    reasons += currency_faults(command.currency, prices, command.rate, command.rate_source)
    if reasons:
        raise Refused(*reasons)


def usual_prices(recent: Mapping[int, Sequence[Price]]) -> dict[int, Price]:
    """By item the median of its last prices, of those that have any."""
    found = {item_id: median(prices) for item_id, prices in recent.items()}
    return {item_id: price for item_id, price in found.items() if price is not None}


def far_lines(lines: Sequence[PurchaseLine], usual: Mapping[int, Price]) -> list[int]:
    """Which lines (from 0) have a price far from the usual one of their item."""
    return [
        number
        for number, line in enumerate(lines)
        if line.item_id in usual and is_off(price_of(line).exact, usual[line.item_id].exact, FAR)
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a purchase stands in money: what was accepted is worth, what was agreed as advance, what was paid."""

    amount_fen: int
    accepted_fen: int
    advance_fen: int
    paid_fen: int

    @property
    def payable_fen(self) -> int:
        """What may be paid in all: what was accepted, or the advance where that is more."""
        return min(self.amount_fen, max(self.accepted_fen, self.advance_fen))

    @property
    def owed_fen(self) -> int:
        """Accepted and not paid."""
        return max(0, self.accepted_fen - self.paid_fen)

    @property
    def prepaid_fen(self) -> int:
        """Paid and not accepted yet."""
        return max(0, self.paid_fen - self.accepted_fen)


def check_payment(standing: Standing, amount_fen: int) -> None:
    """Raise Refused ``paid_beyond_accepted``."""
    if standing.paid_fen + amount_fen > standing.payable_fen:
        raise refused(
            "paid_beyond_accepted",
            "amount_fen",
            accepted_fen=standing.accepted_fen,
            advance_fen=standing.advance_fen,
            paid_fen=standing.paid_fen,
            amount_fen=amount_fen,
        )


def pay_back(paid: Sequence[tuple[int, int, int]], amount_fen: int) -> list[tuple[int, int, int]]:
    """Which money (lot, budget line, fen) of what was `paid` comes back: all to the first budget line among it, as far
    as that paid, in the order given. Raises Refused ``refund_beyond_paid``.
    """
    place = paid[0][1] if paid else 0
    parts, left = [], amount_fen
    for lot_id, budget_line_id, fen in paid:
        part = min(fen, left) if budget_line_id == place else 0
        if part:
            parts.append((lot_id, budget_line_id, part))
            left -= part
    if left:
        raise refused("refund_beyond_paid", "amount_fen", most_fen=amount_fen - left, amount_fen=amount_fen)
    return parts


def invoice_key(code: str, number: str) -> str:
    """An invoice number in its one spelling: code and number without spaces, in capitals."""
    return "-".join("".join(part.split()).upper() for part in (code, number) if part.strip())
