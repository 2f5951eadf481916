"""What the API lets one read of purchases, suppliers, and money against goods."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from liangcao.access.roles import SEE_MONEY, SEE_PURCHASES
from liangcao.catalog.search import normalise_query
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_of
from liangcao.parties.suppliers import blacklisted, licences_of
from liangcao.procurement.queries import BoughtLine, lines_of, purchase
from liangcao.reports.money_ties import money_and_goods
from liangcao.reports.purchase_pages import Dossier, PurchaseFilter, dossiers, purchase_rows
from liangcao.reports.supplier_pages import SupplierFilter, supplier_rows
from liangcao.web.api_models import After, Document, Limit, Page
from liangcao.web.api_reads import Id, Words, page_of
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(tags=["reading"])
View = Annotated[str, Query(pattern="^(proposed|approved|open|flagged|own|closed|ended)?$")]
MOST_ID = 2**53 - 1


def _today(visitor: Visitor) -> str:
    return day_of(visitor.office.clock.now(), visitor.office.timezone)


def _told(dossier: Dossier) -> dict[str, Any]:
    """What of a dossier is there, and what it lacks by when; amounts in fen."""
    tie = dossier.tie
    return {
        "accepted_fen": tie.accepted_fen,
        "invoiced_fen": dossier.invoiced_fen,
        "paid_fen": tie.paid_fen,
        "committed_fen": tie.held_fen,
        "missing": [{"key": each.key, "due_on": each.due_on} for each in dossier.missing],
    }


@router.get("/purchases", response_model=Page, summary="采购 Purchases", operation_id="purchases")
def purchases(
    visitor: SignedIn,
    view: View = "",
    supplier_id: Id = 0,
    item_id: Id = 0,
    q: Words = "",
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Purchases, the newest first, each with what its dossier lacks."""
    visitor.need(SEE_PURCHASES)
    wanted = PurchaseFilter(view=view, supplier_id=supplier_id, item_id=item_id, search=normalise_query(q))
    with visitor.office.database.read() as connection:
        rows = purchase_rows(connection, visitor.district_id, wanted, page=(limit, after))
        ids = [row.purchase_id for row in rows]
        found = dossiers(connection, visitor.district_id, ids, timezone=visitor.office.timezone)
    return page_of([{**asdict(row), **_told(found[row.purchase_id])} for row in rows], after, limit)


@router.get("/purchases/{number}", response_model=Document, summary="一笔采购 One purchase", operation_id="purchase")
def one_purchase(visitor: SignedIn, number: int) -> JSONResponse:
    """A purchase with its lines and its dossier."""
    visitor.need(SEE_PURCHASES)
    if not 0 <= number <= MOST_ID:
        raise refused("unknown_document", "purchase_id", name=number)
    with visitor.office.database.read() as connection:
        found = purchase(connection, visitor.district_id, number)
        lines = lines_of(connection, visitor.district_id, number)
        dossier = dossiers(connection, visitor.district_id, [number], timezone=visitor.office.timezone)[number]
    return JSONResponse({"head": {**asdict(found), **_told(dossier)}, "lines": [_line(line) for line in lines]})


def _line(line: BoughtLine) -> dict[str, Any]:
    told = asdict(line)
    told |= {"price_fen": line.price.fen, "price_units": line.price.units}
    del told["price"]
    return told


@router.get("/suppliers", response_model=Page, summary="供应商名册 Suppliers", operation_id="suppliers")
def suppliers(visitor: SignedIn, q: Words = "", limit: Limit = 100, after: After = 0) -> JSONResponse:
    """Suppliers with their licences that count, and why nothing may be bought from one (empty: something may)."""
    visitor.need(SEE_PURCHASES)
    wanted = SupplierFilter(_today(visitor), search=normalise_query(q))
    with visitor.office.database.read() as connection:
        rows = supplier_rows(connection, visitor.district_id, wanted, page=(limit, after))
        told = []
        for row in rows:
            licences = licences_of(connection, visitor.district_id, row.party_id)
            listed = blacklisted(connection, visitor.district_id, row.party_id)
            standing = [asdict(each) for each in licences if not each.withdrawn_entry]
            told.append({**asdict(row), "licences": standing, "blacklisted": listed.reason if listed else ""})
    return page_of(told, after, limit)


@router.get("/money-and-goods", response_model=Document, summary="钱货对账 Money and goods", operation_id="ties")
def ties(visitor: SignedIn) -> JSONResponse:
    """Purchases by funding line (fen), and where the books of one do not agree."""
    visitor.need(SEE_MONEY)
    if not visitor.scope(SEE_MONEY).is_all:
        raise refused("not_permitted_here", action=SEE_MONEY)
    with visitor.office.database.read() as connection:
        found = money_and_goods(connection, visitor.district_id)
    untied = [asdict(each) for each in found.untied]
    return JSONResponse({"head": {"ok": found.ok, "untied": untied}, "lines": [asdict(each) for each in found.lines]})
