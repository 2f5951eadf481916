"""A catalogue as others send it: every row read, or every fault of it named. Pure: no database, no clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar, get_args

from liangcao.catalog.codes import NAMING, CodeSystem
from liangcao.catalog.commands import CodeLine, PackLine
from liangcao.catalog.search import normalise_query
from liangcao.exchange.cells import Cell, is_blank, read_text, shown
from liangcao.exchange.item_cells import read_codes, read_life, read_names, read_packs, read_yes
from liangcao.exchange.item_columns import ItemColumns, item_columns
from liangcao.exchange.request_sheet import SAMPLE_MARK, Fault
from liangcao.exchange.sheets import Sheet
from liangcao.kernel.errors import Reason, Refused, refused

Read = TypeVar("Read")
WORDS = ("name_en", "category", "grade", "standard")
"""Facts that are read as they are written."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A row of a catalogue: what it says of an item; "" and 0 where it says nothing.

    With a specification the name is both together: two sizes of a glove are two items.
    """

    row_number: int
    name: str
    name_en: str
    category: str
    base_unit: str
    grade: str
    standard: str
    shelf_life_days: int
    is_scarce: bool
    packs: tuple[PackLine, ...]
    aliases: tuple[str, ...]
    codes: tuple[CodeLine, ...]

    def says_same(self, other: "ItemRow") -> bool:
        """True when the two say the same but for where they stand."""
        fields = (name for name in self.__slots__ if name != "row_number")
        return all(getattr(self, name) == getattr(other, name) for name in fields)


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """All rows that could be read and all faults of the others; `repeated` rows say again what one above them says."""

    columns: ItemColumns
    rows: tuple[ItemRow, ...]
    faulty: tuple[Fault, ...]
    repeated: tuple[ItemRow, ...] = ()


@dataclass(slots=True)
class _Reader:
    columns: ItemColumns
    faulty: list[Fault] = field(default_factory=list)

    def read(self, where: tuple[int, str], cells: Sequence[Cell], how: Callable[[Cell], Read], otherwise: Read) -> Read:
        """What `how` makes of the cell of row and field `where`; `otherwise` when it is at fault."""
        number, name = where
        place = self.columns.places.get(name, len(cells))
        cell = cells[place] if place < len(cells) else ""
        try:
            return how(cell)
        except Refused as refusal:
            self.note(number, name, shown(cell)[:80], refusal.reasons)
            return otherwise

    def note(self, number: int, name: str, text: str, reasons: Sequence[Reason]) -> None:
        """Take a fault down."""
        heading = self.columns.heading(name)
        self.faulty += [Fault(number, heading, reason.code, dict(reason.params), text) for reason in reasons]


def read_items(sheet: Sheet) -> ItemSheet:
    """Read a catalogue. Raises Refused ``empty``, ``file_columns_missing``, ``file_columns_doubled``."""
    reader = _Reader(item_columns(sheet.rows))
    rows: list[ItemRow] = []
    repeated: list[ItemRow] = []
    seen: dict[tuple[str, str], ItemRow] = {}
    first = reader.columns.row
    for number, cells in enumerate(sheet.rows[first + 1 :], first + 2):
        if all(map(is_blank, cells)) or any(SAMPLE_MARK in shown(cell) for cell in cells):
            continue
        row = _row(reader, number, cells)
        if row is None:
            continue
        keys = _keys(row)
        before = next((seen[key] for key in keys if key in seen), None)
        if before is None:
            seen |= dict.fromkeys(keys, row)
            rows.append(row)
        elif before.says_same(row):
            repeated.append(row)
        else:
            reader.note(number, "name", row.name, [Reason("row_repeats", {"row": before.row_number})])
    if not rows and not reader.faulty:
        raise refused("empty")
    return ItemSheet(reader.columns, tuple(rows), tuple(reader.faulty), tuple(repeated))


def _keys(row: ItemRow) -> list[tuple[str, str]]:
    """What the row is known by within its sheet: its names, and the codes that mean one item."""
    names = [("name", normalise_query(name)) for name in (row.name, *row.aliases)]
    return [*names, *((code.system, code.code) for code in row.codes if code.system in NAMING)]


def _row(reader: _Reader, number: int, cells: Sequence[Cell]) -> ItemRow | None:
    before = len(reader.faulty)

    def read(name: str, how: Callable[[Cell], Read], otherwise: Read) -> Read:
        return reader.read((number, name), cells, how, otherwise)

    base_unit = read("base_unit", read_text, "")
    name = read("name", lambda cell: _required(reader, cell), "")
    specification = read("specification", read_text, "")
    words = {field: read(field, read_text, "") for field in WORDS}
    packs = read("packs", lambda cell: read_packs(cell, base_unit), tuple[PackLine, ...]())
    aliases = read("aliases", read_names, tuple[str, ...]())
    life = read("shelf_life_days", read_life, 0)
    is_scarce = read("is_scarce", read_yes, False)
    codes = tuple[CodeLine, ...]()
    for system in get_args(CodeSystem):
        codes += read(system, partial(read_codes, system=system), tuple[CodeLine, ...]())
    whole = f"{name} {specification}" if specification and specification != name else name
    if len(whole) > 200:
        reader.note(number, "name", whole[:80], [Reason("text_too_long", {"most": 200, "length": len(whole)})])
    if len(reader.faulty) > before:
        return None
    values: dict[str, Any] = {**words, "name": whole, "base_unit": base_unit, "shelf_life_days": life}
    others = tuple(alias for alias in aliases if alias != whole)
    return ItemRow(number, **values, is_scarce=is_scarce, packs=packs, aliases=others, codes=codes)


def _required(reader: _Reader, cell: Cell) -> str:
    text = read_text(cell)
    if not normalise_query(text):
        raise refused("cell_empty", column=reader.columns.heading("name"))
    return text
