"""采购: all purchases, those whose dossiers lack something, and one purchase with its dossier."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_JOURNAL, SEE_MONEY, SEE_PURCHASES
from liangcao.catalog.queries import items_by_id
from liangcao.catalog.search import normalise_query
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.language.things import thing
from liangcao.procurement.dossier import MatchLine, mismatches
from liangcao.procurement.queries import (
    acceptances_of,
    accepted_by_line,
    accepted_fen,
    filings_of,
    invoices_of,
    lines_of,
    payments_of,
    purchase,
    quotes_of,
    refunds_of,
    reviews_of,
)
from liangcao.procurement.rules import FILINGS, FLAGS, GROUNDS, PRICE_BASES, STATES, VERDICTS
from liangcao.receiving.expecting import came_of_lines
from liangcao.reports.purchase_goods import goods_of
from liangcao.reports.purchase_pages import PURCHASE_VIEWS, PurchaseFilter, count_purchases, dossiers, purchase_rows
from liangcao.reports.signers import signers_of
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form
from liangcao.web.page import PageNumber, show
from liangcao.web.pages.papers import papers_card
from liangcao.web.pages.purchase_paper import mismatch_words
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.task_links import tasks_shown
from liangcao.web.pages.why_words import why_not
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_EXPORTED = 50_000
MOST_COUNTED = 10_000
"""How far a list is counted: nobody turns two hundred pages."""
STATE_TONES = {"proposed": "wait", "approved": "info", "rejected": "off", "cancelled": "off", "closed": "ok"}
VIEW_WORDS = {
    "": N_("全部"),
    "proposed": N_("待批"),
    "approved": N_("在办"),
    "open": N_("档案不齐"),
    "flagged": N_("有警示"),
    "own": N_("自行采购"),
    "closed": N_("已了结"),
    "ended": N_("退回、取消"),
}
COLUMNS = (
    Column("goods", N_("买什么"), primary=True),
    Column("supplier", N_("供应单位")),
    Column("amount", N_("金额"), numeric=True),
    Column("state", N_("状态")),
    Column("missing", N_("档案还缺")),
    Column("expected", N_("预计到货"), wide_only=True),
    Column("when", N_("提出时间"), wide_only=True),
    Column("who", N_("采购人"), wide_only=True, whole=True),
)
LINE_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("quantity", N_("定"), numeric=True),
    Column("price", N_("单价"), numeric=True),
    Column("amount", N_("金额"), numeric=True),
    Column("came", N_("收到合格"), numeric=True),
    Column("rejected", N_("拒收"), numeric=True),
    Column("accepted", N_("已验收"), numeric=True),
)
HEADS = (
    N_("采购单"), N_("提出时间"), N_("供应单位"), N_("部门"), N_("物资"), N_("数量"), N_("单位"), N_("行数"),
    N_("金额（元）"), N_("状态"), N_("警示"), N_("预计到货"), N_("采购人"), N_("档案还缺"), N_("最早期限"),
)  # fmt: skip


def _filter(request: Request) -> tuple[PurchaseFilter, str]:
    asked = request.query_params
    view, words = asked.get("view", ""), asked.get("q", "").strip()[:100]
    numbers = {name: row_number(asked.get(name, "")) for name in ("supplier", "item", "line")}
    view = view if view in PURCHASE_VIEWS else ""
    search = normalise_query(words)
    return PurchaseFilter(view, numbers["supplier"], numbers["item"], numbers["line"], search), words


@router.get("/purchases")
def purchases(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """Purchases, the newest first, with what their dossiers lack."""
    visitor.need(SEE_PURCHASES)
    wanted, words = _filter(request)
    with visitor.office.database.read() as connection:
        total = count_purchases(connection, visitor.district_id, wanted, most=MOST_COUNTED)
        rows = purchase_rows(connection, visitor.district_id, wanted, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
        ids = [row.purchase_id for row in rows]
        found = dossiers(connection, visitor.district_id, ids, timezone=visitor.office.timezone)
    return show(
        request,
        "purchases/list.html",
        fragment="rows",
        active="purchases",
        rows=rows,
        columns=COLUMNS,
        paging=Paging(total, page, most=MOST_COUNTED),
        dossiers=found,
        today=today_of(visitor),
        q=words,
        wanted=wanted,
        views=[(key, _(word), f"/purchases?view={key}" if key else "/purchases") for key, word in VIEW_WORDS.items()],
        states=STATES,
        tones=STATE_TONES,
        flags=FLAGS,
        query="?" + request.url.query if request.url.query else "",
    )


def today_of(visitor: Visitor) -> str:
    """The day it is in the district."""
    return day_of(visitor.office.clock.now(), visitor.office.timezone)


@router.get("/purchases.{kind}")
def purchases_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list, whole, as a sheet; amounts in yuan."""
    visitor.need(SEE_PURCHASES)
    wanted, _words = _filter(request)
    with visitor.office.database.read() as connection:
        rows = purchase_rows(connection, visitor.district_id, wanted, page=(MOST_EXPORTED, 0))
        ids = [row.purchase_id for row in rows]
        found = dossiers(connection, visitor.district_id, ids, timezone=visitor.office.timezone)
    table: list[list[Any]] = []
    for row in rows:
        lacking = found[row.purchase_id].missing
        table.append(
            [row.purchase_id, moment(row.proposed_at, with_year=True), row.supplier_name, row.department_name,
             thing(row.goods), row.quantity, row.base_unit, row.lines,
             f"{row.amount_fen // 100}.{row.amount_fen % 100:02d}", _(STATES[row.state]),
             "、".join(_(FLAGS[flag]) for flag in row.flags.split(",") if flag), row.expected_on, row.actor_name,
             "、".join(_(each.title) for each in lacking), next((each.due_on for each in lacking if each.due_on), "")]
        )  # fmt: skip
    return sheet_response(HEADS, table, kind=kind, name=_("紧急采购"))


@router.get("/purchases/{purchase_id:int}")
def purchase_page(request: Request, visitor: SignedIn, purchase_id: int) -> HTMLResponse:
    """One purchase: what it says, its dossier, what does not match, and what can be done with it now."""
    return show_purchase(request, visitor, purchase_id)


def whole_purchase(visitor: Visitor, purchase_id: int) -> dict[str, Any]:
    """A purchase with all that its page and its printed dossier show; raises Refused ``unknown_document``."""
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        found = purchase(connection, district, purchase_id)
        lines = lines_of(connection, district, purchase_id)
        accepted = accepted_by_line(connection, district, purchase_id)
        came = came_of_lines(connection, district, "purchase", purchase_id)
        dossier = dossiers(connection, district, [purchase_id], timezone=visitor.office.timezone)[purchase_id]
        acceptances = acceptances_of(connection, district, purchase_id)
        payments = payments_of(connection, district, purchase_id)
        refunds = refunds_of(connection, district, purchase_id=purchase_id)
        goods = goods_of(connection, district, purchase_id)
        entries = [found.decided_entry, *(each.entry for each in acceptances)]
        entries += [*(each.entry for each in goods.inspected), *(each.entry for each in payments)]
        values: dict[str, Any] = {
            "purchase": found,
            "lines": lines,
            "line_columns": LINE_COLUMNS,
            "items": items_by_id(connection, district, [line.item_id for line in lines]),
            "accepted": accepted,
            "came": came,
            "dossier": dossier,
            "accepted_fen": accepted_fen(lines, accepted),
            "quotes": quotes_of(connection, district, purchase_id),
            "filings": filings_of(connection, district, purchase_id),
            "invoices": invoices_of(connection, district, purchase_id),
            "acceptances": acceptances,
            "goods": goods,
            "payments": payments,
            "refunds": refunds,
            "reviews": reviews_of(connection, district, purchase_id),
            "signers": signers_of(connection, district, [entry for entry in entries if entry]),
            "papers": papers_card(visitor, connection, "purchase", purchase_id),
            "tasks_behind": tasks_shown(visitor, connection, "purchase", purchase_id),
            "kept_from": _kept_from(visitor, connection, purchase_id),
        }
    matched = [
        MatchLine(
            line_number=line.line_number,
            item_name=thing(line.item_name),
            base_unit=line.base_unit,
            ordered=line.quantity,
            received=_received(values["came"], line.line_number) if found.location_id else None,
            rejected=values["came"][line.line_number].rejected if line.line_number in values["came"] else 0,
            accepted=accepted.get(line.line_number, 0),
            amount_fen=line.amount_fen,
            accepted_fen=line.price.of(accepted.get(line.line_number, 0)),
            waiting=dossier.tie.lines[line.line_number].waiting,
            bad_later=dossier.tie.lines[line.line_number].bad_later,
        )
        for line in lines
    ]
    ties = found.state in ("approved", "closed")
    paid_fen = sum(each.amount_fen for each in payments if not each.reversed_by) - dossier.tie.refund_fen
    invoiced_fen = sum(each.amount_fen for each in values["invoices"] if not each.annulled_entry)
    told = {"free_fen": dossier.tie.free_fen, "recover_fen": dossier.tie.recover_fen}
    values["mismatches"] = mismatches(matched, invoiced_fen=invoiced_fen, paid_fen=paid_fen, **told) if ties else []
    values |= {"paid_fen": paid_fen, "invoiced_fen": invoiced_fen, "matched": matched}
    return values


def _received(came: Mapping[int, Any], number: int) -> int:
    return came[number].accepted + came[number].quarantined if number in came else 0


def _kept_from(visitor: Visitor, connection: Any, purchase_id: int) -> dict[str, str]:
    """Why this person may not do a deed of this purchase, by the deed: what they did before on it."""
    deeds = ("approve_purchase", "accept_purchase", "pay_purchase", "review_purchase")
    named = {"purchase_id": purchase_id}
    return {
        deed: why_not(visitor, connection, f"procurement.{deed}", named)
        for deed in deeds
        if visitor.may(f"procurement.{deed}")
    }


def show_purchase(
    request: Request, visitor: Visitor, purchase_id: int, form: Form | None = None, refusal: Any = None
) -> HTMLResponse:
    """The page of a purchase, after a refused deed with what was typed and why."""
    visitor.need(SEE_PURCHASES)
    values = whole_purchase(visitor, purchase_id)
    return show(
        request,
        "purchases/one.html",
        active="purchases",
        status_code=refusal.status if refusal else 200,
        **values,
        form=form or Form({}),
        errors=refusal.errors if refusal else {},
        today=today_of(visitor),
        states=STATES,
        tones=STATE_TONES,
        flags=FLAGS,
        grounds=GROUNDS,
        bases=PRICE_BASES,
        filing_words=FILINGS,
        verdicts=VERDICTS,
        mismatch=mismatch_words,
        invoice_options=[(str(each.invoice_id), each.number) for each in values["invoices"] if not each.annulled_entry],
        filing_options=[(key, _(word)) for key, word in FILINGS.items()],
        verdict_options=[(key, _(word)) for key, word in VERDICTS.items()],
        sees_money=visitor.may(SEE_MONEY),
        sees_journal=visitor.may(SEE_JOURNAL),
    )
