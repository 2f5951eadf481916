"""Places and ways as sheets: where units lie and when they take goods in; how far it is by road from one to another."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liangcao.exchange.cells import Cell, read_text
from liangcao.exchange.sheets import read_sheet
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.tracking.commands import MOST_PAIRS, DistanceLine, SiteLine
from liangcao.tracking.geography import checked, microdegrees
from liangcao.tracking.rules import check_hours

SITE_COLUMNS = {
    "name": ("单位", "单位名称", "名称", "仓库", "地点", "unit", "name", "place", "site"),
    "north": ("纬度", "北纬", "lat", "latitude", "north"),
    "east": ("经度", "东经", "lng", "lon", "longitude", "east"),
    "opens": ("收货开始", "几点起", "从几点", "开始", "opens", "from"),
    "closes": ("收货结束", "几点止", "到几点", "结束", "closes", "until", "to"),
    "service": ("交接分钟", "交接", "卸货分钟", "service", "minutes"),
}
WAY_COLUMNS = {
    "from": ("从", "起点", "出发", "from", "origin"),
    "to": ("到", "终点", "到达", "to", "destination"),
    "km": ("公里", "千米", "km"),
    "metres": ("米", "metres", "meters", "m"),
    "minutes": ("分钟", "分", "minutes", "min"),
}
_CLOCK = re.compile(r"([0-9]{1,2})[:：]([0-9]{2})(?::[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in a row of a sheet (row 1 is the first), said by its reason."""

    row: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Lines:
    """What a sheet says; with faults nothing of it should be handed in."""

    lines: tuple[Any, ...]
    faults: tuple[RowFault, ...]


def read_sites(file: tuple[str, bytes], known: Mapping[str, int]) -> Lines:
    """Places (name, content) for units and stores by name (`known`, normalised by the caller as `by_name` does)."""
    return _read(file, SITE_COLUMNS, ("name",), lambda row: _site(row, known))


def read_ways(file: tuple[str, bytes], known: Mapping[str, int]) -> Lines:
    """Ways by road, each in one direction; kilometres or metres, and minutes."""
    found = _read(file, WAY_COLUMNS, ("from", "to", "minutes"), lambda row: _way(row, known))
    if len(found.lines) > MOST_PAIRS:
        raise refused("too_many_lines", most=MOST_PAIRS, length=len(found.lines))
    return found


def by_name(names: Mapping[str, int]) -> dict[str, int]:
    """Names as sheets are searched for them: without spaces, in small letters."""
    return {_plain(name): number for name, number in names.items()}


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def _read(
    file: tuple[str, bytes],
    columns: Mapping[str, Sequence[str]],
    needed: Sequence[str],
    line: Callable[[Mapping[str, str]], Any],
) -> Lines:
    sheet = read_sheet(file[1], file[0])
    head, places = _head(sheet.rows, columns)
    missing = [columns[name][0] for name in needed if name not in places]
    if missing:
        raise refused("file_columns_missing", columns="、".join(missing))
    lines: list[Any] = []
    faults: list[RowFault] = []
    for number, row in enumerate(sheet.rows[head + 1 :], head + 2):
        told = {name: read_text(row[place]) if place < len(row) else "" for name, place in places.items()}
        if not any(told.values()):
            continue
        try:
            lines.append(line(told))
        except Refused as refusal:
            faults += [RowFault(number, reason) for reason in refusal.reasons]
    if not lines and not faults:
        raise refused("empty")
    return Lines(tuple(lines), tuple(faults))


def _head(rows: Sequence[Sequence[Cell]], columns: Mapping[str, Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The row among the first ten that names most columns, and where each is."""
    best: tuple[int, dict[str, int]] = (0, {})
    for index, row in enumerate(rows[:10]):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            word = re.sub(r"[（(].*", "", _plain(str(cell)))
            for name, aliases in columns.items():
                if word in aliases and name not in found:
                    found[name] = place
                    break
        if len(found) > len(best[1]):
            best = (index, found)
    return best


def _site(row: Mapping[str, str], known: Mapping[str, int]) -> SiteLine:
    values: dict[str, Any] = {"site_id": _named(row["name"], known, "name")}
    if row.get("north") or row.get("east"):
        point = checked(microdegrees(row.get("north", ""), "north"), microdegrees(row.get("east", ""), "east"), "north")
        values |= {"north": point.north, "east": point.east}
    values["opens"] = read_clock(row["opens"], "opens") if row.get("opens") else 0
    values["closes"] = read_clock(row["closes"], "closes") if row.get("closes") else 1440
    check_hours(values["opens"], values["closes"], "closes")
    values["service"] = _whole(row["service"], "service", 480) if row.get("service") else 0
    return SiteLine(**values)


def _named(name: str, known: Mapping[str, int], field: str) -> int:
    found = known.get(_plain(name))
    if found is None:
        raise refused("unknown_location", field, name=name)
    return found


def read_clock(text: str, field: str = "") -> int:
    """``08:30``, ``8：30``, ``8`` or ``24:00`` as a minute of the day; raises Refused ``clock_unreadable``."""
    text = text.strip()
    found = _CLOCK.fullmatch(text)
    hour, minute = (
        (int(found[1]), int(found[2])) if found else (int(text), 0) if re.fullmatch("[0-9]{1,2}", text) else (99, 0)
    )
    if minute > 59 or hour * 60 + minute > 1440:
        raise refused("clock_unreadable", field, text=text[:40])
    return hour * 60 + minute


def _whole(text: str, field: str, most: int) -> int:
    if not re.fullmatch("[0-9]{1,7}", text) or int(text) > most:
        raise refused("number_unreadable", field, text=text[:40], most=most)
    return int(text)


def _way(row: Mapping[str, str], known: Mapping[str, int]) -> DistanceLine:
    if row.get("km"):
        found = re.fullmatch(r"([0-9]{1,4})(?:\.([0-9]{1,6}))?", row["km"])
        if not found:
            raise refused("number_unreadable", "km", text=row["km"][:40], most=5_000)
        metres = int(found[1]) * 1_000 + int((found[2] or "").ljust(3, "0")[:3])
    else:
        metres = _whole(row.get("metres", ""), "metres", 5_000_000)
    return DistanceLine(
        from_id=_named(row["from"], known, "from"),
        to_id=_named(row["to"], known, "to"),
        metres=metres,
        minutes=_whole(row["minutes"], "minutes", 2_880),
    )
