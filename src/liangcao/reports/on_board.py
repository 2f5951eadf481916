"""What travels: by vehicle, which shipments are on it, what goods, how many packages, and the driver's word."""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import ask
from liangcao.ledger.queries import scope_condition


@dataclass(frozen=True, slots=True)
class Load:
    """A shipment on its way; `taken_at` is 0 while no driver confirmed it, `counted` what the driver counted then."""

    shipment_id: int
    unit_name: str
    store_name: str
    vehicle: str
    dispatched_at: int
    packages: int
    taken_at: int
    counted: int
    difference: str
    taker: str


@dataclass(frozen=True, slots=True)
class Goods:
    """So much of an item on a vehicle, in base units."""

    vehicle: str
    item_name: str
    base_unit: str
    quantity: int


@dataclass(slots=True)
class Vehicle:
    """A vehicle (by its plate or name; empty: nobody said) with what is on it now."""

    name: str
    loads: list[Load] = field(default_factory=list)
    goods: list[Goods] = field(default_factory=list)


_PLATE = "COALESCE(NULLIF(shipment_taken.vehicle, ''), shipment.vehicle)"
_TAKEN = (
    "LEFT JOIN shipment_taken ON shipment_taken.district_id = shipment.district_id "
    "AND shipment_taken.shipment_id = shipment.shipment_id "
)
_STORE = "JOIN location ON location.district_id = shipment.district_id AND location.location_id = shipment.store_id "
_PACKAGES = (
    "(SELECT COUNT(DISTINCT package.package_id) FROM plan_line JOIN package "
    "ON package.district_id = plan_line.district_id AND package.plan_id = plan_line.plan_id "
    "AND package.unit_id = plan_line.unit_id AND package.state = 'packed' JOIN package_line "
    "ON package_line.district_id = package.district_id AND package_line.package_id = package.package_id "
    "AND package_line.plan_line = plan_line.line_number WHERE plan_line.district_id = shipment.district_id "
    "AND plan_line.plan_id = shipment.plan_id AND plan_line.shipment_id = shipment.shipment_id)"
)


def on_board(connection: Connection, district_id: int, scope: Scope) -> list[Vehicle]:
    """All vehicles with something on them, by name: shipments of one's stores, and goods moved onto a vehicle."""
    scoped, values = scope_condition(scope)
    loads = ask(
        connection,
        f"SELECT shipment.shipment_id, party.name, location.name, {_PLATE}, shipment.dispatched_at, {_PACKAGES}, "
        "COALESCE(taken_at, 0), COALESCE(packages, 0), COALESCE(difference, ''), COALESCE(actor.name, '') "
        f"FROM shipment {_STORE} {_TAKEN} JOIN party ON party.district_id = shipment.district_id "
        "AND party.party_id = shipment.unit_id LEFT JOIN actor ON actor.district_id = shipment_taken.district_id "
        "AND actor.actor_id = shipment_taken.actor_id "
        f"WHERE shipment.district_id = ? AND shipment.state = 'dispatched' AND {scoped} ORDER BY shipment.shipment_id",
        (district_id, *values),
    )
    goods = ask(
        connection,
        f"SELECT {_PLATE}, item.name, item.base_unit, SUM(balance.on_hand) FROM shipment {_STORE} {_TAKEN} "
        "JOIN balance ON balance.district_id = shipment.district_id AND balance.location_id = shipment.shipment_id "
        "AND balance.is_here = 1 JOIN item ON item.district_id = balance.district_id "
        f"AND item.item_id = balance.item_id WHERE shipment.district_id = ? AND shipment.state = 'dispatched' "
        f"AND {scoped} GROUP BY 1, item.name, item.base_unit ORDER BY item.name",
        (district_id, *values),
    )
    lying = ask(
        connection,
        "SELECT location.name, item.name, item.base_unit, SUM(balance.on_hand) FROM location "
        "JOIN balance ON balance.district_id = location.district_id AND balance.location_id = location.location_id "
        "AND balance.is_here = 1 JOIN item ON item.district_id = balance.district_id "
        "AND item.item_id = balance.item_id WHERE location.district_id = ? AND location.kind = 'vehicle' "
        f"AND {scoped} GROUP BY location.name, item.name, item.base_unit ORDER BY item.name",
        (district_id, *values),
    )
    found: dict[str, Vehicle] = {}
    for row in loads:
        load = Load(*row)
        found.setdefault(load.vehicle, Vehicle(load.vehicle)).loads.append(load)
    for row in (*goods, *lying):
        each = Goods(*(*row[:3], int(row[3])))
        found.setdefault(each.vehicle, Vehicle(each.vehicle)).goods.append(each)
    return sorted(found.values(), key=lambda vehicle: (not vehicle.name, vehicle.name))


@dataclass(frozen=True, slots=True)
class Taken:
    """The driver's word: so many packages, when (ms), by whom, and in words what did not match."""

    packages: int
    expected: int
    vehicle: str
    difference: str
    actor_name: str
    taken_at: int


def taken_of(connection: Connection, district_id: int, shipment_id: int) -> Taken | None:
    """What the driver confirmed for a shipment; None while nobody did."""
    rows = ask(
        connection,
        "SELECT packages, expected, vehicle, difference, COALESCE(actor.name, ''), taken_at FROM shipment_taken "
        "LEFT JOIN actor ON actor.district_id = shipment_taken.district_id "
        "AND actor.actor_id = shipment_taken.actor_id WHERE shipment_taken.district_id = ? AND shipment_id = ?",
        (district_id, shipment_id),
    )
    return Taken(*rows[0]) if rows else None


def sent_between(connection: Connection, district_id: int, scope: Scope, span: tuple[int, int]) -> list[int]:
    """Shipments on their way that were sent off in `span` (ms: from, before), in the order of their sending."""
    scoped, values = scope_condition(scope)
    rows = ask(
        connection,
        f"SELECT shipment.shipment_id FROM shipment {_STORE} WHERE shipment.district_id = ? AND {scoped} "
        "AND shipment.state = 'dispatched' AND dispatched_at >= ? AND dispatched_at < ? ORDER BY shipment.shipment_id",
        (district_id, *values, *span),
    )
    return [row[0] for row in rows]
