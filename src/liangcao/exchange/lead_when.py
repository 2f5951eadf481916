"""The days in a line: until when an offer holds, when goods come, when to ring again. Pure; used by `lead_line`."""

import re
from datetime import date, timedelta

from liangcao.exchange import lead_words as words
from liangcao.exchange.cells import read_date
from liangcao.exchange.lead_amounts import DAY_PARTS, clock_of, count_of
from liangcao.exchange.lead_chips import Reading
from liangcao.kernel.errors import Refused

_DAYS = {"今天": 0, "今晚": 0, "明天": 1, "明晚": 1, "明早": 1, "后天": 2, "大后天": 3}


def read_days(reading: Reading) -> None:
    """Until when an offer holds, when to ring again, in how many days goods are here."""
    for pattern in words.VALID:
        match = pattern.search(reading.text)
        day = _day_of(reading, match) if match else None
        if match and day and not reading.has("valid_until"):
            reading.add("valid_until", day.isoformat(), reading.take(match), "day")
    match = words.CALL_AGAIN.search(reading.text)
    if match and (match["day"] or match["part"] or match["clock"]):
        _call_again(reading, match)
    for pattern in words.DELIVERY:
        match = pattern.search(reading.text)
        if match and not reading.has("delivery"):
            days = _days_of(match)
            if days is not None:
                reading.add("delivery", str(days), reading.take(match), "written")


def _call_again(reading: Reading, match: re.Match[str]) -> None:
    day = _day(reading, match["day"]) if match["day"] else reading.today
    hour, minute = DAY_PARTS.get(match["part"] or "", 9), 0
    if match["clock"]:
        hour, minute = clock_of(match["clock"], match["part"] or "")
    if day is not None and hour < 24 and minute < 60:
        said = reading.take(match)
        reading.add("call_at", f"{day.isoformat()}T{hour:02}:{minute:02}", said, "day")
        if not reading.has("outcome"):
            reading.add("outcome", "call_back", said, "written")


def _day_of(reading: Reading, match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    if groups.get("day"):
        return _day(reading, groups["day"])
    days = _days_of(match)
    return None if days is None else reading.today + timedelta(days=days)


def _days_of(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups.get("day"):
        return _DAYS[groups["day"]]
    count = count_of(groups["count"])
    if count is None:
        return None
    return -(-count // 24) if groups["unit"] == "小时" else count * (7 if groups["unit"] == "周" else 1)


def _day(reading: Reading, text: str) -> date | None:
    """The day a word means; without a year, or without a month, the next such day there is."""
    if text in _DAYS:
        return reading.today + timedelta(days=_DAYS[text])
    try:
        alone = re.fullmatch(r"([0-9]{1,2})[日号]", text)
        if alone:
            month = reading.today.replace(day=1)
            if int(alone[1]) < reading.today.day:
                month = (month + timedelta(days=31)).replace(day=1)
            return month.replace(day=int(alone[1]))
        found = read_date(text, default_year=reading.today.year)
        if found and found < reading.today and not re.match(r"[0-9]{4}", text):
            found = read_date(text, default_year=reading.today.year + 1)
    except (Refused, ValueError):
        return None
    return found
