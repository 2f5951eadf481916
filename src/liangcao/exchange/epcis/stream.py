"""The journal read as a stream of events, a batch of entries at a time.

Nothing of it is kept, so nothing can differ from the journal.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from liangcao.database.bulk import select_by_keys
from liangcao.exchange.epcis.facts import Facts, Posted, load
from liangcao.exchange.epcis.mapping import Mapped, events_of
from liangcao.exchange.epcis.received import received_by
from liangcao.journal.queries import leaves_after

BATCH = 500
TAKING_IN = "receiving.capture_events"
_FIRST_BATCH = 16
"""A page needs few entries, an export all: batches begin small and double."""
_SIGNS = (
    *(b'"movements":', b'"holds":', b'"acceptance_line"', b'"captured_event"'),
    *(b'"package"', b'"count_result"', b'"shipment_taken"', b'"recall_lot"'),
)
"""One of these stands in the bytes of every entry that has events."""


def events_after(
    connection: Connection, district_id: int, facts: Facts, *, after: int = 0, most: int = 2**53 - 1
) -> Iterator[Mapped]:
    """The events of the `most` entries after number `after`, in the order of the journal."""
    batch: list[Posted] = []
    size = _FIRST_BATCH
    for number, body, _leaf in leaves_after(connection, district_id, after, most=most):
        if any(sign in body for sign in _SIGNS):
            batch.append(Posted.of(number, body))
            if len(batch) >= size:
                yield from _mapped(connection, district_id, facts, batch)
                batch, size = [], min(2 * size, BATCH)
    yield from _mapped(connection, district_id, facts, batch)


def events_in_entries(
    connection: Connection, district_id: int, facts: Facts, numbers: Sequence[int]
) -> Iterator[Mapped]:
    """The events of the entries with these numbers, in the order given."""
    sql = "SELECT number, body FROM {keys} JOIN journal ON number = k1 WHERE district_id = ? ORDER BY number"
    for start in range(0, len(numbers), BATCH):
        keys = [(number,) for number in numbers[start : start + BATCH]]
        rows = select_by_keys(connection, sql, keys, (district_id,))
        yield from _mapped(connection, district_id, facts, [Posted.of(number, bytes(body)) for number, body in rows])


def _mapped(connection: Connection, district_id: int, facts: Facts, batch: list[Posted]) -> Iterator[Mapped]:
    load(facts, connection, district_id, batch)
    for entry in batch:
        yield from events_of(entry, facts)
        if facts.with_received and entry.action == TAKING_IN:
            yield from received_by(connection, district_id, entry, facts.timezone)
