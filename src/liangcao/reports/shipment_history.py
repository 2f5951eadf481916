"""What happened to a shipment, deed by deed: read from the journal, so that what was undone stays in sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.database.bulk import ask, select_by_keys
from liangcao.journal.entry import read_entry
from liangcao.reports.request_pages import names_of_people
from liangcao.shipping.queries import Shipment


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed on a shipment: who asked for it, who agreed (none: nobody had to), what the command said.

    `at` is when it happened, in ms since 1970 UTC; `undone_by` is the entry that took it back, 0 while it stands.
    """

    entry: int
    action: str
    at: int
    actor_id: int
    actor_name: str
    agreed: tuple[str, ...]
    command: Mapping[str, Any]
    undone_by: int


_MOVED = (
    "SELECT DISTINCT entry FROM line WHERE district_id = ? AND destination_id = ? UNION "
    "SELECT line.entry FROM shipment_line JOIN line ON line.district_id = shipment_line.district_id "
    "AND line.lot_id = shipment_line.lot_id AND line.source_id = shipment_line.shipment_id "
    "WHERE shipment_line.district_id = ? AND shipment_line.shipment_id = ?"
)
_UNDONE = "SELECT entry, undone_by FROM undone_delivery WHERE district_id = ? AND shipment_id = ?"
_REVERSED = (
    "SELECT line.reverses, MIN(line.entry) FROM {keys} JOIN line ON line.reverses = k1 AND line.reverses <> 0 "
    "WHERE line.district_id = ? GROUP BY line.reverses"
)
_BODIES = "SELECT body FROM {keys} JOIN journal ON number = k1 WHERE district_id = ?"


def history_of(connection: Connection, district_id: int, head: Shipment) -> list[Deed]:
    """The deeds on a shipment in the order of the books.

    Every deed moves goods to or from the shipment's place, but for a signature by which nothing arrived.
    """
    moved = ask(connection, _MOVED, (district_id, head.shipment_id, district_id, head.shipment_id))
    undone: dict[int, int] = dict(ask(connection, _UNDONE, (district_id, head.shipment_id)))
    numbers = {row[0] for row in moved} | {head.entry} | set(undone) | set(undone.values())
    numbers |= {head.signed_entry} if head.signed_entry else set()
    keys = [(number,) for number in sorted(numbers)]
    undone |= dict(select_by_keys(connection, _REVERSED, keys, (district_id,)))
    entries = [read_entry(bytes(row[0])) for row in select_by_keys(connection, _BODIES, keys, (district_id,))]
    people = [person for entry in entries for person in (entry.actor, *entry.approved_by)]
    names = names_of_people(connection, district_id, people)
    deeds = [
        Deed(
            entry=entry.number,
            action=entry.action,
            at=entry.occurred_at,
            actor_id=entry.actor,
            actor_name=names.get(entry.actor, ""),
            agreed=_named(entry.approved_by, names),
            command=entry.command,
            undone_by=undone.get(entry.number, 0),
        )
        for entry in entries
    ]
    return sorted(deeds, key=lambda deed: deed.entry)


def _named(people: Sequence[int], names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(names.get(person, str(person)) for person in people)
