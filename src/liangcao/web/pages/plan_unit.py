"""给一个单位看的一张: what a plan gives one unit, out of which lots, and why: for whoever leads it, on one sheet."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from liangcao.access.roles import SEE_PLANS
from liangcao.allocation.queries import plan_head, plan_lines, plan_needs, plan_shares
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_of
from liangcao.reports.places import place_labels
from liangcao.reports.plan_pages import dropped_of
from liangcao.web.class_names import class_words
from liangcao.web.page import show
from liangcao.web.pages.plan_words import shown_needs
from liangcao.web.pages.request_words import PLAN_STATES
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)


@router.get("/plans/{plan_id:int}/units/{unit_id:int}")
def unit_sheet(request: Request, visitor: SignedIn, plan_id: int, unit_id: int) -> HTMLResponse:
    """The sheet of one unit of a plan."""
    visitor.need(SEE_PLANS)
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = plan_head(connection, district, visitor.scope(SEE_PLANS), plan_id)
        needs = [need for need in plan_needs(connection, district, plan_id) if need.unit_id == unit_id]
        shares = plan_shares(connection, district, plan_id)
        lines = plan_lines(connection, district, plan_id, unit_id=unit_id)
        labels = place_labels(connection, district)
    if not needs:
        raise refused("unknown_document", "unit_id", name=unit_id)
    now = visitor.office.clock.now()
    return show(
        request,
        "plans/unit.html",
        active="plans",
        head=head,
        state=PLAN_STATES[head.state],
        unit=needs[0].unit_name,
        needs=shown_needs(needs, shares, dropped_of(lines) if head.state != "discarded" else {}),
        lines=[line for line in lines if line.state != "dropped"],
        labels=labels,
        class_words=class_words,
        day=day_of(head.decided_at or head.proposed_at, visitor.office.timezone),
        now=now,
    )
