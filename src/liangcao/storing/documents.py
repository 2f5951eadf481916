"""What becomes of the documents of an entry that is reversed: a receipt is void, settled goods are missing again."""

from collections.abc import Callable, Mapping

from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Hold
from liangcao.ledger.entries import PostedEntry


def changes_of_documents(context: Context, entry: PostedEntry) -> tuple[Change, ...]:
    """The changes of documents that go with the reversal of `entry`."""
    find = _FIND.get(entry.action)
    return tuple(find(context, entry.number)) if find else ()


def commitments_again(context: Context, entry: PostedEntry) -> tuple[Hold, ...]:
    """What a payment took up of a purchase's commitment is committed again when the payment is taken back."""
    rows = ask(
        context.connection,
        "SELECT lot_id, location_id, -delta, document FROM hold "
        "WHERE district_id = ? AND entry = ? AND delta < 0 AND document LIKE 'purchase:%' ORDER BY ordinal",
        (context.district_id, entry.number),
    )
    return tuple(Hold(*row) for row in rows)


def _receipts(context: Context, number: int) -> list[Change]:
    sql = "SELECT receipt_id FROM receipt WHERE district_id = ? AND entry = ?"
    return [
        Change("receipt", {"receipt_id": receipt_id}, {"state": "reversed"}, {"state": "booked"})
        for (receipt_id,) in ask(context.connection, sql, (context.district_id, number))
    ]


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


_FIND: Mapping[str, Callable[[Context, int], list[Change]]] = {
    "receiving.receive_goods": _receipts,
    "shipping.settle_difference": _settlements,
}
