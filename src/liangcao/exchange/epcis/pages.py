"""Pages of events as they are asked for, within what one may see; and one event by its id."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import ask, select_by_keys
from liangcao.database.schema import metadata
from liangcao.exchange.epcis.asking import Question, at_places
from liangcao.exchange.epcis.facts import Facts, load_lots, new_facts
from liangcao.exchange.epcis.mapping import Mapped
from liangcao.exchange.epcis.naming import Names
from liangcao.exchange.epcis.stream import events_after, events_in_entries
from liangcao.journal.queries import entries_between
from liangcao.journal.seal import log_name
from liangcao.ledger.queries import scope_condition
from liangcao.ledger.trace import lot_seen

MOST_ENTRIES = 20_000
"""So many entries are looked through for one page; a page may come back short, or empty, and be followed by another."""
_FOR_EVER = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Token:
    """Where a page begins: behind the event with this place in the journal."""

    entry: int = 0
    ordinal: int = -1

    @classmethod
    def read(cls, text: str) -> "Token | None":
        """The token that `str` wrote; None for anything else. Empty: the beginning."""
        entry, dash, ordinal = text.partition("-")
        if not text:
            return cls()
        if not dash or not (entry + ordinal).isascii() or not (entry + ordinal).isdecimal() or len(text) > 30:
            return None
        return cls(min(int(entry), _FOR_EVER), int(ordinal)) if entry and ordinal else None

    def __str__(self) -> str:
        return f"{self.entry}-{self.ordinal}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks what: the office's district and time zone, what one may see, the question."""

    district_id: int
    timezone: str
    scope: Scope
    question: Question


def page_of_events(
    connection: Connection, asked: Asked, after: Token, most: int
) -> tuple[list[dict[str, Any]], Token | None]:
    """At most `most` events after `after`, and where the next page begins; None at the end of the journal."""
    facts = new_facts(connection, asked.district_id, asked.timezone, with_received=True)
    question = at_places(asked.question, lambda uris: _below(connection, asked.district_id, facts.names, uris))
    first, last = _stretch(connection, asked, after)
    found: list[dict[str, Any]] = []
    before = after
    for mapped in _stream(connection, asked, facts, (first, last)):
        if (mapped.entry, mapped.ordinal) <= (after.entry, after.ordinal):
            continue
        if is_seen(mapped, facts, asked.scope) and question.fits(mapped.event):
            if len(found) == most:
                return found, before
            found.append(mapped.event)
            before = Token(mapped.entry, mapped.ordinal)
    reached = first + MOST_ENTRIES - 1
    return found, Token(reached, 10**6) if reached < last and not asked.question.classes else None


def _below(connection: Connection, district_id: int, names: Names, uris: Sequence[str]) -> set[str]:
    """These places and, of ours, all that lie within them (WD_…: with descendants)."""
    sql = (
        "SELECT inner_place.location_id FROM {keys} JOIN location AS outer_place ON outer_place.location_id = k1 "
        "JOIN location AS inner_place ON inner_place.district_id = outer_place.district_id "
        "AND inner_place.path LIKE outer_place.path || CAST(? AS TEXT) "
        "WHERE outer_place.district_id = ?"
    )
    keys = [(number,) for uri in uris if (number := names.numbered("place", uri))]
    return {*uris, *(names.place(row[0]) for row in select_by_keys(connection, sql, keys, ("%", district_id)))}


def _stretch(connection: Connection, asked: Asked, after: Token) -> tuple[int, int]:
    """The numbers of the entries to look through, by when events were recorded."""
    until = asked.question.before or _FOR_EVER
    first, last = entries_between(connection, asked.district_id, asked.question.since, until)
    return max(first, after.entry, 1), last


def _stream(connection: Connection, asked: Asked, facts: Facts, stretch: tuple[int, int]) -> Iterator[Mapped]:
    first, last = stretch
    if asked.question.classes:
        numbers = [n for n in entries_of_classes(connection, asked, facts) if first <= n <= last]
        return events_in_entries(connection, asked.district_id, facts, numbers)
    most = max(min(last - first + 1, MOST_ENTRIES), 0)
    return events_after(connection, asked.district_id, facts, after=first - 1, most=most)


def is_seen(mapped: Mapped, facts: Facts, scope: Scope) -> bool:
    """May it be seen: does it touch a place, or a party, that one may look at?"""
    if scope.is_all:
        return True
    places = [facts.places[number] for number in mapped.places if number in facts.places]
    return any(
        place.path.startswith(tuple(scope.paths or ()))
        or (place.party_id and place.party_id in (scope.party_ids or ()))
        for place in places
    )


_TOUCHED = {
    "line": "SELECT line.entry FROM {keys} JOIN line ON line.lot_id = k1 WHERE line.district_id = ?",
    "hold": "SELECT hold.entry FROM {keys} JOIN hold ON hold.lot_id = k1 WHERE hold.district_id = ?",
    "acceptance_line": "SELECT acceptance.entry FROM {keys} JOIN acceptance_line ON acceptance_line.lot_id = k1 "
    "JOIN acceptance ON acceptance.district_id = acceptance_line.district_id "
    "AND acceptance.acceptance_id = acceptance_line.acceptance_id WHERE acceptance_line.district_id = ?",
    "package_line": "SELECT package.entry FROM {keys} JOIN package_line ON package_line.lot_id = k1 "
    "JOIN package ON package.district_id = package_line.district_id "
    "AND package.package_id = package_line.package_id WHERE package_line.district_id = ?",
    "shipment_taken": "SELECT shipment_taken.entry FROM {keys} JOIN shipment_line ON shipment_line.lot_id = k1 "
    "JOIN shipment_taken ON shipment_taken.district_id = shipment_line.district_id "
    "AND shipment_taken.shipment_id = shipment_line.shipment_id WHERE shipment_line.district_id = ?",
    "count_result": "SELECT count_result.entry FROM {keys} JOIN count_result ON count_result.lot_id = k1 "
    "WHERE count_result.district_id = ?",
    "recall_lot": "SELECT recall.entry FROM {keys} JOIN recall_lot ON recall_lot.lot_id = k1 "
    "JOIN recall ON recall.district_id = recall_lot.district_id AND recall.recall_id = recall_lot.recall_id "
    "WHERE recall_lot.district_id = ?",
}
"""By the table whose rows name lots: the entries that wrote them. A table that is not there has written nothing."""
_ALWAYS = (
    "SELECT entry FROM capture WHERE district_id = ?",
    "SELECT number FROM journal WHERE district_id = ? AND action = 'packing.unpack_package'",
)
"""Few, and read whole: what others sent, and packages opened."""


def entries_of_classes(connection: Connection, asked: Asked, facts: Facts) -> list[int]:
    """The entries that touched goods of the classes, or packages, asked for, in their order, found by index."""
    lots: set[int] = set()
    found: set[int] = set()
    for uri in asked.question.classes:
        lots |= lots_of_class(connection, asked.district_id, facts, uri)
        found |= _packed_as(connection, asked.district_id, facts, uri)
    keys = [(number,) for number in sorted(lots)]
    for table, sql in _TOUCHED.items():
        if table in metadata.tables:
            found |= {row[0] for row in select_by_keys(connection, sql, keys, (asked.district_id,))}
    for sql in _ALWAYS:
        found |= {row[0] for row in ask(connection, sql, (asked.district_id,))}
    return sorted(found)


def _packed_as(connection: Connection, district_id: int, facts: Facts, uri: str) -> set[int]:
    """The entry that made the package that a URI names."""
    begin = "https://id.gs1.org/00/"
    named: tuple[str, str | int] = ("package_id", facts.names.numbered("package", uri))
    if uri.startswith(begin):
        named = ("code", uri.removeprefix(begin))
    sql = f"SELECT entry FROM package WHERE district_id = ? AND {named[0]} = ?"
    rows = ask(connection, sql, (district_id, named[1]))
    return {row[0] for row in rows}


def lots_of_class(connection: Connection, district_id: int, facts: Facts, uri: str) -> set[int]:
    """The lots that a URI speaks of: ours by number, a GTIN's by its batch number, or all of a GTIN."""
    own = facts.names.numbered("batch", uri)
    if own:
        return {own}
    begin = "https://id.gs1.org/01/"
    gtin = uri.removeprefix(begin).partition("/")[0]
    if not uri.startswith(begin) or not gtin.isdecimal():
        return set()
    sql = (
        "SELECT lot.lot_id FROM item_code JOIN lot ON lot.district_id = item_code.district_id "
        "AND lot.item_id = item_code.item_id WHERE item_code.district_id = ? AND item_code.code IN (?, ?, ?, ?)"
    )
    spelled = [gtin[-length:] if gtin[:-length].strip("0") == "" else gtin for length in (14, 13, 12, 8)]
    return {row[0] for row in ask(connection, sql, (district_id, *spelled))}


@dataclass
class EventIndex:
    """Which entry an event id belongs to, of one office: filled as far as was ever asked, and kept in memory.

    Eight bytes of each hash are kept; what they find is read anew and compared whole.
    """

    entries: dict[int, int] = field(default_factory=dict)
    read_to: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, connection: Connection, asked: Asked, event_id: str) -> list[dict[str, Any]]:
        """The event with this id, and the one that declares it an error; empty where there is none to be seen."""
        facts = new_facts(connection, asked.district_id, asked.timezone, with_received=True)
        with self.lock:
            self._read_on(connection, asked.district_id, facts)
        number = self.entries.get(_key(event_id), 0)
        numbers = [number, *_undone_by(connection, asked.district_id, number)] if number else []
        found = events_in_entries(connection, asked.district_id, facts, numbers)
        return [each.event for each in found if each.event["eventID"] == event_id and is_seen(each, facts, asked.scope)]

    def _read_on(self, connection: Connection, district_id: int, facts: Facts) -> None:
        last = int(ask(connection, "SELECT size FROM journal_head WHERE district_id = ?", (district_id,))[0][0])
        for mapped in events_after(connection, district_id, facts, after=self.read_to, most=last - self.read_to):
            self.entries.setdefault(_key(mapped.event["eventID"]), mapped.entry)
        self.read_to = last


def _key(event_id: str) -> int:
    digest = event_id.removeprefix("ni:///sha-256;")[:16]
    try:
        return int(digest, 16)
    except ValueError:
        return -1


def _undone_by(connection: Connection, district_id: int, number: int) -> Sequence[int]:
    sql = "SELECT DISTINCT entry FROM line WHERE district_id = ? AND reverses = ? AND reverses <> 0 ORDER BY entry"
    return [row[0] for row in ask(connection, sql, (district_id, number))]


def places_seen(connection: Connection, asked: Asked, after: int, most: int) -> list[tuple[int, str]]:
    """Places that ever held goods, by number from after `after`, with their URIs, within what one may see."""
    scoped, values = scope_condition(asked.scope)
    sql = (
        "SELECT location_id FROM location WHERE district_id = ? AND location_id > ? AND EXISTS "
        "(SELECT 1 FROM line WHERE line.district_id = location.district_id "
        f"AND line.destination_id = location.location_id) AND {scoped} ORDER BY location_id LIMIT ?"
    )
    names = Names(log_name(connection, asked.district_id))
    rows = ask(connection, sql, (asked.district_id, after, *values, most))
    return [(row[0], names.place(row[0])) for row in rows]


def classes_seen(connection: Connection, asked: Asked, after: int, most: int) -> list[tuple[int, str]]:
    """Lots of goods by number from after `after`, each with the URI of its class, within what one may see."""
    seen, values = lot_seen(asked.scope)
    sql = (
        "SELECT lot_id FROM lot JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        f"WHERE lot.district_id = ? AND lot_id > ? AND item.kind = 'goods' AND {seen} ORDER BY lot_id LIMIT ?"
    )
    numbers = [row[0] for row in ask(connection, sql, (asked.district_id, after, *values, most))]
    facts = new_facts(connection, asked.district_id, asked.timezone)
    load_lots(facts, connection, asked.district_id, set(numbers))
    return [(number, facts.lots[number].epc_class) for number in numbers]
