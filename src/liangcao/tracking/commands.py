"""What one can ask of tracking. Hours are minutes of the local day, 0 to 1440."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Command, CommandLine, DateText, Id, LongText, ShortText

Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
MOST_BOXES = 100_000
MOST_KILOGRAMS = 100_000
MOST_LITRES = 200_000
MOST_PAIRS = 10_000
MOST_STOPS = 200
_DEGREES = 360_000_000


class RegisterVehicle(Command):
    """Take in a vehicle: what it holds, where it stands, from when to when it drives, and who usually does.

    `kilograms` and `litres` 0: not limited by them; boxes always are, because what is not weighed is counted.
    """

    action = "tracking.register_vehicle"
    plate: ShortText = Field(min_length=1, max_length=40)
    store_id: Id
    boxes: int = Field(ge=0, le=MOST_BOXES, strict=True)
    kilograms: int = Field(default=0, ge=0, le=MOST_KILOGRAMS, strict=True)
    litres: int = Field(default=0, ge=0, le=MOST_LITRES, strict=True)
    starts: int = Field(default=480, ge=0, le=1440, strict=True)
    ends: int = Field(default=1080, ge=0, le=1440, strict=True)
    driver_id: Id | None = None
    note: LongText = ""


class ChangeVehicle(Command):
    """What is told of a vehicle, put right as a whole; `in_service` false: it is out of service, `note` says why."""

    action = "tracking.change_vehicle"
    vehicle_id: Id
    store_id: Id
    boxes: int = Field(ge=0, le=MOST_BOXES, strict=True)
    kilograms: int = Field(default=0, ge=0, le=MOST_KILOGRAMS, strict=True)
    litres: int = Field(default=0, ge=0, le=MOST_LITRES, strict=True)
    starts: int = Field(default=480, ge=0, le=1440, strict=True)
    ends: int = Field(default=1080, ge=0, le=1440, strict=True)
    driver_id: Id | None = None
    in_service: bool = True
    note: LongText = ""


class SiteLine(CommandLine):
    """A unit or a store (`site_id`), where it lies in whole microdegrees, and when it takes goods in.

    Without `north` and `east` its place stays as it was. `service` is how many minutes handing over takes; 0: as usual.
    """

    site_id: Id
    north: int | None = Field(default=None, ge=-_DEGREES, le=_DEGREES, strict=True)
    east: int | None = Field(default=None, ge=-_DEGREES, le=_DEGREES, strict=True)
    opens: int = Field(default=0, ge=0, le=1440, strict=True)
    closes: int = Field(default=1440, ge=0, le=1440, strict=True)
    service: int = Field(default=0, ge=0, le=480, strict=True)


class SetSites(Command):
    """Say where units and stores lie and when they take goods in; `datum` is that of the map the degrees are from."""

    action = "tracking.set_sites"
    datum: Datum
    lines: tuple[SiteLine, ...] = Field(min_length=1, max_length=1000)


class SizeLine(CommandLine):
    """A box of an item: base units in it, grams, millilitres; 0: not known."""

    item_id: Id
    pack: int = Field(default=0, ge=0, le=1_000_000, strict=True)
    grams: int = Field(default=0, ge=0, le=10_000_000, strict=True)
    millilitres: int = Field(default=0, ge=0, le=10_000_000, strict=True)


class SetSizes(Command):
    """Say what a box of each item holds, weighs and takes up."""

    action = "tracking.set_sizes"
    lines: tuple[SizeLine, ...] = Field(min_length=1, max_length=1000)


class DistanceLine(CommandLine):
    """The way from one unit or store to another, by road: metres and minutes."""

    from_id: Id
    to_id: Id
    metres: int = Field(ge=0, le=5_000_000, strict=True)
    minutes: int = Field(ge=0, le=2_880, strict=True)


class SetDistances(Command):
    """Take in ways by road; of a pair told before the new one counts, pairs that are not told stay as they are."""

    action = "tracking.set_distances"
    lines: tuple[DistanceLine, ...] = Field(min_length=1, max_length=MOST_PAIRS)


class SetTripRule(Command):
    """How trips are reckoned where no way is known: straight line times a factor, and a speed; minutes to load and to
    hand over; how often a vehicle may go out in a day."""

    action = "tracking.set_trip_rule"
    detour_percent: int = Field(default=140, ge=100, le=400, strict=True)
    speed_kmh: int = Field(default=25, ge=1, le=120, strict=True)
    loading: int = Field(default=20, ge=0, le=240, strict=True)
    service: int = Field(default=10, ge=0, le=240, strict=True)
    most_runs: int = Field(default=3, ge=1, le=10, strict=True)
    reason: LongText = Field(min_length=1)


class NewTrip(CommandLine):
    """One trip: which vehicle, when it leaves, who drives, and the shipments in their order."""

    vehicle_id: Id
    leaves: int = Field(ge=0, le=1440, strict=True)
    driver_id: Id | None = None
    shipment_ids: tuple[Id, ...] = Field(min_length=1, max_length=MOST_STOPS)


class AdoptTrips(Command):
    """Decide on trips of a day, as they were proposed or otherwise; all of them or none."""

    action = "tracking.adopt_trips"
    day: DateText
    trips: tuple[NewTrip, ...] = Field(min_length=1, max_length=200)
    note: LongText = ""


class ArrangedTrip(CommandLine):
    """A trip as it is to be: when it leaves, all its stops in order; `version` is that of the page it was seen on."""

    trip_id: Id
    version: Id
    leaves: int = Field(ge=0, le=1440, strict=True)
    shipment_ids: tuple[Id, ...] = Field(default=(), max_length=MOST_STOPS)


class ArrangeTrips(Command):
    """Put stops in another order, on another trip, off it or on it, by hand."""

    action = "tracking.arrange_trips"
    trips: tuple[ArrangedTrip, ...] = Field(min_length=1, max_length=10)
    reason: LongText = ""


class AssignDriver(Command):
    """Say who drives a trip that has not left yet."""

    action = "tracking.assign_driver"
    trip_id: Id
    driver_id: Id


class StartTrip(Command):
    """A trip leaves; its driver says so, or whoever plans trips."""

    action = "tracking.start_trip"
    trip_id: Id


class FinishTrip(Command):
    """A trip is back. What it did not bring to its unit can be put on another one."""

    action = "tracking.finish_trip"
    trip_id: Id
    note: LongText = ""


class CancelTrip(Command):
    """A trip that has not left does not go; its shipments can be put on another one."""

    action = "tracking.cancel_trip"
    trip_id: Id
    reason: LongText = Field(min_length=1)
