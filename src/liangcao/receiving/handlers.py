"""Handlers of receiving."""

from typing import Any

from liangcao.access.permissions import Reach
from liangcao.catalog.queries import goods
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, Line, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import lot
from liangcao.ledger.queries import paths_of_lot
from liangcao.parties.classes import class_table
from liangcao.parties.queries import child_of_kind, party, place, place_of_party, place_to_fill
from liangcao.receiving.against import check_against, counted
from liangcao.receiving.commands import (
    AnnounceArrival,
    QuarantineLot,
    ReceiptLine,
    ReceiveGoods,
    ReleaseLot,
    ReturnRejected,
)
from liangcao.receiving.expecting import (
    Arrival,
    ArrivalLine,
    Expected,
    ExpectedLine,
    arrival,
    arrival_lines,
    expect_goods,
    taken_in,
)
from liangcao.receiving.rules import check_lines


def announce_arrival(command: AnnounceArrival, context: Context) -> Effects:
    """Goods are expected that no document of ours speaks of; nobody says here what they cost or whom they are for."""
    place_of_party(context, command.source_party_id)
    if command.location_id:
        place_to_fill(context, command.location_id, "location_id")
    goods(context, [line.item_id for line in command.lines])
    head = Expected(
        source_kind=command.source_kind,
        source_party_id=command.source_party_id,
        document_id=0,
        location_id=command.location_id or 0,
        expected_on=command.expected_on,
        driver=command.driver,
        driver_phone=command.driver_phone,
        vehicle=command.vehicle,
        note=command.note,
    )
    lines = [ExpectedLine(line.item_id, line.quantity, line.pack_size) for line in command.lines]
    arrival_id, rows = expect_goods(context, head, lines)
    return Effects(rows=rows, answer={"arrival_id": arrival_id})


def receive_goods(command: ReceiveGoods, context: Context) -> Effects:
    """A receipt, a lot for each line, goods from the source's place into ours."""
    source = place_of_party(context, command.source_party_id)
    store = place_to_fill(context, command.location_id, "location_id")
    rejects = child_of_kind(
        context, store.parent_id if store.kind == "dock" and store.parent_id else store.location_id, "rejects"
    )
    check_lines(command.lines, today=context.today, has_rejects_place=rejects is not None)
    goods(context, [line.item_id for line in command.lines])
    for line in command.lines:
        if line.purpose_party_id:
            party(context, line.purpose_party_id, "purpose_party_id")
        if line.purpose_class:
            class_table(context).need(line.purpose_class, "purpose_class")
    expected: dict[int, ArrivalLine] = {}
    changes: tuple[Change, ...] = ()
    known: Arrival | None = None
    if command.arrival_id:
        known = arrival(context, command.arrival_id)
        expected = arrival_lines(context.connection, context.district_id, command.arrival_id)
        check_against(command, known, expected)
        changes = taken_in(known, expected.values(), counted(command.lines))
    receipt_id = context.new_id()
    lot_ids = [context.new_id() for _ in command.lines]
    rows = [NewRow("receipt", _receipt(command, context, receipt_id))]
    rows += [
        NewRow(
            "lot",
            _lot(command, line, lot_id=lot_id, receipt_id=receipt_id, entry=context.number)
            | _inherited(line, expected.get(line.arrival_line or 0)),
        )
        for line, lot_id in zip(command.lines, lot_ids, strict=True)
    ]
    rows += [
        NewRow("receipt_line", _receipt_line(receipt_id, number, line, lot_ids[number]))
        for number, line in enumerate(command.lines)
    ]
    lines: list[Line] = []
    for line, lot_id in zip(command.lines, lot_ids, strict=True):
        if line.accepted:
            lines.append(Line(lot_id, source.location_id, store.location_id, line.accepted))
        if line.rejected and rejects:
            lines.append(Line(lot_id, source.location_id, rejects.location_id, line.rejected))
    return Effects(
        movements=(Movement("receipt", tuple(lines)),),
        rows=tuple(rows),
        changes=changes,
        duties=(DutyDone(f"receipt:{receipt_id}", "take_in"), *_of_the_document(known)),
        answer={"receipt_id": receipt_id, "lot_ids": lot_ids},
    )


def _of_the_document(known: Arrival | None) -> tuple[DutyDone, ...]:
    """Who announced a donation, spoke for its donor, or ordered a mobilisation, takes nothing of it in: goods could go
    missing unseen."""
    if known is None or known.source_kind not in ("donation", "mobilisation") or not known.document_id:
        return ()
    return (DutyDone(f"{known.source_kind}:{known.document_id}", "take_in"),)


def _receipt(command: ReceiveGoods, context: Context, receipt_id: int) -> dict[str, Any]:
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


def _lot(command: ReceiveGoods, line: ReceiptLine, *, lot_id: int, receipt_id: int, entry: int) -> dict[str, Any]:
    values: dict[str, Any] = {
        "lot_id": lot_id,
        "item_id": line.item_id,
        "batch_number": line.batch_number,
        "produced_on": line.produced_on,
        "expires_on": line.expires_on,
        "status": "quarantined" if line.is_quarantined else "released",
        "standard": line.standard,
        "source_kind": command.source_kind,
        "source_party_id": command.source_party_id,
        "receipt_id": receipt_id,
        "purpose_class": line.purpose_class,
        "pack_size": line.pack_size,
        "origin_entry": entry,
    }
    if line.unit_cost_fen is not None:
        values["unit_cost_fen"] = line.unit_cost_fen
    if line.purpose_party_id is not None:
        values["purpose_party_id"] = line.purpose_party_id
    return values


def _inherited(line: ReceiptLine, expected: ArrivalLine | None) -> dict[str, Any]:
    """What the lot has from the line that expected it: cost, funding line, purpose; the box where none was said."""
    if expected is None:
        return {}
    values: dict[str, Any] = {
        "cost_units": expected.cost_units,
        "budget_line_id": expected.budget_line_id,
        "purpose_class": expected.purpose_class or line.purpose_class,
        "pack_size": line.pack_size if line.pack_size > 1 else expected.pack_size,
    }
    if expected.unit_cost_fen is not None:
        values["unit_cost_fen"] = expected.unit_cost_fen
    if expected.purpose_party_id is not None:
        values["purpose_party_id"] = expected.purpose_party_id
    return values


def _receipt_line(receipt_id: int, number: int, line: ReceiptLine, lot_id: int) -> dict[str, Any]:
    return {
        "receipt_id": receipt_id,
        "line_number": number + 1,
        "item_id": line.item_id,
        "lot_id": lot_id,
        "accepted": line.accepted,
        "rejected": line.rejected,
        "reject_reason": line.reject_reason,
        "arrival_line": line.arrival_line or 0,
        "over_code": line.over_code,
    }


def reach_of_lot(command: QuarantineLot, context: Context) -> Reach:
    """A dangerous lot may be stopped by anybody whose role reaches any place that holds some of it."""
    return Reach(paths=tuple(paths_of_lot(context, command.lot_id)), is_any=True)


def quarantine_lot(command: QuarantineLot, context: Context) -> Effects:
    """The lot stops wherever it is."""
    known = lot(context, command.lot_id, "lot_id")
    if known.is_quarantined:
        raise refused("lot_quarantined", "lot_id", lot=known.batch_number or known.lot_id)
    change = Change("lot", {"lot_id": command.lot_id}, {"status": "quarantined"}, {"status": "released"})
    duties = (DutyDone(f"lot:{command.lot_id}", "stop"),)
    return Effects(changes=(change,), duties=duties, answer={"lot_id": command.lot_id})


def release_lot(command: ReleaseLot, context: Context) -> Effects:
    """The lot goes again; whoever stopped it cannot clear it."""
    known = lot(context, command.lot_id, "lot_id")
    if not known.is_quarantined:
        raise refused(
            "wrong_state", "lot_id", what=known.batch_number or known.lot_id, state=N_("已放行"), deed=N_("解除隔离")
        )
    change = Change("lot", {"lot_id": command.lot_id}, {"status": "released"}, {"status": "quarantined"})
    duties = (DutyDone(f"lot:{command.lot_id}", "clear"),)
    return Effects(changes=(change,), duties=duties, answer={"lot_id": command.lot_id})


def return_rejected(command: ReturnRejected, context: Context) -> Effects:
    """Rejected goods go back to the supplier or donor."""
    known = lot(context, command.lot_id, "lot_id")
    rejects = place(context, command.location_id, "location_id")
    if rejects.kind != "rejects":
        raise refused("input_invalid", "location_id", detail=N_("只能从退货区退回"))
    source = place_of_party(context, known.source_party_id or 0)
    line = Line(known.lot_id, rejects.location_id, source.location_id, command.quantity)
    return Effects(movements=(Movement("return", (line,)),), answer={"lot_id": known.lot_id})
