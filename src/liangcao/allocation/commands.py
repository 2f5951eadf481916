"""What one can ask of allocation."""

from typing import Literal

from pydantic import Field

from liangcao.allocation.rules import Packing
from liangcao.kernel.command import Command, Id, LongText
from liangcao.kernel.quantity import MAX_QUANTITY
from liangcao.parties.commands import MOST_CLASS


class ProposePlan(Command):
    """Work out how the stock at a store is shared among approved requests; nothing is promised by it yet.

    `item_ids` empty means all goods. Lots with less than `minimum_life_days` left are not used. `packing`: by the
    largest box with which every ask can be met exactly, by whole boxes (asks are rounded down), or by pieces. `order`:
    class after class, or all minima (`minimum_percent` of each ask) before any rest. Lots that expire within
    `drain_days` go first, then the cheapest roads; -1: always what expires first.
    """

    action = "allocation.propose_plan"
    location_id: Id
    item_ids: tuple[Id, ...] = Field(default=(), max_length=500)
    minimum_life_days: int = Field(default=0, ge=0, le=3_650)
    packing: Packing = "fit"
    order: Literal["class", "minima"] = "class"
    minimum_percent: int = Field(default=0, ge=0, le=100)
    drain_days: int = Field(default=-1, ge=-1, le=3_650)
    note: LongText = ""


class SetFloor(Command):
    """From a class on, so many base units of an item stay in reserve; 0: no reserve any more. Takes two people."""

    action = "allocation.set_floor"
    item_id: Id
    priority_class: int = Field(ge=1, le=MOST_CLASS)
    quantity: int = Field(ge=0, le=MAX_QUANTITY, strict=True)
    reason: LongText = Field(min_length=1)


class AdoptPlan(Command):
    """Decide that a proposed plan is carried out: its goods are promised to the units from now on."""

    action = "allocation.adopt_plan"
    plan_id: Id
    note: LongText = ""


class DiscardPlan(Command):
    """Drop a plan, or what of an adopted one has not left yet; the goods become available again."""

    action = "allocation.discard_plan"
    plan_id: Id
    reason: LongText = Field(min_length=1)


class DropLines(Command):
    """Drop lines of a plan that have not left, by their numbers; their goods become available again."""

    action = "allocation.drop_lines"
    plan_id: Id
    line_numbers: tuple[Id, ...] = Field(min_length=1, max_length=2_000)
    reason: LongText = Field(min_length=1)
