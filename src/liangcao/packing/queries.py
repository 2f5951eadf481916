"""Reading packages, within one's stores."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import ask
from liangcao.kernel.errors import refused
from liangcao.ledger.queries import scope_condition


@dataclass(frozen=True, slots=True)
class PackageHead:
    """A package; times in ms since 1970 UTC, 0 when not yet. `shipment_id`: what it travels or travelled with, or 0.

    `location_id` is where it stands, or stood when it left.
    """

    package_id: int
    code: str
    prefix: str
    location_id: int
    location_name: str
    location_path: str
    plan_id: int
    unit_id: int
    unit_name: str
    state: str
    note: str
    actor_id: int
    packed_at: int
    unpacked_at: int
    end_note: str
    entry: int
    shipment_id: int
    shipment_state: str


@dataclass(frozen=True, slots=True)
class PackageLine:
    """What is in a package, in base units. `plan_state` is the state of the plan's line, empty for free goods."""

    package_id: int
    line_number: int
    item_id: int
    item_name: str
    base_unit: str
    lot_id: int
    batch_number: str
    expires_on: str
    quantity: int
    plan_line: int
    plan_state: str


_SHIPMENT = (
    "COALESCE((SELECT MAX(plan_line.shipment_id) FROM package_line JOIN plan_line "
    "ON plan_line.district_id = package_line.district_id AND plan_line.plan_id = package.plan_id "
    "AND plan_line.line_number = package_line.plan_line WHERE package_line.district_id = package.district_id "
    "AND package_line.package_id = package.package_id AND package_line.plan_line > 0 "
    "AND plan_line.state = 'shipped'), 0)"
)
_SEEN_AT = "COALESCE(store.path, location.path)"
"""Where one must reach to see a package: what was packed on a vehicle is its store's."""
_HEAD = (
    "SELECT found.*, COALESCE(shipment.state, '') FROM (SELECT package.package_id, package.code, package.prefix, "
    "package.location_id, location.name, location.path, package.plan_id, package.unit_id, COALESCE(party.name, ''), "
    "package.state, package.note, package.actor_id, package.packed_at, package.unpacked_at, package.end_note, "
    f"package.entry, {_SHIPMENT} AS shipment_id FROM package "
    "JOIN location ON location.district_id = package.district_id AND location.location_id = package.location_id "
    "LEFT JOIN shipment AS sent ON sent.district_id = package.district_id AND sent.shipment_id = package.location_id "
    "LEFT JOIN location AS store ON store.district_id = sent.district_id AND store.location_id = sent.store_id "
    "LEFT JOIN party ON party.district_id = package.district_id AND party.party_id = package.unit_id "
    "WHERE package.district_id = ? AND {condition}) AS found "
    "LEFT JOIN shipment ON shipment.district_id = ? AND shipment.shipment_id = found.shipment_id "
    "ORDER BY found.package_id {order}"
)


def _heads(
    connection: Connection, district_id: int, condition: str, values: Sequence[object], order: str = ""
) -> list[PackageHead]:
    sql = _HEAD.format(condition=condition, order=order)
    return [PackageHead(*row) for row in ask(connection, sql, (district_id, *values, district_id))]


def packages_page(
    connection: Connection, district_id: int, scope: Scope, *, state: str = "", page: tuple[int, int] = (50, 0)
) -> list[PackageHead]:
    """Packages of one's stores, the newest first; `page` is (how many, from which)."""
    scoped, values = scope_condition(scope, _SEEN_AT)
    wanted = ("package.state = ?", (state,)) if state else ("1 = 1", ())
    # LIMIT binds before the outer join's district: it stands in the inner query
    condition = f"{scoped} AND {wanted[0]} ORDER BY package.package_id DESC LIMIT ? OFFSET ?"
    return _heads(connection, district_id, condition, (*values, *wanted[1], *page), "DESC")


def package_head(connection: Connection, district_id: int, scope: Scope, package_id: int) -> PackageHead:
    """One package; raises Refused ``unknown_package`` when there is none that this person may see."""
    scoped, values = scope_condition(scope, _SEEN_AT)
    found = _heads(connection, district_id, f"{scoped} AND package.package_id = ?", (*values, package_id))
    if not found:
        raise refused("unknown_package", "package_id", name=package_id)
    return found[0]


def package_of_code(connection: Connection, district_id: int, code: str) -> int:
    """The package that bears a number; 0 when none does."""
    rows = ask(connection, "SELECT package_id FROM package WHERE district_id = ? AND code = ?", (district_id, code))
    return int(rows[0][0]) if rows else 0


def packages_of_shipment(connection: Connection, district_id: int, shipment_id: int) -> list[PackageHead]:
    """The packages that stand with a shipment, by number."""
    condition = (
        "package.state = 'packed' AND EXISTS (SELECT 1 FROM package_line JOIN plan_line "
        "ON plan_line.district_id = package_line.district_id AND plan_line.plan_id = package.plan_id "
        "AND plan_line.line_number = package_line.plan_line WHERE package_line.district_id = package.district_id "
        "AND package_line.package_id = package.package_id AND plan_line.shipment_id = ?)"
    )
    return _heads(connection, district_id, condition, (shipment_id,))


def packages_of_plan(connection: Connection, district_id: int, plan_id: int, unit_id: int) -> list[PackageHead]:
    """The packages of a unit's goods by a plan, those opened left out."""
    condition = "package.plan_id = ? AND package.unit_id = ? AND package.state = 'packed'"
    return _heads(connection, district_id, condition, (plan_id, unit_id))


def package_lines(connection: Connection, district_id: int, package_ids: Sequence[int]) -> list[PackageLine]:
    """What is in some packages, by package and line."""
    if not package_ids:
        return []
    rows = ask(
        connection,
        "SELECT package_line.package_id, package_line.line_number, package_line.item_id, item.name, item.base_unit, "
        "package_line.lot_id, lot.batch_number, lot.expires_on, package_line.quantity, package_line.plan_line, "
        "COALESCE(plan_line.state, '') FROM package_line "
        "JOIN package ON package.district_id = package_line.district_id "
        "AND package.package_id = package_line.package_id "
        "JOIN item ON item.district_id = package_line.district_id AND item.item_id = package_line.item_id "
        "JOIN lot ON lot.district_id = package_line.district_id AND lot.lot_id = package_line.lot_id "
        "LEFT JOIN plan_line ON plan_line.district_id = package.district_id AND plan_line.plan_id = package.plan_id "
        "AND plan_line.line_number = package_line.plan_line "
        f"WHERE package_line.district_id = ? AND package_line.package_id IN ({', '.join('?' * len(package_ids))}) "
        "ORDER BY package_line.package_id, package_line.line_number",
        (district_id, *package_ids),
    )
    return [PackageLine(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ToPack:
    """Goods at a place that can be packed, in base units: of a plan's line (0: free), `room` is in no package yet."""

    plan_line: int
    unit_id: int
    item_id: int
    item_name: str
    base_unit: str
    lot_id: int
    batch_number: str
    expires_on: str
    lot_status: str
    pack_size: int
    location_id: int
    room: int


_PACKED = (
    "COALESCE((SELECT SUM(package_line.quantity) FROM package JOIN package_line "
    "ON package_line.district_id = package.district_id AND package_line.package_id = package.package_id "
    "WHERE package.district_id = {of}.district_id AND package.state = 'packed' AND {which}), 0)"
)
_LOT = (
    "item.item_id, item.name, item.base_unit, lot.lot_id, lot.batch_number, lot.expires_on, lot.status, lot.pack_size"
)


def planned_to_pack(connection: Connection, district_id: int, plan_id: int, unit_id: int = 0) -> list[ToPack]:
    """What a plan's lines (of one unit where given) hold or have sent off, with what is in no package yet."""
    packed = _PACKED.format(
        of="plan_line",
        which="package.plan_id = plan_line.plan_id AND package_line.plan_line = plan_line.line_number",
    )
    rows = ask(
        connection,
        f"SELECT plan_line.line_number, plan_line.unit_id, {_LOT}, "
        "CASE plan_line.state WHEN 'shipped' THEN plan_line.shipment_id ELSE plan_line.location_id END, "
        f"plan_line.quantity - {packed} FROM plan_line "
        "JOIN item ON item.district_id = plan_line.district_id AND item.item_id = plan_line.item_id "
        "JOIN lot ON lot.district_id = plan_line.district_id AND lot.lot_id = plan_line.lot_id "
        "LEFT JOIN shipment ON shipment.district_id = plan_line.district_id "
        "AND shipment.shipment_id = plan_line.shipment_id "
        "WHERE plan_line.district_id = ? AND plan_line.plan_id = ? AND (? = 0 OR plan_line.unit_id = ?) "
        "AND (plan_line.state = 'held' OR (plan_line.state = 'shipped' AND shipment.state = 'dispatched')) "
        "ORDER BY plan_line.unit_id, plan_line.line_number",
        (district_id, plan_id, unit_id, unit_id),
    )
    return [ToPack(*(*row[:11], int(row[11]))) for row in rows]


def free_to_pack(connection: Connection, district_id: int, location_id: int) -> list[ToPack]:
    """What lies at a place promised to nobody, with what is in no package yet."""
    packed = _PACKED.format(
        of="balance",
        which="package.location_id = balance.location_id AND package_line.lot_id = balance.lot_id "
        "AND package_line.plan_line = 0",
    )
    rows = ask(
        connection,
        f"SELECT 0, 0, {_LOT}, balance.location_id, balance.on_hand - balance.held - {packed} FROM balance "
        "JOIN item ON item.district_id = balance.district_id AND item.item_id = balance.item_id "
        "JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
        "WHERE balance.district_id = ? AND balance.location_id = ? AND balance.is_here = 1 AND item.kind = 'goods' "
        "ORDER BY item.name, CASE lot.expires_on WHEN '' THEN '9999' ELSE lot.expires_on END, lot.lot_id",
        (district_id, location_id),
    )
    return [ToPack(*(*row[:11], int(row[11]))) for row in rows]


def packages_holding(connection: Connection, district_id: int, plan_id: int, plan_lines: Sequence[int]) -> list[str]:
    """The numbers of packages in which goods of these lines of a plan are."""
    if not plan_lines:
        return []
    rows = ask(
        connection,
        "SELECT DISTINCT package.code FROM package JOIN package_line "
        "ON package_line.district_id = package.district_id AND package_line.package_id = package.package_id "
        "WHERE package.district_id = ? AND package.plan_id = ? AND package.state = 'packed' "
        f"AND package_line.plan_line IN ({', '.join('?' * len(plan_lines))}) ORDER BY package.code",
        (district_id, plan_id, *plan_lines),
    )
    return [row[0] for row in rows]


def prefix_now(connection: Connection, district_id: int) -> str:
    """The GS1 company prefix in force; empty when packages get numbers of our own."""
    sql = "SELECT prefix FROM gs1_prefix WHERE district_id = ? ORDER BY prefix_id DESC LIMIT 1"
    rows = ask(connection, sql, (district_id,))
    return str(rows[0][0]) if rows else ""


def last_serial(connection: Connection, district_id: int, prefix: str) -> int:
    """The last serial that was used with a prefix; numbers are never given twice."""
    sql = "SELECT COALESCE(MAX(serial), 0) FROM package WHERE district_id = ? AND prefix = ?"
    return int(ask(connection, sql, (district_id, prefix))[0][0])
