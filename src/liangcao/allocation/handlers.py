"""Handlers of allocation."""

import json
from collections.abc import Mapping, Sequence

from liangcao.access.permissions import EVERYTHING, Reach
from liangcao.allocation.check import check_plan
from liangcao.allocation.commands import AdoptPlan, DiscardPlan, DropLines, ProposePlan
from liangcao.allocation.queries import (
    OpenLine,
    PlanHead,
    PlanLineRow,
    allocated_of,
    open_lines,
    plan_head,
    plan_lines,
    supplies_at,
)
from liangcao.allocation.rules import last_day_needed, plan_allocation
from liangcao.allocation.values import Claim, Plan, Supply
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, Hold, NewRow
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import load_lots, lot
from liangcao.ledger.queries import available_at
from liangcao.parties.queries import place

PLAN_STATES: dict[str, str] = {"proposed": N_("待批准"), "adopted": N_("已批准"), "discarded": N_("已作废")}
LINE_STATES: dict[str, str] = {
    "proposed": N_("待批准"),
    "held": N_("已占用"),
    "shipped": N_("已发出"),
    "dropped": N_("已去掉"),
}
_STANDING = ("proposed", "held")
"""What of a plan has not left and can be dropped."""


def propose_plan(command: ProposePlan, context: Context) -> Effects:
    """A plan with its lines and, for every open claim, its share and why."""
    store = place(context, command.location_id, "location_id")
    open_now = open_lines(context.connection, context.district_id, command.item_ids)
    item_ids = sorted({line.item_id for line in open_now})
    supplies = supplies_at(context.connection, context.district_id, store.path, item_ids)
    plan = _certified_plan([line.claim for line in open_now], supplies, command, context)
    plan_id = context.new_id()
    head = {
        "plan_id": plan_id,
        "location_id": command.location_id,
        "state": "proposed",
        "note": command.note,
        "input_hash": plan.input_hash,
        "plan_hash": plan.plan_hash,
        "minimum_life_days": command.minimum_life_days,
        "actor_id": context.actor_id,
        "proposed_at": context.recorded_at,
        "entry": context.number,
    }
    rows = (NewRow("plan", head), *_line_rows(plan_id, plan, open_now), *_share_rows(plan_id, plan, open_now))
    chains = [f"request:{number}" for number in sorted({_request_of(line.claim_key)[0] for line in plan.lines})]
    duties = tuple(DutyDone(chain, "allocate") for chain in (f"plan:{plan_id}", *chains))
    return Effects(rows=rows, duties=duties, answer={"plan_id": plan_id, "lines": len(plan.lines)})


def _certified_plan(
    claims: Sequence[Claim], supplies: Sequence[Supply], command: ProposePlan, context: Context
) -> Plan:
    """The plan, held against the independent checker before anybody sees it."""
    days = command.minimum_life_days
    plan = plan_allocation(claims, supplies, item_packs={}, today=context.today, minimum_life_days=days)
    if not plan.lines:
        raise refused("nothing_to_allocate")
    needed_until = last_day_needed(context.today, days)
    violations = check_plan(plan, claims, supplies, item_packs={}, needed_until=needed_until)
    if violations:
        raise AssertionError(f"the allocator made a plan that its checker refuses: {violations[:5]}")
    return plan


def _request_of(claim_key: str) -> tuple[int, int]:
    request_id, line_number = claim_key.split(":")
    return int(request_id), int(line_number)


def _line_rows(plan_id: int, plan: Plan, open_now: Sequence[OpenLine]) -> list[NewRow]:
    by_key = {line.claim.key: line for line in open_now}
    rows: list[NewRow] = []
    for number, line in enumerate(plan.lines, 1):
        asked = by_key[line.claim_key]
        values = {
            "plan_id": plan_id,
            "line_number": number,
            "request_id": asked.request_id,
            "request_line": asked.line_number,
            "unit_id": asked.unit_id,
            "item_id": asked.item_id,
            "lot_id": line.lot_id,
            "location_id": line.location_id,
            "quantity": line.quantity,
            "state": "proposed",
        }
        rows.append(NewRow("plan_line", values))
    return rows


def _share_rows(plan_id: int, plan: Plan, open_now: Sequence[OpenLine]) -> list[NewRow]:
    by_key = {line.claim.key: line for line in open_now}
    rows: list[NewRow] = []
    for share in plan.shares:
        asked = by_key[share.claim_key]
        values = {
            "plan_id": plan_id,
            "request_id": asked.request_id,
            "request_line": asked.line_number,
            "priority_class": asked.priority_class,
            "asked": share.asked,
            "given": share.given,
            "level": share.level,
            "reason": share.reason,
            "params": json.dumps(dict(share.params), ensure_ascii=False, sort_keys=True),
        }
        rows.append(NewRow("plan_share", values))
    return rows


def _plan(context: Context, plan_id: int) -> PlanHead:
    return plan_head(context.connection, context.district_id, EVERYTHING, plan_id)


def reach_of_plan(command: AdoptPlan | DiscardPlan | DropLines, context: Context) -> Reach:
    """A plan takes effect at its store."""
    return Reach(paths=(_plan(context, command.plan_id).location_path,))


def adopt_plan(command: AdoptPlan, context: Context) -> Effects:
    """Everything the plan gives is checked again now, then promised."""
    known = _plan(context, command.plan_id)
    _check_state(known, ("proposed",), N_("批准"))
    lines = plan_lines(context.connection, context.district_id, command.plan_id, state="proposed")
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
    """Raise Refused ``lot_expired``, ``lot_quarantined`` or ``plan_stale`` when stock or requests moved on."""
    load_lots(context.connection, context.district_id, [line.lot_id for line in lines], context.facts)
    wanted: dict[tuple[int, int], int] = {}
    for line in lines:
        known = lot(context, line.lot_id)
        if known.is_expired(context.today):
            raise refused("lot_expired", lot=known.batch_number or known.lot_id, expires_on=known.expires_on)
        if known.is_quarantined:
            raise refused("lot_quarantined", lot=known.batch_number or known.lot_id)
        wanted[line.lot_id, line.location_id] = wanted.get((line.lot_id, line.location_id), 0) + line.quantity
    available = available_at(context, list(wanted))
    for line in lines:
        if available.get((line.lot_id, line.location_id), 0) < wanted[line.lot_id, line.location_id]:
            raise refused("plan_stale", what=line.item_name)


def _decided(known: PlanHead, context: Context, state: str) -> Change:
    values = {"state": state, "decided_by": context.actor_id, "decided_at": context.recorded_at}
    return Change("plan", {"plan_id": known.plan_id}, values, {"state": known.state})


def _line_state(line: PlanLineRow, state: str) -> Change:
    key = {"plan_id": line.plan_id, "line_number": line.line_number}
    return Change("plan_line", key, {"state": state}, {"state": line.state})


def _add_to_requests(lines: Sequence[PlanLineRow], context: Context, *, sign: int) -> list[Change]:
    """Raise (or lower) what is allocated to each line of each request; Refused ``plan_stale`` beyond approval."""
    added: dict[tuple[int, int], int] = {}
    names: dict[tuple[int, int], str] = {}
    for line in lines:
        where = (line.request_id, line.request_line)
        added[where] = added.get(where, 0) + sign * line.quantity
        names[where] = f"{line.unit_name} {line.item_name}"
    changes: list[Change] = []
    for where, (approved, allocated, _shipped) in allocated_of(context, list(added)).items():
        if allocated + added[where] > approved:
            raise refused("plan_stale", what=names[where])
        key = {"request_id": where[0], "line_number": where[1]}
        values = {"allocated": allocated + added[where]}
        changes.append(Change("request_line", key, values, {"allocated": allocated}))
    return changes
