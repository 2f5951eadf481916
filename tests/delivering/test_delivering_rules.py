"""Links, signatures and clocks, without an office."""

from typing import Any

import pytest

from liangcao.delivering.commands import SignedLine
from liangcao.delivering.rules import (
    LINK_MS,
    check_link,
    check_named,
    check_proven,
    delivered,
    difference_of,
    way_of,
)
from liangcao.delivering.rules import clock_off as phone_off
from liangcao.kernel.errors import Refused
from liangcao.offline.rules import AT_ONCE_MS, CLOCK_OFF_MS, MOST_LATE_MS, clock_off, happened_at

NOW, HOUR, DAY = 1_581_307_200_000, 3_600_000, 24 * 3_600_000


@pytest.mark.parametrize(
    ("opened_on", "is_staff", "way"),
    [("b", False, "link"), (None, False, "link"), ("a", False, "same_phone"), ("b", True, "same_phone")],
)
def test_whose_phone_it_was(opened_on: str | None, is_staff: bool, way: str) -> None:
    assert way_of("a", opened_on, is_staff=is_staff) == way


def test_a_link_is_good_until_it_ends_or_is_replaced() -> None:
    check_link(NOW + LINK_MS, is_newest=True, now=NOW + LINK_MS - 1)
    with pytest.raises(Refused, match="link_expired"):
        check_link(NOW + LINK_MS, is_newest=True, now=NOW + LINK_MS)
    with pytest.raises(Refused, match="link_replaced"):
        check_link(NOW + LINK_MS, is_newest=False, now=NOW)


def test_what_a_signature_needs() -> None:
    check_named("李", None)
    check_named("", "f" * 64)
    with pytest.raises(Refused, match="name_or_signature"):
        check_named("", None)
    check_proven("李", None, ("f" * 64,))
    check_proven("李", "f" * 64, ())
    for said, code in ((("", "f" * 64, ()), "field_missing"), (("李", None, ()), "proof_needed")):
        with pytest.raises(Refused, match=code):
            check_proven(*said)


@pytest.mark.parametrize(
    ("reason", "note", "said"),
    [("short", "", "少了"), ("wet", "两箱", "受潮：两箱"), ("other", "路断", "路断"), (None, "", "")],
)
def test_why_less_came_in_words(reason: Any, note: str, said: str) -> None:
    assert difference_of(reason, note) == said


def test_another_reason_says_which() -> None:
    lines = (SignedLine(line_number=1, received=1, reason="other"), SignedLine(line_number=2, received=1))
    with pytest.raises(Refused) as refusal:
        delivered(lines)
    assert [each.field for each in refusal.value.reasons] == ["lines.0.note"]


@pytest.mark.parametrize(
    ("ago", "happened"),
    [(0, 0), (AT_ONCE_MS, 0), (2 * HOUR, NOW - 2 * HOUR), (MOST_LATE_MS + 1, 0), (-HOUR, 0)],
)
@pytest.mark.parametrize("ahead", [0, DAY, -DAY])
def test_it_happened_as_long_ago_as_the_device_says_whatever_its_clock_shows(
    ago: int, happened: int, ahead: int
) -> None:
    assert happened_at(NOW + ahead - ago, NOW + ahead, NOW) == happened


@pytest.mark.parametrize(("ahead", "off"), [(0, 0), (CLOCK_OFF_MS, 0), (DAY, DAY), (-DAY, -DAY)])
def test_a_clock_that_is_off_is_named(ahead: int, off: int) -> None:
    assert clock_off(NOW + ahead, NOW) == off
    assert phone_off(NOW + ahead, NOW) == off
    assert clock_off(0, NOW) == phone_off(0, NOW) == 0
