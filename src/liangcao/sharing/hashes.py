"""A plan in plain words and its hashes, so that anybody can compute them from the plan's rows alone."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from liangcao.kernel.canonical import canonical_bytes
from liangcao.sharing.question import Question

FORMAT = "liangcao.plan/1"
SHARE = ("unit", "item", "class", "asked", "already", "given", "debt")
"""What of a need its hash covers: all that follows from the question alone, whatever solvers say besides."""
ROADS = ("prices", "picking")
"""The parts of a plan that prove its roads."""
MADE_OTHERWISE = ("way", "edits")
"""What a document has besides when it was not made by the rules alone."""
PROOF = (*ROADS, *MADE_OTHERWISE)
"""What is to be kept of a plan besides its needs and lines, so that its document can be put together again."""

Rows = Sequence[Mapping[str, Any]]


def plan_document(question: Question, needs: Rows, lines: Rows, proof: Mapping[str, Any]) -> dict[str, Any]:
    """The plan that answers `question` with these needs and lines, fit for JSON; of `proof` the `PROOF` it has."""
    document = {
        "format": FORMAT,
        "date": question.date,
        "input_hash": question.digest,
        "needs": needs,
        "lines": lines,
        **{name: proof[name] for name in ROADS},
        **{name: proof[name] for name in MADE_OTHERWISE if proof.get(name)},
    }
    return document | hashes_of(document)


def hashes_of(document: Mapping[str, Any]) -> dict[str, str]:
    """`shares_hash` and `plan_hash` of a plan in plain words (`plan_document`)."""
    shares = [[need[name] for name in SHARE] for need in document["needs"]]
    otherwise = {name: document[name] for name in MADE_OTHERWISE if document.get(name)}
    shares_hash = _digest({"question": document["input_hash"], "shares": shares, **otherwise})
    rest = {name: document[name] for name in ("lines", *ROADS)}
    return {"shares_hash": shares_hash, "plan_hash": _digest({"shares": shares_hash, **rest})}


def _digest(content: Mapping[str, Any]) -> str:
    return sha256(canonical_bytes(content)).hexdigest()
