"""What one can ask of receiving."""

from typing import Literal

from pydantic import Field

from liangcao.catalog.papers import PaperCode
from liangcao.kernel.canonical import MAX_WHOLE
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
from liangcao.receiving.codes import ClaimCause, OverCode, QuarantineCode, RejectCode


class ReceiptLine(CommandLine):
    """One batch as counted: `accepted` goes into stock, `rejected` (wet, broken) to the rejects place.

    `pack_size` is the whole box the batch is given out in, 1 when it may be given loose. `purpose_party_id`,
    `purpose_class` or `purpose_area` keep a donor's wish. `arrival_line` is the line of the expected arrival that it
    counts, `over_code` says why more came than that line still expects. `is_checked`: what looks wrong of it (a second
    expiry date of the batch, a price a hundred times the last) was looked at, and is so.
    """

    item_id: Id
    accepted: int = Field(ge=0, le=MAX_QUANTITY, strict=True)
    rejected: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    reject_reason: ShortText = ""
    reject_code: RejectCode = ""
    batch_number: ShortText = ""
    produced_on: DateText | Literal[""] = ""
    expires_on: DateText | Literal[""] = ""
    standard: ShortText = ""
    grade: ShortText = ""
    registration_number: ShortText = ""
    pack_size: Quantity = 1
    unit_cost_fen: Amount | None = None
    purpose_party_id: Id | None = None
    purpose_class: int = Field(default=0, ge=0, le=MOST_CLASS)
    purpose_area: ShortText = ""
    is_quarantined: bool = False
    quarantine_code: QuarantineCode = ""
    arrival_line: Id | None = None
    over_code: OverCode = ""
    is_checked: bool = False


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
    """What is said to come: base units, how many of them a box holds, standard and grade, where that is known."""

    item_id: Id
    quantity: Quantity
    pack_size: Quantity = 1
    standard: ShortText = ""
    grade: ShortText = ""


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


class ChangeArrival(Command):
    """Say anew when and where an arrival comes, and by whom: what is left empty stays as it was."""

    action = "receiving.change_arrival"
    arrival_id: Id
    location_id: Id | None = None
    expected_on: DateText | Literal[""] = ""
    driver: PersonalText = ""
    driver_phone: PersonalText = ""
    vehicle: ShortText = ""
    note: LongText = ""


class CancelArrival(Command):
    """What has not come of an arrival is no longer expected; what came stays."""

    action = "receiving.cancel_arrival"
    arrival_id: Id
    reason: LongText = Field(min_length=1)


class CapturedEvent(CommandLine):
    """An event of a document: its hash (CBV 2.0), what it says was done, when (ms), and the arrival made of it."""

    event_hash: str = Field(pattern=r"^ni:///sha-256;[0-9a-f]{64}\?ver=CBV2\.0$")
    event_type: ShortText = Field(min_length=1)
    biz_step: ShortText = ""
    event_time: int = Field(ge=0, le=MAX_WHOLE, strict=True)
    arrival_id: Id | None = None


class ForeignName(CommandLine):
    """What a name in others' events means here: an item or a party of ours."""

    kind: Literal["item", "party"]
    uri: ShortText = Field(min_length=1)
    target_id: Id


class CapturedPackage(CommandLine):
    """So many pieces of a class in a package (its SSCC or URI), what that is here, and with which arrival it comes."""

    code: ShortText = Field(min_length=1)
    epc_class: ShortText = Field(min_length=1)
    quantity: Quantity
    item_id: Id | None = None
    batch_number: ShortText = ""
    arrival_id: Id | None = None


class CaptureEvents(Command):
    """Keep a document of events that others made; arrivals made of its shipping events are announced with it.

    The document was handed in before (POST /epcis/capture does both); it stands beside the journal, by its hash.
    """

    action = "receiving.capture_events"
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    events: tuple[CapturedEvent, ...] = Field(min_length=1, max_length=500)
    names: tuple[ForeignName, ...] = Field(default=(), max_length=500)
    packages: tuple[CapturedPackage, ...] = Field(default=(), max_length=5_000)


class SetAcceptanceRule(Command):
    """From now on goods of an item, of a source, or of both are (or are not) quarantined until they are inspected.

    The narrower rule goes first: item and source, item, source, everything.
    """

    action = "receiving.set_acceptance_rule"
    item_id: Id | None = None
    source_kind: Literal["", "purchase", "donation", "mobilisation", "opening"] = ""
    is_needed: bool = True
    reason: LongText = Field(min_length=1)


class AcceptedLot(CommandLine):
    """What the inspection of a lot found: `bad` of `sample_size` pieces looked at.

    A lot that fails goes to the rejects place whole; of one that passes, `rejected` base units may.
    """

    lot_id: Id
    verdict: Literal["passed", "failed"]
    sample_size: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    bad: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    rejected: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    reason_code: RejectCode = ""
    evidence: LongText = Field(min_length=1)
    papers: tuple[PaperCode, ...] = Field(default=(), max_length=5)


class InspectLots(Command):
    """Inspect quarantined lots of a receipt, and release or reject them; never by who took them in.

    What was bought is inspected by two: a second person signs.
    """

    action = "receiving.inspect_lots"
    receipt_id: Id
    lines: tuple[AcceptedLot, ...] = Field(min_length=1, max_length=2_000)
    note: LongText = ""


class ClaimedLine(CommandLine):
    """So much of a lot that was rejected, or of a line of an arrival that came short."""

    lot_id: Id | None = None
    arrival_line: Id | None = None
    quantity: Quantity
    cause: ClaimCause


class OpenClaim(Command):
    """Claim from who sent them what came short or was rejected, of a receipt or of an arrival."""

    action = "receiving.open_claim"
    receipt_id: Id | None = None
    arrival_id: Id | None = None
    demand: Literal["replacement", "refund", "explanation"]
    lines: tuple[ClaimedLine, ...] = Field(min_length=1, max_length=2_000)
    note: LongText = ""


class AnswerClaim(Command):
    """Write down what the other side answered."""

    action = "receiving.answer_claim"
    claim_id: Id
    answer: LongText = Field(min_length=1)


class SettleClaim(Command):
    """How a claim ended: goods come instead (they are expected then), money comes back, or nothing (by two people)."""

    action = "receiving.settle_claim"
    claim_id: Id
    settlement: Literal["replacement", "refund", "written_off"]
    refund_fen: Amount | None = None
    expected_on: DateText | Literal[""] = ""
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
