"""What is done with a trip by hand: stops in another order, on another trip, off it; a driver; out, back, or off."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.permissions import EVERYTHING
from liangcao.access.roles import SEE_TRIPS
from liangcao.exchange.trip_sheets import read_clock
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused
from liangcao.language import _
from liangcao.tracking.commands import ArrangeTrips, AssignDriver, CancelTrip, FinishTrip, StartTrip
from liangcao.tracking.queries import stops_of_trips, trip
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done
from liangcao.web.pages.trips import show_trip
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)


@router.post("/trips/{trip_id:int}/arrange")
def arrange(request: Request, visitor: SignedIn, trip_id: int, form: Posted) -> Response:
    """One step by hand; ``do`` says which: ``up-31``, ``down-31``, ``off-31``, ``move``, ``add`` or ``leaves``."""
    visitor.need("tracking.arrange_trips")
    try:
        values = _arranged(visitor, trip_id, form)
    except Refused as refusal:
        return show_trip(request, visitor, trip_id, form, errors_of(visitor, refusal))
    outcome = submit(visitor, ArrangeTrips, {**values, "reason": form.get("reason")}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_trip(request, visitor, trip_id, form, outcome)
    return done(request, f"/trips/{trip_id}", _("停靠已调整，时间重新算过"), outcome)


def _arranged(visitor: Visitor, trip_id: int, form: Form) -> dict[str, int]:
    """The trips as they are to be, from the trip as it is now and the one step asked for."""
    wanted, _dash, told = form.get("do").partition("-")
    number = row_number(told or form.get("shipment_id"))
    target = row_number(form.get("to_trip")) if wanted == "move" else 0
    ids = [trip_id, *([target] if target else [])]
    with visitor.office.database.read() as connection:
        heads = [trip(connection, visitor.district_id, EVERYTHING, each) for each in ids]
        stops = stops_of_trips(connection, visitor.district_id, ids)
    orders = {each: [stop.shipment_id for stop in stops[each]] for each in ids}
    leaves = {head.trip_id: head.leaves for head in heads}
    mine = orders[trip_id]
    if wanted in ("up", "down") and number in mine:
        place = mine.index(number)
        other = max(0, place - 1) if wanted == "up" else min(len(mine) - 1, place + 1)
        mine[place], mine[other] = mine[other], mine[place]
    elif wanted in ("off", "move") and number in mine:
        mine.remove(number)
        if target:
            orders[target].append(number)
    elif wanted == "add" and number:
        mine.append(number)
    elif wanted == "leaves":
        leaves[trip_id] = read_clock(form.get("leaves"), "leaves")
    versions = {head.trip_id: head.version for head in heads} | {trip_id: row_number(form.get("version"))}
    values: dict[str, int] = {}
    for index, each in enumerate(ids):
        values |= {f"trips.{index}.trip_id": each, f"trips.{index}.version": versions[each]}
        values[f"trips.{index}.leaves"] = leaves[each]
        values |= {f"trips.{index}.shipment_ids.{place}": key for place, key in enumerate(orders[each])}
    return values


@router.post("/trips/{trip_id:int}/driver")
def assign(request: Request, visitor: SignedIn, trip_id: int, form: Posted) -> Response:
    """Say who drives."""
    return _hand_in(request, visitor, (AssignDriver, _("司机已派")), trip_id, form)


@router.post("/trips/{trip_id:int}/start")
def start(request: Request, visitor: SignedIn, trip_id: int, form: Posted) -> Response:
    """It leaves."""
    return _hand_in(request, visitor, (StartTrip, _("已出车，路上小心")), trip_id, form)


@router.post("/trips/{trip_id:int}/finish")
def finish(request: Request, visitor: SignedIn, trip_id: int, form: Posted) -> Response:
    """It is back."""
    return _hand_in(request, visitor, (FinishTrip, _("已收车")), trip_id, form)


@router.post("/trips/{trip_id:int}/cancel")
def cancel(request: Request, visitor: SignedIn, trip_id: int, form: Posted) -> Response:
    """It does not go."""
    return _hand_in(request, visitor, (CancelTrip, _("这一趟已取消，上面的发货单可以再排")), trip_id, form)


def _hand_in(request: Request, visitor: Visitor, deed: tuple[type[Command], str], trip_id: int, form: Form) -> Response:
    visitor.need(SEE_TRIPS)
    command, said = deed
    outcome = submit(visitor, command, {**form.values, "trip_id": trip_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_trip(request, visitor, trip_id, form, outcome)
    back = "/trips/mine" if form.get("back") == "mine" else f"/trips/{trip_id}"
    return done(request, back, said, outcome)
