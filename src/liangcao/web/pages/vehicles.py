"""车辆: what there is to drive with, what each holds, who usually drives it, and which are out of service."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_TRIPS
from liangcao.exchange.trip_sheets import read_clock
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused, refused
from liangcao.language import N_, _
from liangcao.tracking.commands import ChangeVehicle, RegisterVehicle
from liangcao.tracking.day import Vehicle, vehicles
from liangcao.tracking.rules import clock
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.trip_words import driver_options
from liangcao.web.pages.trips import stores_of_district
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
REGISTER = "tracking.register_vehicle"
CHANGE = "tracking.change_vehicle"
COLUMNS = (
    Column("plate", N_("车牌"), primary=True),
    Column("store", N_("停在")),
    Column("room", N_("能装")),
    Column("hours", N_("出车时间")),
    Column("driver", N_("平时谁开")),
    Column("state", N_("状态")),
)


@router.get("/vehicles")
def vehicle_list(request: Request, visitor: SignedIn) -> HTMLResponse:
    """All vehicles."""
    visitor.need(SEE_TRIPS)
    with visitor.office.database.read() as connection:
        rows = vehicles(connection, visitor.district_id)
    return show(request, "trips/vehicles.html", active="trips", rows=rows, columns=COLUMNS, clock=clock)


@router.get("/vehicles/new")
def new_vehicle(request: Request, visitor: SignedIn) -> HTMLResponse:
    """An empty form."""
    visitor.need(REGISTER)
    return _form(request, visitor, Form({"starts": "08:00", "ends": "18:00"}))


@router.post("/vehicles/new")
def register(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Take a vehicle in."""
    return _hand_in(request, visitor, form, RegisterVehicle)


@router.get("/vehicles/{vehicle_id:int}")
def one_vehicle(request: Request, visitor: SignedIn, vehicle_id: int) -> HTMLResponse:
    """A vehicle as it is, to be put right."""
    visitor.need(CHANGE)
    car = _vehicle(visitor, vehicle_id)
    names = ("plate", "store_id", "boxes", "note")
    values = {name: str(getattr(car, name)) for name in names}
    values |= {"kilograms": str(car.kilograms or ""), "litres": str(car.litres or "")}
    values |= {"starts": clock(car.starts), "ends": clock(car.ends), "driver_id": str(car.driver_id or "")}
    return _form(request, visitor, Form(values | ({"in_service": "1"} if car.in_service else {})), car)


@router.post("/vehicles/{vehicle_id:int}")
def change(request: Request, visitor: SignedIn, vehicle_id: int, form: Posted) -> Response:
    """Put a vehicle right, or out of service."""
    return _hand_in(request, visitor, form, ChangeVehicle, _vehicle(visitor, vehicle_id))


def _vehicle(visitor: Visitor, vehicle_id: int) -> Vehicle:
    with visitor.office.database.read() as connection:
        found = {car.vehicle_id: car for car in vehicles(connection, visitor.district_id)}
    if vehicle_id not in found:
        raise refused("unknown_document", name=vehicle_id)
    return found[vehicle_id]


def _hand_in(
    request: Request, visitor: Visitor, form: Form, command: type[Command], car: Vehicle | None = None
) -> Response:
    values = {name: value for name, value in form.values.items() if value != "" or name in ("plate", "note")}
    try:
        values |= {name: read_clock(form.get(name), name) for name in ("starts", "ends") if form.get(name)}
    except Refused as refusal:
        return _form(request, visitor, form, car, errors_of(visitor, refusal))
    if car:
        values |= {"vehicle_id": car.vehicle_id, "in_service": form.get("in_service") == "1"}
    outcome = submit(visitor, command, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _form(request, visitor, form, car, outcome)
    return done(request, "/vehicles", _("车辆已记下"), outcome)


def _form(
    request: Request, visitor: Visitor, form: Form, car: Vehicle | None = None, refusal: FormErrors | None = None
) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        people = driver_options(connection, visitor)
    return show(
        request,
        "trips/vehicle.html",
        active="trips",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        car=car,
        people=people,
        stores=[(str(store.location_id), store.name) for store in stores_of_district(visitor)],
    )
