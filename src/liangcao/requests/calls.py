"""The handler of the call log: who asked without an account is rung up before anybody approves."""

from typing import Any

from liangcao.access.permissions import EVERYTHING
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.requests.asking import asking_unit
from liangcao.requests.class_rows import class_change_row
from liangcao.requests.commands import LogCall
from liangcao.requests.queries import Request, request
from liangcao.requests.rules import check_state
from liangcao.requests.suggesting import is_settled

FOUND_BY_CALL = N_("电话核实：按登记簿里的单位")


def log_call(command: LogCall, context: Context) -> Effects:
    """The call is put on record; when it confirms, whoever rang vouches for the request and may not approve it."""
    known = request(context.connection, context.district_id, EVERYTHING, command.request_id)
    check_state(known.state, wanted="submitted", deed=N_("核实"))
    call_id = context.new_id()
    values = {
        "call_id": call_id,
        **command.model_dump(exclude={"unit_id"}),
        "actor_id": context.actor_id,
        "called_at": context.occurred_at,
        "entry": context.number,
    }
    is_confirmed = command.outcome == "confirmed"
    duties = (DutyDone(f"request:{known.request_id}", "vouch"),) if is_confirmed else ()
    changed = _found(command, context, known)
    changes = (Change("request", {"request_id": known.request_id}, changed, {"state": "submitted"}),) if changed else ()
    rows = [NewRow("request_call", values)]
    found = changed.get("priority_class", known.priority_class)
    answer = {"call_id": call_id}
    if found != known.priority_class:
        row = class_change_row(context, known.request_id, (known.priority_class, found), FOUND_BY_CALL)
        rows.append(row)
        answer["change_id"] = row.values["change_id"]
    return Effects(rows=tuple(rows), changes=changes, duties=duties, answer=answer)


def _found(command: LogCall, context: Context, known: Request) -> dict[str, Any]:
    """What the call changes of the request; raises Refused ``field_missing`` when it is still nobody's."""
    if command.outcome == "no_answer":
        return {}
    if command.outcome == "doubtful":
        return {"verification": "doubtful"}
    if not known.unit_said:
        return {"verification": "confirmed"}
    if command.unit_id is None:
        raise refused("field_missing", "unit_id")
    unit = asking_unit(context, command.unit_id)
    found = {"verification": "confirmed", "unit_id": unit.party_id, "unit_said": "", "area_said": ""}
    if is_settled(context.connection, context.district_id, known.request_id):
        return found  # two people gave it a class meanwhile: no call undoes that
    return {**found, "priority_class": unit.priority_class}
