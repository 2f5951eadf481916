"""What the pages of shipping show: shipments in a list, and the picking work of a plan in the order one walks."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.allocation.queries import PlanLineRow, plan_lines
from liangcao.database.bulk import ask
from liangcao.reports.places import place_labels
from liangcao.shipping.queries import in_state


@dataclass(frozen=True, slots=True)
class ShipmentFilter:
    """Which shipments to show; empty or zero means any. `search` is a normalised search word for the unit.

    `state` may be ``differing``: signed for, with a difference that is not settled.
    """

    state: str = ""
    unit_id: int = 0
    search: str = ""
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """A shipment in the list; times in ms, 0 when not yet.

    `short` counts lines of which less arrived than was sent, `open` those of which something is missing still.
    """

    id: int
    unit_id: int
    unit_name: str
    store_name: str
    state: str
    vehicle: str
    dispatched_at: int
    delivered_at: int
    lines: int
    short: int
    open: int


def _conditions(district_id: int, scope: Scope, wanted: ShipmentFilter) -> tuple[str, tuple[Any, ...]]:
    parts, values = ["shipment.district_id = ?"], [district_id]
    rest: list[Any] = list(values)
    if not scope.is_all:
        paths, parties = scope.paths or (), scope.party_ids or ()
        seen = ["location.path LIKE ?" for _ in paths] + ["shipment.unit_id = ?" for _ in parties]
        parts.append(f"({' OR '.join(seen) or '1 = 0'})")
        rest += [*(f"{path}%" for path in paths), *parties]
    condition, state = in_state(wanted.state)
    parts.append(condition)
    rest += state
    for part, value in (
        ("shipment.unit_id = ?", wanted.unit_id),
        ("party.search LIKE ?", f"%{wanted.search}%" if wanted.search else ""),
    ):
        if value:
            parts.append(part)
            rest.append(value)
    return " AND ".join(parts), tuple(rest)


_FROM = (
    "FROM shipment JOIN party ON party.district_id = shipment.district_id AND party.party_id = shipment.unit_id "
    "JOIN location ON location.district_id = shipment.district_id AND location.location_id = shipment.store_id "
)
_OF_LINES = (
    "(SELECT COUNT(*) FROM shipment_line WHERE shipment_line.district_id = shipment.district_id "
    "AND shipment_line.shipment_id = shipment.shipment_id{})"
)


def shipment_rows(
    connection: Connection, district_id: int, scope: Scope, wanted: ShipmentFilter, *, page: tuple[int, int] = (50, 0)
) -> list[ShipmentRow]:
    """Shipments, the newest first unless wanted otherwise; `page` is (how many, from which)."""
    where, values = _conditions(district_id, scope, wanted)
    way = "" if wanted.oldest_first else "DESC"
    rows = ask(
        connection,
        "SELECT shipment.shipment_id, shipment.unit_id, party.name, location.name, shipment.state, shipment.vehicle, "
        f"shipment.dispatched_at, shipment.delivered_at, {_OF_LINES.format('')}, "
        f"CASE WHEN shipment.state = 'delivered' THEN {_OF_LINES.format(' AND received < quantity')} ELSE 0 END, "
        f"shipment.open_lines {_FROM} WHERE {where} ORDER BY shipment.shipment_id {way} LIMIT ? OFFSET ?",
        (*values, *page),
    )
    return [ShipmentRow(*(*row[:8], int(row[8]), int(row[9]), row[10])) for row in rows]


def count_shipments(
    connection: Connection, district_id: int, scope: Scope, wanted: ShipmentFilter, *, most: int
) -> int:
    """How many shipments there are; counting stops at `most`."""
    where, values = _conditions(district_id, scope, wanted)
    sql = f"SELECT COUNT(*) FROM (SELECT 1 {_FROM} WHERE {where} LIMIT ?) AS found"
    return int(ask(connection, sql, (*values, most))[0][0])


@dataclass(frozen=True, slots=True)
class Pick:
    """So much of a lot to be taken at a place (`place` as people call it) for a unit."""

    line: PlanLineRow
    place: str


def picks(connection: Connection, district_id: int, plan_id: int, unit_id: int) -> list[Pick]:
    """What a plan still holds for a unit (0: for all), sorted by shelf, then by the day the lot ends, then by lot."""
    labels = place_labels(connection, district_id)
    lines = plan_lines(connection, district_id, plan_id, unit_id=unit_id, state="held")
    found = [Pick(line, labels.get(line.location_id, line.location_name)) for line in lines]
    return sorted(found, key=lambda pick: (pick.place, pick.line.expires_on or "9999", pick.line.lot_id))
