"""Reading what a day of trips is planned from: shipments with their loads, sites, vehicles and ways."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from liangcao.database.bulk import ask, select_by_keys
from liangcao.tracking.geography import Point, metres_between
from liangcao.tracking.journeys import Legs, Load, Stop, Terms, Van
from liangcao.tracking.rules import boxes_of

LEAST_URGENT = 99
MOST_PLANNED = 400
"""So many shipments are planned at once at most, those that have waited longest."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How trips are reckoned; the district's last word, or these."""

    detour_percent: int = 140
    speed_kmh: int = 25
    loading: int = 20
    service: int = 10
    most_runs: int = 3

    @property
    def terms(self) -> Terms:
        """What the planner needs of it."""
        return Terms(self.loading, self.most_runs)


@dataclass(frozen=True, slots=True)
class Site:
    """A unit or a store: where it lies (None: not known) and when it takes goods in."""

    site_id: int
    point: Point | None
    opens: int = 0
    closes: int = 1440
    service: int = 0


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle as it is registered; `room` without limits where they are 0."""

    vehicle_id: int
    plate: str
    store_id: int
    store_name: str
    store_path: str
    boxes: int
    kilograms: int
    litres: int
    starts: int
    ends: int
    driver_id: int
    driver_name: str
    in_service: bool
    note: str

    @property
    def room(self) -> Load:
        """What it holds."""
        return Load(self.boxes, self.kilograms * 1_000, self.litres * 1_000)

    @property
    def van(self) -> Van:
        """It, for the planner."""
        return Van(self.vehicle_id, self.store_id, self.room, self.starts, self.ends)


@dataclass(frozen=True, slots=True)
class Cargo:
    """A shipment (or what an adopted plan holds and nobody has sent: `is_waiting`), as trips see it.

    `unknown_boxes` lines have no known pack and count as one box each; of `unknown_weights` lines nobody knows what a
    box weighs.
    """

    key: int
    plan_id: int
    unit_id: int
    unit_name: str
    area: str
    priority_class: int
    store_id: int
    store_name: str
    load: Load
    unknown_boxes: int
    unknown_weights: int
    phone: str = ""
    is_waiting: bool = False


def rule_in_force(connection: Connection, district_id: int) -> Rule:
    """The district's last word on how trips are reckoned."""
    rows = ask(
        connection,
        "SELECT detour_percent, speed_kmh, loading, service, most_runs FROM trip_rule WHERE district_id = ? "
        "ORDER BY rule_id DESC LIMIT 1",
        (district_id,),
    )
    return Rule(*rows[0]) if rows else Rule()


def sites_of(connection: Connection, district_id: int, ids: Iterable[int]) -> dict[int, Site]:
    """What is known of these units and stores, by id; all of them are in the answer."""
    wanted = sorted(set(ids))
    found = {number: Site(number, None) for number in wanted}
    sql = (
        "SELECT site_id, is_placed, north, east, opens, closes, service FROM {keys} JOIN site ON site_id = k1 "
        "WHERE district_id = ?"
    )
    for number, placed, north, east, *rest in select_by_keys(
        connection, sql, [(each,) for each in wanted], (district_id,)
    ):
        found[number] = Site(number, Point(north, east) if placed else None, *rest)
    return found


def legs_between(connection: Connection, district_id: int, sites: dict[int, Site], rule: Rule) -> tuple[Legs, int]:
    """The ways between `sites`: those told by road (how many), else the straight line times the factor."""
    ways: dict[tuple[int, int], tuple[int, int]] = {}
    by_road = 0
    for one in sites.values():
        for other in sites.values():
            if one.site_id != other.site_id and one.point and other.point:
                metres = -(-metres_between(one.point, other.point) * rule.detour_percent // 100)
                ways[one.site_id, other.site_id] = (metres, -(-metres * 60 // (rule.speed_kmh * 1_000)))
    sql = "SELECT from_id, to_id, metres, minutes FROM {keys} JOIN distance ON from_id = k1 WHERE district_id = ?"
    for one_id, other_id, metres, minutes in select_by_keys(
        connection, sql, [(each,) for each in sorted(sites)], (district_id,)
    ):
        if other_id in sites:
            ways[one_id, other_id] = (metres, minutes)
            by_road += 1
    return Legs(ways), by_road


_VEHICLES = (
    "SELECT vehicle_id, plate, vehicle.store_id, location.name, location.path, boxes, kilograms, litres, starts, ends, "
    "vehicle.driver_id, COALESCE(actor.name, ''), in_service, note FROM vehicle "
    "JOIN location ON location.district_id = vehicle.district_id AND location.location_id = vehicle.store_id "
    "LEFT JOIN actor ON actor.district_id = vehicle.district_id AND actor.actor_id = vehicle.driver_id "
    "WHERE vehicle.district_id = ?"
)


def vehicles(connection: Connection, district_id: int) -> list[Vehicle]:
    """All vehicles, by plate."""
    rows = ask(connection, f"{_VEHICLES} ORDER BY plate", (district_id,))
    return [Vehicle(*(*row[:12], bool(row[12]), row[13])) for row in rows]


_CARGO = (
    "SELECT shipment.shipment_id, shipment.plan_id, shipment.unit_id, party.name, party.area, "
    "(SELECT MIN(request.priority_class) FROM shipment_line JOIN request ON request.district_id = "
    "shipment_line.district_id AND request.request_id = shipment_line.request_id "
    "WHERE shipment_line.district_id = shipment.district_id AND shipment_line.shipment_id = shipment.shipment_id), "
    "shipment.store_id, location.name, party.phone FROM {keys} "
    "JOIN shipment ON shipment.shipment_id = k1 "
    "JOIN party ON party.district_id = shipment.district_id AND party.party_id = shipment.unit_id "
    "JOIN location ON location.district_id = shipment.district_id AND location.location_id = shipment.store_id "
    "WHERE shipment.district_id = ?"
)
_PACK = (
    "COALESCE((SELECT CASE WHEN item_size.pack > 0 THEN item_size.pack END FROM item_size "
    "WHERE item_size.district_id = {table}.district_id AND item_size.item_id = {table}.item_id), "
    "(SELECT MAX(size) FROM item_pack WHERE item_pack.district_id = {table}.district_id "
    "AND item_pack.item_id = {table}.item_id), 0)"
)
_LINES = (
    f"SELECT shipment_line.shipment_id, shipment_line.quantity, {_PACK.format(table='shipment_line')}, "
    "COALESCE(item_size.grams, 0), COALESCE(item_size.millilitres, 0) FROM {keys} "
    "JOIN shipment_line ON shipment_line.shipment_id = k1 "
    "LEFT JOIN item_size ON item_size.district_id = shipment_line.district_id "
    "AND item_size.item_id = shipment_line.item_id WHERE shipment_line.district_id = ?"
)


@dataclass(slots=True)
class _Sum:
    load: Load = field(default_factory=Load)
    boxes: int = 0
    weights: int = 0

    def add(self, quantity: int, pack: int, grams: int, millilitres: int) -> None:
        count = boxes_of(quantity, pack)
        self.load += Load(count, count * grams, count * millilitres)
        self.boxes += not pack
        self.weights += not grams


def cargo_of(connection: Connection, district_id: int, ids: Iterable[int]) -> dict[int, Cargo]:
    """These shipments as trips see them, by number; unknown ones are left out."""
    keys = [(number,) for number in sorted(set(ids))]
    sums: dict[int, _Sum] = {}
    for number, *line in select_by_keys(connection, _LINES, keys, (district_id,)):
        sums.setdefault(number, _Sum()).add(*line)
    found = {}
    for row in select_by_keys(connection, _CARGO, keys, (district_id,)):
        told = sums.get(row[0], _Sum())
        head = (*row[:5], row[5] or LEAST_URGENT, *row[6:8])
        found[row[0]] = Cargo(*(*head, told.load, told.boxes, told.weights, row[8]))
    return found


def free_shipments(connection: Connection, district_id: int, *, most: int = MOST_PLANNED) -> list[int]:
    """Shipments on their way that are on no trip, the oldest first."""
    rows = ask(
        connection,
        "SELECT shipment.shipment_id FROM shipment WHERE shipment.district_id = ? AND shipment.state = 'dispatched' "
        "AND NOT EXISTS (SELECT 1 FROM trip_stop WHERE trip_stop.district_id = shipment.district_id "
        "AND trip_stop.shipment_id = shipment.shipment_id AND trip_stop.is_active = 1) "
        "ORDER BY shipment.shipment_id LIMIT ?",
        (district_id, most),
    )
    return [row[0] for row in rows]


_WAITING = (
    "SELECT plan_line.plan_id, plan_line.unit_id, party.name, party.area, request.priority_class, plan.location_id, "
    f"location.name, plan_line.quantity, {_PACK.format(table='plan_line')}, "
    "COALESCE(item_size.grams, 0), COALESCE(item_size.millilitres, 0) FROM plan_line "
    "JOIN plan ON plan.district_id = plan_line.district_id AND plan.plan_id = plan_line.plan_id "
    "JOIN request ON request.district_id = plan_line.district_id AND request.request_id = plan_line.request_id "
    "JOIN party ON party.district_id = plan_line.district_id AND party.party_id = plan_line.unit_id "
    "JOIN location ON location.district_id = plan.district_id AND location.location_id = plan.location_id "
    "LEFT JOIN item_size ON item_size.district_id = plan_line.district_id AND item_size.item_id = plan_line.item_id "
    "WHERE plan_line.district_id = ? AND plan_line.state = 'held' ORDER BY plan_line.plan_id, plan_line.unit_id"
)


def waiting_cargo(connection: Connection, district_id: int) -> list[Cargo]:
    """What adopted plans hold for units and nobody has sent yet, by plan and unit; keys are negative, no shipments."""
    sums: dict[tuple[int, int], _Sum] = {}
    heads: dict[tuple[int, int], tuple[str, str, int, int, str]] = {}
    for plan_id, unit_id, name, area, urgency, store_id, store, *line in ask(connection, _WAITING, (district_id,)):
        where = (plan_id, unit_id)
        sums.setdefault(where, _Sum()).add(*line)
        before = heads.get(where)
        heads[where] = (name, area, min(urgency, before[2]) if before else urgency, store_id, store)
    found = []
    for number, (where, head) in enumerate(heads.items(), 1):
        told = sums[where]
        found.append(Cargo(*(-number, *where, *head, told.load, told.boxes, told.weights), is_waiting=True))
    return found


def stops_of(cargo: Iterable[Cargo], sites: dict[int, Site], rule: Rule) -> list[Stop]:
    """`cargo` as stops for the planner."""
    return [
        Stop(
            each.key,
            each.unit_id,
            each.store_id,
            each.priority_class,
            each.load,
            sites[each.unit_id].opens,
            sites[each.unit_id].closes,
            sites[each.unit_id].service or rule.service,
            each.area,
        )
        for each in cargo
    ]


@dataclass(frozen=True, slots=True)
class Known:
    """All that a handler or a page reckons trips from."""

    cargo: dict[int, Cargo]
    sites: dict[int, Site]
    legs: Legs
    rule: Rule
    by_road: int
    stops: dict[int, Stop]

    @property
    def placed(self) -> frozenset[int]:
        """Sites whose place is known."""
        return frozenset(number for number, site in self.sites.items() if site.point)


def know(connection: Connection, district_id: int, cargo: dict[int, Cargo], stores: Sequence[int] = ()) -> Known:
    """Everything about `cargo`, its units and stores, and further `stores`."""
    rule = rule_in_force(connection, district_id)
    ids = {each.unit_id for each in cargo.values()} | {each.store_id for each in cargo.values()} | set(stores)
    sites = sites_of(connection, district_id, ids)
    legs, by_road = legs_between(connection, district_id, sites, rule)
    return Known(cargo, sites, legs, rule, by_road, {stop.key: stop for stop in stops_of(cargo.values(), sites, rule)})
