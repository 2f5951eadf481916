"""What one can ask of receiving."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Amount, Command, CommandLine, DateText, Id, LongText, Quantity, ShortText
from liangcao.kernel.quantity import MAX_QUANTITY
from liangcao.parties.commands import MOST_CLASS


class ReceiptLine(CommandLine):
    """One batch as counted: `accepted` goes into stock, `rejected` (wet, broken) to the rejects place.

    `pack_size` is the whole box the batch is given out in, 1 when it may be given loose. `purpose_party_id` or
    `purpose_class` keep a donor's wish.
    """

    item_id: Id
    accepted: int = Field(ge=0, le=MAX_QUANTITY, strict=True)
    rejected: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    reject_reason: ShortText = ""
    batch_number: ShortText = ""
    produced_on: DateText | Literal[""] = ""
    expires_on: DateText | Literal[""] = ""
    standard: ShortText = ""
    pack_size: Quantity = 1
    unit_cost_fen: Amount | None = None
    purpose_party_id: Id | None = None
    purpose_class: int = Field(default=0, ge=0, le=MOST_CLASS)
    is_quarantined: bool = False


class ReceiveGoods(Command):
    """Take in a delivery: from whom, where to, what was counted. Who takes in does not pay: see `funds.PayParty`."""

    action = "receiving.receive_goods"
    source_kind: Literal["purchase", "donation", "mobilisation", "opening"]
    source_party_id: Id
    location_id: Id
    lines: tuple[ReceiptLine, ...] = Field(min_length=1, max_length=2_000)
    document_number: ShortText = ""
    note: LongText = ""


class QuarantineLot(Command):
    """Stop a lot: nothing of it may be allocated or leave until it is released."""

    action = "receiving.quarantine_lot"
    lot_id: Id
    reason: LongText = Field(min_length=1)


class ReleaseLot(Command):
    """Let a stopped lot go again, naming the evidence."""

    action = "receiving.release_lot"
    lot_id: Id
    evidence: LongText = Field(min_length=1)


class ReturnRejected(Command):
    """Send rejected goods back to where they came from."""

    action = "receiving.return_rejected"
    lot_id: Id
    location_id: Id
    quantity: Quantity
    note: LongText = ""
