"""How far the filled cells of a sheet reach, known before the sheet is opened.

The reader of workbooks lays a sheet out as one block from its first to its last cell, and tells a failed formula from
an empty cell no more: two cells in far corners would take all memory, a #REF! would be read as "amount unknown".
"""

from dataclasses import dataclass, field

from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.refusals import N_

MOST_BLOCK = 4_000_000
"""Cells that the blocks of all sheets of a file may have together, full or empty."""


@dataclass(slots=True)
class SheetExtent:
    """Rows and columns up to the last filled cell; (row, column), from 0, of cells whose formula failed."""

    rows: int = 0
    columns: int = 0
    broken: set[tuple[int, int]] = field(default_factory=set)

    def reach(self, row: int, column: int) -> None:
        """There is something at (row, column), from 0; raises Refused ``file_unreadable`` when that is too far out."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        if self.rows * self.columns > MOST_BLOCK:
            raise bomb()


def bomb() -> Refused:
    """The refusal of a file that would be too big when unpacked."""
    return refused("file_unreadable", detail=N_("展开后太大：请删去空白区域和用不到的工作表"))
