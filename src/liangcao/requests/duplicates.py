"""What the same unit asked within seven days before or after a request, so that nobody gets twice what was needed once.

Taken back and refused requests do not count. Units that the register does not know are the same when they were written
the same. Read by the index over unit and time, however many requests there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import select_by_keys

WITHIN_MS = 7 * 24 * 3_600_000
MOST_SHOWN = 20
"""So many other requests of a unit are shown beside one, the latest; the page says when there are more."""

_OTHERS = (
    "other.district_id = mine.district_id AND other.unit_id = mine.unit_id AND other.unit_said = mine.unit_said "
    f"AND other.submitted_at BETWEEN mine.submitted_at - {WITHIN_MS} AND mine.submitted_at + {WITHIN_MS} "
    "AND other.request_id <> mine.request_id AND other.state NOT IN ('withdrawn', 'rejected')"
)
_SAME_GOODS = (
    "SELECT 1 FROM request_line AS theirs JOIN request_line AS own ON own.district_id = theirs.district_id "
    "AND own.item_id = theirs.item_id AND own.request_id = mine.request_id "
    "WHERE theirs.district_id = other.district_id AND theirs.request_id = other.request_id"
)
_HAVE_SOME = (
    "SELECT mine.request_id FROM {keys} JOIN request AS mine ON mine.request_id = k1 "
    "WHERE mine.district_id = ? AND mine.state NOT IN ('withdrawn', 'rejected') "
    f"AND EXISTS (SELECT 1 FROM request AS other WHERE {_OTHERS} AND EXISTS ({_SAME_GOODS}))"
)
_HEADS = (
    "SELECT other.request_id, other.state, other.submitted_at FROM {keys} JOIN request AS mine "
    f"ON mine.request_id = k1 JOIN request AS other ON {_OTHERS} WHERE mine.district_id = ? "
    f"ORDER BY other.submitted_at DESC, other.request_id DESC LIMIT {MOST_SHOWN + 1}"
)
_LINES = (
    "SELECT line.request_id, item.item_id, item.name, item.base_unit, SUM(COALESCE(line.asked, 0)), "
    "SUM(CASE WHEN line.asked IS NULL THEN 1 ELSE 0 END), SUM(line.approved), SUM(line.delivered), "
    "MAX(CASE WHEN own.request_id IS NULL THEN 0 ELSE 1 END) FROM {keys} "
    "JOIN request_line AS line ON line.request_id = k1 "
    "JOIN item ON item.district_id = line.district_id AND item.item_id = line.item_id "
    "LEFT JOIN (SELECT DISTINCT district_id, request_id, item_id FROM request_line WHERE district_id = ? "
    "AND request_id = ?) AS own ON own.district_id = line.district_id AND own.item_id = line.item_id "
    "WHERE line.district_id = ? GROUP BY line.request_id, item.item_id, item.name, item.base_unit "
    "ORDER BY line.request_id, item.name"
)

_ASKED_LATELY = (
    "SELECT DISTINCT k1, k2 FROM {keys} JOIN request ON request.unit_id = k1 AND request.unit_said = '' "
    "JOIN request_line ON request_line.district_id = request.district_id "
    "AND request_line.request_id = request.request_id AND request_line.item_id = k2 "
    "WHERE request.district_id = ? AND request.submitted_at >= ? AND request.state NOT IN ('withdrawn', 'rejected')"
)


@dataclass(frozen=True, slots=True)
class SameGoods:
    """How much of one item another request is about, in base units.

    `is_unknown`: for some of it nobody said how much. `approved` is None while nothing is decided. `is_same`: the
    request looked at asks for this item too.
    """

    item_id: int
    name: str
    base_unit: str
    asked: int
    is_unknown: bool
    approved: int | None
    delivered: int
    is_same: bool


@dataclass(frozen=True, slots=True)
class OtherRequest:
    """Another request of the same unit, not taken back nor refused; `submitted_at` in ms."""

    request_id: int
    state: str
    submitted_at: int
    goods: tuple[SameGoods, ...]

    @property
    def same(self) -> tuple[SameGoods, ...]:
        """What the request looked at asks for too."""
        return tuple(each for each in self.goods if each.is_same)


def with_duplicates(connection: Connection, district_id: int, request_ids: Sequence[int]) -> set[int]:
    """Those of these requests whose unit asked for some of the same goods within seven days before or after."""
    keys = [(number,) for number in request_ids]
    return {row[0] for row in select_by_keys(connection, _HAVE_SOME, keys, (district_id,))}


def others_of_unit(connection: Connection, district_id: int, request_id: int) -> list[OtherRequest]:
    """The other requests of its unit within seven days, the latest first, `MOST_SHOWN` and one more at most."""
    heads = select_by_keys(connection, _HEADS, [(request_id,)], (district_id,))
    goods: dict[int, list[SameGoods]] = {number: [] for number, _, _ in heads}
    keys = [(number,) for number in goods]
    for number, item_id, name, unit, asked, unknown, approved, delivered, is_same in select_by_keys(
        connection, _LINES, keys, (district_id, request_id, district_id)
    ):
        decided = None if approved is None else int(approved)
        told = SameGoods(item_id, name, unit, int(asked), bool(unknown), decided, int(delivered), bool(is_same))
        goods[number].append(told)
    return [OtherRequest(number, state, at, tuple(goods[number])) for number, state, at in heads]


def asked_lately(
    connection: Connection, district_id: int, wanted: Sequence[tuple[int, int]], *, now: int
) -> set[tuple[int, int]]:
    """Those of the pairs (unit, item) that were asked for within the seven days before `now` (ms)."""
    rows = select_by_keys(connection, _ASKED_LATELY, sorted(set(wanted)), (district_id, now - WITHIN_MS))
    return {(row[0], row[1]) for row in rows}
