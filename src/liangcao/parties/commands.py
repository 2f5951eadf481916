"""What one can ask about parties and places."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Command, Id, PersonalText, ShortText

PartyKind = Literal[
    "hospital", "checkpoint", "department", "subdistrict", "enterprise", "school", "team", "public",
    "supplier", "donor", "reserve",
]  # fmt: skip
PlaceKind = Literal[
    "store", "shelf", "dock", "rejects", "vehicle", "budget_line", "loss", "count_difference", "treasury",
]  # fmt: skip
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
    """Make a place: a store, a shelf in it, a vehicle, a budget line (inside), or a place outside our custody."""

    action = "parties.register_location"
    kind: PlaceKind
    name: ShortText = Field(min_length=1)
    parent_id: Id | None = None
