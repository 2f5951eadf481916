"""What one can ask of picking."""

from pydantic import Field

from liangcao.kernel.command import Command, Id, LongText, ShortText
from liangcao.kernel.quantity import MAX_QUANTITY

MOST_UNITS = 100
"""So many units at most are picked for on one walk."""


class OpenPickList(Command):
    """Make the list of what an adopted plan holds for these units: one walk through the store."""

    action = "picking.open_list"
    plan_id: Id
    unit_ids: tuple[Id, ...] = Field(min_length=1, max_length=MOST_UNITS)
    note: LongText = ""


class StartPicking(Command):
    """Take a list to walk it oneself."""

    action = "picking.start_list"
    pick_id: Id


class ConfirmPick(Command):
    """Say how much of a line was taken; less than asked needs a reason. `scanned` is what was read off the goods."""

    action = "picking.confirm_line"
    pick_id: Id
    line_number: Id
    picked: int = Field(ge=0, le=MAX_QUANTITY, strict=True)
    reason: LongText = ""
    scanned: ShortText = ""


class ChangeLot(Command):
    """Take another lot, or from another place, than the plan says; takes effect when a second person agrees."""

    action = "picking.change_lot"
    pick_id: Id
    line_number: Id
    lot_id: Id
    location_id: Id
    reason: LongText = Field(min_length=1)


class PutBack(Command):
    """Carry picked lines back to their shelves; they wait to be picked again."""

    action = "picking.put_back"
    pick_id: Id
    line_numbers: tuple[Id, ...] = Field(min_length=1, max_length=1000)
    reason: LongText = Field(min_length=1)


class CancelPickList(Command):
    """End a list that has not left: everything picked goes back to its shelf, still promised."""

    action = "picking.cancel_list"
    pick_id: Id
    reason: LongText = Field(min_length=1)
