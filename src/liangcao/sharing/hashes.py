"""A plan in plain words and its hashes, so that anybody can compute them from the plan's rows alone."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from liangcao.kernel.canonical import canonical_bytes
from liangcao.sharing.question import Question

FORMAT = "liangcao.plan/1"
SHARE = ("unit", "item", "class", "asked", "already", "given", "debt")
"""What of a need its hash covers: all that follows from the question alone, whatever solvers say besides."""
PROOF = ("prices", "picking")
"""The parts of a plan that prove its roads."""

Rows = Sequence[Mapping[str, Any]]


def shares_hash_of(input_hash: str, needs: Rows) -> str:
    """SHA-256 (hex) of what each need gets, as the answer to the question of `input_hash`."""
    return _digest({"question": input_hash, "shares": [[need[name] for name in SHARE] for need in needs]})


def plan_hash_of(shares_hash: str, lines: Rows, proof: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the whole plan: its shares, its lines in their order, and the `PROOF` of its roads."""
    return _digest({"shares": shares_hash, "lines": lines, **{name: proof[name] for name in PROOF}})


def document_of(question: Question, needs: Rows, lines: Rows, proof: Mapping[str, Any]) -> dict[str, Any]:
    """The plan that answers `question` with these needs and lines, fit for JSON."""
    shares_hash = shares_hash_of(question.digest, needs)
    return {
        "format": FORMAT,
        "date": question.date,
        "input_hash": question.digest,
        "shares_hash": shares_hash,
        "plan_hash": plan_hash_of(shares_hash, lines, proof),
        "needs": needs,
        "lines": lines,
        **{name: proof[name] for name in PROOF},
    }


def _digest(content: Mapping[str, Any]) -> str:
    return sha256(canonical_bytes(content)).hexdigest()
