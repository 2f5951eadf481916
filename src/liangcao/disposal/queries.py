"""Reading disposals, and what ought to be disposed of."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.disposal.rules import OPEN, STATES
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Disposal:
    """A disposal's head, with the people of each step; times in ms since 1970 UTC, 0 when not yet."""

    disposal_id: int
    state: str
    note: str
    decision: str
    method: str
    carried_note: str
    seen: str
    actor_id: int
    actor_name: str
    proposed_at: int
    decided_by: int
    decider_name: str
    decided_at: int
    carried_by: int
    carrier_name: str
    carried_at: int
    witness_id: int
    witness_name: str
    witnessed_at: int
    witnessed_entry: int
    entry: int


@dataclass(frozen=True, slots=True)
class DisposalLine:
    """So many base units of a lot at a place."""

    disposal_id: int
    line_number: int
    item_id: int
    item_name: str
    base_unit: str
    lot_id: int
    batch_number: str
    expires_on: str
    location_id: int
    place_name: str
    place_path: str
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """What lies free somewhere and is of no use: why, and since which day it is past its date (empty: another reason).

    `reason` is the one to propose it by.
    """

    item_id: int
    item_name: str
    base_unit: str
    lot_id: int
    batch_number: str
    expires_on: str
    location_id: int
    place_name: str
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class DisposalFilter:
    """Which disposals to show; empty means any, ``open`` those not at their end; `search` is in the name of a thing."""

    state: str = ""
    search: str = ""


_PEOPLE = (("actor_id", "proposer"), ("decided_by", "decider"), ("carried_by", "carrier"), ("witness_id", "witness"))
_HEAD = (
    "SELECT disposal_id, state, disposal.note, decision, method, carried_note, seen, disposal.actor_id, "
    "COALESCE(proposer.name, ''), proposed_at, decided_by, COALESCE(decider.name, ''), decided_at, carried_by, "
    "COALESCE(carrier.name, ''), carried_at, witness_id, COALESCE(witness.name, ''), witnessed_at, witnessed_entry, "
    "entry FROM disposal "
    + " ".join(
        f"LEFT JOIN actor AS {name} ON {name}.district_id = disposal.district_id "
        f"AND {name}.actor_id = disposal.{column}"
        for column, name in _PEOPLE
    )
)
_LINES = (
    "SELECT disposal_id, line_number, disposal_line.item_id, item.name, item.base_unit, disposal_line.lot_id, "
    "lot.batch_number, lot.expires_on, disposal_line.location_id, location.name, location.path, quantity, reason "
    "FROM {keys} JOIN disposal_line ON disposal_id = k1 "
    "JOIN item ON item.district_id = disposal_line.district_id AND item.item_id = disposal_line.item_id "
    "JOIN lot ON lot.district_id = disposal_line.district_id AND lot.lot_id = disposal_line.lot_id "
    "JOIN location ON location.district_id = disposal_line.district_id "
    "AND location.location_id = disposal_line.location_id "
    "WHERE disposal_line.district_id = ? ORDER BY disposal_id, line_number"
)
_UNUSABLE = (
    "SELECT lot.item_id, item.name, item.base_unit, lot.lot_id, lot.batch_number, lot.expires_on, "
    "location.location_id, location.name, on_hand - held, CASE WHEN location.kind = 'returns' THEN 'returned' "
    "WHEN lot.expires_on <> '' AND lot.expires_on < ? THEN 'expired' "
    "WHEN lot.acceptance = 'failed' THEN 'failed' ELSE 'recalled' END FROM balance "
    "JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
    "JOIN item ON item.district_id = balance.district_id AND item.item_id = balance.item_id "
    "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
    "WHERE balance.district_id = ? AND is_here = 1 AND on_hand > held AND item.kind = 'goods' "
    "AND location.kind IN ('store', 'shelf', 'dock', 'vehicle', 'rejects', 'returns') "
    "AND ((lot.expires_on <> '' AND lot.expires_on < ?) OR lot.acceptance = 'failed' "
    "OR location.kind = 'returns' OR EXISTS (SELECT 1 FROM recall_lot "
    "JOIN recall ON recall.district_id = recall_lot.district_id AND recall.recall_id = recall_lot.recall_id "
    "WHERE recall_lot.district_id = lot.district_id AND recall_lot.lot_id = lot.lot_id AND recall.state = 'closed')) "
)
_JUDGED = (
    "SELECT lot_id, location_id, SUM(quantity) FROM ("
    "SELECT return_line.lot_id, area.location_id, unusable AS quantity FROM {keys} "
    "JOIN return_line ON return_line.lot_id = k1 AND unusable > 0 "
    "JOIN goods_return ON goods_return.district_id = return_line.district_id "
    "AND goods_return.return_id = return_line.return_id "
    "JOIN location AS area ON area.district_id = return_line.district_id "
    "AND area.parent_id = goods_return.store_id AND area.kind = 'returns' WHERE return_line.district_id = ? "
    "UNION ALL SELECT loan_line.lot_id, area.location_id, damaged FROM loan_line "
    "JOIN loan ON loan.district_id = loan_line.district_id AND loan.loan_id = loan_line.loan_id "
    "JOIN location AS area ON area.district_id = loan_line.district_id AND area.parent_id = loan.store_id "
    "AND area.kind = 'returns' WHERE loan_line.district_id = ? AND damaged > 0 "
    "UNION ALL SELECT disposal_line.lot_id, disposal_line.location_id, -quantity FROM disposal_line "
    "JOIN disposal ON disposal.district_id = disposal_line.district_id "
    "AND disposal.disposal_id = disposal_line.disposal_id WHERE disposal_line.district_id = ? "
    "AND disposal.state NOT IN ('refused', 'withdrawn')) AS judged GROUP BY lot_id, location_id"
)


def _conditions(district_id: int, scope: Scope, wanted: DisposalFilter) -> tuple[str, Row]:
    parts, values = ["disposal.district_id = ?"], [district_id]
    on_line = (
        "EXISTS (SELECT 1 FROM disposal_line "
        "JOIN location ON location.district_id = disposal_line.district_id "
        "AND location.location_id = disposal_line.location_id "
        "JOIN item ON item.district_id = disposal_line.district_id AND item.item_id = disposal_line.item_id "
        "WHERE disposal_line.district_id = disposal.district_id "
        "AND disposal_line.disposal_id = disposal.disposal_id AND "
    )
    if not scope.is_all:
        paths = scope.paths or ()
        parts.append(f"{on_line}({' OR '.join('location.path LIKE ?' for _ in paths) or '1 = 0'}))")
        values += [f"{path}%" for path in paths]  # type: ignore[misc]
    if wanted.search:
        parts.append(f"{on_line}item.search LIKE ?)")
        values.append(f"%{wanted.search}%")  # type: ignore[arg-type]
    if wanted.state == "open":
        parts.append(f"disposal.state IN ({', '.join(repr(each) for each in OPEN)})")
    elif wanted.state in STATES:
        parts.append("disposal.state = ?")
        values.append(wanted.state)  # type: ignore[arg-type]
    return " AND ".join(parts), tuple(values)


def disposals_page(
    connection: Connection, district_id: int, scope: Scope, wanted: DisposalFilter, *, page: tuple[int, int] = (50, 0)
) -> list[Disposal]:
    """Disposals of goods in places one may see, the newest first; `page` is (how many, from which)."""
    where, values = _conditions(district_id, scope, wanted)
    sql = f"{_HEAD} WHERE {where} ORDER BY disposal_id DESC LIMIT ? OFFSET ?"
    return [Disposal(*row) for row in ask(connection, sql, (*values, *page))]


def count_disposals(connection: Connection, district_id: int, scope: Scope, wanted: DisposalFilter) -> int:
    """How many there are."""
    where, values = _conditions(district_id, scope, wanted)
    return int(ask(connection, f"SELECT COUNT(*) FROM disposal WHERE {where}", values)[0][0])


def disposal(connection: Connection, district_id: int, scope: Scope, disposal_id: int) -> Disposal:
    """One disposal; raises Refused ``unknown_document`` when there is none that this person may see."""
    where, values = _conditions(district_id, scope, DisposalFilter())
    rows = ask(connection, f"{_HEAD} WHERE {where} AND disposal_id = ?", (*values, disposal_id))
    if not rows:
        raise refused("unknown_document", "disposal_id", name=disposal_id)
    return Disposal(*rows[0])


def disposal_lines(connection: Connection, district_id: int, disposal_ids: list[int]) -> dict[int, list[DisposalLine]]:
    """The lines of disposals, by disposal."""
    found: dict[int, list[DisposalLine]] = {number: [] for number in disposal_ids}
    for row in select_by_keys(connection, _LINES, [(number,) for number in sorted(set(disposal_ids))], (district_id,)):
        found[row[0]].append(DisposalLine(*row))
    return found


MOST_LISTED = 200


def unusable_stock(connection: Connection, district_id: int, scope: Scope, *, today: str) -> list[Unusable]:
    """What is past its day (`today` is a text like 2020-02-25), failed its inspection, was recalled for good, or came
    back and was found unusable, and is neither promised nor proposed yet; the longest expired first."""
    where, values = "", []
    if not scope.is_all:
        paths = scope.paths or ()
        where = f"AND ({' OR '.join('location.path LIKE ?' for _ in paths) or '1 = 0'}) "
        values = [f"{path}%" for path in paths]
    rows = ask(
        connection,
        f"{_UNUSABLE}{where}ORDER BY lot.expires_on, lot.lot_id, location.location_id LIMIT ?",
        (today, district_id, today, *values, MOST_LISTED),
    )
    found = [Unusable(*row) for row in rows]
    back = sorted({(each.lot_id,) for each in found if each.reason == "returned"})
    judged = {(row[0], row[1]): int(row[2]) for row in _judged(connection, district_id, back)}
    told = [
        replace(each, quantity=min(each.quantity, judged.get((each.lot_id, each.location_id), 0)))
        if each.reason == "returned"
        else each
        for each in found
    ]
    return [each for each in told if each.quantity > 0]


def _judged(connection: Connection, district_id: int, lots: list[tuple[int]]) -> list[Row]:
    """What of these lots was found unusable in each place for what came back, less what is being disposed of."""
    return select_by_keys(connection, _JUDGED, lots, (district_id,) * 3) if lots else []
