"""一件交办: what it is, who has it, what was done and came of it, and what can be done with it."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_PERSONAL_DATA, SEE_TASKS
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused, refused
from liangcao.language import N_, _
from liangcao.language.things import thing
from liangcao.papers.files import find_file, keep_file
from liangcao.papers.rules import ENDINGS
from liangcao.reports.task_pages import SAME_WITHIN_MS, contacts_of, holders, raised_to
from liangcao.tasks.commands import (
    AcknowledgeTask,
    CancelTask,
    CloseTask,
    CommentTask,
    CorrectTask,
    HandOn,
    HandOver,
    LinkTask,
    ReopenTask,
)
from liangcao.tasks.queries import (
    Task,
    TaskTurn,
    clocks_in_force,
    links_of_task,
    task,
    tasks_alike,
    turns_of_task,
)
from liangcao.tasks.rules import CALL_BACKS, DEEDS, LEVELS, LINK_KINDS, MANAGE, OPEN, level_of
from liangcao.web.forms import Form, Posted
from liangcao.web.moments import with_moments
from liangcao.web.page import done, show
from liangcao.web.pages.task_capture import read_task
from liangcao.web.pages.task_words import LINKED_AT, haste_options, moment_text, options, people_options, title_of
from liangcao.web.pages.tasks import shown_with
from liangcao.web.saying import sentence
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
_DONE: dict[str, tuple[type[Command], str]] = {
    "hand": (HandOver, N_("交办出去了")),
    "pass": (HandOn, N_("转交出去了")),
    "acknowledge": (AcknowledgeTask, N_("收到，在办了")),
    "close": (CloseTask, N_("办结了")),
    "reopen": (ReopenTask, N_("重开了")),
    "cancel": (CancelTask, N_("撤销了")),
    "link": (LinkTask, N_("关联上了")),
}
"""What is done to a task by the last part of the address, and what the next page says."""


@router.get("/tasks/{task_id:int}")
def one_task(request: Request, visitor: SignedIn, task_id: int) -> HTMLResponse:
    """One task."""
    visitor.need(SEE_TASKS)
    return show_task(request, visitor, task_id)


@router.post("/tasks/{task_id:int}/{deed}")
def do_task(request: Request, visitor: SignedIn, task_id: int, deed: str, form: Posted) -> Response:
    """Something is done about a task."""
    visitor.need(SEE_TASKS)
    if deed in ("comment", "correct"):
        return (_comment if deed == "comment" else _correct)(request, visitor, task_id, form)
    if deed not in _DONE:
        raise refused("unknown_page")
    command_class, said = _DONE[deed]
    try:
        values = with_moments(form, ["due_at"], visitor.office.timezone)
    except Refused as refusal:
        return show_task(request, visitor, task_id, form, errors_of(visitor, refusal).errors)
    outcome = submit(visitor, command_class, {**values, "task_id": task_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_task(request, visitor, task_id, form, outcome.errors)
    return done(request, f"/tasks/{task_id}", _(said), outcome)


def _comment(request: Request, visitor: Visitor, task_id: int, form: Form) -> Response:
    """A word, and a file kept beside the journal by its hash."""
    values: dict[str, Any] = {"task_id": task_id, "note": form.get("note")}
    file = form.files.get("file")
    try:
        if file is not None and file.content:
            with visitor.office.database.write() as connection:
                digest = keep_file(connection, visitor.district_id, file.content, visitor.office.clock.now())
            values |= {"sha256": digest, "name": (file.name.strip() or _("照片"))[:200]}
    except Refused as refusal:
        return show_task(request, visitor, task_id, form, errors_of(visitor, refusal).errors)
    outcome = submit(visitor, CommentTask, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_task(request, visitor, task_id, form, outcome.errors)
    return done(request, f"/tasks/{task_id}", _("记下了"), outcome)


def _correct(request: Request, visitor: Visitor, task_id: int, form: Form) -> Response:
    """What was filled in takes the place of what stood there; a unit of the register takes that of mere words."""
    values, faults = read_task(visitor, form)
    if faults:
        errors = {each.field: sentence(each, visitor.language) for each in reversed(faults)}
        return show_task(request, visitor, task_id, form, errors)
    with visitor.office.database.read() as connection:
        known = task(connection, visitor.district_id, task_id)
    values = {name: value for name, value in values.items() if value != getattr(known, name, None)}
    if "unit_id" in values and known.unit_said:
        values["unit_said"] = ""
    outcome = submit(visitor, CorrectTask, {**values, "task_id": task_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_task(request, visitor, task_id, form, outcome.errors)
    return done(request, f"/tasks/{task_id}", _("补正了"), outcome)


@router.get("/tasks/{task_id:int}/files/{turn_id:int}")
def task_file(visitor: SignedIn, task_id: int, turn_id: int) -> Response:
    """A file that was put to a task: a picture to look at, a PDF to keep."""
    visitor.need(SEE_TASKS)
    with visitor.office.database.read() as connection:
        turns = {each.turn_id: each for each in turns_of_task(connection, visitor.district_id, task_id)}
        found = turns.get(turn_id)
        file = find_file(connection, visitor.district_id, found.sha256) if found and found.sha256 else None
    if found is None or file is None:
        raise refused("unknown_document", name=turn_id)
    media_type, content = file
    shown = "inline" if media_type.startswith("image/") else "attachment"
    name = f"liangcao-task-{task_id}-{turn_id}.{ENDINGS.get(media_type, 'bin')}"
    disposition = f"{shown}; filename=\"{name}\"; filename*=UTF-8''{quote(found.name)}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, max-age=31536000, immutable"}
    return Response(content, media_type=media_type, headers=headers)


def show_task(
    request: Request, visitor: Visitor, task_id: int, form: Form | None = None, errors: Any = None
) -> HTMLResponse:
    """The page of a task, with what was wrong with the form that was sent."""
    district, now, me = visitor.district_id, visitor.office.clock.now(), visitor.actor.actor_id
    may_know = visitor.may(SEE_PERSONAL_DATA)
    with visitor.office.database.read() as connection:
        head = task(connection, district, task_id)
        turns = turns_of_task(connection, district, task_id)
        links = links_of_task(connection, district, task_id)
        clocks = clocks_in_force(connection, district)
        level = level_of(head.standing, clocks, now)
        above = raised_to(connection, district, level, (clocks, now))
        people = holders(connection, district, now)
        about, since = (head.unit_id, head.item_id), head.taken_at - SAME_WITHIN_MS
        alike = tasks_alike(connection, district, about, since=since, but=task_id)
        rang = contacts_of(connection, district, [head], may_know=may_know, actor_id=me).get(task_id)
        told = reveal(connection, district, [text for each in turns for text in (each.told, each.said)])
    return show(
        request,
        "tasks/one.html",
        active="tasks",
        status_code=422 if errors else 200,
        form=form or Form({}),
        errors=errors or {},
        head=head,
        name=title_of(head),
        rang=rang,
        level=_(LEVELS[level]) if level else "",
        above=_("、").join(name for _number, name in above),
        links=links,
        linked_at=LINKED_AT,
        link_words=LINK_KINDS,
        link_options=options(LINK_KINDS),
        alike=alike,
        people=people_options(people, but=head.to_actor_id),
        events=_events(head, turns, told if rang is not None else {}),
        files=[each for each in turns if each.sha256],
        call_backs=options(CALL_BACKS),
        hastes=haste_options(),
        item_name=thing(head.item_name),
        due_text=moment_text(head.due_at) if head.due_at else "",
        may=_may(visitor, head),
        **shown_with(clocks, now),
    )


def _may(visitor: Visitor, head: Task) -> dict[str, bool]:
    """What the visitor can do about a task as it stands: the same as the rules say (tasks/handlers.py)."""
    has_it, manages = head.to_actor_id == visitor.actor.actor_id, visitor.may(MANAGE)
    works, recorded = visitor.may("tasks.comment_task"), head.actor_id == visitor.actor.actor_id
    is_open = head.state in OPEN
    return {
        "acknowledge": has_it and head.state == "handed",
        "hand": manages and is_open,
        "pass": has_it and is_open and not manages,
        "comment": works,
        "close": works and (has_it or manages) and is_open,
        "correct": works and (has_it or manages or recorded) and is_open,
        "cancel": works and (manages or recorded) and is_open,
        "reopen": works and (has_it or manages or recorded) and not is_open,
        "link": works and head.state != "cancelled",
    }


def _events(head: Task, turns: list[TaskTurn], told: dict[str, str]) -> list[dict[str, Any]]:
    """What was done about a task, the latest first."""
    events: list[dict[str, Any]] = []
    for each in turns:
        text = " → ".join(part for part in (_(DEEDS[each.deed]), each.to_name) if part)
        said = [each.note, each.name]
        if each.call_back:
            back = " ".join(part for part in (_(CALL_BACKS[each.call_back]), told.get(each.told, "")) if part)
            said += [back, told.get(each.said, "")]
        words = _("；").join(part for part in said if part)
        event: dict[str, Any] = {"at": each.turned_at, "who": each.actor_name, "text": _joined(text, words)}
        if each.sha256:
            event["href"] = f"/tasks/{head.task_id}/files/{each.turn_id}"
        events.append(event)
    return events


def _joined(text: str, words: str) -> str:
    return text + _("：") + words if words else text
