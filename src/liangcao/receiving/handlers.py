"""Handlers of receiving: goods are taken in, stopped, released, sent back."""

from liangcao.access.permissions import Reach
from liangcao.catalog.queries import goods
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, Line, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import lot
from liangcao.ledger.queries import paths_of_lot
from liangcao.parties.classes import class_table
from liangcao.parties.queries import (
    Place,
    check_area,
    child_of_kind,
    party,
    place,
    place_of_party,
    place_to_fill,
    store_of,
)
from liangcao.receiving.accepting import must_be_inspected, rules_in_force
from liangcao.receiving.against import check_against, counted
from liangcao.receiving.commands import QuarantineLot, ReceiveGoods, ReleaseLot, ReturnRejected
from liangcao.receiving.doubts import doubts_of
from liangcao.receiving.expecting import Arrival, ArrivalLine, arrival, arrival_lines, taken_in
from liangcao.receiving.recalled import check_not_recalled, recalls_of_batches
from liangcao.receiving.rules import check_doubts, check_lines
from liangcao.receiving.written import Written, lot_row, recalled_rows, receipt_line_row, receipt_row


def receive_goods(command: ReceiveGoods, context: Context) -> Effects:
    """A receipt, a lot for each line, goods from the source's place into ours."""
    source = place_of_party(context, command.source_party_id)
    store = place_to_fill(context, command.location_id, "location_id")
    rejects = child_of_kind(context, store_of(store), "rejects")
    check_lines(command.lines, today=context.today, has_rejects_place=rejects is not None)
    goods(context, [line.item_id for line in command.lines])
    _check_purposes(command, context)
    known = arrival(context, command.arrival_id) if command.arrival_id else None
    expected: dict[int, ArrivalLine] = {}
    if known:
        expected = arrival_lines(context.connection, context.district_id, known.arrival_id)
        check_against(command, known, expected)
    doubts = doubts_of(context, command.lines)
    check_doubts(command.lines, doubts)
    written = _written(command, context, known, expected)
    rows = [NewRow("receipt", receipt_row(command, context, written.receipt_id))]
    rows += [NewRow("lot", lot_row(command, number, written)) for number in range(len(command.lines))]
    rows += [
        NewRow("receipt_line", receipt_line_row(command.lines[number], number, written, doubts[number]))
        for number in range(len(command.lines))
    ]
    rows += recalled_rows(command, written)
    return Effects(
        movements=(Movement("receipt", _moved(command, written, (source, store, rejects))),),
        rows=tuple(rows),
        changes=taken_in(known, expected.values(), counted(command.lines)) if known else (),
        duties=_duties(written.receipt_id, known),
        answer={"receipt_id": written.receipt_id, "lot_ids": list(written.lot_ids)},
    )


def _check_purposes(command: ReceiveGoods, context: Context) -> None:
    for line in command.lines:
        if line.purpose_party_id:
            party(context, line.purpose_party_id, "purpose_party_id")
        if line.purpose_class:
            class_table(context).need(line.purpose_class, "purpose_class")
        check_area(context, line.purpose_area, line.purpose_party_id)


def _written(
    command: ReceiveGoods, context: Context, known: Arrival | None, expected: dict[int, ArrivalLine]
) -> Written:
    """The ids of what is written, and what each lot has from elsewhere than its line."""
    rules = rules_in_force(context.connection, context.district_id)
    asked = bool(known and known.needs_acceptance)
    return Written(
        receipt_id=context.new_id(),
        lot_ids=tuple(context.new_id() for _ in command.lines),
        entry=context.number,
        waits=tuple(asked or must_be_inspected(rules, line.item_id, command.source_kind) for line in command.lines),
        expected=tuple(expected.get(line.arrival_line or 0) for line in command.lines),
        recalls=recalls_of_batches(context, ((line.item_id, line.batch_number) for line in command.lines)),
    )


def _moved(command: ReceiveGoods, written: Written, ends: tuple[Place, Place, Place | None]) -> tuple[Line, ...]:
    """From the source's place into the store, what was rejected into its rejects place."""
    source, store, rejects = ends
    lines: list[Line] = []
    for line, lot_id in zip(command.lines, written.lot_ids, strict=True):
        if line.accepted:
            lines.append(Line(lot_id, source.location_id, store.location_id, line.accepted))
        if line.rejected and rejects:
            lines.append(Line(lot_id, source.location_id, rejects.location_id, line.rejected))
    return tuple(lines)


def _duties(receipt_id: int, known: Arrival | None) -> tuple[DutyDone, ...]:
    """Taking in, on the receipt and on the purchase, donation or order it is for.

    Who announced a donation, spoke for its donor, or ordered a mobilisation, takes nothing of it in.
    """
    done = DutyDone(f"receipt:{receipt_id}", "take_in")
    if known is None or known.source_kind == "opening" or not known.document_id:
        return (done,)
    return (done, DutyDone(f"{known.source_kind}:{known.document_id}", "take_in"))


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
    sql = "SELECT acceptance FROM lot WHERE district_id = ? AND lot_id = ?"
    if ask(context.connection, sql, (context.district_id, command.lot_id))[0][0] in ("due", "failed"):
        raise refused("acceptance_due", "lot_id", lot=known.batch_number or known.lot_id)
    check_not_recalled(context, command.lot_id, "lot_id")
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
