"""Handlers of allocation: what becomes of plans, and reserves."""

from collections.abc import Mapping, Sequence

from liangcao.access.permissions import EVERYTHING, Reach
from liangcao.allocation.commands import AdoptPlan, DiscardPlan, DropLines, EditPlan, SetCarryingCost, SetFloor
from liangcao.allocation.proposing import check_item
from liangcao.allocation.purposes import check_purposes
from liangcao.allocation.queries import (
    PLAN_STATES,
    PlanHead,
    PlanLineRow,
    allocated_of,
    plan_head,
    plan_lines,
)
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, Hold, NewRow
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import load_lots, lot
from liangcao.ledger.queries import available_at
from liangcao.parties.classes import class_table
from liangcao.parties.queries import place

LINE_STATES: dict[str, str] = {
    "proposed": N_("待批准"),
    "held": N_("已占用"),
    "shipped": N_("已发出"),
    "dropped": N_("已去掉"),
}
_STANDING = ("proposed", "held")
"""What of a plan has not left and can be dropped."""
MOST_NAMED = 50
"""So many changes are named when a plan no longer holds."""


def set_floor(command: SetFloor, context: Context) -> Effects:
    """One more version of the reserve of an item from a class on; the last one counts."""
    check_texts({"reason": command.reason})
    check_item(command.item_id, context)
    class_table(context).need(command.priority_class, "priority_class")
    floor_id = context.new_id()
    values = {
        "floor_id": floor_id,
        **command.model_dump(),
        "actor_id": context.actor_id,
        "set_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("reserve_floor", values),), answer={"floor_id": floor_id})


def set_carrying_cost(command: SetCarryingCost, context: Context) -> Effects:
    """One more word on what carrying from a place to an area costs; the last one counts."""
    check_texts({"area": command.area, "reason": command.reason})
    where = place(context, command.location_id, "location_id")
    if where.kind not in ("store", "shelf", "dock"):
        raise refused("unknown_location", "location_id", name=command.location_id)
    cost_id = context.new_id()
    values = {
        "cost_id": cost_id,
        **command.model_dump(),
        "actor_id": context.actor_id,
        "set_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("carrying_cost", values),), answer={"cost_id": cost_id})


def _plan(context: Context, plan_id: int) -> PlanHead:
    return plan_head(context.connection, context.district_id, EVERYTHING, plan_id)


def reach_of_plan(command: AdoptPlan | DiscardPlan | DropLines | EditPlan, context: Context) -> Reach:
    """A plan takes effect at its store."""
    return Reach(paths=(_plan(context, command.plan_id).location_path,))


def adopt_plan(command: AdoptPlan, context: Context) -> Effects:
    """Everything the plan gives is checked again now, then promised."""
    known = _plan(context, command.plan_id)
    _check_state(known, ("proposed",), N_("批准"))
    lines = plan_lines(context.connection, context.district_id, command.plan_id, state="proposed")
    check_purposes(lines, context)
    _check_still_true(lines, context)
    changes = [_decided(known, context, "adopted")]
    changes += (_line_state(line, "held") for line in lines)
    changes += _add_to_requests(lines, context, sign=1)
    holds = tuple(
        Hold(line.lot_id, line.location_id, line.quantity, f"plan:{line.plan_id}:{line.line_number}") for line in lines
    )
    chains = (
        f"plan:{command.plan_id}",
        *(f"request:{number}" for number in sorted({line.request_id for line in lines})),
    )
    duties = tuple(DutyDone(chain, "release") for chain in chains)
    return Effects(holds=holds, changes=tuple(changes), duties=duties, answer={"plan_id": command.plan_id})


def discard_plan(command: DiscardPlan, context: Context) -> Effects:
    """The plan ends; what it still holds becomes available again."""
    known = _plan(context, command.plan_id)
    _check_state(known, ("proposed", "adopted"), N_("作废"))
    lines = plan_lines(context.connection, context.district_id, command.plan_id)
    standing = [line for line in lines if line.state in _STANDING]
    changes = [_decided(known, context, "discarded"), *_dropped(standing, context)]
    return Effects(holds=_released(standing), changes=tuple(changes), answer={"plan_id": command.plan_id})


def drop_lines(command: DropLines, context: Context) -> Effects:
    """Some lines end; a plan of which nothing is left ends with them."""
    known = _plan(context, command.plan_id)
    _check_state(known, ("proposed", "adopted"), N_("去掉"))
    lines = {line.line_number: line for line in plan_lines(context.connection, context.district_id, command.plan_id)}
    wanted = tuple(dict.fromkeys(command.line_numbers))
    _check_droppable(lines, wanted)
    dropped = [lines[number] for number in wanted]
    is_ended = all(line.state == "dropped" for number, line in lines.items() if number not in set(wanted))
    changes = [_decided(known, context, "discarded")] if is_ended else []
    requests = sorted({line.request_id for line in dropped})
    return Effects(
        holds=_released(dropped),
        changes=(*changes, *_dropped(dropped, context)),
        duties=tuple(DutyDone(f"request:{number}", "drop") for number in requests),
        answer={"plan_id": command.plan_id, "dropped": len(dropped), "is_ended": is_ended},
    )


def _check_droppable(lines: Mapping[int, PlanLineRow], wanted: Sequence[int]) -> None:
    """Raise Refused with every fault: a line that is not there, one that has left or is dropped already."""
    reasons: list[Reason] = []
    for index, number in enumerate(wanted):
        field = f"line_numbers.{index}"
        line = lines.get(number)
        if line is None:
            reasons.append(Reason("unknown_document", {"name": number}, field))
        elif line.state not in _STANDING:
            params = {"what": f"{line.unit_name} {line.item_name}", "state": LINE_STATES[line.state]}
            reasons.append(Reason("wrong_state", {**params, "deed": N_("去掉")}, field))
    if reasons:
        raise Refused(*reasons)


def _dropped(lines: Sequence[PlanLineRow], context: Context) -> list[Change]:
    """Lines that have not left are dropped; what was promised by them is not any more."""
    held = [line for line in lines if line.state == "held"]
    return [*(_line_state(line, "dropped") for line in lines), *_add_to_requests(held, context, sign=-1)]


def _released(lines: Sequence[PlanLineRow]) -> tuple[Hold, ...]:
    return tuple(
        Hold(line.lot_id, line.location_id, -line.quantity, f"plan:{line.plan_id}:{line.line_number}")
        for line in lines
        if line.state == "held"
    )


def _check_state(known: PlanHead, wanted: tuple[str, ...], deed: str) -> None:
    if known.state not in wanted:
        raise refused("wrong_state", "plan_id", what=N_("分配方案"), state=PLAN_STATES[known.state], deed=deed)


def _check_still_true(lines: Sequence[PlanLineRow], context: Context) -> None:
    """Raise Refused with all that moved on: ``lot_expired``, ``lot_quarantined``, ``plan_stale`` with the figures."""
    load_lots(context.connection, context.district_id, [line.lot_id for line in lines], context.facts)
    wanted: dict[tuple[int, int], int] = {}
    names: dict[tuple[int, int], str] = {}
    reasons: dict[tuple[str, int], Reason] = {}
    for line in lines:
        known = lot(context, line.lot_id)
        called = known.batch_number or str(known.lot_id)
        if known.is_expired(context.today):
            params = {"lot": called, "expires_on": known.expires_on}
            reasons["lot_expired", line.lot_id] = Reason("lot_expired", params)
        if known.is_quarantined:
            reasons["lot_quarantined", line.lot_id] = Reason("lot_quarantined", {"lot": called})
        where = (line.lot_id, line.location_id)
        wanted[where] = wanted.get(where, 0) + line.quantity
        names[where] = f"{line.item_name} {called} {line.location_name}"
    available = available_at(context, list(wanted))
    short = [where for where in sorted(wanted) if available.get(where, 0) < wanted[where]]
    stale = [_stale(names[where], wanted[where], available.get(where, 0)) for where in short]
    if reasons or stale:
        raise Refused(*[*reasons.values(), *stale][:MOST_NAMED])


def _stale(what: str, planned: int, now: int) -> Reason:
    return Reason("plan_stale", {"what": what, "planned": planned, "now": now})


def _decided(known: PlanHead, context: Context, state: str) -> Change:
    values = {"state": state, "decided_by": context.actor_id, "decided_at": context.recorded_at}
    return Change("plan", {"plan_id": known.plan_id}, values, {"state": known.state})


def _line_state(line: PlanLineRow, state: str) -> Change:
    key = {"plan_id": line.plan_id, "line_number": line.line_number}
    return Change("plan_line", key, {"state": state}, {"state": line.state})


def _add_to_requests(lines: Sequence[PlanLineRow], context: Context, *, sign: int) -> list[Change]:
    """Raise (or lower) what is allocated to each line of each request; Refused ``plan_stale`` beyond what is owed."""
    added: dict[tuple[int, int], int] = {}
    names: dict[tuple[int, int], str] = {}
    for line in lines:
        where = (line.request_id, line.request_line)
        added[where] = added.get(where, 0) + sign * line.quantity
        names[where] = f"{line.unit_name} {line.item_name}"
    changes: list[Change] = []
    stale: list[Reason] = []
    for where, (approved, allocated, _shipped) in allocated_of(context, list(added)).items():
        if sign > 0 and allocated + added[where] > approved:
            stale.append(_stale(names[where], added[where], max(approved - allocated, 0)))
        key = {"request_id": where[0], "line_number": where[1]}
        values = {"allocated": allocated + added[where]}
        changes.append(Change("request_line", key, values, {"allocated": allocated}))
    if stale:
        raise Refused(*stale[:MOST_NAMED])
    return changes
