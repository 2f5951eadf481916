"""The answer to a trace: lots, where they came from and went, what they were made of, lines, papers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import EVERYTHING
from liangcao.database.bulk import ask, select_by_keys
from liangcao.ledger.party_flows import PartyFlow, brought_by, received_by
from liangcao.ledger.trace import Arrival, Origin, Step, arrivals_at, count_arrivals, lots_from, origins
from liangcao.ledger.trace_many import Became, LotFlow, count_steps, flows_of_lots, related, steps_of_lots
from liangcao.papers.queries import Paper, papers_of_many
from liangcao.reports.lot_pages import PartyFound, party_found
from liangcao.reports.trace_subjects import MOST_LOTS, Subject, Viewer, lots_of

SEES_ALL = Viewer(EVERYTHING, EVERYTHING, EVERYTHING, purchases=True, donations=True, people=True)
"""Whoever has the books themselves in hand: the command line."""
OURS = "ours"
"""The node of all places of ours together."""
REST = "rest"
"""The kind of the node of all that are too small to be named; its name says how many they are."""
MOST_ENDS = 60
MOST_ITEMS = 12
"""So many items of a party are drawn, the largest first."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the way: what people call it, its kind, the party it stands for (0: none)."""

    key: str
    name: str
    kind: str
    party_id: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """So many base units went from one stop to another."""

    source: str
    destination: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ItemWay:
    """The way of one item: its stops and links, reversals netted out."""

    item_id: int
    item_name: str
    base_unit: str
    stops: tuple[Stop, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a trace found. `more_lots` are not followed, `more_items` not drawn; `total` is how many lines there are."""

    subject: Subject
    lots: dict[int, Origin]
    more_lots: int
    ways: list[ItemWay]
    made: list[Became]
    steps: list[Step]
    total: int
    papers: list[Paper]
    more_items: int = 0


def answer(
    connection: Connection, district_id: int, viewer: Viewer, subject: Subject, *, page: tuple[int, int] = (50, 0)
) -> Answer:
    """Trace `subject` (see `subject_of`); `page` of its lines is (how many, from which)."""
    if subject.kind == "party":
        return _of_party(connection, district_id, viewer, subject, page)
    asked, more = lots_of(connection, district_id, viewer.stock, subject)
    made = [
        link
        for forward in (False, True)
        for link in related(connection, district_id, asked, forward=forward, most=MOST_LOTS)
    ]
    lot_ids = list(dict.fromkeys([*asked, *(each for link in made for each in (link.from_lot_id, link.to_lot_id))]))
    lots = origins(connection, district_id, lot_ids)
    if subject.kind in ("shipment", "request"):
        ways, steps, total = _of_shipments(connection, district_id, subject, page)
    else:
        ways = _ways(connection, district_id, lots, flows_of_lots(connection, district_id, lot_ids))
        steps = steps_of_lots(connection, district_id, lot_ids, page=page)
        total = count_steps(connection, district_id, lot_ids)
    papers = papers_of_many(connection, district_id, _documents(subject, lots.values()))
    return Answer(subject, lots, more, ways, made, steps, total, papers)


def _documents(subject: Subject, lots: Iterable[Origin]) -> list[tuple[str, int]]:
    found = [(subject.kind, subject.number)] if subject.kind not in ("lot", "batch", "party") else []
    found += [("receipt", lot.receipt_id) for lot in lots if lot.receipt_id]
    return list(dict.fromkeys(found))[:50]


_STOPS = (
    "SELECT location.location_id, COALESCE(store.name || ' · ', '') || location.name, location.kind, "
    "COALESCE(location.party_id, 0) FROM {keys} JOIN location ON location.location_id = k1 "
    "LEFT JOIN location AS store ON store.district_id = location.district_id "
    "AND store.location_id = location.parent_id WHERE location.district_id = ?"
)


def _stops(connection: Connection, district_id: int, places: Iterable[int]) -> dict[int, Stop]:
    rows = select_by_keys(connection, _STOPS, [(place,) for place in sorted(set(places))], (district_id,))
    return {row[0]: Stop(str(row[0]), *row[1:]) for row in rows}


def _ways(
    connection: Connection,
    district_id: int,
    lots: dict[int, Origin],
    flows: Sequence[LotFlow],
) -> list[ItemWay]:
    """One way for each item; what was made of lots stands in the list of what became what."""
    places = {place for flow in flows for place in (flow.source_id, flow.destination_id)}
    stops = _stops(connection, district_id, places)
    by_item: dict[int, dict[tuple[int, int], int]] = {}
    for flow in flows:
        sums = by_item.setdefault(lots[flow.lot_id].item_id, {})
        ends = (flow.source_id, flow.destination_id)
        sums[ends] = sums.get(ends, 0) + flow.quantity
    told = {lot.item_id: (lot.item_name, lot.base_unit) for lot in lots.values()}
    return [
        ItemWay(
            item_id,
            *told[item_id],
            tuple(stops[place] for place in dict.fromkeys(place for ends in sums for place in ends)),
            tuple(Link(str(source), str(destination), quantity) for (source, destination), quantity in sums.items()),
        )
        for item_id, sums in by_item.items()
    ]


_SHIPPED = """
SELECT shipment_line.item_id, item.name, item.base_unit, COALESCE(party.party_id, 0), COALESCE(party.name, ''),
       shipment_line.source_id, shipment_line.shipment_id, shipment.unit_id, unit.name, shipment_line.quantity,
       shipment.state, COALESCE(shipment_line.received, 0), shipment_line.returned, shipment_line.found,
       shipment_line.lost
FROM shipment_line
JOIN shipment ON shipment.district_id = shipment_line.district_id AND shipment.shipment_id = shipment_line.shipment_id
JOIN party AS unit ON unit.district_id = shipment.district_id AND unit.party_id = shipment.unit_id
JOIN item ON item.district_id = shipment_line.district_id AND item.item_id = shipment_line.item_id
JOIN lot ON lot.district_id = shipment_line.district_id AND lot.lot_id = shipment_line.lot_id
LEFT JOIN party ON party.district_id = lot.district_id AND party.party_id = lot.source_party_id
WHERE shipment_line.district_id = ? AND shipment_line.{kind}_id = ? AND shipment.state <> 'cancelled'
ORDER BY shipment_line.shipment_id, shipment_line.line_number
"""


def _of_shipments(
    connection: Connection, district_id: int, subject: Subject, page: tuple[int, int]
) -> tuple[list[ItemWay], list[Step], int]:
    """Of a waybill, or of all waybills of a request: whose goods, from which place, to whom; and its lines."""
    rows = ask(connection, _SHIPPED.format(kind=subject.kind), (district_id, subject.number))
    places = _stops(connection, district_id, {row[5] for row in rows})
    found: dict[int, tuple[tuple[str, str], dict[str, Stop], dict[tuple[str, str], int]]] = {}
    for item_id, name, unit, party_id, party, place, number, unit_id, unit_name, sent, state, got, *rest in rows:
        _told, stops, sums = found.setdefault(item_id, ((name, unit), {}, {}))
        source, store, road, target = f"p{party_id}", f"l{place}", f"s{number}", f"u{unit_id}"
        stops[source] = Stop(source, party or "—", "supplier", party_id)
        stops[store] = Stop(store, places[place].name, "store")
        stops[road] = Stop(road, f"#{number}", "shipment")
        stops[target] = Stop(target, unit_name, "recipient", unit_id)
        parts = [(source, store, sent), (store, road, sent)]
        if state == "delivered":
            returned, again, lost = rest
            stops["loss"] = Stop("loss", "", "loss")
            stops["back"] = Stop("back", places[place].name, "returned")
            parts += [(road, target, got), (road, "back", returned + again), (road, "loss", lost)]
        for one, other, quantity in parts:
            sums[one, other] = sums.get((one, other), 0) + quantity
    ways = []
    for item_id, (told, stops, sums) in found.items():
        links = tuple(Link(*ends, quantity) for ends, quantity in sums.items() if quantity)
        used = {end for link in links for end in (link.source, link.destination)}
        ways.append(ItemWay(item_id, *told, tuple(stops[key] for key in stops if key in used), links))
    numbers = sorted({row[6] for row in rows})
    return ways, *_lines_at(connection, district_id, numbers, page)


def _lines_at(
    connection: Connection, district_id: int, places: Sequence[int], page: tuple[int, int]
) -> tuple[list[Step], int]:
    """The lines that came to or left these places, in the order of the books, and how many there are."""
    if not places:
        return [], 0
    numbers = ", ".join(str(int(place)) for place in places)
    shipped = (
        f"SELECT line.lot_id FROM shipment_line AS line WHERE line.district_id = ? AND line.shipment_id IN ({numbers})"
    )
    lots = sorted({row[0] for row in ask(connection, shipped, (district_id,))})
    every = [
        step
        for step in steps_of_lots(connection, district_id, lots, page=(5_000, 0))
        if step.source_id in places or step.destination_id in places or step.kind == "receipt"
    ]
    return every[page[1] : page[1] + page[0]], len(every)


def _of_party(
    connection: Connection, district_id: int, viewer: Viewer, subject: Subject, page: tuple[int, int]
) -> Answer:
    """A unit: from whom its goods are. A source: to whom they went. Both sums are those of the books, however long."""
    party = party_found(connection, district_id, subject.number)
    sums, own, more_items = list[PartyFlow](), list[PartyFlow](), 0
    if viewer.stock.is_all:
        own = received_by(connection, district_id, party.location_id)
        items = sorted({each.item_id for each in own}, key=_largest(own))
        more_items = max(0, len(items) - MOST_ITEMS)
        sums = [each for each in own if each.item_id in items[:MOST_ITEMS]]
        brought = [each.item_id for each in sums if each.party_id == party.party_id]
        if brought:
            sums = [each for each in sums if each.party_id != party.party_id]
            sums += brought_by(connection, district_id, party.party_id, brought)
    lots = origins(connection, district_id, lots_from(connection, district_id, party.party_id, viewer.stock, most=50))
    arrivals = arrivals_at(connection, district_id, party.location_id, viewer.stock, page=page)
    total = sum(each.lines for each in own if each.party_id != party.party_id)
    if not viewer.stock.is_all:
        total = count_arrivals(connection, district_id, party.location_id, viewer.stock)
    ways = _party_ways(connection, district_id, party, sums)
    steps = [_as_step(each, party) for each in arrivals]
    return Answer(subject, lots, 0, ways, [], steps, total, [], more_items)


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
        quantity=arrival.quantity, reverses=0, reversed_by=0,
    )  # fmt: skip


def _party_ways(
    connection: Connection, district_id: int, party: PartyFound, sums: Sequence[PartyFlow]
) -> list[ItemWay]:
    """For each item: sources → the party (what it received), and the party → places (what became of what it gave)."""
    sources = {each.party_id for each in sums if each.party_id}
    rows = select_by_keys(
        connection,
        "SELECT party_id, name FROM {keys} JOIN party ON party_id = k1 WHERE district_id = ?",
        [(number,) for number in sorted(sources)],
        (district_id,),
    )
    names: dict[int, str] = {row[0]: row[1] for row in rows}
    stops = _stops(connection, district_id, {each.location_id for each in sums})
    items = {each.item_id for each in sums}
    rows = select_by_keys(
        connection,
        "SELECT item_id, name, base_unit FROM {keys} JOIN item ON item_id = k1 WHERE district_id = ?",
        [(number,) for number in sorted(items)],
        (district_id,),
    )
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
