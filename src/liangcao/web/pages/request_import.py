"""导入: a list of needs comes in by file or by paste; looked at first, then all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_REQUESTS
from liangcao.catalog.queries import all_goods
from liangcao.exchange.corrections import REASON_HEADING, faulty_sheet, template
from liangcao.exchange.request_sheet import Fault
from liangcao.exchange.requests_import import (
    Choices,
    ImportFault,
    RequestImport,
    import_requests,
    preview_requests,
)
from liangcao.exchange.sheets import read_sheet
from liangcao.kernel.errors import Reason, Refused
from liangcao.language import N_, _, translate_reason
from liangcao.operations.uploads import Upload
from liangcao.web.forms import Form, Posted
from liangcao.web.kind_words import PARTY_KINDS
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.sheet import TYPES
from liangcao.web.submit import FormErrors, errors_of
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.uploads import Uploads
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
NEEDED = ("requests.submit_request", "parties.register_party")
PASTED = N_("粘贴的表格")
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
    "faulty": (
        Column("row", N_("第几行"), primary=True),
        Column("column", N_("哪一列")),
        Column("text", N_("写的是")),
        Column("fault", N_("错在哪里、怎么改")),
    ),
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


Kept = tuple[Upload, Found]
UPLOADS: Uploads[Found] = Uploads()


@router.get("/requests/import")
def import_page(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Where a list is handed in."""
    _need(visitor)
    return _start(request, Form({}))


def _need(visitor: Visitor) -> None:
    for permission in NEEDED:
        visitor.need(permission)


def _start(request: Request, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    return show(
        request,
        "requests/import.html",
        active="requests",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
    )


@router.post("/requests/import")
def take_list(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Look at the list that was sent, keep it for a while, and go on to what was found."""
    _need(visitor)
    file = form.files.get("file")
    pasted = form.get("pasted")
    name, content = (file.name, file.content) if file and file.content else (_(PASTED), pasted.encode())
    try:
        found = _look(visitor, content, name)
    except Refused as refusal:
        return _start(request, form, errors_of(visitor, refusal))
    token = UPLOADS.keep(visitor.office, visitor.actor.actor_id, (name, content), found)
    return done(request, f"/requests/import/{token}", _("表格看完了，还没有导入"), tone="ok")


def _look(visitor: Visitor, content: bytes, name: str) -> Found:
    told = preview_requests(visitor.office, visitor.actor.actor_id, content, name)
    with visitor.office.database.read() as connection:
        goods = all_goods(connection, visitor.district_id)
    return Found(told, {item.item_id: (item.name, item.base_unit) for item in goods})


def _kept(visitor: Visitor, token: str) -> Kept:
    _need(visitor)
    whose = (token, visitor.actor.actor_id)
    return UPLOADS.find(visitor.office, whose, lambda upload: _look(visitor, upload.content, upload.name))


@router.get("/requests/import/{token}")
def look_at_list(request: Request, visitor: SignedIn, token: str, view: str = "", page: PageNumber = 1) -> Response:
    """What the list holds, page by page; nothing has been imported."""
    try:
        kept = _kept(visitor, token)
    except Refused as refusal:
        return _gone(request, refusal)
    return _preview(request, visitor, kept, (view, page))


def _gone(request: Request, refusal: Refused) -> Response:
    """Back to the start when the list is no longer kept."""
    if refusal.code != "unknown_document":
        raise refusal
    return done(request, "/requests/import", _("这张表放得太久，已经不在了，请再交一次"), tone="warn")


def _preview(
    request: Request, visitor: Visitor, kept: Kept, place: tuple[str, int], reasons: Sequence[Reason] = ()
) -> HTMLResponse:
    upload, found = kept
    told = found.told
    lists: dict[str, Sequence[Any]] = {
        "faulty": told.faulty, "new": told.fresh, "same": told.known, "units": told.new_units,
    }  # fmt: skip
    view, page = place
    if view not in VIEWS:
        view = "faulty" if told.faulty else "new" if told.new else "same"
    rows = lists[view][(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    base = f"/requests/import/{upload.token}"
    return show(
        request,
        "requests/import_preview.html",
        fragment="rows",
        active="requests",
        status_code=reasons[0].status if reasons else 200,
        upload=upload,
        told=told,
        faulty_rows=len({fault.row for fault in told.faulty}),
        shown=view,
        views=[(key, f"{_(word)} {len(lists[key]):,}", f"{base}?view={key}") for key, word in VIEWS.items()],
        rows=rows,
        columns=COLUMNS[view],
        items=found.items,
        kinds=PARTY_KINDS,
        say=lambda fault: _said(fault, visitor.language),
        paging=Paging(len(lists[view]), page),
        errors={"": translate_reason(reasons[0], visitor.language)} if reasons else {},
    )


def _said(fault: ImportFault | Fault, language: str) -> str:
    """A fault in words, with the names that may have been meant."""
    sentence = translate_reason(Reason(fault.code, fault.params, fault.column), language)
    alike = fault.params.get("suggestions")
    if alike:
        return _("%(fault)s。是不是：%(alike)s") % {"fault": sentence, "alike": "、".join(alike)}
    return sentence


@router.post("/requests/import/{token}")
def import_list(request: Request, visitor: SignedIn, token: str, form: Posted) -> Response:
    """Import what was looked at: once, however often this is sent; known rows once more when that was chosen."""
    try:
        kept = _kept(visitor, token)
    except Refused as refusal:
        return _gone(request, refusal)
    upload = kept[0]
    try:
        choices = Choices(again=form.get("again") == "1")
        made = import_requests(visitor.office, visitor.actor.actor_id, upload.content, upload.name, choices)
    except Refused as refusal:
        return _preview(request, visitor, kept, ("", 1), refusal.reasons)
    if made.faulty:
        return _preview(
            request, visitor, kept, ("faulty", 1), [Reason("file_faulty_rows", {"faulty": len(made.faulty)})]
        )
    if not made.new:
        return done(request, "/requests?state=submitted", _("这张表已经导入过，没有重复记"), tone="ok")
    words = {"rows": f"{made.new:,}", "requests": f"{len(made.request_ids):,}", "units": f"{len(made.new_units):,}"}
    text = _("已导入 %(rows)s 行：%(requests)s 份申请，新登记 %(units)s 个单位") % words
    return done(request, "/requests?state=submitted", text)


@router.get("/requests/import/{token}/faulty.xlsx")
def list_with_faults(visitor: SignedIn, token: str) -> Response:
    """The same sheet back, with one more column that says what is wrong."""
    upload, found = _kept(visitor, token)
    sheet = read_sheet(upload.content, upload.name)
    faults = [Fault(each.row, each.column, each.code, each.params, each.text) for each in found.told.faulty]
    content = faulty_sheet(sheet, faults, say=lambda fault: _said(fault, visitor.language), heading=_(REASON_HEADING))
    return _workbook(content, _("改错"))


@router.get("/requests/import-template.xlsx")
def template_file(visitor: SignedIn) -> Response:
    """The sheet to fill in: notes, an example that is skipped, drop-downs."""
    visitor.need(SEE_REQUESTS)
    with visitor.office.database.read() as connection:
        goods = all_goods(connection, visitor.district_id)
    units = dict.fromkeys(word for item in goods for word in (item.base_unit, *(pack.name for pack in item.packs)))
    return _workbook(template([item.name for item in goods], list(units), say=_), _("申请导入模板"))


def _workbook(content: bytes, name: str) -> Response:
    disposition = f"attachment; filename=\"liangcao.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
    return Response(content, media_type=TYPES["xlsx"], headers={"Content-Disposition": disposition})
