"""Handlers of allocation."""

from collections.abc import Mapping, Sequence

from liangcao.access.permissions import EVERYTHING, Reach
from liangcao.allocation.commands import AdoptPlan, DiscardPlan, DropLines, ProposePlan, SetFloor
from liangcao.allocation.planning import Planned, plan_for
from liangcao.allocation.queries import (
    PlanHead,
    PlanLineRow,
    allocated_of,
    plan_head,
    plan_lines,
)
from liangcao.allocation.question import OpenLine, question_for, wish_of
from liangcao.allocation.rules import number_of
from liangcao.allocation.waiting import open_lines, stock_for
from liangcao.catalog.queries import goods
from liangcao.database.context import Context
from liangcao.kernel.canonical import canonical_bytes
from liangcao.kernel.effects import Change, DutyDone, Effects, Hold, NewRow
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import load_lots, lot
from liangcao.ledger.queries import available_at
from liangcao.parties.classes import class_table
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
MOST_NAMED = 50
"""So many changes are named when a plan no longer holds."""


def propose_plan(command: ProposePlan, context: Context) -> Effects:
    """A plan with its frozen question, its lines, what each need gets and why, and each open line's share."""
    store = place(context, command.location_id, "location_id")
    open_now = open_lines(context.connection, context.district_id, command.item_ids)
    stock = stock_for(context.connection, context.district_id, store.path, open_now)
    if not open_now or not stock.supplies:
        raise refused("nothing_to_allocate")
    planned = plan_for(question_for(open_now, stock, wish_of(command), context.today))
    if not planned.lines:
        raise refused("nothing_to_allocate")
    plan_id = context.new_id()
    head = {
        "plan_id": plan_id,
        "location_id": command.location_id,
        "state": "proposed",
        "note": command.note,
        "input_hash": planned.document["input_hash"],
        "plan_hash": planned.document["plan_hash"],
        "minimum_life_days": command.minimum_life_days,
        "packing": command.packing,
        "actor_id": context.actor_id,
        "proposed_at": context.recorded_at,
        "entry": context.number,
    }
    by_claim = {line.claim: line for line in open_now}
    rows = (
        NewRow("plan", head),
        NewRow("plan_question", {"plan_id": plan_id, "question": planned.question.text, "proof": planned.proof}),
        *_line_rows(plan_id, planned, by_claim),
        *_need_rows(plan_id, planned),
        *_share_rows(plan_id, planned, open_now),
    )
    chains = [f"request:{number}" for number in sorted({by_claim[line["claim"]].request_id for line in planned.lines})]
    duties = tuple(DutyDone(chain, "allocate") for chain in (f"plan:{plan_id}", *chains))
    return Effects(rows=rows, duties=duties, answer={"plan_id": plan_id, "lines": len(planned.lines)})


def _line_rows(plan_id: int, planned: Planned, by_claim: Mapping[str, OpenLine]) -> list[NewRow]:
    item_of_lot = {(row["lot"], row["warehouse"]): number_of(row["item"]) for row in planned.question["lots"]}
    rows: list[NewRow] = []
    for number, line in enumerate(planned.lines, 1):
        asked = by_claim[line["claim"]]
        values = {
            "plan_id": plan_id,
            "line_number": number,
            "request_id": asked.request_id,
            "request_line": asked.line_number,
            "unit_id": asked.unit_id,
            "item_id": item_of_lot[line["lot"], line["warehouse"]],
            "lot_id": number_of(line["lot"]),
            "location_id": number_of(line["warehouse"]),
            "quantity": line["quantity"],
            "state": "proposed",
        }
        rows.append(NewRow("plan_line", values))
    return rows


def _need_rows(plan_id: int, planned: Planned) -> list[NewRow]:
    return [
        NewRow(
            "plan_need",
            {
                "plan_id": plan_id,
                "unit_id": number_of(need["unit"]),
                "item_id": number_of(need["item"]),
                "priority_class": need["class"],
                **{name: need[name] for name in ("asked", "already", "given", "promised", "debt")},
                "why": canonical_bytes(need["why"]).decode(),
            },
        )
        for need in planned.needs
    ]


def _share_rows(plan_id: int, planned: Planned, open_now: Sequence[OpenLine]) -> list[NewRow]:
    given = planned.given_to_claims
    first = {(each["unit"], each["item"], each["class"]): each["why"][0]["code"] for each in planned.needs}
    need_of = {row["claim"]: (row["unit"], row["item"], row["class"]) for row in planned.question["claims"]}
    return [
        NewRow(
            "plan_share",
            {
                "plan_id": plan_id,
                "request_id": line.request_id,
                "request_line": line.line_number,
                "priority_class": line.priority_class,
                "asked": line.remaining,
                "given": given.get(line.claim, 0),
                "level": (line.allocated + given.get(line.claim, 0)) * 1000 // line.approved,
                "reason": first[need_of[line.claim]],
                "params": "{}",
            },
        )
        for line in open_now
    ]


def set_floor(command: SetFloor, context: Context) -> Effects:
    """One more version of the reserve of an item from a class on; the last one counts."""
    check_texts({"reason": command.reason})
    try:
        goods(context, [command.item_id])
    except Refused as refusal:
        raise refused(refusal.code, "item_id", **refusal.reasons[0].params) from None
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
    """Raise (or lower) what is allocated to each line of each request; Refused ``plan_stale`` beyond approval."""
    added: dict[tuple[int, int], int] = {}
    names: dict[tuple[int, int], str] = {}
    for line in lines:
        where = (line.request_id, line.request_line)
        added[where] = added.get(where, 0) + sign * line.quantity
        names[where] = f"{line.unit_name} {line.item_name}"
    changes: list[Change] = []
    stale: list[Reason] = []
    for where, (approved, allocated, _shipped) in allocated_of(context, list(added)).items():
        if allocated + added[where] > approved:
            stale.append(_stale(names[where], added[where], approved - allocated))
        key = {"request_id": where[0], "line_number": where[1]}
        values = {"allocated": allocated + added[where]}
        changes.append(Change("request_line", key, values, {"allocated": allocated}))
    if stale:
        raise Refused(*stale[:MOST_NAMED])
    return changes
