"""热线·交办: the list and the board of tasks, and the list as a file."""

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_PERSONAL_DATA, SEE_RAISED, SEE_TASKS
from liangcao.catalog.queries import items_by_id
from liangcao.catalog.search import normalise_query
from liangcao.language import N_, _
from liangcao.language.things import thing
from liangcao.reports.task_pages import holders, levels_of, tasks_named
from liangcao.reports.task_tables import HEADINGS, task_lines
from liangcao.tasks.queries import (
    Raised,
    Task,
    TaskFilter,
    clocks_in_force,
    count_tasks,
    oldest_task,
    tasks_page,
)
from liangcao.tasks.rules import ENDED, HASTES, OPEN, Clocks
from liangcao.web.page import PageNumber, show
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.task_words import HASTE_TONES, TONES, goods_words, haste_options, is_over, level_words, title_of
from liangcao.web.tables import Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_EXPORTED = 20_000
MOST_ON_BOARD = 60
VIEWS: dict[str, str] = {
    "": N_("没办完的"),
    "mine": N_("等我办的"),
    "taken": N_("待交办"),
    "handed": N_("等回应"),
    "going": N_("在办"),
    "raised": N_("上报的"),
    "ended": N_("了结的"),
    "all": N_("全部"),
}
COLUMNS = (
    Column("what", N_("什么事"), sort="unit", primary=True),
    Column("haste", N_("多急"), whole=True),
    Column("due", N_("期限"), sort="due"),
    Column("who", N_("谁在办"), sort="who"),
    Column("state", N_("进度")),
    Column("age", N_("记下"), sort="age"),
)
SORTS = {"": "pressing", "due": "pressing", "-age": "newest", "age": "oldest", "unit": "unit", "who": "who"}


@dataclass(frozen=True, slots=True)
class Look:
    """What of the tasks is looked at; every field as it stands in the address."""

    view: str = ""
    q: str = ""
    haste: str = ""
    who: str = ""
    item: str = ""
    unit: str = ""
    sort: str = ""

    def address(self, **changes: str) -> str:
        """The path of the list that looks so, some of it changed."""
        changed = replace(self, **changes)
        kept = [(each.name, getattr(changed, each.name)) for each in fields(changed) if getattr(changed, each.name)]
        return "/tasks" + ("?" + urlencode(kept) if kept else "")


def look_of(request: Request) -> Look:
    """The look an address asks for; what makes no sense is passed over."""
    asked = {each.name: request.query_params.get(each.name, "").strip()[:100] for each in fields(Look)}
    for name in ("who", "item", "unit"):
        if not (asked[name].isascii() and asked[name].isdigit() and len(asked[name]) < 16):
            asked[name] = ""
    for name, known in (("view", VIEWS), ("haste", HASTES), ("sort", SORTS)):
        if asked[name] not in known:
            asked[name] = ""
    return Look(**asked)


def raised_for(visitor: Visitor, clocks: Clocks) -> Raised:
    """What has gone to somebody above, as far as it comes to this visitor."""
    levels = levels_of(visitor.actor.actor_id, clocks, leads=visitor.may(SEE_RAISED))
    return Raised(clocks, visitor.office.clock.now(), levels)


def filter_of(visitor: Visitor, connection: Any, look: Look) -> TaskFilter:
    """The same as the books understand it."""
    now, clocks = visitor.office.clock.now(), clocks_in_force(connection, visitor.district_id)
    may_know = bool(look.q) and visitor.may(SEE_PERSONAL_DATA)
    states = {"ended": ENDED, "all": (), "": OPEN, "mine": OPEN, "raised": OPEN}.get(look.view, (look.view,))
    raised = raised_for(visitor, clocks) if look.view == "mine" else None
    if look.view == "raised":
        raised = Raised(clocks, now, ("deputy", "head"))
    return TaskFilter(
        states=states,
        mine=visitor.actor.actor_id if look.view == "mine" else 0,
        raised=raised,
        to_actor_id=int(look.who or 0),
        unit_id=int(look.unit or 0),
        item_id=int(look.item or 0),
        haste=look.haste,
        search=normalise_query(look.q),
        task_ids=tasks_named(connection, visitor.district_id, look.q, now=now) if may_know else (),
        order="newest" if look.view == "ended" and not look.sort else SORTS[look.sort],
    )


def waiting_for_me(connection: Any, visitor: Visitor) -> tuple[int, int]:
    """How many tasks wait for this visitor, and since when the oldest does (ms)."""
    return oldest_task(connection, visitor.district_id, filter_of(visitor, connection, Look(view="mine")))


def to_hand_over(connection: Any, visitor: Visitor) -> tuple[int, int]:
    """How many tasks nobody has, and since when the oldest waits (ms)."""
    return oldest_task(connection, visitor.district_id, TaskFilter(states=("taken",)))


@router.get("/tasks")
def tasks(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """The tasks that are not done, the pressing first."""
    visitor.need(SEE_TASKS)
    look, district, now = look_of(request), visitor.district_id, visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        wanted = filter_of(visitor, connection, look)
        clocks = clocks_in_force(connection, district)
        paging = Paging(count_tasks(connection, district, wanted, most=10_000), page)
        rows = tasks_page(connection, district, wanted, page=(paging.size, paging.offset))
        item = items_by_id(connection, district, [wanted.item_id]).get(wanted.item_id)
        people = holders(connection, district, now)
    item_name = thing(item.name) if item else ""
    return show(
        request,
        "tasks/list.html",
        fragment="rows",
        active="tasks",
        look=look,
        views=[(key, _(word), look.address(view=key, sort="")) for key, word in VIEWS.items()],
        chips=_chips(look, item_name, dict(people)),
        hastes=haste_options(),
        people=people,
        item_name=item_name,
        rows=rows,
        columns=COLUMNS,
        paging=paging,
        **shown_with(clocks, now),
    )


def shown_with(clocks: Clocks, now: int) -> dict[str, Any]:
    """What the cells of a task are written with."""
    return {
        "states": TONES,
        "haste_words": HASTES,
        "haste_tones": HASTE_TONES,
        "title_of": title_of,
        "goods_words": goods_words,
        "level_of": lambda task: level_words(task, clocks, now),
        "is_over": lambda task: is_over(task, now),
        "now": now,
    }


def _chips(look: Look, item_name: str, people: dict[int, str]) -> list[tuple[str, str]]:
    chips = []
    if look.q:
        chips.append((_("查找：%(words)s") % {"words": look.q}, look.address(q="")))
    if look.haste:
        chips.append((_("多急：%(name)s") % {"name": _(HASTES[look.haste])}, look.address(haste="")))
    if look.who:
        name = people.get(int(look.who), look.who)
        chips.append((_("谁在办：%(name)s") % {"name": name}, look.address(who="")))
    if look.item:
        chips.append((_("物资：%(name)s") % {"name": item_name or look.item}, look.address(item="")))
    if look.unit:
        chips.append((_("同一个单位"), look.address(unit="")))
    return chips


@router.get("/tasks/board")
def board(request: Request, visitor: SignedIn) -> HTMLResponse:
    """The tasks by their states, side by side."""
    visitor.need(SEE_TASKS)
    district, now = visitor.district_id, visitor.office.clock.now()
    columns: list[tuple[str, int, list[Task]]] = []
    with visitor.office.database.read() as connection:
        clocks = clocks_in_force(connection, district)
        for states in (("taken",), ("handed",), ("going",), ENDED):
            order = "newest" if states == ENDED else "pressing"
            wanted = TaskFilter(states=states, order=order)
            found = tasks_page(connection, district, wanted, page=(MOST_ON_BOARD if states != ENDED else 10, 0))
            columns.append((states[0], count_tasks(connection, district, wanted, most=10_000), found))
    return show(request, "tasks/board.html", active="tasks", columns=columns, **shown_with(clocks, now))


@router.get("/tasks.{kind}")
def tasks_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list as a sheet."""
    visitor.need(SEE_TASKS)
    with visitor.office.database.read() as connection:
        wanted = filter_of(visitor, connection, look_of(request))
        now = visitor.office.clock.now()
        lines = list(task_lines(connection, visitor.district_id, wanted, now=now, most=MOST_EXPORTED))
    return sheet_response(HEADINGS, lines, kind=kind, name=_("热线交办"))
