"""What one can ask of requests."""

from typing import Annotated, Literal

from pydantic import Field

from liangcao.kernel.command import Command, CommandLine, Id, LongText, PersonalMark, PersonalText, Quantity
from liangcao.kernel.quantity import MAX_QUANTITY

PersonalLongText = Annotated[LongText, PersonalMark()]
"""Up to 4,000 characters about people: kept out of the journal by commitment."""


class AskLine(CommandLine):
    """One thing needed; no quantity means "needed, amount unknown".

    `source_hash` names the row of an imported list, so that the same list twice changes nothing; only the channel
    ``import`` has it.
    """

    item_id: Id
    quantity: Quantity | None = None
    specification: LongText = ""
    source_hash: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")


class SubmitRequest(Command):
    """A unit asks, by itself or through the office.

    `note`, `urgency` and what is specified stay readable in the journal: whatever concerns people goes into `contact`,
    `phone` and `remark`.
    """

    action = "requests.submit_request"
    unit_id: Id
    lines: tuple[AskLine, ...] = Field(min_length=1, max_length=500)
    channel: Literal["form", "call", "import", "api"] = "form"
    urgency: LongText = ""
    people_covered: int = Field(default=0, ge=0, le=10_000_000)
    contact: PersonalText = ""
    phone: PersonalText = ""
    remark: PersonalLongText = ""
    note: LongText = ""


class Decision(CommandLine):
    """How much of a line is approved (0 refuses the line); a note is due when it differs from what was asked."""

    line_number: Id
    approved: int = Field(ge=0, le=MAX_QUANTITY, strict=True)
    note: LongText = ""


class ApproveRequest(Command):
    """Approve a request wholly or in part. `priority_class` 0 keeps the unit's own; another needs a note."""

    action = "requests.approve_request"
    request_id: Id
    lines: tuple[Decision, ...] = Field(min_length=1)
    priority_class: int = Field(default=0, ge=0, le=6)
    note: LongText = ""


class RejectRequest(Command):
    """Refuse a request, saying why."""

    action = "requests.reject_request"
    request_id: Id
    reason: LongText


class CloseRequest(Command):
    """End an approved request: what is not allocated by now is not owed any more."""

    action = "requests.close_request"
    request_id: Id
    reason: LongText = Field(min_length=1)


class WithdrawRequest(Command):
    """Take a request back before it is decided."""

    action = "requests.withdraw_request"
    request_id: Id
    reason: LongText = ""
