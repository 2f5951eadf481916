"""The lines of a delivery as a list tells them: pasted from a spreadsheet, with headings or without. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from liangcao.catalog.search import normalise_query
from liangcao.exchange.cells import Cell, fold, is_blank, read_date, read_quantity, read_text, shown
from liangcao.exchange.sheets import text_rows
from liangcao.kernel.errors import Reason, Refused
from liangcao.kernel.quantity import Pack

HEADINGS: dict[str, str] = {
    "item": "物资 品名 名称 物资名称 货物 item name goods",
    "accepted": "数量 合格 合格数量 实收 实收数量 quantity accepted qty",
    "rejected": "不合格 不合格数量 拒收 rejected",
    "batch_number": "批号 生产批号 batch batchnumber lot",
    "expires_on": "有效期 有效期到 有效期至 到期 expiry expires expireson",
    "produced_on": "生产日期 production produced producedon",
    "price": "单价 price",
}
IN_ORDER = ("item", "accepted", "batch_number", "expires_on", "price")
"""What stands in the columns of a list without headings."""
DAYS, AMOUNTS = ("expires_on", "produced_on"), ("accepted", "rejected")
MOST_ROWS = 500
_KNOWN = {word: field for field, words in HEADINGS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an item a list may name."""

    item_id: int
    base_unit: str
    packs: tuple[Pack, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A line read: the texts of the receiving form's fields, the amount in the pack that the list counts in."""

    item_id: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReceiptSheet:
    """What was read, and the lines that were not: as they stood, each with what is wrong of it."""

    rows: tuple[ReceiptRow, ...]
    left: tuple[tuple[str, Reason], ...]


def read_pasted(text: str, items: Mapping[str, Known]) -> ReceiptSheet:
    """The lines of `text`; `items` by normalised name (`catalog.search.normalise_query`), other names too.

    A line that cannot be read is kept as it stood; raises Refused ``too_many_lines``.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_ROWS:
        raise Refused(Reason("too_many_lines", {"most": MOST_ROWS, "length": len(lines)}))
    places: dict[str, int] = {}
    rows: list[ReceiptRow] = []
    left: list[tuple[str, Reason]] = []
    for number, line in enumerate(lines):
        cells = next(iter(text_rows(line)), ())
        headings = _headings(cells) if number == 0 else {}
        if headings:
            places = headings
            continue
        try:
            rows.append(_row(cells, places or {field: place for place, field in enumerate(IN_ORDER)}, items))
        except Refused as refusal:
            left.append((line, replace(refusal.reasons[0], field="pasted")))
    return ReceiptSheet(tuple(rows), tuple(left))


def _headings(cells: Sequence[Cell]) -> dict[str, int]:
    """The column of each field that the first line names, empty where it names no item and no amount."""
    plain = [fold(shown(cell)).lower().replace(" ", "") for cell in cells]
    found = {_KNOWN[word]: place for place, word in reversed(list(enumerate(plain))) if word in _KNOWN}
    return found if {"item", "accepted"} <= set(found) else {}


def _row(cells: Sequence[Cell], places: Mapping[str, int], items: Mapping[str, Known]) -> ReceiptRow:
    told = {field: cells[place] for field, place in places.items() if place < len(cells) and not is_blank(cells[place])}
    name = read_text(told.get("item", ""))
    item = items.get(normalise_query(name)) if name else None
    if item is None:
        raise Refused(Reason("unknown_item", {"name": name[:40]}))
    values: dict[str, str] = {}
    for field, cell in told.items():
        if field in AMOUNTS:
            values |= _amount(field, cell, name, item)
        elif field in DAYS:
            day = read_date(cell)
            values[field] = day.isoformat() if day else ""
        elif field != "item":
            values[field] = read_text(cell)
    return ReceiptRow(item.item_id, values)


def _amount(field: str, cell: Cell, name: str, item: Known) -> dict[str, str]:
    """So many of the pack named behind the number, of the base unit where none is."""
    found = read_quantity(cell)
    if found is None:
        return {}
    sizes = {pack.name: pack.size for pack in item.packs} | {item.base_unit: 1, "": 1}
    if found.unit not in sizes:
        raise Refused(Reason("unknown_pack", {"item": name, "pack": found.unit}))
    unit = "unit" if field == "accepted" else "rejected_unit"
    return {field: str(found.number), unit: str(sizes[found.unit])}
