"""What one can ask of an inspection."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Command, DateText, Id, LongText, ShortText

Method = Literal["random", "by_value", "by_item"]
"""Every line as likely; every fen as likely; every line of one item as likely."""
MOST_DRAWN = 500


class DrawSample(Command):
    """Draw lines of the ledger at random, out of all that came in or went out from one day to another.

    `seed_text` is the inspector's own; with the root of the journal at that moment it makes the seed, so that neither
    the office nor the inspector can choose what is drawn. `item_id` is given for ``by_item`` and for nothing else.
    """

    action = "inspection.draw_sample"
    method: Method
    how_many: int = Field(ge=1, le=MOST_DRAWN, strict=True)
    from_day: DateText
    to_day: DateText
    seed_text: ShortText = Field(min_length=1)
    item_id: Id | None = None


class NoteFinding(Command):
    """Put on record that a drawn line was looked at: all in order, or what is not. Another finding may follow it."""

    action = "inspection.note_finding"
    sample_id: Id
    line_number: Id
    verdict: Literal["checked", "objection"]
    note: LongText = ""
