"""Handlers of trips: decided on, put right by hand, driven, finished."""

from collections.abc import Mapping, Sequence

from liangcao.access.permissions import EVERYTHING, Reach, reaches
from liangcao.access.queries import load_actor
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.tracking.commands import (
    AdoptTrips,
    ArrangedTrip,
    ArrangeTrips,
    AssignDriver,
    CancelTrip,
    FinishTrip,
    NewTrip,
    StartTrip,
)
from liangcao.tracking.day import Known, Vehicle, cargo_of, know
from liangcao.tracking.journeys import Run, Timed, timed
from liangcao.tracking.named import check_driver, vehicle
from liangcao.tracking.queries import (
    Trip,
    TripStop,
    states_of_shipments,
    stops_of_trips,
    trip,
    trips_of_shipments,
)
from liangcao.tracking.rules import check_free, check_load, check_trip_state, clock

_Hours = tuple[int, int, int]
"""A vehicle, when it leaves and when it is back."""


def _known_trip(context: Context, trip_id: int) -> Trip:
    return trip(context.connection, context.district_id, EVERYTHING, trip_id)


def reach_of_trip(command: AssignDriver | StartTrip | FinishTrip | CancelTrip, context: Context) -> Reach:
    """A trip belongs to the store it is loaded at."""
    return Reach(paths=(_known_trip(context, command.trip_id).store_path,))


def adopt_trips(command: AdoptTrips, context: Context) -> Effects:
    """Every stop once, nothing that is on another trip, nothing the vehicle does not hold, no vehicle in two places."""
    wanted = [
        (number, f"trips.{index}.shipment_ids.{place}")
        for index, each in enumerate(command.trips)
        for place, number in enumerate(each.shipment_ids)
    ]
    numbers = [number for number, _field in wanted]
    states = states_of_shipments(context.connection, context.district_id, numbers)
    check_free(wanted, states, trips_of_shipments(context.connection, context.district_id, numbers))
    known = _know(context, numbers)
    rows: list[NewRow] = []
    ids: list[int] = []
    taken: list[_Hours] = []
    for index, each in enumerate(command.trips):
        van = _vehicle_for(context, each, f"trips.{index}")
        run = _reckon(known, each, f"trips.{index}", each.vehicle_id)
        check_load(run.load, van.room, f"trips.{index}.shipment_ids")
        hours = (van.vehicle_id, run.run.leaves, run.back)
        _check_hours_free(context, van, hours, taken, (command.day, f"trips.{index}.vehicle_id"))
        taken.append(hours)
        ids.append(context.new_id())
        rows.append(NewRow("trip", _head(ids[-1], command, each, run) | _marks(context)))
        rows += [NewRow("trip_stop", values) for values in _stops(ids[-1], run, known)]
    return Effects(rows=tuple(rows), answer={"trip_ids": ids})


def _vehicle_for(context: Context, wanted: NewTrip, field: str) -> Vehicle:
    found = vehicle(context, wanted.vehicle_id, f"{field}.vehicle_id")
    if not found.in_service:
        raise refused("vehicle_out_of_service", f"{field}.vehicle_id", plate=found.plate)
    check_driver(context, wanted.driver_id, f"{field}.driver_id")
    return found


def _know(context: Context, numbers: Sequence[int]) -> Known:
    return know(context.connection, context.district_id, cargo_of(context.connection, context.district_id, numbers))


def _reckon(known: Known, each: NewTrip | ArrangedTrip, field: str, vehicle_id: int, store_id: int = 0) -> Timed:
    """The trip with its hours; raises Refused ``trip_other_store`` when its goods lie at more than one store."""
    store_id = store_id or known.cargo[each.shipment_ids[0]].store_id
    for place, number in enumerate(each.shipment_ids):
        if known.cargo[number].store_id != store_id:
            name = known.cargo[number].store_name
            raise refused("trip_other_store", f"{field}.shipment_ids.{place}", shipment=number, store=name)
    return timed(Run(vehicle_id, store_id, each.leaves, each.shipment_ids), known.stops, known.legs)


def _check_hours_free(
    context: Context,
    van: Vehicle,
    hours: _Hours,
    taken: Sequence[_Hours],
    where: tuple[str, str],
) -> None:
    """Raise Refused ``vehicle_busy`` when the vehicle is out then, on a trip decided before or with this one."""
    day, field = where
    others = [(leaves, back) for number, leaves, back in taken if number == van.vehicle_id]
    others += ask(
        context.connection,
        "SELECT leaves, back FROM trip WHERE district_id = ? AND vehicle_id = ? AND day = ? "
        "AND state IN ('planned', 'away')",
        (context.district_id, van.vehicle_id, day),
    )
    for leaves, back in others:
        if hours[1] < back and leaves < hours[2]:
            raise refused("vehicle_busy", field, plate=van.plate, leaves=clock(leaves), back=clock(back))


def _head(trip_id: int, command: AdoptTrips, wanted: NewTrip, run: Timed) -> dict[str, int | str]:
    return {
        "trip_id": trip_id,
        "day": command.day,
        "vehicle_id": wanted.vehicle_id,
        "store_id": run.run.store,
        "driver_id": wanted.driver_id or 0,
        "state": "planned",
        **_figures(run),
        "note": command.note,
    }


def _marks(context: Context) -> dict[str, int | str]:
    return {"actor_id": context.actor_id, "adopted_at": context.occurred_at, "entry": context.number}


def _figures(run: Timed) -> dict[str, int]:
    return {"leaves": run.run.leaves, "back": run.back, "metres": run.metres, "boxes": run.load.boxes}


def _stops(trip_id: int, run: Timed, known: Known) -> list[dict[str, int]]:
    return [
        {
            "trip_id": trip_id,
            "shipment_id": visit.key,
            "position": place,
            "arrives": visit.arrives,
            "metres": visit.metres,
            "boxes": known.stops[visit.key].load.boxes,
        }
        for place, visit in enumerate(run.visits, 1)
    ]


def reach_of_arranging(command: ArrangeTrips, context: Context) -> Reach:
    """All the trips named must be within reach."""
    return Reach(paths=tuple(_known_trip(context, each.trip_id).store_path for each in command.trips))


def arrange_trips(command: ArrangeTrips, context: Context) -> Effects:
    """The trips named get exactly these stops in this order; what is delivered stays, what is added must be free.

    A stop that goes from one of these trips to another is on one of them at any time.
    """
    numbers = [number for each in command.trips for number in each.shipment_ids]
    heads = [_known_trip(context, each.trip_id) for each in command.trips]
    before = stops_of_trips(
        context.connection, context.district_id, [head.trip_id for head in heads], with_removed=True
    )
    _check_arranged(command, context, heads, before)
    known = _know(context, numbers)
    rows, changes = list[NewRow](), list[Change]()
    for index, (each, head) in enumerate(zip(command.trips, heads, strict=True)):
        run = _reckon(known, each, f"trips.{index}", head.vehicle_id, head.store_id)
        check_load(run.load, vehicle(context, head.vehicle_id).room, f"trips.{index}.shipment_ids")
        stops = {stop.shipment_id: stop for stop in before[head.trip_id]}
        for values in _stops(head.trip_id, run, known):
            key = {"trip_id": head.trip_id, "shipment_id": values["shipment_id"]}
            if values["shipment_id"] in stops:
                placed = {name: values[name] for name in ("position", "arrives", "metres", "boxes")}
                changes.append(Change("trip_stop", key, {**placed, "is_active": 1}))
            else:
                rows.append(NewRow("trip_stop", values))
        changes += _taken_off(before[head.trip_id], each)
        figures = {**_figures(run), "version": head.version + 1}
        changes.append(Change("trip", {"trip_id": head.trip_id}, figures, {"version": head.version}))
    return Effects(
        rows=tuple(rows), changes=tuple(changes), answer={"trip_ids": [each.trip_id for each in command.trips]}
    )


def _taken_off(before: Sequence[TripStop], now: ArrangedTrip) -> list[Change]:
    return [
        Change(
            "trip_stop",
            {"trip_id": stop.trip_id, "shipment_id": stop.shipment_id},
            {"position": 0, "is_active": 0},
            {"is_active": 1},
        )
        for stop in before
        if stop.is_active and stop.shipment_id not in now.shipment_ids
    ]


def _check_arranged(
    command: ArrangeTrips, context: Context, heads: Sequence[Trip], before: dict[int, list[TripStop]]
) -> None:
    """Raise Refused unless these trips can still be arranged, as they were seen, and no stop gets lost or doubled."""
    ids = {head.trip_id for head in heads}
    if len(ids) < len(heads):
        raise refused("already_exists", "trips", name=heads[-1].trip_id)
    for index, (each, head) in enumerate(zip(command.trips, heads, strict=True)):
        check_trip_state(head.state, N_("调整停靠"), ("planned", "away"))
        if each.version != head.version:
            raise refused("changed_meanwhile", f"trips.{index}.version", what=N_("出车单"))
        for stop in before[head.trip_id]:
            if stop.is_active and stop.state == "delivered" and stop.shipment_id not in each.shipment_ids:
                raise refused("shipment_not_on_way", f"trips.{index}.shipment_ids", shipment=stop.shipment_id)
    held = {stop.shipment_id for stops in before.values() for stop in stops if stop.is_active}
    wanted = [
        (number, f"trips.{index}.shipment_ids.{place}")
        for index, each in enumerate(command.trips)
        for place, number in enumerate(each.shipment_ids)
    ]
    numbers = [number for number, _field in wanted]
    busy = trips_of_shipments(context.connection, context.district_id, numbers)
    states = states_of_shipments(context.connection, context.district_id, numbers)
    states |= {number: "dispatched" for number in numbers if number in held}
    check_free(wanted, states, {number: trip_id for number, trip_id in busy.items() if trip_id not in ids})


def assign_driver(command: AssignDriver, context: Context) -> Effects:
    """Who drives it, until it has left."""
    head = _known_trip(context, command.trip_id)
    check_trip_state(head.state, N_("派司机"), ("planned",))
    check_driver(context, command.driver_id)
    change = Change("trip", {"trip_id": head.trip_id}, {"driver_id": command.driver_id}, {"driver_id": head.driver_id})
    return Effects(changes=(change,), answer={"trip_id": head.trip_id})


def _check_own(head: Trip, context: Context) -> None:
    """Raise Refused ``not_your_trip`` unless the trip is the acting person's, or they decide on trips."""
    if head.driver_id == context.actor_id:
        return
    actor = load_actor(context.connection, context.district_id, context.actor_id, context.recorded_at, context.facts)
    if actor is None or not reaches(actor.grants, "tracking.adopt_trips", Reach(is_own=True)):
        raise refused("not_your_trip", "trip_id", trip=head.trip_id)


def start_trip(command: StartTrip, context: Context) -> Effects:
    """It leaves, with a driver."""
    head = _known_trip(context, command.trip_id)
    check_trip_state(head.state, N_("出发"), ("planned",))
    _check_own(head, context)
    if not head.driver_id:
        raise refused("driver_needed", "trip_id")
    values: dict[str, int | str] = {"state": "away", "started_at": context.occurred_at}
    return Effects(changes=(_turn(head, values),), answer={"trip_id": head.trip_id})


def _turn(head: Trip, values: Mapping[str, int | str]) -> Change:
    """The trip in its next state, if it is still in the one it was seen in and nobody has changed its stops."""
    return Change("trip", {"trip_id": head.trip_id}, values, {"state": head.state, "version": head.version})


def finish_trip(command: FinishTrip, context: Context) -> Effects:
    """It is back: each stop is written down as it went, and what was not delivered is free for another trip."""
    head = _known_trip(context, command.trip_id)
    check_trip_state(head.state, N_("收车"), ("away",))
    _check_own(head, context)
    stops = stops_of_trips(context.connection, context.district_id, [head.trip_id])[head.trip_id]
    words = {"delivered": "delivered", "dispatched": "undelivered", "cancelled": "recalled"}
    values: dict[str, int | str] = {"state": "done", "ended_at": context.occurred_at}
    if command.note:
        values["note"] = command.note
    changes = [_turn(head, values)]
    changes += [
        Change(
            "trip_stop",
            {"trip_id": stop.trip_id, "shipment_id": stop.shipment_id},
            {"is_active": 0, "outcome": words[stop.state]},
            {"is_active": 1},
        )
        for stop in stops
    ]
    left = [stop.shipment_id for stop in stops if stop.state == "dispatched"]
    return Effects(changes=tuple(changes), answer={"trip_id": head.trip_id, "undelivered": left})


def cancel_trip(command: CancelTrip, context: Context) -> Effects:
    """It does not go; its shipments are free."""
    head = _known_trip(context, command.trip_id)
    check_trip_state(head.state, N_("取消出车"), ("planned",))
    stops = stops_of_trips(context.connection, context.district_id, [head.trip_id])[head.trip_id]
    values: dict[str, int | str] = {"state": "cancelled", "note": command.reason, "ended_at": context.occurred_at}
    changes = [_turn(head, values)]
    changes += [
        Change(
            "trip_stop", {"trip_id": stop.trip_id, "shipment_id": stop.shipment_id}, {"is_active": 0}, {"is_active": 1}
        )
        for stop in stops
    ]
    return Effects(changes=tuple(changes), answer={"trip_id": head.trip_id})
