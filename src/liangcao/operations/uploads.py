"""Files somebody has handed in and is still looking at: kept beside the books for two hours, for that person only.

In the database, so that any server of the office can show them; written here only and not journalled, for nothing of
them is a deed.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask, insert_rows, tell
from liangcao.operations.tables import upload

KEPT_MS = 2 * 3_600_000
MOST_OF_ONE_PERSON = 5
"""So many files of one person are kept; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file under a token that only its person knows."""

    token: str
    actor_id: int
    name: str
    content: bytes


def keep_upload(connection: Connection, district_id: int, file: Upload, now: int) -> None:
    """Keep `file`; what is too old, or too much of the same person, is cleared away with it. `now` in ms."""
    columns = ("district_id", "token", "actor_id", "name", "content", "kept_at")
    insert_rows(connection, upload, columns, [(district_id, file.token, file.actor_id, file.name, file.content, now)])
    clear_uploads(connection, district_id, now)
    tell(
        connection,
        "DELETE FROM upload WHERE district_id = ? AND actor_id = ? AND token NOT IN (SELECT token FROM upload "
        "WHERE district_id = ? AND actor_id = ? ORDER BY kept_at DESC, token = ? DESC LIMIT ?)",
        (district_id, file.actor_id, district_id, file.actor_id, file.token, MOST_OF_ONE_PERSON),
    )


def find_upload(connection: Connection, district_id: int, whose: tuple[str, int], now: int) -> Upload | None:
    """The file of `whose` (token, person), None when it is gone or too old. `now` in ms."""
    rows = ask(
        connection,
        "SELECT token, actor_id, name, content FROM upload "
        "WHERE district_id = ? AND token = ? AND actor_id = ? AND kept_at >= ?",
        (district_id, *whose, now - KEPT_MS),
    )
    if not rows:
        return None
    token, actor_id, name, content = rows[0]
    return Upload(token, actor_id, name, bytes(content))


def clear_uploads(connection: Connection, district_id: int, now: int) -> None:
    """Clear away what is too old: a list of needs has names and telephones in it. `now` in ms."""
    tell(connection, "DELETE FROM upload WHERE district_id = ? AND kept_at < ?", (district_id, now - KEPT_MS))
