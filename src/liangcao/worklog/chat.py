"""Talk copied out of a chat program, taken apart into what each said. Pure; see `split_chat`.

Heads as WeChat and its like write them, above the words or on one line with them: ``张三 2020/2/10 09:12``,
``张三 09:12``, ``2020-02-10 09:12:33 张三``, ``张三：…``; a line that is only a day holds for what follows.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_DAY = r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?"
_TIME = r"(?P<half>上午|下午|晚上|AM|PM)?\s*(?P<hour>[0-9]{1,2})[:：](?P<minute>[0-9]{2})(?:[:：][0-9]{2})?"
_WHO = r"(?P<who>[^\s:：0-9][^\n:：0-9]{0,30}?)"
_DAY_ALONE = re.compile(rf"[—\-=\s]*{_DAY}(?:\s*(?:星期|周).)?[—\-=\s]*")
_HEADS = (
    re.compile(rf"{_WHO}\s+{_DAY}\s*{_TIME}\s*[:：]?\s*(?P<said>.*)"),
    re.compile(rf"{_DAY}\s*{_TIME}\s+{_WHO}\s*(?:[:：]\s*(?P<said>.*))?"),
    re.compile(rf"{_WHO}\s+{_TIME}\s*[:：]?\s*(?P<said>.*)"),
    re.compile(rf"{_TIME}\s+{_WHO}\s*[:：]\s*(?P<said>.*)"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """Words of one person; `day` ("" unknown) is 2020-02-10, `minute` of the day -1 where nobody wrote when."""

    who: str
    day: str
    minute: int
    text: str


def split_chat(text: str) -> list[Said]:
    """What each said, in the order it stands; lines before the first head belong to nobody. Never fails."""
    found: list[Said] = []
    head, words = Said("", "", -1, ""), list[str]()
    day = ""
    for line in map(str.strip, text.splitlines()):
        alone = _DAY_ALONE.fullmatch(line)
        told = _told_day(alone.groupdict()) if alone else ""
        begun = None if told else _head(line, day)
        if not told and begun is None:
            words.append(line)
            continue
        found += _ended(head, words)
        day = told or (begun.day if begun else day)
        head, words = (begun or Said("", day, -1, "")), [begun.text] if begun else []
    return [*found, *_ended(head, words)]


def _ended(head: Said, words: Iterable[str]) -> list[Said]:
    said = "\n".join(word for word in words if word)
    return [Said(head.who, head.day, head.minute, said)] if said else []


def _head(line: str, day: str) -> Said | None:
    for pattern in _HEADS:
        match = pattern.fullmatch(line)
        if match is None:
            continue
        parts = match.groupdict()
        told = _told_day(parts) if parts.get("year") else day
        minute = _minute(parts)
        if (parts.get("year") and not told) or minute < 0:
            continue
        return Said((parts["who"] or "").strip(), told, minute, (parts.get("said") or "").strip())
    return None


def _told_day(parts: dict[str, str | None]) -> str:
    try:
        return date(*(int(parts[name] or 0) for name in ("year", "month", "day"))).isoformat()
    except ValueError:
        return ""


def _minute(parts: dict[str, str | None]) -> int:
    hour, minute = int(parts["hour"] or 0), int(parts["minute"] or 0)
    if parts.get("half") in ("下午", "晚上", "PM") and hour < 12:
        hour += 12
    return hour * 60 + minute if hour < 24 and minute < 60 else -1
