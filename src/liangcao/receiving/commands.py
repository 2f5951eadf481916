"""What one can ask of receiving."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import (
    Amount,
    Command,
    CommandLine,
    DateText,
    Id,
    LongText,
    PersonalText,
    Quantity,
    ShortText,
)
from liangcao.kernel.quantity import MAX_QUANTITY
from liangcao.parties.commands import MOST_CLASS


class ReceiptLine(CommandLine):
    """One batch as counted: `accepted` goes into stock, `rejected` (wet, broken) to the rejects place.

    `pack_size` is the whole box the batch is given out in, 1 when it may be given loose. `purpose_party_id` or
    `purpose_class` keep a donor's wish. `arrival_line` is the line of the expected arrival that it counts, `over_code`
    says why more came than that line still expects.
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
    arrival_line: Id | None = None
    over_code: Literal["", "packed_more", "given_free", "agreed", "other"] = ""


class ReceiveGoods(Command):
    """Take in a delivery: from whom, where to, what was counted. Who takes in does not pay: see `funds.PayParty`.

    Against an expected arrival, each line names the line of it that it counts; cost, funding line and purpose then
    come from there. What is more than expected needs its `over_code`.
    """

    action = "receiving.receive_goods"
    source_kind: Literal["purchase", "donation", "mobilisation", "opening"]
    source_party_id: Id
    location_id: Id
    arrival_id: Id | None = None
    lines: tuple[ReceiptLine, ...] = Field(min_length=1, max_length=2_000)
    document_number: ShortText = ""
    note: LongText = ""


class AnnouncedLine(CommandLine):
    """What is said to come: base units, and how many of them a box holds where that is known."""

    item_id: Id
    quantity: Quantity
    pack_size: Quantity = 1


class AnnounceArrival(Command):
    """Somebody says that goods are on their way, and no document of ours says so yet.

    A driver's name and phone are kept out of the journal.
    """

    action = "receiving.announce_arrival"
    source_kind: Literal["purchase", "donation", "mobilisation", "opening"]
    source_party_id: Id
    location_id: Id | None = None
    expected_on: DateText | Literal[""] = ""
    driver: PersonalText = ""
    driver_phone: PersonalText = ""
    vehicle: ShortText = ""
    note: LongText = ""
    lines: tuple[AnnouncedLine, ...] = Field(min_length=1, max_length=2_000)


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
