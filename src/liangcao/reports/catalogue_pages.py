"""The catalogue as the pages show it: items found by name, pinyin or another name, with their packs."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.catalog.queries import Item, items_by_id
from liangcao.catalog.rules import ACTIVE
from liangcao.catalog.search import normalise_query
from liangcao.database.bulk import Row, ask

SORTS = {
    "name": "category, name",
    "item": "name",
    "standard": "standard, name",
    "life": "shelf_life_days, name",
    "newest": "item_id",
}
"""What the catalogue can be sorted by; all but the first also the other way round."""


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which goods to show; empty means any. `words` is what was typed: every piece of it must hit.

    `state` is one of `catalog.rules.STATES`, or "" for what is in use; `sort` one of `SORTS`, ``-`` turns it round.
    """

    words: str = ""
    category: str = ""
    is_scarce: bool = False
    state: str = ""
    sort: str = "name"


def _conditions(district_id: int, wanted: ItemFilter) -> tuple[str, Row]:
    parts, found = ["district_id = ?", "kind = 'goods'", "state = ?"], [district_id, wanted.state or ACTIVE]
    if wanted.category:
        parts.append("category = ?")
        found.append(wanted.category)
    if wanted.is_scarce:
        parts.append("is_scarce = 1")
    pieces = [piece for piece in (normalise_query(part) for part in wanted.words.split()) if piece]
    if pieces:
        # "n95 口罩" is one name with a space in it, or two words that both hit
        parts.append("(search LIKE ? OR (" + " AND ".join("search LIKE ?" for _ in pieces) + "))")
        found += [f"%{piece}%" for piece in ("".join(pieces), *pieces)]
    return " AND ".join(parts), tuple(found)


def find_items(
    connection: Connection, district_id: int, wanted: ItemFilter, *, page: tuple[int, int] = (50, 0)
) -> list[Item]:
    """Goods of the catalogue with their packs, in the order wanted; `page` is (how many, from which)."""
    where, values = _conditions(district_id, wanted)
    order = SORTS.get(wanted.sort.removeprefix("-"), SORTS["name"])
    if wanted.sort.startswith("-"):
        order = ", ".join(f"{column} DESC" for column in order.split(", "))
    sql = f"SELECT item_id FROM item WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
    ids = [row[0] for row in ask(connection, sql, (*values, *page))]
    found = items_by_id(connection, district_id, ids)
    return [found[item_id] for item_id in ids]


def count_items(connection: Connection, district_id: int, wanted: ItemFilter) -> int:
    """How many goods `find_items` would find."""
    where, values = _conditions(district_id, wanted)
    return int(ask(connection, f"SELECT COUNT(*) FROM item WHERE {where}", values)[0][0])


def recent_items(connection: Connection, district_id: int, *, most: int = 8) -> list[int]:
    """The goods that were received last: the ones a keeper is likeliest to receive next."""
    rows = ask(
        connection,
        "SELECT item_id FROM receipt_line WHERE district_id = ? GROUP BY item_id ORDER BY MAX(receipt_id) DESC LIMIT ?",
        (district_id, most),
    )
    return [row[0] for row in rows]
