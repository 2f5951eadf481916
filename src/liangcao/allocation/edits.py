"""Plans changed by hand: the question stays, the lines are another's word, each with its reason."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from liangcao.access.permissions import EVERYTHING
from liangcao.allocation.commands import EditPlan
from liangcao.allocation.kept import kept_plan
from liangcao.allocation.planning import Planned
from liangcao.allocation.proposing import proposed
from liangcao.allocation.queries import PLAN_STATES, plan_head, plan_lines
from liangcao.allocation.question import OpenLine
from liangcao.allocation.rules import name_of, number_of
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.sharing.editing import edited
from liangcao.sharing.question import Question, Row


def edit_plan(command: EditPlan, context: Context) -> Effects:
    """A plan in the place of another that nobody decided: the same question, some lines otherwise."""
    check_texts({f"edits.{number}.reason": each.reason for number, each in enumerate(command.edits)})
    known = plan_head(context.connection, context.district_id, EVERYTHING, command.plan_id)
    if known.state != "proposed":
        state = PLAN_STATES[known.state]
        raise refused("wrong_state", "plan_id", what=N_("分配方案"), state=state, deed=N_("手工改"))
    question, document = kept_plan(context.connection, context.district_id, command.plan_id, known.entry)
    try:
        made = edited(question, document, _edits(command, question)).document
    except Refused as refusal:
        raise Refused(*(replace(each, field=_field(each.field)) for each in refusal.reasons)) from refusal
    more = {"location_id": known.location_id, "note": command.note or known.note, "packing": known.packing}
    more["minimum_life_days"] = question.rules["life_days"]
    effects = proposed(context, Planned(question, made), _open(question), more)
    return replace(effects, changes=tuple(_ended(command.plan_id, context)))


def _edits(command: EditPlan, question: Question) -> list[dict[str, Any]]:
    """The edits by the names of the question; what is not in it keeps its number and is refused by it."""
    lots = {(number_of(row["lot"]), number_of(row["warehouse"])): row for row in question["lots"] if not row["arrives"]}
    edits = []
    for each in command.edits:
        lot: Mapping[str, Any] = lots.get((each.lot_id, each.location_id), {})
        edits.append(
            {
                "claim": f"{each.request_id}:{each.request_line}",
                "lot": lot.get("lot", str(each.lot_id)),
                "warehouse": lot.get("warehouse", str(each.location_id)),
                "quantity": each.quantity,
                "reason": " ".join(each.reason.split()),
            }
        )
    return edits


def _field(field: str) -> str:
    """``edits.2.claim`` of the planner, who counts from 1, as the field of the command."""
    table, number, *rest = [*field.split("."), "", ""]
    names = {"claim": "request_id", "lot": "lot_id", "warehouse": "location_id"}
    if table != "edits" or not number.isdecimal():
        return "edits" if table == "edits" else ""
    return ".".join(part for part in (table, str(int(number) - 1), names.get(rest[0], rest[0])) if part)


def _open(question: Question) -> list[OpenLine]:
    """The lines of requests that the question has, as far as the rows of a plan need them."""
    return [_line(row) for row in question["claims"]]


def _line(row: Row) -> OpenLine:
    request_id, _, line_number = row["claim"].partition(":")
    return OpenLine(
        request_id=int(request_id),
        line_number=int(line_number),
        unit_id=number_of(row["unit"]),
        unit_name=name_of(row["unit"]),
        item_id=number_of(row["item"]),
        priority_class=row["class"],
        approved=row["asked"],
        allocated=row["already"],
        decided_at=0,
    )


def _ended(plan_id: int, context: Context) -> list[Change]:
    """The plan that was changed is discarded, its lines dropped."""
    values = {"state": "discarded", "decided_by": context.actor_id, "decided_at": context.recorded_at}
    lines = plan_lines(context.connection, context.district_id, plan_id, state="proposed")
    dropped = [
        Change(
            "plan_line",
            {"plan_id": plan_id, "line_number": line.line_number},
            {"state": "dropped"},
            {"state": "proposed"},
        )
        for line in lines
    ]
    return [Change("plan", {"plan_id": plan_id}, values, {"state": "proposed"}), *dropped]
