"""调拨: orders to reserve units, what came of each, what is owed back; what the units say they hold."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_MOBILISATION
from liangcao.catalog.search import normalise_query
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused, refused
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.language.things import thing
from liangcao.mobilisation.commands import (
    CancelOrder,
    DeclareStock,
    OrderGoods,
    PayCompensation,
    ReturnGoods,
    SettleOrder,
)
from liangcao.mobilisation.queries import (
    OrderedLine,
    OrderFilter,
    count_orders,
    declared_stock,
    order,
    ordered_lines,
    orders_page,
)
from liangcao.mobilisation.rules import STATES
from liangcao.parties.queries import all_parties
from liangcao.reports.funds_pages import budget_lines
from liangcao.reports.mobilisation_pages import lots_to_give
from liangcao.reports.places import own_places
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.donation_new import gift_values, price_of
from liangcao.web.pages.request_form import lines_of_form
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_EXPORTED = 20_000
TONES = {"ordered": "info", "cancelled": "off", "settled": "ok"}
COLUMNS = (
    Column("order", N_("调拨单"), primary=True),
    Column("what", N_("调什么")),
    Column("when", N_("下单时间")),
    Column("owed", N_("还欠")),
    Column("state", N_("状态")),
)
LINE_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("quantity", N_("调多少"), numeric=True),
    Column("came", N_("到了"), numeric=True),
    Column("goods", N_("已归还"), numeric=True),
    Column("paid", N_("已补偿"), numeric=True),
    Column("owed", N_("还欠"), numeric=True),
)
STOCK_COLUMNS = (
    Column("party", N_("储备单位"), primary=True),
    Column("item", N_("物资")),
    Column("quantity", N_("他们有多少"), numeric=True),
    Column("as_of", N_("哪天的数")),
)
HEADS = (
    N_("调拨单"), N_("单号"), N_("储备单位"), N_("下单时间"), N_("状态"), N_("物资"), N_("单位"), N_("调多少"),
    N_("到了"), N_("不合格"), N_("已归还"), N_("已补偿"), N_("补偿（元）"), N_("还欠"),
)  # fmt: skip


def _filter(request: Request) -> OrderFilter:
    asked = request.query_params
    state = asked.get("state", "")
    return OrderFilter(state=state if state in STATES else "", search=normalise_query(asked.get("q", "")[:100]))


@router.get("/mobilisation")
def order_list(request: Request, visitor: SignedIn, page: PageNumber = 1) -> Response:
    """Orders, the newest first, with what is owed of each."""
    visitor.need(SEE_MOBILISATION)
    wanted = _filter(request)
    with visitor.office.database.read() as connection:
        total = count_orders(connection, visitor.district_id, wanted)
        rows = orders_page(connection, visitor.district_id, wanted, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
        lines = ordered_lines(connection, visitor.district_id, [row.order_id for row in rows])
        stock = declared_stock(connection, visitor.district_id)
    asked = request.query_params
    return show(
        request,
        "mobilisation/list.html",
        fragment="rows",
        active="mobilisation",
        rows=rows,
        lines=lines,
        stock=stock,
        columns=COLUMNS,
        stock_columns=STOCK_COLUMNS,
        paging=Paging(total, page),
        states=STATES,
        tones=TONES,
        state_options=[(key, _(word)) for key, word in STATES.items()],
        asked={name: asked.get(name, "")[:100] for name in ("q", "state")},
        query="?" + request.url.query if request.url.query else "",
    )


@router.get("/mobilisation.{kind}")
def order_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list, whole, line by line, as a sheet."""
    visitor.need(SEE_MOBILISATION)
    with visitor.office.database.read() as connection:
        rows = orders_page(connection, visitor.district_id, _filter(request), page=(MOST_EXPORTED, 0))
        lines = ordered_lines(connection, visitor.district_id, [row.order_id for row in rows])
    table = [
        [row.order_id, row.document_number, row.party_name, moment(row.ordered_at, with_year=True),
         _(STATES[row.state]), thing(line.item_name), line.base_unit, line.quantity, line.came, line.rejected,
         line.goods, line.paid, f"{line.paid_fen // 100}.{line.paid_fen % 100:02d}", line.owed]
        for row in rows for line in lines[row.order_id]
    ]  # fmt: skip
    return sheet_response(HEADS, table, kind=kind, name=_("调拨"))


@router.get("/mobilisation/new")
def new_order(request: Request, visitor: SignedIn) -> HTMLResponse:
    """An empty order."""
    return _form(request, visitor, OrderGoods, Sent(Form({})))


@router.post("/mobilisation/new")
def order_goods(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Hand the order in; it waits for a second person. ``more`` only gives the form one more line."""
    return _hand_in(request, visitor, OrderGoods, form)


@router.get("/mobilisation/stock/new")
def new_declaration(request: Request, visitor: SignedIn) -> HTMLResponse:
    """An empty declaration of a reserve unit."""
    return _form(request, visitor, DeclareStock, Sent(Form({})))


@router.post("/mobilisation/stock/new")
def declare(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """What a reserve unit holds, on its word."""
    return _hand_in(request, visitor, DeclareStock, form)


def _hand_in(request: Request, visitor: Visitor, command: type[Command], form: Form) -> Response:
    if form.get("more"):
        return _form(request, visitor, command, Sent(form, more=1))
    values, faults = gift_values(visitor, form)
    if faults:
        return _form(request, visitor, command, Sent(Form(values), FormErrors((), faults)))
    outcome = submit(visitor, command, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _form(request, visitor, command, Sent(Form(values), outcome))
    return done(request, "/mobilisation", _("已记下"), outcome)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it is shown: what was typed, what was wrong with it, and so many lines more."""

    form: Form
    refusal: FormErrors | None = None
    more: int = 0


def _form(request: Request, visitor: Visitor, command: type[Command], sent: Sent) -> HTMLResponse:
    visitor.need(command.action)
    form, refusal = sent.form, sent.refusal
    with visitor.office.database.read() as connection:
        lines = lines_of_form(connection, visitor.district_id, form, more=sent.more)
        parties = [each for each in all_parties(connection, visitor.district_id) if each.kind == "reserve"]
        places = own_places(connection, visitor.district_id, visitor.scope(SEE_MOBILISATION), kinds=("store", "dock"))
    return show(
        request,
        "mobilisation/new.html",
        active="mobilisation",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        lines=lines,
        is_order=command is OrderGoods,
        parties=[(each.party_id, each.name) for each in parties],
        places=[(each.location_id, each.label) for each in places if each.is_open],
    )


@router.get("/mobilisation/{order_id:int}")
def order_page(request: Request, visitor: SignedIn, order_id: int) -> Response:
    """One order: what came, what is owed, what can be done."""
    return _one(request, visitor, order_id)


def _one(
    request: Request, visitor: Visitor, order_id: int, form: Form | None = None, refusal: FormErrors | None = None
) -> Response:
    visitor.need(SEE_MOBILISATION)
    with visitor.office.database.read() as connection:
        head = order(connection, visitor.district_id, order_id)
        lines: list[OrderedLine] = ordered_lines(connection, visitor.district_id, [order_id])[order_id]
        owed = [line for line in lines if line.owed > 0]
        lots = lots_to_give(connection, visitor.district_id, [line.item_id for line in owed])
        money = [
            (each.location_id, each.name) for each in budget_lines(connection, visitor.district_id) if each.is_open
        ]
    choices: list[tuple[str, str]] = [
        (f"{line.line_number}:{lot.lot_id}:{lot.location_id}", lot_words(line, lot))
        for line in owed
        for lot in lots
        if lot.item_id == line.item_id
    ]
    return show(
        request,
        "mobilisation/one.html",
        active="mobilisation",
        status_code=refusal.status if refusal else 200,
        head=head,
        lines=lines,
        columns=LINE_COLUMNS,
        owed=[(line.line_number, thing(line.item_name)) for line in owed],
        choices=choices,
        budget_lines=money,
        states=STATES,
        tones=TONES,
        form=form or Form({}),
        errors=refusal.errors if refusal else {},
    )


def lot_words(line: OrderedLine, lot: Any) -> str:
    """A lot that can be given back, in words."""
    called = lot.batch_number or f"#{lot.lot_id}"
    told = {"item": thing(line.item_name), "lot": called, "place": lot.location_name, "n": lot.available}
    return _("%(item)s 批号 %(lot)s，%(place)s 有 %(n)s") % told


DEEDS: dict[str, tuple[type[Command], str]] = {
    "cancel": (CancelOrder, N_("没到的不再等")),
    "return": (ReturnGoods, N_("已归还")),
    "pay": (PayCompensation, N_("已补偿")),
    "settle": (SettleOrder, N_("调拨单已了结")),
}


@router.post("/mobilisation/{order_id:int}/{deed}")
def do(request: Request, visitor: SignedIn, order_id: int, deed: str, form: Posted) -> Response:
    """One of `DEEDS`; what is refused is said on the page."""
    if deed not in DEEDS:
        raise refused("unknown_page")
    command, told = DEEDS[deed]
    values: dict[str, Any] = {**form.values, "order_id": order_id}
    try:
        if deed == "pay":
            values |= {name.removeprefix("."): value for name, value in price_of("", form.get("price")).items()}
    except Refused as refusal:
        return _one(request, visitor, order_id, form, errors_of(visitor, refusal))
    if deed == "return":
        number, lot_id, location_id = [*form.get("lot").split(":"), "", "", ""][:3]
        names = ("line_number", "lot_id", "location_id", "quantity")
        values |= dict(
            zip((f"lines.0.{name}" for name in names), (number, lot_id, location_id, form.get("quantity")), strict=True)
        )
    outcome = submit(visitor, command, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, order_id, form, outcome)
    return done(request, f"/mobilisation/{order_id}", _(told), outcome)
