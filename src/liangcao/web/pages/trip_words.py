"""What the pages of trips share: hours as texts, what is late, marks of the map, links to maps of others."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from liangcao.access.roles import ROLES
from liangcao.kernel.moment import day_of, minute_of
from liangcao.language import _
from liangcao.tracking.day import Site, sites_of
from liangcao.tracking.geography import Point, degrees, to_gcj02
from liangcao.tracking.proposing import drivers
from liangcao.tracking.queries import Trip, TripStop
from liangcao.tracking.rules import clock
from liangcao.web.trip_map import Mark, Way, trip_map
from liangcao.web.visitor import Visitor

LATE_MINUTES = 15
"""So many minutes after its time a stop counts as late."""
TONES = {"planned": "info", "away": "wait", "done": "ok", "cancelled": "off"}
MAYBE_DRIVERS = [name for name, role in ROLES.items() if "tracking.start_trip" in role.permissions]


def today(visitor: Visitor) -> str:
    """The day it is in the district."""
    return day_of(visitor.office.clock.now(), visitor.office.timezone)


def minute_now(visitor: Visitor) -> int:
    """The minute of the day it is in the district."""
    return minute_of(visitor.office.clock.now(), visitor.office.timezone)


def kilometres(metres: int) -> str:
    """Metres as ``12.3 公里``."""
    return _("%(n)s 公里") % {"n": f"{metres // 1_000}.{metres % 1_000 // 100}"}


def hours(opens: int, closes: int) -> str:
    """When a unit takes goods in, in words."""
    return _("全天") if (opens, closes) == (0, 1440) else f"{clock(opens)}–{clock(closes)}"


def minutes_late(trip: Trip, stop: TripStop, day: str, minute: int) -> int:
    """How many minutes a stop is over its time, 0 while it is not, or not to be driven any more."""
    if stop.is_settled or trip.state not in ("planned", "away") or trip.day > day:
        return 0
    late = minute - stop.arrives + (1440 if trip.day < day else 0)
    return late if late >= LATE_MINUTES else 0


def leaves_late(trip: Trip, day: str, minute: int) -> bool:
    """Whether a trip should have left by now."""
    return trip.state == "planned" and (trip.day < day or (trip.day == day and minute >= trip.leaves + LATE_MINUTES))


def driver_options(connection: Any, visitor: Visitor) -> list[tuple[str, str]]:
    """People who may drive, for a choice."""
    return [(str(number), name) for number, name in drivers(connection, visitor.district_id, MAYBE_DRIVERS)]


def map_of_trips(
    connection: Any, district_id: int, trips: Sequence[Trip], stops: Mapping[int, Sequence[TripStop]]
) -> Markup:
    """Trips as decided, drawn as far as their places are known."""
    ids = {stop.unit_id for each in stops.values() for stop in each} | {trip.store_id for trip in trips}
    sites = sites_of(connection, district_id, ids)
    ways = []
    for trip in trips:
        told = [(stop.unit_id, stop.unit_name, f"/shipments/{stop.shipment_id}") for stop in stops[trip.trip_id]]
        way = way_of(trip.plate, (trip.store_id, trip.store_name), told, sites)
        if way:
            ways.append(way)
    return trip_map(ways, title=_("出车路线图"))


def way_of(
    label: str, store: tuple[int, str], stops: Iterable[tuple[int, str, str]], sites: Mapping[int, Site]
) -> Way | None:
    """A way over those of its stops (unit, name, address) whose place is known; None when the store's is not."""
    start = sites[store[0]].point
    if start is None:
        return None
    marks = []
    for number, (unit_id, name, href) in enumerate(stops, 1):
        point = sites[unit_id].point
        if point:
            marks.append(Mark(point, name, number, href=href))
    return Way(label, Mark(start, store[1], is_store=True), tuple(marks))


def navigation(point: Point, name: str) -> list[tuple[str, str]]:
    """Links that show the way when a person presses them; nothing is asked of anybody before.

    A ``geo:`` address opens the phone's own map (RFC 5870, WGS-84); the others tell their maker where to, in GCJ-02.
    """
    there, chinese = quote(name), to_gcj02(point)
    north, east = degrees(chinese.north), degrees(chinese.east)
    own = f"{degrees(point.north)},{degrees(point.east)}"
    return [
        (_("手机地图"), f"geo:{own}?q={own}({there})"),
        (_("高德"), f"https://uri.amap.com/navigation?to={east},{north},{there}&mode=car&coordinate=gaode"),
        (
            _("百度"),
            f"https://api.map.baidu.com/direction?destination=latlng:{north},{east}|name:{there}"
            "&coord_type=gcj02&mode=driving&region=&output=html&src=liangcao",
        ),
        (
            _("腾讯"),
            f"https://apis.map.qq.com/uri/v1/routeplan?type=drive&to={there}&tocoord={north},{east}&referer=liangcao",
        ),
    ]
