"""export: tables for Excel, the journal and the whole log for a verifier elsewhere."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import typer

from liangcao.access.permissions import EVERYTHING
from liangcao.cli.books import open_office
from liangcao.cli.evidence import export_evidence
from liangcao.cli.frame import OfficeCommand
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal
from liangcao.cli.whole_file import written_whole
from liangcao.exchange.epcis.export import Stretch, document_of
from liangcao.exchange.sheets import write_table
from liangcao.journal.queries import bodies
from liangcao.journal.static_log import write_log
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.operations.office import Office
from liangcao.reports.evidence import period_of
from liangcao.reports.export_tables import TABLES
from liangcao.reports.published_plan import published_plan

Table = Literal[
    "stock", "requests", "donations", "leads", "tasks", "arrivals", "claims", "mobilisation", "items", "parties",
    "classes", "purchases", "suppliers", "value",
]  # fmt: skip
What = Literal[Table, "journal", "tiles", "evidence", "plan", "epcis"]
"""What can be exported."""
KINDS: dict[str, Literal["xlsx", "csv"]] = {".xlsx": "xlsx", ".csv": "csv"}


@program.command(cls=OfficeCommand, help=N_("导出表格、日志，或整个日志的瓦片"))
def export(
    context: typer.Context,
    what: Annotated[
        What,
        typer.Argument(
            help=N_(
                "导出什么：stock 库存，requests 申请，donations 捐赠，leads 货源，tasks 交办，arrivals 到货，"
                "claims 索赔，mobilisation 调拨，items 物资，parties 单位，classes 优先类别，purchases 采购，"
                "suppliers 供应单位和证件，value 库存货值，"
                "journal 日志，tiles 瓦片，evidence 证据，plan 一个方案（谁都能重算），"
                "epcis 每一笔出入库（EPCIS 2.0 事件）"
            )
        ),
    ],
    folder: Annotated[
        Path | None,
        typer.Argument(help=N_("tiles 写到哪个目录，再写一次就续上；plan 是几号方案"), show_default=False),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "--out",
            "-o",
            help=N_("写到哪个文件：.xlsx、.csv，日志 .jsonl，证据 .zip，事件 .jsonld；默认当前目录"),
        ),
    ] = None,
    first: Annotated[
        str, typer.Option("--from", help=N_("证据或事件从哪一天起，例如 2020-01-26"), show_default=False)
    ] = "",
    last: Annotated[str, typer.Option("--to", help=N_("证据或事件到哪一天止（含当天）"), show_default=False)] = "",
    whole: Annotated[bool, typer.Option("--all", help=N_("证据要整本账；不给日期就是整本"))] = False,
) -> None:
    """Write a table or the journal to a file."""
    terminal = Terminal.of(context)
    if what == "tiles":
        _tiles(terminal, folder or file or Path("tiles"))
        return
    if what == "evidence":
        if whole and (first or last):
            raise refused("input_invalid", "all", detail=_("--all 和 --from、--to 只能选一样"))
        export_evidence(terminal, file or folder, first, last)
        return
    if what == "plan":
        _plan(terminal, str(folder or ""), file)
        return
    if what == "epcis":
        _events(terminal, file or folder or Path("events.jsonld"), (first, last))
        return
    target = file or Path(f"{what}.jsonl" if what == "journal" else f"{what}.xlsx")
    with open_office(terminal) as office:
        rows = _journal(office, target) if what == "journal" else _table(office, what, target)
    data = {"ok": True, "what": what, "file": str(target), "rows": rows}
    terminal.answer(data, _("✔ 已导出 {rows} 行：{file}").format(rows=f"{rows:,}", file=target))


def _tiles(terminal: Terminal, folder: Path) -> None:
    with open_office(terminal) as office, office.database.read() as connection:
        size, files = write_log(connection, office.district_id, folder)
    data = {"ok": True, "what": "tiles", "folder": str(folder), "size": size, "files": files}
    told = _("✔ 到第 {size} 笔的树头、瓦片和账目包，{files} 个文件：{folder}")
    terminal.answer(data, told.format(size=f"{size:,}", files=f"{files:,}", folder=folder))


def _plan(terminal: Terminal, told: str, file: Path | None) -> None:
    """The frozen question of a plan with the plan, for anybody to compute anew."""
    if not told.isdecimal():
        raise refused("unknown_document", "plan_id", name=told or "?")
    number = int(told)
    target = file or Path(f"plan-{number}.json")
    with open_office(terminal) as office, office.database.read() as connection:
        content = published_plan(connection, office.district_id, number)
    with written_whole(target) as opened:
        opened.write(content)
    data = {"ok": True, "what": "plan", "file": str(target), "plan": number, "sha256": sha256(content).hexdigest()}
    shown = _("✔ 已导出方案 {number} 和它答的问题：{file}\n  谁都能重算：liangcao plan {file}")
    terminal.answer(data, shown.format(number=number, file=target))


def _events(terminal: Terminal, target: Path, days: tuple[str, str]) -> None:
    """The movements as one EPCIS document, of all time or of these days."""
    with open_office(terminal) as office, office.database.read() as connection:
        period = period_of(*days, office.timezone) if any(days) else None
        stretch = Stretch(period.since, period.until) if period else Stretch()
        parts = document_of(connection, office.district_id, office.timezone, stretch)
        count = -2  # head and tail
        with written_whole(target) as opened:
            for part in parts:
                opened.write(part)
                count += 1
    data = {"ok": True, "what": "epcis", "file": str(target), "events": count}
    told = _("✔ 已导出 {events} 个事件：{file}\n  谁都能核对：liangcao epcis check {file}")
    terminal.answer(data, told.format(events=f"{count:,}", file=target))


def _table(office: Office, what: str, target: Path) -> int:
    kind = KINDS.get(target.suffix.lower())
    if kind is None:
        raise refused("input_invalid", "output", detail=_("文件名要以 .xlsx 或 .csv 结尾"))
    headings, rows_of = TABLES[what]
    with office.database.read() as connection:
        rows = list(rows_of(connection, office.district_id, EVERYTHING))
    with written_whole(target) as file:
        file.write(write_table([_(heading) for heading in headings], rows, kind=kind))
    return len(rows)


def _journal(office: Office, target: Path) -> int:
    """One entry a line, its bytes as they are hashed: canonical JSON has no line breaks."""
    rows = 0
    with written_whole(target) as file, office.database.read() as connection:
        for body in bodies(connection, office.district_id):
            file.write(body + b"\n")
            rows += 1
    return rows
