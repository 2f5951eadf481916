"""The rows a receipt writes: itself, its lots, its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from liangcao.database.context import Context
from liangcao.kernel.effects import NewRow
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.receiving.expecting import ArrivalLine


@dataclass(frozen=True, slots=True)
class Written:
    """The ids of a receipt and its lots; for each line whether it waits for inspection, what expected it, and which
    recall stops it (0: none)."""

    receipt_id: int
    lot_ids: tuple[int, ...]
    entry: int
    waits: tuple[bool, ...]
    expected: tuple[ArrivalLine | None, ...]
    recalls: tuple[int, ...]


def receipt_row(command: ReceiveGoods, context: Context, receipt_id: int) -> dict[str, Any]:
    """The head."""
    return {
        "receipt_id": receipt_id,
        "source_kind": command.source_kind,
        "source_party_id": command.source_party_id,
        "location_id": command.location_id,
        "document_number": command.document_number,
        "note": command.note,
        "arrival_id": command.arrival_id or 0,
        "state": "booked",
        "actor_id": context.actor_id,
        "occurred_at": context.occurred_at,
        "entry": context.number,
    }


def _stopped(line: ReceiptLine, waits: bool) -> str:
    """Why the goods are quarantined, a code of `codes.QUARANTINE_CODES`; empty where they are not."""
    if not line.accepted or not (waits or line.is_quarantined):
        return ""
    return line.quarantine_code or ("to_inspect" if waits else "other")


def lot_row(command: ReceiveGoods, number: int, written: Written) -> dict[str, Any]:
    """The lot of a line; cost, funding line and purpose come from what expected it, where something did."""
    line = command.lines[number]
    why = _stopped(line, written.waits[number])
    values: dict[str, Any] = {
        "lot_id": written.lot_ids[number],
        "item_id": line.item_id,
        "batch_number": line.batch_number,
        "produced_on": line.produced_on,
        "expires_on": line.expires_on,
        "status": "quarantined" if why or line.is_quarantined or written.recalls[number] else "released",
        "acceptance": "due" if line.accepted and (written.waits[number] or why == "to_inspect") else "",
        "standard": line.standard,
        "grade": line.grade,
        "registration_number": line.registration_number,
        "source_kind": command.source_kind,
        "source_party_id": command.source_party_id,
        "receipt_id": written.receipt_id,
        "purpose_class": line.purpose_class,
        "purpose_area": line.purpose_area,
        "pack_size": line.pack_size,
        "origin_entry": written.entry,
    }
    given = {"unit_cost_fen": line.unit_cost_fen, "purpose_party_id": line.purpose_party_id}
    return values | _known(given) | _inherited(line, written.expected[number])


def recalled_rows(command: ReceiveGoods, written: Written) -> list[NewRow]:
    """The lots that join a recall as they come in, and as what they would have stood without it."""
    rows = []
    for number, recall_id in enumerate(written.recalls):
        if recall_id:
            line = command.lines[number]
            stops = bool(_stopped(line, written.waits[number])) or line.is_quarantined
            values = {"recall_id": recall_id, "lot_id": written.lot_ids[number], "made_of": 0}
            rows.append(NewRow("recall_lot", {**values, "status_before": "quarantined" if stops else "released"}))
    return rows


def _inherited(line: ReceiptLine, expected: ArrivalLine | None) -> dict[str, Any]:
    """What the lot has from the line that expected it: cost, funding line, purpose; the box where none was said."""
    if expected is None:
        return {}
    values: dict[str, Any] = {
        "cost_units": expected.cost_units,
        "budget_line_id": expected.budget_line_id,
        "purpose_class": expected.purpose_class or line.purpose_class,
        "purpose_area": "" if expected.purpose_party_id else expected.purpose_area or line.purpose_area,
        "pack_size": line.pack_size if line.pack_size > 1 else expected.pack_size,
    }
    known = _known({"unit_cost_fen": expected.unit_cost_fen, "purpose_party_id": expected.purpose_party_id})
    return values | known


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def receipt_line_row(line: ReceiptLine, number: int, written: Written, doubts: Sequence[str]) -> dict[str, Any]:
    """A line as counted; a reason written in words and not chosen has the code ``other``."""
    return {
        "receipt_id": written.receipt_id,
        "line_number": number + 1,
        "item_id": line.item_id,
        "lot_id": written.lot_ids[number],
        "accepted": line.accepted,
        "rejected": line.rejected,
        "reject_reason": line.reject_reason,
        "reject_code": line.reject_code or ("other" if line.rejected else ""),
        "quarantine_code": _stopped(line, written.waits[number]),
        "arrival_line": line.arrival_line or 0,
        "over_code": line.over_code,
        "doubts": ",".join(doubts),
    }
