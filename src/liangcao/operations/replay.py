"""Replaying: the journal alone rebuilds documents, duties, lines, holds and balances in an empty database.

Personal texts are not in the journal: what they stand for is rebuilt, the texts themselves are not.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection

from liangcao.database.context import Facts
from liangcao.database.engine import Database
from liangcao.journal.append import Head, append_entries, make_head, save_head
from liangcao.journal.entry import Entry, read_entry
from liangcao.kernel.effects import Effects
from liangcao.kernel.errors import refused
from liangcao.ledger.post import Posting
from liangcao.operations.schema import metadata
from liangcao.operations.write import write_documents, write_duties

AT_ONCE = 500
"""So many entries are replayed in one transaction."""


def replay(bodies: Iterable[bytes], database: Database, district_id: int) -> int:
    """Carry out what the entries `bodies` (in their order) say followed, in a district without books.

    Returns how many were replayed. Raises Refused ``already_exists`` when the district has books, and as the ledger
    does where an entry moves what is not there: such a journal was never written by the road.
    """
    count = 0
    entries = (read_entry(body) for body in bodies)
    while chunk := list(islice(entries, AT_ONCE)):
        with database.write() as connection:
            head = make_head(connection, district_id)
            if head.size != count:
                raise refused("already_exists", name=district_id)
            _replay_chunk(connection, district_id, head, chunk)
            count = head.size
    return count


def _replay_chunk(connection: Connection, district_id: int, head: Head, chunk: list[Entry]) -> None:
    facts: Facts = {}
    posting = Posting(connection, district_id, facts)
    for entry in chunk:
        append_entries(connection, [entry])
        write_documents(connection, district_id, [entry.effects])
        people = (entry.actor, *entry.approved_by)
        write_duties(connection, district_id, [(entry.number, who, entry.effects) for who in people])
        posting.load([entry.effects])
        posting.apply(entry.number, entry.effects)
        posting.flush()
        head.size, head.recorded_at = entry.number, entry.recorded_at
        head.next_id = max(head.next_id, *(number + 1 for number in _ids_of(entry.effects)), 1)
    save_head(connection, district_id, head)


def _ids_of(effects: Effects) -> Iterator[int]:
    """The ids that were given out for new rows."""
    for row in effects.rows:
        for column in metadata.tables[row.table].primary_key:
            if column.name.endswith("_id") and column.name in row.values:
                yield row.values[column.name]
