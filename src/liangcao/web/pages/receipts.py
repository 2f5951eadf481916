"""收货单: the receipts there are; one with its batches, each put on its shelf in two taps; the sheet to sign."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.roles import SEE_MONEY, SEE_STOCK
from liangcao.catalog.queries import items_by_id
from liangcao.catalog.search import normalise_query
from liangcao.kernel.moment import day_of as day_in
from liangcao.kernel.quantity import amount_fen
from liangcao.language import N_, _
from liangcao.language.formats import day_of, moment
from liangcao.receiving.arrival_queries import expected_on_of
from liangcao.receiving.claim_queries import ClaimFilter, claimable, claims
from liangcao.receiving.codes import OVER_CODES, QUARANTINE_CODES, REJECT_CODES
from liangcao.receiving.doubts import DOUBTS
from liangcao.receiving.queries import (
    RECEIPT_STATES,
    SOURCE_KINDS,
    Receipt,
    ReceiptFilter,
    count_receipts,
    receipt,
    receipts,
    received_lines,
)
from liangcao.reports.funds_pages import paid_for_receipt
from liangcao.reports.places import own_places
from liangcao.web.class_names import class_name
from liangcao.web.page import PageNumber, show
from liangcao.web.pages.papers import papers_card
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.stock_look import today_and_near
from liangcao.web.pages.why_words import why_not
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

PAY, CLAIM = "funds.pay_party", "receiving.open_claim"
ACCEPTANCES: dict[str, str] = {"due": N_("待验收"), "passed": N_("验收合格"), "failed": N_("验收不合格")}
MOST_EXPORTED = 50_000
HEADS = (
    N_("收货单"), N_("时间"), N_("来自"), N_("怎么来的"), N_("收到哪里"), N_("单据号"), N_("批数"), N_("收货人"),
    N_("状态"),
)  # fmt: skip
COLUMNS = (
    Column("what", N_("收到什么"), primary=True),
    Column("when", N_("时间")),
    Column("source", N_("来自")),
    Column("kind", N_("怎么来的")),
    Column("place", N_("收到哪里"), wide_only=True),
    Column("document", N_("单据号"), wide_only=True),
    Column("who", N_("收货人")),
    Column("state", N_("状态")),
)
LINE_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("accepted", N_("合格"), numeric=True),
    Column("rejected", N_("不合格"), numeric=True),
    Column("batch", N_("批号")),
    Column("expires_on", N_("有效期到")),
    Column("do", N_("上架")),
)
SHEET_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("batch", N_("批号")),
    Column("expires_on", N_("有效期到")),
    Column("accepted", N_("合格"), numeric=True),
    Column("rejected", N_("不合格"), numeric=True),
)
SHOWN = {
    "": N_("全部"),
    "booked": N_("已入库"),
    "reversed": N_("已冲正"),
    "rejected": N_("有不合格"),
    "due": N_("待验收"),
}


def _filter(request: Request) -> ReceiptFilter:
    asked = request.query_params
    show_only = asked.get("show", "")
    kind = asked.get("kind", "")
    return ReceiptFilter(
        source_kind=kind if kind in SOURCE_KINDS else "",
        state=show_only if show_only in RECEIPT_STATES else "",
        only_rejected=show_only == "rejected",
        only_due=show_only == "due",
        search=normalise_query(asked.get("q", "")[:100]),
    )


@router.get("/receipts")
def receipt_list(request: Request, visitor: SignedIn, page: PageNumber = 1) -> Response:
    """Receipts, the newest first."""
    visitor.need(SEE_STOCK)
    wanted, scope = _filter(request), visitor.scope(SEE_STOCK)
    with visitor.office.database.read() as connection:
        total = count_receipts(connection, visitor.district_id, scope, wanted)
        first = (page - 1) * PAGE_SIZE
        rows = receipts(connection, visitor.district_id, scope, wanted, page=(PAGE_SIZE, first))
    asked = request.query_params
    return show(
        request,
        "receive/list.html",
        fragment="rows",
        active="receive",
        rows=rows,
        columns=COLUMNS,
        paging=Paging(total, page),
        source_kinds=SOURCE_KINDS,
        states=RECEIPT_STATES,
        kinds=[(kind, _(word)) for kind, word in SOURCE_KINDS.items() if kind != "funds"],
        shown=[(key, _(word)) for key, word in SHOWN.items() if key],
        asked={name: asked.get(name, "")[:100] for name in ("q", "kind", "show")},
        query="?" + request.url.query if request.url.query else "",
    )


@router.get("/receipts.{kind}")
def receipt_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list, whole, as a sheet."""
    visitor.need(SEE_STOCK)
    with visitor.office.database.read() as connection:
        scope = visitor.scope(SEE_STOCK)
        rows = receipts(connection, visitor.district_id, scope, _filter(request), page=(MOST_EXPORTED, 0))
    table: list[list[Any]] = [
        [row.receipt_id, moment(row.occurred_at, with_year=True), row.source_name, _(SOURCE_KINDS[row.source_kind]),
         row.location_name, row.document_number, row.lines, row.actor_name, _(RECEIPT_STATES[row.state])]
        for row in rows
    ]  # fmt: skip
    return sheet_response(HEADS, table, kind=kind, name=_("收货记录"))


def _one(visitor: Visitor, receipt_id: int) -> dict[str, Any]:
    """A receipt with all that its page and its sheet show; raises Refused ``unknown_document``."""
    scope, district = visitor.scope(SEE_STOCK), visitor.district_id
    with visitor.office.database.read() as connection:
        found: Receipt = receipt(connection, district, scope, receipt_id)
        lines = received_lines(connection, district, receipt_id)
        items = items_by_id(connection, district, [line.item_id for line in lines])
        places = own_places(connection, district, scope)
        paid = paid_for_receipt(connection, district, receipt_id) if visitor.may(SEE_MONEY) else 0
        papers = papers_card(visitor, connection, "receipt", receipt_id)
        claimed = claims(connection, district, scope, ClaimFilter(receipt_id=receipt_id))
        may_claim = visitor.may(CLAIM) and bool(claimable(connection, district, receipt_id, found.arrival_id))
        late = _days_late(found, expected_on_of(connection, district, found.arrival_id), visitor.office.timezone)
        kept_from = why_not(visitor, connection, PAY, {"receipt_id": receipt_id}) if visitor.may(PAY) else ""
    here_below = [
        place
        for place in places
        if place.kind == "shelf" and place.is_open and place.root_id == _root(places, found.location_id)
    ]
    today, near = today_and_near(visitor)
    return {
        "receipt": found,
        "lines": lines,
        "packs": {item_id: item.packs for item_id, item in items.items()},
        "shelves": here_below,
        "place": next((each.label for each in places if each.location_id == found.location_id), found.location_name),
        "cost": sum(amount_fen(line.kept, line.unit_cost_fen, line.cost_units) for line in lines),
        "late": late,
        "claims": claimed,
        "may_claim": may_claim,
        "reject_codes": REJECT_CODES,
        "quarantine_codes": QUARANTINE_CODES,
        "over_codes": OVER_CODES,
        "doubt_words": DOUBTS,
        "verdicts": ACCEPTANCES,
        "paid": paid,
        "why_not": kept_from,
        "papers": papers,
        "may_see_money": visitor.may(SEE_MONEY),
        "source_kinds": SOURCE_KINDS,
        "states": RECEIPT_STATES,
        "class_name": class_name,
        "today": today,
        "near": near,
    }


def _days_late(found: Receipt, expected_on: str, timezone: str) -> int:
    """How many days after the day it was expected goods were taken in; 0 when in time, or when nobody said."""
    if not expected_on:
        return 0
    came = date.fromisoformat(day_in(found.occurred_at, timezone))
    return max((came - date.fromisoformat(expected_on)).days, 0)


def _root(places: Any, location_id: int) -> int:
    return next((place.root_id for place in places if place.location_id == location_id), location_id)


@router.get("/receipts/{receipt_id}")
def receipt_page(request: Request, visitor: SignedIn, receipt_id: int) -> Response:
    """What was taken in; each batch can be put on a shelf from here."""
    visitor.need(SEE_STOCK)
    return show(request, "receive/receipt.html", active="receive", columns=LINE_COLUMNS, **_one(visitor, receipt_id))


@router.get("/receipts/{receipt_id}/sheet")
def receipt_sheet(request: Request, visitor: SignedIn, receipt_id: int) -> Response:
    """The sheet for the file, to be signed by hand."""
    visitor.need(SEE_STOCK)
    found = _one(visitor, receipt_id)
    found |= {"now": visitor.office.clock.now(), "day": day_of(found["receipt"].occurred_at)}
    return show(request, "receive/sheet.html", active="receive", columns=SHEET_COLUMNS, **found)
