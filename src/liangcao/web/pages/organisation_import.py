"""一次排好: people and a roster out of a sheet, by file or by paste; looked at first, then all of it or nothing."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.exchange.organisation_import import SetUp, preview_set_up, set_up
from liangcao.exchange.request_sheet import Fault
from liangcao.kernel.errors import Refused
from liangcao.language import N_, _, translate_reason
from liangcao.operations.uploads import Upload
from liangcao.organisation.commands import SetRoster
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.submit import FormErrors, errors_of
from liangcao.web.tables import Column
from liangcao.web.uploads import Uploads
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
PASTED = N_("粘贴的表格")
HOME = "/organisation/set-up"
FAULTS = (
    Column("row", N_("第几行"), primary=True),
    Column("column", N_("哪一列")),
    Column("text", N_("写的是")),
    Column("fault", N_("错在哪里、怎么改")),
)
UPLOADS: Uploads[SetUp] = Uploads()


@router.get(HOME)
def start(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Where a list of people or a roster is pasted."""
    visitor.need(SetRoster.action)
    return _start(request, Form({}))


def _start(request: Request, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    return show(
        request,
        "organisation/set_up.html",
        active="organisation",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
    )


@router.post(HOME)
def take(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Look at what was sent, keep it for a while, and go on to what was found."""
    visitor.need(SetRoster.action)
    file = form.files.get("file")
    name, content = (file.name, file.content) if file and file.content else (_(PASTED), form.get("pasted").encode())
    try:
        found = preview_set_up(visitor.office, visitor.actor.actor_id, content, name)
    except Refused as refusal:
        return _start(request, form, errors_of(visitor, refusal))
    token = UPLOADS.keep(visitor.office, visitor.actor.actor_id, (name, content), found)
    return done(request, f"{HOME}/{token}", _("表格看完了，还没有导入"), tone="ok")


def _kept(visitor: Visitor, token: str) -> tuple[Upload, SetUp]:
    visitor.need(SetRoster.action)
    office, actor_id = visitor.office, visitor.actor.actor_id
    return UPLOADS.find(
        office, (token, actor_id), lambda each: preview_set_up(office, actor_id, each.content, each.name)
    )


@router.get(HOME + "/{token}")
def look(request: Request, visitor: SignedIn, token: str) -> HTMLResponse:
    """What the sheet would bring; nothing has been done."""
    upload, found = _kept(visitor, token)
    return _preview(request, visitor, upload, found)


def _preview(
    request: Request, visitor: Visitor, upload: Upload, found: SetUp, refusal: FormErrors | None = None
) -> HTMLResponse:
    def say(fault: Fault) -> str:
        return translate_reason(fault.reason, visitor.language)

    return show(
        request,
        "organisation/set_up_preview.html",
        active="organisation",
        status_code=refusal.status if refusal else 200,
        upload=upload,
        found=found,
        columns=FAULTS,
        say=say,
        errors=refusal.errors if refusal else {},
    )


@router.post(HOME + "/{token}")
def carry_out(request: Request, visitor: SignedIn, token: str) -> Response:
    """Carry out what was looked at; the same sheet again changes nothing."""
    upload, _found = _kept(visitor, token)
    try:
        made = set_up(visitor.office, visitor.actor.actor_id, upload.content, upload.name)
    except Refused as refusal:
        return _preview(request, visitor, upload, _found, errors_of(visitor, refusal))
    if made.faulty:
        return _preview(request, visitor, upload, made)
    where = "/roster" if made.turns else "/organisation"
    return done(request, where, _("都排好了") if made.done else _("这张表里的都已经有了，没有重复记"), tone="ok")
