"""What one can ask of disposal."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Command, CommandLine, Id, LongText, Quantity

Reason = Literal["expired", "damaged", "failed", "returned", "recalled"]
"""Past its day, broken, failed its inspection, came back unusable, called back."""
Method = Literal["incinerated", "medical_waste", "landfill", "recycled", "shredded"]


class DisposedLine(CommandLine):
    """So many base units of a lot at a place are to be destroyed."""

    lot_id: Id
    location_id: Id
    quantity: Quantity
    reason: Reason


class ProposeDisposal(Command):
    """Propose to destroy goods that are of no use; they are set apart on the books until it is decided."""

    action = "disposal.propose_disposal"
    lines: tuple[DisposedLine, ...] = Field(min_length=1, max_length=200)
    note: LongText = ""


class WithdrawDisposal(Command):
    """Take a proposal back before anything is destroyed."""

    action = "disposal.withdraw_disposal"
    disposal_id: Id
    reason: LongText = Field(min_length=1)


class ApproveDisposal(Command):
    """Somebody who did not propose it agrees."""

    action = "disposal.approve_disposal"
    disposal_id: Id
    reason: LongText = ""


class RefuseDisposal(Command):
    """It is not to be destroyed."""

    action = "disposal.refuse_disposal"
    disposal_id: Id
    reason: LongText = Field(min_length=1)


class CarryOutDisposal(Command):
    """It was destroyed, how and where; the books follow when a witness says so too."""

    action = "disposal.carry_out_disposal"
    disposal_id: Id
    method: Method
    note: LongText = Field(min_length=1)


class WitnessDisposal(Command):
    """A person who neither proposed, agreed nor carried it out saw it: now the goods leave the books."""

    action = "disposal.witness_disposal"
    disposal_id: Id
    seen: LongText = Field(min_length=1)
