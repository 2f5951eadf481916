"""A plan as a workbook: the results in front, and behind them the sheets of the question, which read back as the same.

No text is ever a formula. The sheets of results begin with one of `RESULTS`; whoever reads a question out of a workbook
(`plan_workbook`) passes them over, so that a plan can be changed in its sheets and made again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from liangcao.exchange.cells import Cell
from liangcao.exchange.plan_workbook import NO_MARK, RESULTS, RULE_HEADINGS, RULES_HEADING, SEPARATORS, YES_MARK
from liangcao.exchange.sheets import FOUND_ON_SCREEN, shown_width, write_cell
from liangcao.exchange.workbooks import MOST_ROWS
from liangcao.kernel.errors import refused
from liangcao.sharing.question import TABLES, Field, Question


@dataclass(frozen=True, slots=True)
class Results:
    """One sheet of results: its name (one of `RESULTS` goes before it), headings and rows."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell | None]]


def plan_workbook(question: Question, results: Sequence[Results], *, in_chinese: bool = True) -> bytes:
    """The workbook (xlsx); the question's sheets are named and headed in Chinese or by the names of the fields.

    Raises Refused ``too_many_lines`` over what a sheet can hold, ``text_too_long`` over what a cell can.
    """
    prefix = RESULTS[0] if in_chinese else RESULTS[1]
    sheets = [Results(f"{prefix}{each.name}", each.headings, each.rows) for each in results]
    sheets += _question_sheets(question, in_chinese=in_chinese)
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for each in sheets:
            if len(each.rows) >= MOST_ROWS:
                raise refused("too_many_lines", each.name, most=MOST_ROWS - 1, length=len(each.rows))
            sheet = book.add_worksheet(each.name)
            widths = [shown_width(heading) for heading in each.headings]
            for number, row in enumerate((each.headings, *each.rows)):
                for column, value in enumerate(row):
                    write_cell(sheet, (number, column), value, bold if not number and each.headings else wrapped)
                    if number < FOUND_ON_SCREEN and column < len(widths):
                        widths[column] = max(widths[column], shown_width(value))
            sheet.freeze_panes(1 if any(each.headings) else 0, 0)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, min(width + 2, 60))
    return stream.getvalue()


def _question_sheets(question: Question, *, in_chinese: bool) -> list[Results]:
    """The rules and every table that has rows, only what differs from the defaults."""
    names: Mapping[str, str] = RULE_HEADINGS if in_chinese else {name: name for name in RULE_HEADINGS}
    rules: dict[str, Any] = {"date": question.date, **question.rules}
    rows = [[names[name], _joined(value) if isinstance(value, tuple) else value] for name, value in rules.items()]
    sheets = [Results(RULES_HEADING if in_chinese else "rules", ["", ""], [row for row in rows if row[1] != ""])]
    for name, table in TABLES.items():
        if not question[name]:
            continue
        used = {each: said for each, said in table.fields.items() if _is_used(question, name, each, said)}
        headings = [said.heading if in_chinese else each for each, said in used.items()]
        cells = [[_cell(row[each], said) for each, said in used.items()] for row in question[name]]
        sheets.append(Results(table.heading if in_chinese else name, headings, cells))
    return sheets


def _is_used(question: Question, table: str, name: str, field: Field) -> bool:
    return field.default is None or any(row[name] != field.default for row in question[table])


def _cell(value: Any, field: Field) -> Cell | None:
    if field.default is not None and value == field.default:
        return None
    if isinstance(value, bool):
        return YES_MARK if value else NO_MARK
    return _joined(value) if isinstance(value, tuple) else value


def _joined(names: Sequence[str]) -> str:
    """Names in one cell; where one has a separator in it, as JSON writes a list."""
    if any(letter in name for name in names for letter in SEPARATORS) or any(name.startswith("[") for name in names):
        return json.dumps(list(names), ensure_ascii=False)
    return SEPARATORS[0].join(names)
