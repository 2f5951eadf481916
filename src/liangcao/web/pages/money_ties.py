"""钱货对账: do money and goods tie, what is the stock worth, where did this money go; money given back."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_MONEY
from liangcao.funds.commands import ReturnFunds
from liangcao.funds.ties import BOOKS
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.language import N_, _
from liangcao.language.formats import money
from liangcao.language.things import thing
from liangcao.procurement.rules import STATES
from liangcao.receiving.queries import SOURCE_KINDS
from liangcao.reports.money_ties import LineTotals, figures, money_and_goods, money_lots, spent_on, stock_value
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.purchases import STATE_TONES
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.yuan import fen_of
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
RETURN = "funds.return_funds"
LINE_COLUMNS = (
    Column("name", N_("资金渠道"), primary=True),
    Column("ordered_fen", N_("已批采购"), numeric=True),
    Column("received_fen", N_("收到"), numeric=True),
    Column("outstanding_fen", N_("未到"), numeric=True),
    Column("dropped_fen", N_("不再要"), numeric=True),
    Column("accepted_fen", N_("已验收"), numeric=True),
    Column("paid_fen", N_("已付"), numeric=True),
    Column("refund_fen", N_("退款到账"), numeric=True),
    Column("owed_fen", N_("欠付"), numeric=True),
    Column("prepaid_fen", N_("预付"), numeric=True),
    Column("recover_fen", N_("要追回"), numeric=True),
    Column("free_fen", N_("了结后补来"), numeric=True),
    Column("committed_fen", N_("占用"), numeric=True),
)
LINE_HEADS = (
    N_("资金渠道"), N_("采购笔数"), N_("已批采购（元）"), N_("收到（元）"), N_("未到（元）"), N_("不再要（元）"),
    N_("已验收（元）"), N_("已付（元）"), N_("已退回（元）"), N_("欠付（元）"), N_("预付（元）"),
    N_("要追回（元）"), N_("了结后补来（元）"), N_("占用（元）"),
)  # fmt: skip
VALUE_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("line", N_("资金渠道")),
    Column("source", N_("怎么来的")),
    Column("on_hand", N_("在库"), numeric=True),
    Column("value", N_("货值"), numeric=True),
)
VALUE_HEADS = (
    N_("物资"), N_("资金渠道"), N_("怎么来的"), N_("在库"), N_("单位"), N_("其中没有单价"), N_("货值（元）"),
)  # fmt: skip


def _need_money(visitor: Visitor) -> None:
    """Raise Refused unless the visitor may see all money of the district: a report has no smaller door."""
    visitor.need(SEE_MONEY)
    if not visitor.scope(SEE_MONEY).is_all:
        raise refused("not_permitted_here", action=SEE_MONEY)


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _line_name(line: LineTotals) -> str:
    return line.name or _("部门自己付款")


@router.get("/funds/ties")
def ties(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Money and goods by funding line, and every purchase whose books do not agree."""
    _need_money(visitor)
    with visitor.office.database.read() as connection:
        found = money_and_goods(connection, visitor.district_id)
    return show(
        request,
        "funds/ties.html",
        active="funds",
        found=found,
        columns=LINE_COLUMNS,
        line_name=_line_name,
        books=BOOKS,
        now=visitor.office.clock.now(),
    )


@router.get("/funds/ties.{kind}")
def ties_file(visitor: SignedIn, kind: str) -> Response:
    """The same by funding line, as a sheet; amounts in yuan."""
    _need_money(visitor)
    with visitor.office.database.read() as connection:
        found = money_and_goods(connection, visitor.district_id)
    rows: list[list[Any]] = [
        [_line_name(line), line.purchases, *(_yuan(fen) for fen in figures(line)[1:])] for line in found.lines
    ]
    return sheet_response(LINE_HEADS, rows, kind=kind, name=_("钱货对账"))


@router.get("/stock/value")
def value(request: Request, visitor: SignedIn) -> HTMLResponse:
    """What the stock is worth, by item and funding line."""
    _need_money(visitor)
    with visitor.office.database.read() as connection:
        rows = stock_value(connection, visitor.district_id)
    return show(
        request,
        "funds/value.html",
        active="funds",
        rows=rows,
        columns=VALUE_COLUMNS,
        total=sum(row.value_fen for row in rows),
        unpriced=sum(1 for row in rows if row.unpriced),
        source_kinds=SOURCE_KINDS,
        now=visitor.office.clock.now(),
    )


@router.get("/stock/value.{kind}")
def value_file(visitor: SignedIn, kind: str) -> Response:
    """The same as a sheet; amounts in yuan."""
    _need_money(visitor)
    with visitor.office.database.read() as connection:
        rows = stock_value(connection, visitor.district_id)
    table: list[list[Any]] = [
        [thing(row.item_name), row.budget_line, _(SOURCE_KINDS[row.source_kind]), row.on_hand, row.base_unit,
         row.unpriced or "", _yuan(row.value_fen)]
        for row in rows
    ]  # fmt: skip
    return sheet_response(VALUE_HEADS, table, kind=kind, name=_("库存货值"))


@router.get("/funds/money/{lot_id:int}")
def money_page(request: Request, visitor: SignedIn, lot_id: int) -> HTMLResponse:
    """One sum that came: from whom, what of it is left, which purchases it went into and what goods they brought."""
    _need_money(visitor)
    with visitor.office.database.read() as connection:
        found = money_lots(connection, visitor.district_id, lot_id=lot_id)[0]
        spent = spent_on(connection, visitor.district_id, lot_id)
    return show(request, "funds/money.html", active="funds", money=found, spent=spent, states=STATES, tones=STATE_TONES)


@router.get("/funds/return")
def return_form(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Asks which money goes back, and how much of it."""
    return _return_form(request, visitor, Form({"lot_id": request.query_params.get("lot", "")}))


def _return_form(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    visitor.need(RETURN)
    with visitor.office.database.read() as connection:
        lots = [each for each in money_lots(connection, visitor.district_id) if each.free_fen > 0]
    options = [
        (str(each.lot_id), "　".join((each.budget_line, each.giver or _("财政拨款"), money(each.free_fen))))
        for each in lots
    ]
    said = refusal.errors if refusal else {}
    errors = {("amount" if name == "amount_fen" else name): text for name, text in said.items()}
    return show(
        request,
        "funds/return.html",
        active="funds",
        status_code=refusal.status if refusal else 200,
        options=options,
        form=form,
        errors=errors,
    )


@router.post("/funds/return")
def give_back(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Hand the return in; it waits for a second person."""
    visitor.need(RETURN)
    lot_id = row_number(form.get("lot_id"))
    try:
        amount = fen_of(form.get("amount"))
    except Refused as refusal:
        fault = Reason(refusal.code, refusal.reasons[0].params, "amount")
        return _return_form(request, visitor, form, errors_of(visitor, Refused(fault)))
    line_id = 0
    if lot_id:
        with visitor.office.database.read() as connection:
            line_id = money_lots(connection, visitor.district_id, lot_id=lot_id)[0].budget_line_id
    values = {**form.values, "budget_line_id": str(line_id or ""), "amount_fen": "" if amount is None else amount}
    outcome = submit(visitor, ReturnFunds, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _return_form(request, visitor, form, outcome)
    return done(request, "/funds", _("资金已退回"), outcome)
