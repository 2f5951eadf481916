"""Sums of what went to whom from whom: derived, disposable, brought up to date behind the books, read with their tail.

Who asks what a unit received, or where a donor's goods went, would sum a history that only grows. So the sums up to
some entry are kept, by place outside, item and the party the lot came from, and what came after it is added when they
are read: the answer is always that of the books, and costs the same however long they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from liangcao.database.bulk import Row, answers, ask, query, tell
from liangcao.database.driver import Query
from liangcao.database.engine import Database
from liangcao.database.in_order import joined_in_order
from liangcao.journal.queries import head_query

SUM_EVERY = 200
"""After so many entries the sums are brought up to date."""
MOST_AT_ONCE = 50_000
"""So many entries are summed in one transaction at most: others want to write."""

_MOVED = (
    "SELECT moved.location_id, lot.item_id, COALESCE(lot.source_party_id, 0) AS party_id, "
    "CAST(SUM(moved.quantity) AS BIGINT) AS quantity, CAST(SUM(moved.lines) AS BIGINT) AS lines FROM ("
    "SELECT destination_id AS location_id, lot_id, quantity, 1 AS lines FROM line "
    "WHERE district_id = ? AND entry > ? AND entry <= ?{came} "
    "UNION ALL SELECT source_id, lot_id, -quantity, CASE WHEN reverses <> 0 THEN -1 ELSE 0 END FROM line "
    "WHERE district_id = ? AND entry > ? AND entry <= ?{went}) AS moved "
    "JOIN location ON location.district_id = ? AND location.location_id = moved.location_id "
    "AND location.is_outside = 1 "
    "JOIN lot ON lot.district_id = ? AND lot.lot_id = moved.lot_id "
    "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id AND item.kind = 'goods' "
    "WHERE {where} GROUP BY moved.location_id, lot.item_id, COALESCE(lot.source_party_id, 0)"
)
_KEEP = (
    "INSERT INTO party_flow (district_id, location_id, item_id, party_id, quantity, lines) "
    "SELECT CAST(? AS BIGINT), sums.* FROM ({moved}) AS sums WHERE 1 = 1 "
    "ON CONFLICT (district_id, location_id, item_id, party_id) DO UPDATE "
    "SET quantity = party_flow.quantity + excluded.quantity, lines = party_flow.lines + excluded.lines"
)


class PartyFlow(NamedTuple):
    """Of an item that came from a party (0: nobody known) a place outside has so much, in so many lines.

    At the source's own place the quantity is negative: that much it brought.
    """

    location_id: int
    item_id: int
    party_id: int
    quantity: int
    lines: int


def _range(district_id: int, since: int, until: int) -> Row:
    return (district_id, since, until, district_id, since, until, district_id, district_id)


def _summed_until(connection: Connection, district_id: int) -> int:
    rows = ask(connection, "SELECT entry FROM party_flow_head WHERE district_id = ?", (district_id,))
    return int(rows[0][0]) if rows else 0


def sum_flows(database: Database, district_id: int) -> bool:
    """Add what the last entries moved to the sums, when `SUM_EVERY` have come; True when more waits to be summed."""
    with database.read() as connection:
        rows = ask(connection, "SELECT size FROM journal_head WHERE district_id = ?", (district_id,))
        if not rows or rows[0][0] - _summed_until(connection, district_id) < SUM_EVERY:
            return False
    with database.write() as connection:
        size = ask(connection, *head_query(connection, district_id))[0][0]
        since = _summed_until(connection, district_id)
        if size - since < SUM_EVERY:
            return False  # another process was quicker
        until = min(size, since + MOST_AT_ONCE)
        moved = _MOVED.format(came="", went="", where="1 = 1")
        tell(connection, _KEEP.format(moved=moved), (district_id, *_range(district_id, since, until)))
        sql = (
            "INSERT INTO party_flow_head (district_id, entry) VALUES (?, ?) "
            "ON CONFLICT (district_id) DO UPDATE SET entry = excluded.entry"
        )
        tell(connection, sql, (district_id, until))
    return bool(until < size)


_KEPT = "SELECT location_id, item_id, party_id, quantity, lines FROM party_flow WHERE district_id = ? AND "
_TAIL = (
    "SELECT COALESCE((SELECT entry FROM party_flow_head WHERE party_flow_head.district_id = journal_head.district_id), "
    "0), size FROM journal_head WHERE district_id = ?"
)


@dataclass(frozen=True, slots=True)
class Tail:
    """The entries that are not in the sums yet: after `since`, until `until`."""

    since: int = 0
    until: int = 0


def tail_query(connection: Connection, district_id: int) -> Query:
    """Which entries are not in the sums yet; the only row, if there is one, is a `Tail`."""
    return query(connection, _TAIL, (district_id,))


def received_query(connection: Connection, district_id: int, location_id: int) -> Query:
    """The sums kept of what a place outside received."""
    return query(connection, _KEPT + "location_id = ?", (district_id, location_id))


def received_since(connection: Connection, district_id: int, location_id: int, tail: Tail) -> Query:
    """What it received in the tail; to be joined in order: from its few lines to their lots."""
    here = (district_id, tail.since, tail.until, location_id)
    moved = _MOVED.format(came=" AND destination_id = ?", went=" AND source_id = ?", where="1 = 1")
    return query(connection, moved, (*here, *here, district_id, district_id))


def brought_query(connection: Connection, district_id: int, party_id: int, item_ids: Sequence[int] = ()) -> Query:
    """The sums kept of where the goods of a party are, of these items or of all."""
    return query(connection, f"{_KEPT}party_id = ?{_among('item_id', item_ids)}", (district_id, party_id))


def brought_since(
    connection: Connection, district_id: int, party_id: int, tail: Tail, item_ids: Sequence[int] = ()
) -> Query:
    """Where they went in the tail; to be joined in order: never through all lots of a party."""
    moved = _MOVED.format(came="", went="", where=f"lot.source_party_id = ?{_among('lot.item_id', item_ids)}")
    return query(connection, moved, (*_range(district_id, tail.since, tail.until), party_id))


def _among(column: str, item_ids: Sequence[int]) -> str:
    return f" AND {column} IN ({', '.join(str(int(item_id)) for item_id in item_ids)})" if item_ids else ""


def received_by(connection: Connection, district_id: int, location_id: int) -> list[PartyFlow]:
    """What a place outside has received in all and not given back, by item and the party it came from."""
    kept, tail = answers(
        connection, [received_query(connection, district_id, location_id), tail_query(connection, district_id)]
    )
    since = Tail(*tail[0]) if tail else Tail()
    with joined_in_order(connection):
        [later] = answers(connection, [received_since(connection, district_id, location_id, since)])
    return merged(kept, later)


def brought_by(
    connection: Connection, district_id: int, party_id: int, item_ids: Sequence[int] = ()
) -> list[PartyFlow]:
    """Where the goods that came from a party are, by place outside and item (of these items, when any are named).

    Its own place says what it brought.
    """
    kept, tail = answers(
        connection, [brought_query(connection, district_id, party_id, item_ids), tail_query(connection, district_id)]
    )
    since = Tail(*tail[0]) if tail else Tail()
    with joined_in_order(connection):
        [later] = answers(connection, [brought_since(connection, district_id, party_id, since, item_ids)])
    return merged(kept, later)


def merged(kept: Sequence[Row], tail: Sequence[Row]) -> list[PartyFlow]:
    """The sums kept with those of the tail; what came to nothing is left out."""
    later = {(row[0], row[1], row[2]): (int(row[3]), int(row[4])) for row in tail}
    flows = []
    for location_id, item_id, party_id, quantity, lines in kept:
        if later and (location_id, item_id, party_id) in later:
            more = later.pop((location_id, item_id, party_id))
            quantity, lines = quantity + more[0], lines + more[1]
        if quantity or lines:
            flows.append(PartyFlow(location_id, item_id, party_id, quantity, lines))
    return [*flows, *(PartyFlow(*key, *found) for key, found in later.items() if any(found))]
