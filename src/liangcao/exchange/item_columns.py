"""Which column of a catalogue is what, by the headings that catalogues of all kinds bear."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liangcao.exchange.cells import Cell, fold, is_blank, shown
from liangcao.kernel.errors import refused

NAMES: Mapping[str, str] = {
    "name": "物资 物资名称 名称 品名 货物名称 物品名称 商品名称 产品名称 通用名称 item itemname name productname "
    "description itemdescription",
    "name_en": "英文名 英文名称 nameen englishname",
    "category": "类别 分类 物资类别 物资分类 类 category group class type itemgroup",
    "base_unit": "最小单位 计量单位 基本单位 单位 unit uom baseunit unitofmeasure",
    "packs": "包装 包装规格 包装层级 packs pack packing packaging",
    "aliases": "别名 俗名 又名 其他名称 aliases alias othernames synonyms",
    "specification": "规格 型号 规格型号 型号规格 specification spec model size",
    "grade": "等级 级别 防护等级 grade level",
    "standard": "执行标准 标准 标准号 standard",
    "shelf_life_days": "保质期 有效期 货架期 shelflife shelflifedays",
    "is_scarce": "紧缺 是否紧缺 紧缺物资 scarce short",
    "gbt38565": "分类码 分类编码 gb/t38565 gb/t38565分类码 gb/t38565-2020 应急物资编码 gb/t38565classcode",
    "gtin": "商品条码 条码 条形码 gtin ean ean13 barcode upc tradeitemnumber",
    "udi": "udi udi-di 医疗器械唯一标识 器械标识 medicaldeviceidentifier",
    "internal": "内部编码 编码 物资编码 物料编码 代码 编号 code itemcode itemno itemnumber productcode sku "
    "internalcode",
}
"""The fields of a catalogue and the headings they go by."""
NEEDED = {"name": "名称", "base_unit": "最小单位"}
_KNOWN = {name: field for field, names in NAMES.items() for name in names.split()}
_HEADING_ROWS = 30


@dataclass(frozen=True, slots=True)
class ItemColumns:
    """The heading row (index in the sheet) and the column of each field found; `unmatched` are headings not used."""

    row: int
    headings: tuple[str, ...]
    places: Mapping[str, int]
    unmatched: tuple[str, ...]

    def heading(self, field: str) -> str:
        """What the column of `field` is called in this sheet; its own name when there is none."""
        return self.headings[self.places[field]] if field in self.places else NEEDED.get(field, field)


def item_columns(rows: Sequence[Sequence[Cell]]) -> ItemColumns:
    """The heading row, the one among the first that names most fields.

    Raises Refused ``empty``, ``file_columns_missing``, ``file_columns_doubled``.
    """
    if not rows:
        raise refused("empty")
    places, row = max(((_places(cells), -at) for at, cells in enumerate(rows[:_HEADING_ROWS])), key=_most)
    headings = tuple(fold(shown(cell))[:200] for cell in rows[-row])
    doubled = [headings[column] for columns in places.values() for column in columns if len(columns) > 1]
    if doubled:
        raise refused("file_columns_doubled", columns="、".join(doubled))
    missing = [name for field, name in NEEDED.items() if field not in places]
    if missing:
        raise refused("file_columns_missing", columns="、".join(missing))
    found = {field: columns[0] for field, columns in places.items()}
    others = (text for column, text in enumerate(headings) if text and column not in found.values())
    return ItemColumns(-row, headings, found, tuple(others))


def _most(candidate: tuple[dict[str, list[int]], int]) -> tuple[int, int]:
    return len(candidate[0]), candidate[1]


def _places(cells: Sequence[Cell]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for column, cell in enumerate(cells):
        field = "" if is_blank(cell) else _field_of(shown(cell)[:200])
        if field:
            places.setdefault(field, []).append(column)
    return places


def _field_of(heading: str) -> str:
    """The field a heading names, without regard to width, case, spaces and bracketed remarks; "" when none."""
    folded = re.sub(r"[\s*:_]+", "", unicodedata.normalize("NFKC", heading)).lower()
    return _KNOWN.get(folded) or _KNOWN.get(re.sub(r"[(\[【].*?[)\]】]", "", folded), "")
