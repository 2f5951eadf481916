"""Sheets in and out: what a file is, its content says, never its name."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Literal

import xlsxwriter

from liangcao.exchange.cells import Cell
from liangcao.exchange.sheet_text import decode, guarded, split_rows
from liangcao.exchange.workbooks import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Merged, is_workbook, open_workbook
from liangcao.kernel.errors import refused

MOST_MEGABYTES = 10
LONGEST_IN_WORKBOOK = 32_767
FOUND_ON_SCREEN = 200
"""So many rows decide how wide a column is shown."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as a person sees it: `rows[0]` is row 1 of the sheet, empty rows and cells ("") included.

    `encoding` is empty for a workbook; `names` are all sheets of the file that can be seen.
    """

    filename: str
    name: str
    names: tuple[str, ...]
    encoding: str
    rows: list[tuple[Cell, ...]]
    merged: tuple[Merged, ...] = ()


def read_sheet(data: bytes, filename: str, *, sheet: str = "") -> Sheet:
    """Read a table from .xlsx, .xls, .ods, or text in UTF-8, UTF-16 or GB18030 with tabs, commas, semicolons or bars.

    `sheet` names one of several; the first visible one that is not empty is read otherwise. Raises Refused
    ``file_too_large``, ``file_unreadable`` (a picture, a bomb, a damaged file), ``empty``, ``too_many_lines``,
    ``file_too_many_cells``, ``unknown_sheet``.
    """
    if len(data) > MOST_MEGABYTES << 20:
        raise refused("file_too_large", most=MOST_MEGABYTES)
    if not data.strip():
        raise refused("empty")
    if is_workbook(data):
        found = open_workbook(data, sheet)
        return Sheet(filename, found.name, found.names, "", found.rows, found.merged)
    if sheet:
        raise refused("unknown_sheet", name=sheet)
    text, encoding = decode(data)
    return Sheet(filename, "", (), encoding, text_rows(text))


def text_rows(text: str) -> list[tuple[Cell, ...]]:
    """The cells of a text, line by line; raises Refused ``file_too_many_cells``, ``too_many_lines``."""
    rows: list[tuple[Cell, ...]] = []
    cells = 0
    for row in split_rows(text):
        while row and not row[-1]:
            row.pop()
        rows.append(tuple(row))
        cells += len(row)
        if len(row) > MOST_COLUMNS or cells > MOST_CELLS:
            raise refused("file_too_many_cells", most_columns=MOST_COLUMNS, most_cells=MOST_CELLS)
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise refused("too_many_lines", most=MOST_ROWS, length=len(rows))
    return rows


def write_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell | None]],
    *,
    kind: Literal["xlsx", "csv"] = "xlsx",
    tags: Sequence[str] = (),
) -> bytes:
    """A table as a file: headings, HXL `tags` as a second row when given, then the rows; None is an empty cell.

    No text is ever a formula: a workbook holds it as text, in .csv (UTF-8 with mark, as Excel wants it) an apostrophe
    goes before it, which `read_sheet` takes off. Raises Refused ``text_too_long`` over what a cell can hold.
    """
    head = [headings, tags] if tags else [headings]
    if kind == "csv":
        return _csv((*head, *rows))
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        widths: dict[int, int] = {}
        for number, row in enumerate((*head, *rows)):
            for column, value in enumerate(row):
                write_cell(sheet, (number, column), value, bold if number < len(head) else day)
                if number < FOUND_ON_SCREEN:
                    widths[column] = max(widths.get(column, 6), shown_width(value))
        sheet.freeze_panes(len(head), 0)
        for column, width in widths.items():
            sheet.set_column(column, column, min(width + 2, 60))
    return stream.getvalue()


def _csv(rows: Iterable[Sequence[Cell | None]]) -> bytes:
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for row in rows:
        writer.writerow([guarded(value) if isinstance(value, str) else value for value in row])
    return stream.getvalue().encode("utf-8-sig", "replace")


def write_cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    place: tuple[int, int],
    value: Cell | None,
    form: xlsxwriter.format.Format | None = None,
) -> None:
    """Write `value` at `place` (row, column, from 0) as what it is; text is never a formula, a link or a number."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(*place, value)
    elif isinstance(value, int | float) and abs(value) < 1e15:
        sheet.write_number(*place, value)
    elif isinstance(value, date | datetime):
        sheet.write_datetime(*place, value, form)
    else:
        text = str(value)
        if len(text) > LONGEST_IN_WORKBOOK:
            raise refused("text_too_long", most=LONGEST_IN_WORKBOOK, length=len(text))
        sheet.write_string(*place, text, form)


def shown_width(value: Cell | None) -> int:
    """How wide a cell is on screen, in Latin letters: a Chinese character is two."""
    return sum(2 if character > "\u2e80" else 1 for character in str(value or ""))
