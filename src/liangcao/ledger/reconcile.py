"""Reconciling: stored balances against what lines and holds add up to. Reads the ledger alone, changes nothing.

Whether the lines themselves are the journal's is the verifier's business (`journal.verify`).
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask

MOST_LOTS = 20
"""Of so many lots that do not balance it is said where."""


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
    base_unit: str = ""


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
    SELECT lot_id, location_id, on_hand, held, 0, 0 FROM balance WHERE district_id = ?{lots}
    UNION ALL SELECT lot_id, destination_id, 0, 0, quantity, 0 FROM line WHERE district_id = ?{lots}
    UNION ALL SELECT lot_id, source_id, 0, 0, -quantity, 0 FROM line WHERE district_id = ?{lots}
    UNION ALL SELECT lot_id, location_id, 0, 0, 0, delta FROM hold WHERE district_id = ?{lots}
), cells AS (
    SELECT lot_id, location_id, SUM(on_hand) AS on_hand, SUM(counted) AS counted, SUM(held) AS held,
           SUM(promised) AS promised
    FROM moves GROUP BY lot_id, location_id
)
"""
_LAST_AFTER = """
    SELECT after FROM (
        SELECT * FROM (SELECT entry, ordinal, destination_after AS after FROM line
            WHERE line.district_id = ? AND line.lot_id = moved.lot_id AND line.destination_id = moved.location_id
            AND line.entry <= ? ORDER BY entry DESC, ordinal DESC LIMIT 1) AS came
        UNION ALL SELECT * FROM (SELECT entry, ordinal, source_after AS after FROM line
            WHERE line.district_id = ? AND line.lot_id = moved.lot_id AND line.source_id = moved.location_id
            AND line.entry <= ? ORDER BY entry DESC, ordinal DESC LIMIT 1) AS went
    ) AS lines ORDER BY entry DESC, ordinal DESC LIMIT 1
"""
_MOVED = f"""
WITH ends (lot_id, location_id, delta) AS (
    SELECT lot_id, destination_id, quantity FROM line WHERE district_id = ? AND entry > ?
    UNION ALL SELECT lot_id, source_id, -quantity FROM line WHERE district_id = ? AND entry > ?
    UNION ALL SELECT lot_id, location_id, 0 FROM hold WHERE district_id = ? AND entry > ?
), moved AS (
    SELECT lot_id, location_id, SUM(delta) AS delta FROM ends GROUP BY lot_id, location_id
), cells AS (
    SELECT moved.lot_id, moved.location_id, COALESCE(balance.on_hand, 0) AS on_hand,
           COALESCE(({_LAST_AFTER}), 0) + moved.delta AS counted, COALESCE(balance.held, 0) AS held,
           COALESCE((SELECT SUM(hold.delta) FROM hold WHERE hold.district_id = ? AND hold.lot_id = moved.lot_id
                     AND hold.location_id = moved.location_id), 0) AS promised
    FROM moved LEFT JOIN balance ON balance.district_id = ? AND balance.lot_id = moved.lot_id
         AND balance.location_id = moved.location_id
)
"""
_DIFFERENT = """
SELECT cells.lot_id, cells.location_id, COALESCE(location.name, ''), COALESCE(item.name, ''),
       cells.on_hand, cells.counted, cells.held, cells.promised, COALESCE(item.base_unit, '')
FROM cells
LEFT JOIN location ON location.district_id = ? AND location.location_id = cells.location_id
LEFT JOIN lot ON lot.district_id = ? AND lot.lot_id = cells.lot_id
LEFT JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id
WHERE cells.on_hand <> cells.counted OR cells.held <> cells.promised
ORDER BY cells.lot_id, cells.location_id
"""
_UNBALANCED = (
    "SELECT lot_id FROM balance WHERE district_id = ? GROUP BY lot_id HAVING SUM(on_hand) <> 0 ORDER BY lot_id LIMIT ?"
)


def reconcile(connection: Connection, district_id: int) -> Reconciliation:
    """Add up all lines and holds of a district and compare: one pass over the ledger, in the database."""
    counted = _COUNTED.format(lots="")
    cells = int(ask(connection, f"{counted} SELECT COUNT(*) FROM cells", (district_id,) * 4)[0][0])
    return Reconciliation(cells, _differences(connection, counted, (district_id,) * 4, district_id))


def reconcile_moved(connection: Connection, district_id: int, since: int) -> Reconciliation:
    """The quick check of a day's end: what moved after entry `since` ties, and so does every lot as a whole.

    Each cell that a line or a promise touched must hold what it held before plus what moved; and the places of each lot
    must add up to nothing, which shows a balance that was changed without a movement. Costs what moved and one look at
    the balances, never the whole ledger; two idle balances of one lot that were changed alike it does not see.
    """
    district = (district_id,)
    values = (district_id, since) * 3 + (district_id, since) * 2 + district * 2
    cells = int(ask(connection, f"{_MOVED} SELECT COUNT(*) FROM moved", values)[0][0])
    found = {(each.lot_id, each.location_id): each for each in _differences(connection, _MOVED, values, district_id)}
    lots = [row[0] for row in ask(connection, _UNBALANCED, (district_id, MOST_LOTS))]
    if lots:
        condition = f" AND lot_id IN ({', '.join(map(str, lots))})"
        whole = _differences(connection, _COUNTED.format(lots=condition), district * 4, district_id)
        found |= {(each.lot_id, each.location_id): each for each in whole}
    return Reconciliation(cells, tuple(found[key] for key in sorted(found)))


def _differences(connection: Connection, cells: str, values: Row, district_id: int) -> tuple[Difference, ...]:
    rows = ask(connection, cells + _DIFFERENT, (*values, district_id, district_id))
    return tuple(Difference(*(*row[:4], *(int(each) for each in row[4:8]), row[8])) for row in rows)
