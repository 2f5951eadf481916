"""Money coming in, from the treasury or from a donor: the lot of it, and what puts it to a budget line."""

from dataclasses import dataclass
from typing import Any

from liangcao.catalog.queries import money_item_id
from liangcao.database.context import Context
from liangcao.funds.queries import budget_line
from liangcao.kernel.effects import Line, Movement, NewRow
from liangcao.parties.queries import place_of_kind, place_of_party


@dataclass(frozen=True, slots=True)
class Incoming:
    """Money (fen) for a budget line: from the treasury, or from `source_party_id` with the purpose it is tied to."""

    budget_line_id: int
    amount_fen: int
    document_number: str = ""
    source_party_id: int = 0
    purpose_party_id: int = 0
    purpose_class: int = 0
    purpose_area: str = ""


def appropriation(context: Context, money: Incoming) -> tuple[int, NewRow, Movement]:
    """The number and row of a new lot of money, and the movement that brings it in from outside."""
    line = budget_line(context, money.budget_line_id)
    if money.source_party_id:
        source = place_of_party(context, money.source_party_id)
    else:
        source = place_of_kind(context, "treasury")
    lot_id = context.new_id()
    values: dict[str, Any] = {
        "lot_id": lot_id,
        "item_id": money_item_id(context),
        "batch_number": money.document_number,
        "status": "released",
        "source_kind": "funds",
        "origin_entry": context.number,
    }
    if money.source_party_id:
        values["source_party_id"] = money.source_party_id
    if money.purpose_party_id:
        values["purpose_party_id"] = money.purpose_party_id
    if money.purpose_class:
        values["purpose_class"] = money.purpose_class
    if money.purpose_area:
        values["purpose_area"] = money.purpose_area
    coming = Line(lot_id, source.location_id, line.location_id, money.amount_fen)
    return lot_id, NewRow("lot", values), Movement("receipt", (coming,))
