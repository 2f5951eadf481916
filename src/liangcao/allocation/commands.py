"""What one can ask of allocation."""

from typing import Literal

from pydantic import Field

from liangcao.allocation.rules import Packing
from liangcao.kernel.command import Command, CommandLine, Id, LongText, Quantity, ShortText
from liangcao.kernel.quantity import MAX_QUANTITY
from liangcao.parties.commands import MOST_CLASS

Way = Literal["rules", "people", "cover", "equal", "pro_rata", "first_come"]
"""By the rules, by heads, by days of cover, everybody the same, pro rata, whoever was approved first."""


class PickLimit(CommandLine):
    """So many boxes, of all goods together, can be picked in a day at a place and all that lies in it.

    What lies in a place with a limit of its own counts there.
    """

    location_id: Id
    boxes: int = Field(ge=1, le=1_000_000_000, strict=True)


class ProposePlan(Command):
    """Work out how the stock at a store is shared among approved requests; nothing is promised by it yet.

    `item_ids` empty means all goods. Lots with less than `minimum_life_days` left are not used. `packing`: by the
    largest box with which every ask can be met exactly, by whole boxes (asks are rounded down), or by pieces. `order`:
    class after class, or all minima (`minimum_percent` of each ask) before any rest; `minima` ``whole``: less than the
    minimum is of no use, it is all or nothing. Lots that expire within `drain_days` go first, then the cheapest roads;
    -1: always what expires first. `look_ahead_days`: so much as more urgent units asked in as many of the last
    fourteen days is expected of them again before new goods come, and the less urgent share with that (0: with nobody).
    Another `way` than the rules keeps all limits, and the plan tells whom it passes over. `follows_id` is a plan of
    which something has not left: among equally fair plans the one that changes least of that is taken.
    """

    action = "allocation.propose_plan"
    location_id: Id
    item_ids: tuple[Id, ...] = Field(default=(), max_length=500)
    minimum_life_days: int = Field(default=0, ge=0, le=3_650)
    packing: Packing = "fit"
    order: Literal["class", "minima"] = "class"
    minimum_percent: int = Field(default=0, ge=0, le=100)
    drain_days: int = Field(default=-1, ge=-1, le=3_650)
    minima: Literal["part", "whole"] = "part"
    look_ahead_days: int = Field(default=0, ge=0, le=60)
    pick_limits: tuple[PickLimit, ...] = Field(default=(), max_length=200)
    way: Way = "rules"
    follows_id: Id | None = None
    note: LongText = ""


class ProposeListPlan(Command):
    """Work out how `quantity` base units of an item are shared among the units of a list by their heads.

    `request_ids` are requests (not decided yet, or approved) that ask for the item and say how many people they cover.
    Everybody gets the same a head, in steps of `pack` base units, and never more than they named. What lies there for
    a certain unit, class or area is left alone. `drain_days` and `pick_limits` as of `ProposePlan`. Nothing is promised
    by it yet.
    """

    action = "allocation.propose_list_plan"
    location_id: Id
    item_id: Id
    quantity: Quantity
    request_ids: tuple[Id, ...] = Field(min_length=1, max_length=2_000)
    pack: int = Field(default=1, ge=1, le=1_000_000, strict=True)
    drain_days: int = Field(default=-1, ge=-1, le=3_650)
    pick_limits: tuple[PickLimit, ...] = Field(default=(), max_length=200)
    note: LongText = ""


class LineEdit(CommandLine):
    """What one line of a plan is to give instead, base units in all: out of which lot and place to which request line.

    0 takes the line out; a line that was not there is a new one.
    """

    request_id: Id
    request_line: Id
    lot_id: Id
    location_id: Id
    quantity: int = Field(ge=0, le=MAX_QUANTITY, strict=True)
    reason: LongText = Field(min_length=1)


class EditPlan(Command):
    """Change lines of a proposed plan by hand, each with its reason: a new plan takes its place, every edit marked.

    All limits still hold; whom the plan now passes over is told. The plan that was changed is discarded.
    """

    action = "allocation.edit_plan"
    plan_id: Id
    edits: tuple[LineEdit, ...] = Field(min_length=1, max_length=500)
    note: LongText = ""


class SetFloor(Command):
    """From a class on, so many base units of an item stay in reserve; 0: no reserve any more. Takes two people."""

    action = "allocation.set_floor"
    item_id: Id
    priority_class: int = Field(ge=1, le=MOST_CLASS)
    quantity: int = Field(ge=0, le=MAX_QUANTITY, strict=True)
    reason: LongText = Field(min_length=1)


class SetCarryingCost(Command):
    """What carrying a box from a place (and all that lies in it) to the units of an area costs; -1: no more said.

    Any whole unit, the same for all of a district. An empty `area` stands for all areas of which nothing is said.
    """

    action = "allocation.set_carrying_cost"
    location_id: Id
    area: ShortText = ""
    cost: int = Field(ge=-1, le=1_000_000, strict=True)
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
