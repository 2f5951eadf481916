"""Reading the journal."""

from collections.abc import Sequence

from sqlalchemy import Connection

from liangcao.database.bulk import select_by_texts


def earlier_entries(connection: Connection, district_id: int, command_ids: Sequence[str]) -> dict[str, bytes]:
    """The bodies of the entries that these command ids already made, by command id."""
    sql = "SELECT command_id, body FROM {keys} JOIN journal ON command_id = k1 WHERE district_id = ?"
    return {row[0]: bytes(row[1]) for row in select_by_texts(connection, sql, command_ids, (district_id,))}
