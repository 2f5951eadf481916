"""What the pages without a sign-in look up: units and goods by name, and nothing else of anybody."""

from collections.abc import Sequence

from sqlalchemy import Connection

from liangcao.catalog.queries import Item, items_by_id
from liangcao.catalog.search import normalise_query
from liangcao.database.bulk import ask
from liangcao.reports.request_pages import UnitFound, units_found

MOST_ALIKE = 8


def units_alike(connection: Connection, district_id: int, wanted: str) -> list[UnitFound]:
    """Units that may ask whose name, area or code has the normalised word `wanted` in it: a few, no more."""
    return units_found(connection, district_id, wanted, most=MOST_ALIKE)


def exact_unit(connection: Connection, district_id: int, typed: str) -> UnitFound | None:
    """The one unit that may ask and is called or coded exactly so; None when there is none, or more than one."""
    wanted = normalise_query(typed)
    if not wanted:
        return None
    found = units_found(connection, district_id, wanted, most=200)
    codes = _codes(connection, district_id, [unit.party_id for unit in found])
    exact = [
        unit for unit in found if wanted in (normalise_query(unit.name), normalise_query(codes.get(unit.party_id, "")))
    ]
    return exact[0] if len(exact) == 1 else None


def _codes(connection: Connection, district_id: int, party_ids: Sequence[int]) -> dict[int, str]:
    if not party_ids:
        return {}
    marks = ", ".join("?" * len(party_ids))
    sql = f"SELECT party_id, credit_code FROM party WHERE district_id = ? AND party_id IN ({marks})"
    return dict(ask(connection, sql, (district_id, *party_ids)))


def common_items(connection: Connection, district_id: int, *, most: int) -> list[Item]:
    """The goods that were asked for in most of the latest thousand lines; where nobody asked yet, the first ones."""
    rows = ask(
        connection,
        "SELECT item.item_id FROM item LEFT JOIN (SELECT item_id, COUNT(*) AS times FROM (SELECT item_id "
        "FROM request_line WHERE district_id = ? ORDER BY request_id DESC LIMIT 1000) AS latest GROUP BY item_id) "
        "AS asked ON asked.item_id = item.item_id WHERE item.district_id = ? AND item.kind = 'goods' "
        "AND item.state = 'active' "
        "ORDER BY COALESCE(times, 0) DESC, item.item_id LIMIT ?",
        (district_id, district_id, most),
    )
    found = items_by_id(connection, district_id, [row[0] for row in rows])
    return [found[row[0]] for row in rows]
