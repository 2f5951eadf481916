"""verify, reconcile, doctor: is everything as it should be?"""

from contextlib import suppress
from typing import Annotated, Any

import typer

from liangcao.cli.books import open_office, signing_key
from liangcao.cli.examining import examine
from liangcao.cli.finding import MARKS, Finding
from liangcao.cli.frame import ANSWERS_NO, EXIT_REFUSED, OfficeCommand
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal, table
from liangcao.journal.problems import Problem, ProvenChange
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import moment_text
from liangcao.language import N_, _, current_language, translate_reason
from liangcao.ledger.reconcile import reconcile as reconcile_ledger
from liangcao.reports.verify import Verification, verify_books

MOST_SHOWN = 50


@program.command(cls=OfficeCommand, help=N_("核验整本账：有任何问题退出码为 1"))
def verify(
    context: typer.Context,
    key: Annotated[str, typer.Option("--key", help=N_("抄在别处的验证公钥；默认用数据目录里的"))] = "",
    most: Annotated[int, typer.Option("--most", min=1, help=N_("最多列出多少个问题"))] = 1000,
) -> None:
    """Verify the books from their first entry to the last."""
    terminal = Terminal.of(context)
    context.meta[ANSWERS_NO] = _unverified
    with open_office(terminal) as office:
        if not key and terminal.settings.key_file.exists():
            with suppress(Refused):  # a copy whose key cannot be used is held against the key its books name
                key = signing_key(terminal.settings, office.database).verifier_key.text
        found = verify_books(office.database, office.district_id, verifier_key=key, most=most)
    terminal.answer(_verification(found), *_verification_shown(found))
    if not found.ok:
        raise typer.Exit(EXIT_REFUSED)


def _unverified(refusal: Refused) -> dict[str, Any]:
    """Books that cannot be opened are not verified: that is the problem."""
    reasons = [(reason.code, translate_reason(reason, current_language())) for reason in refusal.reasons]
    problems = [{"entry": 0, "code": code, "what": what} for code, what in reasons]
    return {"entries": 0, "found": len(problems), "problems": problems}


def _what(problem: Problem) -> str:
    return _(problem.message).format(**problem.params)


def said_of_change(proven: ProvenChange) -> str:
    """In words: that the signing key was changed, and who vouches for it."""
    entry = f"{proven.change.entry:,}"
    if proven.is_vouched is None:
        return _("第 {entry} 笔换了签名密钥，新密钥还没有签过树头").format(entry=entry)
    if proven.is_vouched:
        return _("第 {entry} 笔换了签名密钥，有树头由新旧两把密钥一起签名").format(entry=entry)
    if not proven.change.is_lost:
        return _("第 {entry} 笔换了签名密钥，没有旧密钥的签名").format(entry=entry)
    told = _("第 {entry} 笔换了签名密钥，旧密钥已丢失：只有那一笔的两个人作证，请与抄在别处的树头核对")
    return told.format(entry=entry)


def _verification(found: Verification) -> dict[str, Any]:
    data: dict[str, Any] = {
        "ok": found.ok,
        "entries": found.report.entries,
        "lines": found.report.lines,
        "root": found.report.root.hex(),
        "found": found.report.found,
        "problems": [
            {"entry": problem.entry, "code": problem.code, "what": _what(problem)} for problem in found.problems
        ],
        "plans": found.report.plans._asdict(),
        "checkpoint": None,
        "key_changes": [
            {
                "entry": each.change.entry,
                "verifier_key": each.change.verifier_key,
                "was_lost": each.change.is_lost,
                "vouched": each.is_vouched,
                "what": said_of_change(each),
            }
            for each in found.report.key_changes
        ],
    }
    if found.checkpoint:
        data["checkpoint"] = {
            "size": found.checkpoint.size,
            "root": found.checkpoint.root.hex(),
            "sealed_at": moment_text(found.checkpoint.sealed_at),
            "note": found.checkpoint.note,
        }
    return data


def _verification_shown(found: Verification) -> list[Any]:
    report = found.report
    counted = {"entries": f"{report.entries:,}", "lines": f"{report.lines:,}", "heads": report.heads}
    if found.ok:
        shown: list[Any] = [_("✔ 核验通过：{entries} 笔账、{lines} 行流转、{heads} 个签名树头").format(**counted)]
        if found.checkpoint:
            sealed = {"size": f"{found.checkpoint.size:,}", "root": found.checkpoint.root.hex()[:16]}
            shown.append(_("  最近的树头：第 {size} 笔，{root}…").format(**sealed))
        plans = report.plans
        if plans.certified:
            shown.append(_("  重新核对了 {n} 个分配方案，都站得住").format(n=f"{plans.certified:,}"))
        if plans.otherwise:
            said = _("  其中 {n} 个照要求用了规则以外的分法，或手工改过：只核对了不越界，没有核对公平")
            shown.append(said.format(n=f"{plans.otherwise:,}"))
        if plans.unasked:
            shown.append(_("  {n} 个分配方案无从重算：是保留问题以前做的").format(n=f"{plans.unasked:,}"))
        return [*shown, *(f"  ! {said_of_change(each)}" for each in report.key_changes)]
    rows = [(str(problem.entry), _what(problem)) for problem in found.problems[:MOST_SHOWN]]
    return [
        _("✘ 核验不通过：{entries} 笔账里有 {n} 个问题").format(entries=counted["entries"], n=report.found),
        table((_("第几笔"), _("问题")), rows),
    ]


@program.command(cls=OfficeCommand, help=N_("按台账重算结存并比对：有差异退出码为 1"))
def reconcile(context: typer.Context) -> None:
    """Add up the ledger and compare."""
    terminal = Terminal.of(context)
    with open_office(terminal) as office, office.database.read() as connection:
        found = reconcile_ledger(connection, office.district_id)
    differences = [
        {
            "lot": each.lot_id,
            "location": each.location_id,
            "item_name": each.item_name,
            "location_name": each.location_name,
            "on_hand": each.on_hand,
            "counted_on_hand": each.counted_on_hand,
            "held": each.held,
            "counted_held": each.counted_held,
        }
        for each in found.differences
    ]
    data = {"ok": found.ok, "cells": found.cells, "differences": differences}
    if found.ok:
        terminal.answer(data, _("✔ 一致：{n} 个结存与台账、占用相符").format(n=f"{found.cells:,}"))
        return
    rows = [
        (f"{each.item_name} #{each.lot_id}", each.location_name, *figures)
        for each in found.differences
        for figures in [(each.on_hand, each.counted_on_hand, each.held, each.counted_held)]
    ]
    headings = (_("批次"), _("地点"), _("在库"), _("重算在库"), _("占用"), _("重算占用"))
    terminal.answer(data, _("✘ 不一致：{n} 处").format(n=len(rows)), table(headings, rows, numbers=4))
    raise typer.Exit(EXIT_REFUSED)


@program.command(cls=OfficeCommand, help=N_("体检：版本、目录、磁盘、时钟、账本、密钥"))
def doctor(context: typer.Context) -> None:
    """Examine the installation and the books."""
    terminal = Terminal.of(context)
    findings = examine(terminal.settings)
    data = {"ok": all(each.state != "bad" for each in findings), "checks": [_finding(each) for each in findings]}
    lines = [f"{MARKS[each.state]} {_(each.name)}  {each.said}" + _mend(each) for each in findings]
    terminal.answer(data, *lines)
    if not data["ok"]:
        raise typer.Exit(EXIT_REFUSED)


def _finding(each: Finding) -> dict[str, str]:
    return {"check": _(each.name), "state": each.state, "said": each.said, "mend": each.mend}


def _mend(each: Finding) -> str:
    return f"\n    → {each.mend}" if each.mend else ""
