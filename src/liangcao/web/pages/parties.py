"""单位: who asks, who supplies, who gives; what a unit asked for and received."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_PARTIES, SEE_PERSONAL_DATA, SEE_REQUESTS, SEE_SHIPMENTS
from liangcao.catalog.search import normalise_query
from liangcao.language import N_, _
from liangcao.parties.commands import RegisterParty
from liangcao.parties.rules import UNVERIFIED, outside_kind
from liangcao.reports.party_pages import (
    ORDERS,
    PartyFilter,
    count_parties,
    items_of_unit,
    party_row,
    party_rows,
)
from liangcao.reports.shipping_pages import ShipmentFilter, shipment_rows
from liangcao.requests.queries import RequestFilter, lines_of, requests_page
from liangcao.web.class_names import class_filters, class_options, class_words, known_classes
from liangcao.web.forms import Form, Posted
from liangcao.web.kind_words import PARTY_KINDS
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.request_list import row_of
from liangcao.web.pages.request_words import SHIPMENT_STATES, STAGES
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
REGISTER = "parties.register_party"
COLUMNS = (
    Column("name", N_("名称"), sort="name", primary=True),
    Column("kind", N_("类别")),
    Column("class", N_("优先级"), sort="class"),
    Column("area", N_("地区")),
)
MOST_EXPORTED = 50_000


def _filter(request: Request) -> tuple[PartyFilter, str]:
    """What the address asks for, and the words searched for as they were typed."""
    asked = request.query_params
    words, kind, level, order = (asked.get(name, "").strip()[:100] for name in ("q", "kind", "priority_class", "sort"))
    number = int(level) if level in map(str, known_classes().names) else 0
    kind, order = kind if kind in PARTY_KINDS else "", order if order in ORDERS else "class"
    return PartyFilter(kind, number, normalise_query(words), order), words


@router.get("/parties")
def parties(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """Everybody we deal with."""
    visitor.need(SEE_PARTIES)
    wanted, words = _filter(request)
    with visitor.office.database.read() as connection:
        total = count_parties(connection, visitor.district_id, wanted)
        rows = party_rows(connection, visitor.district_id, wanted, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
    chips = [(_("查找：%(words)s") % {"words": words}, "q")] if words else []
    chips += [(_(PARTY_KINDS[wanted.kind]), "kind")] if wanted.kind else []
    chips += [(class_words(wanted.priority_class), "priority_class")] if wanted.priority_class else []
    return show(
        request,
        "parties/list.html",
        fragment="rows",
        active="parties",
        q=words,
        wanted=wanted,
        chips=chips,
        query="?" + request.url.query if request.url.query else "",
        rows=rows,
        columns=COLUMNS,
        kinds=[(key, _(word)) for key, word in PARTY_KINDS.items()],
        kind_words=PARTY_KINDS,
        classes=class_filters(),
        class_words=class_words,
        paging=Paging(total, page),
    )


@router.get("/parties.{kind}")
def parties_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list as a sheet, without any person's data."""
    visitor.need(SEE_PARTIES)
    wanted, _words = _filter(request)
    with visitor.office.database.read() as connection:
        found = party_rows(connection, visitor.district_id, wanted, page=(MOST_EXPORTED, 0))
    rows = [
        [row.name, _(PARTY_KINDS[row.kind]), row.priority_class, row.area, row.credit_code, row.id] for row in found
    ]
    names = (N_("名称"), N_("类别"), N_("优先级"), N_("地区"), N_("统一社会信用代码"), N_("编号"))
    return sheet_response([_(name) for name in names], rows, kind=kind, name=_("单位"))


@router.get("/parties/new")
def new_party(request: Request, visitor: SignedIn, kind: str = "", name: str = "") -> HTMLResponse:
    """An empty form."""
    visitor.need(REGISTER)
    return _form(request, Form({"kind": kind if kind in PARTY_KINDS else "", "name": name[:200]}))


@router.post("/parties/new")
def register(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Take the unit in."""
    outcome = submit(visitor, RegisterParty, form)
    if isinstance(outcome, FormErrors):
        return _form(request, form, outcome)
    return done(request, f"/parties/{outcome.answer['party_id']}", _("已登记"), outcome)


def _form(request: Request, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    return show(
        request,
        "parties/new.html",
        active="parties",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        kinds=[(key, _(word)) for key, word in PARTY_KINDS.items() if key != UNVERIFIED],
        classes=class_options(),
    )


@router.get("/parties/{party_id:int}")
def one_party(request: Request, visitor: SignedIn, party_id: int) -> HTMLResponse:
    """One party, and for a unit what it asked for and received."""
    visitor.need(SEE_PARTIES)
    return _show_party(request, visitor, party_id)


def _show_party(request: Request, visitor: Visitor, party_id: int) -> HTMLResponse:
    district = visitor.district_id
    sees_requests, sees_shipments = visitor.may(SEE_REQUESTS), visitor.may(SEE_SHIPMENTS)
    with visitor.office.database.read() as connection:
        row = party_row(connection, district, party_id)
        asks = outside_kind(row.kind) == "recipient"
        scope = visitor.scope(SEE_REQUESTS)
        goods = items_of_unit(connection, district, scope, party_id) if asks and sees_requests else []
        wanted = RequestFilter(unit_id=party_id)
        heads = requests_page(connection, district, scope, wanted, page=(10, 0)) if sees_requests else []
        lines = lines_of(connection, district, [head.request_id for head in heads])
        sent = ShipmentFilter(unit_id=party_id)
        scope = visitor.scope(SEE_SHIPMENTS)
        shipments = shipment_rows(connection, district, scope, sent, page=(10, 0)) if sees_shipments else []
        may_know = visitor.may(SEE_PERSONAL_DATA)
        known = reveal(connection, district, [row.contact, row.phone]) if may_know else {}
    return show(
        request,
        "parties/one.html",
        active="parties",
        row=row,
        asks=asks,
        goods=goods,
        requests=[row_of(head, lines[head.request_id]) for head in heads],
        shipments=shipments,
        known=known,
        may_know=may_know,
        kind_words=PARTY_KINDS,
        class_words=class_words,
        stages=STAGES,
        shipment_states=SHIPMENT_STATES,
    )
