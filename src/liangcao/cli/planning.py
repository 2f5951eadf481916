"""plan: share out what is there by one file, without an office; every plan is certified before it is told."""

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
        made = answer(_question(file))
    except Refused as refusal:
        _refuse(terminal, refusal)
        raise typer.Exit(EXIT_REFUSED) from refusal
    violations = check_plan(made.question, made.document)
    needs = [{**need, "said": _said(need)} for need in made.document["needs"]]
    data = {"ok": not violations, **made.document, "needs": needs, "violations": [_told(each) for each in violations]}
    terminal.answer(data, *_shown(made, violations))
    if violations:
        raise typer.Exit(EXIT_REFUSED)


def _question(file: Path) -> Question:
    data = file.read_bytes()
    if is_workbook(data):
        return question_of(question_in_workbook(data, file.name))
    return question_of_json(data.decode("utf-8-sig", errors="replace"))


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
