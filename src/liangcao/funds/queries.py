"""Reading the funds."""

from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.funds.rules import Money
from liangcao.kernel.errors import refused


def money_at(context: Context, budget_line_id: int) -> list[Money]:
    """Money available at a budget line, the oldest first."""
    rows = ask(
        context.connection,
        "SELECT balance.lot_id, on_hand - held FROM balance "
        "JOIN item ON item.district_id = balance.district_id AND item.item_id = balance.item_id "
        "WHERE balance.district_id = ? AND location_id = ? AND item.kind = 'money' AND on_hand > held "
        "ORDER BY balance.lot_id",
        (context.district_id, budget_line_id),
    )
    return [Money(*row) for row in rows]


def check_receipt(context: Context, receipt_id: int, party_id: int) -> None:
    """Raise Refused ``unknown_document`` unless this party's goods came by that receipt and it stands."""
    rows = ask(
        context.connection,
        "SELECT 1 FROM receipt WHERE district_id = ? AND receipt_id = ? AND source_party_id = ? AND state = 'booked'",
        (context.district_id, receipt_id, party_id),
    )
    if not rows:
        raise refused("unknown_document", "receipt_id", name=receipt_id)
