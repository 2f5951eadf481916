"""What the pages of picking show beside the lists: other lots a line may be picked from."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.picking.queries import PickHead, PickRow


@dataclass(frozen=True, slots=True)
class OtherLot:
    """A lot at a place that has enough of the item free, in base units."""

    lot_id: int
    batch_number: str
    expires_on: str
    location_id: int
    free: int


def other_lots(connection: Connection, district_id: int, head: PickHead, row: PickRow, today: str) -> list[OtherLot]:
    """Where else in the list's store the whole of a line can be had, what expires first leading."""
    store = "/" + head.store_path.strip("/").split("/")[0] + "/"
    rows = ask(
        connection,
        "SELECT lot.lot_id, lot.batch_number, lot.expires_on, balance.location_id, balance.on_hand - balance.held "
        "FROM balance JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
        "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
        "WHERE balance.district_id = ? AND balance.item_id = ? AND balance.is_here = 1 "
        "AND balance.on_hand - balance.held >= ? AND lot.status = 'released' "
        "AND (lot.expires_on = '' OR lot.expires_on >= ?) AND lot.purpose_class = 0 AND lot.purpose_party_id IS NULL "
        "AND NOT (lot.lot_id = ? AND balance.location_id = ?) "
        "AND location.kind IN ('store', 'shelf', 'dock') AND location.path LIKE ? "
        "ORDER BY CASE lot.expires_on WHEN '' THEN '9999' ELSE lot.expires_on END, lot.lot_id, location.path",
        (district_id, row.item_id, row.quantity, today, row.lot_id, row.location_id, f"{store}%"),
    )
    return [OtherLot(*each) for each in rows]
