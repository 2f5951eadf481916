"""Who signed an entry as the second person, by name: read from the entry itself."""

from collections.abc import Sequence

from sqlalchemy import Connection

from liangcao.database.bulk import select_by_keys
from liangcao.journal.entry import read_entry
from liangcao.reports.request_pages import names_of_people


def signers_of(connection: Connection, district_id: int, entries: Sequence[int]) -> dict[int, list[str]]:
    """The names of those who signed each of these entries, in the order in which they did; none where nobody had to."""
    keys = [(number,) for number in sorted(set(entries)) if number]
    sql = "SELECT number, body FROM {keys} JOIN journal ON number = k1 WHERE district_id = ?"
    signed = {
        int(number): read_entry(bytes(body)).approved_by
        for number, body in select_by_keys(connection, sql, keys, (district_id,))
    }
    names = names_of_people(connection, district_id, [actor for actors in signed.values() for actor in actors])
    return {number: [names.get(actor, "") for actor in actors] for number, actors in signed.items()}
