"""Handlers of requests."""

from collections.abc import Sequence, Set
from typing import Any

from liangcao.access.permissions import EVERYTHING
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, NewRow
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.parties.classes import class_table
from liangcao.requests.asking import asking_unit, head_values, heads_of, known_goods, line_rows, people_rows
from liangcao.requests.class_rows import class_change_row
from liangcao.requests.class_rules import Choice, check_class
from liangcao.requests.commands import (
    ApproveRequest,
    CloseRequest,
    Decision,
    RejectRequest,
    SubmitRequest,
    WithdrawRequest,
)
from liangcao.requests.queries import (
    Request,
    RequestLine,
    came_from,
    imported_lines,
    lines_of,
    request,
    rows_asked,
    went_into,
)
from liangcao.requests.rules import (
    Asked,
    check_asked,
    check_decisions,
    check_rows,
    check_state,
    check_verified,
    row_key,
)
from liangcao.requests.suggesting import is_settled, told_by


def submit_request(command: SubmitRequest, context: Context) -> Effects:
    """A request with its lines, waiting for approval."""
    check_rows(command)
    check_asked(command, command.lines)
    unit = asking_unit(context, command.unit_id)
    known_goods(context, command.lines)
    keys = [row_key(command.unit_id, line.source_hash) for line in command.lines]
    _check_news(context, keys)
    request_id = context.new_id()
    head = {"unit_id": unit.party_id, "channel": command.channel, "priority_class": unit.priority_class}
    rows = [NewRow("request", {**head_values(command, context, request_id), **head})]
    rows += line_rows(request_id, command.lines, keys) + people_rows(request_id, heads_of(command))
    duties = (DutyDone(f"request:{request_id}", "ask"),)
    return Effects(rows=tuple(rows), duties=duties, answer={"request_id": request_id})


def _check_news(context: Context, keys: Sequence[str]) -> None:
    """Raise Refused ``already_exists`` when a row of the list is asked for already."""
    asked = rows_asked(context.connection, context.district_id, [key for key in keys if key])
    reasons = [
        Reason("already_exists", {"name": N_("导入行")}, f"lines.{index}.source_hash")
        for index, key in enumerate(keys)
        if key in asked
    ]
    if reasons:
        raise Refused(*reasons)


def _known(context: Context, request_id: int) -> Request:
    return request(context.connection, context.district_id, EVERYTHING, request_id)


def _settle(known: Request, context: Context, state: str, **more: Any) -> Change:
    values = {"state": state, "decided_by": context.actor_id, "decided_at": context.occurred_at, **more}
    return Change("request", {"request_id": known.request_id}, values, {"state": known.state})


def approve_request(command: ApproveRequest, context: Context) -> Effects:
    """Every line gets an approved quantity; the class stays, or is the approver's, with a reason where one is due."""
    texts = {f"lines.{index}.note": decision.note for index, decision in enumerate(command.lines)}
    check_texts({"note": command.note, **texts})
    known = _known(context, command.request_id)
    check_state(known.state, wanted="submitted", deed=N_("批准"))
    check_verified(known.verification)
    lines = lines_of(context.connection, context.district_id, [known.request_id])[known.request_id]
    check_decisions([Asked(line.line_number, line.asked) for line in lines], command.lines)
    priority_class = _class_for(command, context, known, lines)
    changes = [_settle(known, context, "approved", priority_class=priority_class, decision_note=command.note)]
    imported = imported_lines(context, known.request_id)
    changes += [_decide(known, decision, imported) for decision in command.lines]
    duties = (DutyDone(f"request:{known.request_id}", "approve"),)
    rows: tuple[NewRow, ...] = ()
    if priority_class != known.priority_class:
        rows = (class_change_row(context, known.request_id, (known.priority_class, priority_class), command.note),)
    return Effects(rows=rows, changes=tuple(changes), duties=duties, answer={"request_id": known.request_id})


def _class_for(command: ApproveRequest, context: Context, known: Request, lines: Sequence[RequestLine]) -> int:
    """The class to approve with; raises Refused for one that is not in use, or where a reason is due."""
    table = class_table(context)
    if command.priority_class:
        table.need(command.priority_class, "priority_class")
    by_request = {known.request_id: lines}
    told = told_by(context.connection, context.district_id, [known], by_request, context.today)
    settled = is_settled(context.connection, context.district_id, known.request_id)
    choice = Choice(known.priority_class, is_settled=settled)
    return check_class(choice, told[known.request_id].suggestion(table), command.priority_class, command.note)


def _decide(known: Request, decision: Decision, imported: Set[int]) -> Change:
    key = {"request_id": known.request_id, "line_number": decision.line_number}
    values: dict[str, Any] = {"approved": decision.approved, "approve_note": decision.note}
    if not decision.approved and decision.line_number in imported:
        values["source_hash"] = ""  # as in `_release`
    return Change("request_line", key, values)


def _release(known: Request, context: Context, numbers: Set[int] | None = None) -> list[Change]:
    """Let go of the rows of imported lists that these lines (all of them, when none are named) hold.

    What was taken back or refused may be asked again by the same list.
    """
    held = imported_lines(context, known.request_id)
    return [
        Change("request_line", {"request_id": known.request_id, "line_number": number}, {"source_hash": ""})
        for number in sorted(held if numbers is None else held & numbers)
    ]


def _release_all(known: Request, context: Context) -> list[Change]:
    """The same, and of the requests whose place this one took, unless something else of them still stands."""
    released = _release(known, context)
    for number in came_from(context.connection, context.district_id, known.request_id):
        others = set(went_into(context.connection, context.district_id, number)) - {known.request_id}
        states = {_known(context, other).state for other in others}
        if states <= {"withdrawn", "rejected"}:
            released += _release(_known(context, number), context)
    return released


def reject_request(command: RejectRequest, context: Context) -> Effects:
    """Refused with a reason."""
    if not command.reason:
        raise refused("reason_needed", "reason")
    check_texts({"reason": command.reason})
    known = _known(context, command.request_id)
    check_state(known.state, wanted="submitted", deed=N_("退回"))
    change = _settle(known, context, "rejected", decision_note=command.reason)
    duties = (DutyDone(f"request:{known.request_id}", "approve"),)
    return Effects(
        changes=(change, *_release_all(known, context)), duties=duties, answer={"request_id": known.request_id}
    )


def close_request(command: CloseRequest, context: Context) -> Effects:
    """Ended with a reason; what is already allocated still goes its way."""
    check_texts({"reason": command.reason})
    known = _known(context, command.request_id)
    check_state(known.state, wanted="approved", deed=N_("了结"))
    values = {"state": "closed", "decision_note": command.reason}
    change = Change("request", {"request_id": known.request_id}, values, {"state": known.state})
    lines = lines_of(context.connection, context.district_id, [known.request_id])[known.request_id]
    cut_short = {line.line_number for line in lines if line.allocated < (line.approved or 0)}
    return Effects(changes=(change, *_release(known, context, cut_short)), answer={"request_id": known.request_id})


def withdraw_request(command: WithdrawRequest, context: Context) -> Effects:
    """Taken back by those who asked."""
    check_texts({"reason": command.reason})
    known = _known(context, command.request_id)
    check_state(known.state, wanted="submitted", deed=N_("撤回"))
    change = _settle(known, context, "withdrawn", decision_note=command.reason)
    return Effects(changes=(change, *_release_all(known, context)), answer={"request_id": known.request_id})
