"""A question to share out from a workbook: one sheet for each table, headings in Chinese or by field name.

Sheets and headings are those of `sharing.question.TABLES`; the sheet 规则 (rules) has a name and a value in each row,
the date among them.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from liangcao.exchange.cells import Cell, fold, is_blank, shown
from liangcao.exchange.sheets import read_sheet
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.sharing.question import NUMBERS, TABLES, TIERS, Field, Sort

RULES_HEADING = N_("规则")
RULE_HEADINGS: dict[str, str] = {
    "date": N_("日期"),
    "order": N_("先后"),
    "rounding": N_("取整"),
    "minima": N_("最低凑不齐时"),
    "life_days": N_("至少还能用天数"),
    "drain_days": N_("多少天内到期的先用"),
    "tiers": N_("先后表"),
    "last_box": N_("最后一箱给谁"),
}
RESULTS = ("结果·", "result ")
"""Sheets whose names begin so hold results (`plan_sheets`) and are passed over."""
YES_MARK, NO_MARK = "是", "否"
SEPARATORS = "、,，;；|"
YES, NO = {"是", "yes", "true", "1"}, {"", "否", "no", "false", "0"}


def question_in_workbook(data: bytes, filename: str) -> dict[str, Any]:
    """The content of a question file, as JSON would have it, to be read by `sharing.reading.question_of`.

    Raises Refused what `read_sheet` raises, ``unknown_sheet`` for sheets that are no table, ``unknown_field``.
    """
    content: dict[str, Any] = {}
    headings = {fold(table.heading): name for name, table in TABLES.items()} | {name: name for name in TABLES}
    for name in read_sheet(data, filename).names:
        if name.startswith(RESULTS):
            continue
        table = headings.get(fold(name))
        is_rules = fold(name) in {fold(RULES_HEADING), "rules"}
        if table is None and not is_rules:
            raise refused("unknown_sheet", name, name=name)
        try:
            rows = read_sheet(data, filename, sheet=name).rows
        except Refused as refusal:
            if refusal.code == "empty":
                continue
            raise
        if table is None:
            content |= _rules(rows)
        else:
            content[table] = _rows(table, rows)
    return content


def _rows(table: str, rows: Sequence[Sequence[Cell]]) -> list[dict[str, Any]]:
    fields = TABLES[table].fields
    known = {fold(field.heading): name for name, field in fields.items()} | {name: name for name in fields}
    columns = []
    for cell in rows[0]:
        name = known.get(fold(shown(cell)), "")
        if not name and not is_blank(cell):
            raise refused("unknown_field", table, name=shown(cell))
        columns.append(name)
    made = []
    for row in rows[1:]:
        if not all(is_blank(cell) for cell in row):
            pairs = [(name, cell) for name, cell in zip(columns, row, strict=False) if name and not is_blank(cell)]
            made.append({name: _value(fields[name], cell) for name, cell in pairs})
    return made


def _rules(rows: Sequence[Sequence[Cell]]) -> dict[str, Any]:
    known = {fold(heading): name for name, heading in RULE_HEADINGS.items()} | {name: name for name in RULE_HEADINGS}
    content: dict[str, Any] = {"rules": {}}
    for row in rows:
        if len(row) < 2 or is_blank(row[0]) or is_blank(row[1]):
            continue
        name = known.get(fold(shown(row[0])))
        if name is None:
            raise refused("unknown_field", "rules", name=shown(row[0]))
        if name == "date":
            content["date"] = _day(row[1])
        else:
            content["rules"][name] = _rule(name, row[1])
    return content


def _rule(name: str, cell: Cell) -> Any:
    if name == TIERS:
        return _names(cell)
    return _whole(cell) if name in NUMBERS else shown(cell).strip()


def _value(field: Field, cell: Cell) -> Any:
    return _READ[field.sort](cell)


def _day(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else shown(cell).strip()


def _moment(cell: Cell) -> Any:
    return cell.isoformat() if isinstance(cell, date) else shown(cell).strip()


def _whole(cell: Cell) -> Any:
    """A whole number where the cell has one; anything else as it is, to be refused with its place."""
    text = shown(cell).strip()
    return int(text) if isinstance(cell, str) and text.removeprefix("-").isascii() and _is_whole(text) else cell


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isdigit() and len(text) < 20


def _flag(cell: Cell) -> Any:
    text = fold(shown(cell))
    return True if text in YES else False if text in NO else text


def _names(cell: Cell) -> Any:
    text = shown(cell)
    if text.startswith("["):  # names with separators in them, as `plan_sheets` writes them
        with suppress(ValueError, RecursionError):
            return json.loads(text)
    for separator in SEPARATORS[1:]:
        text = text.replace(separator, SEPARATORS[0])
    return [part.strip() for part in text.split(SEPARATORS[0]) if part.strip()]


def _name(cell: Cell) -> Any:
    return shown(cell)


_READ: dict[Sort, Callable[[Cell], Any]] = {
    "name": _name,
    "names": _names,
    "whole": _whole,
    "positive": _whole,
    "signed": _whole,
    "date": _day,
    "moment": _moment,
    "flag": _flag,
}
