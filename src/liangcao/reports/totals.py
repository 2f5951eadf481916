"""What came in, what was promised, what arrived, what is there: one row an item, in base units."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask


@dataclass(frozen=True, slots=True)
class ItemTotals:
    """All of one item so far. `received` counts what was accepted, less what was reversed; `on_hand` is in our places,
    `on_the_way` of it on shipments, `lost` went missing, was written off or destroyed, `delivered` is with the units
    (what they sent back is not), `given_back` went to reserve units. `made` were made as kits (below 0: went into
    kits), `counted` were found when counting (below 0: were found missing)."""

    item_id: int
    item_name: str
    base_unit: str
    received: int
    allocated: int
    delivered: int
    on_the_way: int
    lost: int
    on_hand: int
    given_back: int
    made: int
    counted: int

    @property
    def is_whole(self) -> bool:
        """Whether all that came is somewhere."""
        came = self.received + self.made + self.counted
        return came == self.delivered + self.lost + self.on_hand + self.given_back


_TOTALS = """
WITH moved (item_id, received, allocated, delivered, on_the_way, lost, on_hand, given_back, made, counted) AS (
    SELECT lot.item_id, accepted, 0, 0, 0, 0, 0, 0, 0, 0 FROM receipt_line
    JOIN receipt ON receipt.district_id = receipt_line.district_id AND receipt.receipt_id = receipt_line.receipt_id
    JOIN lot ON lot.district_id = receipt_line.district_id AND lot.lot_id = receipt_line.lot_id
    WHERE receipt_line.district_id = ? AND receipt.state = 'booked'
    UNION ALL
    SELECT item_id, 0, allocated, delivered, 0, 0, 0, 0, 0, 0 FROM request_line WHERE district_id = ?
    UNION ALL
    SELECT item_id, 0, 0, -received, 0, 0, 0, 0, 0, 0 FROM return_line
    WHERE district_id = ? AND reason = 'surplus' AND received > 0
    UNION ALL
    SELECT balance.item_id, 0, 0, 0, CASE WHEN location.kind = 'shipment' THEN on_hand ELSE 0 END,
           CASE WHEN location.kind IN ('loss', 'disposed') THEN on_hand ELSE 0 END,
           CASE WHEN balance.is_outside = 0 THEN on_hand ELSE 0 END, 0,
           CASE WHEN location.kind = 'transformation' THEN -on_hand ELSE 0 END,
           CASE WHEN location.kind = 'count_difference' THEN -on_hand ELSE 0 END
    FROM balance
    JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id
    WHERE balance.district_id = ? AND on_hand <> 0
    UNION ALL
    SELECT lot.item_id, 0, 0, 0, 0, 0, 0, given_back.quantity, 0, 0 FROM given_back
    JOIN lot ON lot.district_id = given_back.district_id AND lot.lot_id = given_back.lot_id
    WHERE given_back.district_id = ? AND way = 'goods' AND NOT EXISTS (SELECT 1 FROM line AS undo
          WHERE undo.district_id = given_back.district_id AND undo.reverses = given_back.entry AND undo.reverses <> 0)
)
SELECT item.item_id, item.name, item.base_unit, SUM(received), SUM(allocated), SUM(delivered), SUM(on_the_way),
       SUM(lost), SUM(on_hand), SUM(given_back), SUM(made), SUM(counted)
FROM moved JOIN item ON item.district_id = ? AND item.item_id = moved.item_id
WHERE item.kind = 'goods'
GROUP BY item.item_id, item.name, item.base_unit
HAVING SUM(received) + SUM(allocated) + SUM(on_hand) > 0
ORDER BY SUM(received) DESC, item.name
"""


def item_totals(connection: Connection, district_id: int) -> list[ItemTotals]:
    """The totals of every item that ever came in or was promised, the most received first."""
    rows = ask(connection, _TOTALS, (district_id,) * 6)
    return [ItemTotals(*row[:3], *(int(each) for each in row[3:])) for row in rows]
