"""A proposal for a day: everything that is on its way and on no trip, over the vehicles that are in service."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.tracking.day import Cargo, Known, Vehicle, cargo_of, free_shipments, know, vehicles, waiting_cargo
from liangcao.tracking.journeys import Proposal, Van
from liangcao.tracking.solving import plan_trips


@dataclass(frozen=True, slots=True)
class Asked:
    """What a day is planned from: shipments, what waits to be sent (shown apart), vehicles, sites and ways."""

    free: tuple[Cargo, ...]
    waiting: tuple[Cargo, ...]
    vehicles: tuple[Vehicle, ...]
    vans: tuple[Van, ...]
    known: Known

    @property
    def unplaced(self) -> list[Cargo]:
        """Shipments to units nobody has placed yet."""
        return [each for each in self.free if each.unit_id not in self.known.placed]

    @property
    def unplaced_stores(self) -> list[str]:
        """Stores that something leaves from and nobody has placed yet."""
        stores = {each.store_id: each.store_name for each in self.known.cargo.values()}
        return [name for number, name in sorted(stores.items()) if number not in self.known.placed]

    @property
    def unknown_boxes(self) -> int:
        """Lines counted as one box each, because nobody knows how many are in a box."""
        return sum(each.unknown_boxes for each in self.known.cargo.values())

    @property
    def unknown_weights(self) -> int:
        """Lines of which nobody knows what a box weighs."""
        return sum(each.unknown_weights for each in self.known.cargo.values())

    def lacking_ways(self) -> int:
        """Pairs of placed sites that no way by road is told for, where some are: those go by the straight line."""
        return len(self.known.placed) * (len(self.known.placed) - 1) - self.known.by_road


def ask_day(connection: Connection, district_id: int, day: str, *, with_waiting: bool = False) -> Asked:
    """What there is to plan on `day`; `with_waiting` plans also what adopted plans hold and nobody has sent."""
    free = cargo_of(connection, district_id, free_shipments(connection, district_id))
    waiting = waiting_cargo(connection, district_id)
    cars = [each for each in vehicles(connection, district_id) if each.in_service]
    until = _out_until(connection, district_id, day)
    vans = [each.van for each in cars]
    vans = [replace(van, starts=max(van.starts, until.get(van.vehicle_id, 0))) for van in vans]
    cargo = free | ({each.key: each for each in waiting} if with_waiting else {})
    known = know(connection, district_id, cargo, [van.store for van in vans])
    left = tuple(van for van in vans if van.starts < van.ends)
    return Asked(tuple(free.values()), tuple(waiting), tuple(cars), left, known)


def _out_until(connection: Connection, district_id: int, day: str) -> dict[int, int]:
    """Until when each vehicle is out on trips of the day that are decided already."""
    sql = (
        "SELECT vehicle_id, MAX(back) FROM trip WHERE district_id = ? AND day = ? AND state IN ('planned', 'away') "
        "GROUP BY vehicle_id"
    )
    return {row[0]: row[1] for row in ask(connection, sql, (district_id, day))}


def propose(asked: Asked, now: int = 0) -> Proposal:
    """Trips for what was asked, none of which leaves before the minute `now`."""
    vans = [replace(van, starts=max(van.starts, now)) for van in asked.vans]
    vans = [van for van in vans if van.starts < van.ends]
    return plan_trips(
        tuple(asked.known.stops.values()), vans, asked.known.legs, asked.known.rule.terms, asked.known.placed
    )


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A unit or a store in the list of places: microdegrees None while nobody has placed it."""

    site_id: int
    kind: str
    name: str
    area: str
    north: int | None
    east: int | None
    opens: int
    closes: int
    service: int


_SITES = (
    "SELECT who.site_id, who.kind, who.name, who.area, CASE WHEN is_placed = 1 THEN north END, "
    "CASE WHEN is_placed = 1 THEN east END, COALESCE(opens, 0), COALESCE(closes, 1440), COALESCE(service, 0) FROM ("
    "SELECT district_id, location_id AS site_id, 'store' AS kind, name, '' AS area FROM location "
    "WHERE kind = 'store' AND is_open = 1 UNION ALL "
    "SELECT district_id, party_id, 'party', name, area FROM party "
    "WHERE kind NOT IN ('supplier', 'donor', 'reserve', 'public')) AS who "
    "LEFT JOIN site ON site.district_id = who.district_id AND site.site_id = who.site_id "
    "WHERE who.district_id = ? ORDER BY who.kind DESC, COALESCE(is_placed, 0), who.area, who.name"
)


def site_rows(connection: Connection, district_id: int) -> list[SiteRow]:
    """All stores and units, stores first, those that nobody has placed before the others."""
    return [SiteRow(*row) for row in ask(connection, _SITES, (district_id,))]


@dataclass(frozen=True, slots=True)
class SizeRow:
    """What is known of a box of an item; 0: not known."""

    item_id: int
    item_name: str
    base_unit: str
    pack: int
    grams: int
    millilitres: int


def size_rows(connection: Connection, district_id: int) -> list[SizeRow]:
    """The items whose boxes somebody has described."""
    sql = (
        "SELECT item.item_id, item.name, item.base_unit, pack, grams, millilitres FROM item_size "
        "JOIN item ON item.district_id = item_size.district_id AND item.item_id = item_size.item_id "
        "WHERE item_size.district_id = ? ORDER BY item.name"
    )
    return [SizeRow(*row) for row in ask(connection, sql, (district_id,))]


def known_ways(connection: Connection, district_id: int) -> int:
    """How many ways by road are told."""
    return int(ask(connection, "SELECT COUNT(*) FROM distance WHERE district_id = ?", (district_id,))[0][0])


def drivers(connection: Connection, district_id: int, roles: Sequence[str]) -> list[tuple[int, str]]:
    """People who may be given a trip: (id, name) of whoever holds one of these roles."""
    marks = ", ".join("?" * len(roles))
    sql = (
        "SELECT DISTINCT actor.actor_id, actor.name FROM actor JOIN role_grant "
        "ON role_grant.district_id = actor.district_id AND role_grant.actor_id = actor.actor_id "
        "WHERE actor.district_id = ? AND actor.is_active = 1 AND role_grant.is_active = 1 "
        f"AND role_grant.role IN ({marks}) ORDER BY actor.name"
    )
    return [(row[0], row[1]) for row in ask(connection, sql, (district_id, *roles))]
