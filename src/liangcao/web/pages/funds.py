"""资金: budget lines with what they have left, what came and went; money booked in and paid out."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.permissions import EVERYTHING
from liangcao.access.roles import SEE_MONEY
from liangcao.funds.commands import AppropriateFunds, PayParty
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.quantity import amount_fen
from liangcao.language import N_, _
from liangcao.language.formats import moment, money
from liangcao.parties.rules import FUNDINGS
from liangcao.receiving.queries import Receipt, receipt, received_lines, sources
from liangcao.reports.funds_pages import budget_lines, count_money_moved, money_moved, paid_for_receipt, payment
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.deeds import can_be_reversed, deed_title
from liangcao.web.pages.papers import papers_card
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.why_words import why_not
from liangcao.web.pages.yuan import fen_of
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

MOST_EXPORTED = 50_000
MOST_PARTIES = 500
HEADS = (
    N_("账目"), N_("时间"), N_("做了什么"), N_("资金渠道"), N_("对方"), N_("金额（元）"), N_("单据号"), N_("说明"),
    N_("经办"),
)  # fmt: skip
COLUMNS = (
    Column("what", N_("做了什么"), primary=True),
    Column("when", N_("时间")),
    Column("amount", N_("金额"), numeric=True),
    Column("line", N_("资金渠道"), whole=True),
    Column("other", N_("对方")),
    Column("document", N_("单据、说明"), wide_only=True),
    Column("who", N_("经办"), whole=True),
    Column("entry", N_("账目"), whole=True),
)


def _wanted(request: Request) -> int:
    return row_number(request.query_params.get("line", ""))


@router.get("/funds")
def funds(request: Request, visitor: SignedIn, page: PageNumber = 1) -> Response:
    """Balances, and what moved, the newest first."""
    visitor.need(SEE_MONEY)
    wanted = _wanted(request)
    with visitor.office.database.read() as connection:
        district = visitor.district_id
        lines = budget_lines(connection, district)
        total = count_money_moved(connection, district, budget_line_id=wanted)
        first = (page - 1) * PAGE_SIZE
        rows = money_moved(connection, district, budget_line_id=wanted, page=(PAGE_SIZE, first))
    return show(
        request,
        "funds/index.html",
        fragment="rows",
        active="funds",
        lines=lines,
        chosen=next((line for line in lines if line.location_id == wanted), None),
        rows=rows,
        columns=COLUMNS,
        paging=Paging(total, page),
        deed_title=deed_title,
        can_be_reversed=can_be_reversed,
        fundings=FUNDINGS,
        query=f"?line={wanted}" if wanted else "",
    )


@router.get("/funds.{kind}")
def funds_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """What moved, as a sheet; amounts in yuan."""
    visitor.need(SEE_MONEY)
    with visitor.office.database.read() as connection:
        rows = money_moved(connection, visitor.district_id, budget_line_id=_wanted(request), page=(MOST_EXPORTED, 0))
    table: list[list[Any]] = [
        [row.entry, moment(row.occurred_at, with_year=True), deed_title(row.action), row.budget_line, row.other_name,
         f"{'' if row.is_incoming else '-'}{row.amount_fen // 100}.{row.amount_fen % 100:02d}", row.document_number,
         row.note, row.actor_name]
        for row in rows
    ]  # fmt: skip
    return sheet_response(HEADS, table, kind=kind, name=_("资金"))


@router.get("/funds/payments/{payment_id:int}")
def payment_page(request: Request, visitor: SignedIn, payment_id: int) -> Response:
    """One payment: from where, to whom, what for, who agreed, and the papers behind it."""
    visitor.need(SEE_MONEY)
    if not visitor.scope(SEE_MONEY).is_all:
        raise refused("unknown_document", name=payment_id)
    with visitor.office.database.read() as connection:
        found = payment(connection, visitor.district_id, payment_id)
        papers = papers_card(visitor, connection, "payment", payment_id)
    return show(request, "funds/payment.html", active="funds", payment=found, papers=papers)


def _fen(form: Form) -> dict[str, Any]:
    """The posted fields with the amount in fen; raises Refused ``money_unreadable``."""
    try:
        amount = fen_of(form.get("amount"))
    except Refused as refusal:
        raise Refused(Reason(refusal.code, refusal.reasons[0].params, "amount")) from None
    return {**form.values, "amount_fen": "" if amount is None else amount}


def _submit(visitor: Visitor, command: type[Command], form: Form) -> Any:
    try:
        outcome = submit(visitor, command, _fen(form), form.command_id)
    except Refused as refusal:
        return errors_of(visitor, refusal)
    if isinstance(outcome, FormErrors) and "amount_fen" in outcome.errors:
        errors = {("amount" if name == "amount_fen" else name): text for name, text in outcome.errors.items()}
        return FormErrors(outcome.reasons, errors, outcome.status)
    return outcome


@router.get("/funds/appropriate")
def appropriate_form(request: Request, visitor: SignedIn) -> Response:
    """Asks which budget line gets how much from whom."""
    return _form(request, visitor, AppropriateFunds, Form({"budget_line_id": request.query_params.get("line", "")}))


@router.post("/funds/appropriate")
def appropriate(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Book the money in."""
    outcome = _submit(visitor, AppropriateFunds, form)
    if isinstance(outcome, FormErrors):
        return _form(request, visitor, AppropriateFunds, form, outcome.errors)
    return done(request, "/funds", _("资金已入账"), outcome)


@router.get("/funds/pay")
def pay_form(request: Request, visitor: SignedIn) -> Response:
    """Asks what is paid to whom; for a receipt all is filled in."""
    text = request.query_params.get("receipt", "")
    values: dict[str, str] = {}
    if text.isascii() and text.isdecimal() and len(text) < 16:
        with visitor.office.database.read() as connection:
            found = receipt(connection, visitor.district_id, EVERYTHING, int(text))
            lines = received_lines(connection, visitor.district_id, found.receipt_id)
            paid = paid_for_receipt(connection, visitor.district_id, found.receipt_id)
        due = max(sum(amount_fen(line.kept, line.unit_cost_fen, line.cost_units) for line in lines) - paid, 0)
        values = {
            "receipt_id": text,
            "party_id": str(found.source_party_id),
            "amount": f"{due // 100}.{due % 100:02d}" if due else "",
            "document_number": found.document_number,
            "note": _("付收货单 %(n)s 的货款") % {"n": found.receipt_id},
        }
    return _form(request, visitor, PayParty, Form(values))


@router.post("/funds/pay")
def pay(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Hand in the payment; it waits for a second person."""
    outcome = _submit(visitor, PayParty, form)
    if isinstance(outcome, FormErrors):
        return _form(request, visitor, PayParty, form, outcome.errors)
    return done(request, "/funds", _("已付款"), outcome)


def _form(
    request: Request,
    visitor: Visitor,
    command: type[Command],
    form: Form,
    errors: Mapping[str, str] | None = None,
) -> Response:
    visitor.need(command.action)
    with visitor.office.database.read() as connection:
        lines = [line for line in budget_lines(connection, visitor.district_id) if line.is_open]
        kind = "purchase" if command is PayParty else "donation"
        parties = sources(connection, visitor.district_id, source_kind=kind, most=MOST_PARTIES)
        paid_for = _paid_for(visitor, form, connection)
        kept_from = ""
        if paid_for is not None and command is PayParty:
            kept_from = why_not(visitor, connection, PayParty.action, {"receipt_id": paid_for.receipt_id})
    return show(
        request,
        "funds/pay.html" if command is PayParty else "funds/appropriate.html",
        active="funds",
        status_code=422 if errors else 200,
        line_options=[(str(line.location_id), f"{line.name}　{money(line.balance_fen)}") for line in lines],
        parties=[(str(party.party_id), party.name) for party in parties],
        receipt=paid_for,
        why_not=kept_from,
        form=form,
        errors=errors or {},
    )


def _paid_for(visitor: Visitor, form: Form, connection: Any) -> Receipt | None:
    text = form.get("receipt_id")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        return None
    return receipt(connection, visitor.district_id, EVERYTHING, int(text))
