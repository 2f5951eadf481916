"""The sheets of results in a plan's workbook: what it is, each need with its reasons, the lines to pick, the totals."""

from collections.abc import Mapping, Sequence
from typing import Any

from liangcao.exchange.cells import Cell
from liangcao.exchange.plan_sheets import Results
from liangcao.language import _
from liangcao.sharing.comparing import percent, totals_by
from liangcao.sharing.goods import packs_of, wants_of
from liangcao.sharing.question import Question
from liangcao.sharing.sentences import SENTENCES

Document = Mapping[str, Any]


def results_of(question: Question, document: Document, remarks: Sequence[str]) -> list[Results]:
    """The results in the language in force; `remarks` are sentences for the first sheet (rules not kept, changes)."""
    return [_about(document, remarks), _totals(question, document), _needs(document), _lines(question, document)]


def said(need: Mapping[str, Any]) -> str:
    """Why, in one paragraph of the language in force."""
    sentences = [(SENTENCES[each["code"]], each["params"]) for each in need["why"]]
    return _("；").join(_(sentence).format(**params) for sentence, params in sentences) + _("。")


def _about(document: Document, remarks: Sequence[str]) -> Results:
    rows: list[list[Cell | None]] = [
        [_("日期"), document["date"]],
        [_("问题的哈希"), document["input_hash"]],
        [_("方案的哈希"), document["plan_hash"]],
    ]
    rows += [[None, remark] for remark in remarks]
    return Results(_("说明"), ["", ""], rows)


def _totals(question: Question, document: Document) -> Results:
    names = {row["class"]: row["name"] for row in question["classes"]}
    columns = ("needs", "asked", "has", "given", "fill", "lowest", "empty")
    headings = [_("类别"), _("名称"), _("家数"), _("要"), _("有"), _("给"), _("满足 %"), _("最低 %"), _("没有得到")]
    rows: list[list[Cell | None]] = [
        [each, names.get(each, ""), *(total[name] for name in columns)]
        for each, total in totals_by(document["needs"], "class").items()
    ]
    return Results(_("合计"), headings, rows)


def _needs(document: Document) -> Results:
    headings = [_("类别"), _("单位"), _("物资"), _("要"), _("先前已给"), _("给"), _("满足 %"), _("在途可给"), _("原因")]
    rows: list[list[Cell | None]] = []
    for need in sorted(document["needs"], key=lambda need: (need["class"], need["unit"], need["item"])):
        fill = percent(need["already"] + need["given"], need["asked"])
        head = [need[name] for name in ("class", "unit", "item", "asked", "already", "given")]
        rows.append([*head, fill, need["promised"], said(need)])
    return Results(_("各家"), headings, rows)


def _lines(question: Question, document: Document) -> Results:
    claims = {row["claim"]: row for row in question["claims"]}
    lots = {(row["lot"], row["warehouse"]): row for row in question["lots"]}
    packs = packs_of(question, wants_of(question).values())
    headings = [_("仓库"), _("物资"), _("批次"), _("有效期至"), _("编号"), _("单位"), _("箱数"), _("数量"), _("原因")]
    rows: list[list[Cell | None]] = []
    for line in document["lines"]:
        claim, lot = claims[line["claim"]], lots[line["lot"], line["warehouse"]]
        boxes = line["quantity"] // packs[claim["item"]]
        place = [line["warehouse"], lot["item"], line["lot"], lot["expires"]]
        rows.append([*place, line["claim"], claim["unit"], boxes, line["quantity"], line.get("reason", "")])
    return Results(_("拣货"), headings, sorted(rows, key=lambda row: [str(cell) for cell in row[:6]]))
