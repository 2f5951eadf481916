"""Entries of the journal as EPCIS events: pure. The same entry gives the same events, byte for byte, for ever.

Every event that moves goods names where they were and where they went (sourceList and destinationList, type
``location``), and base units of each class, so that stock can be computed from the events alone: `recount`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liangcao.exchange.epcis.beside import judged, seen_by_rows
from liangcao.exchange.epcis.facts import Facts, PlaceFact, Posted, plan_line_of
from liangcao.exchange.epcis.making import THROUGH, transformed
from liangcao.exchange.epcis.naming import word
from liangcao.exchange.epcis.steps import ALLOCATING, EXPIRED, SENT_BACK, Ends, Step, step_of
from liangcao.exchange.epcis.writing import (
    StockLine,
    Told,
    end_of,
    finished,
    head,
    local,
    lots_told,
    moment,
    papers_of,
    quantities,
    seen,
)


@dataclass(frozen=True, slots=True)
class Mapped:
    """An event with where it stands in the journal, and the places it touches (for who may see it)."""

    entry: int
    ordinal: int
    event: dict[str, Any]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """What makes lines of an entry one event: both ends, the step, and how the goods came where they come in."""

    source_id: int
    destination_id: int
    step: Step
    came: str


def events_of(entry: Posted, facts: Facts) -> list[Mapped]:
    """The events of an entry, in their order; an entry that moves, promises and judges no goods has none."""
    made: list[Told] = []
    made += _promises(entry, facts, released=True)
    for movement in entry.effects.get("movements", ()):
        lines = [line for line in movement["lines"] if not facts.lots[line[0]].is_money]
        first = facts.undone.get(movement.get("reverses", 0))
        if first is not None and _is_whole(first, movement):
            made += _declared_wrong(first, entry, facts)
        else:
            made += _moved(entry, movement["kind"], lines, facts)
    made += judged(entry, facts)
    made += seen_by_rows(entry, facts)
    made += _promises(entry, facts, released=False)
    return [Mapped(entry.number, ordinal, event, places) for ordinal, (event, places) in enumerate(made)]


def _moved(entry: Posted, kind: str, lines: Sequence[StockLine], facts: Facts) -> Iterator[Told]:
    """One event for all lines of the same step between the same two places; for what is made of other goods, one."""
    made = transformed(entry, lines, facts) if kind == "transformation" else None
    if made is not None:
        yield made
        return
    complete = _is_complete(entry)
    groups: dict[_Way, list[StockLine]] = {}
    for line in lines:
        source, destination = facts.places[line[1]], facts.places[line[2]]
        ends = Ends(source.kind, destination.kind, source.is_outside, destination.is_outside)
        came = facts.lots[line[0]].source_kind
        step = step_of(entry.action, kind, ends, came, is_complete=complete)
        way = _Way(line[1], line[2], step, came if source.is_outside else "")
        groups.setdefault(way, []).append(line)
    for way, grouped in groups.items():
        yield from _on_its_way(entry, way, grouped, facts)


def _on_its_way(entry: Posted, way: _Way, lines: Sequence[StockLine], facts: Facts) -> Iterator[Told]:
    """The event of a movement; before it, where the table asks for two, that of what was so at its source."""
    step, source = way.step, facts.places[way.source_id]
    if step.biz_step == "destroying":
        day = local(entry.occurred_at, facts.timezone).date().isoformat()
        late = [line for line in lines if "" < facts.lots[line[0]].expires_on < day]
        if late:
            yield finished(entry, seen(entry, EXPIRED, way.source_id, late, facts)), (way.source_id,)
    if source.kind in ("recipient", "consumed", "loan") and step.disposition == "returned":
        yield finished(entry, seen(entry, SENT_BACK, way.source_id, lines, facts)), (way.source_id,)
    event = head(entry, step, facts)
    event["readPoint"] = {"id": facts.names.place(way.source_id if step.reads_source else way.destination_id)}
    at = _location(way, facts.places[way.destination_id])
    if at:
        event["bizLocation"] = {"id": facts.names.place(at)}
    event["quantityList"] = quantities(lines, facts)
    papers = papers_of(entry, way.came, step, facts)
    if papers:
        event["bizTransactionList"] = papers
    destination = facts.places[way.destination_id]
    if source.kind != THROUGH:
        event["sourceList"] = end_of("source", source, way.source_id, way.came, facts)
    if destination.kind != THROUGH:
        event["destinationList"] = end_of("destination", destination, way.destination_id, "", facts)
    lots = lots_told(lines, facts, with_origin=source.is_outside)
    if lots:
        event["liangcao:lots"] = lots
    yield finished(entry, event), (way.source_id, way.destination_id)


def _location(way: _Way, destination: PlaceFact) -> int:
    """Where the goods are after it: nowhere (0) while they travel and when they left us; where they were used up."""
    if destination.kind == "recipient" or not (destination.is_outside or destination.kind == "shipment"):
        return way.destination_id
    return way.source_id if way.step.action == "DELETE" else 0


def _promises(entry: Posted, facts: Facts, *, released: bool) -> Iterator[Told]:
    """Goods promised to a unit by a plan (ADD), or free again (DELETE)."""
    groups: dict[tuple[int, int, int], list[StockLine]] = {}
    for lot_id, location_id, delta, document in entry.effects.get("holds", ()):
        key = plan_line_of(document)
        if key and (delta < 0) == released and not facts.lots[lot_id].is_money:
            unit = facts.units.get(key, 0)
            groups.setdefault((key[0], unit, location_id), []).append((lot_id, 0, 0, abs(delta)))
    for (plan_id, unit_id, location_id), lines in groups.items():
        event = head(entry, Step(ALLOCATING, action="DELETE" if released else "ADD"), facts, "TransactionEvent")
        order = {"type": word("btt", "allocation-order"), "bizTransaction": facts.names.paper("plan", plan_id)}
        event["bizTransactionList"] = [order]
        event["readPoint"] = event["bizLocation"] = {"id": facts.names.place(location_id)}
        event["quantityList"] = quantities(lines, facts)
        if unit_id:
            event["destinationList"] = [{"type": "possessing_party", "destination": facts.names.who(unit_id)}]
        lots = lots_told(lines, facts, with_origin=False)
        if lots:
            event["liangcao:lots"] = lots
        yield finished(entry, event), (location_id,)


def _is_whole(first: Posted, movement: Mapping[str, Any]) -> bool:
    """Does the movement put back all that the first entry moved, and nothing else?"""
    there = sorted(tuple(line) for each in first.effects.get("movements", ()) for line in each["lines"])
    back = sorted((line[0], line[2], line[1], line[3]) for line in movement["lines"])
    return there == back


def _declared_wrong(first: Posted, entry: Posted, facts: Facts) -> Iterator[Told]:
    """The events of an entry that was undone once more, with an error declaration: their hashes stay (CBV 8.9.2)."""
    declared = {
        "declarationTime": moment(entry.recorded_at, facts.timezone),
        "reason": "did_not_occur",
        "liangcao:entry": entry.number,
    }
    for movement in first.effects.get("movements", ()):
        lines = [line for line in movement["lines"] if not facts.lots[line[0]].is_money]
        for event, places in _moved(first, movement["kind"], lines, facts):
            recorded = moment(entry.recorded_at, facts.timezone)
            yield {**event, "recordTime": recorded, "errorDeclaration": declared}, places


def _is_complete(entry: Posted) -> bool:
    """Was all signed for that was sent? By what the signature changed of its shipment and its lines."""
    for change in entry.effects.get("changes", ()):
        if change["table"] == "shipment" and change["values"].get("open_lines"):
            return False
        if change["table"] == "shipment_line" and change["values"].get("returned"):
            return False
    return True
