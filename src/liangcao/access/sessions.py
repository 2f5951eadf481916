"""Sessions: the road's exception, written here only and not journalled (nothing of them is a deed).

A token is kept as its SHA-256 only: whoever reads the table can sign in as nobody. A session stands on the password it
began with: it keeps that password's commitment, and is over when the person has another one.
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
    """Whom a login names, and the argon2id text of the password, empty when it was erased, with its commitment."""

    actor_id: int
    password_hash: str
    commitment: str


def new_token() -> str:
    """A fresh token of 256 bits, fit for a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(connection: Connection, district_id: int, who: Credentials, token: str, now: int) -> None:
    """Remember that the holder of `token` is this person; sessions long over are cleared away with it."""
    tell(connection, "DELETE FROM session WHERE district_id = ? AND seen_at < ?", (district_id, now - IDLE_MS))
    columns = ("district_id", "token_hash", "actor_id", "password", "signed_in_at", "seen_at")
    row = (district_id, token_hash(token), who.actor_id, who.commitment, now, now)
    insert_rows(connection, session, columns, [row])


def find_session(connection: Connection, district_id: int, token: str) -> Session | None:
    """The session of `token`, or None; also when the person's password is another one than it began with."""
    sql = (
        "SELECT session.actor_id, signed_in_at, seen_at FROM session JOIN actor "
        "ON actor.district_id = session.district_id AND actor.actor_id = session.actor_id "
        "AND actor.password_hash = session.password WHERE session.district_id = ? AND token_hash = ?"
    )
    rows = ask(connection, sql, (district_id, token_hash(token)))
    return Session(*rows[0]) if rows else None


def touch_session(connection: Connection, district_id: int, token: str, now: int) -> None:
    """The session of `token` was used just now."""
    sql = "UPDATE session SET seen_at = ? WHERE district_id = ? AND token_hash = ?"
    tell(connection, sql, (now, district_id, token_hash(token)))


def close_session(connection: Connection, district_id: int, token: str) -> None:
    """End the session of `token`."""
    tell(connection, "DELETE FROM session WHERE district_id = ? AND token_hash = ?", (district_id, token_hash(token)))


def keep_only_session(connection: Connection, district_id: int, actor_id: int, token: str) -> None:
    """End every session of a person but that of `token`, which goes on with the password the person has now."""
    whose = (district_id, actor_id, token_hash(token))
    tell(connection, "DELETE FROM session WHERE district_id = ? AND actor_id = ? AND token_hash <> ?", whose)
    now_has = "SELECT password_hash FROM actor WHERE actor.district_id = session.district_id "
    sql = f"UPDATE session SET password = ({now_has} AND actor.actor_id = session.actor_id) "
    tell(connection, f"{sql} WHERE district_id = ? AND actor_id = ? AND token_hash = ?", whose)


def credentials(connection: Connection, district_id: int, login: str) -> Credentials | None:
    """Whom `login` names, if that person may sign in at all."""
    return _credentials(connection, "login", (district_id, login))


def credentials_of(connection: Connection, district_id: int, actor_id: int) -> Credentials | None:
    """The credentials of this person, if they may sign in at all."""
    return _credentials(connection, "actor_id", (district_id, actor_id))


def _credentials(connection: Connection, column: str, key: tuple[int, int | str]) -> Credentials | None:
    sql = (
        "SELECT actor_id, password_hash FROM actor "
        f"WHERE district_id = ? AND {column} = ? AND is_active = 1 AND is_person = 1"
    )
    rows = ask(connection, sql, key)
    if not rows:
        return None
    actor_id, commitment = rows[0]
    return Credentials(actor_id, reveal(connection, key[0], [commitment]).get(commitment, ""), commitment)
