"""What one can ask of the catalogue."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Command, CommandLine, Id, LongText, Quantity, ShortText


class PackLine(CommandLine):
    """A pack of an item: its name and how many base units it holds."""

    name: ShortText
    size: Quantity


class RegisterItem(Command):
    """Take an item into the catalogue. Quantities of it are whole numbers of `base_unit`."""

    action = "catalog.register_item"
    name: ShortText = Field(min_length=1)
    name_en: ShortText = ""
    category: ShortText = ""
    base_unit: ShortText = Field(min_length=1)
    kind: Literal["goods", "money"] = "goods"
    standard: ShortText = ""
    shelf_life_days: int = Field(default=0, ge=0, le=36_500)
    packs: tuple[PackLine, ...] = ()
    aliases: tuple[ShortText, ...] = ()


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
