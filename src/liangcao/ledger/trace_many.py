"""The way of many lots at once: their net flows, their lines page by page, and what they became or were made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, answers, keyed
from liangcao.database.driver import Query
from liangcao.ledger.trace import Step

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
    "SELECT line.lot_id, line.source_id, line.destination_id, SUM(line.quantity), MIN(line.entry), COUNT(*) "
    "FROM {keys} JOIN line ON line.lot_id = k1 WHERE line.district_id = ? "
    "GROUP BY line.lot_id, line.source_id, line.destination_id"
)


def flows_query(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> Query | None:
    """What `flows_of_lots` asks; its rows are read by `net_flows`."""
    return keyed(connection, _FLOWS, _keys(lot_ids), (district_id,))


def net_flows(rows: Sequence[Row]) -> tuple[list[LotFlow], int]:
    """The flows in the rows of `flows_query`, and how many lines they are of."""
    gross = {(row[0], row[1], row[2]): (int(row[3]), int(row[4])) for row in rows}
    flows = []
    for (lot_id, source, destination), (quantity, first) in gross.items():
        net = quantity - gross.get((lot_id, destination, source), (0, 0))[0]
        if net > 0:
            flows.append((first, LotFlow(lot_id, source, destination, net)))
    flows.sort(key=lambda each: (each[0], each[1].lot_id, each[1].destination_id))
    return [flow for _, flow in flows], sum(int(row[5]) for row in rows)


def flows_of_lots(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> list[LotFlow]:
    """What of these lots went between each two places, in the order in which it first happened, reversals netted."""
    return net_flows(answers(connection, [flows_query(connection, district_id, lot_ids)])[0])[0]


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


_PAGE = (
    "SELECT line.entry, line.ordinal FROM {keys} JOIN line ON line.lot_id = k1 WHERE line.district_id = ? "
    "ORDER BY line.entry + 0, line.ordinal LIMIT ? OFFSET ?"
)
"""By the index of the lot, not through all lines in their order."""
_UNDONE = (
    "SELECT undo.reverses, undo.entry FROM {keys} JOIN line AS undo ON undo.reverses = k1 AND undo.reverses <> 0 "
    "WHERE undo.district_id = ?"
)


def page_query(connection: Connection, district_id: int, lot_ids: Sequence[int], page: tuple[int, int]) -> Query | None:
    """Which lines of these lots stand on a page; its rows go into `steps_queries`."""
    return keyed(connection, _PAGE, _keys(lot_ids), (district_id, *page))


def steps_queries(connection: Connection, district_id: int, lines: Sequence[Row]) -> tuple[Query | None, Query | None]:
    """Those lines themselves, and which of their entries were undone; read by `steps_in_order`."""
    entries = _keys(row[0] for row in lines)
    return keyed(connection, _STEP, lines, (district_id,)), keyed(connection, _UNDONE, entries, (district_id,))


def steps_in_order(rows: Sequence[Row], undone: Sequence[Row]) -> list[Step]:
    """Lines in the order of the books, each with the entry that first undid its own (0: none)."""
    first = dict(sorted(((row[0], row[1]) for row in undone), reverse=True))
    steps = (Step(*(*row, first.get(row[0], 0))) for row in rows)
    return sorted(steps, key=lambda step: (step.entry, step.ordinal))


def steps_of_lots(
    connection: Connection, district_id: int, lot_ids: Sequence[int], *, page: tuple[int, int] = (50, 0)
) -> list[Step]:
    """The lines of these lots in the order of the books; `page` is (how many, from which)."""
    [lines] = answers(connection, [page_query(connection, district_id, lot_ids, page)])
    keys = [tuple(row) for row in lines]
    return steps_in_order(*answers(connection, steps_queries(connection, district_id, keys)))


def count_steps(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> int:
    """How many lines these lots have in all."""
    return net_flows(answers(connection, [flows_query(connection, district_id, lot_ids)])[0])[1]


_MADE = (
    "SELECT from_lot_id, to_lot_id, made.quantity, made.entry FROM {{keys}} "
    "JOIN transformation AS made ON made.{here} = k1 WHERE made.district_id = ? "
    "ORDER BY made.entry, from_lot_id, to_lot_id"
)


def made_query(connection: Connection, district_id: int, lot_ids: Iterable[int], *, forward: bool) -> Query | None:
    """What these lots became (`forward`), or were made of, one hop; its rows are fields of `Became`."""
    sql = _MADE.format(here="from_lot_id" if forward else "to_lot_id")
    return keyed(connection, sql, _keys(lot_ids), (district_id,))


def related(
    connection: Connection, district_id: int, lot_ids: Sequence[int], *, forward: bool, most: int
) -> list[Became]:
    """What these lots became (`forward`), or were made of, and so on, hop by hop; at most about `most` links."""
    there = "to_lot_id" if forward else "from_lot_id"
    found: dict[Became, None] = {}
    seen, fresh = set(lot_ids), set(lot_ids)
    for _hop in range(MOST_HOPS):
        if not fresh or len(found) >= most:
            break
        [rows] = answers(connection, [made_query(connection, district_id, fresh, forward=forward)])
        links = [Became(*row) for row in rows]
        found |= dict.fromkeys(links)
        fresh = {getattr(link, there) for link in links} - seen
        seen |= fresh
    return list(found)[:most]
