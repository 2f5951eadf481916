"""What one can ask of leads and offers."""

from typing import Annotated, Literal

from pydantic import Field

from liangcao.kernel.canonical import MAX_WHOLE
from liangcao.kernel.command import (
    Amount,
    Command,
    CommandLine,
    DateText,
    Id,
    LongText,
    PersonalMark,
    PersonalText,
    Quantity,
    ShortText,
)
from liangcao.kernel.quantity import MAX_QUANTITY

Channel = Literal[
    "local", "other_city", "other_province", "abroad", "cross_border", "bonded_park", "reserve_unit", "donation_appeal"
]
"""Where goods might come from."""
CallOutcome = Literal["reached", "promised", "no_answer", "call_back", "refused"]
"""What came of a call."""
DeathReason = Literal[
    "no_stock", "price_too_high", "no_certificate", "unreliable", "refused", "never_reached",
    "sold_to_others", "too_late", "too_few", "no_transport", "not_needed", "other",
]  # fmt: skip
"""Why nothing came of a lead."""
OfferEnd = Literal["sold_out", "taken_back", "price_changed", "written_wrong"]
"""Why an offer stands no longer."""
Certificate = Literal["unknown", "none", "claimed", "seen"]
"""Whether there are papers: nobody said, there are none, they say so, somebody of us saw them."""
Availability = Literal["unknown", "spot", "ordered"]
"""Whether the goods lie there, or are yet to be made or to come."""
PersonalLongText = Annotated[LongText, PersonalMark()]
"""Up to 4,000 characters about people: kept out of the journal by commitment."""
Moment = Annotated[int, Field(gt=0, le=MAX_WHOLE, strict=True)]
"""Milliseconds since 1970 UTC."""
Rate = Annotated[str, Field(pattern=r"^([0-9]{1,8}(\.[0-9]{1,8})?)?$")]
"""So many yuan for one of the foreign money, as it was quoted."""


class OfferTerms(CommandLine):
    """So much of an item at such a price, as somebody offers it; quantities in base units, money in fen.

    The price is `price_fen` for `price_units` base units (3.5 fen apiece: 7 for 2). `extra_fen` is what comes on top
    for the whole quantity (freight, duty). `foreign_price` is the price for as many units in the smallest part of
    `currency`. `is_checked`: somebody looked again at a price far off the last one.
    """

    item_id: Id
    quantity: Quantity | None = None
    price_fen: Amount
    price_units: Quantity = 1
    extra_fen: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    currency: str = Field(default="CNY", pattern=r"^[A-Z]{3}$")
    foreign_price: Amount | None = None
    rate: Rate = ""
    rate_source: ShortText = ""
    certificate: Certificate = "unknown"
    standard: ShortText = ""
    availability: Availability = "unknown"
    delivery_days: int | None = Field(default=None, ge=0, le=365, strict=True)
    valid_until: DateText | None = None
    minimum: int = Field(default=0, ge=0, le=MAX_QUANTITY, strict=True)
    note: ShortText = ""
    is_checked: bool = False


class Contacted(CommandLine):
    """What a call came to, said together with something else; `call_at` is when to ring again."""

    outcome: CallOutcome
    call_at: Moment | None = None


class CaptureLead(Command):
    """Put down in one go who might have something, what they offer, what the call came to, and whether it died at once.

    Who it is: a registered supplier, the name of a company, or no more than a person's name and phone. `remark` holds
    what was said and fits nowhere else. `quantity` is what we look for.
    """

    action = "sourcing.capture_lead"
    channel: Channel
    place: ShortText = ""
    supplier_id: Id | None = None
    company: ShortText = ""
    contact: PersonalText = ""
    phone: PersonalText = ""
    remark: PersonalLongText = ""
    item_id: Id | None = None
    quantity: Quantity | None = None
    offers: tuple[OfferTerms, ...] = Field(default=(), max_length=20)
    calls: tuple[Contacted, ...] = Field(default=(), max_length=1)
    died: DeathReason | None = None


class CorrectLead(Command):
    """Say better who or what a lead is; what is not given stays as it is."""

    action = "sourcing.correct_lead"
    lead_id: Id
    channel: Channel | None = None
    place: ShortText | None = None
    supplier_id: Id | None = None
    company: ShortText | None = None
    contact: PersonalText = ""
    phone: PersonalText = ""
    remark: PersonalLongText = ""
    item_id: Id | None = None
    quantity: Quantity | None = None


class LogLeadCall(Command):
    """Somebody rang about a lead, and what came of it; `call_at` is when to ring again."""

    action = "sourcing.log_lead_call"
    lead_id: Id
    outcome: CallOutcome
    call_at: Moment | None = None
    said: PersonalLongText = ""


class AddOffer(Command):
    """What a lead offers; with `replaces_id` an earlier offer of theirs does not stand any longer."""

    action = "sourcing.add_offer"
    lead_id: Id
    offers: tuple[OfferTerms, ...] = Field(min_length=1, max_length=20)
    replaces_id: Id | None = None


class EndOffer(Command):
    """An offer does not stand any longer."""

    action = "sourcing.end_offer"
    offer_id: Id
    reason: OfferEnd
    note: ShortText = ""


class CloseLead(Command):
    """Nothing came of a lead, and why; its offers end with it."""

    action = "sourcing.close_lead"
    lead_id: Id
    reason: DeathReason
    note: LongText = ""


class ReopenLead(Command):
    """A dead lead lives again."""

    action = "sourcing.reopen_lead"
    lead_id: Id
    reason: LongText


class MergeLeads(Command):
    """Several leads are the same people: `lead_id` goes on with the offers of all, the others end in it."""

    action = "sourcing.merge_leads"
    lead_id: Id
    other_ids: tuple[Id, ...] = Field(min_length=1, max_length=20)
