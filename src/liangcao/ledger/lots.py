"""Lots: what the rules need to know of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import select_by_keys
from liangcao.database.context import Context, Facts
from liangcao.kernel.effects import NewRow
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Lot:
    """A quantity of one item that shares batch, expiry and origin. Days are texts, empty when unknown."""

    lot_id: int
    item_id: int
    item_name: str
    is_money: bool
    batch_number: str
    expires_on: str
    status: str
    source_kind: str
    source_party_id: int | None
    purpose_party_id: int | None
    purpose_class: int
    pack_size: int
    purpose_area: str = ""

    def is_expired(self, today: str) -> bool:
        """True from the day after `expires_on` on."""
        return bool(self.expires_on) and self.expires_on < today

    @property
    def is_quarantined(self) -> bool:
        """True while the lot waits for inspection or is stopped."""
        return self.status == "quarantined"


_SQL = """
SELECT lot.lot_id, lot.item_id, item.name, item.kind = 'money', lot.batch_number, lot.expires_on, lot.status,
       lot.source_kind, lot.source_party_id, lot.purpose_party_id, lot.purpose_class, lot.pack_size,
       lot.purpose_area
FROM {keys} JOIN lot ON lot.lot_id = k1
JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id
WHERE lot.district_id = ?
"""


def load_lots(connection: Connection, district_id: int, ids: Iterable[int], facts: Facts) -> None:
    """Read the lots `ids` that are not in `facts` yet, with one statement."""
    missing = sorted({(number,) for number in ids if ("lot", number) not in facts})
    for row in select_by_keys(connection, _SQL, missing, (district_id,)):
        number, item_id, item_name, is_money, *rest = row
        facts["lot", number] = Lot(number, item_id, item_name, bool(is_money), *rest)


def lot(context: Context, lot_id: int, field: str = "") -> Lot:
    """The lot with this id; raises Refused ``unknown_lot``."""
    if ("lot", lot_id) not in context.facts:
        load_lots(context.connection, context.district_id, [lot_id], context.facts)
    found: Lot | None = context.facts.get(("lot", lot_id))
    if found is None:
        raise refused("unknown_lot", field, name=lot_id)
    return found


def learn_new_lots(connection: Connection, district_id: int, rows: Sequence[NewRow], facts: Facts) -> None:
    """Take lots that a command is about to make into `facts`, before they are in the table."""
    new = [row.values for row in rows if row.table == "lot"]
    items = [(item_id,) for item_id in {values["item_id"] for values in new}]
    sql = "SELECT item_id, name, kind = 'money' FROM {keys} JOIN item ON item_id = k1 WHERE district_id = ?"
    known = {row[0]: (row[1], bool(row[2])) for row in select_by_keys(connection, sql, items, (district_id,))}
    for values in new:
        name, is_money = known[values["item_id"]]
        facts["lot", values["lot_id"]] = Lot(
            lot_id=values["lot_id"],
            item_id=values["item_id"],
            item_name=name,
            is_money=is_money,
            batch_number=values.get("batch_number", ""),
            expires_on=values.get("expires_on", ""),
            status=values["status"],
            source_kind=values["source_kind"],
            source_party_id=values.get("source_party_id"),
            purpose_party_id=values.get("purpose_party_id"),
            purpose_class=values.get("purpose_class", 0),
            pack_size=values.get("pack_size", 1),
            purpose_area=values.get("purpose_area", ""),
        )
