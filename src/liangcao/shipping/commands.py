"""What one can ask of shipping."""

from pydantic import Field

from liangcao.kernel.command import Command, CommandLine, Id, LongText, PersonalText, ShortText
from liangcao.kernel.quantity import MAX_QUANTITY


class DispatchShipment(Command):
    """Pick all that an adopted plan holds for a unit and send it off."""

    action = "shipping.dispatch_shipment"
    plan_id: Id
    unit_id: Id
    vehicle: ShortText = ""
    driver: PersonalText = ""
    note: LongText = ""


class TakeOver(Command):
    """The driver confirms having taken a shipment: so many packages, counted by the driver.

    A count that is not that of the packages packed for it needs its words; so does one where nothing was packed.
    """

    action = "shipping.take_over"
    shipment_id: Id
    packages: int = Field(ge=0, le=MAX_QUANTITY, strict=True)
    vehicle: ShortText = ""
    difference: LongText = ""


class DeliveredLine(CommandLine):
    """What was signed for on one line; `returned` goes back on the vehicle, the rest is missing until it is settled.

    A difference is due when less was received than sent.
    """

    line_number: Id
    received: int = Field(ge=0, le=MAX_QUANTITY, strict=True)
    returned: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    difference: LongText = ""


class RecordDelivery(Command):
    """The unit signs for a shipment, line by line."""

    action = "shipping.record_delivery"
    shipment_id: Id
    lines: tuple[DeliveredLine, ...] = Field(min_length=1)
    receiver: PersonalText = Field(min_length=1)
    note: LongText = ""


class CancelShipment(Command):
    """Call a shipment back before it is signed for; its goods return to where they came from, still promised."""

    action = "shipping.cancel_shipment"
    shipment_id: Id
    reason: LongText = Field(min_length=1)


class SettledLine(CommandLine):
    """What became of something missing on one line: `found` goes to a place of ours, `lost` is written off."""

    line_number: Id
    found: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    location_id: Id | None = None
    lost: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)


class SettleDifference(Command):
    """Say what became of goods that were missing when a shipment was signed for, all or part of them.

    What is written off takes a second person. `location_id` of a line says where what was found is put.
    """

    action = "shipping.settle_difference"
    shipment_id: Id
    lines: tuple[SettledLine, ...] = Field(min_length=1)
    reason: LongText = Field(min_length=1)


class UndoDelivery(Command):
    """Take back a wrong signature: the goods are on their way again and can be signed for anew; takes two people."""

    action = "shipping.undo_delivery"
    shipment_id: Id
    reason: LongText = Field(min_length=1)
