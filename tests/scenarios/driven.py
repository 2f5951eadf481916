"""A day of trips: a vehicle, places, a way by road, a rule, and one trip from its decision to its end."""

from liangcao.tracking.commands import (
    AdoptTrips,
    ArrangedTrip,
    ArrangeTrips,
    AssignDriver,
    CancelTrip,
    ChangeVehicle,
    DistanceLine,
    FinishTrip,
    NewTrip,
    RegisterVehicle,
    SetDistances,
    SetSites,
    SetSizes,
    SetTripRule,
    SiteLine,
    SizeLine,
    StartTrip,
)
from scenarios.cast import Cast

DAY = "2020-01-31"
TO_DRIVE = (
    "SELECT MAX(shipment_id) FROM shipment WHERE state = 'dispatched' "
    "AND shipment_id NOT IN (SELECT shipment_id FROM trip_stop WHERE is_active = 1)"
)
"""The last load on its way that no trip takes."""


def trips_prepared(cast: Cast, coordinator: str, driver: str) -> int:
    """All that trips are planned from, for the store and the unit of the load to drive; returns the vehicle."""
    store, unit, item = cast.ask(
        f"SELECT store_id, unit_id, item_id FROM shipment NATURAL JOIN shipment_line WHERE shipment_id = ({TO_DRIVE})"
    )[0]
    points = (
        SiteLine(site_id=store, north=36_810_000, east=118_050_000),
        SiteLine(site_id=unit, north=36_820_000, east=118_060_000, opens=480, closes=1080, service=15),
    )
    cast.do(coordinator, SetSites(datum="cgcs2000", lines=points))
    cast.do(coordinator, SetSizes(lines=(SizeLine(item_id=item, pack=50, grams=200, millilitres=900),)))
    way = DistanceLine(from_id=store, to_id=unit, metres=2_600, minutes=8)
    cast.do(coordinator, SetDistances(lines=(way,)))
    cast.do(coordinator, SetTripRule(detour_percent=150, reason="封路绕行"))
    known = {"store_id": store, "boxes": 200, "kilograms": 900, "litres": 4_000}
    vehicle = cast.do(coordinator, RegisterVehicle(plate="鲁C10001", **known)).answer["vehicle_id"]
    driver_id = cast.id_of("person", driver)
    cast.do(coordinator, ChangeVehicle(vehicle_id=vehicle, driver_id=driver_id, note="后门有台阶", **known))
    return int(vehicle)


def trip_driven(cast: Cast, vehicle_id: int, people: tuple[str, str]) -> int:
    """A trip of that load, called off, decided again, arranged, driven and back; returns it."""
    coordinator, driver = people
    shipment = cast.ask(TO_DRIVE)[0][0]
    new = NewTrip(vehicle_id=vehicle_id, leaves=510, shipment_ids=(shipment,))
    first = cast.do(coordinator, AdoptTrips(day=DAY, trips=(new,))).answer["trip_ids"][0]
    cast.do(coordinator, CancelTrip(trip_id=first, reason="车坏了"))
    trip = cast.do(coordinator, AdoptTrips(day=DAY, trips=(new,), note="修好了")).answer["trip_ids"][0]
    moved = ArrangedTrip(trip_id=trip, version=1, leaves=540, shipment_ids=(shipment,))
    cast.do(coordinator, ArrangeTrips(trips=(moved,)))
    cast.do(coordinator, AssignDriver(trip_id=trip, driver_id=cast.id_of("person", driver)))
    cast.do(driver, StartTrip(trip_id=trip))
    cast.do(driver, FinishTrip(trip_id=trip, note="没有人"))
    return int(trip)
