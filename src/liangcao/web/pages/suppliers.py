"""供应单位: the register of suppliers, each with code, licences and the blacklist; what was bought from it."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from liangcao.access.roles import SEE_PURCHASES
from liangcao.catalog.search import normalise_query
from liangcao.kernel.command import Command
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.papers.queries import papers_of_many
from liangcao.parties.commands import (
    BlacklistParty,
    ClearParty,
    RecordLicence,
    SetCreditCode,
    WithdrawLicence,
)
from liangcao.parties.rules import LICENCE_KINDS
from liangcao.parties.suppliers import licences_of, listings_of, party_of_licence
from liangcao.procurement.rules import STATES
from liangcao.reports.party_pages import party_row
from liangcao.reports.purchase_pages import PurchaseFilter, purchase_rows
from liangcao.reports.supplier_pages import SUPPLIER_VIEWS, SupplierFilter, count_suppliers, supplier_rows
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.purchases import STATE_TONES, today_of
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_EXPORTED = 50_000
VIEW_WORDS = {
    "": N_("全部"),
    "expired": N_("证件到期"),
    "none": N_("没有证件"),
    "blacklisted": N_("黑名单"),
}
COLUMNS = (
    Column("name", N_("名称"), primary=True),
    Column("code", N_("统一社会信用代码"), wide_only=True),
    Column("licences", N_("证件")),
    Column("purchases", N_("采购单"), numeric=True, wide_only=True),
    Column("deliveries", N_("收货几次"), numeric=True),
    Column("paid", N_("已付"), numeric=True, wide_only=True),
    Column("state", N_("状态")),
)
HEADS = (
    N_("编号"), N_("名称"), N_("地区"), N_("统一社会信用代码"), N_("证件"), N_("到期的"), N_("最早到期"), N_("黑名单"),
    N_("采购单"), N_("采购金额（元）"), N_("收货几次"), N_("已付（元）"),
)  # fmt: skip


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _filter(request: Request, visitor: Visitor) -> tuple[SupplierFilter, str]:
    view, words = request.query_params.get("view", ""), request.query_params.get("q", "").strip()[:100]
    view = view if view in SUPPLIER_VIEWS else ""
    return SupplierFilter(today_of(visitor), view, normalise_query(words)), words


@router.get("/suppliers")
def suppliers(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """The register."""
    visitor.need(SEE_PURCHASES)
    wanted, words = _filter(request, visitor)
    with visitor.office.database.read() as connection:
        total = count_suppliers(connection, visitor.district_id, wanted)
        rows = supplier_rows(connection, visitor.district_id, wanted, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
    return show(
        request,
        "suppliers/list.html",
        fragment="rows",
        active="suppliers",
        rows=rows,
        columns=COLUMNS,
        paging=Paging(total, page),
        views=[(key, _(word), f"/suppliers?view={key}" if key else "/suppliers") for key, word in VIEW_WORDS.items()],
        wanted=wanted,
        q=words,
        query="?" + request.url.query if request.url.query else "",
    )


@router.get("/suppliers.{kind}")
def suppliers_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list, whole, as a sheet."""
    visitor.need(SEE_PURCHASES)
    wanted, _words = _filter(request, visitor)
    with visitor.office.database.read() as connection:
        rows = supplier_rows(connection, visitor.district_id, wanted, page=(MOST_EXPORTED, 0))
    table: list[list[Any]] = [
        [row.party_id, row.name, row.area, row.credit_code, row.licences, row.expired, row.next_expiry,
         _("是") if row.is_blacklisted else "", row.purchases, _yuan(row.bought_fen), row.deliveries,
         _yuan(row.paid_fen)]
        for row in rows
    ]  # fmt: skip
    return sheet_response(HEADS, table, kind=kind, name=_("供应商名册"))


@router.get("/suppliers/{party_id:int}")
def supplier(request: Request, visitor: SignedIn, party_id: int) -> HTMLResponse:
    """One supplier."""
    return _page(request, visitor, party_id, Form({}))


def _page(
    request: Request, visitor: Visitor, party_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(SEE_PURCHASES)
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        row = party_row(connection, district, party_id)
        licences = licences_of(connection, district, party_id)
        papers: dict[int, list[Any]] = {}
        for paper in papers_of_many(connection, district, [("licence", each.licence_id) for each in licences]):
            papers.setdefault(paper.document_id, []).append(paper)
        listings = listings_of(connection, district, party_id)
        sums = supplier_rows(connection, district, SupplierFilter(today_of(visitor), party_id=party_id))
        bought = purchase_rows(connection, district, PurchaseFilter(supplier_id=party_id), page=(20, 0))
    return show(
        request,
        "suppliers/one.html",
        active="suppliers",
        status_code=refusal.status if refusal else 200,
        row=row,
        licences=licences,
        papers=papers,
        listings=listings,
        listed=next((each for each in listings if not each.cleared_entry), None),
        bought=bought,
        sums=sums[0] if sums else None,
        kinds=LICENCE_KINDS,
        kind_options=[(key, _(word)) for key, word in LICENCE_KINDS.items()],
        states=STATES,
        tones=STATE_TONES,
        today=today_of(visitor),
        form=form,
        errors=refusal.errors if refusal else {},
    )


def _do(
    request: Request, visitor: Visitor, party_id: int, what: tuple[type[Command], dict[str, Any], Form], said: str
) -> Response:
    command, values, form = what
    outcome = submit(visitor, command, {**form.values, **values}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, party_id, form, outcome)
    return done(request, f"/suppliers/{party_id}", said, outcome)


@router.post("/suppliers/{party_id:int}/code")
def set_code(request: Request, visitor: SignedIn, party_id: int, form: Posted) -> Response:
    """Its unified social credit code."""
    return _do(request, visitor, party_id, (SetCreditCode, {"party_id": party_id}, form), _("信用代码已记下"))


@router.post("/suppliers/{party_id:int}/licences")
def record_licence(request: Request, visitor: SignedIn, party_id: int, form: Posted) -> Response:
    """One licence more; then its paper."""
    values = {"party_id": party_id}
    outcome = submit(visitor, RecordLicence, {**form.values, **values}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, party_id, form, outcome)
    return done(request, f"/papers/licence/{outcome.answer['licence_id']}", _("证件已登记，请附上原件"), outcome)


@router.post("/suppliers/{party_id:int}/licences/withdraw")
def withdraw_licence(request: Request, visitor: SignedIn, party_id: int, form: Posted) -> Response:
    """A licence counts no more."""
    return _do(request, visitor, party_id, (WithdrawLicence, {}, form), _("证件已撤下"))


@router.post("/suppliers/{party_id:int}/blacklist")
def blacklist(request: Request, visitor: SignedIn, party_id: int, form: Posted) -> Response:
    """Put it on the blacklist; it waits for a second person."""
    return _do(request, visitor, party_id, (BlacklistParty, {"party_id": party_id}, form), _("已列入黑名单"))


@router.post("/suppliers/{party_id:int}/clear")
def clear(request: Request, visitor: SignedIn, party_id: int, form: Posted) -> Response:
    """Take it off the blacklist; it waits for a second person."""
    return _do(request, visitor, party_id, (ClearParty, {"party_id": party_id}, form), _("已移出黑名单"))


@router.get("/suppliers/licences/{licence_id:int}")
def licence_page(request: Request, visitor: SignedIn, licence_id: int) -> Response:
    """The page of the supplier that a licence is on record for."""
    visitor.need(SEE_PURCHASES)
    with visitor.office.database.read() as connection:
        party_id = party_of_licence(connection, visitor.district_id, licence_id)
    if not party_id:
        raise refused("unknown_document", name=licence_id)
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/suppliers/{party_id}", status_code=303)
