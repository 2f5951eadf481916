"""Handlers of the funds."""

from liangcao.catalog.queries import money_item_id
from liangcao.database.context import Context
from liangcao.funds.commands import AppropriateFunds
from liangcao.kernel.effects import Effects, Line, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.parties.queries import place, place_of_kind, place_of_party


def appropriate_funds(command: AppropriateFunds, context: Context) -> Effects:
    """A lot of money, moved from outside to the budget line."""
    budget_line = place(context, command.budget_line_id, "budget_line_id")
    if budget_line.kind != "budget_line":
        raise refused("unknown_location", "budget_line_id", name=budget_line.name)
    if command.source_party_id:
        source = place_of_party(context, command.source_party_id)
    else:
        source = place_of_kind(context, "treasury")
    lot_id = context.new_id()
    values = {
        "lot_id": lot_id,
        "item_id": money_item_id(context),
        "batch_number": command.document_number,
        "status": "released",
        "source_kind": "funds",
        "origin_entry": context.number,
    }
    if command.source_party_id:
        values["source_party_id"] = command.source_party_id
    line = Line(lot_id, source.location_id, budget_line.location_id, command.amount_fen)
    return Effects(rows=(NewRow("lot", values),), movements=(Movement("receipt", (line,)),), answer={"lot_id": lot_id})
