"""A list of needs as units send it: every row read, or every fault of it named. Pure: no database, no clock."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from liangcao.catalog.search import normalise_query, rank_names
from liangcao.catalog.units import fold_unit, to_base_units
from liangcao.exchange.cells import Cell, Measured, is_blank, read_phone, read_quantity, read_text, shown
from liangcao.exchange.columns import Columns, recognise
from liangcao.exchange.request_extras import (
    NOTHING_MORE,
    Extras,
    read_accepts,
    read_day,
    read_days,
    read_people,
    read_role,
    read_standards,
    read_stock,
)
from liangcao.exchange.sheets import Sheet
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.personal_numbers import find_number, mask_numbers
from liangcao.kernel.quantity import Pack

NEEDED = {"unit_name": "单位", "item": "物资", "quantity": "数量"}
SAMPLE_MARK = "导入时跳过"
"""A row with these words is an example for the person who fills the template in."""
_TOTALS = frozenset(["合计", "总计", "小计", "共计", "总数"])
_SHARED = ("unit_name", "city", "county", "contact", "phone", "people", "role", "cover_days", "needed_by", "purpose")
"""Columns where one cell merged over several rows speaks for all of them. A merged quantity does not."""
MOST_SUGGESTED = 300
"""So many unknown names of one sheet get suggestions; a sheet with more is of another kind altogether."""
Read = TypeVar("Read")


class Countable(Protocol):
    """What has to be known of an item to turn boxes into base units."""

    @property
    def name(self) -> str: ...
    @property
    def base_unit(self) -> str: ...
    @property
    def packs(self) -> Sequence[Pack]: ...


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One need: `quantity` in base units, None when the amount is unknown; `row_hash` is the same whenever the same
    row is read again, the second of two equal rows of a sheet having its own."""

    row_number: int
    unit_name: str
    area: str
    item_id: int
    quantity: int | None
    specification: str
    contact: str
    phone: str
    note: str
    row_hash: str
    extras: Extras = NOTHING_MORE


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: its row as the person sees it, its heading, a refusal's code and fields, its text."""

    row: int
    column: str
    code: str
    params: Mapping[str, Any]
    text: str

    @property
    def reason(self) -> Reason:
        """The same as a refusal gives it, to be said in words."""
        return Reason(self.code, self.params, self.column)


@dataclass(frozen=True, slots=True)
class RequestSheet:
    """All rows that could be read and all faults of all others; `skipped` are examples, totals and HXL tags.

    `masked` says how many mobile and identity numbers were made unreadable in what is specified.
    """

    columns: Columns
    rows: tuple[RequestRow, ...]
    faulty: tuple[Fault, ...]
    skipped: tuple[int, ...] = ()
    masked: int = 0


@dataclass(slots=True)
class _Reader:
    """Reads the cells of rows, gathering faults."""

    columns: Columns
    items: Mapping[str, int]
    names: Sequence[str]
    goods: Mapping[int, Countable]
    faulty: list[Fault] = field(default_factory=list)
    suggested: dict[str, list[str]] = field(default_factory=dict)
    masked: int = 0


def read_requests(
    sheet: Sheet,
    known_items: Mapping[str, int],
    *,
    goods: Mapping[int, Countable] | None = None,
    columns: Columns | None = None,
) -> RequestSheet:
    """Read a list of needs.

    `known_items` gives the item of each name and alias, `goods` the units and packs of each item (without them a unit
    written beside a number is unknown), `columns` the columns a person chose. Raises Refused ``empty``,
    ``file_columns_missing`` or ``file_columns_doubled``; whatever is wrong with rows is in the answer.
    """
    told = columns or recognise(sheet.rows)
    _check_columns(sheet, told)
    reader = _Reader(told, _folded(known_items), list(known_items), goods or {})
    rows: list[RequestRow] = []
    skipped: list[int] = []
    seen: Counter[str] = Counter()
    for index, cells in enumerate(_filled(sheet, told)):
        number = told.row + index + 2
        if all(map(is_blank, cells)):
            continue
        if _is_aside(cells):
            skipped.append(number)
            continue
        row = _row(reader, number, cells, seen)
        if row:
            rows.append(row)
    if not rows and not reader.faulty:
        raise refused("empty")
    return RequestSheet(told, tuple(rows), tuple(reader.faulty), tuple(skipped), reader.masked)


def _check_columns(sheet: Sheet, columns: Columns) -> None:
    if not sheet.rows:
        raise refused("empty")
    doubled = [heading for heading in columns.doubled if heading]
    missing = [name for field, name in NEEDED.items() if field not in columns.places]
    if missing and doubled:
        raise refused("file_columns_doubled", columns="、".join(dict.fromkeys(doubled)))
    if missing:
        raise refused("file_columns_missing", columns="、".join(missing))


def _folded(known_items: Mapping[str, int]) -> dict[str, int]:
    """Items by name as it is compared; a name that means two items by then means none."""
    found: dict[str, int] = {}
    for name, item_id in known_items.items():
        plain = normalise_query(name)
        found[plain] = item_id if found.get(plain, item_id) == item_id else 0
    return {name: item_id for name, item_id in found.items() if item_id}


def _filled(sheet: Sheet, columns: Columns) -> list[tuple[Cell, ...]]:
    """The rows below the headings; cells merged downwards in shared columns stand in each of their rows."""
    rows = [list(row) for row in sheet.rows]
    shared = {columns.places[field] for field in _SHARED if field in columns.places}
    for top, left, bottom, _ in sheet.merged:
        if left in shared and top > columns.row:
            for row in rows[top + 1 : bottom + 1]:
                if left < len(row) and is_blank(row[left]):
                    row[left] = rows[top][left]
    return [tuple(row) for row in rows[columns.row + 1 :]]


def _is_aside(cells: Sequence[Cell]) -> bool:
    """True for the template's example, a row of HXL tags and a row of totals."""
    texts = [shown(cell).strip() for cell in cells if not is_blank(cell)]
    is_tags = all(text.startswith("#") for text in texts) and not any(text.isupper() for text in texts)
    is_total = texts[0].replace(" ", "").rstrip(":：") in _TOTALS and len(texts) <= 3
    return is_tags or is_total or any(SAMPLE_MARK in text for text in texts)


def _row(reader: _Reader, number: int, cells: Sequence[Cell], seen: Counter[str]) -> RequestRow | None:
    before = len(reader.faulty)

    def read(name: str, how: Callable[[Cell], Read], otherwise: Read) -> Read:
        place = reader.columns.places.get(name, len(cells))
        cell = cells[place] if place < len(cells) else ""
        try:
            return how(cell)
        except Refused as refusal:
            _note(reader, number, name, cell, refusal)
            return otherwise

    city, county = read("city", read_text, ""), read("county", read_text, "")
    unit_name = read("unit_name", lambda cell: _unit_name(reader, cell), "")
    item_id = read("item", lambda cell: _item(reader, cell), 0)
    measure = read("measure", read_text, "")
    quantity = read("quantity", lambda cell: _quantity(reader, cell, measure, item_id), None)
    specification, masked = mask_numbers(read("specification", read_text, ""))
    contact, phone = read("contact", read_text, ""), read("phone", read_phone, "")
    note = read("note", read_text, "")
    extras, masked_more = _extras(reader, read, measure, item_id)
    if len(reader.faulty) > before:
        return None
    reader.masked += masked + masked_more
    area = " ".join(dict.fromkeys(part for part in (city, county) if part))
    more = [] if extras == NOTHING_MORE else [extras.told]  # lists without it are known by what they were
    content = json.dumps([unit_name, area, item_id, quantity, specification, *more], ensure_ascii=False)
    seen[content] += 1
    row_hash = hashlib.sha256(f"{content}#{seen[content]}".encode()).hexdigest()
    return RequestRow(
        number, unit_name, area, item_id, quantity, specification, contact, phone, note, row_hash, extras
    )  # fmt: skip


def _extras(reader: _Reader, read: Callable[..., Any], measure: str, item_id: int) -> tuple[Extras, int]:
    """What the row says beside unit, goods and quantity, and how many numbers of people were masked in it."""
    purpose, masked = mask_numbers(read("purpose", read_text, ""))
    known = reader.goods.get(item_id)
    return Extras(
        people=read("people", read_people, 0),
        role=read("role", read_role, ""),
        stock_held=read("stock_held", lambda cell: read_stock(cell, measure, known), None),
        cover_days=read("cover_days", read_days, 0),
        needed_by=read("needed_by", read_day, ""),
        purpose=purpose,
        accepts=read("accepts", lambda cell: read_accepts(cell, reader.items, item_id), ()),
        standards=read("standards", read_standards, ()),
    ), masked


def _note(reader: _Reader, number: int, name: str, cell: Cell, refusal: Refused) -> None:
    heading = reader.columns.heading(name) or NEEDED.get(name, "")
    text = shown(cell)[:80]
    reader.faulty += [Fault(number, heading, reason.code, dict(reason.params), text) for reason in refusal.reasons]


def _required(reader: _Reader, name: str, cell: Cell) -> str:
    text = read_text(cell)
    if not text:
        raise refused("cell_empty", column=reader.columns.heading(name))
    return text


def _unit_name(reader: _Reader, cell: Cell) -> str:
    """The name of the unit; it stays in the journal for ever, so no number of a person may be in it."""
    text = _required(reader, "unit_name", cell)
    number = find_number(text)
    if number:
        raise refused("personal_number", text=number)
    return text


def _item(reader: _Reader, cell: Cell) -> int:
    text = _required(reader, "item", cell)
    plain = normalise_query(text)
    item_id = reader.items.get(plain)
    if item_id is None and plain.isascii():
        item_id = reader.items.get(plain.removesuffix("s"))  # masks are a mask
    if item_id is None:
        if text not in reader.suggested and len(reader.suggested) < MOST_SUGGESTED:
            reader.suggested[text] = _suggestions(reader, text)
        raise refused("unknown_item", name=text, suggestions=reader.suggested.get(text, []))
    return item_id


def _suggestions(reader: _Reader, text: str) -> list[str]:
    """Up to three names of different items that look or sound like `text`."""
    by_item: dict[int, str] = {}
    for name in rank_names(text, reader.names, limit=20):
        by_item.setdefault(reader.items.get(normalise_query(name), 0), name)
    return list(by_item.values())[:3]


def _quantity(reader: _Reader, cell: Cell, measure: str, item_id: int) -> int | None:
    hint = reader.columns.hint
    text = shown(cell).strip()
    has_hint = bool(hint) and text[-1:].isdigit()
    measured = read_quantity(f"{text}{hint}" if has_hint else cell)
    if measured is None:
        return None
    unit = _one_unit(measured, measure, is_hinted=has_hint)
    known = reader.goods.get(item_id)
    if known is None:
        if unit and item_id:
            raise refused("unknown_pack", item=item_id, pack=unit)
        return measured.number
    return to_base_units(measured.number, unit, base_unit=known.base_unit, packs=known.packs, item=known.name)


def _one_unit(measured: Measured, measure: str, *, is_hinted: bool) -> str:
    """The unit meant: the one at the number, in the heading or in the column of units; raises when two disagree."""
    if not measured.unit or not measure or is_hinted:
        return measure or measured.unit
    if fold_unit(measured.unit) != fold_unit(measure):
        raise refused("measure_conflict", one=measured.unit, other=measure)
    return measure
