"""plan: share out what is there by one file, without an office; every plan is certified before it is told."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from liangcao.cli.frame import EXIT_REFUSED, OfficeCommand
from liangcao.cli.plan_comparisons import tell_alternatives, tell_comparison, tell_deliveries
from liangcao.cli.plan_words import refuse, told, told_against
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal, table
from liangcao.cli.whole_file import written_whole
from liangcao.exchange.plan_results import results_of, said
from liangcao.exchange.plan_sheets import plan_workbook
from liangcao.exchange.plan_workbook import question_in_workbook
from liangcao.exchange.workbooks import is_workbook
from liangcao.kernel.errors import Refused
from liangcao.language import N_, _, current_language
from liangcao.sharing.check import check_choices, check_limits, check_plan
from liangcao.sharing.editing import edited, edits_of_json
from liangcao.sharing.published import Published, held_against, made_how
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of, question_of_json
from liangcao.sharing.replanning import against_published, lines_of_json, replanned
from liangcao.sharing.violation import Violation
from liangcao.sharing.what_if import changes_of_json
from liangcao.sharing.what_if import what_if as what_if_so

MOST_SHOWN = 60


class ByWay(Enum):
    """What `--by` may be."""

    PEOPLE = "people"
    COVER = "cover"
    EQUAL = "equal"
    PRO_RATA = "pro-rata"
    FIRST_COME = "first-come"

    @property
    def way(self) -> str:
        """What the way is called in plans (`sharing.ways.WAYS`)."""
        return self.value.replace("-", "_")


def _file(said: str) -> Any:
    """An option that names a file which is there."""
    return typer.Option(help=said, exists=True, dir_okay=False)


@program.command(cls=OfficeCommand, help=N_("按一个文件分物资：算出谁得多少、从哪里出、为什么，并核对；不需要账本"))
def plan(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help=N_("写着库存、需求和规则的 JSON 或 xlsx 文件"), exists=True, dir_okay=False)
    ],
    against: Annotated[Path | None, _file(N_("和另一个文件的方案比：谁多得、谁少得"))] = None,
    what_if: Annotated[Path | None, _file(N_("假如：按 JSON 里的改动再分一次，和原来的比"))] = None,
    beside: Annotated[
        bool,
        typer.Option("--alternatives", help=N_("把别的分法摆在方案旁边比：按人头、可用天数、平均、比例、先批先给")),
    ] = False,
    by: Annotated[ByWay | None, typer.Option(help=N_("按别的分法做方案；它越过了谁，一条条写明"))] = None,
    more: Annotated[bool, typer.Option("--next", help=N_("再到一批货会怎样：每种物资先给谁、再到多少就够"))] = False,
    item: Annotated[str, typer.Option(help=N_("同 --next，只看这种物资"))] = "",
    quantity: Annotated[int, typer.Option(help=N_("同 --item，再到这么多（最小单位）"), min=0)] = 0,
    published: Annotated[Path | None, _file(N_("已公布的方案（--json 写的）：同样公平就尽量不改它"))] = None,
    picked: Annotated[Path | None, _file(N_("已公布的方案里已经拣出的明细，JSON"))] = None,
    edits: Annotated[Path | None, _file(N_("按 JSON 里的手工改动改方案，每处要有原因"))] = None,
    xlsx: Annotated[Path | None, typer.Option(help=N_("把方案和问题写成工作簿，改后可以再读"), dir_okay=False)] = None,
) -> None:
    """Share out by a file."""
    if picked and not published:
        raise typer.BadParameter(_("--picked 要和 --published 一起用"))
    if sum(map(bool, (against, what_if, beside, more or item, by or edits or xlsx))) > 1 or (quantity and not item):
        raise typer.BadParameter(_("--against、--what-if、--alternatives、--next 和做方案的选项一次只能用一种"))
    terminal = Terminal.of(context)
    try:
        question, stated = _read(file)
        question = _after(question, published, picked)
        if against or what_if:
            is_good = tell_comparison(terminal, question, _other(question, against, what_if))
        elif more or item:
            is_good = tell_deliveries(terminal, question, item, quantity)
        elif beside:
            is_good = tell_alternatives(terminal, question)
        else:
            wish = Wish(by.way if by else "", edits_of_json(_text(edits)) if edits else [], xlsx)
            is_good = _tell_plan(terminal, question, wish, stated)
    except Refused as refusal:
        refuse(terminal, refusal)
        raise typer.Exit(EXIT_REFUSED) from refusal
    if not is_good:
        raise typer.Exit(EXIT_REFUSED)


def _after(question: Question, published: Path | None, picked: Path | None) -> Question:
    """The question as it is once a plan was published and partly picked."""
    if not published:
        return question
    gone = lines_of_json(_text(picked)) if picked else ()
    return replanned(question, lines_of_json(_text(published)), gone)


def _other(question: Question, against: Path | None, changes: Path | None) -> Question:
    """The question to compare with."""
    if against:
        return question_in(against)
    assert changes is not None
    return what_if_so(question, changes_of_json(_text(changes)))


@dataclass(frozen=True, slots=True)
class Wish:
    """How else than by the rules a plan is to be made: by which way ("": by the rules), with which edits.

    `sheets` is the workbook it is to be written to.
    """

    way: str
    edits: Sequence[Any]
    sheets: Path | None = None

    @property
    def is_by_rules(self) -> bool:
        """True when nothing but the rules makes it."""
        return not self.way and not self.edits


def _made(question: Question, wish: Wish) -> Mapping[str, Any]:
    from liangcao.sharing.answer import answer  # brings large libraries, which no other command waits for
    from liangcao.sharing.ways import shared_by

    document = (shared_by(question, wish.way) if wish.way else answer(question)).document
    return edited(question, document, wish.edits).document if wish.edits else document


def _tell_plan(terminal: Terminal, question: Question, wish: Wish, stated: Any) -> bool:
    """Make the plan, hold it against the checker, and against the one stated beside the question; tell it."""
    if stated is not None and wish.is_by_rules:
        wish = Wish(*made_how(stated), wish.sheets)
    document = _made(question, wish)
    violations = check_plan(question, document) if wish.is_by_rules else check_limits(question, document)
    choices = [] if wish.is_by_rules else check_choices(question, document)
    needs = [{**need, "said": said(need)} for need in document["needs"]]
    data = {"ok": not violations, **document, "needs": needs, "violations": [told(each) for each in violations]}
    data |= {} if wish.is_by_rules else {"choices": [told(each) for each in choices]}
    shown = list(_shown(document, violations, choices))
    remarks = [told(each)["reason"] for each in (*violations, *choices)]
    if question["published"]:
        data["against_published"] = against_published(question, document)
        changes = told_against(data["against_published"])
        shown += changes
        remarks += changes
    if stated is not None:
        held = held_against(question, stated, document)
        data |= {"ok": not violations and held.ok, "published": _held(held)}
        shown += _held_shown(held)
    if wish.sheets:
        _write_sheets(question, document, remarks, wish.sheets)
        data["written"] = str(wish.sheets)
    terminal.answer(data, *shown)
    return bool(data["ok"])


def _write_sheets(question: Question, document: Mapping[str, Any], remarks: Sequence[str], path: Path) -> None:
    results = results_of(question, document, remarks)
    sheets = plan_workbook(question, results, in_chinese=current_language() != "en")
    with written_whole(path) as file:
        file.write(sheets)


def _held(held: Published) -> dict[str, Any]:
    return {
        "ok": held.ok,
        "same_plan": held.is_same,
        "same_shares": held.has_same_shares,
        "hashes_fit": held.is_hashed,
        "violations": [told(each) for each in held.violations],
    }


def _held_shown(held: Published) -> Iterable[str]:
    if held.is_same and held.ok:
        yield _("✔ 与文件里已公布的方案相同")
    elif held.ok:
        yield _("✔ 文件里已公布的方案站得住：谁得多少相同，只是从哪里出不同")
    if not held.is_hashed:
        yield _("✘ 文件里已公布的方案与它自己的哈希不符")
    if not held.has_same_shares:
        yield _("✘ 文件里已公布的方案分得不同")
    for each in held.violations:
        yield f"✘ {told(each)['reason']}"


def question_in(file: Path) -> Question:
    """The question in a file, JSON or a workbook; raises Refused."""
    return _read(file)[0]


def _read(file: Path) -> tuple[Question, Any]:
    """The question of a file, and the plan that was published for it, None where there is none beside it."""
    data = file.read_bytes()
    if is_workbook(data):
        return question_of(question_in_workbook(data, file.name)), None
    text = data.decode("utf-8-sig", errors="replace")
    return question_of_json(text), json.loads(text).get("plan")


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8-sig", errors="replace")


def _shown(
    document: Mapping[str, Any], violations: Iterable[Violation], choices: Sequence[Violation]
) -> Iterable[RenderableType]:
    needs = document["needs"]
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
        yield f"{each['unit']} · {each['item']}\n  {said(each)}"
    if len(needs) > MOST_SHOWN:
        yield _("另有 {more} 家：用 --json 看全").format(more=len(needs) - MOST_SHOWN)
    for each in violations:
        yield f"✘ {told(each)['reason']}"
    if choices:
        yield _("没有按规则分的地方：{count} 处").format(count=len(choices))
    for each in choices[:MOST_SHOWN]:
        yield f"· {told(each)['reason']}"
    yield f"{_('问题的哈希')} {document['input_hash']}"
    yield f"{_('方案的哈希')} {document['plan_hash']}"
