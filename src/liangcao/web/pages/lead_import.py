"""导入货源: a list of leads by paste or as a sheet; each row is read as a line said, looked at, then all or none."""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.exchange.leads_import import LeadImport, lines_of_sheet, read_leads, take_in
from liangcao.kernel.errors import Refused
from liangcao.language import _
from liangcao.reports.lead_pages import known_to_lines
from liangcao.reports.lead_tables import rows_on_record
from liangcao.sourcing.rules import CHANNELS
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.lead_capture import CAPTURE, today_of
from liangcao.web.pages.lead_words import channel_options
from liangcao.web.saying import sentence
from liangcao.web.submit import errors_of
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
PASTED = "leads.txt"


@router.get("/leads/import")
def import_page(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Where a list is handed in."""
    visitor.need(CAPTURE)
    return _page(request, visitor, Form({}), None)


@router.post("/leads/import")
def import_leads(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Look at the list, or with ``take`` bring it in; a file becomes the lines it is read as."""
    visitor.need(CAPTURE)
    file = form.files.get("file")
    channel = form.get("channel") if form.get("channel") in CHANNELS else ""
    today = date.fromisoformat(today_of(visitor))
    try:
        text = lines_of_sheet(file.content, file.name) if file and file.content else form.get("pasted")
        sent = Form({**form.values, "pasted": text})
        with visitor.office.database.read() as connection:
            known = known_to_lines(connection, visitor.district_id)
            on_record = rows_on_record(connection, visitor.district_id)
        found = read_leads((text.encode(), PASTED), known, today, channel=channel, on_record=on_record)
        dry_run = form.get("take") != "1"
        found = take_in(visitor.office, visitor.actor.actor_id, found, today, dry_run=dry_run)
    except Refused as refusal:
        return _page(request, visitor, form, None, errors_of(visitor, refusal).errors)
    if dry_run or found.faults:
        return _page(request, visitor, sent, found)
    words = {"n": len(found.commands) - found.known, "known": found.known + found.unchanged}
    return done(request, "/leads", _("导入了 %(n)s 条线索，%(known)s 条已经记过") % words)


def _page(
    request: Request, visitor: Visitor, form: Form, found: LeadImport | None, errors: Mapping[str, str] | None = None
) -> HTMLResponse:
    faults = [(each.row, each.text, sentence(each.reason, visitor.language)) for each in found.faults] if found else []
    return show(
        request,
        "leads/import.html",
        active="leads",
        status_code=422 if errors or faults else 200,
        form=form,
        errors=errors or {},
        found=found,
        faults=faults,
        channels=channel_options(),
    )
