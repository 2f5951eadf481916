"""Reading shipments, within what one may see: those of one's stores, and those to one's unit."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import Row, ask
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Shipment:
    """A shipment's head; times in ms since 1970 UTC, 0 when not yet; driver and receiver are commitments."""

    shipment_id: int
    plan_id: int
    unit_id: int
    unit_name: str
    store_id: int
    store_name: str
    store_path: str
    state: str
    vehicle: str
    driver: str
    receiver: str
    note: str
    actor_id: int
    dispatched_at: int
    delivered_at: int
    entry: int
    signed_entry: int
    open_lines: int


@dataclass(frozen=True, slots=True)
class ShipmentLine:
    """A line of a shipment, in base units; `received` is None while it is not signed for.

    Of what was missing then, `found` came back to a place of ours, `lost` was written off, `open` is not settled.
    Of what was received, `brought_back` came back later, or is to come.
    """

    shipment_id: int
    line_number: int
    plan_id: int
    plan_line: int
    request_id: int
    request_line: int
    item_id: int
    item_name: str
    base_unit: str
    lot_id: int
    batch_number: str
    expires_on: str
    source_id: int
    source_name: str
    quantity: int
    received: int | None
    returned: int
    difference: str
    found: int
    lost: int
    open: int
    brought_back: int = 0

    @property
    def missing(self) -> int:
        """Neither received nor returned, once it was signed for."""
        return 0 if self.received is None else self.quantity - self.received - self.returned


_HEAD = (
    "SELECT shipment.shipment_id, shipment.plan_id, shipment.unit_id, party.name, shipment.store_id, location.name, "
    "location.path, shipment.state, shipment.vehicle, shipment.driver, shipment.receiver, shipment.note, "
    "shipment.actor_id, shipment.dispatched_at, shipment.delivered_at, shipment.entry, shipment.signed_entry, "
    "shipment.open_lines FROM shipment "
    "JOIN party ON party.district_id = shipment.district_id AND party.party_id = shipment.unit_id "
    "JOIN location ON location.district_id = shipment.district_id AND location.location_id = shipment.store_id "
)
_LINES = (
    "SELECT shipment_line.shipment_id, shipment_line.line_number, shipment_line.plan_id, shipment_line.plan_line, "
    "shipment_line.request_id, shipment_line.request_line, shipment_line.item_id, item.name, item.base_unit, "
    "shipment_line.lot_id, lot.batch_number, lot.expires_on, shipment_line.source_id, location.name, "
    "shipment_line.quantity, CASE WHEN shipment.state = 'delivered' THEN received END, returned, difference, "
    "found, lost, CASE WHEN shipment.open_lines > 0 THEN shipment_line.quantity - received - returned - found - lost "
    "ELSE 0 END, brought_back FROM shipment_line "
    "JOIN shipment ON shipment.district_id = shipment_line.district_id "
    "AND shipment.shipment_id = shipment_line.shipment_id "
    "JOIN item ON item.district_id = shipment_line.district_id AND item.item_id = shipment_line.item_id "
    "JOIN lot ON lot.district_id = shipment_line.district_id AND lot.lot_id = shipment_line.lot_id "
    "JOIN location ON location.district_id = shipment_line.district_id "
    "AND location.location_id = shipment_line.source_id "
    "WHERE shipment_line.district_id = ? AND shipment_line.shipment_id = ? ORDER BY shipment_line.line_number"
)


def _conditions(district_id: int, scope: Scope) -> tuple[str, Row]:
    if scope.is_all:
        return "shipment.district_id = ?", (district_id,)
    parts = ["location.path LIKE ?" for _ in scope.paths or ()] + [
        "shipment.unit_id = ?" for _ in scope.party_ids or ()
    ]
    values = (district_id, *(f"{path}%" for path in scope.paths or ()), *(scope.party_ids or ()))
    return f"shipment.district_id = ? AND ({' OR '.join(parts) or '1 = 0'})", values


DIFFERING = "differing"
"""Beside its state: a shipment of which something is missing and not settled."""


def in_state(state: str) -> tuple[str, Row]:
    """The SQL condition (and its parameters) on `shipment` that it is in `state`, or ``differing``; empty: any."""
    if state == DIFFERING:
        return "shipment.open_lines > 0", ()
    return ("shipment.state = ?", (state,)) if state else ("1 = 1", ())


def shipments_page(
    connection: Connection, district_id: int, scope: Scope, *, state: str = "", page: tuple[int, int] = (50, 0)
) -> list[Shipment]:
    """Shipments in a state (or ``differing``: with a difference to be settled), the newest first; `page` is (how many,
    from which)."""
    where, values = _conditions(district_id, scope)
    condition, wanted = in_state(state)
    sql = f"{_HEAD} WHERE {where} AND {condition} ORDER BY shipment_id DESC LIMIT ? OFFSET ?"
    return [Shipment(*row) for row in ask(connection, sql, (*values, *wanted, *page))]


def shipment(connection: Connection, district_id: int, scope: Scope, shipment_id: int) -> Shipment:
    """One shipment; raises Refused ``unknown_document`` when there is none that this person may see."""
    where, values = _conditions(district_id, scope)
    rows = ask(connection, f"{_HEAD} WHERE {where} AND shipment_id = ?", (*values, shipment_id))
    if not rows:
        raise refused("unknown_document", "shipment_id", name=shipment_id)
    return Shipment(*rows[0])


def shipment_lines(connection: Connection, district_id: int, shipment_id: int) -> list[ShipmentLine]:
    """The lines of a shipment."""
    return [ShipmentLine(*row) for row in ask(connection, _LINES, (district_id, shipment_id))]


@dataclass(frozen=True, slots=True)
class ToDispatch:
    """What an adopted plan holds for one unit at one store; `on_list` is the pick list it is on, or 0."""

    plan_id: int
    unit_id: int
    unit_name: str
    location_id: int
    location_name: str
    lines: int
    decided_at: int
    on_list: int


def waiting_to_dispatch(connection: Connection, district_id: int, scope: Scope) -> list[ToDispatch]:
    """The picking work that waits, the oldest decision first."""
    scoped, values = "1 = 1", ()
    if not scope.is_all:
        paths = scope.paths or ()
        scoped = "(" + (" OR ".join("location.path LIKE ?" for _ in paths) or "1 = 0") + ")"
        values = tuple(f"{path}%" for path in paths)  # type: ignore[assignment]
    rows = ask(
        connection,
        "SELECT plan.plan_id, plan_line.unit_id, party.name, plan.location_id, location.name, COUNT(*), "
        "plan.decided_at, COALESCE(MAX(pick_line.pick_id), 0) FROM plan_line "
        "LEFT JOIN pick_line ON pick_line.district_id = plan_line.district_id "
        "AND pick_line.plan_id = plan_line.plan_id AND pick_line.plan_line = plan_line.line_number "
        "AND pick_line.state <> 'cancelled' "
        "JOIN plan ON plan.district_id = plan_line.district_id AND plan.plan_id = plan_line.plan_id "
        "JOIN location ON location.district_id = plan.district_id AND location.location_id = plan.location_id "
        "JOIN party ON party.district_id = plan_line.district_id AND party.party_id = plan_line.unit_id "
        f"WHERE plan_line.district_id = ? AND plan_line.state = 'held' AND {scoped} "
        "GROUP BY plan.plan_id, plan_line.unit_id, party.name, plan.location_id, location.name, plan.decided_at, "
        "party.priority_class ORDER BY plan.decided_at, party.priority_class, party.name",
        (district_id, *values),
    )
    return [ToDispatch(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of something missing on a line, by one entry, in base units."""

    entry: int
    line_number: int
    found: int
    lost: int


def standing_settlements(connection: Connection, district_id: int, shipment_id: int) -> list[Settlement]:
    """The settlements of a shipment that nobody has reversed, in the order of the books."""
    rows = ask(
        connection,
        "SELECT entry, line_number, found, lost FROM settlement "
        "WHERE district_id = ? AND shipment_id = ? AND undone_by = 0 ORDER BY entry, line_number",
        (district_id, shipment_id),
    )
    return [Settlement(*row) for row in rows]


def signing_entry(connection: Connection, district_id: int, head: Shipment) -> int:
    """The entry by which a shipment was signed for, 0 when nothing says so.

    Shipments signed for before they kept it themselves: the last such deed that moved goods from the shipment's place.
    """
    if head.signed_entry:
        return head.signed_entry
    rows = ask(
        connection,
        "SELECT COALESCE(MAX(line.entry), 0) FROM shipment_line "
        "JOIN line ON line.district_id = shipment_line.district_id AND line.lot_id = shipment_line.lot_id "
        "AND line.source_id = shipment_line.shipment_id "
        "JOIN journal ON journal.district_id = line.district_id AND journal.number = line.entry "
        "WHERE shipment_line.district_id = ? AND shipment_line.shipment_id = ? "
        "AND journal.action IN ('shipping.record_delivery', 'delivering.sign_publicly', 'delivering.take_signature')",
        (district_id, head.shipment_id),
    )
    return int(rows[0][0])


def plans_elsewhere(
    connection: Connection, district_id: int, where: tuple[int, int], shipment_id: int, *, most: int = 5
) -> list[int]:
    """The plans that hold or carry something for the line `where` of a request beside a shipment, the newest first."""
    rows = ask(
        connection,
        "SELECT DISTINCT plan_id FROM plan_line WHERE district_id = ? AND request_id = ? AND request_line = ? "
        "AND state IN ('held', 'shipped') AND shipment_id <> ? ORDER BY plan_id DESC LIMIT ?",
        (district_id, *where, shipment_id, most),
    )
    return [row[0] for row in rows]
