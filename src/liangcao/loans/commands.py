"""What one can ask of loans."""

from pydantic import Field

from liangcao.kernel.command import Command, CommandLine, DateText, Id, LongText, PersonalText, Quantity, ShortText
from liangcao.kernel.quantity import MAX_QUANTITY


class MarkReusable(Command):
    """Say of an item whether it comes back after use, and whether each piece has a serial number."""

    action = "loans.mark_reusable"
    item_id: Id
    is_reusable: bool
    is_serial: bool = False
    reason: LongText = Field(min_length=1)


class LentLine(CommandLine):
    """So many base units of a lot at a place of ours; one piece with its `serial` where pieces are numbered."""

    lot_id: Id
    location_id: Id
    quantity: Quantity
    serial: ShortText = ""


class LendGoods(Command):
    """Lend reusable goods to a unit until a day; takes effect when a second person agrees."""

    action = "loans.lend_goods"
    party_id: Id
    borrower: PersonalText = ""
    purpose: LongText = Field(min_length=1)
    due_on: DateText
    lines: tuple[LentLine, ...] = Field(min_length=1, max_length=200)


class BackLine(CommandLine):
    """Of one line so many came back whole, to `location_id`, and so many damaged."""

    line_number: Id
    whole_back: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    damaged: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    location_id: Id | None = None


class TakeBack(Command):
    """Lent goods come back."""

    action = "loans.take_back"
    loan_id: Id
    lines: tuple[BackLine, ...] = Field(min_length=1, max_length=200)
    note: LongText = ""


class LostLine(CommandLine):
    """Of one line so many are lost; `owed_fen` is what the borrower owes for them, 0 for nothing."""

    line_number: Id
    lost: Quantity
    owed_fen: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)


class LoseLent(Command):
    """Lent goods are lost: written off by two people, with what is owed for them."""

    action = "loans.lose_lent"
    loan_id: Id
    lines: tuple[LostLine, ...] = Field(min_length=1, max_length=200)
    reason: LongText = Field(min_length=1)


class ExtendLoan(Command):
    """The goods are needed longer."""

    action = "loans.extend_loan"
    loan_id: Id
    due_on: DateText
    reason: LongText = Field(min_length=1)
