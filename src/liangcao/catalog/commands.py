"""What one can ask of the catalogue."""

from typing import Annotated, Literal

from pydantic import Field

from liangcao.catalog.codes import CodeSystem
from liangcao.catalog.papers import PaperCode
from liangcao.kernel.command import Command, CommandLine, DateText, Id, LongText, Quantity, ShortText

Kind = Literal["goods", "money"]
StarterSet = Literal["flood", "earthquake"]
ShelfLife = Annotated[int, Field(ge=0, le=36_500)]
MOST_IMPORTED = 500
"""So many lines one command of an import carries."""


class PackLine(CommandLine):
    """A pack of an item: its name and how many base units it holds."""

    name: ShortText
    size: Quantity


class CodeLine(CommandLine):
    """A code of an item in one of the systems, from a day and to a day (both included); None: always, for ever."""

    system: CodeSystem
    code: ShortText = Field(min_length=1)
    valid_from: DateText | None = None
    valid_until: DateText | None = None


class RegisterItem(Command):
    """Take an item into the catalogue. Quantities of it are whole numbers of `base_unit`."""

    action = "catalog.register_item"
    name: ShortText = Field(min_length=1)
    name_en: ShortText = ""
    category: ShortText = ""
    base_unit: ShortText = Field(min_length=1)
    kind: Kind = "goods"
    grade: ShortText = ""
    standard: ShortText = ""
    shelf_life_days: ShelfLife = 0
    is_scarce: bool = False
    packs: tuple[PackLine, ...] = ()
    aliases: tuple[ShortText, ...] = ()
    codes: tuple[CodeLine, ...] = ()


class ItemLine(CommandLine):
    """A row of an imported catalogue: a new item, or what is more of the item `item_id` (packs, names, codes)."""

    item_id: Id | None = None
    name: ShortText = ""
    name_en: ShortText = ""
    category: ShortText = ""
    base_unit: ShortText = ""
    grade: ShortText = ""
    standard: ShortText = ""
    shelf_life_days: ShelfLife = 0
    is_scarce: bool = False
    packs: tuple[PackLine, ...] = ()
    aliases: tuple[ShortText, ...] = ()
    codes: tuple[CodeLine, ...] = ()


class ImportItems(Command):
    """Take many items in at once, from a catalogue in a file; all or nothing."""

    action = "catalog.import_items"
    lines: tuple[ItemLine, ...] = Field(min_length=1, max_length=MOST_IMPORTED)
    note: ShortText = ""


class AddStarterItems(Command):
    """Take in what an office stocks against a flood or an earthquake, as far as it is not there yet."""

    action = "catalog.add_starter_items"
    starter_set: StarterSet


class AddPack(Command):
    """Give an item one more pack."""

    action = "catalog.add_pack"
    item_id: Id
    name: ShortText = Field(min_length=1)
    size: Quantity


class AddAlias(Command):
    """Give an item one more name that people call it by."""

    action = "catalog.add_alias"
    item_id: Id
    alias: ShortText = Field(min_length=1)
    note: LongText = ""


class AddCode(Command):
    """Give an item a code in one of the systems, from a day on."""

    action = "catalog.add_code"
    item_id: Id
    system: CodeSystem
    code: ShortText = Field(min_length=1)
    valid_from: DateText | None = None
    valid_until: DateText | None = None


class EndCode(Command):
    """A code means the item no more after a day."""

    action = "catalog.end_code"
    code_id: Id
    valid_until: DateText


class CorrectItem(Command):
    """What is written of an item is put right. None leaves as it is; the old name goes on as an alias."""

    action = "catalog.correct_item"
    item_id: Id
    name: ShortText | None = Field(default=None, min_length=1)
    name_en: ShortText | None = None
    category: ShortText | None = None
    grade: ShortText | None = None
    standard: ShortText | None = None
    shelf_life_days: ShelfLife | None = None
    is_scarce: bool | None = None
    reason: ShortText = Field(min_length=1)


class RetireItem(Command):
    """An item is used no more; who asks for it is shown `instead_id`."""

    action = "catalog.retire_item"
    item_id: Id
    instead_id: Id | None = None
    reason: ShortText = Field(min_length=1)


class RestoreItem(Command):
    """A retired item is used again."""

    action = "catalog.restore_item"
    item_id: Id
    reason: ShortText = Field(min_length=1)


class MergeItems(Command):
    """An item that is there twice becomes another name of `into_id`."""

    action = "catalog.merge_items"
    item_id: Id
    into_id: Id
    reason: ShortText = Field(min_length=1)


class SetRequiredPapers(Command):
    """Which papers goods of a class of items must come with from now on; none: they need none."""

    action = "catalog.set_required_papers"
    category: ShortText = Field(min_length=1)
    papers: tuple[PaperCode, ...] = Field(default=(), max_length=10)
    reason: ShortText = Field(min_length=1)
