"""What one can ask of recalls."""

from typing import Annotated, Literal

from pydantic import Field

from liangcao.kernel.command import Command, CommandLine, Id, LongText, PersonalText, ShortText
from liangcao.kernel.quantity import MAX_QUANTITY

TokenHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of the secret in the link to a holder's page."""
Count = Annotated[int, Field(ge=0, le=MAX_QUANTITY, strict=True)]


class OpenRecall(Command):
    """Stop a lot, or all lots that bear a maker's batch number, wherever they are, at once; of one item if it is named.

    What is taken in later under that batch number stops as well. `advice` is what holders are told to do;
    `public_text` is what may be put up for everybody to read.
    """

    action = "recall.open_recall"
    lot_id: Id | None = None
    batch_number: ShortText = ""
    item_id: Id | None = None
    ground: LongText = Field(min_length=1)
    advice: LongText = Field(min_length=1)
    public_text: LongText = ""


class SendNotice(Command):
    """A holder is told, or reminded: by a link to a page of their own, by phone, by letter (which may bear a link).

    The books keep the hash of the link's secret, never the secret: it stands on the notice alone.
    """

    action = "recall.send_notice"
    recall_id: Id
    party_id: Id
    way: Literal["link", "phone", "letter"]
    token_hash: TokenHash | Literal[""] = ""


class AnswerLine(CommandLine):
    """What became of what a holder had of one lot and has not sent back, in base units."""

    lot_id: Id
    left_over: Count = 0
    used: Count = 0
    missing: Count = 0
    handed_on: Count = 0


class Answer(Command):
    """What every answer says; `handed_to` names who has what was handed on."""

    lines: tuple[AnswerLine, ...] = Field(min_length=1, max_length=200)
    handed_to: LongText = ""
    said_by: PersonalText = ""
    note: LongText = ""


class AnswerByLink(Answer):
    """A holder answers on the page of their link, without an account."""

    action = "recall.answer_by_link"
    token_hash: TokenHash


class RecordAnswer(Answer):
    """Somebody of the office writes down what a holder said on the phone; this word counts over those by the link."""

    action = "recall.record_answer"
    recall_id: Id
    party_id: Id


class CloseRecall(Command):
    """All that was held is told to the last; two people close it. The lots stay stopped for good."""

    action = "recall.close_recall"
    recall_id: Id
    finding: LongText = Field(min_length=1)


class LiftRecall(Command):
    """It was a false alarm: the lots stand as they stood before. Two people, neither of whom began it."""

    action = "recall.lift_recall"
    recall_id: Id
    reason: LongText = Field(min_length=1)
