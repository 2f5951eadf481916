"""Documents of others' events taken in: once each, kept by their hash, with what their names were said to mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from liangcao.catalog.queries import goods
from liangcao.database.bulk import ask, select_by_texts, tell
from liangcao.database.context import Context
from liangcao.journal.queries import hold_head
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.parties.queries import party
from liangcao.receiving.commands import CaptureEvents
from liangcao.receiving.expecting import arrival

KEPT_MS = 2 * 3_600_000
"""A document that nobody took in is cleared away after two hours."""
_KEEP = (
    "INSERT INTO captured_file (district_id, sha256, content, kept_at) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (district_id, sha256) DO UPDATE SET kept_at = excluded.kept_at"
)


def capture_events(command: CaptureEvents, context: Context) -> Effects:
    """A row for the document, each of its events, and each name that was settled.

    Raises Refused ``paper_not_handed_in``, ``event_captured_before``, and for arrivals, items or parties not there.
    """
    if find_document(context.connection, context.district_id, command.sha256) is None:
        raise refused("paper_not_handed_in", "sha256")
    _check_new(command, context)
    named = {event.arrival_id for event in command.events} | {package.arrival_id for package in command.packages}
    for number in sorted(each for each in named if each):
        arrival(context, number)
    items = {name.target_id for name in command.names if name.kind == "item"}
    goods(context, sorted(items | {each.item_id for each in command.packages if each.item_id}))
    for name in command.names:
        if name.kind == "party":
            party(context, name.target_id, "names")
    capture_id = context.new_id()
    head = {
        "capture_id": capture_id,
        "sha256": command.sha256,
        "events": len(command.events),
        "actor_id": context.actor_id,
        "recorded_at": context.recorded_at,
        "entry": context.number,
    }
    rows = [NewRow("capture", head)]
    for ordinal, each in enumerate(command.events):
        values: dict[str, Any] = each.model_dump(exclude={"arrival_id"})
        values |= {"capture_id": capture_id, "ordinal": ordinal, "arrival_id": each.arrival_id or 0}
        rows.append(NewRow("captured_event", values))
    rows += [
        NewRow("foreign_name", {"name_id": context.new_id(), **name.model_dump(), "entry": context.number})
        for name in command.names
    ]
    for number, package in enumerate(command.packages):
        told = {"item_id": package.item_id or 0, "arrival_id": package.arrival_id or 0}
        values = {"capture_id": capture_id, "line_number": number, **package.model_dump(), **told}
        rows.append(NewRow("captured_package", values))
    return Effects(rows=tuple(rows), answer={"capture_id": capture_id})


def _check_new(command: CaptureEvents, context: Context) -> None:
    hashes = [each.event_hash for each in command.events]
    known = captured_before(context.connection, context.district_id, hashes)
    doubled = {each for each in hashes if hashes.count(each) > 1}
    reasons = [
        Reason("event_captured_before", {"event": each}, f"events.{place}.event_hash")
        for place, each in enumerate(hashes)
        if each in known or each in doubled
    ]
    if reasons:
        raise Refused(*reasons)


def keep_document(connection: Connection, district_id: int, content: bytes, now: int) -> str:
    """Keep a document and say its SHA-256 (hexadecimal); what nobody took in by now (ms) is cleared away."""
    digest = sha256(content).hexdigest()
    tell(connection, _KEEP, (district_id, digest, content, now))
    unnamed = (
        "FROM captured_file WHERE district_id = ? AND kept_at < ? AND NOT EXISTS (SELECT 1 FROM capture "
        "WHERE capture.district_id = captured_file.district_id AND capture.sha256 = captured_file.sha256)"
    )
    if ask(connection, f"SELECT 1 {unnamed} LIMIT 1", (district_id, now - KEPT_MS)):
        hold_head(connection, district_id)  # not while a command is under way that may be about to name it
        tell(connection, f"DELETE {unnamed}", (district_id, now - KEPT_MS))
    return digest


def find_document(connection: Connection, district_id: int, digest: str) -> bytes | None:
    """The document with this SHA-256; None when it is not there."""
    sql = "SELECT content FROM captured_file WHERE district_id = ? AND sha256 = ?"
    rows = ask(connection, sql, (district_id, digest))
    return bytes(rows[0][0]) if rows else None


def captured_before(connection: Connection, district_id: int, hashes: Sequence[str]) -> dict[str, int]:
    """Of these event hashes those that were taken in, with the number of their capture."""
    sql = "SELECT event_hash, capture_id FROM {keys} JOIN captured_event ON event_hash = k1 WHERE district_id = ?"
    return {row[0]: row[1] for row in select_by_texts(connection, sql, list(dict.fromkeys(hashes)), (district_id,))}


def meanings(connection: Connection, district_id: int) -> dict[tuple[str, str], int]:
    """What names of others mean here: by kind (``item``, ``party``) and URI, the last word of each."""
    sql = "SELECT kind, uri, target_id FROM foreign_name WHERE district_id = ? ORDER BY name_id"
    return {(row[0], row[1]): row[2] for row in ask(connection, sql, (district_id,))}


@dataclass(frozen=True, slots=True)
class Content:
    """So much in a package, by the name others gave it and the item it is here (0: nobody knew); its arrival or 0."""

    code: str
    epc_class: str
    quantity: int
    item_id: int
    item_name: str
    base_unit: str
    batch_number: str
    arrival_id: int


_CONTENT = (
    "SELECT code, epc_class, quantity, captured_package.item_id, COALESCE(item.name, ''), "
    "COALESCE(item.base_unit, ''), batch_number, arrival_id FROM {keys} "
    "JOIN captured_package ON captured_package.code = k1 "
    "LEFT JOIN item ON item.district_id = captured_package.district_id AND item.item_id = captured_package.item_id "
    "WHERE captured_package.district_id = ? AND captured_package.capture_id = (SELECT MAX(later.capture_id) "
    "FROM captured_package AS later WHERE later.district_id = captured_package.district_id "
    "AND later.code = captured_package.code) ORDER BY captured_package.code, captured_package.line_number"
)


def contents(connection: Connection, district_id: int, codes: Sequence[str]) -> list[Content]:
    """What is in these packages (SSCC, or URI), as it was said last; nothing of a package nobody told us of."""
    rows = select_by_texts(connection, _CONTENT, list(dict.fromkeys(codes)), (district_id,))
    return [Content(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Capture:
    """A document taken in; `arrivals` is how many expected arrivals came of it, `recorded_at` in ms."""

    capture_id: int
    sha256: str
    events: int
    recorded_at: int
    entry: int
    actor_name: str
    arrivals: int


_CAPTURES = (
    "SELECT capture_id, sha256, events, recorded_at, entry, COALESCE(actor.name, ''), "
    "(SELECT COUNT(*) FROM captured_event WHERE captured_event.district_id = capture.district_id "
    "AND captured_event.capture_id = capture.capture_id AND arrival_id > 0) "
    "FROM capture LEFT JOIN actor ON actor.district_id = capture.district_id AND actor.actor_id = capture.actor_id "
    "WHERE capture.district_id = ?"
)


def captures(connection: Connection, district_id: int, *, page: tuple[int, int] = (50, 0)) -> list[Capture]:
    """Documents taken in, the newest first; `page` is (how many, from which)."""
    rows = ask(connection, f"{_CAPTURES} ORDER BY capture_id DESC LIMIT ? OFFSET ?", (district_id, *page))
    return [Capture(*row) for row in rows]


def capture(connection: Connection, district_id: int, capture_id: int) -> Capture:
    """One of them; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_CAPTURES} AND capture_id = ?", (district_id, capture_id))
    if not rows:
        raise refused("unknown_document", "capture_id", name=capture_id)
    return Capture(*rows[0])
