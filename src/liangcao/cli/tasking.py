"""tasks: what was rung in, who has it, when it is due, and what came up to somebody above."""

from dataclasses import asdict
from typing import Annotated, Literal

import typer

from liangcao.cli.books import open_office
from liangcao.cli.frame import OfficeCommand
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal, table
from liangcao.language import N_, _
from liangcao.language.formats import moment, quantity
from liangcao.language.things import thing
from liangcao.tasks.queries import Raised, Task, TaskFilter, clocks_in_force, tasks_page
from liangcao.tasks.rules import ENDED, HASTES, LEVELS, OPEN, STATES, Clocks, level_of

MOST = 1_000
_SEALED = ("contact", "phone")


@program.command(cls=OfficeCommand, help=N_("热线交办：没办完的、没人应的、上报的、了结的"))
def tasks(
    context: typer.Context,
    which: Annotated[
        Literal["open", "taken", "handed", "going", "raised", "ended", "all"],
        typer.Argument(
            help=N_(
                "看哪些：open 没办完的，taken 待交办，handed 等回应，going 在办，raised 上报的，ended 了结的，all 全部"
            )
        ),
    ] = "open",
) -> None:
    """List tasks, without anybody's name or number to ring."""
    terminal = Terminal.of(context)
    with open_office(terminal) as office, office.database.read() as connection:
        now, district = office.clock.now(), office.district_id
        clocks = clocks_in_force(connection, district)
        states = {"open": OPEN, "raised": OPEN, "ended": ENDED, "all": ()}.get(which, (which,))
        raised = Raised(clocks, now, ("deputy", "head")) if which == "raised" else None
        found = tasks_page(connection, district, TaskFilter(states=states, raised=raised), page=(MOST, 0))
    heads = (_("交办"), _("单位"), _("什么事"), _("多急"), _("期限"), _("谁在办"), _("进度"))
    data = [
        {name: value for name, value in asdict(each).items() if name not in _SEALED}
        | {"level": level_of(each.standing, clocks, now)}
        for each in found
    ]
    rows = [_row(each, clocks, now) for each in found]
    terminal.answer({"ok": True, "tasks": data}, table(heads, rows) if rows else _("没有这样的交办。"))


def _row(task: Task, clocks: Clocks, now: int) -> tuple[str, ...]:
    amount = quantity(task.quantity, task.base_unit) if task.quantity else ""
    about = " ".join(part for part in (thing(task.item_name), amount, task.matter) if part)
    level = level_of(task.standing, clocks, now)
    state = _(STATES[task.state]) + (f" {_(LEVELS[level])}" if level else "")
    due = moment(task.due_at) if task.due_at else ""
    return str(task.task_id), task.unit, about, _(HASTES[task.haste]), due, task.to_name, state
