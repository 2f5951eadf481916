"""Plans that were changed by hand, held against the plan before and the edits that the command wrote down."""

from collections.abc import Iterator
from typing import Any

from liangcao.journal.plan_asked import Edited, Line, line_of
from liangcao.journal.plan_books import PlanBooks
from liangcao.kernel.canonical import parse_canonical

Compared = tuple[str, Any, Any]
"""What, what it is, what it must be."""


def edits_compared(books: PlanBooks, edited: Edited) -> Iterator[Compared]:
    """What an edited plan says, and what it must say: the same question, all lines the same but those of the edits.

    Raises LookupError, TypeError, ValueError and the like where the books say nonsense of the plan before.
    """
    before = books.plan(edited.plan_id)
    yield "plan", before.state if before else "", "proposed"
    if before is None:
        return
    yield "question", edited.input_hash, before.input_hash
    yield "location_id", edited.store, before.location_id
    yield "packing", edited.packing, before.packing
    proof = parse_canonical(books.proof(edited.plan_id).encode())
    yield "way", str(edited.way), str(proof.get("way"))
    lines: dict[Line, int] = {}
    for row in books.plan_lines(edited.plan_id):
        lines[row.request_id, row.request_line, row.lot_id, row.location_id] = row.quantity
    known = list(proof.get("edits", ()))
    yield "edits", edited.edits[: len(known)], known
    wanted = []
    for each in edited.wanted:
        wanted.append((each.line, each.quantity, each.reason, lines.get(each.line, 0)))
        lines[each.line] = each.quantity
    told = [(line_of(row), row["quantity"], row["reason"], row["before"]) for row in edited.edits[len(known) :]]
    yield "edits", told, wanted
    yield "lines", sorted(edited.lines.items()), sorted((line, left) for line, left in lines.items() if left)
    yield "debts", sorted(edited.debts), books.debts_told(edited.plan_id)
