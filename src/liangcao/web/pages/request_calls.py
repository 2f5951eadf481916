"""电话核实: who rang whom about a request, and what was found; a unit new to the register is taken in on the way."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.language import _
from liangcao.requests.commands import LogCall
from liangcao.web.forms import Posted
from liangcao.web.page import done
from liangcao.web.pages.request_form import with_new_unit
from liangcao.web.pages.requests import Sent, show_request
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)


@router.post("/requests/{request_id:int}/call")
def log_call(request: Request, visitor: SignedIn, request_id: int, form: Posted) -> Response:
    """Put a call on record."""
    values = {**form.values, "request_id": request_id}
    is_new_unit = bool(form.get("new_unit_name").strip()) and not form.get("unit_id")
    if is_new_unit and form.get("outcome") == "confirmed":
        outcome = with_new_unit(visitor, LogCall, values, form.command_id)
    else:
        outcome = submit(visitor, LogCall, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_request(request, visitor, request_id, Sent(form, outcome))
    return done(request, f"/requests/{request_id}", _("电话已记下"), outcome)
