"""What one can ask of favours."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Command, Id, LongText, PersonalText, Quantity, ShortText

Answer = Literal["declined", "sent_to_request", "reported"]
"""How it was answered: no; no, ask by a request like everybody; no, and a leader was told."""


class RecordFavour(Command):
    """Put on record that somebody asked for a favour. It is always on record as refused: nothing moves by it.

    `asker` is sealed; `body` is where the asker is from. What was wanted is optional, a quantity needs its item.
    """

    action = "favours.record_favour"
    asker: PersonalText = Field(min_length=1)
    answer: Answer
    body: ShortText = ""
    item_id: Id | None = None
    quantity: Quantity | None = None
    note: LongText = ""
