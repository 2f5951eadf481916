"""Rules of trips."""

from collections.abc import Collection, Mapping, Sequence

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.tracking.journeys import DAY, Legs, Load, Stop, Terms, Van, day_of_van

STATES: dict[str, str] = {
    "planned": N_("待出车"),
    "away": N_("在路上"),
    "done": N_("已收车"),
    "cancelled": N_("已取消"),
}
WHY_NOT: dict[str, str] = {
    "no_place": N_("不知道在哪里：没有坐标，同一片区今天也没有车去"),
    "no_vehicle": N_("发出的仓库没有可用的车，别处也没有空车"),
    "too_big": N_("东西太多：最大的车一趟也装不下，请分成几张发货单"),
    "too_late": N_("时间不够：就算专车直送，也赶不上收货时间或回不来"),
    "no_room": N_("车都排满了：更急的先送，这一单今天装不下或跑不完"),
}
"""Why a shipment is not on any trip, in plain words."""


def why_unserved(stop: Stop, vans: Sequence[Van], legs: Legs, terms: Terms) -> str:
    """The first reason that holds of a shipment left behind: a key of `WHY_NOT`."""
    if not vans or (not any(van.store == stop.store for van in vans) and not _could_help(stop, vans, legs, terms)):
        return "no_vehicle"
    if not any(stop.load.fits(van.room) for van in vans):
        return "too_big"
    return "no_room" if _could_help(stop, vans, legs, terms) else "too_late"


def _could_help(stop: Stop, vans: Sequence[Van], legs: Legs, terms: Terms) -> bool:
    """Whether any vehicle, doing nothing else that day, could bring it."""
    for van in vans:
        run = day_of_van(van, stop.store, [[stop.key]], {stop.key: stop}, (legs, terms))[0]
        home = run.back + legs(stop.store, van.store)[1]
        if stop.load.fits(van.room) and run.visits[0].begins <= stop.closes and home <= van.ends:
            return True
    return False


def check_hours(opens: int, closes: int, field: str) -> None:
    """Raise Refused ``window_backwards`` unless hours begin before they end, within one day (minutes of the day)."""
    if not 0 <= opens < closes <= DAY:
        raise refused("window_backwards", field, opens=clock(opens), closes=clock(closes))


def clock(minute: int) -> str:
    """A minute of the day as ``08:30``; one of the next day as ``24:10``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def check_load(load: Load, room: Load, field: str) -> None:
    """Raise Refused ``vehicle_overloaded`` with what is too much: boxes, or whole kilograms or litres, rounded up."""
    measures = (
        (load.boxes, room.boxes, N_("箱")),
        (-(-load.grams // 1_000), room.grams // 1_000, N_("公斤")),
        (-(-load.millilitres // 1_000), room.millilitres // 1_000, N_("升")),
    )
    for carried, most, unit in measures:
        if most and carried > most:
            raise refused("vehicle_overloaded", field, carried=carried, most=most, unit=unit)


def check_trip_state(state: str, deed: str, wanted: Collection[str]) -> None:
    """Raise Refused ``wrong_state`` unless a trip is in one of the states `wanted`."""
    if state not in wanted:
        raise refused("wrong_state", "trip_id", what=N_("出车单"), state=STATES[state], deed=deed)


def check_free(shipments: Sequence[tuple[int, str]], states: Mapping[int, str], busy: Mapping[int, int]) -> None:
    """Hold the shipments of new trips (with the field that names each) against what is known of them.

    Raises Refused with every fault: named twice, unknown, not on its way (`states`), on another trip (`busy`: which).
    """
    reasons: list[Reason] = []
    seen: set[int] = set()
    for number, field in shipments:
        if number in seen:
            reasons.append(Reason("already_exists", {"name": number}, field))
        elif number not in states:
            reasons.append(Reason("unknown_document", {"name": number}, field))
        elif states[number] != "dispatched":
            reasons.append(Reason("shipment_not_on_way", {"shipment": number}, field))
        elif number in busy:
            reasons.append(Reason("shipment_on_trip", {"shipment": number, "trip": busy[number]}, field))
        seen.add(number)
    if reasons:
        raise Refused(*reasons)


def boxes_of(quantity: int, pack: int) -> int:
    """Boxes that a quantity of base units fills, a part of a box is one; without a known pack it counts as one box."""
    return -(-quantity // pack) if pack > 0 else 1
