"""出车: the board of the day for whoever coordinates, the list of all trips, one trip with its stops and its map."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_TRIPS
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.parties.queries import Place, all_places
from liangcao.tracking.day import cargo_of, free_shipments, sites_of, vehicles
from liangcao.tracking.queries import Trip, stops_of_trips, trip, trips_of_day, trips_page
from liangcao.tracking.rules import STATES, clock
from liangcao.web.forms import Form
from liangcao.web.page import PageNumber, show
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.task_links import tasks_shown
from liangcao.web.pages.trip_words import (
    TONES,
    driver_options,
    hours,
    kilometres,
    leaves_late,
    map_of_trips,
    minute_now,
    minutes_late,
    today,
)
from liangcao.web.submit import FormErrors
from liangcao.web.tables import PAGE_SIZE, Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
ADOPT = "tracking.adopt_trips"
MOST_EXPORTED = 5_000
COLUMNS = (
    Column("plate", N_("车"), primary=True),
    Column("driver", N_("司机")),
    Column("hours", N_("出车到回来")),
    Column("stops", N_("送到几站"), numeric=True),
    Column("where", N_("到哪里了"), whole=True),
    Column("state", N_("状态")),
)
LIST_COLUMNS = (
    Column("plate", N_("车"), primary=True),
    Column("day", N_("日期")),
    Column("driver", N_("司机")),
    Column("stops", N_("送到几站"), numeric=True),
    Column("way", N_("路程"), numeric=True),
    Column("state", N_("状态")),
)
HEADS = (
    N_("出车单"), N_("日期"), N_("车"), N_("司机"), N_("仓库"), N_("状态"), N_("出车"), N_("回来"), N_("站数"),
    N_("送到几站"), N_("箱数"), N_("路程（米）"),
)  # fmt: skip


@router.get("/trips")
def board(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Today's trips and what is over from before: where each is, and what is late."""
    visitor.need(SEE_TRIPS)
    district, day, minute = visitor.district_id, today(visitor), minute_now(visitor)
    with visitor.office.database.read() as connection:
        found = trips_of_day(connection, district, visitor.scope(SEE_TRIPS), day)
        stops = stops_of_trips(connection, district, [each.trip_id for each in found])
        free = len(free_shipments(connection, district)) if visitor.may(ADOPT) else 0
        cars = vehicles(connection, district) if visitor.may(ADOPT) else []
        standing = [each for each in found if each.state != "cancelled"]
        drawing = map_of_trips(connection, district, standing, stops)
    late = {
        each.trip_id: [(stop, over) for stop in stops[each.trip_id] if (over := minutes_late(each, stop, day, minute))]
        for each in found
    }
    return show(
        request,
        "trips/board.html",
        active="trips",
        rows=found,
        stops=stops,
        late=late,
        next_stop={each.trip_id: next((s for s in stops[each.trip_id] if not s.is_settled), None) for each in found},
        should_leave={each.trip_id for each in found if leaves_late(each, day, minute)},
        free=free,
        cars=sum(car.in_service for car in cars),
        drawing=drawing,
        columns=COLUMNS,
        day=day,
        clock=clock,
        states=STATES,
        tones=TONES,
    )


@router.get("/trips/all")
def all_trips(request: Request, visitor: SignedIn, page: PageNumber = 1, state: str = "") -> HTMLResponse:
    """Every trip, the newest first."""
    visitor.need(SEE_TRIPS)
    state = state if state in STATES else ""
    with visitor.office.database.read() as connection:
        rows = trips_page(
            connection,
            visitor.district_id,
            visitor.scope(SEE_TRIPS),
            state=state,
            page=(PAGE_SIZE + 1, (page - 1) * PAGE_SIZE),
        )
    views = [("", _("全部"), "/trips/all")]
    views += [(key, _(word), f"/trips/all?state={key}") for key, word in STATES.items()]
    return show(
        request,
        "trips/list.html",
        active="trips",
        rows=rows[:PAGE_SIZE],
        has_more=len(rows) > PAGE_SIZE,
        page=page,
        state=state,
        views=views,
        columns=LIST_COLUMNS,
        kilometres=kilometres,
        states=STATES,
        tones=TONES,
    )


@router.get("/trips.{kind}")
def trips_file(visitor: SignedIn, kind: str) -> Response:
    """The list as a sheet."""
    visitor.need(SEE_TRIPS)
    scope = visitor.scope(SEE_TRIPS)
    with visitor.office.database.read() as connection:
        found = trips_page(connection, visitor.district_id, scope, page=(MOST_EXPORTED, 0))
    rows = [
        [each.trip_id, each.day, each.plate, each.driver_name, each.store_name, _(STATES[each.state]),
         clock(each.leaves), clock(each.back), each.stops, each.delivered, each.boxes, each.metres]
        for each in found
    ]  # fmt: skip
    return sheet_response([_(name) for name in HEADS], rows, kind=kind, name=_("出车"))


@router.get("/trips/{trip_id:int}")
def one_trip(request: Request, visitor: SignedIn, trip_id: int) -> HTMLResponse:
    """A trip with its stops in order, its map, and what can be done with it."""
    return show_trip(request, visitor, trip_id, Form({}))


def show_trip(
    request: Request, visitor: Visitor, trip_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    """The page of a trip, with what was refused."""
    visitor.need(SEE_TRIPS)
    district, day, minute = visitor.district_id, today(visitor), minute_now(visitor)
    with visitor.office.database.read() as connection:
        head = trip(connection, district, visitor.scope(SEE_TRIPS), trip_id)
        stops = stops_of_trips(connection, district, [trip_id])[trip_id]
        sites = sites_of(connection, district, [stop.unit_id for stop in stops])
        drawing = map_of_trips(connection, district, [head], {trip_id: stops})
        may_arrange = visitor.may("tracking.arrange_trips") and head.state in ("planned", "away")
        others: list[Trip] = []
        free = []
        people: list[tuple[str, str]] = []
        if may_arrange:
            others = [
                each
                for each in trips_of_day(connection, district, visitor.scope(SEE_TRIPS), head.day)
                if each.trip_id != trip_id and each.state in ("planned", "away") and each.store_id == head.store_id
            ]
            found = cargo_of(connection, district, free_shipments(connection, district)).values()
            free = [each for each in found if each.store_id == head.store_id]
            people = driver_options(connection, visitor)
        cars = {car.vehicle_id: car for car in vehicles(connection, district)}
        behind = tasks_shown(visitor, connection, "trip", trip_id)
    return show(
        request,
        "trips/one.html",
        tasks_behind=behind,
        active="trips",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        trip=head,
        car=cars[head.vehicle_id],
        stops=stops,
        sites=sites,
        hours=hours,
        late={stop.shipment_id: minutes_late(head, stop, day, minute) for stop in stops},
        drawing=drawing,
        others=[(str(each.trip_id), f"{each.plate} {clock(each.leaves)}") for each in others],
        free=[(str(each.key), f"{each.unit_name} · {each.key} · {each.load.boxes}") for each in free],
        people=people,
        may_arrange=may_arrange,
        may_drive=head.driver_id == visitor.actor.actor_id or visitor.may(ADOPT),
        clock=clock,
        kilometres=kilometres,
        states=STATES,
        tones=TONES,
        started=moment(head.started_at) if head.started_at else "",
        ended=moment(head.ended_at) if head.ended_at else "",
    )


def stores_of_district(visitor: Visitor) -> list[Place]:
    """All stores, for a choice; raises Refused ``unknown_location`` where there is none."""
    with visitor.office.database.read() as connection:
        found = all_places(connection, visitor.district_id, ["store"])
    if not found:
        raise refused("unknown_location", name=_("仓库"))
    return found
