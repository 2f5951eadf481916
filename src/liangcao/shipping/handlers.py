"""Handlers of shipping."""

from collections.abc import Sequence
from typing import Any

from liangcao.access.permissions import EVERYTHING, Reach
from liangcao.allocation.purposes import check_purposes
from liangcao.allocation.queries import PlanLineRow, plan_head, plan_lines
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, Hold, Line, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import load_lots, lot
from liangcao.packing.kit_queries import stopped_within
from liangcao.parties.queries import party
from liangcao.picking.queries import unfinished
from liangcao.shipping.commands import CancelShipment, DispatchShipment, RecordDelivery
from liangcao.shipping.counters import advance, sums_of
from liangcao.shipping.queries import Shipment, shipment, shipment_lines
from liangcao.shipping.rules import check_state
from liangcao.shipping.signing import Signature, duties_on, signed_for


def reach_of_dispatch(command: DispatchShipment, context: Context) -> Reach:
    """Picking takes effect at the plan's store."""
    return Reach(paths=(plan_head(context.connection, context.district_id, EVERYTHING, command.plan_id).location_path,))


def dispatch_shipment(command: DispatchShipment, context: Context) -> Effects:
    """The goods of one unit leave their shelves for a place of their own, the shipment."""
    plan = plan_head(context.connection, context.district_id, EVERYTHING, command.plan_id)
    unit = party(context, command.unit_id, "unit_id")
    lines = plan_lines(context.connection, context.district_id, plan.plan_id, unit_id=unit.party_id, state="held")
    if not lines:
        raise refused("wrong_state", "plan_id", what=unit.name, state=N_("没有待发的物资"), deed=N_("发货"))
    _check_picked(plan.plan_id, unit.party_id, unit.name, context)
    check_purposes(lines, context)
    _check_fit(lines, context)
    shipment_id = context.new_id()
    head = {
        "shipment_id": shipment_id,
        **command.model_dump(),
        "store_id": plan.location_id,
        "state": "dispatched",
        "actor_id": context.actor_id,
        "dispatched_at": context.occurred_at,
        "entry": context.number,
    }
    place_values = {
        "location_id": shipment_id,
        "path": f"/{shipment_id}/",
        "kind": "shipment",
        "name": unit.name,
        "is_outside": 0,
    }
    rows = [NewRow("location", place_values), NewRow("shipment", head)]
    rows += [NewRow("shipment_line", _line_values(shipment_id, number, line)) for number, line in enumerate(lines, 1)]
    movement = Movement(
        "transfer", tuple(Line(line.lot_id, line.location_id, shipment_id, line.quantity) for line in lines)
    )
    holds = tuple(
        _hold(line.lot_id, line.location_id, -line.quantity, (line.plan_id, line.line_number)) for line in lines
    )
    changes = [_plan_line((line.plan_id, line.line_number), "held", "shipped", shipment_id) for line in lines]
    changes += advance(sums_of(lines), context, shipped=1)
    return Effects(
        movements=(movement,),
        holds=holds,
        rows=tuple(rows),
        changes=tuple(changes),
        duties=duties_on(shipment_id, lines, "pick"),
        answer={"shipment_id": shipment_id},
    )


def _check_picked(plan_id: int, unit_id: int, name: str, context: Context) -> None:
    """Raise Refused ``picking_unfinished`` while a pick list waits for lines of the unit; without a list all goes as
    planned."""
    pick_id, waiting = unfinished(context.connection, context.district_id, plan_id, unit_id)
    if waiting:
        raise refused("picking_unfinished", "plan_id", unit=name, lines=waiting, list=pick_id)


def _check_fit(lines: Sequence[PlanLineRow], context: Context) -> None:
    """Raise Refused ``lot_expired`` or ``lot_quarantined`` when a lot may not leave any more."""
    load_lots(context.connection, context.district_id, [line.lot_id for line in lines], context.facts)
    for line in lines:
        known = lot(context, line.lot_id)
        if known.is_expired(context.today):
            raise refused("lot_expired", lot=known.batch_number or known.lot_id, expires_on=known.expires_on)
        if known.is_quarantined:
            raise refused("lot_quarantined", lot=known.batch_number or known.lot_id)
    stopped = stopped_within(context.connection, context.district_id, [line.lot_id for line in lines])
    for called in stopped.values():  # a kit with a stopped part is stopped, whatever itself is said to be
        raise refused("lot_quarantined", lot=called)


def _line_values(shipment_id: int, number: int, line: PlanLineRow) -> dict[str, Any]:
    return {
        "shipment_id": shipment_id,
        "line_number": number,
        "plan_id": line.plan_id,
        "plan_line": line.line_number,
        "request_id": line.request_id,
        "request_line": line.request_line,
        "item_id": line.item_id,
        "lot_id": line.lot_id,
        "source_id": line.location_id,
        "quantity": line.quantity,
    }


def _hold(lot_id: int, location_id: int, delta: int, plan_line: tuple[int, int]) -> Hold:
    return Hold(lot_id, location_id, delta, f"plan:{plan_line[0]}:{plan_line[1]}")


def _plan_line(key: tuple[int, int], before: str, after: str, shipment_id: int) -> Change:
    names = {"plan_id": key[0], "line_number": key[1]}
    return Change("plan_line", names, {"state": after, "shipment_id": shipment_id}, {"state": before})


def _known(context: Context, shipment_id: int) -> Shipment:
    return shipment(context.connection, context.district_id, EVERYTHING, shipment_id)


def reach_of_delivery(command: RecordDelivery, context: Context) -> Reach:
    """Signing is for the unit the shipment goes to, or for a driver of the store it left."""
    known = _known(context, command.shipment_id)
    return Reach(paths=(known.store_path,), party_id=known.unit_id)


def reach_of_cancel(command: CancelShipment, context: Context) -> Reach:
    """Calling back takes effect at the store the goods left."""
    return Reach(paths=(_known(context, command.shipment_id).store_path,))


def record_delivery(command: RecordDelivery, context: Context) -> Effects:
    """The unit's own account, or a driver, says what arrived."""
    known = _known(context, command.shipment_id)
    return signed_for(known, Signature(command.lines, command.receiver, command.note), "receive", context)


def cancel_shipment(command: CancelShipment, context: Context) -> Effects:
    """The goods go back to their shelves and stay promised to the unit, unless their plan was discarded meanwhile."""
    known = _known(context, command.shipment_id)
    check_state(known.state, N_("召回"))
    lines = shipment_lines(context.connection, context.district_id, known.shipment_id)
    movement = Movement(
        "return", tuple(Line(line.lot_id, known.shipment_id, line.source_id, line.quantity) for line in lines)
    )
    plan = plan_head(context.connection, context.district_id, EVERYTHING, known.plan_id)
    is_promised = plan.state == "adopted"
    holds = tuple(
        _hold(line.lot_id, line.source_id, line.quantity, (line.plan_id, line.plan_line))
        for line in lines
        if is_promised
    )
    state = {"state": "cancelled", "note": command.reason}
    changes = [Change("shipment", {"shipment_id": known.shipment_id}, state, {"state": "dispatched"})]
    after = "held" if is_promised else "dropped"
    changes += [_plan_line((line.plan_id, line.plan_line), "shipped", after, 0) for line in lines]
    changes += advance(sums_of(lines), context, shipped=-1, allocated=0 if is_promised else -1)
    return Effects(
        movements=(movement,), holds=holds, changes=tuple(changes), answer={"shipment_id": known.shipment_id}
    )
