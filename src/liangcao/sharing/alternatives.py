"""The plan and all other ways of sharing the same question, side by side, each certified and each fit to be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liangcao.sharing.answer import answer
from liangcao.sharing.judging import Judged, judge
from liangcao.sharing.question import Question, is_in_turn
from liangcao.sharing.ways import WAYS, missing_figures, shared_by

PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Alternative:
    """A way (`plan` or one of `ways.WAYS`): what it comes to, or the claims that lack the figures it goes by."""

    way: str
    by_class: bool
    judged: Judged | None
    missing: tuple[str, ...] = ()


def alternatives(question: Question, plan: Mapping[str, Any] | None = None) -> list[Alternative]:
    """The plan first, then every other way; `plan` is the plan's document where it is at hand. Raises Refused."""
    plan = plan or answer(question).document
    found = [Alternative(PLAN, is_in_turn(question.rules), judge(question, plan, plan))]
    for name, way in WAYS.items():
        missing = tuple(missing_figures(question, name))
        judged = None if missing else judge(question, shared_by(question, name).document, plan)
        found.append(Alternative(name, way.by_class, judged, missing))
    return found
