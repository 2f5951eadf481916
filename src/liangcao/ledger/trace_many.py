"""The way of many lots at once: their net flows, their lines page by page, and what they became or were made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.database.schema import metadata
from liangcao.ledger.trace import Step

TRANSFORMATIONS = "transformation"
"""The table that says which lot became which, with columns from_lot_id, to_lot_id, quantity, entry."""
MOST_HOPS = 12
"""Kits of kits of kits: deeper than this nobody packs, and a circle must end."""


@dataclass(frozen=True, slots=True)
class LotFlow:
    """What of a lot went from one place to another in all, reversals netted out, in base units."""

    lot_id: int
    source_id: int
    destination_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Became:
    """So much of a lot was made into another lot, by one entry."""

    from_lot_id: int
    to_lot_id: int
    quantity: int
    entry: int


_FLOWS = (
    "SELECT line.lot_id, line.source_id, line.destination_id, SUM(line.quantity), MIN(line.entry) FROM {keys} "
    "JOIN line ON line.lot_id = k1 WHERE line.district_id = ? "
    "GROUP BY line.lot_id, line.source_id, line.destination_id"
)


def flows_of_lots(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> list[LotFlow]:
    """What of these lots went between each two places, in the order in which it first happened, reversals netted."""
    rows = select_by_keys(connection, _FLOWS, _keys(lot_ids), (district_id,))
    gross = {(row[0], row[1], row[2]): (int(row[3]), int(row[4])) for row in rows}
    flows = []
    for (lot_id, source, destination), (quantity, first) in gross.items():
        net = quantity - gross.get((lot_id, destination, source), (0, 0))[0]
        if net > 0:
            flows.append((first, LotFlow(lot_id, source, destination, net)))
    return [flow for _, flow in sorted(flows, key=lambda each: (each[0], each[1].lot_id, each[1].destination_id))]


def _keys(lot_ids: Iterable[int]) -> list[tuple[int]]:
    return [(lot_id,) for lot_id in sorted(set(lot_ids))]


_STEP = (
    "SELECT line.entry, line.ordinal, line.kind, journal.action, COALESCE(actor.name, ''), journal.occurred_at, "
    "journal.recorded_at, line.lot_id, line.source_id, source.name, source.kind, line.destination_id, "
    "destination.name, destination.kind, line.quantity, line.reverses "
    "FROM {keys} JOIN line ON line.entry = k1 AND line.ordinal = k2 "
    "JOIN journal ON journal.district_id = line.district_id AND journal.number = line.entry "
    "JOIN location AS source ON source.district_id = line.district_id AND source.location_id = line.source_id "
    "JOIN location AS destination ON destination.district_id = line.district_id "
    "AND destination.location_id = line.destination_id "
    "LEFT JOIN actor ON actor.district_id = journal.district_id AND actor.actor_id = journal.actor_id "
    "WHERE line.district_id = ?"
)


def steps_of_lots(
    connection: Connection, district_id: int, lot_ids: Sequence[int], *, page: tuple[int, int] = (50, 0)
) -> list[Step]:
    """The lines of these lots in the order of the books; `page` is (how many, from which)."""
    if not lot_ids:
        return []
    # by the index of the lot, not through all lines in their order
    found = _found(lot_ids, "entry, ordinal") + " ORDER BY entry + 0, ordinal LIMIT ? OFFSET ?"
    lines = [(row[0], row[1]) for row in ask(connection, found, (district_id, *page))]
    rows = select_by_keys(connection, _STEP, lines, (district_id,))
    undone = dict(_undone(connection, district_id, {entry for entry, _ordinal in lines}))
    steps = (Step(*(*row, undone.get(row[0], 0))) for row in rows)
    return sorted(steps, key=lambda step: (step.entry, step.ordinal))


def _undone(connection: Connection, district_id: int, entries: Iterable[int]) -> list[tuple[int, int]]:
    """Which of these entries were undone, each with the entry that did it first."""
    sql = (
        "SELECT undo.reverses, undo.entry FROM {keys} JOIN line AS undo ON undo.reverses = k1 AND undo.reverses <> 0 "
        "WHERE undo.district_id = ?"
    )
    rows = select_by_keys(connection, sql, _keys(entries), (district_id,))
    return sorted(((row[0], row[1]) for row in rows), reverse=True)


def count_steps(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> int:
    """How many lines these lots have in all."""
    return int(ask(connection, _found(lot_ids, "COUNT(*)"), (district_id,))[0][0]) if lot_ids else 0


def _found(lot_ids: Sequence[int], columns: str) -> str:
    """Our own whole numbers stand in the statement as they are: there may be more than a statement has parameters."""
    numbers = ", ".join(str(int(lot_id)) for lot_id in sorted(set(lot_ids)))
    return f"SELECT {columns} FROM line WHERE line.district_id = ? AND line.lot_id IN ({numbers})"


def related(
    connection: Connection, district_id: int, lot_ids: Sequence[int], *, forward: bool, most: int
) -> list[Became]:
    """What these lots became (`forward`), or were made of, and so on, hop by hop; at most about `most` links.

    Empty where nothing is ever made of anything (the office has no kits).
    """
    if TRANSFORMATIONS not in metadata.tables:
        return []
    here, there = ("from_lot_id", "to_lot_id") if forward else ("to_lot_id", "from_lot_id")
    sql = (
        "SELECT from_lot_id, to_lot_id, made.quantity, made.entry FROM {keys} "
        f"JOIN {TRANSFORMATIONS} AS made ON made.{here} = k1 WHERE made.district_id = ? "
        "ORDER BY made.entry, from_lot_id, to_lot_id"
    )
    found: dict[Became, None] = {}
    seen, fresh = set(lot_ids), set(lot_ids)
    for _hop in range(MOST_HOPS):
        if not fresh or len(found) >= most:
            break
        rows: list[Row] = select_by_keys(connection, sql, _keys(fresh), (district_id,))
        links = [Became(*row) for row in rows]
        found |= dict.fromkeys(links)
        fresh = {getattr(link, there) for link in links} - seen
        seen |= fresh
    return list(found)[:most]
