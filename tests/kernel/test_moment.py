"""Moments and the days they fall on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import day_of, moment_at, moment_of, moment_text

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


SIX_IN_THE_EVENING = 1_581_328_800_000
"""2020-02-10 18:00 in Shanghai."""


@pytest.mark.parametrize(
    "text",
    ["2020-02-10 18:00", "2020-02-10T18:00", " 2020/2/10 18:00:30 ", "2020年2月10日 18:00", "2020年2月10日18：00"],
)
def test_a_time_on_the_clocks_of_the_district(text: str) -> None:
    assert moment_at(text, "Asia/Shanghai") == SIX_IN_THE_EVENING
    assert moment_at(text, "UTC") == SIX_IN_THE_EVENING + 8 * 3_600_000


@pytest.mark.parametrize(
    "text",
    ["", "明天", "2020-02-10", "18:00", "2020-02-1018:00", "2020-02-30 18:00", "2020-02-10 25:00", "1969-12-31 00:00"],
)
def test_what_says_no_day_and_time_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused, match="time_unreadable") as refusal:
        moment_at(text, "Asia/Shanghai", "until")
    assert refusal.value.reasons[0].field == "until"


def test_an_hour_that_clocks_skipped_and_one_they_showed_twice() -> None:
    with pytest.raises(Refused, match="time_unreadable"):
        moment_at("2021-03-28 02:30", "Europe/Berlin")
    assert moment_at("2021-10-31 02:30", "Europe/Berlin") == 1_635_640_200_000  # the first, in summer time
    with pytest.raises(Refused, match="unknown_timezone"):
        moment_at("2021-10-31 02:30", "Mars/Olympus")


@given(st.integers(0, 4_000_000))
def test_what_clocks_show_comes_back(tens_of_minutes: int) -> None:
    text = moment_text(tens_of_minutes * 600_000)[:16]
    assert moment_at(text, "UTC") == tens_of_minutes * 600_000
