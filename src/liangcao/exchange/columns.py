"""Which column is what: the heading row found among title rows, columns known by many names."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liangcao.catalog.units import UNIT_WORDS, fold_unit
from liangcao.exchange.cells import Cell, fold, is_blank, shown

NAMES: Mapping[str, str] = {
    "unit_name": "申请单位 需求单位 求助单位 接收单位 受赠单位 使用单位 领用单位 单位名称 机构 机构名称 医院 医院名称 "
    "学校名称 企业名称 公司名称 部门 科室 填报单位 申领单位 收货单位 requester requestedby requestingunit "
    "organization organisation institution facility hospital school company department unitname recipient",
    "city": "城市 市 地市 所在市 所在城市 市州 地级市 city town",
    "county": "区县 县区 县 区 县市区 区县市 所在区县 县(市、区) 区域 地区 所在地区 街道 乡镇 district county area",
    "item": "物资 物资名称 品名 名称 货物 货物名称 物品 物品名称 商品 商品名称 产品 产品名称 品种 需求物资 物资品名 "
    "物资种类 item items itemname itemdescription name goods commodity product productname material materials supplies "
    "article",
    "quantity": "数量 需求数量 需求量 申请数量 申领数量 需要数量 求助数量 数目 总数 件数 qty quantity amount "
    "quantityneeded quantityrequested quantityrequired requestedquantity requiredquantity neededquantity qtyneeded "
    "quantityasked askedquantity qtyrequested qtyrequired amountneeded amountrequested numberneeded numberrequested",
    "measure": "计量单位 单位(计量) 物资单位 数量单位 量词 计数单位 uom unitofmeasure measure measureunit",
    "specification": "规格 规格型号 型号 型号规格 标准 执行标准 规格要求 技术要求 要求 specification spec standard",
    "contact": "联系人 联络人 收货人 负责人 经办人 姓名 联系人姓名 contact contactperson contactname",
    "phone": "电话 联系电话 手机 手机号 手机号码 联系方式 联系人电话 电话号码 phone mobile tel telephone phonenumber "
    "mobilenumber mobilephone telephonenumber contactnumber contactphone",
    "people": "人数 覆盖人数 涉及人数 在岗人数 使用人数 people headcount peoplecovered",
    "role": "人员类别 哪种人 人员种类 role peoplerole kindofpeople",
    "stock_held": "现有库存 现有数量 现有 现存 库存 stockheld stocknow currentstock instock",
    "cover_days": "管几天 保障天数 使用天数 天数 days coverdays daysofcover",
    "needed_by": "最迟哪天 最迟日期 最晚日期 最迟 neededby lastusefulday deadline",
    "purpose": "用途 做什么用 purpose use usedfor",
    "standards": "可用标准 只要标准 必须符合标准 必须符合的标准 符合标准 standardsaccepted acceptedstandards mustmeet",
    "accepts": "可代替 可替代 可代替物资 替代物资 substitutes acceptedsubstitutes",
    "note": "备注 说明 附注 备注说明 remark remarks note notes comment comments",
    "date": "日期 需求日期 申请日期 填报日期 时间 date",
}
"""The fields of a list and the headings they go by; 单位 alone is told by what stands below it."""

_KNOWN = {name: field for field, names in NAMES.items() for name in names.split()}
_OTHER_AMOUNTS = re.compile(
    r"库存|现有|已有|已发|已到|已收|批准|核准|剩余|结存|结余|日均|每日|日耗|到货|发放|人数|接收数"
)
_HEADING_ROWS = 30
_SAMPLE_ROWS = 200


@dataclass(frozen=True, slots=True)
class Columns:
    """The heading row and what its columns are.

    `row` is its index in the sheet's rows; `places` gives the column index of each field found, `headings` the text
    of each column; `hint` is a unit in the heading of the quantity (数量(箱)); `unmatched` are headings not understood,
    `doubled` those whose field another column claims as well.
    """

    row: int
    headings: tuple[str, ...]
    places: Mapping[str, int]
    hint: str = ""
    unmatched: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()

    def heading(self, field: str) -> str:
        """What the column of `field` is called in this sheet, "" when there is none."""
        return self.headings[self.places[field]] if field in self.places else ""


def recognise(rows: Sequence[Sequence[Cell]]) -> Columns:
    """Find the heading row, the one among the first that matches most names, and tell its columns.

    The first row counts as the heading row when none matches; then nothing is found.
    """
    tries = [name_columns(rows, head) for head in range(min(len(rows), _HEADING_ROWS))]
    return max(tries, key=lambda columns: len(columns.places) + bool(columns.doubled), default=name_columns(rows, 0))


def name_columns(rows: Sequence[Sequence[Cell]], head: int) -> Columns:
    """Tell the columns of the heading row at index `head`; a heading merged from the row above counts too."""
    headings = _headings(rows, head)
    below = rows[head + 1 : head + 1 + _SAMPLE_ROWS]
    exact, loose = _claims(headings, below)
    places, doubled = _settle(exact, loose)
    named = set(places.values()) | doubled
    unmatched = tuple(text for column, text in enumerate(headings) if text and column not in named)
    return Columns(
        row=head,
        headings=headings,
        places=places,
        hint=_hint(headings[places["quantity"]]) if "quantity" in places else "",
        unmatched=unmatched,
        doubled=tuple(headings[column] for column in sorted(doubled)),
    )


def _claims(
    headings: Sequence[str], below: Sequence[Sequence[Cell]]
) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """For each field the columns that bear one of its names, and those whose name merely ends so."""
    exact: dict[str, list[int]] = {}
    loose: dict[str, list[int]] = {}
    for column, text in enumerate(headings):
        name = _plain(text)
        if name in ("单位", "unit"):
            exact.setdefault("measure" if _holds_units(below, column) else "unit_name", []).append(column)
        elif name in _KNOWN:
            exact.setdefault(_KNOWN[name], []).append(column)
        elif field := _by_ending(name):
            loose.setdefault(field, []).append(column)
    return exact, loose


def _settle(exact: Mapping[str, list[int]], loose: Mapping[str, list[int]]) -> tuple[dict[str, int], set[int]]:
    """One column for each field: an exact name goes before an ending; two alike are doubled, and none is taken."""
    places: dict[str, int] = {}
    doubled: set[int] = set()
    for field in NAMES:
        claims = exact.get(field) or loose.get(field) or []
        if len(claims) == 1:
            places[field] = claims[0]
        doubled.update(claims if len(claims) > 1 else [])
    return places, doubled


def _headings(rows: Sequence[Sequence[Cell]], head: int) -> tuple[str, ...]:
    row = rows[head] if head < len(rows) else ()
    above = rows[head - 1] if head else ()
    is_second_row = sum(not is_blank(cell) for cell in above) > 1 and any(_names_field(cell) for cell in row)
    width = max(len(row), len(above)) if is_second_row else len(row)
    texts = []
    for column in range(width):
        cell: Cell = row[column] if column < len(row) else ""
        if is_blank(cell) and is_second_row and column < len(above) and _names_field(above[column]):
            cell = above[column]
        texts.append(fold(shown(cell)[:1_000])[:200])
    return tuple(texts)


def _names_field(cell: Cell) -> bool:
    name = _plain(cell) if isinstance(cell, str) and len(cell) <= 60 else ""
    return name in ("单位", "unit") or name in _KNOWN or bool(_by_ending(name))


def _by_ending(name: str) -> str:
    """The field whose longest name (of two characters or more) ends `name`, "" when none or another amount is meant."""
    if _OTHER_AMOUNTS.search(name):
        return ""
    endings = [name[start:] for start in range(1, len(name) - 1)]
    return next((_KNOWN[ending] for ending in endings if ending in _KNOWN and not ending.isascii()), "")


def _plain(text: str) -> str:
    """A heading as it is compared: half width, small letters, no spaces, no bracketed remarks, no stars."""
    folded = re.sub(r"[\s*:_]+", "", unicodedata.normalize("NFKC", text)).lower()
    return folded if folded in _KNOWN else re.sub(r"[(\[【].*?[)\]】]", "", folded)


def _hint(heading: str) -> str:
    """A unit in brackets behind the heading of the quantity: 箱 of 数量(箱), 万只 of 数量(万只)."""
    match = re.search(r"[(\[【](?:单位:)?\s*(.+?)\s*[)\]】]", heading)
    if not match:
        return ""
    word = fold_unit(match[1])
    return word if word.lstrip("百千万亿") in UNIT_WORDS or word in ("百", "千", "万") else ""


def _holds_units(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """True when what stands in the column are words to count with, not names of those who ask."""
    texts = [fold_unit(shown(row[column])) for row in rows if column < len(row) and not is_blank(row[column])]
    units = sum(text in UNIT_WORDS or (len(text) == 1 and text.isalpha()) for text in texts)
    return units * 2 > len(texts)
