"""Which pages a phone fetches ahead and keeps, so that they open without signal: those of one's own open work."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse

from liangcao.access.permissions import Scope
from liangcao.access.roles import SEE_TRIPS
from liangcao.codes.rules import code_of
from liangcao.counting.commands import CountGoods
from liangcao.counting.queries import Wanted, sessions
from liangcao.delivering.commands import TakeSignature
from liangcao.picking.commands import ConfirmPick
from liangcao.picking.queries import pick_lists
from liangcao.receiving.arrival_queries import ArrivalFilter, arrivals
from liangcao.receiving.commands import ReceiveGoods
from liangcao.shipping.queries import shipments_page
from liangcao.tracking.queries import stops_of_trips, trips_of_driver
from liangcao.web.pages.trip_words import today
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_OF_EACH = 12
"""So many pages of one kind: a phone on a bad line fetches them all."""


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page to be kept: its path, what it is called, and the codes that lead to it."""

    path: str
    title: str
    codes: tuple[str, ...] = ()


@router.get("/outbox/pages")
def work_pages(visitor: SignedIn) -> JSONResponse:
    """The pages of the visitor's own open work, as data."""
    with visitor.office.database.read() as connection:
        found = [
            WorkPage("/", ""),
            WorkPage("/scan", ""),
            WorkPage("/outbox", ""),
            *_driving(visitor, connection),
            *_handing_over(visitor, connection),
            *_picking(visitor, connection),
            *_counting(visitor, connection),
            *_receiving(visitor, connection),
        ]
    pages = {each.path: each for each in found}
    return JSONResponse([{"path": each.path, "title": each.title, "codes": each.codes} for each in pages.values()])


def _scope(visitor: Visitor, deed: str) -> Scope | None:
    return visitor.scope(deed) if visitor.may(deed) else None


def _stop(shipment_id: int, unit_name: str) -> WorkPage:
    return WorkPage(f"/shipping/{shipment_id}/hand-over", unit_name, (code_of("D", shipment_id),))


def _driving(visitor: Visitor, connection: Any) -> list[WorkPage]:
    """Today's trips of a driver and every stop of them."""
    if _scope(visitor, SEE_TRIPS) is None:
        return []
    trips = trips_of_driver(connection, visitor.district_id, visitor.actor.actor_id, today(visitor))
    if not trips:
        return []
    stops = stops_of_trips(connection, visitor.district_id, [each.trip_id for each in trips])
    due = [stop for each in trips for stop in stops[each.trip_id] if not stop.is_settled]
    codes = tuple(code_of("T", each.trip_id) for each in trips)
    return [WorkPage("/trips/mine", "", codes), *(_stop(stop.shipment_id, stop.unit_name) for stop in due)]


def _handing_over(visitor: Visitor, connection: Any) -> list[WorkPage]:
    scope = _scope(visitor, TakeSignature.action)
    if scope is None:
        return []
    page = (MOST_OF_EACH, 0)
    found = shipments_page(connection, visitor.district_id, scope, state="dispatched", page=page)
    return [_stop(each.shipment_id, each.unit_name) for each in found]


def _picking(visitor: Visitor, connection: Any) -> list[WorkPage]:
    """Lists that one has taken, and those nobody has."""
    scope = _scope(visitor, ConfirmPick.action)
    if scope is None:
        return []
    found = pick_lists(connection, visitor.district_id, scope, states={"open", "started"}, page=(50, 0))
    mine = [each for each in found if each.picker_id in (0, visitor.actor.actor_id)]
    return [WorkPage(f"/pick-lists/{each.pick_id}", each.store_name) for each in mine[:MOST_OF_EACH]]


def _counting(visitor: Visitor, connection: Any) -> list[WorkPage]:
    scope = _scope(visitor, CountGoods.action)
    if scope is None:
        return []
    found = sessions(connection, visitor.district_id, scope, Wanted(("counting",)), page=(MOST_OF_EACH, 0))
    return [
        WorkPage(
            f"/counts/{each.count_id}",
            each.location_name,
            (code_of("K", each.count_id), code_of("P", each.location_id)),
        )
        for each in found
    ]


def _receiving(visitor: Visitor, connection: Any) -> list[WorkPage]:
    """Arrivals that are expected, each as the form that takes it in."""
    scope = _scope(visitor, ReceiveGoods.action)
    if scope is None:
        return []
    found = arrivals(connection, visitor.district_id, scope, ArrivalFilter(state="open"), page=(MOST_OF_EACH, 0))
    return [
        WorkPage("/receive", ""),
        *(WorkPage(f"/receive?arrival={each.arrival_id}", each.source_name) for each in found),
    ]
