"""A published plan held against the one that was computed anew for the same question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liangcao.kernel.errors import Refused, refused
from liangcao.sharing.check import check_limits, check_plan
from liangcao.sharing.editing import FIELDS
from liangcao.sharing.hashes import MADE_OTHERWISE, plan_document
from liangcao.sharing.question import Question
from liangcao.sharing.violation import Violation

_HASHES = ("input_hash", "shares_hash", "plan_hash")
_BROKEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, Refused)


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a published plan.

    `is_hashed`: its hashes are those of what it says; `violations` are the checker's; `is_same`: it is the plan
    computed anew, line by line, `has_same_shares`: everybody gets as much.
    """

    is_hashed: bool
    violations: Sequence[Violation]
    is_same: bool
    has_same_shares: bool

    @property
    def ok(self) -> bool:
        """True when it stands; lines may differ, as equally cheap roads are the solver's choice."""
        return self.is_hashed and not self.violations and self.has_same_shares


def made_how(plan: Any) -> tuple[str, list[dict[str, Any]]]:
    """By which way ("": by the rules) and with which edits a published plan says it was made; raises Refused."""
    try:
        edits = [{name: edit[name] for name in FIELDS} for edit in plan.get("edits", ())]
        return str(plan.get("way", {}).get("by", "")), edits
    except _BROKEN as error:
        raise refused("plan_file_unreadable", "plan", detail="plan") from error


def held_against(question: Question, plan: Any, computed: Mapping[str, Any]) -> Published:
    """Hold the published `plan` for `question` against the plan `computed` anew; raises Refused when it is no plan."""
    try:
        right = plan_document(question, plan["needs"], plan["lines"], plan)
        check = check_limits if any(right.get(name) for name in MADE_OTHERWISE) else check_plan
        return Published(
            is_hashed=all(plan[name] == right[name] for name in _HASHES),
            violations=check(question, right),
            is_same=right["plan_hash"] == computed["plan_hash"],
            has_same_shares=right["shares_hash"] == computed["shares_hash"],
        )
    except _BROKEN as error:
        raise refused("plan_file_unreadable", "plan", detail="plan") from error
