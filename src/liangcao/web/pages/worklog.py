"""工作日志: the page of a day as the office's notebook has it, a line captured from anywhere, talk taken apart."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_JOURNAL, SEE_WORKLOG
from liangcao.kernel.command import Command
from liangcao.kernel.moment import day_span
from liangcao.language import _
from liangcao.organisation.roster_queries import day_after
from liangcao.reports.worklog_pages import happened_between
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.deeds import deed_title
from liangcao.web.pages.inspecting import day_here, is_day
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor
from liangcao.worklog.chat import split_chat
from liangcao.worklog.commands import EndTodo, MarkEvents, SetWeather, WriteLines
from liangcao.worklog.queries import find_lines, hidden_events, lines_of, open_todos, weather_of
from liangcao.worklog.rules import KINDS, PARTS, part_of

router = APIRouter(include_in_schema=False)
DEEDS: dict[str, type[Command]] = {"weather": SetWeather, "events": MarkEvents, "todo": EndTodo}


@router.get("/worklog")
def worklog(request: Request, visitor: SignedIn, day: str = "", q: str = "") -> HTMLResponse:
    """The page of `day`, today where none is given; with `q` the lines that bear those words on any day."""
    visitor.need(SEE_WORKLOG)
    return _found(request, visitor, q) if q.strip() else _page(request, visitor, day)


def _found(request: Request, visitor: Visitor, q: str) -> HTMLResponse:
    """Lines by their words, by pinyin and by initials."""
    with visitor.office.database.read() as connection:
        rows = find_lines(connection, visitor.district_id, q[:100])
    return show(request, "worklog/found.html", active="worklog", rows=rows, q=q)


def _page(
    request: Request, visitor: Visitor, day: str, form: Form | None = None, refused: FormErrors | None = None
) -> HTMLResponse:
    now = visitor.office.clock.now()
    today = day_here(visitor, now)
    day = day if is_day(day) and day <= today else today
    span = day_span(day, visitor.office.timezone)
    with visitor.office.database.read() as connection:
        lines = lines_of(connection, visitor.district_id, day)
        todos = open_todos(connection, visitor.district_id, day)
        weather = weather_of(connection, visitor.district_id, day)
        hidden = hidden_events(connection, visitor.district_id, day)
        events = happened_between(connection, visitor.district_id, *span)
    return show(
        request,
        "worklog/day.html",
        active="worklog",
        status_code=refused.status if refused else 200,
        day=day,
        today=today,
        before=day_after(day, -1),
        after=day_after(day, 1),
        parts=[(key, _(word), [line for line in lines if line.part == key]) for key, word in PARTS.items()],
        kinds=KINDS,
        todos=todos,
        weather=weather,
        events=[each for each in events if each.action not in hidden],
        hidden=[each for each in events if each.action in hidden],
        deed_title=deed_title,
        sees_journal=visitor.may(SEE_JOURNAL),
        may_write=visitor.may(WriteLines.action),
        form=form or Form({}),
        errors=refused.errors if refused else {},
        now=now,
    )


@router.get("/worklog/capture")
def capture(request: Request, visitor: SignedIn, text: str = "", title: str = "") -> HTMLResponse:
    """Where text shared on a phone arrives: looked at, then written down."""
    visitor.need(WriteLines.action)
    shared = " ".join(filter(None, (title.strip(), text.strip())))
    return show(request, "worklog/capture.html", active="worklog", text=shared[:4000], form=Form({}), errors={})


@router.post("/worklog/lines")
def write(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """One line, or many."""
    outcome = submit(visitor, WriteLines, _with_words(form), form.command_id)
    if isinstance(outcome, FormErrors):
        text = form.get("lines.0.text")
        values: dict[str, Any] = {"text": text, "form": form, "errors": outcome.errors}
        return show(request, "worklog/capture.html", active="worklog", status_code=outcome.status, **values)
    return done(request, f"/worklog?day={form.get('lines.0.day')}", _("记下了"), outcome)


def _with_words(form: Form) -> dict[str, Any]:
    """The fields of the lines in which something stands; of talk taken apart the rest was emptied. One line stays."""
    empty = {name[: -len("text")] for name in form.values if name.endswith(".text") and not form.get(name).strip()}
    return {name: value for name, value in form.values.items() if not name.startswith(tuple(empty - {"lines.0."}))}


@router.get("/worklog/chat")
def chat(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Where talk is pasted."""
    visitor.need(WriteLines.action)
    return _chat(request, "", [])


@router.post("/worklog/chat")
def take_apart(request: Request, visitor: SignedIn, form: Posted) -> HTMLResponse:
    """What each said, to be ticked; nothing is written yet."""
    visitor.need(WriteLines.action)
    today = day_here(visitor, visitor.office.clock.now())
    items = []
    for said in split_chat(form.get("talk"))[:200]:
        day = said.day if said.day and said.day <= today else today
        items.append((f"{said.who}：{said.text}" if said.who else said.text, day, part_of(max(said.minute, 0))))
    return _chat(request, form.get("talk"), items)


def _chat(request: Request, talk: str, items: list[tuple[str, str, str]]) -> HTMLResponse:
    return show(request, "worklog/chat.html", active="worklog", talk=talk, items=items)


@router.post("/worklog/{deed}")
def change(request: Request, visitor: SignedIn, deed: str, form: Posted) -> Response:
    """The weather, events kept or hidden, something done or dropped."""
    command = DEEDS.get(deed)
    if command is None:
        return done(request, "/worklog", _("没有这一页"), tone="warn")
    outcome = submit(visitor, command, form)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form.get("day"), form, outcome)
    return done(request, f"/worklog?day={form.get('day')}", _("已办好"), outcome)
