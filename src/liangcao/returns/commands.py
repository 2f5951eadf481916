"""What one can ask of returns."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Command, CommandLine, Id, LongText, Quantity
from liangcao.kernel.quantity import MAX_QUANTITY

Reason = Literal["surplus", "wrong", "faulty", "recalled"]
"""More than was needed, not what was asked for, faulty, or called back by us."""


class ReturnedLine(CommandLine):
    """So many base units of one line of the delivery come back."""

    line_number: Id
    quantity: Quantity
    reason: Reason


class AnnounceReturn(Command):
    """Goods that were signed for are to come back: the unit brings them, or a driver fetches them."""

    action = "returns.announce_return"
    shipment_id: Id
    lines: tuple[ReturnedLine, ...] = Field(min_length=1, max_length=200)
    way: Literal["brought", "fetched"]
    note: LongText = ""


class CancelReturn(Command):
    """Nothing comes back after all; only before it was received."""

    action = "returns.cancel_return"
    return_id: Id
    reason: LongText = Field(min_length=1)


class CountedLine(CommandLine):
    """So many base units of one line of the return have come, counted by the keeper."""

    line_number: Id
    received: int = Field(ge=0, le=MAX_QUANTITY, strict=True)


class ReceiveReturn(Command):
    """The keeper counts what came back; it waits apart until somebody else has looked at it."""

    action = "returns.receive_return"
    return_id: Id
    lines: tuple[CountedLine, ...] = Field(min_length=1, max_length=200)
    note: LongText = ""


class ExaminedLine(CommandLine):
    """Of one line `restocked` is good and goes to `location_id`, `unusable` is to be disposed of; the rest waits."""

    line_number: Id
    restocked: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    unusable: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    location_id: Id | None = None


class ExamineReturn(Command):
    """Somebody who did not receive it says what of a return is fit for use."""

    action = "returns.examine_return"
    return_id: Id
    lines: tuple[ExaminedLine, ...] = Field(min_length=1, max_length=200)
    finding: LongText = Field(min_length=1)
