"""Tasks and shift notes by the API."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from liangcao.access.roles import SEE_TASKS
from liangcao.tasks.queries import Task, TaskFilter, clocks_in_force, links_of_task, task, tasks_page, turns_of_task
from liangcao.tasks.rules import HASTES, STATES, Clocks, level_of
from liangcao.tasks.shift_queries import lines_of_note, shift_note, shift_notes
from liangcao.web.api_models import After, Document, Limit, Page
from liangcao.web.api_reads import Id, page_of
from liangcao.web.visitor import SignedIn

router = APIRouter(tags=["reading"])
_SEALED = ("contact", "phone", "told", "said")


def _open(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in _SEALED}


def _shown(each: Task, clocks: Clocks, now: int) -> dict[str, Any]:
    """A task without who rang, with whom it has gone to."""
    return {**_open(asdict(each)), "level": level_of(each.standing, clocks, now)}


@router.get("/tasks", response_model=Page, summary="热线交办 Tasks", operation_id="tasks")
def tasks(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern=f"^({'|'.join(STATES)})?$")] = "",
    haste: Annotated[str, Query(pattern=f"^({'|'.join(HASTES)})?$")] = "",
    item_id: Id = 0,
    unit_id: Id = 0,
    to_actor_id: Id = 0,
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Tasks, the newest first, each with the level it has gone to at this moment."""
    visitor.need(SEE_TASKS)
    wanted = TaskFilter(
        states=(state,) if state else (),
        haste=haste,
        item_id=item_id,
        unit_id=unit_id,
        to_actor_id=to_actor_id,
        order="newest",
    )
    with visitor.office.database.read() as connection:
        rows = tasks_page(connection, visitor.district_id, wanted, page=(limit, after))
        clocks = clocks_in_force(connection, visitor.district_id)
    now = visitor.office.clock.now()
    return page_of([_shown(each, clocks, now) for each in rows], after, limit)


@router.get("/tasks/{number}", response_model=Document, summary="一件交办 One task", operation_id="task")
def one_task(visitor: SignedIn, number: int) -> JSONResponse:
    """A task with what was done about it in its head, and what came of it."""
    visitor.need(SEE_TASKS)
    number, district = max(0, min(number, 2**53 - 1)), visitor.district_id
    with visitor.office.database.read() as connection:
        head = task(connection, district, number)
        turns = [_open(asdict(each)) for each in turns_of_task(connection, district, number)]
        links = [asdict(each) for each in links_of_task(connection, district, number)]
        clocks = clocks_in_force(connection, district)
    shown = _shown(head, clocks, visitor.office.clock.now())
    return JSONResponse({"head": {**shown, "turns": turns}, "lines": links})


@router.get("/shifts", response_model=Page, summary="交班记录 Shift notes", operation_id="shifts")
def shifts(visitor: SignedIn, limit: Limit = 100, after: After = 0) -> JSONResponse:
    """Notes of shifts, the newest first."""
    visitor.need(SEE_TASKS)
    with visitor.office.database.read() as connection:
        rows = shift_notes(connection, visitor.district_id, page=(limit, after))
    return page_of([asdict(each) for each in rows], after, limit)


@router.get("/shifts/{number}", response_model=Document, summary="一份交班记录 One shift note", operation_id="shift")
def one_shift(visitor: SignedIn, number: int) -> JSONResponse:
    """A note of a shift, and what stood on it."""
    visitor.need(SEE_TASKS)
    number, district = max(0, min(number, 2**53 - 1)), visitor.district_id
    with visitor.office.database.read() as connection:
        head = shift_note(connection, district, number)
        lines = [asdict(each) for each in lines_of_note(connection, district, number)]
    return JSONResponse({"head": asdict(head), "lines": lines})
