"""What the API lets one read, always within what one may see."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from liangcao.access.permissions import EVERYTHING
from liangcao.access.queries import reveal
from liangcao.access.roles import (
    SEE_DONATIONS,
    SEE_MONEY,
    SEE_PARTIES,
    SEE_PERSONAL_DATA,
    SEE_PLANS,
    SEE_REQUESTS,
    SEE_SHIPMENTS,
    SEE_STOCK,
    SEE_TRACE,
)
from liangcao.allocation.queries import plan_head, plan_lines, plan_shares, plans_page
from liangcao.catalog.search import normalise_query
from liangcao.donations.queries import Donation, DonationFilter, donation, donations_page
from liangcao.ledger.queries import StockFilter, entry_at, stock_rows, stock_rows_as_of
from liangcao.ledger.trace import flows_of_lot, origins, steps_of_lot
from liangcao.parties.queries import INSIDE_KINDS, OUTSIDE_KINDS, all_parties, all_places
from liangcao.reports.donation_pages import followed
from liangcao.reports.lot_pages import check_lot_seen
from liangcao.reports.stock_pages import head_mark
from liangcao.requests.details import people_covered, substitutes_of
from liangcao.requests.queries import RequestFilter, lines_of, request, requests_page
from liangcao.shipping.queries import shipment, shipment_lines, shipments_page
from liangcao.web.api_models import After, Document, Limit, Page, StockPage, TraceAnswer
from liangcao.web.moments import moment_ms
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(tags=["reading"])
Id = Annotated[int, Query(ge=0, le=2**53 - 1)]
Words = Annotated[str, Query(max_length=100)]
PERSONAL = ("contact", "phone", "remark", "driver", "receiver")


def page_of(rows: Sequence[dict[str, Any]], after: int, limit: int, **more: Any) -> JSONResponse:
    """A page of rows; `next` is there when it is full."""
    return JSONResponse({"rows": list(rows), "next": after + len(rows) if len(rows) == limit else None, **more})


def shown(visitor: Visitor, document: Any) -> dict[str, Any]:
    """A document's head with its personal texts where they may be seen, without their commitments where not."""
    data = asdict(document)
    names = [name for name in PERSONAL if name in data]
    if not visitor.may(SEE_PERSONAL_DATA):
        return {name: value for name, value in data.items() if name not in names}
    with visitor.office.database.read() as connection:
        texts = reveal(connection, visitor.district_id, [data[name] for name in names])
    return {**data, **{name: texts.get(data[name], "") for name in names}}


@router.get("/stock", response_model=StockPage, summary="库存 Stock", operation_id="stock")
def stock(
    visitor: SignedIn,
    as_of: Annotated[str, Query(description="As of this moment, with a time zone; empty: now")] = "",
    item_id: Id = 0,
    location_id: Id = 0,
    lot_id: Id = 0,
    q: Words = "",
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """What places hold of lots, and what is promised of it, in base units."""
    visitor.need(SEE_STOCK)
    wanted = StockFilter(item_id, location_id, lot_id, normalise_query(q), with_money=visitor.may(SEE_MONEY))
    scope, district_id = visitor.scope(SEE_STOCK), visitor.district_id
    with visitor.office.database.read() as connection:
        if as_of:
            entry = entry_at(connection, district_id, moment_ms(as_of, "as_of"))
            past = stock_rows_as_of(connection, district_id, scope, wanted, entry=entry)
            rows = past[after : after + limit]
        else:
            entry = head_mark(connection, district_id).number
            rows = stock_rows(connection, district_id, scope, wanted, page=(limit, after))
    return page_of([asdict(row) for row in rows], after, limit, entry=entry)


@router.get("/lots/{lot_id}/trace", response_model=TraceAnswer, summary="溯源 Trace", operation_id="trace_lot")
def trace_lot(visitor: SignedIn, lot_id: int) -> JSONResponse:
    """Where a lot came from, where it went, and by whose hands."""
    visitor.need(SEE_TRACE)
    district_id = visitor.district_id
    with visitor.office.database.read() as connection:
        check_lot_seen(connection, district_id, visitor.scope(SEE_TRACE), min(lot_id, 2**53 - 1))
        origin = asdict(origins(connection, district_id, [lot_id])[lot_id])
        steps = [asdict(step) for step in steps_of_lot(connection, district_id, lot_id)]
        flows = [asdict(flow) for flow in flows_of_lot(connection, district_id, lot_id)]
    if not visitor.may(SEE_MONEY):
        origin.pop("unit_cost_fen")
    return JSONResponse({"origin": origin, "steps": steps, "flows": flows})


@router.get("/requests", response_model=Page, summary="申请 Requests", operation_id="requests")
def requests(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern="^(submitted|approved|rejected|withdrawn)?$")] = "",
    unit_id: Id = 0,
    item_id: Id = 0,
    q: Words = "",
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Requests, the newest first."""
    visitor.need(SEE_REQUESTS)
    wanted = RequestFilter(state=state, unit_id=unit_id, item_id=item_id, search=normalise_query(q))
    with visitor.office.database.read() as connection:
        page = (limit, after)
        rows = requests_page(connection, visitor.district_id, visitor.scope(SEE_REQUESTS), wanted, page=page)
    return page_of([_without_personal(asdict(row)) for row in rows], after, limit)


@router.get("/requests/{number}", response_model=Document, summary="一份申请 One request", operation_id="request")
def one_request(visitor: SignedIn, number: int) -> JSONResponse:
    """A request with its lines."""
    visitor.need(SEE_REQUESTS)
    with visitor.office.database.read() as connection:
        head = request(connection, visitor.district_id, visitor.scope(SEE_REQUESTS), bounded(number))
        lines = lines_of(connection, visitor.district_id, [head.request_id])[head.request_id]
        covered = people_covered(connection, visitor.district_id, [head.request_id])[head.request_id]
        instead = substitutes_of(connection, visitor.district_id, head.request_id)
    told = [
        {**asdict(line), "accepts": [other.item_id for other in instead.get(line.line_number, [])]} for line in lines
    ]
    return JSONResponse({"head": {**shown(visitor, head), "covered": covered}, "lines": told})


@router.get("/plans", response_model=Page, summary="分配方案 Plans", operation_id="plans")
def plans(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern="^(proposed|adopted|discarded)?$")] = "",
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Plans, the newest first."""
    visitor.need(SEE_PLANS)
    with visitor.office.database.read() as connection:
        scope = visitor.scope(SEE_PLANS)
        rows = plans_page(connection, visitor.district_id, scope, state=state, page=(limit, after))
    return page_of([asdict(row) for row in rows], after, limit)


@router.get("/plans/{number}", response_model=Document, summary="一份方案 One plan", operation_id="plan")
def one_plan(visitor: SignedIn, number: int) -> JSONResponse:
    """A plan with its lines, and with the shares (what each asked and gets, and why) in its head."""
    visitor.need(SEE_PLANS)
    with visitor.office.database.read() as connection:
        head = plan_head(connection, visitor.district_id, visitor.scope(SEE_PLANS), bounded(number))
        lines = plan_lines(connection, visitor.district_id, number)
        shares = plan_shares(connection, visitor.district_id, number)
    data = {**asdict(head), "shares": [asdict(share) for share in shares]}
    return JSONResponse({"head": data, "lines": [asdict(line) for line in lines]})


@router.get("/shipments", response_model=Page, summary="发货 Shipments", operation_id="shipments")
def shipments(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern="^(dispatched|delivered|cancelled|differing)?$")] = "",
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Shipments, the newest first; ``differing``: signed for, with a difference that is not settled."""
    visitor.need(SEE_SHIPMENTS)
    with visitor.office.database.read() as connection:
        scope = visitor.scope(SEE_SHIPMENTS)
        rows = shipments_page(connection, visitor.district_id, scope, state=state, page=(limit, after))
    return page_of([_without_personal(asdict(row)) for row in rows], after, limit)


@router.get("/shipments/{number}", response_model=Document, summary="一次发货 One shipment", operation_id="shipment")
def one_shipment(visitor: SignedIn, number: int) -> JSONResponse:
    """A shipment with its lines."""
    visitor.need(SEE_SHIPMENTS)
    with visitor.office.database.read() as connection:
        head = shipment(connection, visitor.district_id, visitor.scope(SEE_SHIPMENTS), bounded(number))
        lines = shipment_lines(connection, visitor.district_id, head.shipment_id)
    return JSONResponse({"head": shown(visitor, head), "lines": [asdict(line) for line in lines]})


@router.get("/donations", response_model=Page, summary="捐赠 Donations", operation_id="donations")
def donations(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern="^(offered|announced|refused|merged)?$")] = "",
    q: Words = "",
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Donations, the newest first; who gave as a person is not named here."""
    visitor.need(SEE_DONATIONS)
    wanted = DonationFilter(state=state, search=normalise_query(q))
    with visitor.office.database.read() as connection:
        rows = donations_page(connection, visitor.district_id, wanted, page=(limit, after))
    return page_of([_of_donation(row) for row in rows], after, limit)


@router.get("/donations/{number}", response_model=Document, summary="一笔捐赠 One donation", operation_id="donation")
def one_donation(visitor: SignedIn, number: int) -> JSONResponse:
    """A donation with its lines and where each of them is now: in store, on the way, at which units."""
    visitor.need(SEE_DONATIONS)
    with visitor.office.database.read() as connection:
        head = donation(connection, visitor.district_id, bounded(number))
        lines = followed(connection, visitor.district_id, head.donation_id)
    return JSONResponse({"head": _of_donation(head), "lines": [asdict(line) for line in lines]})


def _of_donation(head: Donation) -> dict[str, Any]:
    """A donation without what is sealed: names, phones, the secret of the donor's page."""
    sealed = (*PERSONAL, "donor_name", "link")
    return {name: value for name, value in asdict(head).items() if name not in sealed} | {"stage": head.stage}


@router.get("/parties", response_model=Page, summary="单位 Parties", operation_id="parties")
def parties(visitor: SignedIn, limit: Limit = 100, after: After = 0) -> JSONResponse:
    """Units, suppliers and donors, by kind and name."""
    visitor.need(SEE_PARTIES)
    with visitor.office.database.read() as connection:
        rows = all_parties(connection, visitor.district_id)[after : after + limit]
    return page_of([asdict(row) for row in rows], after, limit)


@router.get("/locations", response_model=Page, summary="地点 Locations", operation_id="locations")
def locations(visitor: SignedIn, limit: Limit = 100, after: After = 0) -> JSONResponse:
    """Open places, ours and those outside, as far as one may look, by their way down the tree."""
    visitor.need(SEE_PARTIES)
    scope = EVERYTHING if visitor.may("parties.register_location") else visitor.scope(SEE_PARTIES)
    with visitor.office.database.read() as connection:
        found = all_places(connection, visitor.district_id, (*INSIDE_KINDS, *OUTSIDE_KINDS))
    seen = [each for each in found if scope.is_all or any(each.path.startswith(path) for path in scope.paths or ())]
    return page_of([asdict(row) for row in seen[after : after + limit]], after, limit)


def bounded(number: int) -> int:
    """An id as the database can hold it; a larger one exists nowhere."""
    return max(0, min(number, 2**53 - 1))


def _without_personal(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in PERSONAL}
