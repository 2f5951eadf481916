"""Making plans: a question is frozen, answered and certified, and becomes the rows of a plan."""

from collections.abc import Mapping, Sequence
from typing import Any

from liangcao.access.permissions import EVERYTHING
from liangcao.allocation.by_list import Parcel, lines_by_heads, listed_requests, question_of_list
from liangcao.allocation.commands import ProposeListPlan, ProposePlan
from liangcao.allocation.planning import Planned, plan_for
from liangcao.allocation.queries import PLAN_STATES, plan_head, plan_lines
from liangcao.allocation.question import OpenLine, Published, question_for, wish_of
from liangcao.allocation.rules import number_of
from liangcao.allocation.waiting import LookAhead, open_lines, stock_for
from liangcao.catalog.queries import goods
from liangcao.database.context import Context
from liangcao.kernel.canonical import canonical_bytes
from liangcao.kernel.effects import DutyDone, Effects, NewRow
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.parties.queries import place


def propose_plan(command: ProposePlan, context: Context) -> Effects:
    """A plan with its frozen question, its lines, what each need gets and why, and each open line's share."""
    store = place(context, command.location_id, "location_id")
    _check_limits(command, context)
    wish = wish_of(command, _published(command.follows_id, context) if command.follows_id else ())
    open_now = open_lines(context.connection, context.district_id, command.item_ids, today=context.today)
    look = LookAhead(context.recorded_at, command.look_ahead_days)
    stock = stock_for(context.connection, context.district_id, store.path, open_now, look)
    if not open_now or not stock.supplies:
        raise refused("nothing_to_allocate")
    planned = plan_for(question_for(open_now, stock, wish, context.today), command.way)
    more = {"minimum_life_days": command.minimum_life_days, "packing": command.packing}
    return _proposed(command, context, planned, open_now, more)


def _check_limits(command: ProposePlan | ProposeListPlan, context: Context) -> None:
    for index, limit in enumerate(command.pick_limits):
        place(context, limit.location_id, f"pick_limits.{index}.location_id")


def _published(plan_id: int, context: Context) -> list[Published]:
    """The lines of a plan that have not left and are no promise any more; Refused where it is adopted and stands."""
    known = plan_head(context.connection, context.district_id, EVERYTHING, plan_id)
    if known.state == "adopted":
        state, deed = PLAN_STATES[known.state], N_("重新分")
        raise refused("wrong_state", "follows_id", what=N_("分配方案"), state=state, deed=deed)
    return [
        Published(line.request_id, line.request_line, line.lot_id, line.location_id, line.quantity)
        for line in plan_lines(context.connection, context.district_id, plan_id)
        if line.state in {"proposed", "dropped"}
    ]


def propose_list_plan(command: ProposeListPlan, context: Context) -> Effects:
    """A plan for the units of a list, by their heads."""
    store = place(context, command.location_id, "location_id")
    check_item(command.item_id, context)
    _check_limits(command, context)
    parcel = Parcel.of(command)
    lines = lines_by_heads(listed_requests(command, context), parcel)
    stock = stock_for(context.connection, context.district_id, store.path, lines, LookAhead(context.recorded_at))
    planned = plan_for(question_of_list(parcel, lines, stock, context.today))
    return _proposed(command, context, planned, lines, {"packing": "pieces" if command.pack == 1 else "whole"})


def check_item(item_id: int, context: Context) -> None:
    """Raise Refused ``unknown_item`` or ``not_goods`` at the field ``item_id``."""
    try:
        goods(context, [item_id])
    except Refused as refusal:
        raise refused(refusal.code, "item_id", **refusal.reasons[0].params) from None


def _proposed(
    command: ProposePlan | ProposeListPlan,
    context: Context,
    planned: Planned,
    open_now: Sequence[OpenLine],
    more: Mapping[str, Any],
) -> Effects:
    return proposed(context, planned, open_now, {"location_id": command.location_id, "note": command.note, **more})


def proposed(context: Context, planned: Planned, open_now: Sequence[OpenLine], more: Mapping[str, Any]) -> Effects:
    """The rows of a plan that nobody has decided yet; Refused ``nothing_to_allocate`` when it gives nothing.

    `more` are the place it is for, the note and how it was made.
    """
    if not planned.lines:
        raise refused("nothing_to_allocate")
    plan_id = context.new_id()
    head = {
        "plan_id": plan_id,
        "state": "proposed",
        "input_hash": planned.document["input_hash"],
        "plan_hash": planned.document["plan_hash"],
        **more,
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
