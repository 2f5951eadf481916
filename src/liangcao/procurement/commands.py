"""What one can ask of procurement."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Amount, Command, CommandLine, DateText, Id, LongText, Quantity, ShortText
from liangcao.kernel.quantity import MAX_QUANTITY
from liangcao.parties.commands import MOST_CLASS

Ground = Literal["outbreak", "front_line", "running_out", "disaster", "ordered", "price_rising", "other"]
"""Why the ordinary procedure was left out; `words` always say more."""
PriceBasis = Literal["quotes", "market", "last_price", "guide_price", "only_source", "other"]
"""What the price was held against."""
Filing = Literal["contract", "no_contract", "no_quotes", "price", "own_payment", "note"]
"""What is added to a dossier in words: a contract, why there is none, why there are no quotes, what the price rests on,
that a department paid from its own money, anything else."""


class PurchaseLine(CommandLine):
    """So many base units of an item at `price_fen` for `price_units` of them.

    `pack_size` is the box it comes in. `foreign_price` is the price in the currency of the purchase, whole minor units
    for the same `price_units`. `purpose_party_id`, `purpose_class` or `purpose_area` say whom it is bought
    for, `standard` and `grade` what the supplier promised.
    """

    item_id: Id
    quantity: Quantity
    pack_size: Quantity = 1
    price_fen: Amount
    price_units: Quantity = 1
    foreign_price: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    specification: ShortText = ""
    standard: ShortText = ""
    grade: ShortText = ""
    purpose_party_id: Id | None = None
    purpose_class: int = Field(default=0, ge=0, le=MOST_CLASS)
    purpose_area: ShortText = ""


class Quote(CommandLine):
    """What somebody asked for an item: `price_fen` for `price_units` base units; taken or not."""

    supplier: ShortText = Field(min_length=1)
    item_id: Id
    price_fen: Amount
    price_units: Quantity = 1
    note: ShortText = ""


class ProposePurchase(Command):
    """Ask that goods be bought by the green channel; money is committed when somebody else approves.

    `location_id` is where they are to be received; none: they go straight to `department_id`, which bought (or buys)
    them itself (自行采购). `budget_line_id` none: the department pays from its own money, nothing of ours is committed.
    `advance_fen` is what may be paid before anything is accepted. `price_reason` and `licence_reason` answer what is
    asked back about a far-off price or a licence that is expired. `replaces_id` is a purchase this one puts right.
    """

    action = "procurement.propose_purchase"
    supplier_id: Id
    lines: tuple[PurchaseLine, ...] = Field(min_length=1, max_length=500)
    ground: Ground
    ground_words: LongText = Field(min_length=1)
    price_basis: PriceBasis
    price_words: LongText = ""
    quotes: tuple[Quote, ...] = Field(default=(), max_length=100)
    no_quotes_reason: ShortText = ""
    decided_by: ShortText = ""
    budget_line_id: Id | None = None
    location_id: Id | None = None
    department_id: Id | None = None
    expected_on: DateText | Literal[""] = ""
    advance_fen: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    contract_number: ShortText = ""
    currency: str = Field(default="CNY", pattern=r"^[A-Z]{3}$")
    rate: str = Field(default="", pattern=r"^([0-9]{1,6}(\.[0-9]{1,8})?)?$")
    rate_source: ShortText = ""
    price_reason: ShortText = ""
    licence_reason: ShortText = ""
    offer_id: Id | None = None
    replaces_id: Id | None = None
    note: LongText = ""


class ApprovePurchase(Command):
    """Decide for a purchase: its money is committed, its goods are expected. `has_seen_flags`: what was flagged."""

    action = "procurement.approve_purchase"
    purchase_id: Id
    has_seen_flags: bool = False
    note: LongText = ""


class RejectPurchase(Command):
    """Decide against a purchase, with a reason."""

    action = "procurement.reject_purchase"
    purchase_id: Id
    reason: LongText = Field(min_length=1)


class CancelPurchase(Command):
    """Take back a purchase of which nothing came and nothing was paid; committed money is free again."""

    action = "procurement.cancel_purchase"
    purchase_id: Id
    reason: LongText = Field(min_length=1)


class FileInDossier(Command):
    """Add to the dossier of a purchase: quotes, or in words what `kind` says, with a number and a day where it has."""

    action = "procurement.file_in_dossier"
    purchase_id: Id
    kind: Filing = "note"
    number: ShortText = ""
    on_day: DateText | Literal[""] = ""
    words: LongText = ""
    quotes: tuple[Quote, ...] = Field(default=(), max_length=100)


class AcceptedLine(CommandLine):
    """So many base units of a line of the purchase were found good."""

    line_number: Id
    quantity: Quantity


class AcceptPurchase(Command):
    """Accept goods that went straight to a department, by two people neither of whom bought them.

    They come into the books by it, and may be paid. What is received here is accepted by `receiving.InspectLots`.
    """

    action = "procurement.accept_purchase"
    purchase_id: Id
    lines: tuple[AcceptedLine, ...] = Field(min_length=1, max_length=500)
    finding: LongText = Field(min_length=1)


class RecordInvoice(Command):
    """Put an invoice of the supplier on record; its number (`code` and number) is used once."""

    action = "procurement.record_invoice"
    purchase_id: Id
    number: ShortText = Field(min_length=1)
    code: ShortText = ""
    amount_fen: Amount
    issued_on: DateText | Literal[""] = ""


class PayPurchase(Command):
    """Pay for a purchase out of the money it committed: what was accepted, or an advance that was agreed."""

    action = "procurement.pay_purchase"
    purchase_id: Id
    amount_fen: Amount
    invoice_id: Id | None = None
    document_number: ShortText = ""
    note: LongText = ""


class BookRefund(Command):
    """What the supplier pays back after a claim came to the account: into the budget line it was paid from. Takes two.

    Several parts may come one after the other, never more than the claim was settled for nor than was paid.
    """

    action = "procurement.book_refund"
    claim_id: Id
    amount_fen: Amount
    document_number: ShortText = ""
    note: LongText = ""


class AnnulRecord(Command):
    """An acceptance or an invoice of a purchase was wrong: it counts no more, the record of it stays."""

    action = "procurement.annul_record"
    purchase_id: Id
    what: Literal["acceptance", "invoice"]
    document_id: Id
    reason: LongText = Field(min_length=1)


class ReviewPurchase(Command):
    """Look at a finished purchase afterwards: was it fast, of value, of quality, and is its dossier whole?"""

    action = "procurement.review_purchase"
    purchase_id: Id
    verdict: Literal["sound", "flawed"]
    finding: LongText = Field(min_length=1)


class ClosePurchase(Command):
    """Finish a purchase: what never came is expected no more, what is not needed of its money is free again."""

    action = "procurement.close_purchase"
    purchase_id: Id
    reason: LongText = ""
