"""Numbers, money, days and moments as people here write them.

The office keeps one clock, that of Shanghai; times in the books are milliseconds since 1970 UTC.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

from liangcao.kernel.quantity import Pack, in_packs
from liangcao.kernel.refusals import N_
from liangcao.language.things import measure
from liangcao.language.translator import current_language, gettext, ngettext

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept this one offset since 1991; a fixed one needs no time zone files on the machine."""

WEEKDAYS = (N_("星期一"), N_("星期二"), N_("星期三"), N_("星期四"), N_("星期五"), N_("星期六"), N_("星期日"))
ENGLISH_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def number(value: int) -> str:
    """A whole number grouped by thousands: ``60,000``."""
    return f"{value:,}"


def quantity(value: int, unit: str) -> str:
    """So many base units: ``60,000 只``, ``60,000 pieces``."""
    return f"{value:,} {measure(unit, value)}".rstrip()


def packed(value: int, unit: str, packs: Sequence[Pack]) -> str:
    """`value` base units in packs, largest first: ``2 箱 2 盒 30 只``."""
    return " ".join(quantity(count, name or unit) for count, name in in_packs(value, packs))


def joined(parts: Iterable[str]) -> str:
    """Things named one after the other: ``口罩、手套``, ``masks, gloves``."""
    return gettext("、").join(parts)


def clauses(parts: Iterable[str]) -> str:
    """Clauses one after the other: ``少一箱；潮了``, ``a box missing; wet``."""
    return gettext("；").join(parts)


def bracketed(text: object) -> str:
    """`text` in the brackets of the language, with the space before them that English wants; nothing for nothing."""
    return gettext("（{text}）").format(text=text) if text else ""


def money(fen: int) -> str:
    """An amount of fen as yuan: ``¥12,345.60``."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}¥{yuan:,}.{rest:02d}"


def moment(milliseconds: int, *, with_year: bool = False) -> str:
    """A moment as lists show it, on Shanghai's 24-hour clock: ``02-10 18:05``, or ``2020-02-10 18:05``."""
    return _local(milliseconds).strftime("%Y-%m-%d %H:%M" if with_year else "%m-%d %H:%M")


def clock_time(milliseconds: int) -> str:
    """A moment of a day that is said already: ``18:05``."""
    return _local(milliseconds).strftime("%H:%M")


def moment_long(milliseconds: int) -> str:
    """A moment in full: ``2020年2月10日 星期一 18:05``."""
    local = _local(milliseconds)
    return f"{_day_long(local.date())} {local:%H:%M}"


def moment_words(milliseconds: int, now: int) -> str:
    """A moment as it is said: ``2 月 3 日 18:00``, ``3 February 18:00``; with its year where that is not this year."""
    local = _local(milliseconds)
    with_year = local.year != _local(now).year
    if current_language() == "zh_CN":
        year = f"{local.year} 年 " if with_year else ""
        return f"{year}{local.month} 月 {local.day} 日 {local:%H:%M}"
    year = f" {local.year}" if with_year else ""
    return f"{local.day} {ENGLISH_MONTHS[local.month - 1]}{year} {local:%H:%M}"


def moment_iso(milliseconds: int) -> str:
    """A moment for machines (`<time datetime>`): ``2020-02-10T18:05:00+08:00``."""
    return _local(milliseconds).isoformat(timespec="seconds")


def day_of(milliseconds: int) -> str:
    """The day in Shanghai of a moment, as the books keep days: ``2020-02-10``."""
    return _local(milliseconds).date().isoformat()


def day_short(day: str) -> str:
    """A day (``2020-02-10``) as lists show it: ``02-10``."""
    return f"{date.fromisoformat(day):%m-%d}"


def day_long(day: str) -> str:
    """A day (``2020-02-10``) in full: ``2020年2月10日 星期一``."""
    return _day_long(date.fromisoformat(day))


def age(milliseconds: int) -> str:
    """How long something has waited: ``5 分钟``, ``2 小时 10 分钟``, ``3 天 4 小时``."""
    minutes = max(milliseconds, 0) // 60_000
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        (days, ngettext("{n} 天", "{n} 天", days)),
        (hours, ngettext("{n} 小时", "{n} 小时", hours)),
        (minutes, ngettext("{n} 分钟", "{n} 分钟", minutes)),
    ]
    told = [text.format(n=count) for count, text in parts if count][:2]
    return " ".join(told) or gettext("刚刚")


@lru_cache(maxsize=4_096)
def _local(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(SHANGHAI)


def _day_long(day: date) -> str:
    weekday = gettext(WEEKDAYS[day.weekday()])
    if current_language() == "zh_CN":
        return f"{day.year}年{day.month}月{day.day}日 {weekday}"
    return f"{weekday}, {day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
