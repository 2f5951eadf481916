"""申请: the list, one request with all that happened to it, and finding goods and units by what people call them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_PARTIES, SEE_PERSONAL_DATA, SEE_PLANS, SEE_REQUESTS, SEE_SHIPMENTS, SEE_STOCK
from liangcao.catalog.queries import items_by_id
from liangcao.catalog.search import normalise_query
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.language.things import measure, thing
from liangcao.reports.export_tables import roles_written
from liangcao.reports.held import held_about
from liangcao.reports.request_pages import (
    Step,
    beside_items,
    fitting,
    items_found,
    names_of_parties,
    names_of_people,
    stage_of,
    standing,
    steps_of_request,
    units_found,
)
from liangcao.requests.commands import ApproveRequest, ChangeClass, CloseRequest, Decision, WithdrawRequest
from liangcao.requests.details import people_covered, substitutes_of_many
from liangcao.requests.duplicates import MOST_SHOWN, others_of_unit, with_duplicates
from liangcao.requests.queries import Request as Asked
from liangcao.requests.queries import (
    RequestLine,
    came_from,
    count_requests,
    lines_of,
    requests_page,
)
from liangcao.requests.queries import request as find_request
from liangcao.web.class_names import class_filters, class_options, class_words
from liangcao.web.forms import Form, Posted
from liangcao.web.kind_words import CHANNELS, PARTY_KINDS
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.papers import papers_card
from liangcao.web.pages.request_list import MOST_COUNTED, VIEWS, chips_of, look_of, row_of
from liangcao.web.pages.request_told import call_texts, told
from liangcao.web.pages.request_words import (
    ASKING_KINDS,
    DEEDS,
    OUTCOMES,
    REQUEST_STATES,
    STAGES,
    VERIFICATION_TONES,
)
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.task_links import tasks_shown
from liangcao.web.pages.why_words import why_not
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

COLUMNS = (
    Column("unit", N_("单位"), primary=True),
    Column("goods", N_("物资")),
    Column("class", N_("优先级")),
    Column("age", N_("提交时间"), sort="age"),
    Column("stage", N_("进度")),
)
APPROVE = "requests.approve_request"
MOST_EXPORTED = 20_000


@router.get("/requests")
def requests_list(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """The requests this person may see."""
    visitor.need(SEE_REQUESTS)
    look = look_of(request)
    wanted, scope, district = look.filter(), visitor.scope(SEE_REQUESTS), visitor.district_id
    with visitor.office.database.read() as connection:
        total = count_requests(connection, district, scope, wanted, most=MOST_COUNTED)
        heads = requests_page(connection, district, scope, wanted, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
        lines = lines_of(connection, district, [head.request_id for head in heads])
        doubled = with_duplicates(connection, district, [head.request_id for head in heads])
        item = items_by_id(connection, district, [wanted.item_id]).get(wanted.item_id)
        may_name = visitor.may(SEE_PARTIES) or wanted.unit_id in (scope.party_ids or ())
        units = names_of_parties(connection, district, [wanted.unit_id]) if may_name else {}
    item_name = item.name if item else ""
    return show(
        request,
        "requests/list.html",
        fragment="rows",
        active="requests",
        look=look,
        views=[(key, _(word), look.address(state=key, sort="")) for key, word in VIEWS.items()],
        chips=chips_of(look, item_name, units.get(wanted.unit_id, "")),
        item_name=thing(item_name),
        rows=[row_of(head, lines[head.request_id]) for head in heads],
        doubled=doubled,
        columns=[column for column in COLUMNS if column.key != "stage" or look.state in {"", "open"}],
        classes=class_filters(),
        class_words=class_words,
        stages=STAGES,
        verifications=VERIFICATION_TONES,
        now=visitor.office.clock.now(),
        paging=Paging(total, page),
        is_cut=total >= MOST_COUNTED,
    )


@router.get("/requests.{kind}")
def requests_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list line by line as a sheet; headings are those the import reads."""
    visitor.need(SEE_REQUESTS)
    look = look_of(request)
    with visitor.office.database.read() as connection:
        heads = requests_page(
            connection, visitor.district_id, visitor.scope(SEE_REQUESTS), look.filter(), page=(MOST_EXPORTED, 0)
        )
        numbers = [head.request_id for head in heads]
        lines = lines_of(connection, visitor.district_id, numbers)
        instead = substitutes_of_many(connection, visitor.district_id, numbers)
        people = people_covered(connection, visitor.district_id, numbers)
    rows = [
        [head.request_id, head.shown_name, line.item_name, line.asked, line.base_unit, line.specification,
         head.priority_class, _(STAGES[stage_of(head, lines[head.request_id])][0]), line.approved, line.allocated,
         line.shipped, line.delivered, moment(head.submitted_at, with_year=True),
         head.people_covered or None, roles_written(people[head.request_id], head.people_covered), line.stock_held,
         head.cover_days or None, head.needed_by, head.purpose,
         "、".join(each.name for each in instead[head.request_id].get(line.line_number, ()))]
        for head in heads for line in lines[head.request_id]
    ]  # fmt: skip
    names = (
        N_("申请"), N_("单位"), N_("物资"), N_("数量"), N_("计量单位"), N_("规格"), N_("优先级"), N_("进度"),
        N_("批准数量"), N_("已分配"), N_("已发出"), N_("已签收"), N_("提交时间"),
        N_("人数"), N_("人员类别"), N_("现有库存"), N_("管几天"), N_("最迟哪天"), N_("用途"), N_("可代替"),
    )  # fmt: skip
    return sheet_response([_(name) for name in names], rows, kind=kind, name=_("申请"))


@router.get("/requests/{request_id:int}")
def one_request(request: Request, visitor: SignedIn, request_id: int) -> HTMLResponse:
    """One request."""
    visitor.need(SEE_REQUESTS)
    return show_request(request, visitor, request_id)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form about a request as it was posted, and why it was refused."""

    form: Form
    refused: FormErrors


def show_request(request: Request, visitor: Visitor, request_id: int, sent: Sent | None = None) -> HTMLResponse:
    """The page of a request, with what was wrong with the form that was `sent`."""
    district, scope = visitor.district_id, visitor.scope(SEE_REQUESTS)
    now = visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        head = find_request(connection, district, scope, request_id)
        lines = lines_of(connection, district, [request_id])[request_id]
        today = day_of(now, visitor.office.timezone)
        ids = [line.item_id for line in lines]
        beside = beside_items(connection, district, ids, today=today, request_id=request_id)
        fits = fitting(connection, district, lines, today=today)
        more = told(visitor, connection, head, lines)
        steps = steps_of_request(connection, district, request_id)
        around = _around(visitor, connection, head)
        askers = [each.head.actor_id for each in around["origins"]]
        people = names_of_people(connection, district, [head.actor_id, head.decided_by, *askers])
        may_know = visitor.may(SEE_PERSONAL_DATA)
        known = reveal(connection, district, [head.contact, head.phone, head.remark]) if may_know else {}
        known |= call_texts(connection, district, more["calls"]) if may_know else {}
        decides = head.state == "submitted" and visitor.may(APPROVE)
        kept_from = why_not(visitor, connection, APPROVE, {"request_id": request_id}) if decides else ""
        is_open = head.state == "submitted"
        papers = papers_card(visitor, connection, "request", request_id)
        held = held_about(connection, district, APPROVE, "request_id", request_id) if is_open else []
        signers = _signers(visitor, connection, request_id, lines) if decides and not kept_from else 0
    return show(
        request,
        "requests/one.html",
        active="requests",
        status_code=sent.refused.status if sent else 200,
        form=sent.form if sent else Form({}),
        errors=sent.refused.errors if sent else {},
        head=head,
        papers=papers,
        lines=lines,
        stage=STAGES[stage_of(head, lines)],
        beside=beside if visitor.may(SEE_STOCK) else {},
        fits=fits,
        events=_events(visitor, steps),
        people=people,
        states=REQUEST_STATES,
        **around,
        known=known,
        may_know=may_know,
        decides=decides and not kept_from,
        why_not=kept_from,
        held=held,
        signers=signers,
        has_unknown=any(line.asked is None for line in lines),
        classes=class_options(),
        class_words=class_words,
        stages=STAGES,
        channels=CHANNELS,
        verification=VERIFICATION_TONES.get(head.verification),
        outcomes=OUTCOMES,
        kinds=[(kind, _(PARTY_KINDS[kind])) for kind in ASKING_KINDS],
        now=now,
        **more,
    )


def _around(visitor: Visitor, connection: Any, head: Asked) -> dict[str, Any]:
    """What the unit asked besides, the requests whose place this one took (all the way back), and those in its own."""
    district, scope = visitor.district_id, visitor.scope(SEE_REQUESTS)
    others = others_of_unit(connection, district, head.request_id)
    numbers = sorted(came_from(connection, district, head.request_id))[:MOST_SHOWN]
    lines = lines_of(connection, district, numbers)
    return {
        "others": others[:MOST_SHOWN],
        "has_more_others": len(others) > MOST_SHOWN,
        "origins": [row_of(find_request(connection, district, scope, each), lines[each]) for each in numbers],
        "placed": standing(connection, district, head),
        "tasks_behind": tasks_shown(visitor, connection, "request", head.request_id),
    }


def _signers(visitor: Visitor, connection: Any, request_id: int, lines: Sequence[RequestLine]) -> int:
    """How many others must sign if everything is approved as asked."""
    asked = [Decision(line_number=line.line_number, approved=line.asked) for line in lines if line.asked is not None]
    command = ApproveRequest(request_id=request_id, lines=tuple(asked)) if asked else None
    return visitor.office.signers_needed(connection, command, visitor.actor.actor_id) if command else 0


def _events(visitor: Visitor, steps: list[Step]) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    for step in steps:
        event: dict[str, Any] = {"at": step.at, "who": step.actor_name}
        event["text"] = _(DEEDS[step.deed]) % {"n": step.document_id}
        if step.deed in {"allocation.propose_plan", "plan_discarded"} and visitor.may(SEE_PLANS):
            event["href"] = f"/plans/{step.document_id}"
        is_shipment = step.deed == "delivery_undone" or step.deed.startswith("shipping.")
        if is_shipment and visitor.may(SEE_SHIPMENTS):
            event["href"] = f"/shipments/{step.document_id}"
        event["tone"] = {"shipping.record_delivery": "ok", "requests.reject_request": "danger"}.get(step.deed, "plain")
        event["undone"] = step.deed == "delivery_undone"
        events.append(event)
    return events


@router.post("/requests/{request_id:int}/withdraw")
def withdraw(request: Request, visitor: SignedIn, request_id: int, form: Posted) -> Response:
    """Those who asked take the request back."""
    outcome = submit(visitor, WithdrawRequest, {**form.values, "request_id": request_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_request(request, visitor, request_id, Sent(form, outcome))
    return done(request, f"/requests/{request_id}", _("申请已撤回"), outcome)


@router.post("/requests/{request_id:int}/close")
def close(request: Request, visitor: SignedIn, request_id: int, form: Posted) -> Response:
    """What is not allocated by now is not owed any more."""
    outcome = submit(visitor, CloseRequest, {**form.values, "request_id": request_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_request(request, visitor, request_id, Sent(form, outcome))
    return done(request, f"/requests/{request_id}", _("申请已了结"), outcome)


@router.post("/requests/{request_id:int}/class")
def change_class(request: Request, visitor: SignedIn, request_id: int, form: Posted) -> Response:
    """Somebody wants it ranked otherwise; it waits for a second person."""
    outcome = submit(visitor, ChangeClass, {**form.values, "request_id": request_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_request(request, visitor, request_id, Sent(form, outcome))
    return done(request, f"/requests/{request_id}", _("优先类别已改"), outcome)


@router.get("/find/items")
def find_items(visitor: SignedIn, q: str = "") -> JSONResponse:
    """Goods by characters, pinyin, initials or other names: [[id, name, unit and packs], …]."""
    with visitor.office.database.read() as connection:
        found = items_found(connection, visitor.district_id, normalise_query(q[:100]))
    return JSONResponse([[item.item_id, thing(item.name), measure(item.base_unit, 2)] for item in found])


@router.get("/find/units")
def find_units(visitor: SignedIn, q: str = "") -> JSONResponse:
    """Units that may ask, by characters, pinyin or initials: [[id, name, area and class], …]."""
    visitor.need(SEE_PARTIES)
    with visitor.office.database.read() as connection:
        found = units_found(connection, visitor.district_id, normalise_query(q[:100]))
    return JSONResponse([[unit.party_id, unit.name, _note(unit.area, unit.priority_class)] for unit in found])


def _note(area: str, priority_class: int) -> str:
    return " · ".join(part for part in (area, class_words(priority_class)) if part)
