"""Moments: milliseconds since 1970 UTC as they are kept, their text in the journal, and the day they fall on."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from liangcao.kernel.errors import refused

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC: the text is built from it by hand, and twice as fast
_MILLISECOND = timedelta(milliseconds=1)
_CLOCK_TIME = re.compile(
    r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?[T ]*"
    r"(?<![0-9])(?P<hour>[0-9]{1,2})[:：](?P<minute>[0-9]{2})(:[0-9]{2}(\.[0-9]+)?)?"
)


@lru_cache(maxsize=64)  # what is recorded together has one moment
def moment_text(milliseconds: int) -> str:
    """`milliseconds` since 1970 UTC as ``2020-01-31T12:00:00.000Z``.

    Raises Refused ``moment_unreadable`` outside the years 1 to 9999.
    """
    try:
        return (_EPOCH + timedelta(milliseconds=milliseconds)).isoformat(timespec="milliseconds") + "Z"
    except OverflowError:
        raise refused("moment_unreadable", text=milliseconds) from None


def moment_of(text: str) -> int:
    """Milliseconds since 1970 UTC of ``2020-01-31T12:00:00.000Z``.

    Raises Refused ``moment_unreadable`` for any other spelling.
    """
    try:
        milliseconds = (datetime.fromisoformat(text[:-1]) - _EPOCH) // _MILLISECOND
        if moment_text(milliseconds) == text:
            return milliseconds
    except (TypeError, ValueError):
        pass
    raise refused("moment_unreadable", text=text)


def day_span(day: str, timezone_name: str) -> tuple[int, int]:
    """When a day ``2020-01-31`` of a time zone begins and ends (itself outside), in milliseconds since 1970 UTC.

    Raises Refused ``unknown_timezone``.
    """
    zone = _zone(timezone_name)
    begins = datetime.fromisoformat(day)
    ends = begins + timedelta(days=1)
    return _milliseconds(begins.replace(tzinfo=zone)), _milliseconds(ends.replace(tzinfo=zone))


def _milliseconds(moment: datetime) -> int:
    return (moment.astimezone(UTC).replace(tzinfo=None) - _EPOCH) // _MILLISECOND


def moment_at(text: str, timezone_name: str, field: str = "") -> int:
    """Milliseconds since 1970 UTC of what clocks in a time zone show: ``2020-02-10 18:00``, also with a T between.

    Raises Refused ``time_unreadable`` for `field` where it says no day and time, or one that clocks there skipped;
    ``unknown_timezone``. Of an hour that clocks showed twice the first is meant.
    """
    found = _CLOCK_TIME.fullmatch(text.strip())
    zone = _zone(timezone_name)
    try:
        parts = {name: int(part) for name, part in found.groupdict().items()} if found else {}
        wall = datetime(**parts, tzinfo=zone)
        if wall.year < 1970 or wall.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
            raise ValueError(text)
        return int(wall.timestamp()) * 1_000
    except (TypeError, ValueError, OverflowError):
        raise refused("time_unreadable", field, text=text.strip()[:40]) from None


def day_of(milliseconds: int, timezone_name: str) -> str:
    """The calendar day ``2020-01-31`` of a moment in a time zone of the IANA database (``Asia/Shanghai``).

    Raises Refused ``unknown_timezone``, and ``moment_unreadable`` outside the years 1 to 9999.
    """
    zone = _zone(timezone_name)
    try:
        return (_EPOCH + timedelta(milliseconds=milliseconds)).replace(tzinfo=UTC).astimezone(zone).date().isoformat()
    except OverflowError:
        raise refused("moment_unreadable", text=milliseconds) from None


def minute_of(milliseconds: int, timezone_name: str) -> int:
    """The minute of its day, 0 to 1439, that clocks in a time zone show at a moment; raises as `day_of` does."""
    zone = _zone(timezone_name)
    try:
        there = (_EPOCH + timedelta(milliseconds=milliseconds)).replace(tzinfo=UTC).astimezone(zone)
    except OverflowError:
        raise refused("moment_unreadable", text=milliseconds) from None
    return there.hour * 60 + there.minute


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise refused("unknown_timezone", name=name) from None
