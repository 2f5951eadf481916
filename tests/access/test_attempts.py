"""Failed sign-ins lock one place, and slow others down without shutting anybody out."""

import pytest
from sqlalchemy import Connection

from liangcao.access.attempts import (
    KNOWN_MS,
    LOCK_AFTER,
    LOCK_MS,
    SLOW_AFTER,
    SLOW_MS,
    count_attempt,
    note_success,
    seconds_to_wait,
)
from scenarios.cast import Cast

NOW = 1_581_307_200_000
HOME = ("wang", "192.0.2.1")


def fail(connection: Connection, place: tuple[str, str], times: int, now: int = NOW) -> int:
    """So many failures at a place; the count that the last one was given."""
    return [count_attempt(connection, 1, place, now)[0] for _ in range(times)][-1]


def besiege(connection: Connection, now: int = NOW) -> None:
    """So many failures from elsewhere that the login is slowed down."""
    for number in range(SLOW_AFTER // LOCK_AFTER):
        fail(connection, (HOME[0], f"198.51.100.{number}"), LOCK_AFTER, now)


def test_failures_count_by_login_and_address(cast: Cast) -> None:
    with cast.database.write() as connection:
        assert fail(connection, HOME, LOCK_AFTER + 1) == LOCK_AFTER + 1
        assert fail(connection, (HOME[0], "192.0.2.2"), 1) == 1
        assert fail(connection, ("li", HOME[1]), 1) == 1
        assert count_attempt(connection, 1, HOME, NOW + LOCK_MS) == (1, NOW + LOCK_MS)


def test_a_locked_place_does_not_slow_others_for_ever(cast: Cast) -> None:
    with cast.database.write() as connection:
        fail(connection, HOME, 10 * SLOW_AFTER)
        assert seconds_to_wait(connection, 1, (HOME[0], "192.0.2.2"), NOW) == 0


def test_a_login_tried_from_everywhere_is_slowed_down_for_places_it_does_not_know(cast: Cast) -> None:
    with cast.database.write() as connection:
        count_attempt(connection, 1, HOME, NOW - 1)
        note_success(connection, 1, HOME, NOW - 1)
        besiege(connection)
        stranger = (HOME[0], "203.0.113.9")
        assert seconds_to_wait(connection, 1, stranger, NOW) == SLOW_MS // 1000
        assert seconds_to_wait(connection, 1, stranger, NOW + SLOW_MS) == 0
        assert seconds_to_wait(connection, 1, HOME, NOW) == 0
        assert seconds_to_wait(connection, 1, ("li", stranger[1]), NOW) == 0
        besiege(connection, NOW + KNOWN_MS)
        assert seconds_to_wait(connection, 1, HOME, NOW + KNOWN_MS) > 0


def test_what_is_long_past_is_forgotten(cast: Cast) -> None:
    with cast.database.write() as connection:
        besiege(connection)
        count_attempt(connection, 1, ("li", "192.0.2.7"), NOW + LOCK_MS)
        note_success(connection, 1, ("li", "192.0.2.7"), NOW + LOCK_MS)
        assert seconds_to_wait(connection, 1, HOME, NOW + LOCK_MS) == 0
    rows = cast.ask("SELECT login, failures FROM sign_in_failure")
    assert rows == [("li", 0)]


@pytest.mark.parametrize("hour", [0, 1])
def test_a_success_ends_the_row_of_failures(cast: Cast, hour: int) -> None:
    with cast.database.write() as connection:
        fail(connection, HOME, LOCK_AFTER - 1)
        note_success(connection, 1, HOME, NOW)
        assert fail(connection, HOME, 1, NOW + hour * 3_600_000) == 1
