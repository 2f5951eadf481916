"""Reading the funds."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.funds.rules import Committed, Money, may_pay
from liangcao.kernel.errors import refused
from liangcao.kernel.quantity import amount_fen as fen_of
from liangcao.parties.queries import Place, place

Purpose = tuple[int, int, str]
"""Whom goods, or the money for them, are for: a party, a priority class, an area; 0 and "" for anybody."""


def money_at(
    context: Context,
    budget_line_id: int,
    purposes: Collection[Purpose] = (),
    given_up: Mapping[int, int] = MappingProxyType({}),
) -> list[Money]:
    """Money available at a budget line for goods of these `purposes`: what is tied to them first, then the oldest.

    Money that a donor tied to somebody pays for goods that are all for them, and for nothing else. `given_up` are fen,
    by lot, that a document gives up in the same step.
    """
    rows = ask(
        context.connection,
        "SELECT balance.lot_id, on_hand - held, COALESCE(purpose_party_id, 0), purpose_class, purpose_area "
        "FROM balance "
        "JOIN item ON item.district_id = balance.district_id AND item.item_id = balance.item_id "
        "JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
        "WHERE balance.district_id = ? AND location_id = ? AND item.kind = 'money' AND on_hand > 0 "
        "ORDER BY balance.lot_id",
        (context.district_id, budget_line_id),
    )
    there = [(Money(lot_id, fen + given_up.get(lot_id, 0)), (*own,)) for lot_id, fen, *own in rows]
    free = [money for money, own in there if money.available_fen > 0 and not any(own)]
    tied = [money for money, own in there if money.available_fen > 0 and any(own) and may_pay(own, purposes)]
    return tied + free


def purposes_of(context: Context, receipt_id: int) -> set[Purpose]:
    """Whom the goods of a receipt are for; empty where nobody names a receipt."""
    rows = ask(
        context.connection,
        "SELECT DISTINCT COALESCE(purpose_party_id, 0), purpose_class, purpose_area FROM lot "
        "WHERE district_id = ? AND lot_id IN (SELECT lot_id FROM receipt_line WHERE district_id = ? "
        "AND receipt_id = ?)",
        (context.district_id, context.district_id, receipt_id),
    )
    return {(row[0], row[1], row[2]) for row in rows}


def committed(connection: Connection, district_id: int, document: str) -> list[Committed]:
    """What `document` (``purchase:12``) holds of money, the oldest first; what was paid of it holds no more."""
    rows = ask(
        connection,
        "SELECT hold.lot_id, hold.location_id, SUM(delta) FROM hold "
        "JOIN location ON location.district_id = hold.district_id AND location.location_id = hold.location_id "
        "WHERE hold.district_id = ? AND document = ? AND location.kind = 'budget_line' "
        "GROUP BY hold.lot_id, hold.location_id HAVING SUM(delta) > 0 ORDER BY hold.lot_id",
        (district_id, document),
    )
    return [Committed(lot_id, place, int(held)) for lot_id, place, held in rows]


def budget_line(context: Context, location_id: int, field: str = "budget_line_id") -> Place:
    """The budget line with this id; raises Refused ``unknown_location``, ``place_closed``."""
    found = place(context, location_id, field)
    if found.kind != "budget_line":
        raise refused("unknown_location", field, name=found.name)
    if not found.is_open:
        raise refused("place_closed", field, location=found.name)
    return found


def check_receipt(context: Context, receipt_id: int, party_id: int, amount_fen: int) -> None:
    """Raise Refused ``unknown_document`` unless this party's goods came by that receipt and it stands,
    ``pay_on_purchase`` when they came by a purchase, which has its money committed,
    ``overpaid`` when all that was paid for it would come to more than the accepted goods cost (where that is known).
    """
    rows = ask(
        context.connection,
        "SELECT receipt_line.accepted - (SELECT COALESCE(SUM(found.rejected), 0) FROM acceptance_line AS found "
        "WHERE found.district_id = lot.district_id AND found.lot_id = lot.lot_id), lot.unit_cost_fen, lot.cost_units "
        "FROM receipt "
        "JOIN receipt_line ON receipt_line.district_id = receipt.district_id "
        "AND receipt_line.receipt_id = receipt.receipt_id "
        "JOIN lot ON lot.district_id = receipt_line.district_id AND lot.lot_id = receipt_line.lot_id "
        "WHERE receipt.district_id = ? AND receipt.receipt_id = ? AND receipt.source_party_id = ? "
        "AND receipt.state = 'booked'",
        (context.district_id, receipt_id, party_id),
    )
    if not rows:
        raise refused("unknown_document", "receipt_id", name=receipt_id)
    _check_not_bought(context, receipt_id)
    cost = sum(fen_of(int(accepted), price or 0, units) for accepted, price, units in rows)
    is_priced = all(price is not None for _accepted, price, _units in rows)
    paid = paid_for(context, receipt_id)
    if is_priced and paid + amount_fen > cost:
        raise refused("overpaid", "amount_fen", cost_fen=cost, paid_fen=paid, amount_fen=amount_fen)


def _check_not_bought(context: Context, receipt_id: int) -> None:
    sql = (
        "SELECT document_id FROM receipt JOIN arrival ON arrival.district_id = receipt.district_id "
        "AND arrival.arrival_id = receipt.arrival_id AND arrival.source_kind = 'purchase' "
        "WHERE receipt.district_id = ? AND receipt_id = ? AND document_id > 0"
    )
    for (purchase_id,) in ask(context.connection, sql, (context.district_id, receipt_id)):
        raise refused("pay_on_purchase", "receipt_id", receipt=receipt_id, purchase=purchase_id)


def paid_for(context: Context, receipt_id: int) -> int:
    """What has been paid for a receipt and did not come back, in fen; what was taken back of either is left out."""
    paid, back = (
        ask(context.connection, _SUM_FOR_RECEIPT.format(table=table), (context.district_id, receipt_id))[0][0]
        for table in ("payment", "refund")
    )
    return int(paid) - int(back)


_SUM_FOR_RECEIPT = (
    "SELECT COALESCE(SUM(amount_fen), 0) FROM {table} WHERE district_id = ? AND receipt_id = ? "
    "AND NOT EXISTS (SELECT 1 FROM line WHERE line.district_id = {table}.district_id "
    "AND line.reverses = {table}.entry AND line.reverses <> 0)"
)
