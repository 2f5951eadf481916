"""plan --against, --what-if, --alternatives, --next: plans side by side, other ways beside, what more would change."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from liangcao.cli.plan_words import told
from liangcao.cli.terminal import Terminal, table
from liangcao.exchange.plan_results import said
from liangcao.language import _
from liangcao.sharing.check import check_plan
from liangcao.sharing.comparing import compare
from liangcao.sharing.question import Question
from liangcao.sharing.violation import Violation

if TYPE_CHECKING:
    from liangcao.sharing.alternatives import Alternative


def tell_comparison(terminal: Terminal, before: Question, after: Question) -> bool:
    """Share out by both questions and tell what is different; false when one of the plans does not stand."""
    from liangcao.sharing.answer import answer

    documents = [answer(question).document for question in (before, after)]
    faults = [
        violation
        for question, document in zip((before, after), documents, strict=True)
        for violation in check_plan(question, document)
    ]
    found = compare(*documents)
    data = {"ok": not faults, **found, "violations": [told(each) for each in faults]}
    terminal.answer(data, *_comparison(found, faults))
    return not faults


def _comparison(found: Mapping[str, Any], faults: Sequence[Violation]) -> Iterable[RenderableType]:
    yield table(
        [_("类别"), _("家数"), _("要"), _("有"), _("满足"), _("最低"), _("没有得到")],
        ([str(row["class"]), *(_change(row[name], name) for name in _SHOWN)] for row in found["classes"]),
        numbers=6,
    )
    if found["same_shares"]:
        yield _("两个方案给各家的一样多。")
    else:
        yield _("一共多给 {gained}，少给 {lost}。").format(gained=found["gained"], lost=found["lost"])
    more, less = (
        _("多得最多：{unit} · {item} {before} → {after}（多 {difference}）"),
        _("少得最多：{unit} · {item} {before} → {after}（少 {difference}）"),
    )
    for sentence, rows in ((more, found["gain_most"]), (less, found["lose_most"])):
        for row in rows:
            before, after = row["given"]
            yield sentence.format(
                unit=row["unit"], item=row["item"], before=before, after=after, difference=abs(row["difference"])
            )
    for each in faults:
        yield f"✘ {told(each)['reason']}"


_SHOWN = ("needs", "asked", "has", "fill", "lowest", "empty")


def _change(pair: Sequence[int], name: str) -> str:
    one, other = (f"{value}%" if name in {"fill", "lowest"} else f"{value:,}" for value in pair)
    return one if one == other else f"{one} → {other}"


def tell_alternatives(terminal: Terminal, question: Question) -> bool:
    """Share out by all ways and tell what each comes to; false when one breaks a limit or the plan does not stand."""
    from liangcao.sharing.alternatives import PLAN, alternatives

    found = alternatives(question)
    plan = found[0].judged
    assert found[0].way == PLAN
    assert plan is not None
    faults = check_plan(question, plan.document)
    faults += [fault for each in found if each.judged for fault in each.judged.limits]
    data = {"ok": not faults, "input_hash": question.digest, "ways": [_way(each) for each in found]}
    terminal.answer(data, *_beside(found, faults))
    return not faults


def _way(each: "Alternative") -> dict[str, Any]:
    head = {"way": each.way, "name": _name(each), "by_class": each.by_class, "missing": list(each.missing)}
    if each.judged is None:
        return head
    document = each.judged.document
    return {
        **head,
        "figures": each.judged.figures,
        "violations": [told(fault) for fault in each.judged.limits],
        "choices": [told(choice) for choice in each.judged.choices],
        "plan": {**document, "needs": [{**need, "said": said(need)} for need in document["needs"]]},
    }


def _name(each: "Alternative") -> str:
    from liangcao.sharing.ways import WAYS

    return _(WAYS[each.way].name) if each.way in WAYS else _("方案")


def _beside(found: Sequence["Alternative"], faults: Sequence[Violation]) -> Iterable[RenderableType]:
    rows = [_row(each, each.judged.figures) for each in found if each.judged]
    columns = [_("分法"), _("各类满足"), _("各类最低"), _("给"), _("箱数"), _("没有得到"), _("平均相差"), _("动用储备")]
    yield table(columns, rows, numbers=5)
    for each in found:
        if each.missing:
            named = "、".join(each.missing[:5]) + ("…" if len(each.missing) > 5 else "")
            yield _("{way}：做不了，{count} 笔需求没有写所需的数（{claims}）").format(
                way=_name(each), count=len(each.missing), claims=named
            )
        elif each.judged:
            yield from _lower(each, each.judged.figures)
    for fault in faults:
        yield f"✘ {told(fault)['reason']}"


def _row(each: "Alternative", figures: Mapping[str, Any]) -> list[Any]:
    fills = ", ".join(f"{row['class']}: {row['fill']}%" for row in figures["classes"])
    lowest = ", ".join(f"{row['class']}: {row['lowest']}%" for row in figures["classes"])
    spread = f"{figures['spread'] // 1000}.{figures['spread'] % 1000:03}"
    name = _name(each) if each.by_class else _("{way}（不分类别）").format(way=_name(each))
    return [name, fills, lowest, figures["given"], figures["boxes"], figures["empty"], spread, figures["reserves"]]


def _lower(each: "Alternative", figures: Mapping[str, Any]) -> Iterable[str]:
    for row in figures["lower"]:
        named = "、".join(f"{one['unit']} · {one['item']} -{one['quantity']}" for one in row["most"])
        yield _("{way}：第 {priority_class} 类有 {needs} 家比方案得的少，一共少 {quantity}：{named}").format(
            way=_name(each),
            priority_class=row["class"],
            needs=row["needs"],
            quantity=row["quantity"],
            named=named + ("…" if row["needs"] > len(row["most"]) else ""),
        )


def tell_deliveries(terminal: Terminal, question: Question, item: str, quantity: int) -> bool:
    """Tell what more of one item, or of each, would change; false when the plan does not stand."""
    from liangcao.sharing.answer import answer
    from liangcao.sharing.deliveries import DELIVERIES, Goods, deliveries, delivery

    made = answer(question)
    faults = check_plan(question, made.document)
    found = [delivery(made, Goods(item, quantity))] if item else deliveries(made)
    said_of = [[_(DELIVERIES[said.code]).format(**said.params) for said in each.said] for each in found]
    rows = [{**each.document, "said": sentences} for each, sentences in zip(found, said_of, strict=True)]
    data = {"ok": not faults, "input_hash": question.digest, "deliveries": rows}
    data["violations"] = [told(fault) for fault in faults]
    shown = [sentence for sentences in said_of for sentence in sentences] or [_("没有谁还缺东西。")]
    terminal.answer(data, *shown, *(f"✘ {told(fault)['reason']}" for fault in faults))
    return not faults
