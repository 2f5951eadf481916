"""arrivals: what is expected, the first to come at the head."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from liangcao.access.permissions import EVERYTHING
from liangcao.cli.books import open_office
from liangcao.cli.frame import OfficeCommand
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal, table
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.receiving.arrival_queries import ArrivalFilter, ArrivalHead, arrivals, rows_of_arrivals
from liangcao.receiving.arriving import STATES

MOST_ROWS = 100_000
PERSONAL = ("driver", "driver_phone")


@program.command("arrivals", cls=OfficeCommand, help=N_("查预计到货，先到的在前"))
def expected_arrivals(
    context: typer.Context,
    overdue: Annotated[bool, typer.Option("--overdue", help=N_("只看逾期未到的"))] = False,
    every: Annotated[bool, typer.Option("--all", help=N_("到齐的、取消的也列出来"))] = False,
) -> None:
    """Say what is expected."""
    terminal = Terminal.of(context)
    with open_office(terminal) as office:
        today = day_of(office.clock.now(), office.timezone)
        wanted = ArrivalFilter(state="overdue" if overdue else "" if every else "open", today=today)
        with office.database.read() as connection:
            heads = arrivals(connection, office.district_id, EVERYTHING, wanted, page=(MOST_ROWS, 0))
            rows = rows_of_arrivals(connection, office.district_id, [head.arrival_id for head in heads])
    data = {
        "ok": True,
        "rows": [
            {
                **{name: value for name, value in asdict(head).items() if name not in PERSONAL},
                "is_overdue": head.is_overdue(today),
                "lines": [{**asdict(row), "open": row.open_quantity} for row in rows[head.arrival_id]],
            }
            for head in heads
        ],
    }
    terminal.answer(data, _table(heads, today))


def _table(heads: list[ArrivalHead], today: str) -> Any:
    headings = (_("到货单"), _("预计哪天到"), _("来自"), _("到什么"), _("状态"))
    cells = (
        (
            f"#{head.arrival_id}",
            head.expected_on + (f" {_('逾期未到')}" if head.is_overdue(today) else ""),
            head.source_name,
            f"{head.first_item} {head.first_quantity} {head.first_unit}" + (" …" if head.lines > 1 else ""),
            _(STATES[head.state]),
        )
        for head in heads
    )
    return table(headings, cells, numbers=0) if heads else _("现在没有在等的货。")
