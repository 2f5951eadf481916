"""Signing in and out, and who holds a token; what was found is remembered for two seconds.

A role given or taken shows on pages after `REMEMBERED_MS` at the latest (at once where this process saw it happen);
whether a deed is permitted the road decides anew each time.
"""

import hashlib
from collections import defaultdict, deque
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from liangcao.access.queries import Actor, load_actor
from liangcao.access.sessions import (
    LOCK_AFTER,
    LOCK_MS,
    clear_attempts,
    close_other_sessions,
    close_session,
    count_attempt,
    credentials,
    find_session,
    new_token,
    open_session,
    touch_session,
)
from liangcao.kernel.errors import refused
from liangcao.operations.office import Office

REMEMBERED_MS = 2_000
TOUCH_MS = 5 * 60_000
"""How old the last use on record may grow before it is written again."""
MOST_REMEMBERED = 10_000
FAILURES_AT_ADDRESS = 30
ADDRESS_WINDOW_MS = 10 * 60_000
LEAST_PASSWORD = 8

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(new_token())
"""What an unknown login is compared with, so that it takes as long as a known one."""


def password_hash(password: str, command_id: str) -> str:
    """The argon2id text of `password`; the same command id gives the same text, so that a form sent twice is one deed.

    Raises Refused ``password_too_short``.
    """
    if len(password) < LEAST_PASSWORD:
        raise refused("password_too_short", "password", least=LEAST_PASSWORD)
    return _hasher.hash(password, salt=hashlib.sha256(f"password {command_id}".encode()).digest()[:16])


class Sessions:
    """The sessions of one office. Safe to share between threads."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._known: dict[str, tuple[int, Actor]] = {}
        self._failures: dict[str, deque[int]] = defaultdict(deque)
        self._lock = Lock()

    def sign_in(self, login: str, password: str, address: str) -> tuple[str, Actor]:
        """A token for who knows the password; raises Refused ``sign_in_wrong``, ``sign_in_locked``, ``too_often``."""
        office, now, login = self._office, self._office.clock.now(), login.strip().lower()[:200]
        self._check_address(address, now)
        with office.database.write() as connection:
            failures, since = count_attempt(connection, office.district_id, login, now)
        if failures > LOCK_AFTER:
            raise refused("sign_in_locked", minutes=max(1, -(-(since + LOCK_MS - now) // 60_000)))
        with office.database.read() as connection:
            found = credentials(connection, office.district_id, login)
        if not _matches(found.password_hash if found else "", password) or found is None:
            with self._lock:
                self._failures[address].append(now)
            raise refused("sign_in_wrong")
        with office.database.write() as connection:
            clear_attempts(connection, office.district_id, login)
        return self.sign_in_as(found.actor_id)

    def sign_in_as(self, actor_id: int) -> tuple[str, Actor]:
        """A token for this person, without a password: for demonstrations; raises Refused ``unknown_actor``."""
        office, token = self._office, new_token()
        with office.database.write() as connection:
            actor = load_actor(connection, office.district_id, actor_id)
            if actor is None:
                raise refused("unknown_actor", name=actor_id)
            open_session(connection, office.district_id, actor_id, token, office.clock.now())
        return token, actor

    def remembered(self, token: str) -> Actor | None:
        """Who holds `token`, if that was found a moment ago; asks nobody."""
        known = self._known.get(token)
        return known[1] if known and abs(self._office.clock.now() - known[0]) < REMEMBERED_MS else None

    def holder(self, token: str) -> Actor | None:
        """Who holds `token`; None when nobody does, the session was idle too long, or the person was disabled."""
        if not token or len(token) > 100:
            return None
        office, now = self._office, self._office.clock.now()
        with office.database.read() as connection:
            session = find_session(connection, office.district_id, token)
            if session is None or session.is_over(now):
                return None
            actor = load_actor(connection, office.district_id, session.actor_id)
        if actor is None:
            return None
        if now - session.seen_at > TOUCH_MS:
            with office.database.write() as connection:
                touch_session(connection, office.district_id, token, now)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[token] = (now, actor)
        return actor

    def sign_out(self, token: str) -> None:
        """End the session of `token`."""
        self._known.pop(token, None)
        with self._office.database.write() as connection:
            close_session(connection, self._office.district_id, token)

    def sign_out_elsewhere(self, actor_id: int, token: str) -> None:
        """End all other sessions of a person, whose password has changed."""
        with self._office.database.write() as connection:
            close_other_sessions(connection, self._office.district_id, actor_id, token)
        self.forget()

    def forget(self) -> None:
        """Somebody's roles or sessions changed: look everybody up again."""
        self._known.clear()

    def _check_address(self, address: str, now: int) -> None:
        """Raise Refused ``too_often`` when too many sign-ins failed from `address` of late."""
        with self._lock:
            for other in [
                key for key, times in self._failures.items() if not times or times[-1] < now - ADDRESS_WINDOW_MS
            ]:
                del self._failures[other]
            times = self._failures.get(address, ())
            recent = [at for at in times if at > now - ADDRESS_WINDOW_MS]
        if len(recent) >= FAILURES_AT_ADDRESS:
            raise refused("too_often", seconds=(recent[0] + ADDRESS_WINDOW_MS - now) // 1000 + 1)


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored or _NOBODY, password[:1_000])
    except (VerificationError, InvalidHashError):
        return False
