"""The root over the first so many entries: what the journal was at that moment, in 32 bytes."""

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.journal.tree import Frontier
from liangcao.kernel.errors import Refused

AT_ONCE = 20_000


def root_at(connection: Connection, district_id: int, size: int) -> bytes:
    """The root of the tree over the first `size` leaf hashes as they are stored.

    The last signed head until then is the start, so that only what was written since is folded. Nothing is verified
    here: a stored frontier that was tampered with gives a root that a verifier finds to be none of the journal's.
    """
    frontier = _frontier(connection, district_id, size)
    sql = "SELECT leaf_hash FROM journal WHERE district_id = ? AND number > ? AND number <= ? ORDER BY number LIMIT ?"
    while rows := ask(connection, sql, (district_id, frontier.size, size, AT_ONCE)):
        for (leaf,) in rows:
            frontier.append(bytes(leaf))
    return frontier.root()


def _frontier(connection: Connection, district_id: int, size: int) -> Frontier:
    sql = "SELECT frontier FROM checkpoint WHERE district_id = ? AND size <= ? ORDER BY size DESC LIMIT 1"
    rows = ask(connection, sql, (district_id, size))
    try:
        return Frontier.from_bytes(bytes(rows[0][0])) if rows else Frontier()
    except Refused:
        return Frontier()
