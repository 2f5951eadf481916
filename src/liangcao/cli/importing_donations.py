"""import donations: a donor's list, whole or nothing of it."""

from pathlib import Path
from typing import Any

import typer

from liangcao.cli.acting import acting
from liangcao.cli.books import open_office, open_rehearsal, seal_books
from liangcao.cli.frame import EXIT_REFUSED
from liangcao.cli.terminal import Terminal, table
from liangcao.exchange.donations_import import Choices, DonationImport, import_donations
from liangcao.kernel.errors import Reason
from liangcao.language import _, current_language, translate_reason


def take_donations_in(terminal: Terminal, file: Path, login: str, *, dry_run: bool, again: bool) -> None:
    """Bring in the donations of a list; exit 3 when something in it is wrong and nothing was taken."""
    with open_rehearsal(terminal) if dry_run else open_office(terminal, found=True) as office:
        actor = acting(office, "donations.announce_donation", login)
        choices = Choices(keep=not dry_run, is_distinct=again)
        found = import_donations(office, actor.actor_id, (file.name, file.read_bytes()), choices)
        if not dry_run and not found.faulty:
            seal_books(terminal.settings, office)
    terminal.answer(_data(found, dry_run=dry_run), *_shown(found, dry_run=dry_run))
    if found.faulty:
        raise typer.Exit(EXIT_REFUSED)


def _data(found: DonationImport, *, dry_run: bool) -> dict[str, Any]:
    faulty = [
        {"row": each.row, "column": each.column, "code": each.code, "reason": _said(each), "text": each.text}
        for each in found.faulty
    ]
    told = {"ok": not found.faulty, "dry_run": dry_run, "rows": found.rows, "donations": found.gifts}
    return {**told, "faulty": faulty, "donation_ids": list(found.donation_ids)}


def _said(fault: Any) -> str:
    return translate_reason(Reason(fault.code, fault.params), current_language())


def _shown(found: DonationImport, *, dry_run: bool) -> list[Any]:
    told = _("共 {rows} 行，{gifts} 笔捐赠，有错 {faulty}")
    shown: list[Any] = [told.format(rows=found.rows, gifts=found.gifts, faulty=len(found.faulty))]
    if found.faulty:
        rows = [(str(each.row), each.column, each.text, _said(each)) for each in found.faulty]
        shown += [table((_("行"), _("列"), _("内容"), _("为什么")), rows), _("✘ 一行也没有导入：改好后再来")]
    elif dry_run:
        shown.append(_("✔ 可以导入（这次只是检查，没有导入）"))
    else:
        shown.append(_("✔ 已登记 {n} 笔捐赠").format(n=found.gifts))
    return shown
