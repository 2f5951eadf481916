"""The hashes of a plan: of the shares, and of all of it with its lines and proofs."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from liangcao.kernel.canonical import canonical_bytes

FORMAT = "liangcao.plan/1"
SHARE = ("unit", "item", "class", "asked", "already", "given", "debt")
"""What of a need its hash covers: all that follows from the question alone, whatever solvers say besides."""
MADE_OTHERWISE = ("way", "edits")
"""What a document has besides when it was not made by the rules alone."""


def hashes_of(document: Mapping[str, Any]) -> dict[str, str]:
    """`shares_hash` and `plan_hash` of a plan in plain words (`answer.document_of`)."""
    shares = [[need[name] for name in SHARE] for need in document["needs"]]
    otherwise = {name: document[name] for name in MADE_OTHERWISE if document.get(name)}
    shares_hash = _digest({"question": document["input_hash"], "shares": shares, **otherwise})
    rest = {name: document[name] for name in ("lines", "prices", "picking")}
    return {"shares_hash": shares_hash, "plan_hash": _digest({"shares": shares_hash, **rest})}


def _digest(content: Mapping[str, Any] | Sequence[Any]) -> str:
    return sha256(canonical_bytes(content)).hexdigest()
