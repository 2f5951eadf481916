"""离线: the app on a phone's own screen, the outbox it keeps, and the forms that were refused when they came."""

import json
import re
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, Response

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_PERSONAL_DATA
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import REFUSALS
from liangcao.language import N_, _
from liangcao.offline.commands import DropRefused
from liangcao.offline.queries import (
    RefusedForm,
    files_of,
    missing_ids,
    refused_form,
    refused_forms,
    waiting_forms,
    waiting_ids,
)
from liangcao.operations.checks import is_command_id
from liangcao.web.addresses import at, row_number
from liangcao.web.assets import STATIC_FOLDER, assets
from liangcao.web.forms import Form, Posted
from liangcao.web.menu import dress
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.proofs import KEPT, clock_words
from liangcao.web.rendering import render
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
FORM_STATES: dict[str, tuple[str, str]] = {
    "waiting": (N_("等处理"), "warn"),
    "done": (N_("已照办"), "ok"),
    "dropped": (N_("已作罢"), "off"),
}
MOST_ASKED = 500
_FIELD = re.compile(r"\{[a-z_]+\}")
FRESH = {"Cache-Control": "no-cache"}
SHELL_FILES = (*("all.css", "icons.svg", "mark.svg", "vendor/htmx-4.0.1.min.js", "js/main.js"),)
"""What every page needs; beside it every module of the scripts, and the styles of the pages."""


def shell_addresses() -> list[str]:
    """The addresses of the shell: its files and every module of the scripts, and the page shown for want of another."""
    found = (path for pattern in ("js/**/*.js", "css/pages/*.css") for path in STATIC_FOLDER.glob(pattern))
    names = dict.fromkeys((*SHELL_FILES, *sorted(path.relative_to(STATIC_FOLDER).as_posix() for path in found)))
    return [*(at(assets().url(name)) for name in names), at("/outbox/offline")]


@router.get("/sw.js")
def worker_script() -> Response:
    """The service worker; its first lines name this version of the shell, so that another version replaces it whole."""
    values = {"VERSION": assets().version, "SHELL": shell_addresses(), "ROOT": at("/")}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in values.items())
    body = (STATIC_FOLDER / "sw.js").read_text(encoding="utf-8")
    return Response(head + body, media_type="text/javascript; charset=utf-8", headers=FRESH)


@router.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a phone needs to put the app on its own screen."""
    icons = [
        {"src": at(assets().url(f"icon-{size}.png")), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"}
        for size in (192, 512)
    ]
    data = {
        "name": _("粮草"),
        "short_name": _("粮草"),
        "start_url": at("/"),
        "scope": at("/"),
        "display": "standalone",
        "background_color": "#f4f5f2",
        "theme_color": "#0f5e59",
        "icons": icons,
        "share_target": {
            "action": at("/worklog/capture"),
            "method": "GET",
            "params": {"title": "title", "text": "text"},
        },
    }
    text = json.dumps(data, ensure_ascii=False)
    return Response(text, media_type="application/manifest+json", headers=FRESH)


@router.get("/outbox/offline")
def no_signal(request: Request) -> HTMLResponse:
    """Shown in place of a page that is not on this phone; says nothing about anybody."""
    dress(request)
    return render(request, "offline/no_signal.html", headers=FRESH)


@router.get("/outbox")
def outbox(request: Request, visitor: SignedIn) -> HTMLResponse:
    """What waits on this phone (a script fills it in), and what was refused when it came."""
    with visitor.office.database.read() as connection:
        waiting, _since = waiting_forms(connection, visitor.district_id, _whose(visitor))
    return show(request, "offline/outbox.html", active="outbox", waiting=waiting)


@router.post("/outbox/known")
async def known(request: Request, visitor: SignedIn) -> Response:
    """Of the ids of forms that were sent: those the books do not know, for an older backup was put back; and those that
    were refused and still wait."""
    try:
        sent = await request.json()
    except ValueError:
        raise refused("input_invalid", detail="JSON") from None
    ids = [each for each in sent if isinstance(each, str) and is_command_id(each)] if isinstance(sent, list) else []
    return JSONResponse(await run_in_threadpool(_known, visitor, ids[:MOST_ASKED]))


def _known(visitor: Visitor, ids: list[str]) -> dict[str, list[str]]:
    with visitor.office.database.read() as connection:
        missing = missing_ids(connection, visitor.district_id, ids)
        return {"missing": missing, "waiting": waiting_ids(connection, visitor.district_id, ids)}


def _sees_all(visitor: Visitor) -> bool:
    return visitor.may(SEE_PERSONAL_DATA) and visitor.scope(SEE_PERSONAL_DATA).is_all


def _whose(visitor: Visitor) -> int:
    """Whose refused forms the visitor sees: their own, or (0) all."""
    return 0 if _sees_all(visitor) else visitor.actor.actor_id


FIELDS: dict[str, str] = {
    "receiver": N_("签收人姓名"),
    "received": N_("实收"),
    "returned": N_("其中退回"),
    "reason": N_("原因"),
    "difference": N_("原因"),
    "note": N_("说明"),
    "more": N_("说明"),
    "place": N_("位置"),
    "signature": N_("手写签名"),
    "photo": N_("照片"),
    "photo2": N_("再一张照片"),
    "quantity": N_("数量"),
}
"""What fields are called on their own pages; any other is shown by its name."""


def field_words(name: str) -> str:
    """What a field of a form is called, with the line it stands in."""
    place, _dot, field = name.removeprefix(KEPT).rpartition(".")
    words = _(FIELDS[field]) if field in FIELDS else field
    number = row_number(place.rpartition(".")[2])
    is_line = place.startswith("lines.") and place.removeprefix("lines.").isdecimal()
    return _("第 %(n)s 行 %(what)s") % {"n": number + 1, "what": words} if is_line else words


def why_words(code: str) -> str:
    """Why a form was refused, in words; the particulars are put as dots: done over, the form tells them."""
    return _FIELD.sub("…", _(REFUSALS[code].message)) if code in REFUSALS else code


@router.get("/outbox/refused")
def refused_list(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """The refused forms, those that wait first, in the order they were filled in."""
    with visitor.office.database.read() as connection:
        rows = refused_forms(
            connection, visitor.district_id, actor_id=_whose(visitor), page=(PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
        )
    total = (page - 1) * PAGE_SIZE + len(rows)
    return show(
        request,
        "offline/refused.html",
        active="outbox",
        rows=rows[:PAGE_SIZE],
        states=FORM_STATES,
        why=why_words,
        clock=clock_words,
        paging=Paging(total, page),
    )


@router.get("/outbox/refused/{form_id:int}")
def one_refused(request: Request, visitor: SignedIn, form_id: int) -> HTMLResponse:
    """One refused form: what it said, why not, and the two ways on."""
    return _page(request, visitor, form_id, Form({}))


def _page(
    request: Request, visitor: Visitor, form_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        found = _seen(visitor, connection, form_id)
        said = reveal(connection, visitor.district_id, [found.fields])
        files = files_of(connection, visitor.district_id, form_id)
    fields = json.loads(said[found.fields]) if found.fields in said else []
    return show(
        request,
        "offline/form.html",
        active="outbox",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        it=found,
        fields=[(str(name), str(text)) for name, text in fields],
        kept=[(f"{KEPT}{field}", digest) for field, digest in files],
        state=FORM_STATES[found.state],
        field_words=field_words,
        why=why_words(found.code),
        clock=clock_words(found.clock_off),
        is_own=found.actor_id == visitor.actor.actor_id,
    )


def _seen(visitor: Visitor, connection: Any, form_id: int) -> RefusedForm:
    found = refused_form(connection, visitor.district_id, form_id)
    if found.actor_id != visitor.actor.actor_id and not _sees_all(visitor):
        raise refused("unknown_document", "form_id", name=form_id)
    return found


@router.post("/outbox/refused/{form_id:int}/drop")
def drop(request: Request, visitor: SignedIn, form_id: int, form: Posted) -> Response:
    """Let it go, with a reason."""
    with visitor.office.database.read() as connection:
        _seen(visitor, connection, form_id)
    outcome = submit(visitor, DropRefused, {**form.values, "form_id": form_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form_id, form, outcome)
    return done(request, "/outbox/refused", _("离线单已作罢，原来写的还留着"), outcome)
