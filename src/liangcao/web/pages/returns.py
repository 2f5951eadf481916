"""退回: what units send back: the list, one return with its next step, and the form from a delivery."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from liangcao.access.roles import SEE_RETURNS, SEE_SHIPMENTS
from liangcao.catalog.search import normalise_query
from liangcao.kernel.command import Command
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.language.things import thing
from liangcao.reports.places import own_places
from liangcao.returns.commands import AnnounceReturn, CancelReturn, ExamineReturn, ReceiveReturn
from liangcao.returns.queries import (
    ReturnFilter,
    count_returns,
    examinations,
    goods_return,
    return_lines,
    returns_page,
)
from liangcao.returns.rules import REASONS, STATES, WAYS
from liangcao.shipping.queries import shipment, shipment_lines
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.papers import papers_card
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.why_words import why_not
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_EXPORTED = 20_000
TONES = {"announced": "wait", "received": "warn", "examined": "ok", "cancelled": "off"}
COLUMNS = (
    Column("number", N_("退回单"), primary=True),
    Column("what", N_("什么、多少")),
    Column("way", N_("怎么来"), whole=True),
    Column("when", N_("登记退回的"), whole=True),
    Column("state", N_("状态")),
)
LINE_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("reason", N_("为什么退")),
    Column("quantity", N_("登记要退"), numeric=True),
    Column("received", N_("实收"), numeric=True),
    Column("restocked", N_("回库"), numeric=True),
    Column("unusable", N_("不能用"), numeric=True),
    Column("waiting", N_("待查验"), numeric=True),
)
HEADS = (
    N_("退回单"), N_("发货单"), N_("单位"), N_("怎么来"), N_("登记退回的"), N_("状态"), N_("物资"), N_("单位"),
    N_("批号"), N_("为什么退"), N_("登记要退"), N_("实收"), N_("回库"), N_("不能用"), N_("召回"),
)  # fmt: skip


def _filter(request: Request) -> ReturnFilter:
    asked = request.query_params
    state = asked.get("state", "")
    return ReturnFilter(
        state=state if state in {"open", *STATES} else "",
        shipment_id=row_number(asked.get("shipment", "")),
        search=normalise_query(asked.get("q", "")[:100]),
    )


@router.get("/returns")
def return_list(request: Request, visitor: SignedIn, page: PageNumber = 1) -> Response:
    """Returns, the newest first."""
    visitor.need(SEE_RETURNS)
    wanted, scope, district = _filter(request), visitor.scope(SEE_RETURNS), visitor.district_id
    with visitor.office.database.read() as connection:
        total = count_returns(connection, district, scope, wanted)
        rows = returns_page(connection, district, scope, wanted, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
        lines = return_lines(connection, district, [row.return_id for row in rows])
    asked = request.query_params
    return show(
        request,
        "returns/list.html",
        fragment="rows",
        active="returns",
        rows=rows,
        lines=lines,
        columns=COLUMNS,
        paging=Paging(total, page),
        states=STATES,
        tones=TONES,
        ways=WAYS,
        state_options=[("open", _("没办完的")), *((key, _(word)) for key, word in STATES.items())],
        asked={name: asked.get(name, "")[:100] for name in ("q", "state")},
        query="?" + request.url.query if request.url.query else "",
    )


@router.get("/returns.{kind}")
def return_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list, whole, line by line, as a sheet."""
    visitor.need(SEE_RETURNS)
    with visitor.office.database.read() as connection:
        scope, district = visitor.scope(SEE_RETURNS), visitor.district_id
        rows = returns_page(connection, district, scope, _filter(request), page=(MOST_EXPORTED, 0))
        lines = return_lines(connection, district, [row.return_id for row in rows])
    table = [
        [row.return_id, row.shipment_id, row.unit_name, _(WAYS[row.way]), moment(row.announced_at, with_year=True),
         _(STATES[row.state]), thing(line.item_name), line.base_unit, line.batch_number, _(REASONS[line.reason]),
         line.quantity, line.received, line.restocked, line.unusable, line.recall_id or ""]
        for row in rows for line in lines[row.return_id]
    ]  # fmt: skip
    return sheet_response(HEADS, table, kind=kind, name=_("单位退回"))


@router.get("/returns/new")
def new_return(request: Request, visitor: SignedIn, shipment: str = "") -> Response:
    """What of a delivery can come back; nothing without one."""
    if not row_number(shipment):
        return RedirectResponse("/shipments", 303)
    return _new(request, visitor, row_number(shipment), Form({"way": "brought"}))


@router.post("/returns/new")
def announce(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Lines left empty or at nothing do not come back."""
    number = row_number(form.get("shipment_id"))
    values: dict[str, Any] = {"shipment_id": number, "way": form.get("way"), "note": form.get("note")}
    for index in _rows_with(form, "quantity"):
        for field in ("line_number", "quantity", "reason"):
            values[f"lines.{index}.{field}"] = form.get(f"lines.{index}.{field}")
    outcome = submit(visitor, AnnounceReturn, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _new(request, visitor, number, form, outcome)
    return done(request, f"/returns/{outcome.answer['return_id']}", _("退回已登记"), outcome)


def _rows_with(form: Form, field: str) -> list[str]:
    """The numbers of the form's rows in which `field` says more than nothing."""
    names = [name.split(".") for name in form.values if name.endswith(f".{field}")]
    return [parts[1] for parts in names if len(parts) == 3 and form.get(".".join(parts)).strip() not in ("", "0")]


def _new(
    request: Request, visitor: Visitor, shipment_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(AnnounceReturn.action)
    with visitor.office.database.read() as connection:
        head = shipment(connection, visitor.district_id, visitor.scope(SEE_SHIPMENTS), shipment_id)
        lines = shipment_lines(connection, visitor.district_id, shipment_id)
    return show(
        request,
        "returns/new.html",
        active="returns",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        head=head,
        lines=[line for line in lines if (line.received or 0) > line.brought_back],
        ways=[(key, _(word)) for key, word in WAYS.items()],
        reasons=[(key, _(word)) for key, word in REASONS.items()],
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What can be done to a return: the command, and what is said afterwards."""

    command: type[Command]
    told: str


STEPS = {
    "cancel": Step(CancelReturn, N_("退回已取消")),
    "receive": Step(ReceiveReturn, N_("退回已收，等查验")),
    "examine": Step(ExamineReturn, N_("查验已记下")),
}


@router.get("/returns/{return_id:int}")
def one_return(request: Request, visitor: SignedIn, return_id: int) -> HTMLResponse:
    """One return, with the next step for whoever may take it."""
    return _one(request, visitor, return_id, Form({}))


@router.post("/returns/{return_id:int}/{step}")
def take_step(request: Request, visitor: SignedIn, return_id: int, step: str, form: Posted) -> Response:
    """One of `STEPS`; what is refused is said on the page."""
    if step not in STEPS:
        raise refused("unknown_page")
    values = {**form.values, "return_id": return_id}
    outcome = submit(visitor, STEPS[step].command, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, return_id, form, outcome)
    return done(request, f"/returns/{return_id}", _(STEPS[step].told), outcome)


def _one(
    request: Request, visitor: Visitor, return_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(SEE_RETURNS)
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = goods_return(connection, district, visitor.scope(SEE_RETURNS), return_id)
        lines = return_lines(connection, district, [return_id])[return_id]
        found = examinations(connection, district, return_id)
        places = own_places(connection, district, visitor.scope(SEE_RETURNS), kinds=("store", "shelf", "dock"))
        command = {"return_id": return_id}
        kept_from = {
            name: why_not(visitor, connection, step.command.action, command) if name != "cancel" else ""
            for name, step in STEPS.items()
            if visitor.may(step.command.action)
        }
        papers = papers_card(visitor, connection, "return", return_id)
    return show(
        request,
        "returns/one.html",
        active="returns",
        status_code=refusal.status if refusal else 200,
        head=head,
        lines=lines,
        columns=LINE_COLUMNS,
        found=found,
        states=STATES,
        tones=TONES,
        ways=WAYS,
        reasons=REASONS,
        kept_from=kept_from,
        places=[(each.location_id, each.label) for each in places if each.is_open],
        papers=papers,
        form=form,
        errors=refusal.errors if refusal else {},
        now=visitor.office.clock.now(),
    )
