"""交接班: what is open is handed from one to the next, who confirms; each note can be printed."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_TASKS
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.reports.shift_pages import Told, told_things
from liangcao.reports.task_pages import holders
from liangcao.tasks.commands import TakeOverShift, WriteShiftNote
from liangcao.tasks.rules import MARKS
from liangcao.tasks.shift_queries import (
    OpenThing,
    count_shift_notes,
    lines_of_note,
    shift_note,
    shift_notes,
    what_is_open,
)
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.task_words import people_options
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
WRITE = "tasks.write_shift_note"
TAKE = "tasks.take_over_shift"
MARK_TONES = {
    "overdue": "danger", "unacknowledged": "warn", "open": "info", "waiting": "wait", "unsigned": "warn",
    "expected": "info",
}  # fmt: skip
HREFS = {"task": "/tasks/", "request": "/requests/", "shipment": "/shipments/", "arrival": "/arrivals/"}
COLUMNS = (
    Column("when", N_("时间"), primary=True),
    Column("giver", N_("交班")),
    Column("open", N_("还开着")),
    Column("taker", N_("接班")),
)
PARTS: tuple[tuple[str, str], ...] = (
    ("task", N_("交办")),
    ("request", N_("等审批的申请")),
    ("shipment", N_("没签收的发货")),
    ("arrival", N_("今天到的货")),
)


@router.get("/shifts")
def shifts(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """The notes, the latest first."""
    visitor.need(SEE_TASKS)
    with visitor.office.database.read() as connection:
        paging = Paging(count_shift_notes(connection, visitor.district_id), page)
        rows = shift_notes(connection, visitor.district_id, page=(paging.size, paging.offset))
    return show(request, "shifts/list.html", fragment="rows", active="tasks", rows=rows, columns=COLUMNS, paging=paging)


@router.get("/shifts/new")
def new_note(request: Request, visitor: SignedIn) -> HTMLResponse:
    """What is open now, and a form for what one has to say to it."""
    return _form(request, visitor, Form({}))


@router.post("/shifts/new")
def write_note(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Hand the shift over."""
    outcome = submit(visitor, WriteShiftNote, form)
    if isinstance(outcome, FormErrors):
        return _form(request, visitor, form, outcome)
    return done(request, f"/shifts/{outcome.answer['note_id']}", _("交班记录写好了，等接班的人确认"), outcome)


def _form(request: Request, visitor: Visitor, form: Form, refused: FormErrors | None = None) -> HTMLResponse:
    visitor.need(WRITE)
    now, district = visitor.office.clock.now(), visitor.district_id
    today = day_of(now, visitor.office.timezone)
    with visitor.office.database.read() as connection:
        found = what_is_open(connection, district, now=now, today=today)
        told = told_things(connection, district, found.things)
        people = holders(connection, district, now)
    return show(
        request,
        "shifts/new.html",
        active="tasks",
        status_code=refused.status if refused else 200,
        form=form,
        errors=refused.errors if refused else {},
        people=people_options(people, but=visitor.actor.actor_id),
        **_shown(found.counts, found.things, told),
    )


def _shown(counts: dict[str, int], things: list[OpenThing], told: dict[tuple[str, int], Told]) -> dict[str, Any]:
    """What the parts of a note are written with."""
    return {
        "counts": counts,
        "parts": [(kind, _(head), [each for each in things if each.kind == kind]) for kind, head in PARTS],
        "told": told,
        "marks": MARKS,
        "mark_tones": MARK_TONES,
        "hrefs": HREFS,
    }


@router.get("/shifts/{note_id:int}")
def one_note(request: Request, visitor: SignedIn, note_id: int) -> HTMLResponse:
    """One note as it was made."""
    visitor.need(SEE_TASKS)
    return _note(request, visitor, note_id, Form({}))


@router.post("/shifts/{note_id:int}/take")
def take_over(request: Request, visitor: SignedIn, note_id: int, form: Posted) -> Response:
    """The next one takes over."""
    visitor.need(SEE_TASKS)
    outcome = submit(visitor, TakeOverShift, {**form.values, "note_id": note_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _note(request, visitor, note_id, form, outcome)
    return done(request, f"/shifts/{note_id}", _("接班了"), outcome)


def _note(
    request: Request, visitor: Visitor, note_id: int, form: Form, refused: FormErrors | None = None
) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        head = shift_note(connection, visitor.district_id, note_id)
        things = lines_of_note(connection, visitor.district_id, note_id)
        told = told_things(connection, visitor.district_id, things)
    me = visitor.actor.actor_id
    may_take = visitor.may(TAKE) and not head.taker_id and head.actor_id != me and head.to_actor_id in (0, me)
    counts = {mark: int(getattr(head, mark)) for mark in MARKS}
    return show(
        request,
        "shifts/one.html",
        active="tasks",
        status_code=refused.status if refused else 200,
        form=form,
        errors=refused.errors if refused else {},
        head=head,
        may_take=may_take,
        now=visitor.office.clock.now(),
        **_shown(counts, things, told),
    )
