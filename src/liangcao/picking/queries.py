"""Reading pick lists, within one's stores."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.codes.rules import looks_like_code, parse_code
from liangcao.database.bulk import Row, ask
from liangcao.kernel.errors import refused
from liangcao.ledger.queries import scope_condition
from liangcao.picking.rules import Read, Wanted


@dataclass(frozen=True, slots=True)
class PickHead:
    """A pick list's head; times in ms since 1970 UTC, 0 when not yet; `picker_id` is 0 until somebody took it."""

    pick_id: int
    plan_id: int
    store_id: int
    store_name: str
    store_path: str
    packing_id: int
    packing_name: str
    state: str
    note: str
    actor_id: int
    made_at: int
    picker_id: int
    started_at: int
    ended_at: int
    end_note: str
    entry: int


@dataclass(frozen=True, slots=True)
class PickRow:
    """A line of a pick list, in base units. `plan_state` and `shipment_id` are the plan line's now."""

    pick_id: int
    line_number: int
    plan_id: int
    plan_line: int
    request_id: int
    request_line: int
    unit_id: int
    unit_name: str
    item_id: int
    item_name: str
    base_unit: str
    lot_id: int
    batch_number: str
    expires_on: str
    lot_status: str
    pack_size: int
    location_id: int
    location_name: str
    location_is_open: int
    quantity: int
    picked: int
    state: str
    reason: str
    change_reason: str
    scanned: str
    confirmed_by: int
    confirmed_at: int
    plan_state: str
    shipment_id: int

    @property
    def called(self) -> str:
        """The lot as people call it."""
        return self.batch_number or str(self.lot_id)

    @property
    def wanted(self) -> Wanted:
        """The line as a code is held against it."""
        return Wanted(
            self.line_number, self.item_id, self.lot_id, self.batch_number, self.expires_on,
            self.lot_status == "quarantined", self.location_id, self.location_name, self.quantity,
            self.state == "waiting",
        )  # fmt: skip


_HEAD = (
    "SELECT pick_list.pick_id, pick_list.plan_id, pick_list.store_id, location.name, location.path, "
    "pick_list.packing_id, packing.name, pick_list.state, pick_list.note, pick_list.actor_id, pick_list.made_at, "
    "pick_list.picker_id, pick_list.started_at, pick_list.ended_at, pick_list.end_note, pick_list.entry "
    "FROM pick_list JOIN location ON location.district_id = pick_list.district_id "
    "AND location.location_id = pick_list.store_id "
    "JOIN location AS packing ON packing.district_id = pick_list.district_id "
    "AND packing.location_id = pick_list.packing_id "
)
_LINES = (
    "SELECT pick_line.pick_id, pick_line.line_number, pick_line.plan_id, pick_line.plan_line, pick_line.request_id, "
    "pick_line.request_line, pick_line.unit_id, party.name, pick_line.item_id, item.name, item.base_unit, "
    "pick_line.lot_id, lot.batch_number, lot.expires_on, lot.status, lot.pack_size, pick_line.location_id, "
    "location.name, location.is_open, pick_line.quantity, pick_line.picked, pick_line.state, pick_line.reason, "
    "pick_line.change_reason, pick_line.scanned, pick_line.confirmed_by, pick_line.confirmed_at, plan_line.state, "
    "plan_line.shipment_id FROM pick_line "
    "JOIN plan_line ON plan_line.district_id = pick_line.district_id AND plan_line.plan_id = pick_line.plan_id "
    "AND plan_line.line_number = pick_line.plan_line "
    "JOIN party ON party.district_id = pick_line.district_id AND party.party_id = pick_line.unit_id "
    "JOIN item ON item.district_id = pick_line.district_id AND item.item_id = pick_line.item_id "
    "JOIN lot ON lot.district_id = pick_line.district_id AND lot.lot_id = pick_line.lot_id "
    "JOIN location ON location.district_id = pick_line.district_id AND location.location_id = pick_line.location_id "
    "WHERE pick_line.district_id = ? AND pick_line.pick_id = ? ORDER BY pick_line.line_number"
)


def pick_lists(
    connection: Connection,
    district_id: int,
    scope: Scope,
    *,
    states: Collection[str] = (),
    page: tuple[int, int] = (50, 0),
) -> list[PickHead]:
    """Pick lists in these states (none: all), the newest first."""
    scoped, values = scope_condition(scope)
    parts: list[str] = ["pick_list.district_id = ?", scoped]
    rest: list[object] = [district_id, *values]
    if states:
        parts.append(f"pick_list.state IN ({', '.join('?' * len(states))})")
        rest += sorted(states)
    sql = f"{_HEAD} WHERE {' AND '.join(parts)} ORDER BY pick_list.pick_id DESC LIMIT ? OFFSET ?"
    return [PickHead(*row) for row in ask(connection, sql, (*rest, *page))]


def pick_head(connection: Connection, district_id: int, scope: Scope, pick_id: int) -> PickHead:
    """One list; raises Refused ``unknown_document`` when there is none that this person may see."""
    scoped, values = scope_condition(scope)
    sql = f"{_HEAD} WHERE pick_list.district_id = ? AND {scoped} AND pick_list.pick_id = ?"
    rows = ask(connection, sql, (district_id, *values, pick_id))
    if not rows:
        raise refused("unknown_document", "pick_id", name=pick_id)
    return PickHead(*rows[0])


def pick_rows(connection: Connection, district_id: int, pick_id: int) -> list[PickRow]:
    """The lines of a list, in the order one walks."""
    return [PickRow(*row) for row in ask(connection, _LINES, (district_id, pick_id))]


@dataclass(frozen=True, slots=True)
class Tally:
    """What stands on a list: for how many units, lines in all, those that wait, those with less than was asked."""

    units: int
    lines: int
    waiting: int
    short: int


def tallies(connection: Connection, district_id: int, pick_ids: Sequence[int]) -> dict[int, Tally]:
    """The tallies of some lists, by list."""
    if not pick_ids:
        return {}
    rows = ask(
        connection,
        "SELECT pick_id, COUNT(DISTINCT unit_id), COUNT(*), SUM(CASE state WHEN 'waiting' THEN 1 ELSE 0 END), "
        "SUM(CASE WHEN state IN ('picked', 'none') AND picked < quantity THEN 1 ELSE 0 END) FROM pick_line "
        f"WHERE district_id = ? AND pick_id IN ({', '.join('?' * len(pick_ids))}) GROUP BY pick_id",
        (district_id, *pick_ids),
    )
    return {row[0]: Tally(int(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in rows}


def listed_lines(connection: Connection, district_id: int, plan_id: int) -> dict[int, tuple[int, str]]:
    """The lines of a plan that stand on a list which is not cancelled: (list, state) by the plan's line."""
    rows = ask(
        connection,
        "SELECT plan_line, pick_id, state FROM pick_line WHERE district_id = ? AND plan_id = ? "
        "AND state <> 'cancelled'",
        (district_id, plan_id),
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def unfinished(connection: Connection, district_id: int, plan_id: int, unit_id: int) -> tuple[int, int]:
    """(List, lines) that wait to be picked for a unit of a plan; (0, 0) where none does."""
    rows = ask(
        connection,
        "SELECT MIN(pick_line.pick_id), COUNT(*) FROM pick_line JOIN plan_line "
        "ON plan_line.district_id = pick_line.district_id AND plan_line.plan_id = pick_line.plan_id "
        "AND plan_line.line_number = pick_line.plan_line "
        "WHERE pick_line.district_id = ? AND pick_line.plan_id = ? AND pick_line.unit_id = ? "
        "AND pick_line.state = 'waiting' AND plan_line.state = 'held'",
        (district_id, plan_id, unit_id),
    )
    return int(rows[0][0] or 0), int(rows[0][1])


def read_code(connection: Connection, district_id: int, text: str) -> Read:
    """What a code that was read or typed can mean: a lot number, a batch, an item's code, a place; else our short code.

    Batches first: a maker's batch may look like one of our codes. Raises Refused ``short_code_damaged``.
    """
    plain = text.strip().rsplit("/q/", 1)[-1]
    number = int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 16 else 0
    lots = "SELECT lot_id FROM lot WHERE district_id = ? AND (batch_number = ? OR lot_id = ?)"
    items = "SELECT item_id FROM item_code WHERE district_id = ? AND code = ?"
    places = (
        "SELECT location_id FROM location WHERE district_id = ? AND is_outside = 0 AND (name = ? OR location_id = ?)"
    )
    found = (
        _ids(connection, lots, (district_id, plain, number)),
        _ids(connection, items, (district_id, plain)),
        _ids(connection, places, (district_id, plain, number)),
    )
    if not any(found) and looks_like_code(plain):
        kind, number = parse_code(plain, "scanned")
        return Read(plain, *(frozenset({number} if kind == letter else ()) for letter in "LIP"))
    return Read(plain, *found)


def _ids(connection: Connection, sql: str, values: Row) -> frozenset[int]:
    return frozenset(row[0] for row in ask(connection, sql, values)) if values[1] else frozenset()
