"""Sessions and failed sign-ins: the road's exception, written here only and not journalled (nothing of them is a deed).

A token is kept as its SHA-256 only: whoever reads the table can sign in as nobody.
"""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.queries import reveal
from liangcao.access.tables import session
from liangcao.database.bulk import ask, insert_rows, tell

IDLE_MS = 8 * 3_600_000
"""A session that was not used for so long is over."""
LOCK_AFTER = 5
LOCK_MS = 15 * 60_000
"""After `LOCK_AFTER` failures in a row a login is locked for so long."""
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in; times in ms since 1970 UTC."""

    actor_id: int
    signed_in_at: int
    seen_at: int

    def is_over(self, now: int) -> bool:
        """True when it was idle too long."""
        return now - self.seen_at > IDLE_MS


@dataclass(frozen=True, slots=True)
class Credentials:
    """Whom a login names, and the argon2id text of the password; empty when it was erased."""

    actor_id: int
    password_hash: str


def new_token() -> str:
    """A fresh token of 256 bits, fit for a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(connection: Connection, district_id: int, actor_id: int, token: str, now: int) -> None:
    """Remember that the holder of `token` is this person; sessions long over are cleared away with it."""
    tell(connection, "DELETE FROM session WHERE district_id = ? AND seen_at < ?", (district_id, now - IDLE_MS))
    columns = ("district_id", "token_hash", "actor_id", "signed_in_at", "seen_at")
    insert_rows(connection, session, columns, [(district_id, token_hash(token), actor_id, now, now)])


def find_session(connection: Connection, district_id: int, token: str) -> Session | None:
    """The session of `token`, or None."""
    sql = "SELECT actor_id, signed_in_at, seen_at FROM session WHERE district_id = ? AND token_hash = ?"
    rows = ask(connection, sql, (district_id, token_hash(token)))
    return Session(*rows[0]) if rows else None


def touch_session(connection: Connection, district_id: int, token: str, now: int) -> None:
    """The session of `token` was used just now."""
    sql = "UPDATE session SET seen_at = ? WHERE district_id = ? AND token_hash = ?"
    tell(connection, sql, (now, district_id, token_hash(token)))


def close_session(connection: Connection, district_id: int, token: str) -> None:
    """End the session of `token`."""
    tell(connection, "DELETE FROM session WHERE district_id = ? AND token_hash = ?", (district_id, token_hash(token)))


def close_other_sessions(connection: Connection, district_id: int, actor_id: int, token: str) -> None:
    """End every session of a person but that of `token` (none: all)."""
    sql = "DELETE FROM session WHERE district_id = ? AND actor_id = ? AND token_hash <> ?"
    tell(connection, sql, (district_id, actor_id, token_hash(token)))


def credentials(connection: Connection, district_id: int, login: str) -> Credentials | None:
    """Whom `login` names, if that person may sign in at all."""
    sql = "SELECT actor_id, password_hash FROM actor WHERE district_id = ? AND login = ? AND is_active = 1"
    rows = ask(connection, sql, (district_id, login))
    if not rows:
        return None
    actor_id, commitment = rows[0]
    return Credentials(actor_id, reveal(connection, district_id, [commitment]).get(commitment, ""))


def count_attempt(connection: Connection, district_id: int, login: str, now: int) -> tuple[int, int]:
    """Take down an attempt before its password is looked at, so that attempts at the same moment all count.

    Returns the failures in a row with this one, and since when: more than `LOCK_AFTER` means the login is locked until
    `LOCK_MS` after that moment.
    """
    stale = now - LOCK_MS
    rows = ask(
        connection,
        "INSERT INTO sign_in_failure (district_id, login, failures, last_at) VALUES (?, ?, 1, ?) "
        "ON CONFLICT (district_id, login) DO UPDATE SET "
        "failures = CASE WHEN sign_in_failure.last_at <= ? THEN 1 ELSE sign_in_failure.failures + 1 END, "
        "last_at = CASE WHEN sign_in_failure.failures >= ? AND sign_in_failure.last_at > ? "
        "THEN sign_in_failure.last_at ELSE excluded.last_at END RETURNING failures, last_at",
        (district_id, login, now, stale, LOCK_AFTER, stale),
    )
    return int(rows[0][0]), int(rows[0][1])


def clear_attempts(connection: Connection, district_id: int, login: str) -> None:
    """The login succeeded: its failures are forgotten."""
    tell(connection, "DELETE FROM sign_in_failure WHERE district_id = ? AND login = ?", (district_id, login))
