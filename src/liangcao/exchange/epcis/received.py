"""Events of others that were taken in, read again from the documents kept beside the journal."""

from collections.abc import Iterator

from sqlalchemy import Connection

from liangcao.exchange.epcis.facts import Posted
from liangcao.exchange.epcis.mapping import Mapped
from liangcao.exchange.epcis.prehash import event_hash
from liangcao.exchange.epcis.reading import events_in, read_json
from liangcao.exchange.epcis.writing import moment
from liangcao.receiving.capturing import find_document


def received_by(connection: Connection, district_id: int, entry: Posted, timezone: str) -> Iterator[Mapped]:
    """The events that an entry took in, as they were sent, with when we recorded them; none once the file is gone.

    They touch no place of ours: only who sees everything sees them here.
    """
    ordinals = {row["event_hash"]: row["ordinal"] for row in entry.rows("captured_event")}
    for head in entry.rows("capture"):
        raw = find_document(connection, district_id, head["sha256"])
        for found in events_in(read_json(raw)) if raw else ():
            digest = event_hash(found.event, found.context)
            ordinal = ordinals.pop(digest, None)
            if ordinal is not None:
                event = {"eventID": digest, **found.event, "recordTime": moment(entry.recorded_at, timezone)}
                if found.context is not None:
                    event["@context"] = found.context
                yield Mapped(entry.number, ordinal, event, ())
