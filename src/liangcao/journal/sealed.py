"""Does the journal still say what its last signed head says? Counted from an earlier head, not from the beginning.

This is the quick look of who closes a day. The whole is the verifier's business (`journal.verify`).
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask
from liangcao.journal.keys import verifier_keys
from liangcao.journal.note import verify_checkpoint
from liangcao.journal.tree import Frontier, entry_leaf
from liangcao.kernel.errors import Refused

_HEAD = "SELECT size, root, frontier, note, sealed_at FROM checkpoint WHERE district_id = ? "


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What became of hashing anew the entries after `start` up to the last signed head, that of entry `size`.

    `sealed_at` in ms since 1970 UTC; `is_whole` None: there were too many for a quick look.
    """

    start: int
    size: int
    sealed_at: int
    is_whole: bool | None


def check_seal(connection: Connection, district_id: int, since: int, *, most: int) -> SealCheck | None:
    """Hash the entries between the last signed head before `since` and the last there is; None without any head.

    Reads at most `most` entries.
    """
    heads = ask(connection, _HEAD + "ORDER BY size DESC LIMIT 1", (district_id,))
    if not heads:
        return None
    size, root, _, note, sealed_at = heads[0]
    keys = verifier_keys(connection, district_id)
    before = ask(
        connection, _HEAD + "AND size <= ? AND size < ? ORDER BY size DESC LIMIT 1", (district_id, since, size)
    )
    frontier = _frontier(before[0], keys) if before else Frontier()
    start = frontier.size if frontier else 0
    if size - start > most:
        return SealCheck(start, size, sealed_at, None)
    is_whole = frontier is not None and _signs(note, keys, size, bytes(root))
    if frontier is not None and is_whole:
        _fold(connection, district_id, frontier, size)
        is_whole = (frontier.size, frontier.root()) == (size, bytes(root))
    return SealCheck(start, size, sealed_at, is_whole)


def _frontier(head: Row, keys: list[str]) -> Frontier | None:
    """The tree as a stored head left it; None unless the signature covers it."""
    size, root, stored, note, _ = head
    try:
        frontier = Frontier.from_bytes(bytes(stored))
    except Refused:
        return None
    is_right = (frontier.size, frontier.root()) == (size, bytes(root)) and _signs(note, keys, size, bytes(root))
    return frontier if is_right else None


def _signs(note: str, keys: list[str], size: int, root: bytes) -> bool:
    """Whether one of the books' keys signed this head."""
    for key in keys:
        try:
            head = verify_checkpoint(note, key)
        except Refused:
            continue
        return (head.size, head.root) == (size, root)
    return False


def _fold(connection: Connection, district_id: int, frontier: Frontier, size: int) -> None:
    """Append the leaves of the entries up to `size`, hashed anew; stops where a number is missing."""
    rows = ask(
        connection,
        "SELECT number, body FROM journal WHERE district_id = ? AND number > ? AND number <= ? ORDER BY number",
        (district_id, frontier.size, size),
    )
    for number, body in rows:
        if number != frontier.size + 1:
            return
        frontier.append(entry_leaf(bytes(body), number))
