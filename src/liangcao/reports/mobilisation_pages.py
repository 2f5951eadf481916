"""What could be given back to a reserve unit: lots of ours that are free, fit for use and meant for nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import select_by_keys


@dataclass(frozen=True, slots=True)
class LotToGive:
    """So many base units of a lot that lie free at a place."""

    item_id: int
    lot_id: int
    batch_number: str
    location_id: int
    location_name: str
    available: int


_FREE = """
SELECT balance.item_id, lot.lot_id, lot.batch_number, location.location_id, location.name,
       balance.on_hand - balance.held
FROM {keys} JOIN balance ON balance.item_id = k1 AND balance.is_here = 1
JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id
JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id
WHERE balance.district_id = ? AND balance.on_hand > balance.held AND lot.status = 'released'
  AND lot.purpose_party_id IS NULL AND lot.purpose_class = 0 AND lot.purpose_area = ''
  AND location.kind IN ('store', 'shelf', 'dock')
ORDER BY lot.expires_on DESC, lot.lot_id
"""


def lots_to_give(connection: Connection, district_id: int, item_ids: Sequence[int]) -> list[LotToGive]:
    """Lots of these items that may go back; the longest-lived first, for the unit lent good ones."""
    rows = select_by_keys(connection, _FREE, [(number,) for number in sorted(set(item_ids))], (district_id,))
    return [LotToGive(*row) for row in rows]
