"""A published plan held against the one that was computed anew for the same question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liangcao.kernel.errors import Refused, refused
from liangcao.sharing.check import check_plan
from liangcao.sharing.hashes import document_of
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


def held_against(question: Question, plan: Any, computed: Mapping[str, Any]) -> Published:
    """Hold the published `plan` for `question` against the plan `computed` anew; raises Refused when it is no plan."""
    try:
        proof = {name: plan[name] for name in ("prices", "picking")}
        right = document_of(question, plan["needs"], plan["lines"], proof)
        return Published(
            is_hashed=all(plan[name] == right[name] for name in _HASHES),
            violations=check_plan(question, right),
            is_same=right["plan_hash"] == computed["plan_hash"],
            has_same_shares=right["shares_hash"] == computed["shares_hash"],
        )
    except _BROKEN as error:
        raise refused("plan_file_unreadable", "plan", detail="plan") from error
