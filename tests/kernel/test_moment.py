"""Moments and the days they fall on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import day_of, moment_of, moment_text

FIRST, LAST = -62_135_596_800_000, 253_402_300_799_999


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (1_580_472_000_123, "2020-01-31T12:00:00.123Z"),
        (FIRST, "0001-01-01T00:00:00.000Z"),
        (LAST, "9999-12-31T23:59:59.999Z"),
    ],
)
def test_known_moments(milliseconds: int, text: str) -> None:
    assert moment_text(milliseconds) == text
    assert moment_of(text) == milliseconds


@given(st.integers(FIRST, LAST), st.integers(FIRST, LAST))
def test_texts_read_back_and_order_as_the_moments_do(one: int, other: int) -> None:
    assert moment_of(moment_text(one)) == one
    assert (one < other) == (moment_text(one) < moment_text(other))


@pytest.mark.parametrize("milliseconds", [FIRST - 1, LAST + 1, 10**30])
def test_moments_outside_the_calendar_are_refused(milliseconds: int) -> None:
    with pytest.raises(Refused, match="moment_unreadable"):
        moment_text(milliseconds)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020-01-31",
        "2020-01-31T12:00:00Z",
        "2020-01-31T12:00:00.000",
        "2020-01-31 12:00:00.000Z",
        "2020-01-31T12:00:00.000+00:00",
        "2020-01-31T12:00:00.000000Z",
        "2020-02-30T12:00:00.000Z",
        "2020-W05-5T12:00:00.000Z",
        "２０20-01-31T12:00:00.000Z",
        "2020-01-31T12:00:00.000+08:00Z",
    ],
)
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="moment_unreadable"):
        moment_of(text)


def test_the_day_is_that_of_the_place() -> None:
    evening = moment_of("2020-01-31T15:59:59.999Z")
    assert day_of(evening, "Asia/Shanghai") == "2020-01-31"
    assert day_of(evening + 1, "Asia/Shanghai") == "2020-02-01"
    assert day_of(evening + 1, "UTC") == "2020-01-31"


@pytest.mark.parametrize("name", ["Asia/Zibo", "", "../etc/passwd"])
def test_unknown_time_zones_are_refused(name: str) -> None:
    with pytest.raises(Refused, match="unknown_timezone"):
        day_of(0, name)


def test_the_day_of_a_moment_outside_the_calendar_is_refused() -> None:
    with pytest.raises(Refused, match="moment_unreadable"):
        day_of(LAST, "Asia/Shanghai")
