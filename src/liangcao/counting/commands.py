"""What one can ask of counts."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Command, CommandLine, Id, LongText
from liangcao.kernel.quantity import MAX_QUANTITY

Reason = Literal[
    "misplaced",
    "issue_unrecorded",
    "receipt_unrecorded",
    "miscounted",
    "wrong_lot",
    "damaged",
    "lost",
    "found",
    "other",
]


class StartCount(Command):
    """Begin a count of a place with all that hangs in it, of one item only when `item_id` is given.

    What the books say of it is kept as of now; whoever counts is not shown it.
    """

    action = "counting.start_count"
    location_id: Id
    item_id: Id | None = None
    note: LongText = ""


class CountedLine(CommandLine):
    """So many base units of a lot were counted at a place.

    They are added to what this person counted of it before, or with `is_total` stand in its stead.
    """

    lot_id: Id
    location_id: Id
    quantity: int = Field(ge=0, le=MAX_QUANTITY, strict=True)
    is_total: bool = False


class CountGoods(Command):
    """Say what was counted. Several people may count in one session; what they counted adds up."""

    action = "counting.count_goods"
    count_id: Id
    lines: tuple[CountedLine, ...] = Field(min_length=1, max_length=200)


class FinishCount(Command):
    """Counting (or counting again) is over: what was not counted is missing; without differences the count closes."""

    action = "counting.finish_count"
    count_id: Id


class Cell(CommandLine):
    """A lot at a place."""

    lot_id: Id
    location_id: Id


class RecountLines(Command):
    """Have differing lines counted again, by people who did not count them before."""

    action = "counting.recount_lines"
    count_id: Id
    lines: tuple[Cell, ...] = Field(min_length=1, max_length=2_000)
    note: LongText = ""


class ExplainedLine(CommandLine):
    """Why a lot at a place differs from the books."""

    lot_id: Id
    location_id: Id
    reason: Reason
    note: LongText = ""


class PostDifferences(Command):
    """Bring the books to what was found: each difference with its reason. A second person agrees.

    `round_number` is the round that was looked at: after a recount there is another result.
    """

    action = "counting.post_differences"
    count_id: Id
    round_number: Id
    lines: tuple[ExplainedLine, ...] = Field(min_length=1, max_length=2_000)


class CancelCount(Command):
    """Give a count up; what was counted stays on record and changes nothing."""

    action = "counting.cancel_count"
    count_id: Id
    reason: LongText = Field(min_length=1)
