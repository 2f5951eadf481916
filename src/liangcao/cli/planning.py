"""plan: share out what is there by one file, without an office; every plan is certified before it is told."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType

from liangcao.cli.frame import EXIT_REFUSED, OfficeCommand
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal, table
from liangcao.exchange.plan_workbook import question_in_workbook
from liangcao.exchange.workbooks import is_workbook
from liangcao.kernel.errors import Refused
from liangcao.language import N_, _, current_language, translate_reason
from liangcao.sharing.check import VIOLATIONS, check_plan
from liangcao.sharing.published import Published, held_against
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of, question_of_json
from liangcao.sharing.sentences import SENTENCES
from liangcao.sharing.violation import Violation

if TYPE_CHECKING:
    from liangcao.sharing.answer import Answer

MOST_SHOWN = 60


@program.command(cls=OfficeCommand, help=N_("按一个文件分物资：算出谁得多少、从哪里出、为什么，并核对；不需要账本"))
def plan(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help=N_("写着库存、需求和规则的 JSON 或 xlsx 文件"), exists=True, dir_okay=False)
    ],
) -> None:
    """Share out by a file."""
    from liangcao.sharing.answer import answer  # brings large libraries, which no other command waits for

    terminal = Terminal.of(context)
    try:
        question, plan_told = _read(file)
        made = answer(question)
        told = held_against(question, plan_told, made.document) if plan_told is not None else None
    except Refused as refusal:
        _refuse(terminal, refusal)
        raise typer.Exit(EXIT_REFUSED) from refusal
    violations = check_plan(made.question, made.document)
    needs = [{**need, "said": _said(need)} for need in made.document["needs"]]
    is_ok = not violations and (told is None or told.ok)
    data = {"ok": is_ok, **made.document, "needs": needs, "violations": [_told(each) for each in violations]}
    shown = list(_shown(made, violations))
    if told is not None:
        data["published"] = {
            "ok": told.ok,
            "same_plan": told.is_same,
            "same_shares": told.has_same_shares,
            "hashes_fit": told.is_hashed,
            "violations": [_told(each) for each in told.violations],
        }
        shown += _published_shown(told)
    terminal.answer(data, *shown)
    if not is_ok:
        raise typer.Exit(EXIT_REFUSED)


def _read(file: Path) -> tuple[Question, Any]:
    """The question of a file, and the plan that was published for it, None where there is none beside it."""
    data = file.read_bytes()
    if is_workbook(data):
        return question_of(question_in_workbook(data, file.name)), None
    text = data.decode("utf-8-sig", errors="replace")
    return question_of_json(text), json.loads(text).get("plan")


def _published_shown(told: Published) -> Iterable[str]:
    if told.is_same and told.ok:
        yield _("✔ 与文件里已公布的方案相同")
    elif told.ok:
        yield _("✔ 文件里已公布的方案站得住：谁得多少相同，只是从哪里出不同")
    if not told.is_hashed:
        yield _("✘ 文件里已公布的方案与它自己的哈希不符")
    if not told.has_same_shares:
        yield _("✘ 文件里已公布的方案分得不同")
    for each in told.violations:
        yield f"✘ {_told(each)['reason']}"


def _refuse(terminal: Terminal, refusal: Refused) -> None:
    """Say what is wrong with a file and where: people are told the table, row and field as well."""
    reasons = [
        {"code": each.code, "field": each.field, "reason": translate_reason(each, current_language())}
        for each in refusal.reasons
    ]
    if terminal.is_json:
        terminal.answer({"ok": False, "refused": reasons})
    for each in reasons:
        terminal.note(f"✘ {each['field']}：{each['reason']}" if each["field"] else f"✘ {each['reason']}")


def _said(need: Mapping[str, Any]) -> str:
    """Why, in one paragraph of the language in force."""
    sentences = [(SENTENCES[each["code"]], each["params"]) for each in need["why"]]
    return _("；").join(_(sentence).format(**params) for sentence, params in sentences) + _("。")


def _told(violation: Violation) -> dict[str, Any]:
    sentence = VIOLATIONS[violation.code]
    return {"code": violation.code, "reason": _(sentence).format(**violation.params)}


def _shown(made: "Answer", violations: Iterable[Violation]) -> Iterable[RenderableType]:
    needs = made.document["needs"]
    by_class: dict[int, list[int]] = {}
    for need in needs:
        total = by_class.setdefault(need["class"], [0, 0, 0])
        total[0] += 1
        total[1] += need["asked"]
        total[2] += need["already"] + need["given"]
    yield table(
        [_("类别"), _("家数"), _("要"), _("给")], ((key, *total) for key, total in sorted(by_class.items())), numbers=3
    )
    for each in sorted(needs, key=lambda need: (need["class"], need["unit"]))[:MOST_SHOWN]:
        yield f"{each['unit']} · {each['item']}\n  {_said(each)}"
    if len(needs) > MOST_SHOWN:
        yield _("另有 {more} 家：用 --json 看全").format(more=len(needs) - MOST_SHOWN)
    for each in violations:
        yield f"✘ {_told(each)['reason']}"
    yield f"{_('问题的哈希')} {made.document['input_hash']}"
    yield f"{_('方案的哈希')} {made.document['plan_hash']}"
