"""Returns, disposals, loans and recalls by the API, within what one may see; quantities in base units."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from liangcao.access.roles import SEE_DISPOSALS, SEE_LOANS, SEE_RECALLS, SEE_RETURNS
from liangcao.catalog.search import normalise_query
from liangcao.disposal.queries import DisposalFilter, disposal, disposal_lines, disposals_page
from liangcao.disposal.rules import STATES as DISPOSAL_STATES
from liangcao.kernel.moment import day_of
from liangcao.loans.queries import LoanFilter, loan, loan_lines, loans_page
from liangcao.loans.rules import STATES as LOAN_STATES
from liangcao.recall.queries import RecallFilter, holders, recall, recalled_lots, recalls_page
from liangcao.recall.rules import STATES as RECALL_STATES
from liangcao.returns.queries import ReturnFilter, goods_return, return_lines, returns_page
from liangcao.returns.rules import STATES as RETURN_STATES
from liangcao.web.api_models import After, Document, Limit, Page
from liangcao.web.api_reads import Id, Words, bounded, page_of
from liangcao.web.visitor import SignedIn

router = APIRouter(tags=["reading"])
_SEALED = ("borrower",)


@router.get("/returns", response_model=Page, summary="退回 Returns", operation_id="returns")
def return_list(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern=f"^(open|{'|'.join(RETURN_STATES)})?$")] = "",
    unit_id: Id = 0,
    shipment_id: Id = 0,
    recall_id: Id = 0,
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Returns, the newest first; ``open``: not examined to the last."""
    visitor.need(SEE_RETURNS)
    wanted = ReturnFilter(state=state, unit_id=unit_id, shipment_id=shipment_id, recall_id=recall_id)
    with visitor.office.database.read() as connection:
        rows = returns_page(connection, visitor.district_id, visitor.scope(SEE_RETURNS), wanted, page=(limit, after))
    return page_of([asdict(row) for row in rows], after, limit)


@router.get("/returns/{number}", response_model=Document, summary="一张退回单 One return", operation_id="return")
def one_return(visitor: SignedIn, number: int) -> JSONResponse:
    """A return with its lines: announced, received, restocked, unusable."""
    visitor.need(SEE_RETURNS)
    with visitor.office.database.read() as connection:
        head = goods_return(connection, visitor.district_id, visitor.scope(SEE_RETURNS), bounded(number))
        lines = return_lines(connection, visitor.district_id, [head.return_id])[head.return_id]
    return JSONResponse({"head": asdict(head), "lines": [{**asdict(each), "waiting": each.waiting} for each in lines]})


@router.get("/disposals", response_model=Page, summary="报废 Disposals", operation_id="disposals")
def disposal_list(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern=f"^(open|{'|'.join(DISPOSAL_STATES)})?$")] = "",
    q: Words = "",
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Disposals, the newest first; ``open``: not at their end."""
    visitor.need(SEE_DISPOSALS)
    wanted = DisposalFilter(state=state, search=normalise_query(q))
    with visitor.office.database.read() as connection:
        rows = disposals_page(
            connection, visitor.district_id, visitor.scope(SEE_DISPOSALS), wanted, page=(limit, after)
        )
    return page_of([asdict(row) for row in rows], after, limit)


@router.get("/disposals/{number}", response_model=Document, summary="一张报废单 One disposal", operation_id="disposal")
def one_disposal(visitor: SignedIn, number: int) -> JSONResponse:
    """A disposal with its lines and who proposed, agreed, carried it out and witnessed it."""
    visitor.need(SEE_DISPOSALS)
    with visitor.office.database.read() as connection:
        head = disposal(connection, visitor.district_id, visitor.scope(SEE_DISPOSALS), bounded(number))
        lines = disposal_lines(connection, visitor.district_id, [head.disposal_id])[head.disposal_id]
    return JSONResponse({"head": asdict(head), "lines": [asdict(each) for each in lines]})


@router.get("/loans", response_model=Page, summary="借用 Loans", operation_id="loans")
def loan_list(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern=f"^(overdue|{'|'.join(LOAN_STATES)})?$")] = "",
    party_id: Id = 0,
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Loans: what is out first, the earliest due at the head; ``overdue``: something is still out after its day."""
    visitor.need(SEE_LOANS)
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    wanted = LoanFilter(state=state, today=today, party_id=party_id)
    with visitor.office.database.read() as connection:
        rows = loans_page(connection, visitor.district_id, visitor.scope(SEE_LOANS), wanted, page=(limit, after))
    return page_of([{**_unnamed(row), "is_overdue": row.is_overdue(today)} for row in rows], after, limit)


@router.get("/loans/{number}", response_model=Document, summary="一张借用单 One loan", operation_id="loan")
def one_loan(visitor: SignedIn, number: int) -> JSONResponse:
    """A loan with its lines: lent, back whole, back damaged, lost, out; what is owed in fen."""
    visitor.need(SEE_LOANS)
    with visitor.office.database.read() as connection:
        head = loan(connection, visitor.district_id, visitor.scope(SEE_LOANS), bounded(number))
        lines = loan_lines(connection, visitor.district_id, [head.loan_id])[head.loan_id]
    return JSONResponse({"head": _unnamed(head), "lines": [{**asdict(each), "out": each.out} for each in lines]})


def _unnamed(head: Any) -> dict[str, Any]:
    """A loan without the name of who took it."""
    return {name: value for name, value in asdict(head).items() if name not in _SEALED}


@router.get("/recalls", response_model=Page, summary="召回 Recalls", operation_id="recalls")
def recall_list(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern=f"^({'|'.join(RECALL_STATES)})?$")] = "",
    q: Words = "",
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Recalls, the open ones first, each with its lots."""
    visitor.need(SEE_RECALLS)
    with visitor.office.database.read() as connection:
        wanted = RecallFilter(state=state, search=normalise_query(q))
        rows = recalls_page(connection, visitor.district_id, wanted, page=(limit, after))
        lots = recalled_lots(connection, visitor.district_id, [row.recall_id for row in rows])
    told = [{**asdict(row), "lots": [asdict(each) for each in lots[row.recall_id]]} for row in rows]
    return page_of(told, after, limit)


@router.get("/recalls/{number}", response_model=Document, summary="一次召回 One recall", operation_id="recall")
def one_recall(visitor: SignedIn, number: int) -> JSONResponse:
    """A recall with its lots; the lines are the holders: held, returned, used, missing, not told yet."""
    visitor.need(SEE_RECALLS)
    with visitor.office.database.read() as connection:
        head = recall(connection, visitor.district_id, bounded(number))
        lots = recalled_lots(connection, visitor.district_id, [head.recall_id])[head.recall_id]
        held = holders(connection, visitor.district_id, head.recall_id)
    told = {**asdict(head), "lots": [asdict(each) for each in lots]}
    return JSONResponse({"head": told, "lines": [{**asdict(each), "open": each.open} for each in held]})
