"""Sharing out in the random days: plans by all rules and ways, and for lists."""

from liangcao.allocation.commands import EditPlan, ProposeListPlan, ProposePlan, SetCarryingCost, SetFloor
from liangcao.allocation.rules import PACKINGS
from liangcao.kernel.command import Command
from liangcao.requests.commands import CloseRequest
from simulation.lenders import Lenders

WAYS = ("rules",) * 6 + ("people", "cover") + ("equal", "pro_rata", "first_come") * 2
_FREE = (
    "balance JOIN location USING (district_id, location_id) WHERE kind IN ('store', 'shelf', 'dock') AND on_hand > held"
)


class Planners(Lenders):
    """What whoever shares out wishes for."""

    def propose(self) -> Command | None:
        """A plan is worked out, now and then for a list."""
        anywhere = "SELECT location_id FROM location WHERE kind = 'store'"
        stocked = f"SELECT DISTINCT location_id FROM {_FREE}"
        store = self._pick(stocked if self.chance.random() < 0.8 else anywhere) or self._pick(anywhere)
        if self.chance.random() < 0.3:
            return self._for_a_list()
        limits = [{"location_id": store, "boxes": self.chance.randint(1, 500)}] if self.chance.random() < 0.2 else []
        wished = {
            "location_id": store,
            "minimum_life_days": self.chance.choice((0, 0, 30)),
            "packing": self.chance.choice(PACKINGS),
            "way": self.chance.choice(WAYS),
            "look_ahead_days": self.chance.choice((0, 0, 0, 7)),
            "pick_limits": limits,
        }
        if self.chance.random() < 0.2:
            wished["follows_id"] = self._pick("SELECT plan_id FROM plan WHERE state <> 'adopted'") or None
        if self.chance.random() < 0.2:
            wished |= {"minimum_percent": 30, "minima": self.chance.choice(("part", "whole"))}
        return ProposePlan.model_validate(wished)

    def _for_a_list(self) -> Command | None:
        """Mostly requests for the item that say for how many people they are."""
        there = self._row(f"SELECT location_id, item_id, on_hand - held FROM {_FREE}")
        heads = "AND people_covered > 0 AND state IN ('submitted', 'approved')" if self.chance.random() < 0.9 else ""
        sql = f"SELECT DISTINCT request_id FROM request JOIN request_line USING (request_id) WHERE item_id = ? {heads}"
        numbers = [row[0] for row in self._rows(sql, there[1])] if there else []
        if there is None or not numbers:
            return None
        return ProposeListPlan(
            location_id=there[0],
            item_id=there[1],
            quantity=max(1, self.chance.choice((10, there[2] // 2, there[2], there[2] + 1))),
            request_ids=tuple(self.chance.sample(numbers, min(len(numbers), self.chance.randint(1, 6)))),
            pack=self.chance.choice((1, 1, 7)),
        )

    def edit(self) -> Command | None:
        """A line of a plan that waits is changed by hand, mostly to less."""
        row = self._row(
            "SELECT plan_id, request_id, request_line, lot_id, plan_line.location_id, quantity FROM plan_line "
            "JOIN plan USING (district_id, plan_id) WHERE plan.state = 'proposed'"
        )
        if row is None or self.chance.random() < 0.7:
            return None
        plan_id, *line, quantity = row
        names = ("request_id", "request_line", "lot_id", "location_id")
        wanted = self.chance.choice((0, quantity // 2, quantity // 2, quantity + 1))
        edit = {**dict(zip(names, line, strict=True)), "quantity": wanted, "reason": "先不急"}
        return EditPlan.model_validate({"plan_id": plan_id, "edits": [edit]})

    def floor(self) -> Command | None:
        """So much is kept back, or nothing any more."""
        quantity = self.chance.choice((0, 100, 600))
        return SetFloor(
            item_id=self._item(), priority_class=self.chance.randint(2, 6), quantity=quantity, reason="备着"
        )

    def carrying(self) -> Command | None:
        """What carrying costs from a store, as it is said or no more said."""
        store = self._pick("SELECT location_id FROM location WHERE kind = 'store'")
        return SetCarryingCost(location_id=store, cost=self.chance.choice((-1, 3)), reason="路远") if store else None

    def finish_request(self) -> Command | None:
        """A unit has enough: what is not allocated by now is not owed."""
        request_id = self._ready("request_id", "request", "state = 'approved'")
        return CloseRequest(request_id=request_id, reason="够用了") if request_id else None
