"""What the pages of units show: units in a list, and what one asked for and received."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import ask
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class PartyFilter:
    """Which parties to show; empty or zero means any. `search` is a normalised search word."""

    kind: str = ""
    priority_class: int = 0
    search: str = ""
    order: str = "class"


ORDERS: dict[str, str] = {
    "class": "party.priority_class, party.name",
    "name": "party.name",
    "-name": "party.name DESC",
}
"""The orders a list of parties can stand in."""


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party in the list and on its page; `contact` and `phone` are commitments to personal data."""

    id: int
    kind: str
    name: str
    area: str
    credit_code: str
    priority_class: int
    contact: str
    phone: str


_ROW = "SELECT party_id, kind, name, area, credit_code, priority_class, contact, phone FROM party "


def _conditions(district_id: int, wanted: PartyFilter) -> tuple[str, tuple[Any, ...]]:
    parts, values = ["party.district_id = ?"], [district_id]
    rest: list[Any] = list(values)
    for part, value in (
        ("party.kind = ?", wanted.kind),
        ("party.priority_class = ?", wanted.priority_class),
        ("party.search LIKE ?", f"%{wanted.search}%" if wanted.search else ""),
    ):
        if value:
            parts.append(part)
            rest.append(value)
    return " AND ".join(parts), tuple(rest)


def party_rows(
    connection: Connection, district_id: int, wanted: PartyFilter, *, page: tuple[int, int] = (50, 0)
) -> list[PartyRow]:
    """Parties in the order wanted; `page` is (how many, from which)."""
    where, values = _conditions(district_id, wanted)
    rows = ask(connection, f"{_ROW} WHERE {where} ORDER BY {ORDERS[wanted.order]} LIMIT ? OFFSET ?", (*values, *page))
    return [PartyRow(*row) for row in rows]


def count_parties(connection: Connection, district_id: int, wanted: PartyFilter) -> int:
    """How many parties there are."""
    where, values = _conditions(district_id, wanted)
    return int(ask(connection, f"SELECT COUNT(*) FROM party WHERE {where}", values)[0][0])


def party_row(connection: Connection, district_id: int, party_id: int) -> PartyRow:
    """One party; raises Refused ``unknown_party``."""
    rows = ask(connection, f"{_ROW} WHERE district_id = ? AND party_id = ?", (district_id, party_id))
    if not rows:
        raise refused("unknown_party", name=party_id)
    return PartyRow(*rows[0])


@dataclass(frozen=True, slots=True)
class ItemOfUnit:
    """What a unit asked of one item and what became of it, in base units; `unknown` requests gave no amount."""

    name: str
    base_unit: str
    asked: int
    unknown: int
    approved: int
    delivered: int


def items_of_unit(
    connection: Connection, district_id: int, scope: Scope, unit_id: int, *, most: int = 100
) -> list[ItemOfUnit]:
    """What a unit ever asked for, the goods it received most of first; withdrawn requests are left out.

    Nothing when its requests are not among those one may see (`scope`).
    """
    if not scope.is_all and unit_id not in (scope.party_ids or ()):
        return []
    rows = ask(
        connection,
        "SELECT item.name, item.base_unit, SUM(COALESCE(asked, 0)), SUM(CASE WHEN asked IS NULL THEN 1 ELSE 0 END), "
        "SUM(COALESCE(approved, 0)), SUM(delivered) FROM request "
        "JOIN request_line ON request_line.district_id = request.district_id "
        "AND request_line.request_id = request.request_id "
        "JOIN item ON item.district_id = request_line.district_id AND item.item_id = request_line.item_id "
        "WHERE request.district_id = ? AND request.unit_id = ? AND request.state <> 'withdrawn' "
        "GROUP BY item.name, item.base_unit ORDER BY SUM(delivered) DESC, item.name LIMIT ?",
        (district_id, unit_id, most),
    )
    return [ItemOfUnit(*row[:2], *map(int, row[2:])) for row in rows]
