"""A question answered and the answer certified: every plan is held against an independent checker before it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liangcao.allocation.question import BY_RULES, named_row
from liangcao.kernel.canonical import canonical_bytes
from liangcao.kernel.errors import Refused
from liangcao.sharing.check import check_limits, check_plan
from liangcao.sharing.hashes import PROOF
from liangcao.sharing.question import Question


@dataclass(frozen=True, slots=True)
class Planned:
    """A certified plan: the question it answers, and the answer in plain words (`sharing.answer`)."""

    question: Question
    document: Mapping[str, Any]

    @property
    def needs(self) -> Sequence[Mapping[str, Any]]:
        """What each unit gets of each item in each class, and why."""
        needs: Sequence[Mapping[str, Any]] = self.document["needs"]
        return needs

    @property
    def lines(self) -> Sequence[Mapping[str, Any]]:
        """What goes from which lot and place to which claim."""
        lines: Sequence[Mapping[str, Any]] = self.document["lines"]
        return lines

    @property
    def given_to_claims(self) -> dict[str, int]:
        """Base units by claim."""
        given: dict[str, int] = {}
        for line in self.lines:
            given[line["claim"]] = given.get(line["claim"], 0) + line["quantity"]
        return given

    @property
    def proof(self) -> str:
        """What proves the roads, and how else than by the rules it was made; canonical text."""
        return canonical_bytes({name: self.document[name] for name in PROOF if name in self.document}).decode()


def plan_for(question: Question, way: str = BY_RULES) -> Planned:
    """Share out by `question`, by the rules or another `way` (`sharing.ways.WAYS`).

    Refused where all that a unit asks of an item is beyond counting, or requests lack the figures that `way` goes by.

    AssertionError when the plan does not stand, which would be our mistake.
    """
    from liangcao.sharing.answer import answer  # brings large libraries, which nothing else waits for
    from liangcao.sharing.ways import shared_by

    try:
        made = answer(question) if way == BY_RULES else shared_by(question, way)
    except Refused as refusal:
        raise named_row(refusal, question.tables) from None
    check = check_plan if way == BY_RULES else check_limits
    violations = check(question, made.document)
    if violations:
        raise AssertionError(f"the planner made a plan that its checker refuses: {violations[:5]}")
    return Planned(question, made.document)
