"""What follows when a shipment is signed for, by the unit's account, by a link or on the driver's phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from liangcao.allocation.queries import PlanLineRow
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, Line, Movement
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import load_lots, lot
from liangcao.parties.queries import place_of_party
from liangcao.shipping.commands import DeliveredLine
from liangcao.shipping.counters import deliver
from liangcao.shipping.queries import Shipment, ShipmentLine, shipment_lines
from liangcao.shipping.rules import check_delivery, check_state


@dataclass(frozen=True, slots=True)
class Signature:
    """What was signed for, line by line, by whom (a commitment, empty where only a drawing says), with what note."""

    lines: tuple[DeliveredLine, ...]
    receiver: str
    note: str = ""


def signed_for(known: Shipment, said: Signature, duty: str, context: Context) -> Effects:
    """Received goods go to the unit, returned ones back to their shelf; what is missing stays where it is.

    The shipment's own place holds it until it is settled: nobody writes it off by signing. The acting person did
    `duty` on the chains of the shipment and of the requests it serves.
    """
    check_state(known.state, N_("签收"))
    lines = shipment_lines(context.connection, context.district_id, known.shipment_id)
    check_delivery({line.line_number: line.quantity for line in lines}, said.lines)
    unit = place_of_party(context, known.unit_id)
    moves: dict[str, list[Line]] = {"issue": [], "return": []}
    signed = {line.line_number: line for line in said.lines}
    _check_not_stopped([line for line in lines if signed[line.line_number].received], context)
    changes = [_signed(known, said, lines, context)]
    for line in lines:
        mine = signed[line.line_number]
        for kind, quantity, destination in (
            ("issue", mine.received, unit.location_id),
            ("return", mine.returned, line.source_id),
        ):
            if quantity:
                moves[kind].append(Line(line.lot_id, known.shipment_id, destination, quantity))
        values = {"received": mine.received, "returned": mine.returned, "difference": mine.difference}
        key = {"shipment_id": line.shipment_id, "line_number": line.line_number}
        changes.append(Change("shipment_line", key, values))
    changes += deliver(lines, {line.line_number: line.received for line in said.lines}, context)
    movements = tuple(Movement(kind, tuple(moved)) for kind, moved in moves.items() if moved)  # type: ignore[arg-type]
    return Effects(
        movements=movements,
        changes=tuple(changes),
        duties=duties_on(known.shipment_id, lines, duty),
        answer={"shipment_id": known.shipment_id},
    )


def duties_on(
    shipment_id: int, lines: Sequence[PlanLineRow] | Sequence[ShipmentLine], duty: str
) -> tuple[DutyDone, ...]:
    """`duty` done on the chain of a shipment and on those of the requests it serves."""
    numbers = sorted({line.request_id for line in lines})
    return tuple(DutyDone(chain, duty) for chain in (f"shipment:{shipment_id}", *(f"request:{n}" for n in numbers)))


def _check_not_stopped(lines: Sequence[ShipmentLine], context: Context) -> None:
    """Raise Refused ``lot_quarantined`` when a lot was stopped while it travelled: it goes back, not in."""
    load_lots(context.connection, context.district_id, [line.lot_id for line in lines], context.facts)
    for line in lines:
        known = lot(context, line.lot_id)
        if known.is_quarantined:
            raise refused("lot_quarantined", lot=known.batch_number or known.lot_id)


def _signed(known: Shipment, said: Signature, lines: Sequence[ShipmentLine], context: Context) -> Change:
    sent = {line.line_number: line.quantity for line in lines}
    values = {
        "state": "delivered",
        "receiver": said.receiver,
        "delivered_at": context.occurred_at,
        "note": said.note,
        "signed_entry": context.number,
        "open_lines": sum(line.received + line.returned < sent[line.line_number] for line in said.lines),
    }
    return Change("shipment", {"shipment_id": known.shipment_id}, values, {"state": "dispatched"})
