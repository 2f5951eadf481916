"""Reading returns, within what one may see: those to one's stores, and those of one's unit."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.kernel.errors import refused
from liangcao.returns.rules import STATES


@dataclass(frozen=True, slots=True)
class GoodsReturn:
    """A return's head; times in ms since 1970 UTC, 0 when not yet."""

    return_id: int
    shipment_id: int
    unit_id: int
    unit_name: str
    store_id: int
    store_name: str
    store_path: str
    state: str
    way: str
    note: str
    end_note: str
    actor_id: int
    actor_name: str
    announced_at: int
    received_by: int
    receiver_name: str
    received_at: int
    entry: int


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A line of a return, in base units: announced, counted on arrival, back in stock, to be disposed of."""

    return_id: int
    line_number: int
    shipment_line: int
    request_id: int
    request_line: int
    item_id: int
    item_name: str
    base_unit: str
    lot_id: int
    batch_number: str
    expires_on: str
    quantity: int
    reason: str
    recall_id: int
    received: int
    restocked: int
    unusable: int

    @property
    def waiting(self) -> int:
        """What came back and nobody has judged yet."""
        return self.received - self.restocked - self.unusable


@dataclass(frozen=True, slots=True)
class Examination:
    """What somebody found of a line, by one entry; `place` is where the good part went."""

    entry: int
    line_number: int
    restocked: int
    unusable: int
    place: str
    finding: str
    actor_name: str
    examined_at: int


@dataclass(frozen=True, slots=True)
class ReturnFilter:
    """Which returns to show; empty or 0 means any. ``open`` are those not examined yet; `search` is in the unit's
    name."""

    state: str = ""
    unit_id: int = 0
    shipment_id: int = 0
    recall_id: int = 0
    search: str = ""


_HEAD = (
    "SELECT goods_return.return_id, goods_return.shipment_id, goods_return.unit_id, party.name, goods_return.store_id, "
    "location.name, location.path, goods_return.state, way, goods_return.note, end_note, goods_return.actor_id, "
    "COALESCE(actor.name, ''), announced_at, received_by, COALESCE(receiver.name, ''), received_at, goods_return.entry "
)
_FROM = (
    "FROM goods_return "
    "JOIN party ON party.district_id = goods_return.district_id AND party.party_id = goods_return.unit_id "
    "JOIN location ON location.district_id = goods_return.district_id AND location.location_id = store_id "
    "LEFT JOIN actor ON actor.district_id = goods_return.district_id AND actor.actor_id = goods_return.actor_id "
    "LEFT JOIN actor AS receiver ON receiver.district_id = goods_return.district_id "
    "AND receiver.actor_id = received_by "
)
_LINES = (
    "SELECT return_id, line_number, shipment_line, request_id, request_line, return_line.item_id, item.name, "
    "item.base_unit, return_line.lot_id, lot.batch_number, lot.expires_on, quantity, reason, recall_id, received, "
    "restocked, unusable FROM {keys} JOIN return_line ON return_id = k1 "
    "JOIN item ON item.district_id = return_line.district_id AND item.item_id = return_line.item_id "
    "JOIN lot ON lot.district_id = return_line.district_id AND lot.lot_id = return_line.lot_id "
    "WHERE return_line.district_id = ? ORDER BY return_id, line_number"
)


def _conditions(district_id: int, scope: Scope, wanted: ReturnFilter) -> tuple[str, Row]:
    parts, values = ["goods_return.district_id = ?"], [district_id]
    if not scope.is_all:
        seen = ["location.path LIKE ?" for _ in scope.paths or ()] + ["unit_id = ?" for _ in scope.party_ids or ()]
        parts.append(f"({' OR '.join(seen) or '1 = 0'})")
        values += [*(f"{path}%" for path in scope.paths or ()), *(scope.party_ids or ())]  # type: ignore[list-item]
    if wanted.state == "open":
        parts.append("goods_return.state IN ('announced', 'received')")
    elif wanted.state in STATES:
        parts.append("goods_return.state = ?")
        values.append(wanted.state)  # type: ignore[arg-type]
    for column, number in (("unit_id", wanted.unit_id), ("shipment_id", wanted.shipment_id)):
        if number:
            parts.append(f"goods_return.{column} = ?")
            values.append(number)
    if wanted.recall_id:
        parts.append(
            "EXISTS (SELECT 1 FROM return_line WHERE return_line.district_id = goods_return.district_id "
            "AND return_line.return_id = goods_return.return_id AND return_line.recall_id = ?)"
        )
        values.append(wanted.recall_id)
    if wanted.search:
        parts.append("party.search LIKE ?")
        values.append(f"%{wanted.search}%")  # type: ignore[arg-type]
    return " AND ".join(parts), tuple(values)


def returns_page(
    connection: Connection, district_id: int, scope: Scope, wanted: ReturnFilter, *, page: tuple[int, int] = (50, 0)
) -> list[GoodsReturn]:
    """Returns, the newest first; `page` is (how many, from which)."""
    where, values = _conditions(district_id, scope, wanted)
    sql = f"{_HEAD}{_FROM} WHERE {where} ORDER BY goods_return.return_id DESC LIMIT ? OFFSET ?"
    return [GoodsReturn(*row) for row in ask(connection, sql, (*values, *page))]


def count_returns(connection: Connection, district_id: int, scope: Scope, wanted: ReturnFilter) -> int:
    """How many there are."""
    where, values = _conditions(district_id, scope, wanted)
    return int(ask(connection, f"SELECT COUNT(*) {_FROM} WHERE {where}", values)[0][0])


def goods_return(connection: Connection, district_id: int, scope: Scope, return_id: int) -> GoodsReturn:
    """One return; raises Refused ``unknown_document`` when there is none that this person may see."""
    where, values = _conditions(district_id, scope, ReturnFilter())
    rows = ask(connection, f"{_HEAD}{_FROM} WHERE {where} AND goods_return.return_id = ?", (*values, return_id))
    if not rows:
        raise refused("unknown_document", "return_id", name=return_id)
    return GoodsReturn(*rows[0])


def return_lines(connection: Connection, district_id: int, return_ids: list[int]) -> dict[int, list[ReturnLine]]:
    """The lines of returns, by return."""
    found: dict[int, list[ReturnLine]] = {number: [] for number in return_ids}
    for row in select_by_keys(connection, _LINES, [(number,) for number in sorted(set(return_ids))], (district_id,)):
        found[row[0]].append(ReturnLine(*row))
    return found


def is_return(connection: Connection, district_id: int, number: int) -> bool:
    """Whether `number` is that of a return."""
    sql = "SELECT 1 FROM goods_return WHERE district_id = ? AND return_id = ?"
    return bool(ask(connection, sql, (district_id, number)))


def recalls_of_lots(connection: Connection, district_id: int, lot_ids: list[int]) -> dict[int, int]:
    """The open recall of each of these lots that has one."""
    sql = (
        "SELECT recall_lot.lot_id, recall_lot.recall_id FROM {keys} JOIN recall_lot ON recall_lot.lot_id = k1 "
        "JOIN recall ON recall.district_id = recall_lot.district_id AND recall.recall_id = recall_lot.recall_id "
        "WHERE recall_lot.district_id = ? AND recall.state = 'open'"
    )
    rows = select_by_keys(connection, sql, [(number,) for number in sorted(set(lot_ids))], (district_id,))
    return {row[0]: row[1] for row in rows}


def examinations(connection: Connection, district_id: int, return_id: int) -> list[Examination]:
    """What was found of a return, in the order of the books."""
    rows = ask(
        connection,
        "SELECT return_examination.entry, line_number, restocked, unusable, COALESCE(location.name, ''), finding, "
        "COALESCE(actor.name, ''), examined_at FROM return_examination "
        "LEFT JOIN location ON location.district_id = return_examination.district_id "
        "AND location.location_id = return_examination.location_id "
        "LEFT JOIN actor ON actor.district_id = return_examination.district_id "
        "AND actor.actor_id = return_examination.actor_id "
        "WHERE return_examination.district_id = ? AND return_id = ? ORDER BY return_examination.entry, line_number",
        (district_id, return_id),
    )
    return [Examination(*row) for row in rows]
