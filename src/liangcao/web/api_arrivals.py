"""Expected arrivals, claims and orders to reserve units by the API; money only for whom may see it."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from liangcao.access.roles import SEE_MOBILISATION, SEE_MONEY, SEE_STOCK
from liangcao.catalog.search import normalise_query
from liangcao.kernel.moment import day_of
from liangcao.mobilisation.queries import OrderedLine, OrderFilter, order, ordered_lines, orders_page
from liangcao.mobilisation.rules import STATES as ORDER_STATES
from liangcao.receiving.arrival_queries import (
    ArrivalFilter,
    ArrivalHead,
    ArrivalRow,
    arrival_head,
    arrivals,
    receipts_of_arrival,
    rows_of_arrivals,
)
from liangcao.receiving.arriving import STATES as ARRIVAL_STATES
from liangcao.receiving.claim_queries import Claim, ClaimFilter, claim, claim_lines, claims
from liangcao.receiving.claiming import CLAIM_STATES
from liangcao.web.api_models import After, Document, Limit, Page
from liangcao.web.api_reads import Id, Words, bounded, page_of
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(tags=["reading"])
_DRIVER = ("driver", "driver_phone")
_COST = ("unit_cost_fen", "cost_units")
SourceKind = Annotated[str, Query(pattern="^(purchase|donation|mobilisation|opening)?$")]


def _today(visitor: Visitor) -> str:
    return day_of(visitor.office.clock.now(), visitor.office.timezone)


def _head(head: ArrivalHead, today: str) -> dict[str, Any]:
    """An arrival without its driver's name and phone."""
    told = {name: value for name, value in asdict(head).items() if name not in _DRIVER}
    return {**told, "is_overdue": head.is_overdue(today)}


@router.get("/arrivals", response_model=Page, summary="到货 Expected arrivals", operation_id="arrivals")
def arrival_list(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern=f"^(open|overdue|{'|'.join(ARRIVAL_STATES)})?$")] = "",
    source_kind: SourceKind = "",
    q: Words = "",
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Expected arrivals from every source, the first to come at the head; ``open``: something is still to come."""
    visitor.need(SEE_STOCK)
    today = _today(visitor)
    wanted = ArrivalFilter(state=state, source_kind=source_kind, search=normalise_query(q), today=today)
    with visitor.office.database.read() as connection:
        rows = arrivals(connection, visitor.district_id, visitor.scope(SEE_STOCK), wanted, page=(limit, after))
    return page_of([_head(row, today) for row in rows], after, limit)


@router.get("/arrivals/{number}", response_model=Document, summary="一笔到货 One arrival", operation_id="arrival")
def one_arrival(visitor: SignedIn, number: int) -> JSONResponse:
    """An arrival with its lines, what came of each, and the receipts taken in against it."""
    visitor.need(SEE_STOCK)
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = arrival_head(connection, district, visitor.scope(SEE_STOCK), bounded(number))
        rows = rows_of_arrivals(connection, district, [head.arrival_id])[head.arrival_id]
        taken = receipts_of_arrival(connection, district, head.arrival_id)
    receipts = [{"receipt_id": each[0], "occurred_at": each[1], "state": each[2]} for each in taken]
    may_see_money = visitor.may(SEE_MONEY)
    lines = [_arrival_line(row, may_see_money) for row in rows]
    return JSONResponse({"head": {**_head(head, _today(visitor)), "receipts": receipts}, "lines": lines})


def _arrival_line(row: ArrivalRow, may_see_money: bool) -> dict[str, Any]:
    told = {**asdict(row), "open_quantity": row.open_quantity, "over": row.over}
    return told if may_see_money else {name: value for name, value in told.items() if name not in _COST}


@router.get("/claims", response_model=Page, summary="索赔 Claims", operation_id="claims")
def claim_list(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern=f"^({'|'.join(CLAIM_STATES)})?$")] = "",
    party_id: Id = 0,
    q: Words = "",
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Claims, those not settled at the head, then the newest."""
    visitor.need(SEE_STOCK)
    wanted = ClaimFilter(state=state, search=normalise_query(q), party_id=party_id)
    with visitor.office.database.read() as connection:
        rows = claims(connection, visitor.district_id, visitor.scope(SEE_STOCK), wanted, page=(limit, after))
    return page_of([_claim(visitor, row) for row in rows], after, limit)


@router.get("/claims/{number}", response_model=Document, summary="一份索赔 One claim", operation_id="claim")
def one_claim(visitor: SignedIn, number: int) -> JSONResponse:
    """A claim with its lines, what was answered and how it ended."""
    visitor.need(SEE_STOCK)
    with visitor.office.database.read() as connection:
        head = claim(connection, visitor.district_id, visitor.scope(SEE_STOCK), bounded(number))
        lines = claim_lines(connection, visitor.district_id, head.claim_id)
    return JSONResponse({"head": _claim(visitor, head), "lines": [asdict(line) for line in lines]})


def _claim(visitor: Visitor, head: Claim) -> dict[str, Any]:
    told = asdict(head)
    if not visitor.may(SEE_MONEY):
        del told["refund_fen"]
    return told


@router.get("/mobilisation", response_model=Page, summary="调拨 Orders to reserve units", operation_id="orders")
def order_list(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern=f"^({'|'.join(ORDER_STATES)})?$")] = "",
    party_id: Id = 0,
    q: Words = "",
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Orders to reserve units, the newest first, each with its lines that are still owed for."""
    visitor.need(SEE_MOBILISATION)
    wanted = OrderFilter(state=state, party_id=party_id, search=normalise_query(q))
    with visitor.office.database.read() as connection:
        rows = orders_page(connection, visitor.district_id, wanted, page=(limit, after))
        lines = ordered_lines(connection, visitor.district_id, [row.order_id for row in rows])
    told = [
        {**asdict(row), "owed": [_order_line(line) for line in lines[row.order_id] if line.owed > 0]} for row in rows
    ]
    return page_of(told, after, limit)


@router.get("/mobilisation/{number}", response_model=Document, summary="一份调拨单 One order", operation_id="order")
def one_order(visitor: SignedIn, number: int) -> JSONResponse:
    """An order with its lines: ordered, came, given back, compensated, owed, in base units; money in fen."""
    visitor.need(SEE_MOBILISATION)
    with visitor.office.database.read() as connection:
        head = order(connection, visitor.district_id, bounded(number))
        lines = ordered_lines(connection, visitor.district_id, [head.order_id])[head.order_id]
    return JSONResponse({"head": asdict(head), "lines": [_order_line(line) for line in lines]})


def _order_line(line: OrderedLine) -> dict[str, Any]:
    return {**asdict(line), "owed": line.owed}
