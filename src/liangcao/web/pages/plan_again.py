"""没发出的重新分: what of a plan has not left is shared out anew, after what was told to people."""

import uuid
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.roles import SEE_PLANS
from liangcao.allocation.commands import DiscardPlan, ProposePlan
from liangcao.allocation.kept import command_of_plan
from liangcao.allocation.queries import plan_head
from liangcao.kernel.errors import Refused
from liangcao.language import _
from liangcao.operations.submission import Submission
from liangcao.web.forms import Posted
from liangcao.web.page import done
from liangcao.web.pages.plans import PROPOSE, show_plan
from liangcao.web.submit import FormErrors, errors_of, understood
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)
_AGAIN = uuid.UUID("3a2f6d0e-3f7e-4d2f-9a43-5c0d8d6c1b11")


@router.post("/plans/{plan_id:int}/again")
def share_again(request: Request, visitor: SignedIn, plan_id: int, form: Posted) -> Response:
    """What has not left is shared out again, changing as little as fairness lets: both deeds or neither."""
    visitor.need(PROPOSE)
    with visitor.office.database.read() as connection:
        head = plan_head(connection, visitor.district_id, visitor.scope(SEE_PLANS), plan_id)
        wish = command_of_plan(connection, visitor.district_id, head)
    ends = understood(visitor, DiscardPlan, {"plan_id": plan_id, "reason": form.get("reason")})
    if isinstance(ends, FormErrors):
        return show_plan(request, visitor, plan_id, refusal=ends)
    again = ProposePlan.model_validate({**wish, "follows_id": plan_id, "note": form.get("reason")[:400]})
    actor, ended = visitor.actor.actor_id, str(uuid.uuid5(_AGAIN, form.command_id))
    proposal = Submission(again, actor, form.command_id)
    try:
        done_both = visitor.office.perform_all([Submission(ends, actor, ended)], then=(lambda _done: [proposal],))
    except Refused as refusal:
        shown = Refused(*(replace(reason, field="") for reason in refusal.reasons))
        return show_plan(request, visitor, plan_id, refusal=errors_of(visitor, shown))
    number = done_both[-1].answer["plan_id"]
    return done(
        request, f"/plans/{number}", _("没发出的重新分好了：方案 %(n)s，等别人批准") % {"n": number}, done_both[-1]
    )
