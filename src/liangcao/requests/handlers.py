"""Handlers of requests."""

from typing import Any

from liangcao.access.permissions import EVERYTHING
from liangcao.catalog.queries import goods
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.parties.queries import party, place_of_party
from liangcao.requests.commands import ApproveRequest, AskLine, RejectRequest, SubmitRequest, WithdrawRequest
from liangcao.requests.queries import Request, lines_of, request
from liangcao.requests.rules import Asked, check_class, check_decisions, check_state


def submit_request(command: SubmitRequest, context: Context) -> Effects:
    """A request with its lines, waiting for approval."""
    unit = party(context, command.unit_id, "unit_id")
    if place_of_party(context, command.unit_id).kind != "recipient":
        raise refused("unknown_party", "unit_id", name=unit.name)
    goods(context, [line.item_id for line in command.lines])
    request_id = context.new_id()
    head = {
        "request_id": request_id,
        **command.model_dump(exclude={"lines"}),
        "state": "submitted",
        "priority_class": unit.priority_class,
        "actor_id": context.actor_id,
        "submitted_at": context.occurred_at,
        "entry": context.number,
    }
    rows = [NewRow("request", head)]
    rows += [
        NewRow("request_line", _line_values(request_id, number + 1, line)) for number, line in enumerate(command.lines)
    ]
    duties = (DutyDone(f"request:{request_id}", "ask"),)
    return Effects(rows=tuple(rows), duties=duties, answer={"request_id": request_id})


def _line_values(request_id: int, number: int, line: AskLine) -> dict[str, Any]:
    values: dict[str, Any] = {
        "request_id": request_id,
        "line_number": number,
        "item_id": line.item_id,
        "specification": line.specification,
        "source_hash": line.source_hash,
    }
    if line.quantity is not None:
        values["asked"] = line.quantity
    return values


def _known(context: Context, request_id: int) -> Request:
    return request(context.connection, context.district_id, EVERYTHING, request_id)


def _settle(known: Request, context: Context, state: str, **more: Any) -> Change:
    values = {"state": state, "decided_by": context.actor_id, "decided_at": context.occurred_at, **more}
    return Change("request", {"request_id": known.request_id}, values, {"state": known.state})


def approve_request(command: ApproveRequest, context: Context) -> Effects:
    """Every line gets an approved quantity; the request's class is the unit's or the approver's with a reason."""
    known = _known(context, command.request_id)
    check_state(known.state, wanted="submitted", deed=N_("批准"))
    lines = lines_of(context.connection, context.district_id, [known.request_id])[known.request_id]
    check_decisions([Asked(line.line_number, line.asked) for line in lines], command.lines)
    priority_class = check_class(known.priority_class, command.priority_class, command.note)
    changes = [_settle(known, context, "approved", priority_class=priority_class, decision_note=command.note)]
    changes += [
        Change(
            "request_line",
            {"request_id": known.request_id, "line_number": decision.line_number},
            {"approved": decision.approved, "approve_note": decision.note},
        )
        for decision in command.lines
    ]
    duties = (DutyDone(f"request:{known.request_id}", "approve"),)
    return Effects(changes=tuple(changes), duties=duties, answer={"request_id": known.request_id})


def reject_request(command: RejectRequest, context: Context) -> Effects:
    """Refused with a reason."""
    if not command.reason:
        raise refused("reason_needed", "reason")
    known = _known(context, command.request_id)
    check_state(known.state, wanted="submitted", deed=N_("退回"))
    change = _settle(known, context, "rejected", decision_note=command.reason)
    duties = (DutyDone(f"request:{known.request_id}", "approve"),)
    return Effects(changes=(change,), duties=duties, answer={"request_id": known.request_id})


def withdraw_request(command: WithdrawRequest, context: Context) -> Effects:
    """Taken back by those who asked."""
    known = _known(context, command.request_id)
    check_state(known.state, wanted="submitted", deed=N_("撤回"))
    change = _settle(known, context, "withdrawn", decision_note=command.reason)
    return Effects(changes=(change,), answer={"request_id": known.request_id})
