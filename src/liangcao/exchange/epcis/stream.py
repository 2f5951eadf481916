"""The journal read as a stream of events, a batch of entries at a time; nothing is kept, so nothing can differ from it."""

from collections.abc import Iterator

from sqlalchemy import Connection

from liangcao.exchange.epcis.facts import Facts, Posted, load
from liangcao.exchange.epcis.mapping import Mapped, events_of
from liangcao.journal.queries import leaves_after

BATCH = 500
_SIGNS = (b'"movements":', b'"holds":', b'"acceptance_line"')
"""One of these stands in the bytes of every entry that has events."""


def events_after(
    connection: Connection, district_id: int, facts: Facts, *, after: int = 0, most: int = 2**53 - 1
) -> Iterator[Mapped]:
    """The events of the `most` entries after number `after`, in the order of the journal."""
    batch: list[Posted] = []
    for number, body, _leaf in leaves_after(connection, district_id, after, most=most):
        if any(sign in body for sign in _SIGNS):
            batch.append(Posted.of(number, body))
            if len(batch) >= BATCH:
                yield from _mapped(connection, district_id, facts, batch)
                batch = []
    yield from _mapped(connection, district_id, facts, batch)


def _mapped(connection: Connection, district_id: int, facts: Facts, batch: list[Posted]) -> Iterator[Mapped]:
    load(facts, connection, district_id, batch)
    for entry in batch:
        yield from events_of(entry, facts)
