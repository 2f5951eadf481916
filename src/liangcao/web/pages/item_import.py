"""导入物资目录: a catalogue of others comes in by file or by paste; looked at first, then all of it or nothing."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.catalog.commands import CorrectItem, ImportItems
from liangcao.exchange.columns import Columns
from liangcao.exchange.item_columns import item_columns
from liangcao.exchange.items_import import ItemsImport, import_items, preview_items
from liangcao.exchange.request_sheet import Fault
from liangcao.kernel.errors import Reason, Refused
from liangcao.language import N_, _, translate_reason
from liangcao.reports.item_words import fact_words
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done
from liangcao.web.pages.looked_at import FAULTY, Kept, LookedAt, sheet_with_faults
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
VIEWS: dict[str, str] = {
    "faulty": N_("有错的行"),
    "fresh": N_("新物资"),
    "more": N_("给已有的添内容"),
    "different": N_("写法不同"),
    "known": N_("已经有的"),
}
_ROW = (
    Column("item", N_("物资"), primary=True),
    Column("unit", N_("最小单位")),
    Column("packs", N_("包装")),
    Column("codes", N_("编码")),
    Column("row", N_("第几行"), numeric=True),
)
COLUMNS: dict[str, tuple[Column, ...]] = {
    **dict.fromkeys(("fresh", "more", "known"), _ROW),
    "different": (
        Column("item", N_("物资"), primary=True),
        Column("facts", N_("哪里不同")),
        Column("row", N_("第几行"), numeric=True),
    ),
    "faulty": FAULTY,
}


def _look(visitor: Visitor, content: bytes, name: str) -> ItemsImport:
    return preview_items(visitor.office, visitor.actor.actor_id, content, name)


def _told(visitor: Visitor, found: ItemsImport) -> dict[str, Any]:
    return {
        "found": found,
        "say": lambda fault: translate_reason(fault.reason, visitor.language),
        "fact_words": fact_words,
        "may_correct": visitor.may(CorrectItem.action),
    }


IMPORT: LookedAt[ItemsImport] = LookedAt(
    base="/items/import",
    folder="catalogue",
    active="catalogue",
    needs=(ImportItems.action,),
    look=_look,
    lists=lambda found: {name: getattr(found, name) for name in VIEWS},
    views=VIEWS,
    columns=COLUMNS,
    empty="known",
    told=_told,
)


@router.get("/items/import")
def import_page(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Where a catalogue is handed in."""
    return IMPORT.start(request, visitor, Form({}))


@router.post("/items/import")
def take_catalogue(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Look at what was sent, keep it for a while, and go on to what was found."""
    return IMPORT.take(request, visitor, form)


@router.get("/items/import/{token}")
def look_at_catalogue(
    request: Request, visitor: SignedIn, token: str, view: str = "", page: PageNumber = 1
) -> Response:
    """What the catalogue holds, page by page; nothing has been imported."""
    return IMPORT.look_at(request, visitor, token, (view, page))


@router.post("/items/import/{token}")
def import_catalogue(request: Request, visitor: SignedIn, token: str, form: Posted) -> Response:
    """Import what was looked at: once, however often this is sent; known items are put right when that was chosen."""
    try:
        kept = IMPORT.kept(visitor, token)
    except Refused as refusal:
        return IMPORT.gone(request, refusal)
    upload, corrects = kept.upload, form.get("corrects") == "1"
    try:
        made = import_items(visitor.office, visitor.actor.actor_id, upload.content, upload.name, corrects=corrects)
    except Refused as refusal:
        return IMPORT.preview(request, visitor, kept, reasons=refusal.reasons)
    if made.faulty:
        reasons = [Reason("file_faulty_rows", {"faulty": len(made.faulty)})]
        return IMPORT.preview(request, visitor, Kept(upload, made), ("faulty", 1), reasons)
    if not made.done:
        return done(request, "/items", _("这张表已经导入过，没有重复记"), tone="ok")
    words = {"new": f"{len(made.fresh):,}", "more": f"{len(made.more):,}"}
    words["corrected"] = f"{len(made.different) if corrects else 0:,}"
    return done(request, "/items", _("已导入：新物资 %(new)s，添内容 %(more)s，更正 %(corrected)s") % words)


@router.get("/items/import/{token}/faulty.xlsx")
def catalogue_with_faults(visitor: SignedIn, token: str) -> Response:
    """The same sheet back, with one more column that says what is wrong."""
    kept = IMPORT.kept(visitor, token)

    def say(fault: Fault) -> str:
        return translate_reason(fault.reason, visitor.language)

    def columns(rows: Any) -> Columns:
        known = item_columns(rows)
        return Columns(known.row, known.headings, known.places)

    return sheet_with_faults(kept.upload, kept.found.faulty, say, columns)
