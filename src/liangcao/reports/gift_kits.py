"""What became of goods that went into kits or into boxes of another size, told from the lots they came from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import select_by_keys


@dataclass(frozen=True, slots=True)
class Made:
    """So many base units of one lot went into another that was made of it: `used`, less what was taken out again."""

    from_lot_id: int
    lot_id: int
    kind: str
    """``kit``, or ``repack``: the same goods in other boxes."""
    item_name: str
    base_unit: str
    used: int


_MADE = """
SELECT transformation.from_lot_id, build.lot_id, build.kind, item.name, item.base_unit,
       SUM(transformation.quantity) - COALESCE((SELECT SUM(back.made) FROM transformation AS back
           WHERE back.district_id = build.district_id AND back.from_lot_id = build.lot_id
           AND back.to_lot_id = transformation.from_lot_id), 0)
FROM {keys} JOIN transformation ON transformation.from_lot_id = k1
JOIN build ON build.district_id = transformation.district_id AND build.lot_id = transformation.to_lot_id
     AND build.entry = transformation.entry
JOIN item ON item.district_id = build.district_id AND item.item_id = build.item_id
WHERE transformation.district_id = ?
GROUP BY build.district_id, transformation.from_lot_id, build.lot_id, build.kind, item.name, item.base_unit
ORDER BY transformation.from_lot_id, build.lot_id
"""


def made_of(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> list[Made]:
    """What was made of these lots at once, what is taken apart again in full left out."""
    keys = [(number,) for number in sorted(set(lot_ids))]
    rows = select_by_keys(connection, _MADE, keys, (district_id,))
    return [
        Made(from_lot, lot_id, kind, name, unit, int(used))
        for from_lot, lot_id, kind, name, unit, used in rows
        if used > 0
    ]


def in_other_boxes(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> list[int]:
    """These lots, and those that are the same goods in boxes of another size, however often."""
    found, new = list(lot_ids), list(lot_ids)
    while new:
        again = [each.lot_id for each in made_of(connection, district_id, new) if each.kind == "repack"]
        new = [lot_id for lot_id in again if lot_id not in found]
        found += new
    return found
