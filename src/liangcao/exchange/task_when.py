"""When something is wanted, as people say it: 明早, 后天下午3点前, 周五, 半小时内, 马上. Pure; used by `task_line`.

Nothing is guessed in silence: each moment keeps the words it was read from and how; a clock that may mean morning or
afternoon offers both; a moment that is over, and a day nobody can know, stay as words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from liangcao.exchange.lead_amounts import count_of

_DAYS = {"今": 0, "今天": 0, "今日": 0, "当天": 0, "明": 1, "明天": 1, "明日": 1, "后": 2, "后天": 2, "大后天": 3}
_WEEK = "一二三四五六日"
_PARTS = {
    "凌晨": 5, "清晨": 7, "一早": 8, "早上": 8, "早晨": 8, "早": 8, "上午": 10, "中午": 12, "午": 12, "下午": 15,
    "傍晚": 18, "下班": 18, "晚上": 20, "晚": 20, "夜里": 22, "夜": 22, "半夜": 24,
}  # fmt: skip
"""The hour of the clock that a part of the day stands for, where nobody says one; 24 is the midnight after it."""
_MORNING = ("凌晨", "清晨", "一早", "早上", "早晨", "早", "上午")
_NIGHT = ("晚上", "晚", "夜里", "夜", "半夜")
WORKDAY_ENDS = 18
"""A day with neither part nor clock is over when the office goes home."""
AT_ONCE_MINUTES = 30
"""What has to be done at once is looked at again after so long."""
FAR_DAYS = 200
"""A day of the month named without its year is not next year's when it was over not long ago."""

_HAN = "[零〇一二两三四五六七八九十]"
_NUMBER = rf"(?:[0-9]{{1,4}}|{_HAN}{{1,3}})"
_PART = "|".join(sorted(_PARTS, key=len, reverse=True))
_DATE = (
    rf"(?:(?P<year>[0-9]{{4}})[-/.年])?(?P<month>{_NUMBER})月(?P<day>{_NUMBER})[日号]?"
    r"|(?P<iso>[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})"
    rf"|(?P<only>[0-9]{{1,2}}|{_HAN}{{1,3}})[日号](?!楼|线|门|库|院|桥|厅|车)"
)
_NEAR = r"(?P<near>大后天|(?:今|明|后)天|(?:今|明)日|当天|[今明后](?=早|晚|夜|午|中午|上午|下午|傍晚|晨|凌晨|一早))"
_OF_WEEK = r"(?P<next>下下|下|这|本)?(?:个)?(?:周|星期|礼拜)(?P<week>[一二三四五六日天末])"
_CLOCK = (
    rf"(?:(?P<hour>[0-9]{{1,2}}|{_HAN}{{1,3}})\s?(?:点钟?|时)(?!间|候)(?P<minute>半|一刻|三刻|{_NUMBER}分?)?"
    r"|(?<![0-9.:])(?P<exact>[0-9]{1,2}:[0-9]{2})(?![0-9:]))"
)
_ALONE = _CLOCK.replace("hour", "hour3").replace("minute", "minute3").replace("exact", "exact3")
_AFTER_PART = _CLOCK.replace("hour", "hour2").replace("minute", "minute2").replace("exact", "exact2")
_END = r"(?:之前|以前|前|之内|以内|内)?"
AT = re.compile(
    rf"(?:{_DATE}|{_NEAR}|{_OF_WEEK})\s?(?P<part>{_PART})?\s?{_CLOCK}?{_END}"
    rf"|(?P<part2>{_PART})\s?{_AFTER_PART}{_END}"
    rf"|{_ALONE}{_END}"
    r"|(?P<month_end>月底)(?:之前|以前|前)?|(?P<tonight>连夜)"
)
WITHIN = re.compile(
    rf"(?P<half>半)(?:个)?(?P<half_unit>小时|钟头|天)(?:之内|以内|内|后|之后)"
    rf"|(?P<count>{_NUMBER})\s?(?:个)?(?P<half_more>半)?(?P<unit>分钟|刻钟|小时|钟头|天|日|周|星期)(?:之内|以内|内|后|之后)"
)
AT_ONCE = re.compile("马上|立刻|立即|即刻|现在就要|现在要|火速")
_UNIT_MINUTES = {"分钟": 1, "刻钟": 15, "小时": 60, "钟头": 60, "天": 1440, "日": 1440, "周": 10_080, "星期": 10_080}


@dataclass(frozen=True, slots=True)
class Said:
    """A moment that was said: the words, where they stand, what they may mean (local clocks), and how it was read."""

    start: int
    end: int
    words: str
    meanings: tuple[datetime, ...]
    how: str


def moments_in(text: str, now: datetime) -> list[Said]:
    """Every moment said in `text` that is still to come, as local clocks at the moment `now`; in the order said."""
    found: list[Said] = []
    for said in _all(text, now):
        if not any(said.start < each.end and each.start < said.end for each in found):
            found.append(said)
    return sorted(found, key=lambda each: each.start)


def _all(text: str, now: datetime) -> Iterator[Said]:
    for match in WITHIN.finditer(text):
        minutes = _minutes(match)
        if minutes:
            yield _said(match, (now + timedelta(minutes=minutes),), "within")
    for match in AT.finditer(text):
        meanings = _meanings(match, now)
        if meanings:
            yield _said(match, meanings, "clock_many" if len(meanings) > 1 else "day")
    for match in AT_ONCE.finditer(text):
        yield _said(match, (now + timedelta(minutes=AT_ONCE_MINUTES),), "at_once")


def _said(match: re.Match[str], meanings: tuple[datetime, ...], how: str) -> Said:
    whole = tuple(each.replace(second=0, microsecond=0) for each in meanings)
    return Said(match.start(), match.end(), match[0].strip(), whole, how)


def _minutes(match: re.Match[str]) -> int:
    if match["half"]:
        return 30 if match["half_unit"] != "天" else 720
    count = count_of(match["count"])
    size = _UNIT_MINUTES[match["unit"]]
    return 0 if not count else count * size + (size // 2 if match["half_more"] else 0)


def _meanings(match: re.Match[str], now: datetime) -> tuple[datetime, ...]:
    """What was said may mean: nothing where it is over or is no day, several where morning and afternoon are open."""
    if match["month_end"]:
        first = (now.date().replace(day=1) + timedelta(days=32)).replace(day=1)
        return (datetime.combine(first - timedelta(days=1), time(WORKDAY_ENDS)),)
    if match["tonight"]:
        return (datetime.combine(now.date() + timedelta(days=1), time()),)
    part = match["part"] or match["part2"] or ""
    hours = _hours(match, part)
    day = _day(match, now)
    if day is None and _names_day(match):
        return ()
    if day is not None:
        return tuple(each for each in (_at(day, hour) for hour in hours) if each > now)
    today = tuple(each for each in (_at(now.date(), hour) for hour in hours) if each > now)
    return today or tuple(_at(now.date() + timedelta(days=1), hour) for hour in hours)


def _names_day(match: re.Match[str]) -> bool:
    return any(match[name] for name in ("month", "iso", "only", "near", "week"))


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def _hours(match: re.Match[str], part: str) -> tuple[int, ...]:
    """Minutes of the day that are meant: one, or two where a clock of twelve hours says neither half; () for none."""
    exact = match["exact"] or match["exact2"] or match["exact3"]
    word = match["hour"] or match["hour2"] or match["hour3"]
    if not exact and not word:
        return ((_PARTS[part] if part else WORKDAY_ENDS) * 60,)
    if exact:
        hour, minute = (int(each) for each in exact.split(":"))
    else:
        hour, minute = _plain(word), _minute(match["minute"] or match["minute2"] or match["minute3"] or "")
    if not 0 <= hour <= 24 or not 0 <= minute < 60 or (hour == 24 and minute):
        return ()
    if part:
        return (_in_part(hour, part) * 60 + minute,)
    is_open = 1 <= hour <= 12 and not exact
    return (hour % 12 * 60 + minute, (hour % 12 + 12) * 60 + minute) if is_open else (hour * 60 + minute,)


def _plain(word: str) -> int:
    found = count_of(word)
    return 0 if word in ("零", "〇") else -1 if found is None else found


def _minute(word: str) -> int:
    named = {"": 0, "半": 30, "一刻": 15, "三刻": 45}
    if word in named:
        return named[word]
    return _plain(word.removesuffix("分").removeprefix("零").removeprefix("〇"))


def _in_part(hour: int, part: str) -> int:
    """The hour of 24 that 3 in the afternoon is; twelve at night is the midnight after."""
    if part in _MORNING or hour > 12:
        return hour
    if part in ("中午", "午"):
        return hour if hour >= 10 else hour + 12
    if part in _NIGHT:
        return 24 if hour == 12 else hour + 24 if hour < 5 else hour + 12
    return hour % 12 + 12


def _day(match: re.Match[str], now: datetime) -> date | None:
    """The day that was said; None where none was, or where it is none or long over."""
    try:
        if match["iso"]:
            year, month, day = (int(each) for each in re.split("[-/.]", match["iso"]))
            return date(year, month, day)
        if match["month"]:
            return _of_year(match, now.date())
        if match["only"]:
            return _of_month(_plain(match["only"]), now.date())
    except ValueError:
        return None
    if match["near"]:
        return now.date() + timedelta(days=_DAYS[match["near"]])
    return _of_week(match, now.date()) if match["week"] else None


def _of_year(match: re.Match[str], today: date) -> date | None:
    month, day = _plain(match["month"]), _plain(match["day"])
    if match["year"]:
        return date(int(match["year"]), month, day)
    found = date(today.year, month, day)
    if found < today:
        found = date(today.year + 1, month, day)
    return found if (found - today).days <= FAR_DAYS else None


def _of_month(day: int, today: date) -> date:
    """The next such day of a month: of this one, else of the next."""
    if day >= today.day:
        return today.replace(day=day)
    return (today.replace(day=1) + timedelta(days=32)).replace(day=day)


def _of_week(match: re.Match[str], today: date) -> date:
    """The day of this week or the next ones; a day of this week that is over is that of the next, unless said."""
    word = "六" if match["week"] == "末" else "日" if match["week"] == "天" else match["week"]
    monday = today - timedelta(days=today.weekday())
    found = monday + timedelta(days=_WEEK.index(word))
    weeks = {"下": 1, "下下": 2}.get(match["next"] or "", 0)
    if weeks or match["next"]:
        return found + timedelta(weeks=weeks)
    return found if found >= today else found + timedelta(weeks=1)
