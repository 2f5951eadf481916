"""Signing in and out, and who holds a token; what was found is remembered for two seconds.

A role given or taken shows on pages after `REMEMBERED_MS` at the latest (at once where this process saw it happen);
whether a deed is permitted the road decides anew each time.
"""

import hashlib
import hmac
from base64 import b64encode
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address, ip_network
from secrets import token_bytes
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from liangcao.access.attempts import LOCK_AFTER, LOCK_MS, count_attempt, note_success, seconds_to_wait
from liangcao.access.queries import Actor, load_actor
from liangcao.access.sessions import (
    Credentials,
    close_session,
    credentials,
    credentials_of,
    find_session,
    keep_only_session,
    new_token,
    open_session,
    touch_session,
)
from liangcao.kernel.errors import refused
from liangcao.operations.office import Office
from liangcao.operations.uploads import clear_uploads

REMEMBERED_MS = 2_000
TOUCH_MS = 5 * 60_000
"""How old the last use on record may grow before it is written again."""
MOST_REMEMBERED = 10_000
FAILURES_AT_ADDRESS = 30
ADDRESS_WINDOW_MS = 10 * 60_000
LEAST_PASSWORD = 8
HASHED_AT_ONCE = 2
"""Each password looked at takes 64 MB and a tenth of a second of all processors: so many at a time, the rest wait."""
SOON_SECONDS = 5
MOST_WAITING = 32
"""When so many passwords wait to be looked at, whoever comes next is asked to come again."""


def _drawn(size: int) -> str:
    """Random bytes as an argon2 text writes them."""
    return b64encode(token_bytes(size)).decode().rstrip("=")


_hasher = PasswordHasher()
_COST = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
_NOBODY = f"$argon2id$v=19${_COST}${_drawn(_hasher.salt_len)}${_drawn(_hasher.hash_len)}"
"""What an unknown login is compared with, so that it takes as long as a known one: the hash of nothing anybody knows.

Drawn by lot: hashing a password for it would cost every start a fifth of a second.
"""
_hashing = BoundedSemaphore(HASHED_AT_ONCE)
_queue = BoundedSemaphore(MOST_WAITING)


def password_hash(password: str, command_id: str) -> str:
    """The argon2id text of `password`; the same command id gives the same text, so that a form sent twice is one deed.

    Raises Refused ``password_too_short``, ``too_often``.
    """
    if len(password) < LEAST_PASSWORD:
        raise refused("password_too_short", "password", least=LEAST_PASSWORD)
    with _in_turn():
        return _hasher.hash(password, salt=hashlib.sha256(f"password {command_id}".encode()).digest()[:16])


@contextmanager
def _in_turn() -> Iterator[None]:
    """Wait for one of the `HASHED_AT_ONCE` places to hash at; raises Refused ``too_often`` when too many wait."""
    if not _queue.acquire(blocking=False):
        raise refused("too_often", seconds=SOON_SECONDS)
    try:
        with _hashing:
            yield
    finally:
        _queue.release()


def network_of(address: str) -> str:
    """What attempts from `address` are counted under: IPv6 by its /64, all of which one person may have."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)


class Sessions:
    """The sessions of one office. Safe to share between threads."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._known: dict[str, tuple[int, Actor]] = {}
        self._failures: dict[str, deque[int]] = defaultdict(deque)
        self._running: Counter[str] = Counter()
        self._lock = Lock()

    def sign_in(self, login: str, password: str, address: str) -> tuple[str, Actor]:
        """A token for who knows the password; raises Refused ``sign_in_wrong``, ``sign_in_locked``, ``too_often``."""
        return self._begin(self._proven(login.strip().lower()[:200], password, network_of(address)))

    def sign_in_as(self, actor_id: int) -> tuple[str, Actor]:
        """A token for this person, without a password: for demonstrations; raises Refused ``unknown_actor``."""
        with self._office.database.read() as connection:
            found = credentials_of(connection, self._office.district_id, actor_id)
        if found is None:
            raise refused("unknown_actor", name=actor_id)
        return self._begin(found)

    def check_password(self, actor: Actor, password: str, address: str) -> None:
        """Somebody signed in shows the password once more; refuses like `sign_in`."""
        self._proven(actor.login, password, network_of(address))

    def has_password_text(self, actor: Actor, text: str) -> bool:
        """Whether `text` (of `password_hash`) is this person's already: the form that made it has been here before."""
        with self._office.database.read() as connection:
            found = credentials_of(connection, self._office.district_id, actor.actor_id)
        return found is not None and hmac.compare_digest(found.password_hash, text)

    def _begin(self, who: Credentials) -> tuple[str, Actor]:
        office, token = self._office, new_token()
        with office.database.write() as connection:
            actor = load_actor(connection, office.district_id, who.actor_id, office.clock.now())
            if actor is None:
                raise refused("unknown_actor", name=who.actor_id)
            open_session(connection, office.district_id, who, token, office.clock.now())
            clear_uploads(connection, office.district_id, office.clock.now())
        return token, actor

    def _proven(self, login: str, password: str, address: str) -> Credentials:
        """Whose login and password these are; every attempt is taken down before anything is hashed."""
        office, now, place = self._office, self._office.clock.now(), (login, address)
        with self._attempt_from(address, now):
            with office.database.write() as connection:
                seconds = seconds_to_wait(connection, office.district_id, place, now)
                if seconds:
                    raise refused("too_often", seconds=seconds)
                failures, since = count_attempt(connection, office.district_id, place, now)
            if failures > LOCK_AFTER:
                raise refused("sign_in_locked", minutes=max(1, -(-(since + LOCK_MS - now) // 60_000)))
            with office.database.read() as connection:
                found = credentials(connection, office.district_id, login)
            if not _matches(found.password_hash if found else "", password) or found is None:
                with self._lock:
                    self._failures[address].append(now)
                raise refused("sign_in_wrong")
            with office.database.write() as connection:
                note_success(connection, office.district_id, place, now)
        return found

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
            actor = load_actor(connection, office.district_id, session.actor_id, now)
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

    def keep_only(self, actor_id: int, token: str) -> None:
        """End all sessions of a person, who has just changed the password in that of `token`, but this one."""
        with self._office.database.write() as connection:
            keep_only_session(connection, self._office.district_id, actor_id, token)
        self.forget()

    def forget(self) -> None:
        """Somebody's roles or sessions changed: look everybody up again."""
        self._known.clear()

    @contextmanager
    def _attempt_from(self, address: str, now: int) -> Iterator[None]:
        """An attempt from `address` is under way; raises Refused ``too_often``.

        Those under way count with those that failed of late: as many as one likes at the same moment is no way around.
        """
        with self._lock:
            for other in [
                key for key, times in self._failures.items() if not times or times[-1] < now - ADDRESS_WINDOW_MS
            ]:
                del self._failures[other]
            recent = [at for at in self._failures.get(address, ()) if at > now - ADDRESS_WINDOW_MS]
            if len(recent) >= FAILURES_AT_ADDRESS:
                raise refused("too_often", seconds=(recent[0] + ADDRESS_WINDOW_MS - now) // 1000 + 1)
            if len(recent) + self._running[address] >= FAILURES_AT_ADDRESS:
                raise refused("too_often", seconds=SOON_SECONDS)
            self._running[address] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[address] -= 1
                if not self._running[address]:
                    del self._running[address]


def _matches(stored: str, password: str) -> bool:
    try:
        with _in_turn():
            return _hasher.verify(stored or _NOBODY, password[:1_000])
    except (VerificationError, InvalidHashError):
        return False
