"""Vehicles, places, trips and what would be proposed for a day, by the API; no phone numbers."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from liangcao.access.roles import SEE_TRIPS
from liangcao.kernel.moment import day_of, minute_of
from liangcao.tracking.day import vehicles
from liangcao.tracking.proposing import ask_day, propose, site_rows
from liangcao.tracking.queries import TripStop, stops_of_trips, trip, trips_page
from liangcao.tracking.rules import STATES
from liangcao.web.api_models import After, Document, Limit, Page
from liangcao.web.api_reads import bounded, page_of
from liangcao.web.visitor import SignedIn

router = APIRouter(tags=["reading"])
Day = Annotated[str, Query(pattern="^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]


def _stop(stop: TripStop) -> dict[str, Any]:
    return {name: value for name, value in asdict(stop).items() if name != "phone"}


@router.get("/vehicles", response_model=Page, summary="车辆 Vehicles", operation_id="vehicles")
def vehicle_list(visitor: SignedIn) -> JSONResponse:
    """All vehicles, by plate; hours in minutes of the day."""
    visitor.need(SEE_TRIPS)
    with visitor.office.database.read() as connection:
        rows = vehicles(connection, visitor.district_id)
    return page_of([asdict(row) for row in rows], 0, len(rows) + 1)


@router.get("/sites", response_model=Page, summary="位置和收货时间 Places and hours", operation_id="sites")
def site_list(visitor: SignedIn) -> JSONResponse:
    """Stores and units: whole microdegrees of WGS-84 (null: not known), hours in minutes of the day."""
    visitor.need(SEE_TRIPS)
    with visitor.office.database.read() as connection:
        rows = site_rows(connection, visitor.district_id)
    return page_of([asdict(row) for row in rows], 0, len(rows) + 1)


@router.get("/trips", response_model=Page, summary="出车 Trips", operation_id="trips")
def trip_list(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern=f"^({'|'.join(STATES)})?$")] = "",
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Trips, the newest first."""
    visitor.need(SEE_TRIPS)
    scope = visitor.scope(SEE_TRIPS)
    with visitor.office.database.read() as connection:
        rows = trips_page(connection, visitor.district_id, scope, state=state, page=(limit, after))
    return page_of([asdict(row) for row in rows], after, limit)


@router.get("/trips/{number}", response_model=Document, summary="一趟出车 One trip", operation_id="trip")
def one_trip(visitor: SignedIn, number: int) -> JSONResponse:
    """A trip with its stops in order, each with the state of its shipment."""
    visitor.need(SEE_TRIPS)
    with visitor.office.database.read() as connection:
        head = trip(connection, visitor.district_id, visitor.scope(SEE_TRIPS), bounded(number))
        stops = stops_of_trips(connection, visitor.district_id, [head.trip_id])[head.trip_id]
    return JSONResponse({"head": asdict(head), "lines": [_stop(stop) for stop in stops]})


@router.get("/trip-proposal", response_model=Document, summary="排车方案 Proposed trips", operation_id="trip_proposal")
def proposal(visitor: SignedIn, day: Day = "") -> JSONResponse:
    """Trips proposed for a day (today unless named) for all that is on its way and on no trip: ``lines`` are the runs,
    ready to be handed in with ``tracking.adopt_trips``; what stays stands in the head, each with its reason."""
    visitor.need("tracking.adopt_trips")
    now = visitor.office.clock.now()
    today = day_of(now, visitor.office.timezone)
    day = day or today
    with visitor.office.database.read() as connection:
        asked = ask_day(connection, visitor.district_id, day)
    plan = propose(asked, minute_of(now, visitor.office.timezone) if day == today else 0)
    lines = [
        {
            "vehicle_id": each.run.vehicle_id,
            "leaves": each.run.leaves,
            "shipment_ids": list(each.run.stops),
            "back": each.back,
            "metres": each.metres,
            "boxes": each.load.boxes,
        }
        for each in plan.runs
    ]
    left = [{"shipment_id": each.key, "why": each.why} for each in plan.unserved]
    return JSONResponse({"head": {"day": day, "metres": plan.metres, "unserved": left}, "lines": lines})
