"""A trace of a party: from whom a unit's goods are, to whom a source's went, and what came to it line by line."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from liangcao.database.bulk import Row, answers, keyed
from liangcao.database.in_order import in_order_around
from liangcao.ledger.party_flows import (
    PartyFlow,
    Tail,
    brought_query,
    brought_since,
    merged,
    received_query,
    received_since,
    tail_query,
)
from liangcao.ledger.trace import (
    Arrival,
    Origin,
    Step,
    arrivals_query,
    count_arrivals,
    lots_from_query,
    origins_query,
)
from liangcao.reports.lot_pages import PartyFound, party_found
from liangcao.reports.trace_parts import OURS, REST, Answer, ItemWay, Link, Stop, stops_of, stops_query
from liangcao.reports.trace_subjects import Subject, Viewer

MOST_ENDS = 60
MOST_LOTS_SHOWN = 50
MOST_ITEMS = 6
"""So many items of a party are drawn, the largest first."""


def of_party(
    connection: Connection, district_id: int, viewer: Viewer, subject: Subject, page: tuple[int, int]
) -> Answer:
    """A unit: from whom its goods are. A source: to whom they went. Both sums are those of the books, however long."""
    party = subject.party or party_found(connection, district_id, subject.number)
    where = (connection, district_id, party.location_id)
    lot_rows, arrival_rows, kept, tail_rows = answers(
        connection,
        [
            lots_from_query(connection, district_id, party.party_id, viewer.stock, MOST_LOTS_SHOWN + 1),
            arrivals_query(*where, viewer.stock, page),
            received_query(*where) if viewer.stock.is_all else None,
            tail_query(connection, district_id) if viewer.stock.is_all else None,
        ],
    )
    tail = Tail(*tail_rows[0]) if tail_rows else Tail()
    arrivals = [Arrival(*row) for row in arrival_rows]
    lot_ids = [row[0] for row in lot_rows[:MOST_LOTS_SHOWN]]
    own, moved, origin_rows = _since(connection, district_id, party, tail, lot_ids)
    sums, more_items = list[PartyFlow](), 0
    if viewer.stock.is_all:
        received = merged(kept, own)
        sums, more_items = _sums(connection, district_id, party, received, moved)
        total = sum(each.lines for each in received if each.party_id != party.party_id)
    else:
        total = count_arrivals(*where, viewer.stock)
    ways = _party_ways(connection, district_id, party, sums)
    lots = {row[0]: Origin(*row) for row in origin_rows}
    steps, older = [_as_step(each, party) for each in arrivals], len(lot_rows) > MOST_LOTS_SHOWN
    return Answer(subject, lots, 0, ways, steps, total, [], [], more_items, older)


def _since(
    connection: Connection, district_id: int, party: PartyFound, tail: Tail, lot_ids: Sequence[int]
) -> tuple[list[Row], list[Row], list[Row]]:
    """What the tail of the sums says of the place and of the party, and the lots that came from it."""
    lots = origins_query(connection, district_id, lot_ids)
    if not tail.until:
        return [], [], answers(connection, [lots])[0]
    queries = (
        received_since(connection, district_id, party.location_id, tail),
        brought_since(connection, district_id, party.party_id, tail),
    )
    before, after = in_order_around(connection)
    found = answers(connection, [*before, *queries, *after, lots])
    own, moved = found[len(before) : len(before) + 2]
    return own, moved, found[-1]


def _sums(
    connection: Connection, district_id: int, party: PartyFound, own: Sequence[PartyFlow], moved: Sequence[Row]
) -> tuple[list[PartyFlow], int]:
    """The sums of the items that are drawn, the largest first, and how many more items there are."""
    items = sorted({each.item_id for each in own}, key=_largest(own))
    shown = set(items[:MOST_ITEMS])
    sums = [each for each in own if each.item_id in shown]
    brought = [each.item_id for each in sums if each.party_id == party.party_id]
    if brought:
        [kept] = answers(connection, [brought_query(connection, district_id, party.party_id, brought)])
        sums = [each for each in sums if each.party_id != party.party_id]
        sums += merged(kept, [row for row in moved if row[1] in brought])
    return sums, max(0, len(items) - MOST_ITEMS)


def _largest(sums: Sequence[PartyFlow]) -> Callable[[int], int]:
    quantities: dict[int, int] = {}
    for each in sums:
        quantities[each.item_id] = quantities.get(each.item_id, 0) - abs(each.quantity)
    return quantities.__getitem__


def _as_step(arrival: Arrival, party: PartyFound) -> Step:
    return Step(
        entry=arrival.entry, ordinal=0, kind=arrival.kind, action="", actor_name="", occurred_at=arrival.occurred_at,
        recorded_at=arrival.occurred_at, lot_id=arrival.lot_id, source_id=0, source_name=arrival.source_name,
        source_kind="", destination_id=party.location_id, destination_name=party.name, destination_kind="recipient",
        quantity=arrival.quantity, reverses=0, reversed_by=0, item_name=arrival.item_name, base_unit=arrival.base_unit,
        batch_number=arrival.batch_number,
    )  # fmt: skip


_NAMES = "SELECT party_id, name FROM {keys} JOIN party ON party_id = k1 WHERE district_id = ?"
_ITEMS = "SELECT item_id, name, base_unit FROM {keys} JOIN item ON item_id = k1 WHERE district_id = ?"


def _party_ways(
    connection: Connection, district_id: int, party: PartyFound, sums: Sequence[PartyFlow]
) -> list[ItemWay]:
    """For each item: sources → the party (what it received), and the party → places (what became of what it gave)."""
    names_query, items_query = (
        keyed(connection, sql, [(number,) for number in sorted(numbers)], (district_id,))
        for sql, numbers in (
            (_NAMES, {each.party_id for each in sums if each.party_id}),
            (_ITEMS, {each.item_id for each in sums}),
        )
    )
    places = stops_query(connection, district_id, {each.location_id for each in sums})
    name_rows, rows, stop_rows = answers(connection, [names_query, items_query, places])
    names: dict[int, str] = {row[0]: row[1] for row in name_rows}
    stops = stops_of(stop_rows)
    by_item: dict[int, list[PartyFlow]] = {}
    for each in sums:
        by_item.setdefault(each.item_id, []).append(each)
    me = Stop("me", party.name, "donor" if any(each.party_id == party.party_id for each in sums) else "recipient")
    ways = []
    for item_id, item_name, unit in sorted(rows, key=lambda row: row[1]):
        used, links = _party_links(me, party, by_item[item_id], names, stops)
        if links:
            ways.append(ItemWay(item_id, item_name, unit, tuple(used.values()), tuple(links)))
    return ways


def _party_links(
    me: Stop, party: PartyFound, sums: Sequence[PartyFlow], names: Mapping[int, str], stops: Mapping[int, Stop]
) -> tuple[dict[str, Stop], list[Link]]:
    """Of one item, to and from the party: the largest `MOST_ENDS` each way by name, the rest as one."""
    used, sums_of, ours = {"me": me}, dict[tuple[str, str], int](), 0
    place, me_party = party.location_id, party.party_id
    received = sorted((each for each in sums if each.location_id == place and each.party_id != me_party), key=_most)
    given = sorted((each for each in sums if each.location_id != place), key=_most)
    for each in sums:
        ours -= each.quantity if each.party_id == me_party else 0
    for each in received[:MOST_ENDS]:
        key = f"p{each.party_id}"
        used[key] = Stop(key, names.get(each.party_id, "—"), "supplier", each.party_id)
        sums_of[key, "me"] = each.quantity
    for each in given[:MOST_ENDS]:
        key = str(each.location_id)
        used[key] = stops[each.location_id]
        sums_of["me", key] = each.quantity
    for key, small, ends in (
        ("rest of sources", received[MOST_ENDS:], ("rest of sources", "me")),
        ("rest", given[MOST_ENDS:], ("me", "rest")),
    ):
        if small:
            used[key] = Stop(key, str(len(small)), REST)
            sums_of[ends] = sum(each.quantity for each in small)
    if ours > 0:
        used[OURS] = Stop(OURS, "", OURS)
        sums_of["me", OURS] = ours
    return used, [Link(*ends, quantity) for ends, quantity in sums_of.items() if quantity > 0]


def _most(flow: PartyFlow) -> int:
    return -flow.quantity
