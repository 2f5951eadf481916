"""What the command `plan` says of refusals, needs and rules broken, in the language in force."""

from collections.abc import Mapping
from typing import Any

from liangcao.cli.terminal import Terminal
from liangcao.kernel.errors import Refused
from liangcao.language import _, current_language, translate_reason
from liangcao.sharing.check import VIOLATIONS
from liangcao.sharing.editing import LimitsBroken
from liangcao.sharing.violation import Violation


def refuse(terminal: Terminal, refusal: Refused) -> None:
    """Say what is wrong with a file and where: people are told the table, row and field as well."""
    if isinstance(refusal, LimitsBroken):
        reasons = [{**told(each), "field": "edits"} for each in refusal.violations]
    else:
        reasons = _reasons(refusal)
    if terminal.is_json:
        terminal.answer({"ok": False, "refused": reasons})
    for each in reasons:
        terminal.note(f"✘ {each['field']}：{each['reason']}" if each["field"] else f"✘ {each['reason']}")


def _reasons(refusal: Refused) -> list[dict[str, Any]]:
    return [
        {"code": each.code, "field": each.field, "reason": translate_reason(each, current_language())}
        for each in refusal.reasons
    ]


def told(violation: Violation) -> dict[str, Any]:
    """A rule that is broken, by code and in the language in force."""
    sentence = VIOLATIONS[violation.code]
    return {"code": violation.code, "reason": _(sentence).format(**violation.params)}


def told_against(found: Mapping[str, Any]) -> list[str]:
    """What a plan changes of the one that was published (`sharing.replanning.against_published`)."""
    head = _("和已公布的方案比：不变 {kept}，撤回 {taken_back}，新加 {added}")
    one = _("需求 {claim}（{unit}）：公布的是 {before}，现在是 {after}")
    totals = {name: found[name] for name in ("kept", "taken_back", "added")}
    rows = ((row["claim"], row["unit"], *row["given"]) for row in found["claims"])
    changed = [one.format(claim=claim, unit=unit, before=old, after=new) for claim, unit, old, new in rows]
    return [head.format(**totals), *changed]
