"""Rules of the work log."""

from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

PARTS: dict[str, str] = {"morning": N_("上午"), "afternoon": N_("下午"), "evening": N_("晚上")}
KINDS: dict[str, str] = {
    "note": N_("记事"),
    "todo": N_("要办的事"),
    "praise": N_("表扬"),
    "complaint": N_("投诉"),
}
NOON, EVENING = 12 * 60, 18 * 60
"""Minutes of the day at which the afternoon and the evening begin."""


def part_of(minute: int) -> str:
    """The part of the day that a minute of it (0 to 1439) falls into."""
    return "morning" if minute < NOON else "afternoon" if minute < EVENING else "evening"


def check_day(day: str, today: str, field: str) -> None:
    """Raise Refused ``day_ahead`` for a day that has not come: what was done is written, not what will be."""
    if day > today:
        raise refused("day_ahead", field, day=day)
