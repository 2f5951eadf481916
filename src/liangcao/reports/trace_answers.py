"""The answer to a trace: lots, where they came from and went, what they were made of, lines, papers."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from liangcao.access.permissions import EVERYTHING
from liangcao.database.bulk import answers, ask
from liangcao.database.driver import Query
from liangcao.ledger.trace import (
    Origin,
    Step,
    origins,
    origins_query,
)
from liangcao.ledger.trace_many import (
    Became,
    LotFlow,
    flows_query,
    made_query,
    net_flows,
    page_query,
    related,
    steps_in_order,
    steps_of_lots,
    steps_queries,
)
from liangcao.papers.queries import by_documents, papers_of_many, papers_query
from liangcao.reports.trace_parties import of_party
from liangcao.reports.trace_parts import Answer, ItemWay, Link, Stop, stops_of, stops_query
from liangcao.reports.trace_subjects import MOST_LOTS, Subject, Viewer, lots_of

SEES_ALL = Viewer(EVERYTHING, EVERYTHING, EVERYTHING, purchases=True, donations=True, people=True)
"""Whoever has the books themselves in hand: the command line."""


def answer(
    connection: Connection, district_id: int, viewer: Viewer, subject: Subject, *, page: tuple[int, int] = (50, 0)
) -> Answer:
    """Trace `subject` (see `subject_of`); `page` of its lines is (how many, from which)."""
    if subject.kind == "party":
        return of_party(connection, district_id, viewer, subject, page)
    asked, more = subject.lots or lots_of(connection, district_id, viewer.stock, subject)
    if subject.kind in ("shipment", "request"):
        made = _made(connection, district_id, asked)
        lots = origins(connection, district_id, _with_made(asked, made))
        papers = papers_of_many(connection, district_id, _documents(subject, lots.values()))
        return Answer(subject, lots, more, *_of_shipments(connection, district_id, subject, page), made, papers)
    return _of_lots(connection, district_id, subject, (asked, more), page)


def _of_lots(
    connection: Connection,
    district_id: int,
    subject: Subject,
    found: tuple[Sequence[int], int],
    page: tuple[int, int],
) -> Answer:
    """In two rounds: what the lots say of themselves, then the places and lines that this names."""
    asked, more = found
    hops = [made_query(connection, district_id, asked, forward=forward) for forward in (False, True)]
    *made_rows, lot_rows, flow_rows, lines = answers(
        connection, [*hops, *_asked_of_lots(connection, district_id, asked, page)]
    )
    made = _made(connection, district_id, asked) if any(made_rows) else []
    if made:  # kits and re-packs, their parts, and so on: their lots, too
        every = _with_made(asked, made)
        lot_rows, flow_rows, lines = answers(connection, _asked_of_lots(connection, district_id, every, page))
    lots = {row[0]: Origin(*row) for row in lot_rows}
    flows, total = net_flows(flow_rows)
    documents = _documents(subject, lots.values())
    places = {place for flow in flows for place in (flow.source_id, flow.destination_id)}
    stop_rows, paper_rows, *steps = answers(
        connection,
        [
            stops_query(connection, district_id, places),
            papers_query(connection, district_id, documents),
            *steps_queries(connection, district_id, [tuple(line) for line in lines]),
        ],
    )
    ways = _ways(lots, flows, stops_of(stop_rows))
    papers = by_documents(paper_rows, documents)
    return Answer(subject, lots, more, ways, steps_in_order(*steps), total, made, papers)


def _asked_of_lots(
    connection: Connection, district_id: int, lot_ids: Sequence[int], page: tuple[int, int]
) -> list[Query | None]:
    return [
        origins_query(connection, district_id, lot_ids),
        flows_query(connection, district_id, lot_ids),
        page_query(connection, district_id, lot_ids, page),
    ]


def _made(connection: Connection, district_id: int, asked: Sequence[int]) -> list[Became]:
    """What the lots were made of and became; at most about `MOST_LOTS` each way (see `is_cut`)."""
    return [
        link
        for forward in (False, True)
        for link in related(connection, district_id, asked, forward=forward, most=MOST_LOTS)
    ]


def _with_made(asked: Sequence[int], made: Sequence[Became]) -> list[int]:
    return list(dict.fromkeys([*asked, *(each for link in made for each in (link.from_lot_id, link.to_lot_id))]))


def _documents(subject: Subject, lots: Iterable[Origin]) -> list[tuple[str, int]]:
    found = [(subject.kind, subject.number)] if subject.kind not in ("lot", "batch", "party") else []
    found += [("receipt", lot.receipt_id) for lot in lots if lot.receipt_id]
    return list(dict.fromkeys(found))[:50]


def _stops(connection: Connection, district_id: int, places: Iterable[int]) -> dict[int, Stop]:
    return stops_of(answers(connection, [stops_query(connection, district_id, places)])[0])


def _ways(lots: Mapping[int, Origin], flows: Sequence[LotFlow], stops: Mapping[int, Stop]) -> list[ItemWay]:
    """One way for each item; what was made of lots stands in the list of what became what."""
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
