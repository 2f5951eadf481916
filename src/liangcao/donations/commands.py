"""What one can ask of donations."""

from typing import Annotated, Literal

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

DonorKind = Literal["body", "person", "anonymous"]
"""A body of the register (or one that names itself), a person whose name is sealed, or somebody who gives no name."""
ValueBasis = Literal["", "invoice", "market", "unvalued"]
"""By the donor's invoice, by a market price whose source is named, on record as not valued; empty: nobody said yet."""
RefuseCode = Literal[
    "expired", "no_certificate", "wrong_standard", "damaged", "not_needed", "no_room", "withdrawn", "other"
]
RefuseRoute = Literal["none", "federation", "disposal"]
"""Where a donor is sent with what is not taken: nowhere, to the charity federation, to a place that disposes of it."""
TokenHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of the secret in the link to the donor's page."""


class GiftLine(CommandLine):
    """Goods to be given, in base units. `price_fen` is for `price_units` base units, by `value_basis`."""

    item_id: Id
    quantity: Quantity
    pack_size: Quantity = 1
    value_basis: ValueBasis = ""
    price_fen: Amount | None = None
    price_units: Quantity = 1
    value_source: ShortText = ""
    standard: ShortText = ""
    grade: ShortText = ""


class OfferedLine(CommandLine):
    """Goods as the public offers them: of the catalogue, or in the donor's own words."""

    item_id: Id | None = None
    item_said: ShortText = ""
    quantity: Quantity


class Gift(Command):
    """What every donation says. `wish` are the donor's words; what is enforced are unit, class and area of the purpose.

    `contact`, `phone`, `donor_name` and `link` are kept out of the journal.
    """

    donor_kind: DonorKind
    donor_name: PersonalText = ""
    contact: PersonalText = ""
    phone: PersonalText = ""
    amount_fen: Amount | None = None
    wish: LongText = ""
    expected_on: DateText | Literal[""] = ""
    link: PersonalText = ""
    token_hash: TokenHash | None = None


class AnnounceDonation(Gift):
    """A donation somebody told the office of; its goods are expected from now on.

    `is_distinct` answers that it is not the one already there that looks the same.
    """

    action = "donations.announce_donation"
    party_id: Id | None = None
    lines: tuple[GiftLine, ...] = Field(default=(), max_length=500)
    purpose_party_id: Id | None = None
    purpose_class: int = Field(default=0, ge=0, le=MOST_CLASS)
    purpose_area: ShortText = ""
    location_id: Id | None = None
    channel: Literal["desk", "call", "import", "api"] = "desk"
    note: LongText = ""
    is_distinct: bool = False


class OfferPublicly(Gift):
    """Somebody without an account offers a donation; only the public door hands this in. Staff take it up or not."""

    action = "donations.offer_publicly"
    donor_said: ShortText = ""
    lines: tuple[OfferedLine, ...] = Field(default=(), max_length=30)


class TakeUpOffer(Command):
    """An offer of the public becomes a donation that is expected: by whom, what exactly, what for, to which place."""

    action = "donations.take_up_offer"
    donation_id: Id
    party_id: Id | None = None
    lines: tuple[GiftLine, ...] = Field(default=(), max_length=500)
    purpose_party_id: Id | None = None
    purpose_class: int = Field(default=0, ge=0, le=MOST_CLASS)
    purpose_area: ShortText = ""
    location_id: Id | None = None
    expected_on: DateText | Literal[""] = ""
    note: LongText = ""
    is_distinct: bool = False


class RefuseDonation(Command):
    """What has not come yet is not taken, or not any more, and where it had better go; the donor reads it."""

    action = "donations.refuse_donation"
    donation_id: Id
    reason_code: RefuseCode
    route: RefuseRoute = "none"
    note: LongText = ""


class MergeDonations(Command):
    """A donation that two clerks entered: `donation_id`, of which nothing has come, is the same as `into_id`."""

    action = "donations.merge_donations"
    donation_id: Id
    into_id: Id
    reason: LongText = Field(min_length=1)


class HandedLine(CommandLine):
    """So much of a line the donor handed over, in base units."""

    line_number: Id
    quantity: int = Field(ge=0, le=MAX_QUANTITY, strict=True)


class ConfirmPublicly(Command):
    """The donor says by their link what they handed over; only the public door hands this in."""

    action = "donations.confirm_publicly"
    token_hash: TokenHash
    lines: tuple[HandedLine, ...] = Field(min_length=1, max_length=500)
    note: LongText = ""


class RecordSlip(Command):
    """The donor signed on paper what they handed over; the slip is attached to the donation as `paper_id`."""

    action = "donations.record_slip"
    donation_id: Id
    paper_id: Id
    lines: tuple[HandedLine, ...] = Field(min_length=1, max_length=500)
    giver: PersonalText = ""
    note: LongText = ""


class BookMoney(Command):
    """Money of a donation is on the account: it goes to a budget line, with the donor and the purpose kept."""

    action = "donations.book_money"
    donation_id: Id
    budget_line_id: Id
    amount_fen: Amount
    document_number: ShortText = ""
    note: LongText = ""


class ValuedLine(CommandLine):
    """What a line is worth: `price_fen` for `price_units` base units, or on record as not valued."""

    line_number: Id
    basis: Literal["invoice", "market", "unvalued"]
    price_fen: Amount | None = None
    price_units: Quantity = 1
    source: ShortText = ""


class ValueDonation(Command):
    """Value lines of a donation; the lots that came of it carry the price from then on."""

    action = "donations.value_donation"
    donation_id: Id
    lines: tuple[ValuedLine, ...] = Field(min_length=1, max_length=500)


class IssueCertificate(Command):
    """A numbered receipt, or certificate of thanks, for what has come and was accepted so far."""

    action = "donations.issue_certificate"
    donation_id: Id
    kind: Literal["receipt", "thanks"]


class ReprintCertificate(Command):
    """One more copy of the same number; the paper says which."""

    action = "donations.reprint_certificate"
    certificate_id: Id
    reason: ShortText = Field(min_length=1)


class RouteUnusable(Command):
    """What was rejected of a donation leaves: back to the donor, to the charity federation, or to be disposed of."""

    action = "donations.route_unusable"
    donation_id: Id
    lot_id: Id
    location_id: Id
    quantity: Quantity
    reason_code: RefuseCode
    route: Literal["returned", "federation", "disposal"]
    party_id: Id | None = None
    note: LongText = ""
