"""What the mapping has to know beside an entry: of lots, places and documents, loaded a batch of entries at a time.

Only what an entry could know when it was made counts: a barcode registered later changes no event of the past.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from liangcao.database.bulk import select_by_keys
from liangcao.exchange.epcis.codes_then import Codes
from liangcao.exchange.epcis.naming import Names, lot_class
from liangcao.journal.seal import log_name
from liangcao.kernel.moment import moment_of


@dataclass(frozen=True, slots=True)
class LotFact:
    """A lot: its item, marks, and how it came; `epc_class` is its LGTIN or, without one, our own name for it."""

    item_id: int
    is_money: bool
    batch_number: str
    produced_on: str
    expires_on: str
    source_kind: str
    source_party_id: int
    epc_class: str
    own: str


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """A place: its kind, its way down the tree, whom it stands for (of a shipment: the unit it goes to)."""

    kind: str
    path: str
    party_id: int
    is_outside: bool


@dataclass(frozen=True, slots=True)
class PackageFact:
    """A package: its SSCC (empty: a number of our own), where it was packed, what is in it (as lines of no way)."""

    sscc: str
    location_id: int
    lines: list[tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True)
class ShipmentFact:
    """A waybill: the store it left, the goods on it (as lines of no way)."""

    store_id: int
    lines: list[tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True)
class Posted:
    """What the mapping reads of a journal entry."""

    number: int
    action: str
    occurred_at: int
    recorded_at: int
    effects: Mapping[str, Any]

    @classmethod
    def of(cls, number: int, body: bytes) -> "Posted":
        """From the entry's bytes."""
        data = json.loads(body)
        moments = (moment_of(data["occurred_at"]), moment_of(data["recorded_at"]))
        return cls(number, data["action"], *moments, data.get("effects", {}))

    def rows(self, table: str) -> list[Mapping[str, Any]]:
        """The rows that it wrote into a table."""
        return [row["values"] for row in self.effects.get("rows", ()) if row["table"] == table]

    def changed(self, table: str) -> list[Mapping[str, Any]]:
        """What it changed in a table: each with its key and its values."""
        return [change for change in self.effects.get("changes", ()) if change["table"] == table]


@dataclass
class Facts:
    """All that is known so far; `load` adds what a batch of entries needs."""

    names: Names
    timezone: str
    codes: Codes
    with_received: bool = False  # what others sent, too
    lots: dict[int, LotFact] = field(default_factory=dict)
    places: dict[int, PlaceFact] = field(default_factory=dict)
    units: dict[tuple[int, int], int] = field(default_factory=dict)  # of plan lines
    papers: dict[int, tuple[str, int]] = field(default_factory=dict)  # of arrivals: the document they belong to
    inspected: dict[int, tuple[int, int]] = field(default_factory=dict)  # of lots: where received, how many
    undone: dict[int, Posted] = field(default_factory=dict)
    packages: dict[int, PackageFact] = field(default_factory=dict)  # those that were opened
    shipments: dict[int, ShipmentFact] = field(default_factory=dict)  # those that a driver took over
    lying: dict[tuple[int, int], list[tuple[int, int]]] = field(default_factory=dict)
    """Of recalled lots, by the recall's entry: where they lay before it, and how many."""


_LOT = """SELECT lot.lot_id, lot.item_id, item.kind, lot.batch_number, lot.produced_on, lot.expires_on,
lot.source_kind, COALESCE(lot.source_party_id, 0), lot.origin_entry
FROM {keys} JOIN lot ON lot.lot_id = k1
JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id WHERE lot.district_id = ?"""
_PLACE = """SELECT location.location_id, location.kind, location.path,
COALESCE(location.party_id, shipment.unit_id, 0), location.is_outside
FROM {keys} JOIN location ON location.location_id = k1
LEFT JOIN shipment ON shipment.district_id = location.district_id AND shipment.shipment_id = location.location_id
WHERE location.district_id = ?"""
_UNIT = "SELECT plan_id, line_number, unit_id FROM {keys} JOIN plan_line ON plan_id = k1 AND line_number = k2 "
_ARRIVAL = "SELECT arrival_id, source_kind, document_id FROM {keys} JOIN arrival ON arrival_id = k1 "
_RECEIVED = """SELECT receipt_line.lot_id, receipt.location_id, receipt_line.accepted
FROM {keys} JOIN receipt_line ON receipt_line.lot_id = k1
JOIN receipt ON receipt.district_id = receipt_line.district_id AND receipt.receipt_id = receipt_line.receipt_id
WHERE receipt_line.district_id = ?"""
_PACKAGE = """SELECT package.package_id, package.code, package.prefix, package.location_id, package_line.lot_id,
package_line.quantity FROM {keys} JOIN package ON package.package_id = k1
JOIN package_line ON package_line.district_id = package.district_id AND package_line.package_id = package.package_id
WHERE package.district_id = ? ORDER BY package.package_id, package_line.line_number"""
_SHIPPED = """SELECT shipment.shipment_id, shipment.store_id, shipment_line.lot_id, shipment_line.quantity
FROM {keys} JOIN shipment ON shipment.shipment_id = k1
JOIN shipment_line ON shipment_line.district_id = shipment.district_id
AND shipment_line.shipment_id = shipment.shipment_id
WHERE shipment.district_id = ? ORDER BY shipment.shipment_id, shipment_line.line_number"""
_LAY = """SELECT k1, line.lot_id, line.{end}_id, SUM(line.quantity)
FROM {{keys}} JOIN line ON line.lot_id = k2 AND line.entry < k1
JOIN location ON location.district_id = line.district_id AND location.location_id = line.{end}_id
WHERE line.district_id = ? AND (location.is_outside = 0 OR location.kind = 'recipient')
GROUP BY k1, line.lot_id, line.{end}_id"""
_ENTRY = "SELECT number, body FROM {keys} JOIN journal ON number = k1 "
_HERE = "WHERE district_id = ?"


def new_facts(connection: Connection, district_id: int, timezone: str, *, with_received: bool = False) -> Facts:
    """Nothing known yet but the office's name and what codes its items had when."""
    return Facts(Names(log_name(connection, district_id)), timezone, Codes(connection, district_id), with_received)


def load(facts: Facts, connection: Connection, district_id: int, entries: Sequence[Posted]) -> None:
    """Add what these entries need, the entries they undo included."""
    undone = {move["reverses"] for entry in entries for move in _moves(entry) if "reverses" in move}
    rows = select_by_keys(connection, _ENTRY + _HERE, _keys(undone - facts.undone.keys()), (district_id,))
    facts.undone |= {number: Posted.of(number, bytes(body)) for number, body in rows}
    every = [*entries, *(facts.undone[number] for number in sorted(undone))]
    lines = [line for entry in every for move in _moves(entry) for line in move["lines"]]
    holds = [hold for entry in every for hold in entry.effects.get("holds", ())]
    judged = {row["lot_id"] for entry in every for row in entry.rows("acceptance_line")}
    _received(facts, connection, district_id, judged)
    beside = _named_by_rows(facts, connection, district_id, every)
    lots = {line[0] for line in lines} | {hold[0] for hold in holds} | judged | beside[0]
    load_lots(facts, connection, district_id, lots)
    wanted = {place for line in lines for place in line[1:3]} | {hold[1] for hold in holds} | beside[1]
    _places(
        facts, connection, district_id, wanted | {facts.inspected[lot][0] for lot in judged & facts.inspected.keys()}
    )
    planned = {key for hold in holds if (key := plan_line_of(hold[3]))}
    rows = select_by_keys(connection, _UNIT + _HERE, sorted(planned - facts.units.keys()), (district_id,))
    facts.units |= {(row[0], row[1]): row[2] for row in rows}
    arrivals = {row["arrival_id"] for entry in every for row in entry.rows("receipt") if row.get("arrival_id")}
    rows = select_by_keys(connection, _ARRIVAL + _HERE, _keys(arrivals - facts.papers.keys()), (district_id,))
    facts.papers |= {row[0]: (row[1], row[2]) for row in rows}


def _named_by_rows(
    facts: Facts, connection: Connection, district_id: int, entries: Sequence[Posted]
) -> tuple[set[int], set[int]]:
    """Load what rows of these entries speak of, goods not moved; the lots and places that are needed for it."""
    found = [row for entry in entries for table in ("package_line", "count_result") for row in entry.rows(table)]
    found += [row for entry in entries for row in entry.rows("package")]
    lots = {row["lot_id"] for row in found if "lot_id" in row}
    places = {row["location_id"] for row in found if "location_id" in row}
    opened = {change["key"]["package_id"] for entry in entries for change in entry.changed("package")}
    for number, code, prefix, *rest in select_by_keys(
        connection, _PACKAGE, _keys(opened - facts.packages.keys()), (district_id,)
    ):
        known = facts.packages.setdefault(number, PackageFact(code if prefix else "", rest[0], []))
        known.lines.append((rest[1], 0, 0, rest[2]))
    taken = {row["shipment_id"] for entry in entries for row in entry.rows("shipment_taken")}
    for row in select_by_keys(connection, _SHIPPED, _keys(taken - facts.shipments.keys()), (district_id,)):
        facts.shipments.setdefault(row[0], ShipmentFact(row[1], [])).lines.append((row[2], 0, 0, row[3]))
    recalled = [(entry.number, row["lot_id"]) for entry in entries for row in entry.rows("recall_lot")]
    _lying(facts, connection, district_id, [key for key in recalled if key not in facts.lying])
    packed = [facts.packages[number] for number in opened if number in facts.packages]
    shipped = [facts.shipments[number] for number in taken if number in facts.shipments]
    within = [*(each.lines for each in packed), *(each.lines for each in shipped)]
    lots |= {line[0] for lines in within for line in lines} | {lot for _entry, lot in recalled}
    places |= {each.location_id for each in packed} | {each.store_id for each in shipped} | taken
    return lots, places | {place for key in recalled for place, _quantity in facts.lying[key]}


def _lying(facts: Facts, connection: Connection, district_id: int, keys: list[tuple[int, int]]) -> None:
    sums: dict[tuple[int, int], dict[int, int]] = {key: {} for key in keys}
    for end, sign in (("destination", 1), ("source", -1)):
        sql = _LAY.format(end=end)
        for entry, lot_id, place, quantity in select_by_keys(connection, sql, keys, (district_id,)):
            lay = sums[entry, lot_id]
            lay[place] = lay.get(place, 0) + sign * int(quantity)
    facts.lying |= {key: sorted((place, n) for place, n in lay.items() if n > 0) for key, lay in sums.items()}


def plan_line_of(document: str) -> tuple[int, int] | None:
    """The plan and line that a hold is for: ``plan:3:1``; None for anything else."""
    parts = document.split(":")
    return (int(parts[1]), int(parts[2])) if parts[0] == "plan" and len(parts) == 3 else None


def _moves(entry: Posted) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = entry.effects.get("movements", ())
    return found


def _keys(numbers: Iterable[int]) -> list[tuple[int, ...]]:
    return [(number,) for number in sorted(numbers)]


def _received(facts: Facts, connection: Connection, district_id: int, lots: set[int]) -> None:
    rows = select_by_keys(connection, _RECEIVED, _keys(lots - facts.inspected.keys()), (district_id,))
    facts.inspected |= {row[0]: (row[1], row[2]) for row in rows}


def _places(facts: Facts, connection: Connection, district_id: int, places: set[int]) -> None:
    rows = select_by_keys(connection, _PLACE, _keys(places - facts.places.keys()), (district_id,))
    facts.places |= {row[0]: PlaceFact(row[1], row[2], row[3], bool(row[4])) for row in rows}


def load_lots(facts: Facts, connection: Connection, district_id: int, lots: set[int]) -> None:
    """Add these lots."""
    for row in select_by_keys(connection, _LOT, _keys(lots - facts.lots.keys()), (district_id,)):
        own = facts.names.batch(row[0])
        gtin = facts.codes.gtin(row[1], row[8])
        facts.lots[row[0]] = LotFact(
            item_id=row[1],
            is_money=row[2] == "money",
            batch_number=row[3],
            produced_on=row[4],
            expires_on=row[5],
            source_kind=row[6],
            source_party_id=row[7],
            epc_class=lot_class(gtin, row[3]) or own,
            own=own,
        )
