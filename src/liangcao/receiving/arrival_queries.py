"""Reading expected arrivals, within what one may see; while nobody said where goods come to, all receivers see them.

A driver's name and phone are commitments here; `access.queries.reveal` tells them to whom they may be told.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.kernel.errors import refused
from liangcao.ledger.queries import scope_condition


@dataclass(frozen=True, slots=True)
class ArrivalHead:
    """An arrival; quantities are not summed over items: `lines` counts its lines, `open_lines` those still to come."""

    arrival_id: int
    source_kind: str
    source_party_id: int
    source_name: str
    document_id: int
    location_id: int
    location_name: str
    expected_on: str
    driver: str
    driver_phone: str
    vehicle: str
    state: str
    note: str
    needs_acceptance: int
    ended_note: str
    actor_name: str
    made_at: int
    entry: int
    lines: int
    open_lines: int
    first_item: str
    first_quantity: int
    first_unit: str

    def is_overdue(self, today: str) -> bool:
        """True from the day after it should have come, while something is still to come."""
        return self.state in ("expected", "partly") and bool(self.expected_on) and self.expected_on < today


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """A line of an arrival with its item; base units."""

    line_number: int
    item_id: int
    item_name: str
    base_unit: str
    quantity: int
    pack_size: int
    unit_cost_fen: int
    cost_units: int
    purpose_name: str
    purpose_class: int
    received: int
    rejected: int
    standard: str = ""
    grade: str = ""

    @property
    def open_quantity(self) -> int:
        """Base units that have not come yet."""
        return max(self.quantity - self.received - self.rejected, 0)

    @property
    def over(self) -> int:
        """Base units that came beyond what was expected."""
        return max(self.received + self.rejected - self.quantity, 0)


@dataclass(frozen=True, slots=True)
class ArrivalFilter:
    """Which arrivals to show; empty means any. `state` may also be ``open`` or ``overdue`` (before the day `today`);
    `order` is a key of `ORDERS`."""

    state: str = ""
    source_kind: str = ""
    search: str = ""
    today: str = ""
    document_id: int = 0
    order: str = "expected_on"


_LINE = "arrival_line.district_id = arrival.district_id AND arrival_line.arrival_id = arrival.arrival_id"
_OF_FIRST = (
    "COALESCE((SELECT {what} FROM arrival_line JOIN item ON item.district_id = arrival_line.district_id "
    f"AND item.item_id = arrival_line.item_id WHERE {_LINE} AND line_number = 1), {{none}})"
)
_HEAD = (
    "SELECT arrival.arrival_id, arrival.source_kind, arrival.source_party_id, party.name, arrival.document_id, "
    "arrival.location_id, COALESCE(location.name, ''), arrival.expected_on, arrival.driver, arrival.driver_phone, "
    "arrival.vehicle, arrival.state, arrival.note, arrival.needs_acceptance, arrival.ended_note, "
    "COALESCE(actor.name, ''), arrival.made_at, arrival.entry, "
    f"(SELECT COUNT(*) FROM arrival_line WHERE {_LINE}), "
    f"(SELECT COUNT(*) FROM arrival_line WHERE {_LINE} AND received + rejected < quantity), "
    f"{_OF_FIRST.format(what='item.name', none=chr(39) * 2)}, {_OF_FIRST.format(what='quantity', none=0)}, "
    f"{_OF_FIRST.format(what='item.base_unit', none=chr(39) * 2)} "
)
_JOINS = (
    "FROM arrival "
    "JOIN party ON party.district_id = arrival.district_id AND party.party_id = arrival.source_party_id "
    "LEFT JOIN location ON location.district_id = arrival.district_id AND location.location_id = arrival.location_id "
    "LEFT JOIN actor ON actor.district_id = arrival.district_id AND actor.actor_id = arrival.actor_id "
)
ORDERS: dict[str, str] = {
    "expected_on": "CASE WHEN arrival.expected_on = '' THEN 1 ELSE 0 END, arrival.expected_on, arrival.arrival_id",
    "-expected_on": "arrival.expected_on DESC, arrival.arrival_id DESC",
    "source": "party.name, arrival.arrival_id",
    "-source": "party.name DESC, arrival.arrival_id",
    "made": "arrival.arrival_id",
    "-made": "arrival.arrival_id DESC",
}
OPEN = "arrival.state IN ('expected', 'partly')"


def _conditions(district_id: int, scope: Scope, wanted: ArrivalFilter) -> tuple[str, Row]:
    scoped, scope_values = scope_condition(scope)
    seen = scoped if scope.is_all else f"({scoped} OR arrival.location_id = 0)" if scope.paths else scoped
    parts, values = ["arrival.district_id = ?", seen], [district_id, *scope_values]
    if wanted.state in ("open", "overdue"):
        parts.append(OPEN)
        if wanted.state == "overdue":
            parts.append("arrival.expected_on <> '' AND arrival.expected_on < ?")
            values.append(wanted.today)
    elif wanted.state:
        parts.append("arrival.state = ?")
        values.append(wanted.state)
    if wanted.source_kind:
        parts.append("arrival.source_kind = ?")
        values.append(wanted.source_kind)
    if wanted.document_id:
        parts.append("arrival.document_id = ?")
        values.append(wanted.document_id)
    if wanted.search:
        parts.append(
            "(party.search LIKE ? OR EXISTS (SELECT 1 FROM arrival_line JOIN item "
            "ON item.district_id = arrival_line.district_id AND item.item_id = arrival_line.item_id "
            f"WHERE {_LINE} AND item.search LIKE ?))"
        )
        values += [f"%{wanted.search}%"] * 2
    return " AND ".join(parts), tuple(values)


def arrivals(
    connection: Connection, district_id: int, scope: Scope, wanted: ArrivalFilter, *, page: tuple[int, int] = (50, 0)
) -> list[ArrivalHead]:
    """Arrivals in the order wanted, the one expected first at the head; `page` is (how many, from which)."""
    where, values = _conditions(district_id, scope, wanted)
    sql = f"{_HEAD}{_JOINS}WHERE {where} ORDER BY {ORDERS.get(wanted.order, ORDERS['expected_on'])} LIMIT ? OFFSET ?"
    return [ArrivalHead(*row) for row in ask(connection, sql, (*values, *page))]


def count_arrivals(connection: Connection, district_id: int, scope: Scope, wanted: ArrivalFilter) -> int:
    """How many arrivals `arrivals` would find."""
    where, values = _conditions(district_id, scope, wanted)
    return int(ask(connection, f"SELECT COUNT(*) {_JOINS}WHERE {where}", values)[0][0])


def arrival_head(connection: Connection, district_id: int, scope: Scope, arrival_id: int) -> ArrivalHead:
    """One arrival; raises Refused ``unknown_document`` when there is none that this person may see."""
    where, values = _conditions(district_id, scope, ArrivalFilter())
    rows = ask(connection, f"{_HEAD}{_JOINS}WHERE {where} AND arrival.arrival_id = ?", (*values, arrival_id))
    if not rows:
        raise refused("unknown_document", "arrival_id", name=arrival_id)
    return ArrivalHead(*rows[0])


_ROWS = (
    "SELECT arrival_line.arrival_id, line_number, arrival_line.item_id, item.name, item.base_unit, quantity, "
    "pack_size, COALESCE(unit_cost_fen, 0), cost_units, COALESCE(purpose.name, purpose_area), purpose_class, received, "
    "rejected, arrival_line.standard, arrival_line.grade "
    "FROM {keys} JOIN arrival_line ON arrival_line.arrival_id = k1 "
    "JOIN item ON item.district_id = arrival_line.district_id AND item.item_id = arrival_line.item_id "
    "LEFT JOIN party AS purpose ON purpose.district_id = arrival_line.district_id "
    "AND purpose.party_id = arrival_line.purpose_party_id "
    "WHERE arrival_line.district_id = ? ORDER BY arrival_line.arrival_id, line_number"
)


def rows_of_arrivals(connection: Connection, district_id: int, arrival_ids: list[int]) -> dict[int, list[ArrivalRow]]:
    """The lines of arrivals, by arrival."""
    found: dict[int, list[ArrivalRow]] = {number: [] for number in arrival_ids}
    for arrival_id, *row in select_by_keys(connection, _ROWS, [(each,) for each in arrival_ids], (district_id,)):
        found[arrival_id].append(ArrivalRow(*row))
    return found


def receipts_of_arrival(connection: Connection, district_id: int, arrival_id: int) -> list[tuple[int, int, str]]:
    """(receipt, when in ms, state) of what was taken in against an arrival, the first at the head."""
    sql = (
        "SELECT receipt_id, occurred_at, state FROM receipt WHERE district_id = ? AND arrival_id = ? "
        "AND arrival_id > 0 ORDER BY receipt_id"
    )
    return [(row[0], row[1], row[2]) for row in ask(connection, sql, (district_id, arrival_id))]


def expected_on_of(connection: Connection, district_id: int, arrival_id: int) -> str:
    """The day an arrival was last expected on; empty when nobody said, or there is no such arrival."""
    sql = "SELECT expected_on FROM arrival WHERE district_id = ? AND arrival_id = ?"
    rows = ask(connection, sql, (district_id, arrival_id))
    return str(rows[0][0]) if rows else ""


@dataclass(frozen=True, slots=True)
class AcceptanceRule:
    """What was said of an item (0: every) and a source (empty: any): whether its goods wait; `set_at` in ms."""

    rule_id: int
    item_id: int
    item_name: str
    source_kind: str
    is_needed: int
    reason: str
    actor_name: str
    set_at: int


def acceptance_rules(connection: Connection, district_id: int) -> list[AcceptanceRule]:
    """The rules in force, the narrowest first; what was said anew leaves the older out."""
    sql = (
        "SELECT rule_id, acceptance_rule.item_id, COALESCE(item.name, ''), source_kind, is_needed, reason, "
        "COALESCE(actor.name, ''), set_at FROM acceptance_rule "
        "LEFT JOIN item ON item.district_id = acceptance_rule.district_id AND item.item_id = acceptance_rule.item_id "
        "LEFT JOIN actor ON actor.district_id = acceptance_rule.district_id "
        "AND actor.actor_id = acceptance_rule.actor_id WHERE acceptance_rule.district_id = ? ORDER BY rule_id"
    )
    said = [AcceptanceRule(*row) for row in ask(connection, sql, (district_id,))]
    last = {(rule.item_id, rule.source_kind): rule for rule in said}
    return sorted(last.values(), key=lambda rule: (not rule.item_id, not rule.source_kind, rule.item_name))
