"""Rules of the organisation."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from liangcao.kernel.errors import Reason, Refused, refused


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


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody on a shift: the hours in ms since 1970 UTC, the end itself outside."""

    name: str
    day: str
    shift: str
    begins_at: int
    ends_at: int

    def meets(self, other: "Turn") -> bool:
        """True when the two have a moment in common."""
        return self.begins_at < other.ends_at and other.begins_at < self.ends_at


def check_not_over(turn: Turn, now: int) -> None:
    """Raise Refused ``shift_over`` for a shift that has ended: what was is not written anew."""
    if turn.ends_at <= now:
        raise refused("shift_over", day=turn.day, shift=turn.shift)


def check_once(turns: Iterable[Turn]) -> None:
    """Raise Refused ``on_duty_twice`` when among one person's `turns` two overlap."""
    in_order = sorted(turns, key=lambda turn: (turn.begins_at, turn.ends_at))
    for one, other in pairwise(in_order):
        if one.meets(other):
            raise refused("on_duty_twice", name=one.name, day=one.day, one=one.shift, other=other.shift)


def hours_of(begins: int, ends: int) -> str:
    """A shift's hours as said: ``08:00-16:00``, with a + where it ends the next day."""
    late = "+" if ends <= begins else ""
    return f"{begins // 60:02}:{begins % 60:02}-{ends // 60 % 24:02}:{ends % 60:02}{late}"


def read_hours(text: str) -> tuple[int, int]:
    """Minutes of the day of ``8:00-16:00`` (also with Chinese marks); raises Refused ``clock_unreadable``."""
    found = _HOURS.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        raise refused("clock_unreadable", text=text[:40])
    one, other = (int(found[name]) * 60 + int(found[name + "_minute"] or 0) for name in ("begins", "ends"))
    if one >= 1_440 or other > 1_440 or max(int(found["begins_minute"] or 0), int(found["ends_minute"] or 0)) > 59:
        raise refused("clock_unreadable", text=text[:40])
    return one, other


_HOURS = re.compile(
    r"(?P<begins>[0-9]{1,2})(?:[:点时](?P<begins_minute>[0-9]{2})?)?分?\s*[-~—–到至]+\s*(?:次日)?"
    r"(?P<ends>[0-9]{1,2})(?:[:点时](?P<ends_minute>[0-9]{2})?)?分?\+?"
)


def split_names(text: str) -> list[str]:
    """The names in a cell or a field, in their order, each once: 张三、李四 or one to a line."""
    parts = re.split(r"[\s、,，;；/／]+", unicodedata.normalize("NFC", text).strip())
    return list(dict.fromkeys(part for part in parts if part))


def find_people(names: Iterable[str], known: Mapping[str, Sequence[int]], field: str) -> list[int]:
    """The ids of people by their names; raises Refused ``unknown_actor``, ``name_not_one`` for one that several bear.

    All names at fault are named, each as a reason that blames `field`.
    """
    found, faults = list[int](), list[Reason]()
    for name in names:
        ids = known.get(name, ())
        if len(ids) == 1:
            found.append(ids[0])
        else:
            faults.append(Reason("name_not_one" if ids else "unknown_actor", {"name": name}, field))
    if faults:
        raise Refused(*faults)
    return found
