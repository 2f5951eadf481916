"""Failed sign-ins: locked is a login at one address, never everywhere; see docs/decisions/0034-failed-sign-ins.md.

Written beside the road like sessions, and not journalled.
"""

from sqlalchemy import Connection

from liangcao.database.bulk import ask, tell

LOCK_AFTER = 5
LOCK_MS = 15 * 60_000
"""After `LOCK_AFTER` failures in a row a login is locked for so long, at the address they came from."""
SLOW_AFTER = 20
SLOW_MS = 5_000
"""After so many failures from everywhere within `LOCK_MS`, unknown places may try a login only so often."""
KNOWN_MS = 30 * 86_400_000
"""So long an address stays known to a login that succeeded there: it is never slowed down by what others do."""


def seconds_to_wait(connection: Connection, district_id: int, place: tuple[str, str], now: int) -> int:
    """How long this (login, address) must wait because too many try the login from elsewhere; 0: not at all."""
    rows = ask(
        connection,
        "SELECT COALESCE(SUM(CASE WHEN last_at <= ? THEN 0 WHEN failures > ? THEN ? ELSE failures END), 0), "
        "COALESCE(MAX(last_at), 0), COALESCE(MAX(CASE WHEN address = ? THEN succeeded_at ELSE 0 END), 0) "
        "FROM sign_in_failure WHERE district_id = ? AND login = ?",
        (now - LOCK_MS, LOCK_AFTER, LOCK_AFTER, place[1], district_id, place[0]),
    )
    failures, last_at, succeeded_at = rows[0]
    if int(failures) < SLOW_AFTER or succeeded_at > now - KNOWN_MS:
        return 0
    return max(0, -(-(int(last_at) + SLOW_MS - now) // 1000))


def count_attempt(connection: Connection, district_id: int, place: tuple[str, str], now: int) -> tuple[int, int]:
    """Take down an attempt at `place` (login, address) before its password is looked at, so that all of a moment count.

    Returns the failures in a row with this one, and since when: more than `LOCK_AFTER` means the login is locked here
    until `LOCK_MS` after that moment.
    """
    stale = now - LOCK_MS
    rows = ask(
        connection,
        "INSERT INTO sign_in_failure (district_id, login, address, failures, last_at) VALUES (?, ?, ?, 1, ?) "
        "ON CONFLICT (district_id, login, address) DO UPDATE SET "
        "failures = CASE WHEN sign_in_failure.last_at <= ? THEN 1 ELSE sign_in_failure.failures + 1 END, "
        "last_at = CASE WHEN sign_in_failure.failures >= ? AND sign_in_failure.last_at > ? "
        "THEN sign_in_failure.last_at ELSE excluded.last_at END RETURNING failures, last_at",
        (district_id, *place, now, stale, LOCK_AFTER, stale),
    )
    return int(rows[0][0]), int(rows[0][1])


def note_success(connection: Connection, district_id: int, place: tuple[str, str], now: int) -> None:
    """The password was right at `place`: failures there are forgotten, the address is known; old rows are cleared."""
    tell(
        connection,
        "UPDATE sign_in_failure SET failures = 0, succeeded_at = ? WHERE district_id = ? AND login = ? AND address = ?",
        (now, district_id, *place),
    )
    tell(
        connection,
        "DELETE FROM sign_in_failure WHERE district_id = ? AND last_at <= ? AND succeeded_at <= ?",
        (district_id, now - LOCK_MS, now - KNOWN_MS),
    )
