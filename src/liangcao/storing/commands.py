"""What one can ask of the stores."""

from pydantic import Field

from liangcao.kernel.command import Command, DateText, Id, LongText, Quantity


class MoveStock(Command):
    """Move goods of one lot between two of our places (put away, between stores, onto a vehicle)."""

    action = "storing.move_stock"
    lot_id: Id
    source_id: Id
    destination_id: Id
    quantity: Quantity
    note: LongText = ""


class WriteOff(Command):
    """Book goods as lost, broken or expired; takes effect when a second person agrees."""

    action = "storing.write_off"
    lot_id: Id
    location_id: Id
    quantity: Quantity
    reason: LongText = Field(min_length=1)


class ReverseEntry(Command):
    """Undo a wrong posting by its mirror image; the original stays and both are shown."""

    action = "storing.reverse_entry"
    entry: Id
    reason: LongText = Field(min_length=1)


class CloseDay(Command):
    """Close a past day: nothing may be recorded as having happened on it any more."""

    action = "storing.close_day"
    day: DateText


class CloseLocation(Command):
    """Take a place out of use; it must be empty."""

    action = "storing.close_location"
    location_id: Id
