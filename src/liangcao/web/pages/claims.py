"""索赔: what came short or was rejected, claimed from who sent it; answered, settled, listed."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from liangcao.access.roles import SEE_MONEY, SEE_STOCK
from liangcao.catalog.search import normalise_query
from liangcao.kernel.errors import Refused
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.procurement.commands import BookRefund
from liangcao.procurement.queries import refunds_of
from liangcao.receiving.arrival_queries import arrival_head
from liangcao.receiving.claim_queries import (
    Claim,
    ClaimFilter,
    claim,
    claim_lines,
    claimable,
    claims,
    count_claims,
)
from liangcao.receiving.claiming import CLAIM_STATES, DEMANDS, SETTLEMENTS
from liangcao.receiving.codes import CAUSES
from liangcao.receiving.commands import AnswerClaim, OpenClaim, SettleClaim
from liangcao.receiving.queries import receipt
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.receive_form import CommandData
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.why_words import why_not
from liangcao.web.pages.yuan import fen_of
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_EXPORTED = 50_000
OPEN = "receiving.open_claim"
COLUMNS = (
    Column("what", N_("索赔什么"), primary=True),
    Column("party", N_("向谁")),
    Column("demand", N_("要什么"), whole=True),
    Column("opened", N_("提出"), whole=True),
    Column("state", N_("状态")),
)
LINE_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("batch", N_("批号")),
    Column("cause", N_("为什么")),
    Column("quantity", N_("数量"), numeric=True),
)
HEADS = (
    N_("索赔单"), N_("提出"), N_("向谁"), N_("收货单"), N_("到货单"), N_("要什么"), N_("状态"), N_("答复"),
    N_("怎么了结"), N_("退款（分）"), N_("经办"),
)  # fmt: skip


def _filter(request: Request) -> ClaimFilter:
    asked = request.query_params
    state = asked.get("state", "")
    return ClaimFilter(state=state if state in CLAIM_STATES else "", search=normalise_query(asked.get("q", "")[:100]))


@router.get("/claims")
def claim_list(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """Claims, those not settled at the head."""
    visitor.need(SEE_STOCK)
    wanted, scope, district = _filter(request), visitor.scope(SEE_STOCK), visitor.district_id
    with visitor.office.database.read() as connection:
        total = count_claims(connection, district, scope, wanted)
        rows = claims(connection, district, scope, wanted, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
    asked = request.query_params
    return show(
        request,
        "claims/list.html",
        fragment="rows",
        active="arrivals",
        rows=rows,
        columns=COLUMNS,
        paging=Paging(total, page),
        states=CLAIM_STATES,
        demands=DEMANDS,
        views=[(key, _(word)) for key, word in CLAIM_STATES.items()],
        asked={name: asked.get(name, "")[:100] for name in ("q", "state")},
        query="?" + request.url.query if request.url.query else "",
    )


@router.get("/claims.{kind}")
def claim_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list, whole, as a sheet."""
    visitor.need(SEE_STOCK)
    with visitor.office.database.read() as connection:
        scope = visitor.scope(SEE_STOCK)
        rows = claims(connection, visitor.district_id, scope, _filter(request), page=(MOST_EXPORTED, 0))
    may_see_money = visitor.may(SEE_MONEY)
    table: list[list[Any]] = [
        [row.claim_id, moment(row.opened_at, with_year=True), row.party_name, row.receipt_id or "",
         row.arrival_id or "", _(DEMANDS[row.demand]), _(CLAIM_STATES[row.state]), row.answer,
         _(SETTLEMENTS[row.settlement]) if row.settlement else "", row.refund_fen if may_see_money else "",
         row.actor_name]
        for row in rows
    ]  # fmt: skip
    return sheet_response(HEADS, table, kind=kind, name=_("索赔"))


def _new(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    """The form of a claim about ``receipt`` or ``arrival``, with all that can be claimed filled in."""
    visitor.need(OPEN)
    visitor.need(SEE_STOCK)
    receipt_id, arrival_id = row_number(form.get("receipt_id")), row_number(form.get("arrival_id"))
    scope, district = visitor.scope(SEE_STOCK), visitor.district_id
    with visitor.office.database.read() as connection:
        if receipt_id:
            head = receipt(connection, district, scope, receipt_id)
            party, arrival_of = head.source_name, head.arrival_id
        else:
            party = arrival_head(connection, district, scope, arrival_id).source_name
            arrival_of = arrival_id
        lines = claimable(connection, district, receipt_id, arrival_of)
    return show(
        request,
        "claims/new.html",
        active="arrivals",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        lines=lines,
        party=party,
        receipt_id=receipt_id,
        arrival_id=arrival_id,
        demands=[(key, _(word)) for key, word in DEMANDS.items()],
        causes=[(key, _(word)) for key, word in CAUSES.items() if key != "short"],
    )


@router.get("/claims/new")
def new_claim(request: Request, visitor: SignedIn, receipt: str = "", arrival: str = "") -> Response:
    """What of a receipt or an arrival can be claimed; nothing without one."""
    if not row_number(receipt) and not row_number(arrival):
        return RedirectResponse("/claims", 303)
    return _new(request, visitor, Form({"receipt_id": receipt, "arrival_id": arrival, "demand": "replacement"}))


@router.post("/claims/new")
def open_claim(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Lines left empty or at nothing are not claimed."""
    values: dict[str, Any] = {name: form.get(name) for name in ("receipt_id", "arrival_id", "demand", "note")}
    if row_number(form.get("receipt_id")):
        values.pop("arrival_id")
    for name in form.values:
        parts = name.split(".")
        if len(parts) == 3 and parts[2] == "quantity" and form.get(name).strip() not in ("", "0"):
            for field in ("lot_id", "arrival_line", "quantity", "cause"):
                values[f"lines.{parts[1]}.{field}"] = form.get(f"lines.{parts[1]}.{field}")
    outcome = submit(visitor, OpenClaim, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _new(request, visitor, form, outcome)
    return done(request, f"/claims/{outcome.answer['claim_id']}", _("索赔已提出"), outcome)


def _one(
    request: Request, visitor: Visitor, claim_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(SEE_STOCK)
    with visitor.office.database.read() as connection:
        head: Claim = claim(connection, visitor.district_id, visitor.scope(SEE_STOCK), claim_id)
        lines = claim_lines(connection, visitor.district_id, claim_id)
        refunds = refunds_of(connection, visitor.district_id, claim_id=claim_id)
        is_due = head.settlement == "refund" and visitor.may(BookRefund.action)
        kept_from = why_not(visitor, connection, BookRefund.action, {"claim_id": claim_id}) if is_due else ""
    back = sum(each.amount_fen for each in refunds if not each.reversed_by)
    return show(
        request,
        "claims/claim.html",
        active="arrivals",
        status_code=refusal.status if refusal else 200,
        head=head,
        lines=lines,
        refunds=refunds,
        not_to_refund=kept_from,
        back_fen=back,
        due_fen=head.refund_fen - back if head.settlement == "refund" else 0,
        columns=LINE_COLUMNS,
        states=CLAIM_STATES,
        demands=DEMANDS,
        causes=CAUSES,
        settlements=SETTLEMENTS,
        settlement_choices=[(key, _(word)) for key, word in SETTLEMENTS.items()],
        may_see_money=visitor.may(SEE_MONEY),
        form=form,
        errors=refusal.errors if refusal else {},
    )


@router.get("/claims/{claim_id:int}")
def one_claim(request: Request, visitor: SignedIn, claim_id: int) -> HTMLResponse:
    """A claim with its lines, what was answered, how it ended."""
    return _one(request, visitor, claim_id, Form({}))


@router.post("/claims/{claim_id:int}/answer")
def answer(request: Request, visitor: SignedIn, claim_id: int, form: Posted) -> Response:
    """What the other side says."""
    outcome = submit(visitor, AnswerClaim, {**form.values, "claim_id": claim_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, claim_id, form, outcome)
    return done(request, f"/claims/{claim_id}", _("答复已记下"), outcome)


@router.post("/claims/{claim_id:int}/settle")
def settle(request: Request, visitor: SignedIn, claim_id: int, form: Posted) -> Response:
    """How it ended."""
    data = CommandData({name: form.get(name) for name in ("settlement", "expected_on", "note")})
    data.values["claim_id"] = claim_id
    data.read("refund_fen", lambda: fen_of(form.get("refund")))
    outcome: Any
    if data.faults:
        outcome = errors_of(visitor, Refused(*data.faults))
    else:
        outcome = submit(visitor, SettleClaim, data.values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, claim_id, form, outcome)
    return done(request, f"/claims/{claim_id}", _("索赔已了结"), outcome)


@router.post("/claims/{claim_id:int}/refund")
def book_refund(request: Request, visitor: SignedIn, claim_id: int, form: Posted) -> Response:
    """What the supplier paid back came to the account."""
    data = CommandData({name: form.get(name) for name in ("document_number", "note")})
    data.values["claim_id"] = claim_id
    data.read("amount_fen", lambda: fen_of(form.get("amount")))
    outcome: Any
    if data.faults:
        outcome = errors_of(visitor, Refused(*data.faults))
    else:
        outcome = submit(visitor, BookRefund, data.values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, claim_id, form, outcome)
    return done(request, f"/claims/{claim_id}", _("退款已到账"), outcome)
