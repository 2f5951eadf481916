"""Sheets handed to people: the template to fill in, and their own sheet back with what is wrong written beside it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from io import BytesIO

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from liangcao.exchange.cells import Cell
from liangcao.exchange.columns import Columns, recognise
from liangcao.exchange.request_sheet import SAMPLE_MARK, Fault
from liangcao.exchange.sheets import LONGEST_IN_WORKBOOK, Sheet, shown_width, write_cell
from liangcao.kernel.refusals import N_

REASON_HEADING = N_("错误原因")
HEADINGS = (
    *(N_("城市"), N_("区县"), N_("单位"), N_("物资"), N_("数量")),
    *(N_("计量单位"), N_("规格"), N_("联系人"), N_("电话"), N_("备注")),
    *(N_("人数"), N_("人员类别"), N_("现有库存"), N_("管几天"), N_("最迟哪天"), N_("用途"), N_("可代替")),
)
NOTES = (
    N_("填表说明：一行写一种物资；单位、物资必填。"),
    N_("数量填整数，可以写 12000、1.2万、30箱；不知道要多少就空着。"),
    N_("后面几列可以空着：人数和人员类别、现有库存、要管几天、最迟哪天还有用、用途、没有的话可以用什么代替。"),
    N_("物资最好从下拉列表里选；电话按文本填写。示例行导入时会跳过，不用删。"),
)
_SAMPLE = (
    "示例市",
    "示例区",
    f"示例街道卫生院（{SAMPLE_MARK}）",
    "医用外科口罩",
    2000,
    "只",
    "YY 0469-2011",
    "示例",
    "",
    "",
    30,
    "医护人员",
    "100只",
    7,
    "",
    "发热门诊",
    "一次性使用医用口罩",
)
_ITEM, _MEASURE, _PHONE = 3, 5, 8
_FIRST_ROW, _LAST_ROW = 3, 2_000
_LISTS = "选项"


def faulty_sheet(
    sheet: Sheet,
    faults: Sequence[Fault],
    *,
    columns: Columns | None = None,
    say: Callable[[Fault], str] = lambda fault: fault.reason.message,
    heading: str = REASON_HEADING,
) -> bytes:
    """The sheet as .xlsx, every row where it was, with one more column telling what is wrong; faulty cells are red.

    `say` puts a fault in words, `heading` names the new column. The sheet can be corrected and handed in again.
    """
    told = columns or recognise(sheet.rows)
    last = max((len(row) for row in sheet.rows[told.row :]), default=0)
    is_again = last > 0 and told.headings[-1:] == (heading,) and len(told.headings) == last
    beside = last - 1 if is_again else last
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet()
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        red = book.add_format({"bg_color": "#F8D0C8", "num_format": "yyyy-mm-dd"})
        marked = {
            (fault.row - 1, told.headings.index(fault.column)) for fault in faults if fault.column in told.headings
        }
        for number, row in enumerate(sheet.rows):
            for column, value in enumerate(row[:beside] if number >= told.row else row):
                form = red if (number, column) in marked else bold if number == told.row else day
                write_cell(page, (number, column), _fitting(value), form)
        _merge_again(page, sheet)
        for place in marked:
            if not sheet.rows[place[0]][place[1] : place[1] + 1] or sheet.rows[place[0]][place[1]] == "":
                page.write_blank(*place, None, red)
        page.write_string(told.row, beside, heading, bold)
        for number, text in _by_row(faults, say).items():
            page.write_string(number - 1, beside, text[:32_000])
        page.set_column(0, max(beside - 1, 0), 16)
        page.set_column(beside, beside, 60)
        page.freeze_panes(told.row + 1, 0)
    return stream.getvalue()


def _fitting(value: Cell) -> Cell:
    """`value` as it fits into a cell: a text far too long is named as such beside it, its beginning is enough."""
    return f"{value[:1_000]}…" if isinstance(value, str) and len(value) > LONGEST_IN_WORKBOOK else value


def _merge_again(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet) -> None:
    """Cells that were merged in the sheet are merged again, as far as it is filled."""
    for top, left, bottom, right in sheet.merged:
        is_inside = bottom < len(sheet.rows) and right < len(sheet.rows[bottom])
        if is_inside and (top, left) != (bottom, right):
            with suppress(OverlappingRange):
                page.merge_range(top, left, bottom, right, "")
            write_cell(page, (top, left), sheet.rows[top][left])


def _by_row(faults: Sequence[Fault], say: Callable[[Fault], str]) -> dict[int, str]:
    texts: dict[int, list[str]] = {}
    for fault in faults:
        prefix = f"{fault.column}：" if fault.column else ""
        texts.setdefault(fault.row, []).append(prefix + say(fault))
    return {row: "；".join(parts) for row, parts in texts.items()}


def template(items: Sequence[str], units: Sequence[str], *, say: Callable[[str], str] = str) -> bytes:
    """An .xlsx to fill in for a list of needs: notes, headings, an example that is skipped, drop-downs.

    `items` and `units` are what the drop-downs offer; `say` translates headings and notes.
    """
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet(say(N_("需求")))
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#F4F1E8"})
        bold, grey = book.add_format({"bold": True, "bottom": 1}), book.add_format({"font_color": "#767676"})
        text = book.add_format({"num_format": "@"})
        page.merge_range(0, 0, 0, len(HEADINGS) - 1, "\n".join(say(note) for note in NOTES), wrapped)
        page.set_row(0, 18 * len(NOTES))
        for column, heading in enumerate(HEADINGS):
            page.write_string(1, column, say(heading), bold)
            page.set_column(
                column, column, max(12, shown_width(_SAMPLE[column]) + 2), text if column == _PHONE else None
            )
            write_cell(page, (2, column), _SAMPLE[column], grey)
        lists = book.add_worksheet(_LISTS)
        lists.hide()
        for column, names, place in ((0, items, _ITEM), (1, units, _MEASURE)):
            for row, name in enumerate(names):
                lists.write_string(row, column, name)
            if names:
                _offer(page, place, f"={_LISTS}!${'AB'[column]}$1:${'AB'[column]}${len(names)}")
        page.freeze_panes(2, 0)
    return stream.getvalue()


def _offer(page: xlsxwriter.worksheet.Worksheet, column: int, source: str) -> None:
    """Offer a list in a column; other words may be typed, for people know things by many names."""
    rule = {"validate": "list", "source": source, "error_type": "information"}
    page.data_validation(_FIRST_ROW, column, _LAST_ROW, column, rule)
