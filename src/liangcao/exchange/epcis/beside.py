"""Events of what an entry says without moving goods: judged, packed, opened, counted, taken over, recalled. Pure.

They stand in the rows that the entry wrote. Tables are read by their names: a row that nobody writes makes no event.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from liangcao.exchange.epcis.facts import Facts, PackageFact, Posted
from liangcao.exchange.epcis.naming import word
from liangcao.exchange.epcis.steps import COUNTED, FOUND_AS_BOOKED, LOADED, OPENED, PACKED, PASSED, RECALLED
from liangcao.exchange.epcis.writing import StockLine, Told, finished, head, lots_told, papers_of, quantities, seen


def judged(entry: Posted, facts: Facts) -> Iterator[Told]:
    """What an inspection found good, where it was received; what it found bad moves, and says so itself."""
    passed: dict[int, list[StockLine]] = {}
    for row in entry.rows("acceptance_line"):
        if row["verdict"] == "passed" and row["lot_id"] in facts.inspected:
            place_id, accepted = facts.inspected[row["lot_id"]]
            if accepted > row["rejected"]:
                passed.setdefault(place_id, []).append((row["lot_id"], 0, 0, accepted - row["rejected"]))
    for place_id, lines in passed.items():
        yield finished(entry, seen(entry, PASSED, place_id, lines, facts)), (place_id,)


def seen_by_rows(entry: Posted, facts: Facts) -> Iterator[Told]:
    """Every event of the rows of an entry but those of an inspection, in a fixed order."""
    yield from _packed(entry, facts)
    yield from _opened(entry, facts)
    yield from _counted(entry, facts)
    yield from _taken_over(entry, facts)
    yield from _recalled(entry, facts)


def _packed(entry: Posted, facts: Facts) -> Iterator[Told]:
    """A package with its number, and what is in it (AggregationEvent ADD)."""
    inside: dict[int, list[tuple[int, int, int, int]]] = {}
    for row in entry.rows("package_line"):
        inside.setdefault(row["package_id"], []).append((row["lot_id"], 0, 0, row["quantity"]))
    for row in entry.rows("package"):
        sscc = row["code"] if row.get("prefix") else ""
        known = PackageFact(sscc, row["location_id"], inside[row["package_id"]])
        event = _package(head(entry, PACKED, facts, "AggregationEvent"), row["package_id"], known, facts)
        if row.get("plan_id"):
            order = {
                "type": word("btt", "allocation-order"),
                "bizTransaction": facts.names.paper("plan", row["plan_id"]),
            }
            event["bizTransactionList"] = [order]
        yield finished(entry, event), (known.location_id,)


def _opened(entry: Posted, facts: Facts) -> Iterator[Told]:
    """A package whose number ended, with what was in it (AggregationEvent DELETE)."""
    for change in entry.changed("package"):
        if change["values"].get("state") == "unpacked":
            number = change["key"]["package_id"]
            known = facts.packages[number]
            event = _package(head(entry, OPENED, facts, "AggregationEvent"), number, known, facts)
            yield finished(entry, event), (known.location_id,)


def _package(event: dict[str, Any], number: int, known: PackageFact, facts: Facts) -> dict[str, Any]:
    event["parentID"] = facts.names.package(number, known.sscc)
    event["childQuantityList"] = quantities(known.lines, facts)
    event["readPoint"] = {"id": facts.names.place(known.location_id)}
    if facts.places[known.location_id].kind != "shipment":
        event["bizLocation"] = event["readPoint"]
    told = lots_told(known.lines, facts, with_origin=False)
    return event | ({"liangcao:lots": told} if told else {})


def _counted(entry: Posted, facts: Facts) -> Iterator[Told]:
    """What a count found at each place, as the books had it or not (what was not there: none), and what they had."""
    found: dict[tuple[int, bool], list[Mapping[str, Any]]] = {}
    for row in entry.rows("count_result"):
        found.setdefault((row["location_id"], row["outcome"] == "same"), []).append(row)
    for (location_id, is_same), rows in found.items():
        lines = [(row["lot_id"], 0, 0, row["found"]) for row in rows]
        event = seen(entry, FOUND_AS_BOOKED if is_same else COUNTED, location_id, lines, facts)
        if not is_same:
            event["liangcao:expected"] = quantities([(r["lot_id"], 0, 0, r["expected"]) for r in rows], facts)
        yield finished(entry, event), (location_id,)


def _taken_over(entry: Posted, facts: Facts) -> Iterator[Told]:
    """The driver's word that the packages of a waybill are on the vehicle."""
    for row in entry.rows("shipment_taken"):
        known = facts.shipments.get(row["shipment_id"])
        if known is not None:
            event = head(entry, LOADED, facts)
            event["readPoint"] = {"id": facts.names.place(known.store_id)}
            event["quantityList"] = quantities(known.lines, facts)
            event["bizTransactionList"] = papers_of(entry, "", LOADED, facts)
            if row["packages"]:
                event["liangcao:packages"] = row["packages"]
            yield finished(entry, event), (known.store_id, row["shipment_id"])


def _recalled(entry: Posted, facts: Facts) -> Iterator[Told]:
    """Goods called back, wherever they lay at that moment: with us or with units."""
    at: dict[int, list[StockLine]] = {}
    for row in entry.rows("recall_lot"):
        for location_id, quantity in facts.lying.get((entry.number, row["lot_id"]), ()):
            at.setdefault(location_id, []).append((row["lot_id"], 0, 0, quantity))
    for location_id in sorted(at):
        yield finished(entry, seen(entry, RECALLED, location_id, at[location_id], facts)), (location_id,)
