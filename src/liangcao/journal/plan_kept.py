"""What is kept of the rows that questions of plans are made of."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class LotKnown(NamedTuple):
    """What a lot was at a moment."""

    item_id: int
    expires_on: str
    status: str
    standard: str
    purpose_party_id: int | None
    purpose_class: int
    pack_size: int
    purpose_area: str


class PlaceKnown(NamedTuple):
    """What a place was at a moment."""

    path: str
    kind: str
    is_outside: int


class RequestKnown(NamedTuple):
    """What a request was at a moment."""

    unit_id: int
    state: str
    priority_class: int
    decided_at: int
    people_covered: int
    submitted_at: int
    entry: int


class PeopleKnown(NamedTuple):
    """Whom a request covers."""

    role: str
    heads: int


class NormKnown(NamedTuple):
    """What a person needs a day, from a day on."""

    item_id: int
    effective_on: str
    role: str
    milli_per_day: int


class AskedKnown(NamedTuple):
    """What a line of a request was at a moment."""

    item_id: int
    asked: int | None
    approved: int | None
    allocated: int
    stock_held: int | None
    standards: str


class SubstituteKnown(NamedTuple):
    """What would do instead."""

    rank: int
    item_id: int


class ServesKnown(NamedTuple):
    """Whether one item may serve for another from a day on, and for which kinds and classes of units ("": all)."""

    effective_on: str
    item_id: int
    other_id: int
    is_allowed: int
    kinds: str
    classes: str

    def serves(self, kind: str, priority_class: int) -> bool:
        """True for a unit of that kind that asks in that class."""
        is_of_kind = not self.kinds or kind in self.kinds.split(",")
        return (
            bool(self.is_allowed)
            and is_of_kind
            and (not self.classes or str(priority_class) in self.classes.split(","))
        )


class PartyKnown(NamedTuple):
    """What a unit was at a moment."""

    kind: str
    area: str


class CostKnown(NamedTuple):
    """What carrying a box was said to cost."""

    location_id: int
    area: str
    cost: int


class ArrivalKnown(NamedTuple):
    """What an expected arrival was at a moment."""

    location_id: int
    expected_on: str
    state: str


class ArrivalLineKnown(NamedTuple):
    """What a line of an expected arrival was at a moment."""

    item_id: int
    quantity: int
    purpose_party_id: int | None
    purpose_class: int
    received: int
    rejected: int
    purpose_area: str
    standard: str


class FloorKnown(NamedTuple):
    """What was to stay in store."""

    item_id: int
    priority_class: int
    quantity: int


class PlanKnown(NamedTuple):
    """What a plan was at a moment."""

    state: str
    location_id: int
    packing: str
    input_hash: str


class PlanQuestionKnown(NamedTuple):
    """What proves a plan."""

    plan_id: int
    proof: str


class PlanLineKnown(NamedTuple):
    """What a line of a plan was at a moment."""

    request_id: int
    request_line: int
    lot_id: int
    location_id: int
    quantity: int
    state: str


class NeedKnown(NamedTuple):
    """What a plan says that rounding owes."""

    unit_id: int
    item_id: int
    priority_class: int
    debt: int


KEPT: Mapping[str, Any] = {
    "lot": LotKnown,
    "location": PlaceKnown,
    "party": PartyKnown,
    "arrival": ArrivalKnown,
    "arrival_line": ArrivalLineKnown,
    "item_substitute": ServesKnown,
    "carrying_cost": CostKnown,
    "request": RequestKnown,
    "request_people": PeopleKnown,
    "norm": NormKnown,
    "request_line": AskedKnown,
    "request_substitute": SubstituteKnown,
    "reserve_floor": FloorKnown,
    "plan": PlanKnown,
    "plan_question": PlanQuestionKnown,
    "plan_line": PlanLineKnown,
    "plan_need": NeedKnown,
}
"""The tables that questions of plans are made of, and what is kept of a row, by its columns."""
