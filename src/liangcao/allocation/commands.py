"""What one can ask of allocation."""

from pydantic import Field

from liangcao.kernel.command import Command, Id, LongText


class ProposePlan(Command):
    """Work out how the stock at a store is shared among approved requests; nothing is promised by it yet.

    `item_ids` empty means all goods. Lots with less than `minimum_life_days` left are not used.
    """

    action = "allocation.propose_plan"
    location_id: Id
    item_ids: tuple[Id, ...] = Field(default=(), max_length=500)
    minimum_life_days: int = Field(default=0, ge=0, le=3_650)
    note: LongText = ""


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
