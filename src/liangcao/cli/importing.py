"""import: a whole sheet comes in, or nothing of it."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from liangcao.access.queries import Actor
from liangcao.cli.acting import acting
from liangcao.cli.books import open_office, open_rehearsal, seal_books
from liangcao.cli.frame import ANSWERS_NO, EXIT_REFUSED, OfficeCommand
from liangcao.cli.importing_donations import take_donations_in
from liangcao.cli.importing_items import import_catalogue
from liangcao.cli.importing_leads import take_leads_in
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal, table
from liangcao.exchange.requests_import import Choices, ImportFault, RequestImport, import_requests, preview_requests
from liangcao.kernel.errors import Reason, Refused
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _, current_language, translate_reason
from liangcao.operations.office import Office

MOST_SHOWN = 20


@program.command("import", cls=OfficeCommand, help=N_("导入表格：整份导入，有一行不对就一行也不导入"))
def import_sheet(
    context: typer.Context,
    kind: Annotated[
        Literal["requests", "donations", "items", "leads"],
        typer.Argument(help=N_("导入什么：requests 申请清单，donations 捐赠清单，items 物资目录，leads 货源线索")),
    ],
    file: Annotated[Path, typer.Argument(help=N_("表格文件（xlsx、xls、ods、csv）"), exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("只检查，不导入"))] = False,
    new_units: Annotated[
        Literal["add", "refuse"], typer.Option("--new-units", help=N_("没登记过的单位：add 登记，refuse 算错行"))
    ] = "add",
    again: Annotated[
        bool, typer.Option("--again", help=N_("已经有过的也再记一次（又要同样的数量、确实是另一笔时）"))
    ] = False,
    corrects: Annotated[
        bool, typer.Option("--corrects", help=N_("物资目录：已有的物资写法不同时，照表里的更正"))
    ] = False,
    channel: Annotated[
        str, typer.Option("--channel", help=N_("货源线索：没写渠道的行算哪个渠道（如 other_province）"))
    ] = "",
    login: Annotated[str, typer.Option("--as", help=N_("以谁的名义（登录名）；默认是能做这件事的一位"))] = "",
) -> None:
    """Import a list of needs, of donations or of leads, or a catalogue."""
    terminal = Terminal.of(context)
    if kind == "donations":
        take_donations_in(terminal, file, login, dry_run=dry_run, again=again)
        return
    if kind == "leads":
        take_leads_in(terminal, file, login, dry_run=dry_run, channel=channel)
        return
    context.meta[ANSWERS_NO] = partial(_data_of_refusal, dry_run=dry_run)
    if kind == "items":
        import_catalogue(terminal, file, login, dry_run=dry_run, corrects=corrects)
        return
    with open_rehearsal(terminal) if dry_run else open_office(terminal, found=True) as office:
        actor = acting(office, "requests.submit_request", login)
        found = _take_in(office, actor, file, Choices(new_units == "add", again), dry_run=dry_run)
        if not dry_run and not found.faulty:
            seal_books(terminal.settings, office)
        days = {known.asked_at: day_of(known.asked_at, office.timezone) for known in found.known}
    terminal.answer(_data(found, days, dry_run=dry_run), *_shown(found, days, dry_run=dry_run))
    if found.faulty:
        raise typer.Exit(EXIT_REFUSED)


def _take_in(office: Office, actor: Actor, file: Path, choices: Choices, *, dry_run: bool) -> RequestImport:
    deed = preview_requests if dry_run else import_requests
    return deed(office, actor.actor_id, file.read_bytes(), file.name, choices)


def _data_of_refusal(refusal: Refused, *, dry_run: bool) -> dict[str, Any]:
    """A file that is refused as a whole, in the shape of one that was read: its fault is in row 0."""
    faulty = [
        {
            "row": 0,
            "column": str(reason.params.get("columns", "")),
            "code": reason.code,
            "reason": translate_reason(reason, current_language()),
            "text": "",
        }
        for reason in refusal.reasons
    ]
    return {"dry_run": dry_run, "rows": 0, "new": 0, "same": 0, "faulty": faulty}


def _said(fault: ImportFault) -> str:
    return translate_reason(Reason(fault.code, fault.params), current_language())


def _data(found: RequestImport, days: Mapping[int, str], *, dry_run: bool) -> dict[str, Any]:
    return {
        "ok": not found.faulty,
        "dry_run": dry_run,
        "rows": found.rows,
        "new": found.new,
        "same": found.same,
        "faulty": [
            {"row": fault.row, "column": fault.column, "code": fault.code, "reason": _said(fault), "text": fault.text}
            for fault in found.faulty
        ],
        "asked_before": [
            {"row": known.row.row_number, "request": known.request_id, "asked_on": days[known.asked_at]}
            for known in found.known
        ],
        "new_units": [{"name": unit.name, "kind": unit.kind, "area": unit.area} for unit in found.new_units],
        "requests": len(found.request_ids),
        "masked": found.masked,
        "repeats": sorted(found.repeats),
    }


def _asked_before(found: RequestImport, days: Mapping[int, str]) -> list[Any]:
    """The rows that were asked for already, each with its request; and what to do when the need is a new one."""
    if not found.known:
        return []
    rows = [
        (str(known.row.row_number), known.row.unit_name, days[known.asked_at], str(known.request_id))
        for known in found.known[:MOST_SHOWN]
    ]
    shown: list[Any] = [table((_("行"), _("单位"), _("哪天申请的"), _("申请")), rows)]
    if len(found.known) > MOST_SHOWN:
        shown.append(_("……另有 {n} 行，用 --json 看全部").format(n=len(found.known) - MOST_SHOWN))
    return [*shown, _("这些行已经申请过，没有重复记；又要一次同样的数量，加 --again")]


def _repeated(found: RequestImport) -> str:
    """The new rows that may be repeats, some of them by their numbers."""
    rows = "、".join(map(str, sorted(found.repeats)[:MOST_SHOWN]))
    told = _("{n} 行的单位七天内要过同样的物资，看看是不是重复：第 {rows} 行")
    return told.format(n=len(found.repeats), rows=rows + ("…" if len(found.repeats) > MOST_SHOWN else ""))


def _shown(found: RequestImport, days: Mapping[int, str], *, dry_run: bool) -> list[Any]:
    told = _("共 {rows} 行：新 {new}，已有 {same}，有错 {faulty}；新单位 {units} 个")
    shown: list[Any] = [
        told.format(
            rows=found.rows, new=found.new, same=found.same, faulty=len(found.faulty), units=len(found.new_units)
        ),
        *([_("规格里有 {n} 个手机号或身份证号，已遮住中间").format(n=found.masked)] if found.masked else []),
        *([_repeated(found)] if found.repeats else []),
        *_asked_before(found, days),
    ]
    if found.faulty:
        rows = [(str(fault.row), fault.column, fault.text, _said(fault)) for fault in found.faulty[:MOST_SHOWN]]
        shown.append(table((_("行"), _("列"), _("内容"), _("为什么")), rows))
        if len(found.faulty) > MOST_SHOWN:
            shown.append(_("……另有 {n} 处，用 --json 看全部").format(n=len(found.faulty) - MOST_SHOWN))
        shown.append(_("✘ 一行也没有导入：改好后再来"))
    elif dry_run:
        shown.append(_("✔ 可以导入（这次只是检查，没有导入）"))
    elif found.new:
        shown.append(_("✔ 已导入 {n} 份申请").format(n=len(found.request_ids)))
    else:
        shown.append(_("✔ 没有新内容"))
    return shown
