"""One way for sheets that come in by file or by paste: looked at first, kept meanwhile, then all of it or nothing.

A page says what is its own in a `LookedAt`: where it stands, who may, how a sheet is read, in which lists what was
found is shown. The rest is the same everywhere and stands here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from liangcao.exchange.columns import Columns
from liangcao.exchange.corrections import REASON_HEADING, faulty_sheet
from liangcao.exchange.request_sheet import Fault
from liangcao.exchange.sheets import read_sheet
from liangcao.kernel.errors import Reason, Refused
from liangcao.language import N_, _, translate_reason
from liangcao.operations.uploads import Upload
from liangcao.web.forms import Form
from liangcao.web.page import done, show
from liangcao.web.pages.sheet import TYPES
from liangcao.web.submit import FormErrors, errors_of
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.uploads import Uploads
from liangcao.web.visitor import Visitor

PASTED = N_("粘贴的表格")
FAULTY = (
    Column("row", N_("第几行"), primary=True),
    Column("column", N_("哪一列")),
    Column("text", N_("写的是")),
    Column("fault", N_("错在哪里、怎么改")),
)
"""The columns of the list of what is wrong."""
Found = TypeVar("Found")
Look = Callable[[Visitor, bytes, str], Found]
"""Reads a sheet (content, name) for somebody and says what is in it; raises Refused when it is none."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[Found]):
    """A sheet that is kept, and what was found in it."""

    upload: Upload
    found: Found


@dataclass(frozen=True, slots=True)
class LookedAt(Generic[Found]):
    """What is a page's own. `views` are the lists and their names, the first that has any is shown first, else `empty`.

    `lists` gives the rows of each, `told` what else the template wants to know; templates lie in `folder`.
    """

    base: str
    folder: str
    active: str
    needs: tuple[str, ...]
    look: Look[Found]
    lists: Callable[[Found], Mapping[str, Sequence[Any]]]
    views: Mapping[str, str]
    columns: Mapping[str, tuple[Column, ...]]
    empty: str
    told: Callable[[Visitor, Found], Mapping[str, Any]]
    uploads: Uploads[Found] = field(default_factory=Uploads)

    def need(self, visitor: Visitor) -> None:
        """Refuse the page to whoever may not do all that an import does."""
        for permission in self.needs:
            visitor.need(permission)

    def start(self, request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
        """Where a sheet is handed in."""
        self.need(visitor)
        return show(
            request,
            f"{self.folder}/import.html",
            active=self.active,
            status_code=refusal.status if refusal else 200,
            form=form,
            errors=refusal.errors if refusal else {},
        )

    def take(self, request: Request, visitor: Visitor, form: Form) -> Response:
        """Look at what was sent, keep it for a while, and go on to what was found."""
        self.need(visitor)
        file = form.files.get("file")
        name, content = (file.name, file.content) if file and file.content else (_(PASTED), form.get("pasted").encode())
        try:
            found = self.look(visitor, content, name)
        except Refused as refusal:
            return self.start(request, visitor, form, errors_of(visitor, refusal))
        token = self.uploads.keep(visitor.office, visitor.actor.actor_id, (name, content), found)
        return done(request, f"{self.base}/{token}", _("表格看完了，还没有导入"), tone="ok")

    def kept(self, visitor: Visitor, token: str) -> Kept[Found]:
        """What is kept under `token` for this person; raises Refused ``unknown_document``."""
        self.need(visitor)
        whose = (token, visitor.actor.actor_id)
        return Kept(*self.uploads.find(visitor.office, whose, lambda each: self.look(visitor, each.content, each.name)))

    def gone(self, request: Request, refusal: Refused) -> Response:
        """Back to the start when the sheet is no longer kept; any other refusal is raised."""
        if refusal.code != "unknown_document":
            raise refusal
        return done(request, self.base, _("这张表放得太久，已经不在了，请再交一次"), tone="warn")

    def look_at(self, request: Request, visitor: Visitor, token: str, place: tuple[str, int]) -> Response:
        """What the sheet holds, page by page; nothing has been imported. `place` is (list, page)."""
        try:
            kept = self.kept(visitor, token)
        except Refused as refusal:
            return self.gone(request, refusal)
        return self.preview(request, visitor, kept, place)

    def preview(
        self,
        request: Request,
        visitor: Visitor,
        kept: Kept[Found],
        place: tuple[str, int] = ("", 1),
        reasons: Sequence[Reason] = (),
    ) -> HTMLResponse:
        """A page of one of the lists, with why it was not imported where that was tried."""
        lists = self.lists(kept.found)
        view, page = place
        if view not in self.views:
            view = next((name for name in self.views if lists[name]), self.empty)
        base = f"{self.base}/{kept.upload.token}"
        return show(
            request,
            f"{self.folder}/import_preview.html",
            fragment="rows",
            active=self.active,
            status_code=reasons[0].status if reasons else 200,
            upload=kept.upload,
            faulty_rows=len({fault.row for fault in lists["faulty"]}),
            shown=view,
            views=[(key, f"{_(word)} {len(lists[key]):,}", f"{base}?view={key}") for key, word in self.views.items()],
            rows=lists[view][(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
            columns=self.columns[view],
            paging=Paging(len(lists[view]), page),
            errors={"": translate_reason(reasons[0], visitor.language)} if reasons else {},
            **self.told(visitor, kept.found),
        )


def sheet_with_faults(
    upload: Upload,
    faults: Sequence[Fault],
    say: Callable[[Fault], str],
    columns: Callable[[Any], Columns] | None = None,
) -> Response:
    """The same sheet back, with one more column that says what is wrong; `columns` names those of its rows."""
    sheet = read_sheet(upload.content, upload.name)
    named = columns(sheet.rows) if columns else None
    content = faulty_sheet(sheet, faults, columns=named, say=say, heading=_(REASON_HEADING))
    return workbook(content, _("改错"))


def workbook(content: bytes, name: str) -> Response:
    """A workbook to be kept under `name`."""
    disposition = f"attachment; filename=\"liangcao.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
    return Response(content, media_type=TYPES["xlsx"], headers={"Content-Disposition": disposition})
