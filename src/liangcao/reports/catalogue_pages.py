"""The catalogue as the pages show it: items found by name, pinyin or another name, with their packs."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.catalog.queries import Item, items_by_id
from liangcao.catalog.search import normalise_query
from liangcao.database.bulk import Row, ask


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which goods to show; empty means any. `words` is what was typed: every piece of it must hit."""

    words: str = ""
    category: str = ""


def _conditions(district_id: int, wanted: ItemFilter) -> tuple[str, Row]:
    parts, values = ["district_id = ?", "kind = 'goods'"], [district_id]
    found: list[Any] = list(values)
    if wanted.category:
        parts.append("category = ?")
        found.append(wanted.category)
    pieces = [piece for piece in (normalise_query(part) for part in wanted.words.split()) if piece]
    if pieces:
        # "n95 口罩" is one name with a space in it, or two words that both hit
        parts.append("(search LIKE ? OR (" + " AND ".join("search LIKE ?" for _ in pieces) + "))")
        found += [f"%{piece}%" for piece in ("".join(pieces), *pieces)]
    return " AND ".join(parts), tuple(found)


def find_items(
    connection: Connection, district_id: int, wanted: ItemFilter, *, page: tuple[int, int] = (50, 0)
) -> list[Item]:
    """Goods of the catalogue with their packs, by category and name; `page` is (how many, from which)."""
    where, values = _conditions(district_id, wanted)
    sql = f"SELECT item_id FROM item WHERE {where} ORDER BY category, name LIMIT ? OFFSET ?"
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
