"""导入: a list of needs comes in by file or by paste; looked at first, then all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_REQUESTS
from liangcao.catalog.queries import all_goods
from liangcao.exchange.corrections import template
from liangcao.exchange.request_sheet import Fault
from liangcao.exchange.requests_import import (
    Choices,
    ImportFault,
    RequestImport,
    import_requests,
    preview_requests,
)
from liangcao.kernel.errors import Reason, Refused
from liangcao.language import N_, _, translate_reason
from liangcao.web.forms import Form, Posted
from liangcao.web.kind_words import PARTY_KINDS
from liangcao.web.page import PageNumber, done
from liangcao.web.pages.looked_at import FAULTY, LookedAt, sheet_with_faults, workbook
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
NEEDED = ("requests.submit_request", "parties.register_party")
VIEWS: dict[str, str] = {
    "faulty": N_("有错的行"),
    "new": N_("新的行"),
    "same": N_("已经申请过的行"),
    "units": N_("要新登记的单位"),
}
ROW_COLUMNS = (
    Column("unit", N_("单位"), primary=True),
    Column("item", N_("物资")),
    Column("quantity", N_("数量"), numeric=True),
    Column("row", N_("第几行"), numeric=True),
)
COLUMNS: dict[str, tuple[Column, ...]] = {
    "new": ROW_COLUMNS,
    "same": (*ROW_COLUMNS, Column("asked", N_("已经申请过"))),
    "faulty": FAULTY,
    "units": (
        Column("name", N_("单位"), primary=True),
        Column("kind", N_("类别（按名字猜的）")),
        Column("area", N_("地区")),
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What looking at a list told, and the goods in it by number: name and unit."""

    told: RequestImport
    items: dict[int, tuple[str, str]]


def _look(visitor: Visitor, content: bytes, name: str) -> Found:
    told = preview_requests(visitor.office, visitor.actor.actor_id, content, name)
    with visitor.office.database.read() as connection:
        goods = all_goods(connection, visitor.district_id)
    return Found(told, {item.item_id: (item.name, item.base_unit) for item in goods})


def _lists(found: Found) -> Mapping[str, Sequence[Any]]:
    told = found.told
    return {"faulty": told.faulty, "new": told.fresh, "same": told.known, "units": told.new_units}


def _told(visitor: Visitor, found: Found) -> dict[str, Any]:
    return {
        "told": found.told,
        "items": found.items,
        "kinds": PARTY_KINDS,
        "say": lambda fault: _said(fault, visitor.language),
    }


def _said(fault: ImportFault | Fault, language: str) -> str:
    """A fault in words, with the names that may have been meant."""
    sentence = translate_reason(Reason(fault.code, fault.params, fault.column), language)
    alike = fault.params.get("suggestions")
    if alike:
        return _("%(fault)s。是不是：%(alike)s") % {"fault": sentence, "alike": "、".join(alike)}
    return sentence


IMPORT: LookedAt[Found] = LookedAt(
    base="/requests/import",
    folder="requests",
    active="requests",
    needs=NEEDED,
    look=_look,
    lists=_lists,
    views=VIEWS,
    columns=COLUMNS,
    empty="same",
    told=_told,
)


@router.get("/requests/import")
def import_page(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Where a list is handed in."""
    return IMPORT.start(request, visitor, Form({}))


@router.post("/requests/import")
def take_list(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Look at the list that was sent, keep it for a while, and go on to what was found."""
    return IMPORT.take(request, visitor, form)


@router.get("/requests/import/{token}")
def look_at_list(request: Request, visitor: SignedIn, token: str, view: str = "", page: PageNumber = 1) -> Response:
    """What the list holds, page by page; nothing has been imported."""
    return IMPORT.look_at(request, visitor, token, (view, page))


@router.post("/requests/import/{token}")
def import_list(request: Request, visitor: SignedIn, token: str, form: Posted) -> Response:
    """Import what was looked at: once, however often this is sent; known rows once more when that was chosen."""
    try:
        kept = IMPORT.kept(visitor, token)
    except Refused as refusal:
        return IMPORT.gone(request, refusal)
    upload = kept.upload
    try:
        choices = Choices(again=form.get("again") == "1")
        made = import_requests(visitor.office, visitor.actor.actor_id, upload.content, upload.name, choices)
    except Refused as refusal:
        return IMPORT.preview(request, visitor, kept, reasons=refusal.reasons)
    if made.faulty:
        reasons = [Reason("file_faulty_rows", {"faulty": len(made.faulty)})]
        return IMPORT.preview(request, visitor, kept, ("faulty", 1), reasons)
    if not made.new:
        return done(request, "/requests?state=submitted", _("这张表已经导入过，没有重复记"), tone="ok")
    words = {"rows": f"{made.new:,}", "requests": f"{len(made.request_ids):,}", "units": f"{len(made.new_units):,}"}
    text = _("已导入 %(rows)s 行：%(requests)s 份申请，新登记 %(units)s 个单位") % words
    return done(request, "/requests?state=submitted", text)


@router.get("/requests/import/{token}/faulty.xlsx")
def list_with_faults(visitor: SignedIn, token: str) -> Response:
    """The same sheet back, with one more column that says what is wrong."""
    kept = IMPORT.kept(visitor, token)
    faults = [Fault(each.row, each.column, each.code, each.params, each.text) for each in kept.found.told.faulty]
    return sheet_with_faults(kept.upload, faults, lambda fault: _said(fault, visitor.language))


@router.get("/requests/import-template.xlsx")
def template_file(visitor: SignedIn) -> Response:
    """The sheet to fill in: notes, an example that is skipped, drop-downs."""
    visitor.need(SEE_REQUESTS)
    with visitor.office.database.read() as connection:
        goods = all_goods(connection, visitor.district_id)
    units = dict.fromkeys(word for item in goods for word in (item.base_unit, *(pack.name for pack in item.packs)))
    return workbook(template([item.name for item in goods], list(units), say=_), _("申请导入模板"))
