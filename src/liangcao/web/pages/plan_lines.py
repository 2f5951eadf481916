"""方案明细: a plan line by line, what became of each, and a way to drop some of them with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_PLANS
from liangcao.allocation.commands import DropLines
from liangcao.allocation.queries import PlanHead, PlanLineRow, plan_head, plan_lines
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _, ngettext
from liangcao.reports.places import place_labels
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.request_words import LINE_STATES, PLAN_STATES
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
DROP = "allocation.drop_lines"
STANDING = ("proposed", "held")
SHOWN = {"": N_("全部"), "standing": N_("还没发出"), "unfit": N_("过期或隔离")}


@dataclass(frozen=True, slots=True)
class Look:
    """Which lines to show: a key of `SHOWN`, of one unit where `unit_id` is given, and which page."""

    shown: str = ""
    unit_id: int = 0
    page: int = 1

    def address(self, plan_id: int, shown: str, unit_id: int) -> str:
        """The address of another look at the same plan."""
        query = "&".join(part for part in (f"show={shown}" * bool(shown), f"unit={unit_id}" * bool(unit_id)) if part)
        return f"/plans/{plan_id}/lines" + (f"?{query}" if query else "")


@router.get("/plans/{plan_id:int}/lines")
def lines_of_plan(
    request: Request, visitor: SignedIn, plan_id: int, unit: str = "", page: PageNumber = 1
) -> HTMLResponse:
    """The lines of a plan; those that have not left can be chosen and dropped."""
    visitor.need(SEE_PLANS)
    shown = request.query_params.get("show", "")
    look = Look(shown if shown in SHOWN else "", row_number(unit), page)
    return _show_lines(request, visitor, plan_id, look, Form({}))


def _show_lines(
    request: Request,
    visitor: Visitor,
    plan_id: int,
    look: Look,
    sent: Form | tuple[Form, FormErrors],
) -> HTMLResponse:
    form, refusal = sent if isinstance(sent, tuple) else (sent, None)
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = plan_head(connection, district, visitor.scope(SEE_PLANS), plan_id)
        lines = plan_lines(connection, district, plan_id, unit_id=look.unit_id)
        labels = place_labels(connection, district)
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    wanted = [line for line in lines if _is_shown(line, look.shown, today)]
    first = (look.page - 1) * PAGE_SIZE
    here = wanted[first : first + PAGE_SIZE]
    unit = lines[0].unit_name if look.unit_id and lines else ""
    drops = visitor.may(DROP) and head.state != "discarded" and any(line.state in STANDING for line in here)
    return show(
        request,
        "plans/lines.html",
        fragment="rows",
        active="plans",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=_for_people(refusal, head),
        head=head,
        state=PLAN_STATES[head.state],
        look=look,
        views=[(key, _(word), look.address(plan_id, key, look.unit_id)) for key, word in SHOWN.items()],
        chips=[(unit, look.address(plan_id, look.shown, 0))] if unit else [],
        lines=here,
        unfit={line.line_number for line in lines if line.state in STANDING and line.is_unfit(today)},
        chosen=_chosen(form, here, look.shown),
        standing=STANDING,
        states=LINE_STATES,
        labels=labels,
        today=today,
        drops=drops,
        paging=Paging(len(wanted), look.page),
    )


def _is_shown(line: PlanLineRow, shown: str, today: str) -> bool:
    if shown == "standing":
        return line.state in STANDING
    return shown != "unfit" or (line.state in STANDING and line.is_unfit(today))


def _chosen(form: Form, lines: Sequence[PlanLineRow], shown: str) -> set[str]:
    """The numbers that are ticked: as they were sent; at first those that cannot leave, where only they are shown."""
    if "line_numbers" in form.values or form.command_id:
        return set(form.all("line_numbers"))
    return {str(line.line_number) for line in lines} if shown == "unfit" else set()


def _for_people(refusal: FormErrors | None, head: PlanHead) -> dict[str, str]:
    """What is wrong, without leading to fields that have no line of their own on the page."""
    if refusal is None:
        return {}
    errors = {"" if name.startswith("line_numbers") else name: text for name, text in refusal.errors.items()}
    if any(reason.field == "line_numbers" for reason in refusal.reasons):
        errors[""] = _("先在方案 %(n)s 里勾选要去掉的行") % {"n": head.plan_id}
    return errors


@router.post("/plans/{plan_id:int}/lines")
def drop(request: Request, visitor: SignedIn, plan_id: int, form: Posted) -> Response:
    """Drop the lines that are ticked."""
    values = {"plan_id": plan_id, "reason": form.get("reason"), "line_numbers": form.all("line_numbers")}
    outcome = submit(visitor, DropLines, values, form.command_id)
    if isinstance(outcome, FormErrors):
        shown = form.get("show")
        look = Look(shown if shown in SHOWN else "", row_number(form.get("unit")), 1)
        return _show_lines(request, visitor, plan_id, look, (form, outcome))
    number = int(outcome.answer["dropped"])
    text = ngettext("已去掉 %(num)d 行", "已去掉 %(num)d 行", number) % {"num": number}
    if outcome.answer.get("is_ended"):
        text = _("方案里已经没有要发的了，方案作废")
    return done(request, f"/plans/{plan_id}", text, outcome, tone="warn")
