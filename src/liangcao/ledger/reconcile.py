"""Reconciling: stored balances against what lines and holds add up to. Reads the ledger alone, changes nothing.

Whether the lines themselves are the journal's is the verifier's business (`journal.verify`).
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose stored balance is not what its lines and holds add up to, in base units (or fen)."""

    lot_id: int
    location_id: int
    location_name: str
    item_name: str
    on_hand: int
    counted_on_hand: int
    held: int
    counted_held: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """How many cells were compared, and which differ."""

    cells: int
    differences: tuple[Difference, ...]

    @property
    def ok(self) -> bool:
        """True when nothing differs."""
        return not self.differences


_COUNTED = """
WITH moves (lot_id, location_id, on_hand, held, counted, promised) AS (
    SELECT lot_id, location_id, on_hand, held, 0, 0 FROM balance WHERE district_id = ?
    UNION ALL SELECT lot_id, destination_id, 0, 0, quantity, 0 FROM line WHERE district_id = ?
    UNION ALL SELECT lot_id, source_id, 0, 0, -quantity, 0 FROM line WHERE district_id = ?
    UNION ALL SELECT lot_id, location_id, 0, 0, 0, delta FROM hold WHERE district_id = ?
), cells AS (
    SELECT lot_id, location_id, SUM(on_hand) AS on_hand, SUM(counted) AS counted, SUM(held) AS held,
           SUM(promised) AS promised
    FROM moves GROUP BY lot_id, location_id
)
"""
_DIFFERENT = """
SELECT cells.lot_id, cells.location_id, COALESCE(location.name, ''), COALESCE(item.name, ''),
       cells.on_hand, cells.counted, cells.held, cells.promised
FROM cells
LEFT JOIN location ON location.district_id = ? AND location.location_id = cells.location_id
LEFT JOIN lot ON lot.district_id = ? AND lot.lot_id = cells.lot_id
LEFT JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id
WHERE cells.on_hand <> cells.counted OR cells.held <> cells.promised
ORDER BY cells.lot_id, cells.location_id
"""


def reconcile(connection: Connection, district_id: int) -> Reconciliation:
    """Add up all lines and holds of a district and compare: one pass over the ledger, in the database."""
    cells = int(ask(connection, f"{_COUNTED} SELECT COUNT(*) FROM cells", (district_id,) * 4)[0][0])
    rows = ask(connection, _COUNTED + _DIFFERENT, (district_id,) * 6)
    return Reconciliation(cells, tuple(Difference(*row[:4], *(int(each) for each in row[4:])) for row in rows))
