"""Sealing: new leaves are folded into the tree and its head is signed; a head that would deny the last one is not.

The journal needs no seal to be written. A seal makes what was written provable to somebody outside the building. The
tiles that are complete by then are stored with it.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, insert_rows, is_sqlite
from liangcao.database.engine import Database
from liangcao.journal.keychain import KeyChain
from liangcao.journal.keys import key_chain, register_first_key
from liangcao.journal.note import SigningKey, sign_checkpoint, verify_checkpoint
from liangcao.journal.queries import leaves_after
from liangcao.journal.tables import checkpoint
from liangcao.journal.tile_store import (
    MOST_MADE,
    missing_tiles,
    next_edition,
    store_tiles,
    tile_reader,
    tiles_by_bodies,
)
from liangcao.journal.tiles import HEIGHT, FullTile
from liangcao.journal.tree import Frontier, entry_leaf
from liangcao.kernel.errors import Refused, refused

MOST_LEAVES = 100_000
"""So many entries are folded into one seal; what is left waits for the next."""
_CHECKPOINT = ("district_id", "size", "root", "frontier", "note", "sealed_at")


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


def seal(
    database: Database, district_id: int, key: SigningKey, now: int, *, next_key: SigningKey | None = None
) -> Seal | None:
    """Sign the head of all entries that are there, and store it; None when there is nothing new since the last seal.

    Leaves are folded before the head lock is taken, so that nobody waits for it. `next_key` waits for the entry that
    puts it in the place of `key`; the first head that covers this entry is signed with both. Raises Refused
    ``head_not_continued`` when the journal no longer continues the last signed head, ``signing_key_other`` when the
    books name a key that is not at hand; ``tiles_wrong``, after the head is stored, when missing tiles cannot be made.
    """
    with database.read() as connection:
        last = _last(connection, district_id)
        chain = key_chain(connection, district_id)
        frontier = _fold(connection, district_id, last, _trusted(last, chain, key))
        if frontier.size == 0:
            return None
        signers = _signers(chain, last[0] if last else 0, frontier.size, [each for each in (key, next_key) if each])
        tiles = _missing_tiles(connection, district_id, frontier)
    is_new = last is None or frontier.size != last[0]
    made = None
    if is_new or tiles:
        note = sign_checkpoint(key.name, frontier.size, frontier.root(), *signers)
        made = Seal(frontier.size, frontier.root(), note, now)
        with database.write() as connection:
            _lock_head(connection, district_id)
            if not _is_last(connection, district_id, last):
                return None  # another process sealed meanwhile: its head stands
            store_tiles(connection, district_id, dict.fromkeys(tiles or (), 0))
            if is_new:
                _store(connection, district_id, made, frontier)
            if chain is None:
                register_first_key(connection, district_id, key.verifier_key.text, now)
    if tiles is None:
        raise refused("tiles_wrong")
    return made if is_new else None


def rebuild_tiles(database: Database, district_id: int) -> int:
    """Make all tiles of the sealed log anew from the entries' bodies; store what is missing or was wrong.

    Returns how many were. Raises Refused ``head_not_continued`` when the bodies do not lead to the last signed head.
    """
    frontier = Frontier()
    wrong: dict[FullTile, int] = {}
    with database.read() as connection:
        last = _last(connection, district_id)
        size = last[0] if last else 0
        for leaf, tiles in tiles_by_bodies(connection, district_id, size):
            frontier.append(leaf)
            for tile in tiles:
                edition = next_edition(connection, district_id, tile)
                if edition is not None:
                    wrong[tile] = edition
        if last is not None and (frontier.size, frontier.root()) != (size, last[1]):
            raise refused("head_not_continued", size=size)
    with database.write() as connection:
        store_tiles(connection, district_id, wrong)
    return len(wrong)


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


def _trusted(last: Row | None, chain: KeyChain | None, key: SigningKey) -> Frontier:
    """The tree as the last signed head left it; the stored frontier is believed only when the signature covers it."""
    if last is None:
        return Frontier()
    size, root, stored, note, _ = last
    try:
        signed = verify_checkpoint(note, chain.at(size) if chain else key.verifier_key.text)
        frontier = Frontier.from_bytes(stored)
    except Refused as refusal:
        raise refused("head_not_continued", size=size) from refusal
    if (signed.size, signed.root, frontier.size, frontier.root()) != (size, root, size, root):
        raise refused("head_not_continued", size=size)
    return frontier


def _fold(connection: Connection, district_id: int, last: Row | None, trusted: Frontier) -> Frontier:
    """The tree with all further entries, hashed anew from their bytes.

    It is begun at the border of a tile: the entries of the unfinished one are held against the last head once more.
    """
    size, root = (last[0], last[1]) if last else (0, b"")
    frontier = trusted.rounded(HEIGHT)
    if frontier.size == size:
        _check_last_entry(connection, district_id, size)
    most = size - frontier.size + MOST_LEAVES
    with closing(leaves_after(connection, district_id, frontier.size, most=most)) as leaves:
        for number, body, stored in leaves:
            leaf = entry_leaf(body, number)
            if number != frontier.size + 1 or leaf != stored:
                raise refused("head_not_continued", size=size)
            frontier.append(leaf)
            if frontier.size == size and frontier.root() != root:
                raise refused("head_not_continued", size=size)
    if frontier.size < size:
        raise refused("head_not_continued", size=size)
    return frontier


def _check_last_entry(connection: Connection, district_id: int, size: int) -> None:
    """At a tile's border nothing is folded again: then the last entry at least must be there and whole."""
    sql = "SELECT body, leaf_hash FROM journal WHERE district_id = ? AND number = ?"
    rows = ask(connection, sql, (district_id, size))
    if size and (not rows or entry_leaf(bytes(rows[0][0]), size) != bytes(rows[0][1])):
        raise refused("head_not_continued", size=size)


def _signers(chain: KeyChain | None, before: int, size: int, at_hand: Sequence[SigningKey]) -> list[SigningKey]:
    """Who signs the head of `size` after one of `before`: the books' key, at a change that of the last head too."""
    if chain is None:
        return [at_hand[0]]
    own = {key.verifier_key.text: key for key in at_hand}
    named = chain.at(size)
    if named not in own:
        raise refused("signing_key_other", name=at_hand[0].name)
    earlier = chain.at(before)
    return [own[named]] + ([own[earlier]] if earlier != named and earlier in own else [])


def _missing_tiles(connection: Connection, district_id: int, frontier: Frontier) -> list[FullTile] | None:
    """Tiles to be stored; None when what is there does not lead to the root of `frontier`.

    While many are missing (books from before there were tiles) they are made in steps, and the root is asked of the
    last of them: it would be read from every entry each time.
    """
    try:
        tiles = missing_tiles(connection, district_id, frontier.size)
        if not tiles or len(tiles) >= MOST_MADE:
            return tiles
        is_right = tile_reader(connection, district_id, frontier.size, tiles).root() == frontier.root()
    except Refused:
        return None
    return tiles if is_right else None


def _is_last(connection: Connection, district_id: int, last: Row | None) -> bool:
    again = _last(connection, district_id)
    return (again and again[0]) == (last and last[0])


def _store(connection: Connection, district_id: int, seal: Seal, frontier: Frontier) -> None:
    row = (district_id, seal.size, seal.root, frontier.to_bytes(), seal.note, seal.sealed_at)
    insert_rows(connection, checkpoint, _CHECKPOINT, [row])


def _lock_head(connection: Connection, district_id: int) -> None:
    """The one lock of a district's books; on SQLite the writing transaction is it."""
    if not is_sqlite(connection):
        ask(connection, "SELECT size FROM journal_head WHERE district_id = ? FOR UPDATE", (district_id,))
