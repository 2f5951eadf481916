"""All events of a stretch of time as one EPCIS document: the same books give the same bytes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.exchange.epcis.facts import new_facts
from liangcao.exchange.epcis.naming import document
from liangcao.exchange.epcis.stream import events_after
from liangcao.journal.queries import entries_between
from liangcao.kernel.moment import moment_text

FOR_EVER = 2**53 - 1
_MARK = "\x00"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Entries recorded from the moment `since` to before `until`, in ms since 1970 UTC."""

    since: int = 0
    until: int = FOR_EVER


def document_of(connection: Connection, district_id: int, timezone: str, stretch: Stretch) -> Iterator[bytes]:
    """The document's bytes, an event at a time: a line for each, so that two exports can be compared by lines.

    It was created when its last entry was recorded, not when somebody asked: nothing in it depends on the asking.
    """
    facts = new_facts(connection, district_id, timezone)
    first, last = entries_between(connection, district_id, stretch.since, stretch.until)
    sql = "SELECT recorded_at FROM journal WHERE district_id = ? AND number = ?"
    found = ask(connection, sql, (district_id, last))
    created = moment_text(found[0][0]) if found else moment_text(0)
    frame = document([{"": _MARK}], created, facts.names.paper("events", f"{first}-{last}"))
    head, tail = json.dumps(frame, ensure_ascii=False).split('{"": "\\u0000"}')
    yield head.encode()
    most = max(last - first + 1, 0)
    for place, mapped in enumerate(events_after(connection, district_id, facts, after=first - 1, most=most)):
        comma = "," if place else ""
        yield f"{comma}\n{json.dumps(mapped.event, ensure_ascii=False, separators=(',', ':'))}".encode()
    yield f"\n{tail}\n".encode()
