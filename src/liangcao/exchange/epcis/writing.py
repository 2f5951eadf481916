"""The parts that events of ours are written with: pure. What an event says besides them is in `mapping`, `beside`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from liangcao.exchange.epcis.facts import Facts, LotFact, PlaceFact, Posted
from liangcao.exchange.epcis.naming import CONTEXT, word
from liangcao.exchange.epcis.prehash import hash_of, prehash
from liangcao.exchange.epcis.steps import Step
from liangcao.exchange.epcis.terms import prefixes_of

_PREFIXES = prefixes_of(CONTEXT)
Told = tuple[dict[str, Any], tuple[int, ...]]
"""An event, and the places it touches."""
StockLine = Sequence[int]
"""A lot, the place it was, the place it went to, how many base units."""
_PAPERS = {
    "receipt_id": ("recadv", "receipt"),
    "shipment_id": ("desadv", "shipment"),
    "purchase_id": ("po", "purchase"),
    "acceptance_id": ("testres", "acceptance"),
    "plan_id": (word("btt", "allocation-order"), "plan"),
    "order_id": (word("btt", "mobilisation-order"), "order"),
    "routing_id": ("rma", "routing"),
    "return_id": ("rma", "return"),
    "build_id": (word("btt", "making"), "making"),
    "count_id": (word("btt", "stock-count"), "count"),
    "recall_id": (word("btt", "recall-notice"), "recall"),
    "disposal_id": (word("btt", "disposal-approval"), "disposal"),
    "loan_id": (word("btt", "loan"), "loan"),
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


def head(entry: Posted, step: Step, facts: Facts, kind: str = "ObjectEvent") -> dict[str, Any]:
    """What every event begins with: its type, when it was, when it was recorded, what was done."""
    event: dict[str, Any] = {
        "type": kind,
        "eventTime": moment(entry.occurred_at, facts.timezone),
        "eventTimeZoneOffset": moment(entry.occurred_at, facts.timezone)[-6:],
        "recordTime": moment(entry.recorded_at, facts.timezone),
        **({} if kind == "TransformationEvent" else {"action": step.action}),
        "bizStep": step.biz_step,
    }
    if step.disposition:
        event["disposition"] = step.disposition
    if step.lasting:
        event["persistentDisposition"] = {"set": [step.lasting]}
    return event


def finished(entry: Posted, event: dict[str, Any]) -> dict[str, Any]:
    """The event with the number of its entry, which tells two like movements apart, and its hash for an id."""
    event["liangcao:entry"] = entry.number
    return {"eventID": hash_of(prehash(event, _PREFIXES)), **event}


def quantities(lines: Sequence[StockLine], facts: Facts) -> list[dict[str, Any]]:
    """Base units of each class, in the order in which they first come."""
    sums: dict[str, int] = {}
    for line in lines:
        name = facts.lots[line[0]].epc_class
        sums[name] = sums.get(name, 0) + line[3]
    return [{"epcClass": name, "quantity": quantity} for name, quantity in sums.items()]


def lots_told(lines: Sequence[StockLine], facts: Facts, *, with_origin: bool) -> list[dict[str, Any]]:
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


def papers_of(entry: Posted, came: str, step: Step, facts: Facts) -> list[dict[str, str]]:
    """The documents that an entry belongs to; `came`: how goods from outside were come by."""
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
    if step.disposition == "returned" and step.biz_step == "shipping" and "return_id" not in answer:
        found["rma", facts.names.paper("return", entry.number)] = None
    return [{"type": kind, "bizTransaction": uri} for kind, uri in found]


def end_of(name: str, place: PlaceFact, place_id: int, came: str, facts: Facts) -> list[dict[str, str]]:
    """One end of a movement: whose goods they were or in whose hands they are, where that is said, and the place."""
    told = []
    if place.party_id:
        kind = "owning_party" if came in OWNED else "possessing_party"
        told.append({"type": kind, name: facts.names.who(place.party_id)})
    told.append({"type": "location", name: facts.names.place(place_id)})
    return told


def seen(entry: Posted, step: Step, place_id: int, lines: Sequence[StockLine], facts: Facts) -> dict[str, Any]:
    """An event that moves nothing: what was so of goods where they lay."""
    event = head(entry, step, facts)
    event["readPoint"] = event["bizLocation"] = {"id": facts.names.place(place_id)}
    event["quantityList"] = quantities(lines, facts)
    papers = papers_of(entry, "", step, facts)
    if papers:
        event["bizTransactionList"] = papers
    lots = lots_told(lines, facts, with_origin=False)
    return event | ({"liangcao:lots": lots} if lots else {})


@lru_cache(maxsize=256)
def moment(milliseconds: int, timezone: str) -> str:
    """A moment as clocks there show it, with their offset: ``2020-02-03T08:01:00.000+08:00``."""
    return local(milliseconds, timezone).isoformat(timespec="milliseconds")


def local(milliseconds: int, timezone: str) -> datetime:
    """A moment on the clocks of a time zone; `milliseconds` since 1970 UTC."""
    seconds, rest = divmod(milliseconds, 1_000)
    moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1_000)
    return moment.astimezone(ZoneInfo(timezone))
