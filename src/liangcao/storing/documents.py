"""What becomes of the documents of an entry that is reversed: a receipt is void, settled goods are missing again."""

from collections.abc import Callable, Mapping

from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.funds.ties import ties_of
from liangcao.kernel.effects import Change, Hold
from liangcao.kernel.errors import refused
from liangcao.ledger.entries import PostedEntry


def changes_of_documents(context: Context, entry: PostedEntry) -> tuple[Change, ...]:
    """The changes of documents that go with the reversal of `entry`."""
    find = _FIND.get(entry.action)
    return tuple(find(context, entry.number)) if find else ()


def check_purchases(context: Context, entry: PostedEntry) -> None:
    """Raise Refused when a purchase stands on what would be taken back: ``accepted_already`` for a receipt without
    which more would be paid than was accepted, ``purchase_closed`` where the purchase is finished."""
    connection, district = context.connection, context.district_id
    if entry.action == "receiving.receive_goods":
        for receipt_id, purchase_id in ask(connection, _BOUGHT_BY, (district, entry.number)):
            now = ties_of(connection, district, [purchase_id])[0]
            without = ties_of(connection, district, [purchase_id], but_receipt=receipt_id)[0]
            if now.state == "closed" and any(
                line.once > without.lines[number].once for number, line in now.lines.items()
            ):
                raise refused("purchase_closed", "entry", entry=entry.number, purchase=purchase_id)
            most = max(without.accepted_fen + without.bad_later_fen, without.advance_fen)
            if without.net_fen > most:
                raise refused("accepted_already", "entry", entry=entry.number, paid_fen=without.net_fen, left_fen=most)
    if entry.action in ("procurement.pay_purchase", "funds.pay_party") and ask(
        connection, _REFUNDED, (district, entry.number)
    ):
        raise refused("refunded_already", "entry", entry=entry.number)
    closed = {"procurement.pay_purchase": _CLOSED_OF, "procurement.book_refund": _CLOSED_SINCE}.get(entry.action)
    for (purchase_id,) in ask(connection, closed, (district, entry.number)) if closed else ():
        raise refused("purchase_closed", "entry", entry=entry.number, purchase=purchase_id)


_BOUGHT_BY = (
    "SELECT receipt_id, document_id FROM receipt JOIN arrival ON arrival.district_id = receipt.district_id "
    "AND arrival.arrival_id = receipt.arrival_id AND arrival.source_kind = 'purchase' AND document_id > 0 "
    "WHERE receipt.district_id = ? AND receipt.entry = ?"
)
_CLOSED_OF = (
    "SELECT purchase.purchase_id FROM payment JOIN purchase ON purchase.district_id = payment.district_id "
    "AND purchase.purchase_id = payment.purchase_id "
    "WHERE payment.district_id = ? AND payment.entry = ? AND purchase.state = 'closed'"
)


_CLOSED_SINCE = (
    "SELECT purchase.purchase_id FROM refund JOIN purchase ON purchase.district_id = refund.district_id "
    "AND purchase.purchase_id = refund.purchase_id WHERE refund.district_id = ? AND refund.entry = ? "
    "AND purchase.state = 'closed' AND purchase.ended_entry > refund.entry"
)
"""A purchase that was finished after money of it had come back rests on that."""
_REFUNDED = (
    "SELECT 1 FROM payment JOIN refund ON refund.district_id = payment.district_id "
    "AND refund.purchase_id = payment.purchase_id AND (payment.purchase_id > 0 "
    "OR (payment.receipt_id > 0 AND refund.receipt_id = payment.receipt_id)) "
    "WHERE payment.district_id = ? AND payment.entry = ? AND NOT EXISTS (SELECT 1 FROM line "
    "WHERE line.district_id = refund.district_id AND line.reverses = refund.entry AND line.reverses <> 0) LIMIT 1"
)


def commitments_again(context: Context, entry: PostedEntry) -> tuple[Hold, ...]:
    """What a payment took up of a purchase's commitment is committed again when the payment is taken back, and what a
    refund committed again is not when the refund is."""
    rows = ask(
        context.connection,
        "SELECT lot_id, location_id, -delta, document FROM hold "
        "WHERE district_id = ? AND entry = ? AND document LIKE ? ORDER BY ordinal",
        (context.district_id, entry.number, "purchase:%"),
    )
    return tuple(Hold(*row) for row in rows)


def _receipts(context: Context, number: int) -> list[Change]:
    sql = "SELECT receipt_id, arrival_id FROM receipt WHERE district_id = ? AND entry = ?"
    changes: list[Change] = []
    for receipt_id, arrival_id in ask(context.connection, sql, (context.district_id, number)):
        changes.append(Change("receipt", {"receipt_id": receipt_id}, {"state": "reversed"}, {"state": "booked"}))
        changes += _expected_again(context, receipt_id, arrival_id) if arrival_id else []
    return changes


def _expected_again(context: Context, receipt_id: int, arrival_id: int) -> list[Change]:
    """What a receipt had counted on an arrival is expected once more; a cancelled arrival stays cancelled."""
    lines = ask(
        context.connection,
        "SELECT arrival_line.line_number, quantity, arrival_line.received, arrival_line.rejected, "
        "COALESCE(SUM(back.accepted), 0), COALESCE(SUM(back.rejected), 0) FROM arrival_line "
        "LEFT JOIN receipt_line AS back ON back.district_id = arrival_line.district_id AND back.receipt_id = ? "
        "AND back.arrival_line = arrival_line.line_number "
        "WHERE arrival_line.district_id = ? AND arrival_id = ? "
        "GROUP BY arrival_line.line_number, quantity, arrival_line.received, arrival_line.rejected "
        "ORDER BY arrival_line.line_number",
        (receipt_id, context.district_id, arrival_id),
    )
    key, changes = {"arrival_id": arrival_id}, []
    came, is_open = 0, False
    for line_number, quantity, received, rejected, accepted_back, rejected_back in lines:
        now = {"received": received - int(accepted_back), "rejected": rejected - int(rejected_back)}
        came += sum(now.values())
        is_open = is_open or sum(now.values()) < quantity
        before = {"received": received, "rejected": rejected}
        if now != before:
            changes.append(Change("arrival_line", {**key, "line_number": line_number}, now, before))
    sql = "SELECT state FROM arrival WHERE district_id = ? AND arrival_id = ?"
    state = ask(context.connection, sql, (context.district_id, arrival_id))[0][0]
    after = "expected" if not came else "partly" if is_open else "received"
    if state not in ("cancelled", after):
        changes.append(Change("arrival", key, {"state": after}, {"state": state}))
    return changes


def _settlements(context: Context, number: int) -> list[Change]:
    """The lines miss again what the entry had settled; those that had been settled wholly are open again."""
    rows = ask(
        context.connection,
        "SELECT shipment_id, line_number, settlement.found, settlement.lost, shipment_line.found, shipment_line.lost, "
        "quantity - received - returned = shipment_line.found + shipment_line.lost, shipment.open_lines "
        "FROM settlement JOIN shipment_line USING (district_id, shipment_id, line_number) "
        "JOIN shipment USING (district_id, shipment_id) "
        "WHERE district_id = ? AND settlement.entry = ? ORDER BY line_number",
        (context.district_id, number),
    )
    changes: list[Change] = []
    reopened = 0
    for shipment_id, line_number, found, lost, all_found, all_lost, is_whole, _open_lines in rows:
        key = {"shipment_id": shipment_id, "line_number": line_number}
        changes.append(
            Change("settlement", {**key, "entry": number}, {"undone_by": context.number}, {"undone_by": 0}),
        )
        values = {"found": all_found - found, "lost": all_lost - lost}
        changes.append(Change("shipment_line", key, values, {"found": all_found, "lost": all_lost}))
        reopened += int(is_whole)
    if reopened:
        shipment_id, open_lines = rows[0][0], rows[0][7]
        values = {"open_lines": open_lines + reopened}
        changes.append(Change("shipment", {"shipment_id": shipment_id}, values, {"open_lines": open_lines}))
    return changes


def _money_of_donations(context: Context, number: int) -> list[Change]:
    """What was booked of a donation is not there any more: it is owed again."""
    rows = ask(
        context.connection,
        "SELECT donation_id, donation_money.amount_fen, booked_fen FROM donation_money "
        "JOIN donation USING (district_id, donation_id) WHERE district_id = ? AND donation_money.entry = ?",
        (context.district_id, number),
    )
    return [
        Change("donation", {"donation_id": donation_id}, {"booked_fen": booked - amount}, {"booked_fen": booked})
        for donation_id, amount, booked in rows
    ]


_FIND: Mapping[str, Callable[[Context, int], list[Change]]] = {
    "receiving.receive_goods": _receipts,
    "shipping.settle_difference": _settlements,
    "donations.book_money": _money_of_donations,
}
