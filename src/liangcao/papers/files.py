"""The files behind papers, kept by their hash beside the journal: what an entry names can be shown, and proven whole.

A file that nothing names within two hours is cleared away: somebody handed it in and thought better of it.
"""

import hashlib

from sqlalchemy import Connection

from liangcao.database.bulk import ask, tell
from liangcao.journal.queries import hold_head
from liangcao.papers.rules import media_type_of

NAMING = ("paper", "proof_picture", "refused_file", "task_turn")
"""The tables whose rows name a file: papers, what was drawn and photographed at a delivery, what came with a form that
was refused, and what was put to a task."""
KEPT_MS = 2 * 3_600_000
_KEEP = (
    "INSERT INTO paper_file (district_id, sha256, media_type, content, kept_at) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (district_id, sha256) DO UPDATE SET kept_at = excluded.kept_at"
)
"""One statement, so that the same photo from two phones at once is no conflict."""


def keep_file(connection: Connection, district_id: int, content: bytes, now: int) -> str:
    """Keep `content` and say its SHA-256 (hexadecimal); the same content is kept once. `now` in ms.

    Raises Refused as `media_type_of` does.
    """
    media_type = media_type_of(content)
    digest = hashlib.sha256(content).hexdigest()
    tell(connection, _KEEP, (district_id, digest, media_type, content, now))
    _clear_away(connection, district_id, now - KEPT_MS)
    return digest


def _clear_away(connection: Connection, district_id: int, before: int) -> None:
    """Drop what nobody names; not while a command is under way that may be about to name it."""
    unnamed = "FROM paper_file WHERE district_id = ? AND kept_at < ?" + "".join(
        f" AND NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.district_id = paper_file.district_id "
        f"AND {table}.sha256 = paper_file.sha256)"
        for table in NAMING
    )
    if ask(connection, f"SELECT 1 {unnamed} LIMIT 1", (district_id, before)):
        hold_head(connection, district_id)
        tell(connection, f"DELETE {unnamed}", (district_id, before))


def find_file(connection: Connection, district_id: int, digest: str) -> tuple[str, bytes] | None:
    """Media type and content of the file with this SHA-256; None when it is not there."""
    sql = "SELECT media_type, content FROM paper_file WHERE district_id = ? AND sha256 = ?"
    rows = ask(connection, sql, (district_id, digest))
    return (str(rows[0][0]), bytes(rows[0][1])) if rows else None
