"""Who stands behind the last signed head, witness by witness, as people read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.journal.cosigned import Standing, last_cosigned, standing
from liangcao.journal.handing_over import WitnessBoard
from liangcao.kernel.errors import Reason


@dataclass(frozen=True, slots=True)
class WitnessRow:
    """A witness: the last head it cosigned (entries, and when in ms since 1970 UTC; 0 for none), and what it last said.

    `refusal` is why it did not cosign when it was last asked; None when it did, or was not asked.
    """

    name: str
    size: int
    signed_at: int
    has_cosigned: bool
    refusal: Reason | None


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The standing of the last head, and each witness."""

    standing: Standing
    rows: Sequence[WitnessRow]

    @property
    def is_alarming(self) -> bool:
        """A witness knows another history than ours."""
        codes = {row.refusal.code for row in self.rows if row.refusal}
        return not codes.isdisjoint({"witness_ahead", "witness_denies"})


def witnessed_now(connection: Connection, district_id: int, board: WitnessBoard) -> Witnessed | None:
    """Who stands behind the last head; None before the first, and where no witness is named."""
    found = standing(connection, district_id, board.policy)
    if found is None or not board.policy.witnesses:
        return None
    rows = []
    for key in board.policy.witnesses:
        size, signed_at = last_cosigned(connection, district_id, key.text)
        word = board.word_of(key.name)
        refusal = word.refusal if word else None
        rows.append(WitnessRow(key.name, size, signed_at, key.text in found.cosigned, refusal))
    return Witnessed(found, rows)
