"""Tasks as rows of a sheet; no person's data but who has it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.kernel.refusals import N_
from liangcao.language import _
from liangcao.language.formats import moment
from liangcao.language.things import thing
from liangcao.tasks.queries import Task, TaskFilter, clocks_in_force, tasks_page
from liangcao.tasks.rules import HASTES, LEVELS, STATES, Clocks, level_of

AT_ONCE = 1_000
HEADINGS = (
    N_("交办"), N_("单位"), N_("什么事"), N_("物资"), N_("数量"), N_("计量单位"), N_("多急"), N_("期限"), N_("进度"),
    N_("谁在办"), N_("上报"), N_("谁记的"), N_("记下时间"), N_("了结时间"),
)  # fmt: skip


def task_lines(
    connection: Connection, district_id: int, wanted: TaskFilter, *, now: int, most: int = 1_000_000
) -> Iterator[tuple[Any, ...]]:
    """The rows of the tasks wanted as they stand at the moment `now` (ms), at most `most`."""
    clocks = clocks_in_force(connection, district_id)
    for start in range(0, most, AT_ONCE):
        found = tasks_page(connection, district_id, wanted, page=(min(AT_ONCE, most - start), start))
        for each in found:
            yield _line(each, clocks, now)
        if len(found) < AT_ONCE:
            return


def tasks_table(connection: Connection, district_id: int, _scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Every task, the newest first, without what a clock would say of it."""
    for row in task_lines(connection, district_id, TaskFilter(order="newest"), now=0):
        yield tuple("" if cell is None else cell for cell in row)


def _line(task: Task, clocks: Clocks, now: int) -> tuple[Any, ...]:
    level = level_of(task.standing, clocks, now)
    return (
        task.task_id, task.unit, task.matter, thing(task.item_name), task.quantity or None, task.base_unit,
        _(HASTES[task.haste]), moment(task.due_at, with_year=True) if task.due_at else "", _(STATES[task.state]),
        task.to_name, _(LEVELS[level]) if level else "", task.actor_name, moment(task.taken_at, with_year=True),
        moment(task.ended_at, with_year=True) if task.ended_at else "",
    )  # fmt: skip
