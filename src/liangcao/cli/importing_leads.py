"""import leads: a list of leads, each row read as the line somebody would say; whole or nothing of it."""

from datetime import date
from pathlib import Path
from typing import Any

import typer

from liangcao.cli.acting import acting
from liangcao.cli.books import open_office, open_rehearsal, seal_books
from liangcao.cli.frame import EXIT_REFUSED
from liangcao.cli.terminal import Terminal, table
from liangcao.exchange.leads_import import LeadImport, read_leads, take_in
from liangcao.kernel.moment import day_of
from liangcao.language import _, current_language, translate_reason
from liangcao.reports.lead_pages import known_to_lines
from liangcao.reports.lead_tables import rows_on_record


def take_leads_in(terminal: Terminal, file: Path, login: str, *, dry_run: bool, channel: str) -> None:
    """Bring in the leads of a list; exit 1 when something in it is wrong and nothing was taken.

    `channel` is that of the rows that do not tell theirs. Rows of our own export that are as they were change nothing.
    """
    with open_rehearsal(terminal) if dry_run else open_office(terminal, found=True) as office:
        actor = acting(office, "sourcing.capture_lead", login)
        today = date.fromisoformat(day_of(office.clock.now(), office.timezone))
        with office.database.read() as connection:
            known = known_to_lines(connection, office.district_id)
            on_record = rows_on_record(connection, office.district_id)
        read = read_leads((file.read_bytes(), file.name), known, today, channel=channel, on_record=on_record)
        found = take_in(office, actor.actor_id, read, today, dry_run=dry_run)
        if not dry_run and not found.faults:
            seal_books(terminal.settings, office)
    terminal.answer(_data(found, dry_run=dry_run), *_shown(found, dry_run=dry_run))
    if found.faults:
        raise typer.Exit(EXIT_REFUSED)


def _data(found: LeadImport, *, dry_run: bool) -> dict[str, Any]:
    faulty = [
        {"row": each.row, "code": each.reason.code, "reason": _said(each), "text": each.text} for each in found.faults
    ]
    told = {"ok": not faulty, "dry_run": dry_run, "leads": len(found.commands) - found.known}
    return {**told, "known": found.known + found.unchanged, "faulty": faulty}


def _said(fault: Any) -> str:
    return translate_reason(fault.reason, current_language())


def _shown(found: LeadImport, *, dry_run: bool) -> list[Any]:
    words = {"n": len(found.commands) - found.known, "known": found.known + found.unchanged}
    if found.faults:
        rows = [(str(each.row), each.text[:60], _said(each)) for each in found.faults]
        return [table((_("行"), _("内容"), _("为什么")), rows), _("✘ 一行也没有导入：改好后再来")]
    told = _("%(n)s 条新线索，%(known)s 条已经记过") % words
    return [told, _("✔ 可以导入（这次只是检查，没有导入）") if dry_run else _("✔ 已导入")]
