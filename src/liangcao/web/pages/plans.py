"""分配方案: try one out, make it, see every share with its reason, and decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_PLANS
from liangcao.allocation.commands import AdoptPlan, DiscardPlan
from liangcao.allocation.queries import (
    PlanHead,
    PlanLineRow,
    PlanNeedRow,
    PlanShareRow,
    picking_of_plan,
    plan_head,
    plan_lines,
    plan_needs,
    plan_shares,
    question_of_plan,
    way_of_plan,
)
from liangcao.exchange.share_list import adopt_with_requests, requests_left, undecided_of, withdraw_requests
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.operations.submission import Outcome
from liangcao.reports.held import held_about
from liangcao.reports.places import place_labels
from liangcao.reports.plan_comparisons import class_bands
from liangcao.reports.plan_pages import (
    ItemOfPlan,
    costs_of,
    count_plans,
    dropped_of,
    free_in,
    heaps_of,
    items_of_shares,
    plan_rows,
    waiting_items,
    without_dropped,
)
from liangcao.reports.request_pages import names_of_people
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of_json
from liangcao.web.class_names import class_words
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.plan_lines import STANDING
from liangcao.web.pages.plan_otherwise import otherwise
from liangcao.web.pages.plan_words import how_made, picking_words, shown_needs
from liangcao.web.pages.request_words import PLAN_STATES
from liangcao.web.pages.why_words import why_not
from liangcao.web.submit import FormErrors, errors_of, submit, understood
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
PROPOSE, ADOPT, DISCARD = "allocation.propose_plan", "allocation.adopt_plan", "allocation.discard_plan"
EDIT, WITHDRAW = "allocation.edit_plan", "requests.withdraw_request"
COLUMNS = (
    Column("plan", N_("方案"), primary=True),
    Column("serves", N_("发给")),
    Column("proposed", N_("做方案")),
    Column("state", N_("状态")),
)
SHARES_AT_ONCE = 30
VIEWS = ("items", "units", "places")
HEAP_COLUMNS = (
    Column("place", N_("地点"), primary=True),
    Column("item", N_("物资")),
    Column("lot", N_("批号、到期")),
    Column("quantity", N_("出"), numeric=True),
    Column("units", N_("给几家"), numeric=True),
    Column("cost", N_("运费"), numeric=True),
)


@router.get("/plans")
def plans_list(request: Request, visitor: SignedIn, state: str = "", page: PageNumber = 1) -> HTMLResponse:
    """Plans of the stores this person may see."""
    visitor.need(SEE_PLANS)
    state = state if state in PLAN_STATES else ""
    scope, district = visitor.scope(SEE_PLANS), visitor.district_id
    with visitor.office.database.read() as connection:
        total = count_plans(connection, district, scope, state=state)
        rows = plan_rows(connection, district, scope, state=state, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
        waiting = waiting_items(connection, district) if visitor.may(PROPOSE) else []
    views = [
        ("", _("全部"), "/plans"),
        *((key, _(word), f"/plans?state={key}") for key, (word, _tone) in PLAN_STATES.items()),
    ]
    return show(
        request,
        "plans/list.html",
        fragment="rows",
        active="plans",
        state=state,
        views=views,
        rows=rows,
        columns=COLUMNS,
        states=PLAN_STATES,
        waiting=len(waiting),
        paging=Paging(total, page),
    )


@dataclass(frozen=True, slots=True)
class PlanLook:
    """How a plan is looked at: by item (one of them, or all), by unit or by place; which page."""

    view: str = "items"
    item: str = ""
    page: int = 1


@router.get("/plans/{plan_id:int}")
def one_plan(
    request: Request, visitor: SignedIn, plan_id: int, view: str = "", item: str = "", page: PageNumber = 1
) -> HTMLResponse:
    """A plan: item by item, unit by unit or place by place, and the shares of one item or all."""
    visitor.need(SEE_PLANS)
    return show_plan(request, visitor, plan_id, PlanLook(view if view in VIEWS else "items", item, page))


def show_plan(
    request: Request,
    visitor: Visitor,
    plan_id: int,
    look: PlanLook = PlanLook(),
    refusal: FormErrors | None = None,
) -> HTMLResponse:
    """The page of a plan as it is looked at; with why a deed on it was refused."""
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = plan_head(connection, district, visitor.scope(SEE_PLANS), plan_id)
        shares = plan_shares(connection, district, plan_id)
        needs = plan_needs(connection, district, plan_id)
        asked = question_of_plan(connection, district, plan_id)
        picking = picking_words(picking_of_plan(connection, district, plan_id))
        way, is_edited = way_of_plan(connection, district, plan_id)
        by_choice = otherwise(connection, district, head, is_edited=is_edited, way=way)
        people = names_of_people(connection, district, [head.actor_id, head.decided_by])
        lines = plan_lines(connection, district, plan_id)
        left = requests_left(connection, district, plan_id) if visitor.may(WITHDRAW) else []
        deciding = _deciding(visitor, connection, head)
        labels = place_labels(connection, district) if look.view == "places" else {}
    dropped = dropped_of(lines) if head.state != "discarded" else {}
    question = question_of_json(asked) if asked else None
    items = items_of_shares(without_dropped(shares, dropped), free_in(question))
    return show(
        request,
        "plans/one.html",
        fragment="rows",
        active="plans",
        status_code=refusal.status if refusal else 200,
        errors=refusal.errors if refusal else {},
        head=head,
        state=PLAN_STATES[head.state],
        people=people,
        items=items,
        bands=class_bands(needs),
        otherwise=by_choice,
        shares_again=bool(asked) and visitor.may(PROPOSE) and visitor.may(DISCARD),
        edits=head.state == "proposed" and bool(asked) and visitor.may(EDIT),
        how=how_made(question, head.packing, way, picking) if question else [],
        class_words=class_words,
        left=len(left),
        full_items=sum(each.given >= each.asked for each in items),
        **deciding,
        **_line_counts(visitor, head, lines),
        **_shown_rows(look, Told(items, needs, shares, lines, dropped, question), labels),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What a plan gives, by item, need, share and line; and what of it was dropped, by request line."""

    items: Sequence[ItemOfPlan]
    needs: Sequence[PlanNeedRow]
    shares: Sequence[PlanShareRow]
    lines: Sequence[PlanLineRow]
    dropped: Mapping[tuple[int, int], int]
    question: Question | None


def _shown_rows(look: PlanLook, told: Told, labels: Mapping[int, str]) -> dict[str, Any]:
    """The page of needs (by item or unit) or of what each place gives."""
    item = look.item if look.item in {each.name for each in told.items} else ""
    first = (look.page - 1) * SHARES_AT_ONCE
    heaps = heaps_of(told.lines, costs_of(told.question)) if look.view == "places" else []
    wanted = [need for need in told.needs if not item or need.item_name == item]
    if look.view == "units":
        wanted.sort(key=lambda need: (need.priority_class, need.unit_name, need.unit_id, need.item_name))
    count = len(heaps) if look.view == "places" else len(wanted)
    return {
        "seen_by": look.view,
        "item": item,
        "needs": shown_needs(wanted[first : first + SHARES_AT_ONCE], told.shares, told.dropped),
        "heaps": heaps[first : first + SHARES_AT_ONCE],
        "labels": labels,
        "heap_columns": HEAP_COLUMNS if any(heap.cost for heap in heaps) else HEAP_COLUMNS[:-1],
        "carrying": sum(heap.cost for heap in heaps),
        "paging": Paging(count, look.page, SHARES_AT_ONCE),
    }


def _line_counts(visitor: Visitor, head: PlanHead, lines: Sequence[PlanLineRow]) -> dict[str, Any]:
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    return {
        "lines": len(lines),
        "units": len({line.unit_id for line in lines}),
        "waiting": sum(line.state == "held" for line in lines),
        "dropped": sum(line.state == "dropped" for line in lines) if head.state != "discarded" else 0,
        "unfit": sum(line.state in STANDING and line.is_unfit(today) for line in lines),
    }


def _deciding(visitor: Visitor, connection: Any, head: PlanHead) -> dict[str, Any]:
    """Whether this person decides the plan, what keeps them from it, and what else it takes."""
    district, plan_id = visitor.district_id, head.plan_id
    if head.state != "proposed":
        return {"decides": False, "why_not": "", "undecided": 0, "held": [], "signers": 0}
    decides = visitor.may(ADOPT)
    kept_from = why_not(visitor, connection, ADOPT, {"plan_id": plan_id}) if decides else ""
    adopts = AdoptPlan(plan_id=plan_id)
    asks = decides and not kept_from
    return {
        "decides": decides,
        "why_not": kept_from,
        "undecided": len(undecided_of(connection, district, plan_id)),
        "held": held_about(connection, district, ADOPT, "plan_id", plan_id),
        "signers": visitor.office.signers_needed(connection, adopts, visitor.actor.actor_id) if asks else 0,
    }


@router.post("/plans/{plan_id:int}/adopt")
def adopt(request: Request, visitor: SignedIn, plan_id: int, form: Posted) -> Response:
    """Decide that the plan is carried out; what it gives to requests not decided yet is approved with it."""
    outcome = _adopted(visitor, plan_id, form)
    if isinstance(outcome, FormErrors):
        return show_plan(request, visitor, plan_id, refusal=outcome)
    return done(request, f"/plans/{plan_id}", _("方案已批准，可以拣货发出了"), outcome)


def _adopted(visitor: Visitor, plan_id: int, form: Form) -> Outcome | FormErrors:
    with visitor.office.database.read() as connection:
        plan_head(connection, visitor.district_id, visitor.scope(SEE_PLANS), plan_id)
        undecided = undecided_of(connection, visitor.district_id, plan_id)
    if not undecided:
        return submit(visitor, AdoptPlan, {**form.values, "plan_id": plan_id}, form.command_id)
    command = understood(visitor, AdoptPlan, {**form.values, "plan_id": plan_id})
    if isinstance(command, FormErrors):
        return command
    try:
        return adopt_with_requests(visitor.office, visitor.actor.actor_id, command, form.command_id)
    except Refused as refusal:
        return errors_of(visitor, Refused(*(replace(reason, field="") for reason in refusal.reasons)))


@router.post("/plans/{plan_id:int}/discard")
def discard(request: Request, visitor: SignedIn, plan_id: int, form: Posted) -> Response:
    """Drop the plan; what it still holds becomes available again. Requests of its list go too where that is wished."""
    if form.get("withdraw"):
        outcome = _withdrawn(visitor, plan_id, form, is_ended=False)
    else:
        outcome = submit(visitor, DiscardPlan, {**form.values, "plan_id": plan_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_plan(request, visitor, plan_id, refusal=outcome)
    return done(request, f"/plans/{plan_id}", _("方案已作废"), outcome, tone="warn")


@router.post("/plans/{plan_id:int}/withdraw")
def withdraw(request: Request, visitor: SignedIn, plan_id: int, form: Posted) -> Response:
    """Take back the requests of a discarded plan's list that nobody has decided."""
    outcome = _withdrawn(visitor, plan_id, form, is_ended=True)
    if isinstance(outcome, FormErrors):
        return show_plan(request, visitor, plan_id, refusal=outcome)
    return done(request, f"/plans/{plan_id}", _("名单上的申请已撤回"), outcome, tone="warn")


def _withdrawn(visitor: Visitor, plan_id: int, form: Form, *, is_ended: bool) -> Outcome | FormErrors:
    with visitor.office.database.read() as connection:
        plan_head(connection, visitor.district_id, visitor.scope(SEE_PLANS), plan_id)
    command = understood(visitor, DiscardPlan, {**form.values, "plan_id": plan_id})
    if isinstance(command, FormErrors):
        return command
    try:
        return withdraw_requests(visitor.office, visitor.actor.actor_id, command, form.command_id, is_ended=is_ended)
    except Refused as refusal:
        return errors_of(visitor, Refused(*(replace(reason, field="") for reason in refusal.reasons)))
