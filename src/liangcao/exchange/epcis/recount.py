"""Stock computed from a document of events alone, by anybody, without our books: pure.

An event moves base units of a class from the place in its sourceList to the one in its destinationList (type
``location``). A TransformationEvent takes its input away where it was done and puts its output there. One that is
declared an error did not move anything. What a TransactionEvent adds is promised there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

Cell = tuple[str, str]
"""A class of goods and a place, both by their URIs."""


def recount(events: Iterable[Mapping[str, Any]]) -> tuple[dict[Cell, int], dict[Cell, int]]:
    """On hand and promised, in base units, by class and place; what comes to nothing is left out."""
    last: dict[tuple[str, int], Mapping[str, Any]] = {}
    for event in events:
        if "errorDeclaration" in event:
            last.pop((event["eventID"], event["liangcao:entry"]), None)
        else:
            last[event["eventID"], event["liangcao:entry"]] = event
    on_hand: Counter[Cell] = Counter()
    promised: Counter[Cell] = Counter()
    for event in last.values():
        quantities = _pairs(event, "quantityList")
        if event["type"] == "TransactionEvent":
            sign = -1 if event["action"] == "DELETE" else 1
            for name, quantity in quantities:
                promised[name, event["bizLocation"]["id"]] += sign * quantity
            continue
        for name, quantity in _pairs(event, "inputQuantityList"):
            on_hand[name, event["bizLocation"]["id"]] -= quantity
        for name, quantity in _pairs(event, "outputQuantityList"):
            on_hand[name, event["bizLocation"]["id"]] += quantity
        source, destination = _place(event, "source"), _place(event, "destination")
        for name, quantity in quantities:
            if source:
                on_hand[name, source] -= quantity
            if destination:
                on_hand[name, destination] += quantity
    return {cell: n for cell, n in on_hand.items() if n}, {cell: n for cell, n in promised.items() if n}


def _pairs(event: Mapping[str, Any], name: str) -> list[tuple[str, int]]:
    return [(each["epcClass"], each["quantity"]) for each in event.get(name, ())]


def _place(event: Mapping[str, Any], name: str) -> str:
    return next((each[name] for each in event.get(f"{name}List", ()) if each["type"] == "location"), "")
