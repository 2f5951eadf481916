"""A list of the office's people or a week's roster as it stands in a sheet, row by row. Pure: no database, no clock.

A sheet with a column 日期 is a roster, its other columns are shifts; one with a column 姓名 is a list of people.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from liangcao.exchange.cells import Cell, fold, is_blank, read_date, read_phone, read_text, shown
from liangcao.exchange.request_sheet import Fault
from liangcao.exchange.sheets import Sheet
from liangcao.kernel.errors import Refused, refused
from liangcao.organisation.rules import split_names

PEOPLE: Mapping[str, str] = {
    "name": "姓名 人员 成员 名字 name person member",
    "group": "小组 组 组别 所在小组 工作组 group team subgroup",
    "purpose": "分工 职责 管什么 小组分工 purpose duties task",
    "leader": "组长 是否组长 负责人 leader head",
    "department": "原单位 借调单位 借调部门 所在单位 单位 部门 department homedepartment lentby",
    "since": "从 开始 起 到岗 到岗日期 开始日期 since from start",
    "until": "到 结束 止 借调到期 结束日期 until to end",
    "phone": "电话 手机 联系电话 手机号 值班电话 phone mobile tel",
}
"""The fields of a list of people and the headings they go by."""
DAY = ("日期", "哪天", "值班日期", "date", "day")
_HEADING_ROWS = 10
_YES = ("是", "√", "✓", "1", "组长", "yes", "y", "true")
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of the list; "" where the row says nothing."""

    row_number: int
    name: str
    group: str
    purpose: str
    is_leader: bool
    department: str
    since: str
    until: str
    phone: str


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A day of a roster: who is on which shift (by its heading), the first of them leads."""

    row_number: int
    day: str
    on: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class OrganisationSheet:
    """What a sheet says: people or a roster with its `shifts`, and the faults of the rows that could not be read."""

    people: tuple[PersonRow, ...] = ()
    roster: tuple[RosterRow, ...] = ()
    shifts: tuple[str, ...] = ()
    faulty: tuple[Fault, ...] = ()


@dataclass(slots=True)
class _Rows:
    """Reads cells of one row after another, and takes down what is at fault."""

    headings: Sequence[str]
    places: Mapping[str, int]
    faulty: list[Fault] = field(default_factory=list)

    def read(self, row: tuple[int, Sequence[Cell]], name: str, how: Callable[[Cell], Read], otherwise: Read) -> Read:
        number, cells = row
        place = self.places.get(name, len(cells))
        cell = cells[place] if place < len(cells) else ""
        try:
            return how(cell)
        except Refused as refusal:
            heading = self.headings[place]
            self.faulty += [
                Fault(number, heading, reason.code, dict(reason.params), shown(cell)[:80]) for reason in refusal.reasons
            ]
            return otherwise


def read_organisation(sheet: Sheet) -> OrganisationSheet:
    """Read a list of people or a roster. Raises Refused ``empty``, ``file_columns_missing``."""
    for at, cells in enumerate(sheet.rows[:_HEADING_ROWS]):
        headings = [fold(shown(cell)).strip() for cell in cells]
        plain = [heading.replace(" ", "").casefold() for heading in headings]
        below = [
            (number, row) for number, row in enumerate(sheet.rows[at + 1 :], at + 2) if not all(map(is_blank, row))
        ]
        if any(heading in DAY for heading in plain):
            return _roster(headings, plain, below)
        places = _places(plain)
        if "name" in places:
            return _people(_Rows(headings, places), below)
    raise refused("file_columns_missing", columns="姓名、日期") if sheet.rows else refused("empty")


def _places(plain: Sequence[str]) -> dict[str, int]:
    """The column of each field that is found: of several names the first in the table counts."""
    found: dict[str, int] = {}
    for name, words in PEOPLE.items():
        for word in words.split():
            if word in plain:
                found.setdefault(name, plain.index(word))
    return found


def _people(rows: _Rows, below: Sequence[tuple[int, Sequence[Cell]]]) -> OrganisationSheet:
    found = []
    for row in below:
        before = len(rows.faulty)
        name = rows.read(row, "name", _needed(rows), "")
        person = PersonRow(
            row[0],
            name,
            rows.read(row, "group", read_text, ""),
            rows.read(row, "purpose", read_text, ""),
            rows.read(row, "leader", read_text, "").casefold() in (*_YES, name.casefold()) and bool(name),
            rows.read(row, "department", read_text, ""),
            rows.read(row, "since", _day, ""),
            rows.read(row, "until", _day, ""),
            rows.read(row, "phone", read_phone, ""),
        )
        if len(rows.faulty) == before:
            found.append(person)
    if not found and not rows.faulty:
        raise refused("empty")
    return OrganisationSheet(people=tuple(found), faulty=tuple(rows.faulty))


def _needed(rows: _Rows) -> Callable[[Cell], str]:
    def read(cell: Cell) -> str:
        text = read_text(cell)
        if not text:
            raise refused("cell_empty", column=rows.headings[rows.places["name"]])
        return text

    return read


def _day(cell: Cell) -> str:
    found = read_date(cell)
    return found.isoformat() if found else ""


def _roster(
    headings: Sequence[str], plain: Sequence[str], below: Sequence[tuple[int, Sequence[Cell]]]
) -> OrganisationSheet:
    day_at = next(at for at, heading in enumerate(plain) if heading in DAY)
    weekdays = ("星期", "周几", "weekday")
    shifts = [at for at, heading in enumerate(headings) if at != day_at and heading and plain[at] not in weekdays]
    rows = _Rows(headings, {"day": day_at, **{headings[at]: at for at in shifts}})
    found = []
    for row in below:
        day = rows.read(row, "day", _day, "")
        on = {headings[at]: tuple(split_names(rows.read(row, headings[at], read_text, ""))) for at in shifts}
        if day:
            found.append(RosterRow(row[0], day, on))
    if not found and not rows.faulty:
        raise refused("empty")
    return OrganisationSheet(
        roster=tuple(found), shifts=tuple(headings[at] for at in shifts), faulty=tuple(rows.faulty)
    )
