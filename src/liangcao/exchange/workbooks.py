"""Workbooks (.xlsx, .xls, .ods) opened: the visible sheet, its cells as they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from liangcao.exchange.cells import Cell
from liangcao.exchange.compound import survey_xls
from liangcao.exchange.extents import MOST_BLOCK, SheetExtent, bomb
from liangcao.exchange.packages import survey_package
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_CELLS = 2_000_000
BROKEN = "#VALUE!"
"""What stands for the value of a failed formula."""
Merged = tuple[int, int, int, int]
"""A merged block: first row, first column, last row, last column, from 0."""


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One sheet of a workbook with the names of all that can be seen; rows from the very first, empty ones too."""

    name: str
    names: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    merged: tuple[Merged, ...]


def is_workbook(data: bytes) -> bool:
    """True when `data` begins as a package or a compound file does, whatever its name says."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))


def open_workbook(data: bytes, sheet: str = "") -> WorkbookSheet:
    """The sheet named `sheet`, or the first visible one that is not empty.

    Raises Refused ``file_unreadable``, ``unknown_sheet``, ``too_many_lines`` or ``file_too_many_cells``.
    """
    extents = survey_package(data) if data.startswith(b"PK") else dict(enumerate(survey_xls(data)))
    if sum(extent.rows * extent.columns for extent in extents.values()) > MOST_BLOCK:
        raise bomb()
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        names = _visible(book)
        if sheet and sheet not in names:
            raise refused("unknown_sheet", name=sheet)
        chosen, opened = _choose(book, [sheet] if sheet else names)
        broken = _broken(extents, chosen, book.sheet_names.index(chosen))
        return WorkbookSheet(chosen, names, _rows(opened, broken), _merged(opened))
    except CalamineError:
        raise refused("file_unreadable", detail=N_("文件已损坏或有密码")) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader's own bug, met on a damaged file
            raise
        raise refused("file_unreadable", detail=N_("文件已损坏或有密码")) from None


def _visible(book: CalamineWorkbook) -> tuple[str, ...]:
    return tuple(
        each.name
        for each in book.sheets_metadata
        if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
    )


def _choose(book: CalamineWorkbook, names: Iterable[str]) -> tuple[str, CalamineSheet]:
    opened = ((name, book.get_sheet_by_name(name)) for name in names)
    filled = next(((name, sheet) for name, sheet in opened if sheet.end is not None), None)
    if filled is None:
        raise refused("empty")
    return filled


def _broken(extents: dict[Any, SheetExtent], name: str, number: int) -> set[tuple[int, int]]:
    extent = extents.get(name) or extents.get(number)
    return extent.broken if extent else set()


def _rows(sheet: CalamineSheet, broken: set[tuple[int, int]]) -> list[tuple[Cell, ...]]:
    rows, columns = sheet.total_height, sheet.total_width
    if rows > MOST_ROWS:
        raise refused("too_many_lines", most=MOST_ROWS, length=rows)
    if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise refused("file_too_many_cells", most_columns=MOST_COLUMNS, most_cells=MOST_CELLS)
    values = sheet.to_python(skip_empty_area=False)
    for row, column in broken:
        if row < len(values) and column < len(values[row]):
            values[row][column] = BROKEN
    return [tuple(map(_cell, row)) for row in values]


def _cell(value: Any) -> Cell:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, str | int | float | date | datetime):
        return value
    return str(value)


def _merged(sheet: CalamineSheet) -> tuple[Merged, ...]:
    return tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
