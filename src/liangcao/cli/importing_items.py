"""import items: a catalogue of others comes in, or nothing of it."""

from pathlib import Path
from typing import Any

import typer

from liangcao.cli.acting import acting
from liangcao.cli.books import open_office, open_rehearsal, seal_books
from liangcao.cli.frame import EXIT_REFUSED
from liangcao.cli.terminal import Terminal, table
from liangcao.exchange.items_import import Different, ItemsImport, import_items, preview_items
from liangcao.exchange.request_sheet import Fault
from liangcao.language import _, current_language, translate_reason
from liangcao.reports.item_words import fact_words

MOST_SHOWN = 20


def import_catalogue(terminal: Terminal, file: Path, login: str, *, dry_run: bool, corrects: bool) -> None:
    """Take the catalogue in, say what came of it; exits with ``EXIT_REFUSED`` when a row is faulty."""
    with open_rehearsal(terminal) if dry_run else open_office(terminal, found=True) as office:
        actor = acting(office, "catalog.import_items", login)
        deed = preview_items if dry_run else import_items
        found = deed(office, actor.actor_id, file.read_bytes(), file.name, corrects=corrects)
        if not dry_run and found.done:
            seal_books(terminal.settings, office)
    terminal.answer(_data(found, dry_run=dry_run), *_shown(found, dry_run=dry_run, corrects=corrects))
    if found.faulty:
        raise typer.Exit(EXIT_REFUSED)


def _said(fault: Fault) -> str:
    return translate_reason(fault.reason, current_language())


def _data(found: ItemsImport, *, dry_run: bool) -> dict[str, Any]:
    return {
        "ok": not found.faulty,
        "dry_run": dry_run,
        "rows": found.rows,
        "new": len(found.fresh),
        "more": len(found.more),
        "same": len(found.known),
        "different": [
            {
                "row": each.row.row_number,
                "item": each.item_id,
                "facts": {fact: {"is": old, "says": new} for fact, (old, new) in each.facts.items()},
            }
            for each in found.different
        ],
        "faulty": [
            {"row": fault.row, "column": fault.column, "code": fault.code, "reason": _said(fault), "text": fault.text}
            for fault in found.faulty
        ],
    }


def _shown(found: ItemsImport, *, dry_run: bool, corrects: bool) -> list[Any]:
    told = _("共 {rows} 行：新物资 {new}，添内容 {more}，写法不同 {different}，已有 {same}，有错 {faulty}")
    counts = {name: len(getattr(found, name)) for name in ("more", "different", "faulty")}
    shown: list[Any] = [told.format(rows=found.rows, new=len(found.fresh), same=len(found.known), **counts)]
    if found.faulty:
        rows = [(str(fault.row), fault.column, fault.text, _said(fault)) for fault in found.faulty[:MOST_SHOWN]]
        shown.append(table((_("行"), _("列"), _("内容"), _("为什么")), rows))
        if len(found.faulty) > MOST_SHOWN:
            shown.append(_("……另有 {n} 处，用 --json 看全部").format(n=len(found.faulty) - MOST_SHOWN))
        return [*shown, _("✘ 一行也没有导入：改好后再来")]
    if found.different:
        shown.append(table((_("行"), _("物资"), _("哪里不同")), [_told(each) for each in found.different[:MOST_SHOWN]]))
        if not corrects:
            shown.append(_("写法不同的没有动；要照表里的更正，加 --corrects"))
    if dry_run:
        return [*shown, _("✔ 可以导入（这次只是检查，没有导入）")]
    return [*shown, _("✔ 已导入") if found.done else _("✔ 没有新内容")]


def _told(each: Different) -> tuple[str, str, str]:
    facts = _("；").join(fact_words(fact, *pair) for fact, pair in each.facts.items())
    return str(each.row.row_number), each.row.name, facts
