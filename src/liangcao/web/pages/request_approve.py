"""审批: approve one request wholly or in part, or refuse it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.language import _
from liangcao.requests.commands import ApproveRequest, RejectRequest
from liangcao.web.forms import Posted
from liangcao.web.page import done
from liangcao.web.pages.requests import Sent, show_request
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)


@router.post("/requests/{request_id:int}/approve")
def approve(request: Request, visitor: SignedIn, request_id: int, form: Posted) -> Response:
    """Approve line by line as the form says; untouched, it says everything as asked."""
    outcome = submit(visitor, ApproveRequest, {**form.values, "request_id": request_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_request(request, visitor, request_id, Sent(form, outcome))
    return done(request, f"/requests/{request_id}", _("已批准"), outcome)


@router.post("/requests/{request_id:int}/reject")
def reject(request: Request, visitor: SignedIn, request_id: int, form: Posted) -> Response:
    """Refuse, saying why."""
    outcome = submit(visitor, RejectRequest, {**form.values, "request_id": request_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_request(request, visitor, request_id, Sent(form, outcome))
    return done(request, f"/requests/{request_id}", _("申请已退回"), outcome, tone="warn")
