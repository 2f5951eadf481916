"""到货: what is expected from all sources on one list; one arrival, told anew, called off, announced by hand."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_MONEY, SEE_PERSONAL_DATA, SEE_STOCK
from liangcao.catalog.queries import items_by_id
from liangcao.catalog.search import normalise_query
from liangcao.kernel.moment import day_of
from liangcao.kernel.quantity import amount_fen
from liangcao.language import N_, _
from liangcao.receiving.arrival_queries import (
    ORDERS,
    ArrivalFilter,
    ArrivalHead,
    arrival_head,
    arrivals,
    count_arrivals,
    receipts_of_arrival,
    rows_of_arrivals,
)
from liangcao.receiving.arriving import STATES
from liangcao.receiving.claim_queries import ClaimFilter, claimable, claims
from liangcao.receiving.commands import CancelArrival, ChangeArrival
from liangcao.receiving.queries import SOURCE_KINDS
from liangcao.reports.places import own_places
from liangcao.web.class_names import class_name
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.asked_link import qr_code
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_EXPORTED = 50_000
TAKE_IN = "receiving.receive_goods"
ANNOUNCE, CHANGE, CANCEL = "receiving.announce_arrival", "receiving.change_arrival", "receiving.cancel_arrival"
CLAIM = "receiving.open_claim"
COLUMNS = (
    Column("what", N_("到什么"), primary=True),
    Column("expected_on", N_("预计哪天到"), sort="expected_on"),
    Column("source", N_("来自"), sort="source"),
    Column("kind", N_("怎么来的"), whole=True),
    Column("place", N_("到哪里"), wide_only=True, whole=True),
    Column("driver", N_("司机、车辆")),
    Column("state", N_("状态")),
)
LINE_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("quantity", N_("应到"), numeric=True),
    Column("received", N_("已收"), numeric=True),
    Column("rejected", N_("不合格"), numeric=True),
    Column("open", N_("还差"), numeric=True),
)
HEADS = (
    N_("到货单"), N_("预计哪天到"), N_("来自"), N_("怎么来的"), N_("到哪里"), N_("行号"), N_("物资"), N_("单位"),
    N_("应到"), N_("已收"), N_("不合格"), N_("还差"), N_("车辆"), N_("状态"), N_("说明"),
)  # fmt: skip
VIEWS = ("open", "overdue", "partly", "received", "cancelled", "all")
VIEW_WORDS = {"open": N_("在等的"), "overdue": N_("逾期未到"), "all": N_("全部"), **STATES}


def today_of(visitor: Visitor) -> str:
    """The day it is in the district."""
    return day_of(visitor.office.clock.now(), visitor.office.timezone)


def _filter(request: Request, visitor: Visitor) -> ArrivalFilter:
    asked = request.query_params
    view, kind = asked.get("show", "open"), asked.get("kind", "")
    state = view if view in VIEWS else "open"
    return ArrivalFilter(
        state="" if state == "all" else state,
        source_kind=kind if kind in SOURCE_KINDS else "",
        search=normalise_query(asked.get("q", "")[:100]),
        today=today_of(visitor),
        order=asked.get("sort", "expected_on"),
    )


def told(visitor: Visitor, connection: Any, heads: list[ArrivalHead]) -> dict[str, str]:
    """The drivers' names and phones by their commitments, for whom receives or may see personal data."""
    if not (visitor.may(SEE_PERSONAL_DATA) or visitor.may(TAKE_IN)):
        return {}
    return reveal(
        connection, visitor.district_id, [text for head in heads for text in (head.driver, head.driver_phone)]
    )


@router.get("/arrivals")
def arrival_list(request: Request, visitor: SignedIn, page: PageNumber = 1, sort: str = "expected_on") -> HTMLResponse:
    """What is expected, the first to come at the head; what should have come and has not is marked."""
    visitor.need(SEE_STOCK)
    wanted, scope, district = _filter(request, visitor), visitor.scope(SEE_STOCK), visitor.district_id
    sort = sort if sort in ORDERS else "expected_on"
    with visitor.office.database.read() as connection:
        total = count_arrivals(connection, district, scope, wanted)
        window = (PAGE_SIZE, (page - 1) * PAGE_SIZE)
        rows = arrivals(connection, district, scope, wanted, page=window)
        personal = told(visitor, connection, rows)
    asked = request.query_params
    return show(
        request,
        "arrivals/list.html",
        fragment="rows",
        active="arrivals",
        rows=rows,
        columns=COLUMNS,
        sort=sort,
        paging=Paging(total, page),
        today=wanted.today,
        personal=personal,
        states=STATES,
        source_kinds=SOURCE_KINDS,
        kinds=[(kind, _(word)) for kind, word in SOURCE_KINDS.items() if kind != "funds"],
        views=[(view, _(VIEW_WORDS[view])) for view in VIEWS],
        asked={name: asked.get(name, "")[:100] for name in ("q", "kind", "show")},
        query="?" + request.url.query if request.url.query else "",
    )


@router.get("/arrivals.{kind}")
def arrival_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list, whole, a row for each line; without anybody's name or phone."""
    visitor.need(SEE_STOCK)
    wanted, scope, district = _filter(request, visitor), visitor.scope(SEE_STOCK), visitor.district_id
    with visitor.office.database.read() as connection:
        heads = arrivals(connection, district, scope, wanted, page=(MOST_EXPORTED, 0))
        rows = rows_of_arrivals(connection, district, [head.arrival_id for head in heads])
    table: list[list[Any]] = [
        [head.arrival_id, head.expected_on, head.source_name, _(SOURCE_KINDS[head.source_kind]), head.location_name,
         row.line_number, row.item_name, row.base_unit, row.quantity, row.received, row.rejected, row.open_quantity,
         head.vehicle, _(STATES[head.state]), head.note]
        for head in heads
        for row in rows[head.arrival_id]
    ]  # fmt: skip
    return sheet_response(HEADS, table, kind=kind, name=_("到货"))


def _one(request: Request, visitor: Visitor, arrival_id: int) -> dict[str, Any]:
    """An arrival with all that its page shows; raises Refused ``unknown_document``."""
    scope, district = visitor.scope(SEE_STOCK), visitor.district_id
    with visitor.office.database.read() as connection:
        head = arrival_head(connection, district, scope, arrival_id)
        rows = rows_of_arrivals(connection, district, [arrival_id])[arrival_id]
        places = own_places(connection, district, scope, kinds=("store", "dock"))
        claimed = claims(connection, district, scope, ClaimFilter(arrival_id=arrival_id))
        short = claimable(connection, district, 0, arrival_id) if visitor.may(CLAIM) else []
        taken = receipts_of_arrival(connection, district, arrival_id)
        packs = {key: item.packs for key, item in items_by_id(connection, district, [r.item_id for r in rows]).items()}
        personal = told(visitor, connection, [head])
    address = f"{str(request.base_url).rstrip('/')}/receive?arrival={arrival_id}"
    return {
        "head": head,
        "lines": rows,
        "packs": packs,
        "columns": LINE_COLUMNS,
        "receipts": taken,
        "claims": claimed,
        "may_claim": bool(short),
        "personal": personal,
        "states": STATES,
        "source_kinds": SOURCE_KINDS,
        "class_name": class_name,
        "today": today_of(visitor),
        "cost": sum(amount_fen(row.quantity, row.unit_cost_fen, row.cost_units) for row in rows),
        "may_see_money": visitor.may(SEE_MONEY),
        "doors": [(str(place.location_id), place.label) for place in places if place.is_open],
        "code": qr_code(address),
        "address": address,
    }


def _page(
    request: Request, visitor: Visitor, arrival_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(SEE_STOCK)
    return show(
        request,
        "arrivals/arrival.html",
        active="arrivals",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        **_one(request, visitor, arrival_id),
    )


@router.get("/arrivals/{arrival_id:int}")
def one_arrival(request: Request, visitor: SignedIn, arrival_id: int) -> HTMLResponse:
    """What is to come, what came of it, and by whom it comes; a code that opens the receiving form."""
    return _page(request, visitor, arrival_id, Form({}))


@router.post("/arrivals/{arrival_id:int}/change")
def change(request: Request, visitor: SignedIn, arrival_id: int, form: Posted) -> Response:
    """Another day, another driver."""
    outcome = submit(visitor, ChangeArrival, {**form.values, "arrival_id": arrival_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, arrival_id, form, outcome)
    return done(request, f"/arrivals/{arrival_id}", _("已改"), outcome)


@router.post("/arrivals/{arrival_id:int}/cancel")
def cancel(request: Request, visitor: SignedIn, arrival_id: int, form: Posted) -> Response:
    """What has not come is no longer expected."""
    outcome = submit(visitor, CancelArrival, {**form.values, "arrival_id": arrival_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, arrival_id, form, outcome)
    return done(request, f"/arrivals/{arrival_id}", _("已取消，不再等了"), outcome, tone="warn")
