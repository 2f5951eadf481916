"""我的出车: a driver's trips, stop by stop, with links to call, to be shown the way, and to have it signed for."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_TRIPS
from liangcao.tracking.day import sites_of
from liangcao.tracking.queries import stops_of_trips, trips_of_driver
from liangcao.tracking.rules import STATES, clock
from liangcao.web.page import show
from liangcao.web.pages.trip_words import (
    TONES,
    hours,
    kilometres,
    minute_now,
    minutes_late,
    navigation,
    today,
)
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)


@router.get("/trips/mine")
def mine(request: Request, visitor: SignedIn) -> HTMLResponse:
    """The trips given to whoever asks; whoever drives to a unit may see its phone for as long as the trip lasts."""
    visitor.need(SEE_TRIPS)
    district, day, minute = visitor.district_id, today(visitor), minute_now(visitor)
    with visitor.office.database.read() as connection:
        found = trips_of_driver(connection, district, visitor.actor.actor_id, day)
        stops = stops_of_trips(connection, district, [each.trip_id for each in found])
        open_ones = [stop for each in found if each.state != "done" for stop in stops[each.trip_id]]
        phones = reveal(connection, district, [stop.phone for stop in open_ones])
        sites = sites_of(connection, district, [stop.unit_id for stop in open_ones])
    rows: list[dict[str, Any]] = []
    for each in found:
        told = []
        for stop in stops[each.trip_id]:
            site = sites.get(stop.unit_id)
            point = site.point if site and not stop.is_settled else None
            told.append(
                {
                    "stop": stop,
                    "late": minutes_late(each, stop, day, minute),
                    "phone": "" if stop.is_settled else phones.get(stop.phone, ""),
                    "ways": navigation(point, stop.unit_name) if point else [],
                    "hours": hours(site.opens, site.closes) if site else "",
                    "address": f"/shipping/{stop.shipment_id}/hand-over",
                }
            )
        rows.append({"trip": each, "stops": told})
    return show(
        request,
        "trips/mine.html",
        active="my_trips",
        rows=rows,
        clock=clock,
        kilometres=kilometres,
        states=STATES,
        tones=TONES,
    )
