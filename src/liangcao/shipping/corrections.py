"""Handlers of what follows a signature: what was missing is settled, what was signed wrongly is undone."""

from liangcao.access.permissions import EVERYTHING, Reach
from liangcao.catalog.queries import check_in_use
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, Line, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.ledger.entries import PostedEntry, check_still_there, posted_entry
from liangcao.parties.queries import place_of_kind, place_to_fill
from liangcao.receiving.recalled import check_not_recalled
from liangcao.shipping.commands import SettleDifference, SettledLine, UndoDelivery
from liangcao.shipping.counters import undeliver
from liangcao.shipping.queries import (
    Shipment,
    ShipmentLine,
    shipment,
    shipment_lines,
    signing_entry,
    standing_settlements,
)
from liangcao.shipping.rules import check_settlement, check_state
from liangcao.storing.rules import mirror


def _known(context: Context, shipment_id: int) -> Shipment:
    return shipment(context.connection, context.district_id, EVERYTHING, shipment_id)


def reach_of_settling(command: SettleDifference, context: Context) -> Reach:
    """What is missing is missed by the store that sent it."""
    return Reach(paths=(_known(context, command.shipment_id).store_path,))


def writes_off(command: SettleDifference, _context: Context) -> bool:
    """Whether anything is given up: that takes two, neither of whom sent it or signed for it."""
    return any(line.lost for line in command.lines)


def settle_difference(command: SettleDifference, context: Context) -> Effects:
    """What was found goes to a place of ours, what is lost to the losses; the rest stays missing.

    A stopped or expired lot is settled like any other: it goes no further by it.
    """
    known = _known(context, command.shipment_id)
    check_state(known.state, N_("处理差异"), wanted="delivered")
    lines = {
        line.line_number: line for line in shipment_lines(context.connection, context.district_id, known.shipment_id)
    }
    check_settlement({number: line.open for number, line in lines.items()}, command.lines)
    settled = [(lines[line.line_number], line) for line in command.lines]
    closed = sum(line.open == now.found + now.lost for line, now in settled)
    rows = tuple(_settlement(line, now, context) for line, now in settled)
    changes = [_line_change(line, now) for line, now in settled]
    if closed:
        values = {"open_lines": known.open_lines - closed}
        key = {"shipment_id": known.shipment_id}
        changes.append(Change("shipment", key, values, {"open_lines": known.open_lines}))
    return Effects(
        movements=_moved(settled, context),
        rows=rows,
        changes=tuple(changes),
        duties=(DutyDone(f"shipment:{known.shipment_id}", "settle"),),
        answer={"shipment_id": known.shipment_id, "open_lines": known.open_lines - closed},
    )


def _moved(settled: list[tuple[ShipmentLine, SettledLine]], context: Context) -> tuple[Movement, ...]:
    found, lost = [], []
    loss = place_of_kind(context, "loss")
    for index, (line, now) in enumerate(settled):
        if now.found and now.location_id is not None:
            into = place_to_fill(context, now.location_id, f"lines.{index}.location_id")
            found.append(Line(line.lot_id, line.shipment_id, into.location_id, now.found))
        if now.lost:
            lost.append(Line(line.lot_id, line.shipment_id, loss.location_id, now.lost))
    both = (Movement("transfer", tuple(found)), Movement("loss", tuple(lost)))
    return tuple(movement for movement in both if movement.lines)


def _settlement(line: ShipmentLine, now: SettledLine, context: Context) -> NewRow:
    values = {"shipment_id": line.shipment_id, "entry": context.number, "line_number": line.line_number}
    return NewRow("settlement", {**values, "found": now.found, "lost": now.lost})


def _line_change(line: ShipmentLine, now: SettledLine) -> Change:
    key = {"shipment_id": line.shipment_id, "line_number": line.line_number}
    values = {"found": line.found + now.found, "lost": line.lost + now.lost}
    return Change("shipment_line", key, values, {"found": line.found, "lost": line.lost})


def reach_of_undoing(command: UndoDelivery, context: Context) -> Reach:
    """Whoever could sign may ask to take the signature back."""
    known = _known(context, command.shipment_id)
    return Reach(paths=(known.store_path,), party_id=known.unit_id)


def undo_delivery(command: UndoDelivery, context: Context) -> Effects:
    """The mirror image of the signature's movements: the shipment is on its way again, and owed as before.

    Quantities of its lines are not emptied but meaningless while it is on its way (the journal knows no nulls).
    """
    known = _known(context, command.shipment_id)
    check_state(known.state, N_("撤销这次签收"), wanted="delivered")
    settled = standing_settlements(context.connection, context.district_id, known.shipment_id)
    if settled:
        named = "、".join(f"#{number}" for number in sorted({each.entry for each in settled}))
        raise refused("difference_settled", "shipment_id", settled=named)
    lines = shipment_lines(context.connection, context.district_id, known.shipment_id)
    if any(line.brought_back for line in lines):
        raise refused("goods_returned", "shipment_id", shipment=known.shipment_id)
    for line in lines:
        if line.received:
            check_not_recalled(context, line.lot_id, "shipment_id", code="recalled_delivery")
    signed = _signed(known, context)
    back = mirror(signed.lines)
    check_still_there(context, signed, back, "shipment_id")
    check_in_use(context, [line.item_id for line in lines], "shipment_id")
    undone = {"shipment_id": known.shipment_id, "entry": signed.number, "undone_by": context.number}
    return Effects(
        movements=(Movement("reversal", back, reverses=signed.number),) if back else (),
        rows=(NewRow("undone_delivery", undone),),
        changes=(_on_its_way(known), *(_unsigned(line) for line in lines), *undeliver(lines, context)),
        duties=(DutyDone(f"shipment:{known.shipment_id}", "undo"),),
        answer={"shipment_id": known.shipment_id},
    )


def _signed(known: Shipment, context: Context) -> PostedEntry:
    """The entry that signed; one that moved nothing (all was missing) is there all the same."""
    found = posted_entry(context, signing_entry(context.connection, context.district_id, known))
    if found is None:
        raise refused("unknown_document", "shipment_id", name=known.shipment_id)
    return found


def _on_its_way(known: Shipment) -> Change:
    values = {
        "state": "dispatched",
        "receiver": "",
        "delivered_at": 0,
        "note": "",
        "signed_entry": 0,
        "open_lines": 0,
    }
    expected = {"state": "delivered", "signed_entry": known.signed_entry, "open_lines": known.open_lines}
    return Change("shipment", {"shipment_id": known.shipment_id}, values, expected)


def _unsigned(line: ShipmentLine) -> Change:
    key = {"shipment_id": line.shipment_id, "line_number": line.line_number}
    return Change(
        "shipment_line",
        key,
        {"received": 0, "returned": 0, "difference": ""},
        {"found": 0, "lost": 0, "brought_back": 0},
    )
