"""Reading trips, within the stores one may see; a driver reads those that are theirs."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Trip:
    """A trip's head: hours in minutes of its `day`, times in ms since 1970 UTC, 0 when not yet."""

    trip_id: int
    day: str
    vehicle_id: int
    plate: str
    store_id: int
    store_name: str
    store_path: str
    driver_id: int
    driver_name: str
    state: str
    leaves: int
    back: int
    metres: int
    boxes: int
    version: int
    note: str
    adopted_at: int
    started_at: int
    ended_at: int
    entry: int
    stops: int
    delivered: int


@dataclass(frozen=True, slots=True)
class TripStop:
    """A stop: `arrives` is the minute of the day it is expected; `state` the shipment's, `outcome` that of the trip."""

    trip_id: int
    shipment_id: int
    position: int
    arrives: int
    metres: int
    boxes: int
    is_active: bool
    outcome: str
    unit_id: int
    unit_name: str
    area: str
    phone: str
    store_id: int
    state: str
    delivered_at: int

    @property
    def is_settled(self) -> bool:
        """Whether the driver is done with it."""
        return bool(self.outcome) or self.state != "dispatched"


_STOPS = (
    "(SELECT COUNT(*) FROM trip_stop WHERE trip_stop.district_id = trip.district_id "
    "AND trip_stop.trip_id = trip.trip_id AND trip_stop.position > 0)"
)
_DELIVERED = (
    "(SELECT COUNT(*) FROM trip_stop JOIN shipment ON shipment.district_id = trip_stop.district_id "
    "AND shipment.shipment_id = trip_stop.shipment_id WHERE trip_stop.district_id = trip.district_id "
    "AND trip_stop.trip_id = trip.trip_id AND trip_stop.position > 0 AND (trip_stop.outcome = 'delivered' "
    "OR (trip_stop.outcome = '' AND shipment.state = 'delivered')))"
)
_HEAD = (
    "SELECT trip.trip_id, trip.day, trip.vehicle_id, vehicle.plate, trip.store_id, location.name, location.path, "
    "trip.driver_id, COALESCE(actor.name, ''), trip.state, trip.leaves, trip.back, trip.metres, trip.boxes, "
    "trip.version, trip.note, trip.adopted_at, trip.started_at, trip.ended_at, trip.entry, "
    f"{_STOPS}, {_DELIVERED} FROM trip "
    "JOIN vehicle ON vehicle.district_id = trip.district_id AND vehicle.vehicle_id = trip.vehicle_id "
    "JOIN location ON location.district_id = trip.district_id AND location.location_id = trip.store_id "
    "LEFT JOIN actor ON actor.district_id = trip.district_id AND actor.actor_id = trip.driver_id "
)


def _conditions(district_id: int, scope: Scope) -> tuple[str, Row]:
    if scope.is_all:
        return "trip.district_id = ?", (district_id,)
    paths = scope.paths or ()
    parts = " OR ".join("location.path LIKE ?" for _ in paths) or "1 = 0"
    return f"trip.district_id = ? AND ({parts})", (district_id, *(f"{path}%" for path in paths))


def trips_of_day(connection: Connection, district_id: int, scope: Scope, day: str) -> list[Trip]:
    """Trips of a day, and those of earlier days that are not over, in the order they leave."""
    where, values = _conditions(district_id, scope)
    sql = (
        f"{_HEAD} WHERE {where} AND (trip.day = ? OR (trip.day < ? AND trip.state IN ('planned', 'away'))) "
        "ORDER BY trip.day, trip.leaves, trip.trip_id"
    )
    return [Trip(*row) for row in ask(connection, sql, (*values, day, day))]


def trips_page(
    connection: Connection, district_id: int, scope: Scope, *, state: str = "", page: tuple[int, int] = (50, 0)
) -> list[Trip]:
    """Trips in a state (empty: any), the newest first; `page` is (how many, from which)."""
    where, values = _conditions(district_id, scope)
    wanted, more = ("AND trip.state = ?", (state,)) if state else ("", ())
    sql = f"{_HEAD} WHERE {where} {wanted} ORDER BY trip.trip_id DESC LIMIT ? OFFSET ?"
    return [Trip(*row) for row in ask(connection, sql, (*values, *more, *page))]


def trips_of_driver(connection: Connection, district_id: int, driver_id: int, day: str) -> list[Trip]:
    """A driver's trips that are not over, and those of the day that are."""
    sql = (
        f"{_HEAD} WHERE trip.district_id = ? AND trip.driver_id = ? AND (trip.state IN ('planned', 'away') "
        "OR (trip.state = 'done' AND trip.day = ?)) ORDER BY trip.state = 'done', trip.day, trip.leaves, trip.trip_id"
    )
    return [Trip(*row) for row in ask(connection, sql, (district_id, driver_id, day))]


def trip(connection: Connection, district_id: int, scope: Scope, trip_id: int) -> Trip:
    """One trip; raises Refused ``unknown_document`` when there is none that this person may see."""
    where, values = _conditions(district_id, scope)
    rows = ask(connection, f"{_HEAD} WHERE {where} AND trip.trip_id = ?", (*values, trip_id))
    if not rows:
        raise refused("unknown_document", "trip_id", name=trip_id)
    return Trip(*rows[0])


_STOP_ROWS = (
    "SELECT trip_stop.trip_id, trip_stop.shipment_id, trip_stop.position, trip_stop.arrives, trip_stop.metres, "
    "trip_stop.boxes, trip_stop.is_active, trip_stop.outcome, shipment.unit_id, party.name, party.area, party.phone, "
    "shipment.store_id, shipment.state, shipment.delivered_at FROM {keys} "
    "JOIN trip_stop ON trip_stop.trip_id = k1 "
    "JOIN shipment ON shipment.district_id = trip_stop.district_id "
    "AND shipment.shipment_id = trip_stop.shipment_id "
    "JOIN party ON party.district_id = shipment.district_id AND party.party_id = shipment.unit_id "
    "WHERE trip_stop.district_id = ? ORDER BY trip_stop.trip_id, trip_stop.position, trip_stop.shipment_id"
)


def stops_of_trips(
    connection: Connection, district_id: int, ids: Sequence[int], *, with_removed: bool = False
) -> dict[int, list[TripStop]]:
    """The stops of these trips in order, by trip; `with_removed`: also those taken off again (position 0)."""
    found: dict[int, list[TripStop]] = {number: [] for number in ids}
    for row in select_by_keys(connection, _STOP_ROWS, [(number,) for number in ids], (district_id,)):
        stop = TripStop(*(*row[:6], bool(row[6]), *row[7:]))
        if stop.position or with_removed:
            found[stop.trip_id].append(stop)
    return found


def trips_of_shipments(connection: Connection, district_id: int, ids: Sequence[int]) -> dict[int, int]:
    """On which trip each of these shipments is now, by shipment."""
    sql = (
        "SELECT shipment_id, trip_id FROM {keys} JOIN trip_stop ON shipment_id = k1 "
        "WHERE district_id = ? AND is_active = 1"
    )
    rows = select_by_keys(connection, sql, [(number,) for number in sorted(set(ids))], (district_id,))
    return {row[0]: row[1] for row in rows}


def states_of_shipments(connection: Connection, district_id: int, ids: Sequence[int]) -> dict[int, str]:
    """The states of these shipments; unknown ones are left out."""
    sql = "SELECT shipment_id, state FROM {keys} JOIN shipment ON shipment_id = k1 WHERE district_id = ?"
    rows = select_by_keys(connection, sql, [(number,) for number in sorted(set(ids))], (district_id,))
    return {row[0]: row[1] for row in rows}
