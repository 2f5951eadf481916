"""What of a lot was found good and is still so, told by its inspections and by where the ledger says it lies.

A query that has `receipt_line` and its `lot` adds the columns `JUDGED` and hands them to `judge`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# A plus before a number keeps SQLite from its index: it would go through all inspections there are in the order of the
# primary key, rather than sort the one or two of a lot.
_OF_LOT = "FROM acceptance_line AS found WHERE found.district_id = lot.district_id AND found.lot_id = lot.lot_id"
_PASSED_BEFORE = (
    "EXISTS (SELECT 1 FROM acceptance_line AS once WHERE once.district_id = found.district_id "
    "AND once.lot_id = found.lot_id AND once.verdict = 'passed' AND +once.acceptance_id < found.acceptance_id)"
)
_LIES_AT = (
    "FROM balance CROSS JOIN location WHERE balance.district_id = lot.district_id AND balance.lot_id = lot.lot_id "
    "AND location.district_id = balance.district_id AND location.location_id = balance.location_id "
)
JUDGED = (
    "receipt_line.accepted, receipt_line.rejected, lot.acceptance, "
    f"(SELECT COALESCE(SUM(found.rejected), 0) {_OF_LOT}), "
    f"(SELECT COALESCE(SUM(found.rejected), 0) {_OF_LOT} AND {_PASSED_BEFORE}), "
    f"COALESCE((SELECT found.verdict {_OF_LOT} ORDER BY +found.acceptance_id DESC LIMIT 1), ''), "
    f"EXISTS (SELECT 1 {_OF_LOT} AND found.verdict = 'passed'), "
    f"COALESCE((SELECT -SUM(balance.on_hand) {_LIES_AT} AND (location.kind = 'rejects' "
    "OR (balance.is_outside = 1 AND location.party_id = lot.source_party_id))), 0)"
)
"""Eight columns: accepted and rejected at the door, what the lot says of its inspection, what all inspections rejected,
of it what after one had passed the lot, the last verdict, whether one ever passed it, and what came from its source
and is neither back there nor in a place for rejects."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Base units of a lot: `kept` is what is ours to pay for; `passed` of it was found good and is so still.

    `once` was found good, whatever became of it; `waiting` is to be inspected yet; `differs` where the lot and its
    inspections do not say the same.
    """

    taken: int
    at_door: int
    inspected_out: int
    kept: int
    passed: int
    once: int
    waiting: int
    differs: int


def judge(told: Sequence[Any]) -> Judged:
    """What the columns `JUDGED` of one lot come to; pure.

    A lot that fails later is not good any more, however much of it was given out; what is in a place for rejects, or
    went back to the source, is not either.
    """
    taken, at_door, said, out, out_later, verdict, was_passed, good = told
    out, out_later, good = int(out), int(out_later), int(good)  # PostgreSQL sums into decimals
    kept = taken - out
    return Judged(
        taken=taken,
        at_door=at_door,
        inspected_out=out,
        kept=kept,
        passed=max(0, min(kept, good)) if verdict == "passed" else 0,
        once=taken - (out - out_later) if was_passed else 0,
        waiting=kept if said == "due" else 0,
        differs=0 if (said if said != "due" else "") == verdict else taken,
    )
