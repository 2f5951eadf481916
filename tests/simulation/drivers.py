"""Trips in the random days: vehicles, places, trips decided twice, put in another order, driven, called off."""

from liangcao.kernel.command import Command
from liangcao.kernel.moment import day_of
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
from simulation.staff import Staff


class Drivers(Staff):
    """What whoever coordinates trips, and whoever drives, wish for."""

    def _store(self) -> int:
        return self._pick("SELECT location_id FROM location WHERE kind = 'store'")

    def vehicle(self) -> Command | None:
        """A vehicle comes, or one goes out of service and back."""
        known = self._pick("SELECT vehicle_id FROM vehicle")
        room = {"store_id": self._store(), "boxes": self.chance.choice((0, 3, 40, 40)), "ends": 1200}
        if known and self.chance.random() < 0.6:
            return ChangeVehicle(vehicle_id=known, in_service=self.chance.random() < 0.7, **room)
        return RegisterVehicle(plate=f"鲁C{self.chance.randint(1, 6)}", **room)

    def place_site(self) -> Command | None:
        """A unit or a store gets a place; now and then the two degrees are swapped, or hours run backwards."""
        site_id = self._pick(
            "SELECT party_id FROM party WHERE kind IN ('hospital', 'school') UNION ALL "
            "SELECT location_id FROM location WHERE kind IN ('store', 'store', 'shelf')"
        )
        degrees = [36_800_000 + self.chance.randint(0, 50_000), 118_000_000 + self.chance.randint(0, 50_000)]
        if self.chance.random() < 0.1:
            degrees.reverse()
        line = SiteLine(
            site_id=site_id, north=degrees[0], east=degrees[1], opens=self.chance.choice((0, 540, 1300)), closes=1260
        )
        return SetSites(datum=self.chance.choice(("wgs84", "gcj02")), lines=(line,))

    def measure(self) -> Command | None:
        """Boxes, ways by road, or the rule."""
        store, unit = self._store(), self._pick("SELECT party_id FROM party")
        wishes: tuple[Command, ...] = (
            SetSizes(lines=(SizeLine(item_id=self._item(), pack=self.chance.choice((0, 50))),)),
            SetDistances(lines=(DistanceLine(from_id=store, to_id=unit, metres=900, minutes=4),)),
            SetTripRule(reason="封路", detour_percent=self.chance.choice((120, 160))),
        )
        return self.chance.choice(wishes)

    def adopt_trip(self) -> Command | None:
        """A trip of one or two shipments, mostly on their way, now and then on a trip already."""
        vehicle_id = self._pick("SELECT vehicle_id FROM vehicle")
        where = "WHERE state = 'dispatched'" if self.chance.random() < 0.9 else ""
        keys = {self._pick(f"SELECT shipment_id FROM shipment {where}") for _ in range(2)} - {0}
        if not vehicle_id:
            return self.vehicle()
        if not keys:
            return None
        leaves = self.chance.choice((480, 700, 900))
        trip = NewTrip(vehicle_id=vehicle_id, leaves=leaves, shipment_ids=tuple(sorted(keys)))
        return AdoptTrips(day=day_of(self.cast.clock.now(), "Asia/Shanghai"), trips=(trip,))

    def _trip(self, state: str) -> int:
        where = f"WHERE state = '{state}'" if self.chance.random() < 0.9 else ""
        return self._pick(f"SELECT trip_id FROM trip {where}")

    def arrange_trip(self) -> Command | None:
        """Stops turned round, one taken off, or one taken from another trip without asking it."""
        trip_id = self._trip("planned")
        row = self._row("SELECT version, leaves FROM trip WHERE trip_id = ?", trip_id)
        if row is None:
            return None
        sql = "SELECT shipment_id FROM trip_stop WHERE trip_id = ? AND is_active = 1 ORDER BY position DESC"
        keys = [each[0] for each in self.cast.ask(sql, trip_id)]
        other = self._pick("SELECT shipment_id FROM shipment WHERE state = 'dispatched'")
        keys = keys[:-1] if self.chance.random() < 0.2 else keys
        keys = [*keys, other] if other and self.chance.random() < 0.3 else keys
        version = row[0] - (self.chance.random() < 0.1 and row[0] > 1)
        return ArrangeTrips(
            trips=(ArrangedTrip(trip_id=trip_id, version=version, leaves=row[1], shipment_ids=tuple(keys)),)
        )

    def assign(self) -> Command | None:
        """A driver is named, now and then somebody who is none."""
        trip_id = self._trip("planned")
        who = "role_grant WHERE role = 'driver'" if self.chance.random() < 0.8 else "actor"
        actor = self._pick(f"SELECT actor_id FROM {who}")
        return AssignDriver(trip_id=trip_id, driver_id=actor) if trip_id and actor else None

    def start_trip(self) -> Command | None:
        """A trip leaves, mostly by its driver's own word."""
        trip_id = self._trip("planned")
        self.speaker = self._pick("SELECT driver_id FROM trip WHERE trip_id = ?", trip_id) if trip_id else 0
        return StartTrip(trip_id=trip_id) if trip_id else None

    def finish_trip(self) -> Command | None:
        """A trip is back."""
        trip_id = self._trip("away")
        self.speaker = self._pick("SELECT driver_id FROM trip WHERE trip_id = ?", trip_id) if trip_id else 0
        return FinishTrip(trip_id=trip_id) if trip_id else None

    def cancel_trip(self) -> Command | None:
        """A trip does not go."""
        trip_id = self._trip("planned")
        return CancelTrip(trip_id=trip_id, reason="车坏了") if trip_id else None
