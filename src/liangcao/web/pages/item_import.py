"""导入物资目录: a catalogue of others comes in by file or by paste; looked at first, then all of it or nothing."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.catalog.commands import CorrectItem, ImportItems
from liangcao.exchange.columns import Columns
from liangcao.exchange.corrections import REASON_HEADING, faulty_sheet
from liangcao.exchange.item_columns import item_columns
from liangcao.exchange.items_import import ItemsImport, import_items, preview_items
from liangcao.exchange.request_sheet import Fault
from liangcao.exchange.sheets import read_sheet
from liangcao.kernel.errors import Reason, Refused
from liangcao.language import N_, _, translate_reason
from liangcao.operations.uploads import Upload
from liangcao.reports.item_words import fact_words
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.sheet import TYPES
from liangcao.web.submit import FormErrors, errors_of
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.uploads import Uploads
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
PASTED = N_("粘贴的表格")
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
    "faulty": (
        Column("row", N_("第几行"), primary=True),
        Column("column", N_("哪一列")),
        Column("text", N_("写的是")),
        Column("fault", N_("错在哪里、怎么改")),
    ),
}
Kept = tuple[Upload, ItemsImport]
UPLOADS: Uploads[ItemsImport] = Uploads()


@router.get("/items/import")
def import_page(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Where a catalogue is handed in."""
    visitor.need(ImportItems.action)
    return _start(request, Form({}))


def _start(request: Request, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    return show(
        request,
        "catalogue/import.html",
        active="catalogue",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
    )


@router.post("/items/import")
def take_catalogue(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Look at what was sent, keep it for a while, and go on to what was found."""
    visitor.need(ImportItems.action)
    file = form.files.get("file")
    name, content = (file.name, file.content) if file and file.content else (_(PASTED), form.get("pasted").encode())
    try:
        found = preview_items(visitor.office, visitor.actor.actor_id, content, name)
    except Refused as refusal:
        return _start(request, form, errors_of(visitor, refusal))
    token = UPLOADS.keep(visitor.office, visitor.actor.actor_id, (name, content), found)
    return done(request, f"/items/import/{token}", _("表格看完了，还没有导入"), tone="ok")


def _kept(visitor: Visitor, token: str) -> Kept:
    visitor.need(ImportItems.action)
    office, actor_id = visitor.office, visitor.actor.actor_id
    return UPLOADS.find(
        office, (token, actor_id), lambda each: preview_items(office, actor_id, each.content, each.name)
    )


@router.get("/items/import/{token}")
def look_at_catalogue(
    request: Request, visitor: SignedIn, token: str, view: str = "", page: PageNumber = 1
) -> Response:
    """What the catalogue holds, page by page; nothing has been imported."""
    try:
        kept = _kept(visitor, token)
    except Refused as refusal:
        return _gone(request, refusal)
    return _preview(request, visitor, kept, (view, page))


def _gone(request: Request, refusal: Refused) -> Response:
    if refusal.code != "unknown_document":
        raise refusal
    return done(request, "/items/import", _("这张表放得太久，已经不在了，请再交一次"), tone="warn")


def _preview(
    request: Request, visitor: Visitor, kept: Kept, place: tuple[str, int], reasons: Sequence[Reason] = ()
) -> HTMLResponse:
    upload, found = kept
    view, page = place
    if view not in VIEWS:
        view = next((name for name in VIEWS if getattr(found, name)), "known")
    rows: Sequence[Any] = getattr(found, view)
    base = f"/items/import/{upload.token}"
    return show(
        request,
        "catalogue/import_preview.html",
        fragment="rows",
        active="catalogue",
        status_code=reasons[0].status if reasons else 200,
        upload=upload,
        found=found,
        faulty_rows=len({fault.row for fault in found.faulty}),
        shown=view,
        views=[(key, f"{_(word)} {len(getattr(found, key)):,}", f"{base}?view={key}") for key, word in VIEWS.items()],
        rows=rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        columns=COLUMNS[view],
        say=lambda fault: translate_reason(fault.reason, visitor.language),
        fact_words=fact_words,
        may_correct=visitor.may(CorrectItem.action),
        paging=Paging(len(rows), page),
        errors={"": translate_reason(reasons[0], visitor.language)} if reasons else {},
    )


@router.post("/items/import/{token}")
def import_catalogue(request: Request, visitor: SignedIn, token: str, form: Posted) -> Response:
    """Import what was looked at: once, however often this is sent; known items are put right when that was chosen."""
    try:
        kept = _kept(visitor, token)
    except Refused as refusal:
        return _gone(request, refusal)
    upload, corrects = kept[0], form.get("corrects") == "1"
    try:
        made = import_items(visitor.office, visitor.actor.actor_id, upload.content, upload.name, corrects=corrects)
    except Refused as refusal:
        return _preview(request, visitor, kept, ("", 1), refusal.reasons)
    if made.faulty:
        reasons = [Reason("file_faulty_rows", {"faulty": len(made.faulty)})]
        return _preview(request, visitor, (upload, made), ("faulty", 1), reasons)
    if not made.done:
        return done(request, "/items", _("这张表已经导入过，没有重复记"), tone="ok")
    words = {"new": f"{len(made.fresh):,}", "more": f"{len(made.more):,}"}
    words["corrected"] = f"{len(made.different) if corrects else 0:,}"
    return done(request, "/items", _("已导入：新物资 %(new)s，添内容 %(more)s，更正 %(corrected)s") % words)


@router.get("/items/import/{token}/faulty.xlsx")
def catalogue_with_faults(visitor: SignedIn, token: str) -> Response:
    """The same sheet back, with one more column that says what is wrong."""
    upload, found = _kept(visitor, token)
    sheet = read_sheet(upload.content, upload.name)
    known = item_columns(sheet.rows)

    def say(fault: Fault) -> str:
        return translate_reason(fault.reason, visitor.language)

    columns = Columns(known.row, known.headings, known.places)
    content = faulty_sheet(sheet, found.faulty, columns=columns, say=say, heading=_(REASON_HEADING))
    disposition = f"attachment; filename=\"liangcao.xlsx\"; filename*=UTF-8''{quote(_('改错'))}.xlsx"
    return Response(content, media_type=TYPES["xlsx"], headers={"Content-Disposition": disposition})
