"""Rules of the organisation."""

from collections.abc import Iterable
from dataclasses import dataclass

from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Days:
    """From the day `since` to the day `until`, both included; no `until`: without end."""

    since: str
    until: str = ""

    def holds(self, day: str) -> bool:
        """True on `day` (2020-02-10)."""
        return self.since <= day and (not self.until or day <= self.until)

    def meets(self, other: "Days") -> bool:
        """True when the two have a day in common."""
        return (not self.until or other.since <= self.until) and (not other.until or self.since <= other.until)


def check_days(days: Days) -> None:
    """Raise Refused ``days_reversed`` when the last day is before the first."""
    if days.until and days.until < days.since:
        raise refused("days_reversed", "until", first=days.since, last=days.until)


def check_joining(name: str, days: Days, others: Iterable[Days]) -> None:
    """Raise Refused ``days_reversed``, or ``already_exists`` when `name` is in the group on one of these days."""
    check_days(days)
    if any(days.meets(other) for other in others):
        raise refused("already_exists", "actor_id", name=name)
