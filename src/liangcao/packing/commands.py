"""What one can ask of packing."""

from pydantic import Field

from liangcao.kernel.canonical import MAX_WHOLE
from liangcao.kernel.command import Command, CommandLine, Id, LongText, Quantity, ShortText
from liangcao.kernel.quantity import MAX_QUANTITY

MOST_PACKAGES = 200
"""So many packages alike are numbered at once at most."""


class SetPrefix(Command):
    """Say with which GS1 company prefix packages are numbered from now on; empty: with numbers of our own."""

    action = "packing.set_prefix"
    prefix: str = Field(default="", pattern=r"^([0-9]{7,10})?$")
    reason: LongText = Field(min_length=1)


class PackedLine(CommandLine):
    """So much of a lot in each package; `plan_line` for a unit's goods: the line of the plan it belongs to."""

    lot_id: Id
    quantity: Quantity
    plan_line: int = Field(default=0, ge=0, le=MAX_WHOLE, strict=True)


class PackGoods(Command):
    """Pack goods that lie at a place: for a unit (`plan_id`), or to stand in the store. `count` packages alike."""

    action = "packing.pack_goods"
    location_id: Id
    plan_id: int = Field(default=0, ge=0, le=MAX_WHOLE, strict=True)
    lines: tuple[PackedLine, ...] = Field(min_length=1, max_length=200)
    count: int = Field(default=1, ge=1, le=MOST_PACKAGES, strict=True)
    note: LongText = ""


class Unpack(Command):
    """Open a package: its number ends, its goods are where they were."""

    action = "packing.unpack_package"
    package_id: Id
    reason: LongText = Field(min_length=1)


class KitPart(CommandLine):
    """So many base units of an item in one kit."""

    item_id: Id
    quantity: Quantity


class SetKit(Command):
    """Say what one kit holds; what was made before keeps the version it was made by."""

    action = "packing.set_kit"
    item_id: Id
    parts: tuple[KitPart, ...] = Field(min_length=1, max_length=50)
    note: LongText = ""


class PartLot(CommandLine):
    """So much of a lot goes into all kits together."""

    lot_id: Id
    quantity: Quantity


class AssembleKits(Command):
    """Make kits of lots that lie at a place; they become a lot of their own there."""

    action = "packing.assemble_kits"
    item_id: Id
    location_id: Id
    quantity: Quantity
    parts: tuple[PartLot, ...] = Field(min_length=1, max_length=200)
    batch_number: ShortText = ""
    note: LongText = ""


class Repack(Command):
    """Put part of a lot into boxes of another size; it becomes a lot of its own of the same batch."""

    action = "packing.repack_lot"
    lot_id: Id
    location_id: Id
    quantity: Quantity
    pack_size: int = Field(ge=1, le=MAX_QUANTITY, strict=True)
    note: LongText = ""


class TakeApart(Command):
    """Take kits (or a re-pack) apart: everything is again of the lot it came from."""

    action = "packing.take_apart"
    lot_id: Id
    location_id: Id
    quantity: Quantity
    reason: LongText = Field(min_length=1)
