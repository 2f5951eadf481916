"""What one can ask about parties and places."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Command, DateText, Id, LongText, PersonalText, ShortText

PartyKind = Literal[
    "hospital", "checkpoint", "department", "subdistrict", "enterprise", "school", "team", "public",
    "supplier", "donor", "reserve",
]  # fmt: skip
PlaceKind = Literal[
    "store", "shelf", "dock", "packing", "rejects", "vehicle", "budget_line", "loss", "count_difference", "treasury",
]  # fmt: skip
LicenceKind = Literal[
    "business", "device_sale", "device_making", "device_registration", "disinfectant", "food", "test_report", "other",
]  # fmt: skip
"""Business licence; permit to sell or to make medical devices; registration of one; disinfectant; food; test report."""
Funding = Literal["", "fiscal", "donated", "party_dues", "union", "own", "other"]
"""Whose money a budget line holds: the treasury's, donors', Party dues, the trade union's, earned by the office."""
MOST_CLASS = 99
"""The last number a priority class can have."""


class FoundDistrict(Command):
    """Open the books of a district; always the first entry of its journal.

    A demonstration lives in its own time: `clock_offset_ms` is added to the machine's clock.
    """

    action = "parties.found_district"
    name: ShortText = Field(min_length=1)
    timezone: ShortText = "Asia/Shanghai"
    clock_offset_ms: int = 0
    is_demo: bool = False


class RegisterParty(Command):
    """Take in a unit, supplier or donor; its outside place on the ledger is made with it.

    `priority_class` is one of the district's table, the smaller the more urgent; 0 lets the kind decide.
    """

    action = "parties.register_party"
    kind: PartyKind
    name: ShortText = Field(min_length=1)
    area: ShortText = ""
    credit_code: ShortText = ""
    priority_class: int = Field(default=0, ge=0, le=MOST_CLASS)
    contact: PersonalText = ""
    phone: PersonalText = ""


class RegisterLocation(Command):
    """Make a place: a store, a shelf in it, a vehicle, a budget line (inside), or a place outside our custody.

    `funding` says whose money a budget line holds, and stands at no other kind of place.
    """

    action = "parties.register_location"
    kind: PlaceKind
    name: ShortText = Field(min_length=1)
    parent_id: Id | None = None
    funding: Funding = ""


class SetCreditCode(Command):
    """Write down (or put right) the unified social credit code of a party; its check digit must be right."""

    action = "parties.set_credit_code"
    party_id: Id
    credit_code: ShortText = Field(min_length=1)


class RecordLicence(Command):
    """Put a licence or qualification paper of a supplier on record; `expires_on` empty: it does not expire.

    The paper itself is attached to it afterwards (`papers.AttachPaper`, kind ``licence``).
    """

    action = "parties.record_licence"
    party_id: Id
    kind: LicenceKind
    number: ShortText = Field(min_length=1)
    issued_by: ShortText = ""
    issued_on: DateText | Literal[""] = ""
    expires_on: DateText | Literal[""] = ""
    note: LongText = ""


class WithdrawLicence(Command):
    """A licence on record was wrong, revoked or replaced: it counts no more, the record of it stays."""

    action = "parties.withdraw_licence"
    licence_id: Id
    reason: ShortText = Field(min_length=1)


class BlacklistParty(Command):
    """Nothing is bought from this supplier any more, for the reason given; two people decide it."""

    action = "parties.blacklist_party"
    party_id: Id
    reason: LongText = Field(min_length=1)


class ClearParty(Command):
    """A supplier comes off the blacklist, for the reason given; two people decide it."""

    action = "parties.clear_party"
    party_id: Id
    reason: LongText = Field(min_length=1)
