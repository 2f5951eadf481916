"""Entries of the journal as EPCIS events: pure. The same entry gives the same events, byte for byte, for ever.

Every event that moves goods names where they were and where they went (sourceList and destinationList, type
``location``), and base units of each class, so that stock can be computed from the events alone: `recount`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from liangcao.exchange.epcis.facts import Facts, LotFact, PlaceFact, Posted, plan_line_of
from liangcao.exchange.epcis.naming import CONTEXT, word
from liangcao.exchange.epcis.prehash import hash_of, prehash
from liangcao.exchange.epcis.steps import ALLOCATING, EXPIRED, PASSED, SENT_BACK, Ends, Step, step_of
from liangcao.exchange.epcis.terms import prefixes_of

_PREFIXES = prefixes_of(CONTEXT)
_Line = Sequence[int]
_PAPERS = {
    "receipt_id": ("recadv", "receipt"),
    "shipment_id": ("desadv", "shipment"),
    "purchase_id": ("po", "purchase"),
    "acceptance_id": ("testres", "acceptance"),
    "plan_id": (word("btt", "allocation-order"), "plan"),
    "order_id": (word("btt", "mobilisation-order"), "order"),
    "routing_id": ("rma", "routing"),
}
"""What an entry's answer names, as a kind of business transaction and a document of ours."""
_OF_SOURCE = {
    "purchase": ("po", "purchase"),
    "donation": (word("btt", "donation"), "donation"),
    "mobilisation": (word("btt", "mobilisation-order"), "order"),
    "opening": (word("btt", "opening"), "opening"),
}
OWNED = ("purchase", "donation")
"""Goods that were somebody's and became ours; what a reserve lends stays its own."""


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
    made: list[tuple[dict[str, Any], tuple[int, ...]]] = []
    made += _promises(entry, facts, released=True)
    for movement in entry.effects.get("movements", ()):
        lines = [line for line in movement["lines"] if not facts.lots[line[0]].is_money]
        first = facts.undone.get(movement.get("reverses", 0))
        if first is not None and _is_whole(first, movement):
            made += _declared_wrong(first, entry, facts)
        else:
            made += _moved(entry, movement["kind"], lines, facts)
    made += _judged(entry, facts)
    made += _promises(entry, facts, released=False)
    return [Mapped(entry.number, ordinal, event, places) for ordinal, (event, places) in enumerate(made)]


def _moved(
    entry: Posted, kind: str, lines: Sequence[_Line], facts: Facts
) -> Iterator[tuple[dict[str, Any], tuple[int, ...]]]:
    """One event for all lines of the same step between the same two places."""
    complete = _is_complete(entry)
    groups: dict[_Way, list[_Line]] = {}
    for line in lines:
        source, destination = facts.places[line[1]], facts.places[line[2]]
        ends = Ends(source.kind, destination.kind, source.is_outside, destination.is_outside)
        came = facts.lots[line[0]].source_kind
        step = step_of(entry.action, kind, ends, came, is_complete=complete)
        way = _Way(line[1], line[2], step, came if source.is_outside else "")
        groups.setdefault(way, []).append(line)
    for way, grouped in groups.items():
        yield from _on_its_way(entry, way, grouped, facts)


def _on_its_way(
    entry: Posted, way: _Way, lines: Sequence[_Line], facts: Facts
) -> Iterator[tuple[dict[str, Any], tuple[int, ...]]]:
    """The event of a movement; before it, where the table asks for two, that of what was so at its source."""
    step, source = way.step, facts.places[way.source_id]
    if step.biz_step == "destroying":
        day = _local(entry.occurred_at, facts.timezone).date().isoformat()
        late = [line for line in lines if "" < facts.lots[line[0]].expires_on < day]
        if late:
            yield _finished(entry, _seen(entry, EXPIRED, way.source_id, late, facts)), (way.source_id,)
    if source.kind in ("recipient", "consumed") and step.disposition == "returned":
        yield _finished(entry, _seen(entry, SENT_BACK, way.source_id, lines, facts)), (way.source_id,)
    event = _head(entry, step, facts)
    event["readPoint"] = {"id": facts.names.place(way.source_id if step.reads_source else way.destination_id)}
    at = _location(way, facts.places[way.destination_id])
    if at:
        event["bizLocation"] = {"id": facts.names.place(at)}
    event["quantityList"] = _quantities(lines, facts)
    papers = _papers(entry, way.came, step, facts)
    if papers:
        event["bizTransactionList"] = papers
    event["sourceList"] = _end("source", source, way.source_id, way.came, facts)
    event["destinationList"] = _end("destination", facts.places[way.destination_id], way.destination_id, "", facts)
    lots = _lots(lines, facts, with_origin=source.is_outside)
    if lots:
        event["liangcao:lots"] = lots
    yield _finished(entry, event), (way.source_id, way.destination_id)


def _location(way: _Way, destination: PlaceFact) -> int:
    """Where the goods are after it: nowhere (0) while they travel and when they left us; where they were used up."""
    if destination.kind == "recipient" or not (destination.is_outside or destination.kind == "shipment"):
        return way.destination_id
    return way.source_id if way.step.action == "DELETE" else 0


def _seen(entry: Posted, step: Step, place_id: int, lines: Sequence[_Line], facts: Facts) -> dict[str, Any]:
    """An event that moves nothing: what was so of goods where they lay."""
    event = _head(entry, step, facts)
    event["readPoint"] = event["bizLocation"] = {"id": facts.names.place(place_id)}
    event["quantityList"] = _quantities(lines, facts)
    papers = _papers(entry, "", step, facts)
    if papers:
        event["bizTransactionList"] = papers
    lots = _lots(lines, facts, with_origin=False)
    return event | ({"liangcao:lots": lots} if lots else {})


def _judged(entry: Posted, facts: Facts) -> Iterator[tuple[dict[str, Any], tuple[int, ...]]]:
    """What an inspection found good, where it was received; what it found bad moves, and says so itself."""
    passed: dict[int, list[_Line]] = {}
    for row in entry.rows("acceptance_line"):
        if row["verdict"] == "passed" and row["lot_id"] in facts.inspected:
            place_id, accepted = facts.inspected[row["lot_id"]]
            if accepted > row["rejected"]:
                passed.setdefault(place_id, []).append((row["lot_id"], 0, 0, accepted - row["rejected"]))
    for place_id, lines in passed.items():
        yield _finished(entry, _seen(entry, PASSED, place_id, lines, facts)), (place_id,)


def _promises(entry: Posted, facts: Facts, *, released: bool) -> Iterator[tuple[dict[str, Any], tuple[int, ...]]]:
    """Goods promised to a unit by a plan (ADD), or free again (DELETE)."""
    groups: dict[tuple[int, int, int], list[_Line]] = {}
    for lot_id, location_id, delta, document in entry.effects.get("holds", ()):
        key = plan_line_of(document)
        if key and (delta < 0) == released and not facts.lots[lot_id].is_money:
            unit = facts.units.get(key, 0)
            groups.setdefault((key[0], unit, location_id), []).append((lot_id, 0, 0, abs(delta)))
    for (plan_id, unit_id, location_id), lines in groups.items():
        event = _head(entry, Step(ALLOCATING, action="DELETE" if released else "ADD"), facts, "TransactionEvent")
        order = {"type": word("btt", "allocation-order"), "bizTransaction": facts.names.paper("plan", plan_id)}
        event["bizTransactionList"] = [order]
        event["readPoint"] = event["bizLocation"] = {"id": facts.names.place(location_id)}
        event["quantityList"] = _quantities(lines, facts)
        if unit_id:
            event["destinationList"] = [{"type": "possessing_party", "destination": facts.names.who(unit_id)}]
        lots = _lots(lines, facts, with_origin=False)
        if lots:
            event["liangcao:lots"] = lots
        yield _finished(entry, event), (location_id,)


def _is_whole(first: Posted, movement: Mapping[str, Any]) -> bool:
    """Does the movement put back all that the first entry moved, and nothing else?"""
    there = sorted(tuple(line) for each in first.effects.get("movements", ()) for line in each["lines"])
    back = sorted((line[0], line[2], line[1], line[3]) for line in movement["lines"])
    return there == back


def _declared_wrong(first: Posted, entry: Posted, facts: Facts) -> Iterator[tuple[dict[str, Any], tuple[int, ...]]]:
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


def _head(entry: Posted, step: Step, facts: Facts, kind: str = "ObjectEvent") -> dict[str, Any]:
    event: dict[str, Any] = {
        "type": kind,
        "eventTime": moment(entry.occurred_at, facts.timezone),
        "eventTimeZoneOffset": moment(entry.occurred_at, facts.timezone)[-6:],
        "recordTime": moment(entry.recorded_at, facts.timezone),
        "action": step.action,
        "bizStep": step.biz_step,
    }
    if step.disposition:
        event["disposition"] = step.disposition
    if step.lasting:
        event["persistentDisposition"] = {"set": [step.lasting]}
    return event


def _finished(entry: Posted, event: dict[str, Any]) -> dict[str, Any]:
    """The event with the number of its entry, which tells two like movements apart, and its hash for an id."""
    event["liangcao:entry"] = entry.number
    return {"eventID": hash_of(prehash(event, _PREFIXES)), **event}


def _quantities(lines: Sequence[_Line], facts: Facts) -> list[dict[str, Any]]:
    sums: dict[str, int] = {}
    for line in lines:
        name = facts.lots[line[0]].epc_class
        sums[name] = sums.get(name, 0) + line[3]
    return [{"epcClass": name, "quantity": quantity} for name, quantity in sums.items()]


def _lots(lines: Sequence[_Line], facts: Facts, *, with_origin: bool) -> list[dict[str, Any]]:
    """Which lots of ours they are, where the class does not say it, and where they came from as they come in."""
    told: list[dict[str, Any]] = []
    for line in lines:
        lot = facts.lots[line[0]]
        if with_origin or lot.epc_class != lot.own:
            origin = _origin(lot, facts) if with_origin else {}
            told.append({"liangcao:lot": lot.own, "liangcao:quantity": line[3], **origin})
    return told


def _origin(lot: LotFact, facts: Facts) -> dict[str, Any]:
    told = {
        "liangcao:epcClass": lot.epc_class,
        "liangcao:sourceKind": lot.source_kind,
        "liangcao:source": facts.names.who(lot.source_party_id) if lot.source_party_id else "",
        "liangcao:batchNumber": lot.batch_number,
        "liangcao:producedOn": lot.produced_on,
        "liangcao:expiresOn": lot.expires_on,
    }
    return {name: value for name, value in told.items() if value}


def _papers(entry: Posted, came: str, step: Step, facts: Facts) -> list[dict[str, str]]:
    found: dict[tuple[str, str], None] = {}
    answer = entry.effects.get("answer", {})
    for name, (kind, paper) in _PAPERS.items():
        if isinstance(answer.get(name), int):
            found[kind, facts.names.paper(paper, answer[name])] = None
    if "shipment_id" in answer and step.biz_step == "receiving":
        found["recadv", facts.names.paper("delivery", answer["shipment_id"])] = None
    for row in entry.rows("receipt"):
        kind, number = facts.papers.get(row.get("arrival_id", 0), (came, 0))
        if number and kind in _OF_SOURCE:
            found[_OF_SOURCE[kind][0], facts.names.paper(_OF_SOURCE[kind][1], number)] = None
    if came == "opening":
        found[_OF_SOURCE[came][0], facts.names.paper("opening", entry.number)] = None
    if step.disposition == "returned" and step.biz_step == "shipping":
        found["rma", facts.names.paper("return", entry.number)] = None
    return [{"type": kind, "bizTransaction": uri} for kind, uri in found]


def _end(name: str, place: PlaceFact, place_id: int, came: str, facts: Facts) -> list[dict[str, str]]:
    """One end of a movement: whose goods they were or in whose hands they are, where that is said, and the place."""
    told = []
    if place.party_id:
        kind = "owning_party" if came in OWNED else "possessing_party"
        told.append({"type": kind, name: facts.names.who(place.party_id)})
    told.append({"type": "location", name: facts.names.place(place_id)})
    return told


@lru_cache(maxsize=256)
def moment(milliseconds: int, timezone: str) -> str:
    """A moment as clocks there show it, with their offset: ``2020-02-03T08:01:00.000+08:00``."""
    return _local(milliseconds, timezone).isoformat(timespec="milliseconds")


def _local(milliseconds: int, timezone: str) -> datetime:
    seconds, rest = divmod(milliseconds, 1_000)
    moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1_000)
    return moment.astimezone(ZoneInfo(timezone))
