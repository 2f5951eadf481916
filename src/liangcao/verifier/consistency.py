"""Consistency between signed heads, by proofs alone: what a period's evidence has instead of the earlier entries."""

import json
from collections.abc import Sequence

from liangcao.journal.note import parse_checkpoint, parse_note, read_base64
from liangcao.journal.problems import Findings
from liangcao.journal.tree import verify_consistency
from liangcao.kernel.errors import Refused
from liangcao.verifier.layout import CONSISTENCY


def check_consistency(raw: bytes, notes: Sequence[str], findings: Findings) -> int:
    """Check the proofs in `raw` (one a line) between the heads of the signed `notes`; returns how many hold.

    Whether the notes are signed as they should be is looked at elsewhere.
    """
    roots: dict[int, bytes] = {}
    for note in notes:
        try:
            checkpoint = parse_checkpoint(parse_note(note).text)
        except Refused:
            continue
        roots[checkpoint.size] = checkpoint.root
    holding = 0
    for line in raw.splitlines():
        try:
            data = json.loads(line)
            size1, size2 = int(data["from"]), int(data["to"])
            proof = [read_base64(str(each)) or b"" for each in data["proof"]]
            root1, root2 = roots[size1], roots[size2]
        except (LookupError, TypeError, ValueError, RecursionError):
            findings.add(0, "member_unreadable", name=CONSISTENCY)
            continue
        try:
            verify_consistency(size1, size2, proof, root1, root2)
            holding += 1
        except Refused as refusal:
            findings.add(size1, "consistency_broken", size1=size1, size2=size2, detail=refusal.code)
    return holding
