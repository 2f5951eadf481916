"""溯源 Trace: where a lot came from and where it went, and everything that came to a unit or from a source.

A lot never changes into another here, so its whole way is the lines of that lot: one index look-up, no recursion.
Reversed lines and their mirrors are both returned and marked; flows net them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import answers, ask, keyed, query
from liangcao.database.driver import Query
from liangcao.ledger.queries import scope_condition


@dataclass(frozen=True, slots=True)
class Step:
    """One posted line on the way of a lot, in base units; times in ms since 1970 UTC.

    `reverses` is the entry this line undoes, `reversed_by` the entry that undid it; 0 for none. The goods are named
    where steps of many lots stand together.
    """

    entry: int
    ordinal: int
    kind: str
    action: str
    actor_name: str
    occurred_at: int
    recorded_at: int
    lot_id: int
    source_id: int
    source_name: str
    source_kind: str
    destination_id: int
    destination_name: str
    destination_kind: str
    quantity: int
    reverses: int
    reversed_by: int
    item_name: str = ""
    base_unit: str = ""
    batch_number: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """What of a lot went from one place to another in all, reversals netted out, in base units."""

    source_id: int
    destination_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a lot came into the books: its item, marks, source and papers."""

    lot_id: int
    item_id: int
    item_name: str
    base_unit: str
    batch_number: str
    produced_on: str
    expires_on: str
    status: str
    standard: str
    source_kind: str
    source_party_id: int
    source_name: str
    receipt_id: int
    document_number: str
    unit_cost_fen: int
    purpose_name: str
    purpose_class: int
    pack_size: int
    origin_entry: int
    cost_units: int
    grade: str
    registration_number: str


_ORIGIN = """
SELECT lot.lot_id, lot.item_id, item.name, item.base_unit, lot.batch_number, lot.produced_on, lot.expires_on,
       lot.status, lot.standard, lot.source_kind, COALESCE(lot.source_party_id, 0), COALESCE(source.name, ''),
       COALESCE(lot.receipt_id, 0), COALESCE(receipt.document_number, ''), COALESCE(lot.unit_cost_fen, 0),
       COALESCE(purpose.name, lot.purpose_area), lot.purpose_class, lot.pack_size, lot.origin_entry, lot.cost_units,
       lot.grade, lot.registration_number
FROM {keys} JOIN lot ON lot.lot_id = k1
JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id
LEFT JOIN party AS source ON source.district_id = lot.district_id AND source.party_id = lot.source_party_id
LEFT JOIN party AS purpose ON purpose.district_id = lot.district_id AND purpose.party_id = lot.purpose_party_id
LEFT JOIN receipt ON receipt.district_id = lot.district_id AND receipt.receipt_id = lot.receipt_id
WHERE lot.district_id = ? ORDER BY lot.lot_id
"""
_STEPS = """
SELECT line.entry, line.ordinal, line.kind, journal.action, COALESCE(actor.name, ''), journal.occurred_at,
       journal.recorded_at, line.lot_id, line.source_id, source.name, source.kind, line.destination_id,
       destination.name, destination.kind, line.quantity, line.reverses,
       COALESCE((SELECT MIN(undo.entry + 0) FROM line AS undo WHERE undo.district_id = line.district_id
                 AND undo.reverses = line.entry AND undo.reverses <> 0), 0)
FROM line
JOIN journal ON journal.district_id = line.district_id AND journal.number = line.entry
JOIN location AS source ON source.district_id = line.district_id AND source.location_id = line.source_id
JOIN location AS destination ON destination.district_id = line.district_id
     AND destination.location_id = line.destination_id
LEFT JOIN actor ON actor.district_id = journal.district_id AND actor.actor_id = journal.actor_id
WHERE line.district_id = ? AND line.lot_id = ? ORDER BY line.entry + 0, line.ordinal LIMIT ?
"""
_FLOWS = """
SELECT source_id, destination_id, SUM(quantity) FROM line WHERE district_id = ? AND lot_id = ?
GROUP BY source_id, destination_id ORDER BY MIN(entry), MIN(ordinal)
"""

_FOUND = """
SELECT lot.lot_id FROM lot JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id
WHERE item.kind = 'goods' AND lot.district_id = ? AND lot.lot_id = ? AND {seen}
UNION SELECT lot.lot_id FROM lot JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id
WHERE item.kind = 'goods' AND lot.district_id = ? AND lot.batch_number = ? AND {seen}
UNION SELECT newest.lot_id FROM item
JOIN lot AS newest ON newest.district_id = item.district_id AND newest.item_id = item.item_id
     AND newest.lot_id IN (SELECT lot.lot_id FROM lot WHERE lot.district_id = item.district_id
                           AND lot.item_id = item.item_id AND {seen} ORDER BY lot.lot_id DESC LIMIT ?)
WHERE item.district_id = ? AND item.kind = 'goods' AND item.search LIKE ?
ORDER BY 1 DESC LIMIT ?
"""


def origins(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> dict[int, Origin]:
    """The origins of these lots, by lot."""
    rows = answers(connection, [origins_query(connection, district_id, lot_ids)])[0]
    return {row[0]: Origin(*row) for row in rows}


def origins_query(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> Query | None:
    """What `origins` asks; its rows are fields of `Origin`."""
    return keyed(connection, _ORIGIN, [(number,) for number in sorted(set(lot_ids))], (district_id,))


def steps_of_lot(connection: Connection, district_id: int, lot_id: int, *, most: int = 500) -> list[Step]:
    """The lines of a lot in the order of the books, at most `most`."""
    return [Step(*row) for row in ask(connection, _STEPS, (district_id, lot_id, most))]


def flows_of_lot(connection: Connection, district_id: int, lot_id: int) -> list[Flow]:
    """What went between each two places, in the order in which it first happened, reversals netted out."""
    gross = {(row[0], row[1]): int(row[2]) for row in ask(connection, _FLOWS, (district_id, lot_id))}
    flows: list[Flow] = []
    for (source, destination), quantity in gross.items():
        net = quantity - gross.get((destination, source), 0)
        if net > 0:
            flows.append(Flow(source, destination, net))
    return flows


def lot_seen(scope: Scope) -> tuple[str, tuple[Any, ...]]:
    """The SQL condition (and its parameters) on `lot` that it is, or once was, where this person may look."""
    if scope.is_all:
        return "1 = 1", ()
    scoped, values = scope_condition(scope)
    seen = (
        "EXISTS (SELECT 1 FROM balance JOIN location ON location.district_id = balance.district_id "
        "AND location.location_id = balance.location_id WHERE balance.district_id = lot.district_id "
        f"AND balance.lot_id = lot.lot_id AND {scoped})"
    )
    return seen, values


def find_lots(connection: Connection, district_id: int, scope: Scope, wanted: str, *, most: int = 50) -> list[int]:
    """Lots by number, batch number, or search word of their item, the newest first, within one's view.

    `wanted` is a lot number or a normalised search text (`catalog.search`).
    """
    seen, values = lot_seen(scope)
    by_number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 16 else 0
    rows = ask(
        connection,
        _FOUND.format(seen=seen),
        (
            district_id,
            by_number,
            *values,
            district_id,
            wanted,
            *values,
            *values,
            most,
            district_id,
            f"%{wanted}%",
            most,
        ),
    )
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Goods of one lot that came to a place, in base units, with the entry that brought them."""

    entry: int
    occurred_at: int
    lot_id: int
    item_name: str
    base_unit: str
    batch_number: str
    source_name: str
    quantity: int
    kind: str


_UNDONE = (
    "EXISTS (SELECT 1 FROM line AS undo WHERE undo.district_id = line.district_id "
    "AND undo.reverses = line.entry AND undo.reverses <> 0)"
)
_UNDONE_BY = (
    "(SELECT COUNT(*) FROM line AS undo WHERE undo.district_id = line.district_id "
    "AND undo.reverses = line.entry AND undo.reverses <> 0)"
)
"""The same, looked up for each line: PostgreSQL would rather read every reversal there ever was."""


def _arrivals(scope: Scope) -> tuple[str, tuple[Any, ...]]:
    """FROM and WHERE of the goods that came to a place, of lots this person may see; the values of the condition.

    What was undone (a signature, say) did not come: see to it.
    """
    seen, values = lot_seen(scope)
    sql = (
        "FROM line JOIN lot ON lot.district_id = line.district_id AND lot.lot_id = line.lot_id "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        "JOIN journal ON journal.district_id = line.district_id AND journal.number = line.entry "
        "LEFT JOIN party ON party.district_id = lot.district_id AND party.party_id = lot.source_party_id "
        f"WHERE line.district_id = ? AND line.destination_id = ? AND item.kind = 'goods' AND {seen} "
    )
    return sql, values


def arrivals_query(
    connection: Connection, district_id: int, location_id: int, scope: Scope, page: tuple[int, int]
) -> Query:
    """What `arrivals_at` asks; its rows are fields of `Arrival`."""
    where, values = _arrivals(scope)
    sql = (
        "SELECT line.entry, journal.occurred_at, line.lot_id, item.name, item.base_unit, lot.batch_number, "
        f"COALESCE(party.name, ''), line.quantity, line.kind {where}AND {_UNDONE_BY} = 0 "
        "ORDER BY line.entry DESC, line.ordinal DESC LIMIT ? OFFSET ?"
    )
    return query(connection, sql, (district_id, location_id, *values, *page))


def arrivals_at(
    connection: Connection, district_id: int, location_id: int, scope: Scope, *, page: tuple[int, int] = (50, 0)
) -> list[Arrival]:
    """Goods that came to a place (a unit's own, say), the newest first, and from which source each lot is."""
    rows = answers(connection, [arrivals_query(connection, district_id, location_id, scope, page)])[0]
    return [Arrival(*row) for row in rows]


def count_arrivals(connection: Connection, district_id: int, location_id: int, scope: Scope) -> int:
    """How many lines `arrivals_at` has in all."""
    where, values = _arrivals(scope)
    return int(ask(connection, f"SELECT COUNT(*) {where}AND NOT {_UNDONE}", (district_id, location_id, *values))[0][0])


def lots_from_query(connection: Connection, district_id: int, party_id: int, scope: Scope, most: int) -> Query:
    """What `lots_from` asks."""
    seen, values = lot_seen(scope)
    sql = (
        "SELECT lot.lot_id FROM lot JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        f"WHERE lot.district_id = ? AND lot.source_party_id = ? AND item.kind = 'goods' AND {seen} "
        "ORDER BY lot.lot_id DESC LIMIT ?"
    )
    return query(connection, sql, (district_id, party_id, *values, most))


def lots_from(connection: Connection, district_id: int, party_id: int, scope: Scope, *, most: int = 200) -> list[int]:
    """The lots of goods that a supplier or donor brought, the newest first, within one's view."""
    rows = answers(connection, [lots_from_query(connection, district_id, party_id, scope, most)])[0]
    return [row[0] for row in rows]
