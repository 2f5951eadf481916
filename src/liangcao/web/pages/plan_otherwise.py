"""What of a plan is otherwise than the rules would have it: by another way, by hand, and whom it passes over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liangcao.allocation.kept import kept_plan
from liangcao.allocation.queries import PlanHead
from liangcao.allocation.rules import name_of, names_in
from liangcao.language import _
from liangcao.language.formats import number
from liangcao.language.things import thing
from liangcao.sharing.check import VIOLATIONS, check_choices
from liangcao.sharing.question import Question

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ShownEdit:
    """A line changed by hand: for whom, of what, out of which lot, before and after in base units, and why."""

    unit: str
    item: str
    lot: str
    before: int
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What is not by the rules: edits, and sentences that say whom the plan passes over, `more` of them not shown."""

    edits: Sequence[ShownEdit]
    choices: Sequence[str]
    more: int


def otherwise(connection: Any, district_id: int, head: PlanHead, *, is_edited: bool, way: str) -> Otherwise | None:
    """What of a plan is not by the rules; None where all of it is."""
    if way == "rules" and not is_edited:
        return None
    question, document = kept_plan(connection, district_id, head.plan_id, head.entry)
    found = check_choices(question, document)
    choices = [_said(VIOLATIONS[each.code], each.params) for each in found[:MOST_SHOWN]]
    return Otherwise(_edits(question, document), choices, max(len(found) - MOST_SHOWN, 0))


def _edits(question: Question, document: Mapping[str, Any]) -> list[ShownEdit]:
    claims = {row["claim"]: row for row in question["claims"]}
    return [
        ShownEdit(
            unit=name_of(claims[edit["claim"]]["unit"]),
            item=thing(name_of(claims[edit["claim"]]["item"])),
            lot=f"{name_of(edit['lot'])} · {name_of(edit['warehouse'])}",
            before=edit["before"],
            quantity=edit["quantity"],
            reason=edit["reason"],
        )
        for edit in document.get("edits", ())
    ]


def _said(sentence: str, params: Mapping[str, Any]) -> str:
    told = {
        name: number(value) if isinstance(value, int) else thing(value) if name == "item" else value
        for name, value in names_in(params).items()
    }
    return _(sentence).format(**told)
