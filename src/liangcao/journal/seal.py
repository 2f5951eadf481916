"""Sealing: new leaves are folded into the tree and its head is signed; a head that would deny the last one is not.

The journal needs no seal to be written. A seal makes what was written provable to somebody outside the building.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, insert_rows, is_sqlite
from liangcao.database.engine import Database
from liangcao.journal.note import SigningKey, sign_checkpoint, verify_checkpoint
from liangcao.journal.tables import checkpoint, signing_key
from liangcao.journal.tree import Frontier, leaf_hash
from liangcao.kernel.errors import Refused, refused

MOST_LEAVES = 100_000
"""So many entries are folded into one seal; what is left waits for the next."""
_CHECKPOINT = ("district_id", "size", "root", "frontier", "note", "sealed_at")
_SIGNING_KEY = ("district_id", "name", "verifier_key", "since")


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed head as it is stored: how many entries it covers, its root, the note, when (ms since 1970 UTC)."""

    size: int
    root: bytes
    note: str
    sealed_at: int


def log_name(connection: Connection, district_id: int) -> str:
    """The name of a district's log: no two offices share it, for their first entries differ. Empty without entries."""
    sql = "SELECT leaf_hash FROM journal WHERE district_id = ? AND number = 1"
    rows = ask(connection, sql, (district_id,))
    return f"liangcao/{district_id}/{bytes(rows[0][0]).hex()[:16]}" if rows else ""


def seal(database: Database, district_id: int, key: SigningKey, now: int) -> Seal | None:
    """Sign the head of all entries that are there, and store it; None when there is nothing new since the last seal.

    Leaves are folded before the head lock is taken, so that nobody waits for it. Raises Refused
    ``head_not_continued`` when the journal no longer continues the last signed head, ``signing_key_other`` when the
    books know another key under this name.
    """
    with database.read() as connection:
        last = _last(connection, district_id)
        frontier = _frontier(last, key)
        _fold(connection, district_id, frontier)
    if last is not None and frontier.size == last[0]:
        return None
    if frontier.size == 0:
        return None
    made = Seal(frontier.size, frontier.root(), sign_checkpoint(key.name, frontier.size, frontier.root(), key), now)
    with database.write() as connection:
        _lock_head(connection, district_id)
        again = _last(connection, district_id)
        if (again and again[0]) != (last and last[0]):
            return None  # another process sealed meanwhile: its head stands
        _register_key(connection, district_id, key, now)
        row = (district_id, made.size, made.root, frontier.to_bytes(), made.note, made.sealed_at)
        insert_rows(connection, checkpoint, _CHECKPOINT, [row])
    return made


def last_seal(connection: Connection, district_id: int) -> Seal | None:
    """The latest signed head, or None."""
    row = _last(connection, district_id)
    return Seal(row[0], row[1], row[3], row[4]) if row else None


def last_seal_until(connection: Connection, district_id: int, moment: int) -> Seal | None:
    """The latest head signed before `moment` (ms), or None."""
    sql = (
        "SELECT size, root, note, sealed_at FROM checkpoint WHERE district_id = ? AND sealed_at < ? "
        "ORDER BY sealed_at DESC, size DESC LIMIT 1"
    )
    rows = ask(connection, sql, (district_id, moment))
    return Seal(rows[0][0], bytes(rows[0][1]), *rows[0][2:]) if rows else None


def _last(connection: Connection, district_id: int) -> Row | None:
    sql = (
        "SELECT size, root, frontier, note, sealed_at FROM checkpoint WHERE district_id = ? ORDER BY size DESC LIMIT 1"
    )
    rows = ask(connection, sql, (district_id,))
    return (rows[0][0], bytes(rows[0][1]), bytes(rows[0][2]), rows[0][3], rows[0][4]) if rows else None


def _frontier(last: Row | None, key: SigningKey) -> Frontier:
    """The tree as the last signed head left it; the stored frontier is believed only when the signature covers it."""
    if last is None:
        return Frontier()
    size, root, stored, note, _ = last
    try:
        signed = verify_checkpoint(note, key.verifier_key.text)
        frontier = Frontier.from_bytes(stored)
    except Refused as refusal:
        if refusal.code == "note_not_signed_by":
            raise refused("signing_key_other", name=key.name) from refusal
        raise refused("head_not_continued", size=size) from refusal
    if (signed.size, signed.root, frontier.size, frontier.root()) != (size, root, size, root):
        raise refused("head_not_continued", size=size)
    return frontier


def _fold(connection: Connection, district_id: int, frontier: Frontier) -> None:
    """Append the leaves of all further entries, hashed anew from their bytes."""
    start = frontier.size
    if start:
        sql = "SELECT leaf_hash, body FROM journal WHERE district_id = ? AND number = ?"
        rows = ask(connection, sql, (district_id, start))
        if not rows or leaf_hash(bytes(rows[0][1])) != bytes(rows[0][0]):
            raise refused("head_not_continued", size=start)
    rows = ask(
        connection,
        "SELECT number, body, leaf_hash FROM journal WHERE district_id = ? AND number > ? ORDER BY number LIMIT ?",
        (district_id, start, MOST_LEAVES),
    )
    for number, body, stored in rows:
        leaf = leaf_hash(bytes(body))
        if number != frontier.size + 1 or leaf != bytes(stored):
            raise refused("head_not_continued", size=start)
        frontier.append(leaf)


def _lock_head(connection: Connection, district_id: int) -> None:
    """The one lock of a district's books; on SQLite the writing transaction is it."""
    if not is_sqlite(connection):
        ask(connection, "SELECT size FROM journal_head WHERE district_id = ? FOR UPDATE", (district_id,))


def _register_key(connection: Connection, district_id: int, key: SigningKey, now: int) -> None:
    verifier_key = key.verifier_key.text
    sql = "SELECT verifier_key FROM signing_key WHERE district_id = ? AND name = ?"
    rows = ask(connection, sql, (district_id, key.name))
    if not rows:
        insert_rows(connection, signing_key, _SIGNING_KEY, [(district_id, key.name, verifier_key, now)])
    elif rows[0][0] != verifier_key:
        raise refused("signing_key_other", name=key.name)


def verifier_keys(connection: Connection, district_id: int) -> list[str]:
    """The public keys this district's heads were signed with, the latest last."""
    sql = "SELECT verifier_key FROM signing_key WHERE district_id = ? ORDER BY since, name"
    return [row[0] for row in ask(connection, sql, (district_id,))]
