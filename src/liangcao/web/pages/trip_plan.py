"""排车: what waits for a vehicle, the trips proposed for it, why something stays, and adopting them."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.language import N_, _
from liangcao.tracking.commands import AdoptTrips
from liangcao.tracking.day import Cargo, Vehicle
from liangcao.tracking.journeys import Proposal
from liangcao.tracking.proposing import Asked, ask_day, propose
from liangcao.tracking.rules import WHY_NOT, clock
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.trip_words import driver_options, hours, kilometres, minute_now, today, way_of
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column
from liangcao.web.trip_map import Mark, trip_map
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
ADOPT = "tracking.adopt_trips"
STOP_COLUMNS = (
    Column("unit", N_("收货单位"), primary=True),
    Column("class", N_("类别")),
    Column("arrives", N_("预计到达")),
    Column("hours", N_("收货时间")),
    Column("boxes", N_("箱数"), numeric=True),
)
LEFT_COLUMNS = (
    Column("unit", N_("收货单位"), primary=True),
    Column("area", N_("片区")),
    Column("boxes", N_("箱数"), numeric=True),
    Column("why", N_("为什么没排上"), whole=True),
)


@router.get("/trips/plan")
def plan_page(request: Request, visitor: SignedIn) -> HTMLResponse:
    """What there is to plan; with ``go`` the trips proposed for it."""
    visitor.need(ADOPT)
    return _page(request, visitor, Form({}))


@router.post("/trips/plan")
def adopt(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Decide on the trips as they were proposed; a driver may have been chosen for each."""
    values = {name: value for name, value in form.values.items() if not (name.endswith("driver_id") and not value)}
    outcome = submit(visitor, AdoptTrips, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, outcome)
    count = len(outcome.answer["trip_ids"])
    return done(request, "/trips", _("定了 %(n)s 趟出车") % {"n": count}, outcome)


def _page(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    asked = request.query_params
    day = asked.get("day", "") or today(visitor)
    with_waiting, go = asked.get("waiting") == "1", asked.get("go") == "1"
    with visitor.office.database.read() as connection:
        basis = ask_day(connection, visitor.district_id, day, with_waiting=with_waiting)
        people = driver_options(connection, visitor)
    now = minute_now(visitor) if day == today(visitor) else 0
    plan = propose(basis, now) if go and basis.known.cargo else None
    return show(
        request,
        "trips/plan.html",
        active="trips",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        day=day,
        with_waiting=with_waiting,
        go=go,
        basis=basis,
        plan=plan,
        runs=_runs(plan, basis) if plan else [],
        left=_left(plan, basis.known.cargo) if plan else [],
        drawing=_map(plan, basis) if plan else "",
        why=WHY_NOT,
        people=people,
        stop_columns=STOP_COLUMNS,
        left_columns=LEFT_COLUMNS,
        clock=clock,
        kilometres=kilometres,
    )


def _runs(plan: Proposal, basis: Asked) -> list[dict[str, Any]]:
    """Each run for the page: its vehicle, its stops, and the shipments of it that can be adopted."""
    cars: Mapping[int, Vehicle] = {car.vehicle_id: car for car in basis.vehicles}
    found = []
    for number, each in enumerate(plan.runs, 1):
        rows = [
            {
                "number": place,
                "cargo": (cargo := basis.known.cargo[visit.key]),
                "arrives": clock(visit.arrives),
                "hours": hours(basis.known.sites[cargo.unit_id].opens, basis.known.sites[cargo.unit_id].closes),
                "is_unplaced": visit.key in plan.unplaced,
            }
            for place, visit in enumerate(each.visits, 1)
        ]
        found.append(
            {
                "number": number,
                "car": cars[each.run.vehicle_id],
                "store": basis.known.cargo[each.run.stops[0]].store_name,
                "leaves": each.run.leaves,
                "back": each.back,
                "metres": each.metres,
                "load": each.load,
                "rows": rows,
                "ready": [key for key in each.run.stops if key > 0],
            }
        )
    return found


def _left(plan: Proposal, cargo: Mapping[int, Cargo]) -> list[dict[str, Any]]:
    return [{"cargo": cargo[each.key], "why": WHY_NOT[each.why]} for each in plan.unserved]


def _map(plan: Proposal, basis: Asked) -> Any:
    cars = {car.vehicle_id: car.plate for car in basis.vehicles}
    sites = basis.known.sites
    ways = []
    for each in plan.runs:
        cargo = [basis.known.cargo[key] for key in each.run.stops]
        stops = [(one.unit_id, one.unit_name, "") for one in cargo]
        way = way_of(cars[each.run.vehicle_id], (each.run.store, cargo[0].store_name), stops, sites)
        if way:
            ways.append(way)
    others = []
    for left in plan.unserved:
        one = basis.known.cargo[left.key]
        point = sites[one.unit_id].point
        if point:
            others.append(Mark(point, one.unit_name))
    return trip_map(ways, others, title=_("排车路线图"))
