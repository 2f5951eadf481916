"""Reading the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask, select_by_keys, select_by_texts
from liangcao.database.context import Context
from liangcao.kernel.errors import refused
from liangcao.kernel.quantity import Pack


@dataclass(frozen=True, slots=True)
class Item:
    """What is stocked, in whole numbers of `base_unit`; its packs, largest first."""

    item_id: int
    name: str
    name_en: str
    category: str
    base_unit: str
    kind: str
    standard: str
    shelf_life_days: int
    packs: tuple[Pack, ...] = ()


_ITEM = "SELECT item_id, name, name_en, category, base_unit, kind, standard, shelf_life_days FROM "


def items_by_id(connection: Connection, district_id: int, ids: Sequence[int]) -> dict[int, Item]:
    """The items with these ids."""
    keys = [(number,) for number in sorted(set(ids))]
    rows = select_by_keys(
        connection, _ITEM + "{keys} JOIN item ON item_id = k1 WHERE district_id = ?", keys, (district_id,)
    )
    pack_rows = select_by_keys(
        connection,
        "SELECT item_id, name, size FROM {keys} JOIN item_pack ON item_id = k1 "
        "WHERE district_id = ? ORDER BY size DESC",
        keys,
        (district_id,),
    )
    packs: dict[int, list[Pack]] = {}
    for item_id, name, size in pack_rows:
        packs.setdefault(item_id, []).append(Pack(name, size))
    return {row[0]: Item(*(*row, tuple(packs.get(row[0], ())))) for row in rows}


def item(context: Context, item_id: int, field: str = "") -> Item:
    """The item with this id; raises Refused ``unknown_item``."""
    found = items_by_id(context.connection, context.district_id, [item_id]).get(item_id)
    if found is None:
        raise refused("unknown_item", field, name=item_id)
    return found


def goods(context: Context, item_ids: Sequence[int]) -> dict[int, Item]:
    """The items of these lines; raises Refused ``unknown_item`` or ``not_goods`` naming the line."""
    found = items_by_id(context.connection, context.district_id, item_ids)
    for number, item_id in enumerate(item_ids):
        if item_id not in found:
            raise refused("unknown_item", f"lines.{number}.item_id", name=item_id)
        if found[item_id].kind != "goods":
            raise refused("not_goods", f"lines.{number}.item_id", item=found[item_id].name)
    return found


def money_item_id(context: Context) -> int:
    """The item that money is booked as, in fen; raises Refused ``unknown_item``."""
    rows = ask(
        context.connection,
        "SELECT item_id FROM item WHERE district_id = ? AND kind = 'money' ORDER BY item_id LIMIT 1",
        (context.district_id,),
    )
    if not rows:
        raise refused("unknown_item", name="人民币")
    return int(rows[0][0])


def names_taken(context: Context, names: Sequence[str]) -> set[str]:
    """Which of `names` already name an item, as its name or an alias."""
    district = (context.district_id,)
    by_name = select_by_texts(
        context.connection, "SELECT name FROM {keys} JOIN item ON name = k1 WHERE district_id = ?", names, district
    )
    by_alias = select_by_texts(
        context.connection,
        "SELECT alias FROM {keys} JOIN item_alias ON alias = k1 WHERE district_id = ?",
        names,
        district,
    )
    return {row[0] for row in (*by_name, *by_alias)}


def names_of_items(connection: Connection, district_id: int) -> dict[str, int]:
    """Every name and alias of the goods in the catalogue, with the item it means.

    English names that more than one item bears are left out: they are not unique as the others are.
    """
    rows = ask(
        connection,
        "SELECT MIN(name_en), MIN(item_id) FROM item WHERE district_id = ? AND kind = 'goods' AND name_en <> '' "
        "GROUP BY LOWER(name_en) HAVING COUNT(*) = 1 "
        "UNION ALL SELECT name, item_id FROM item WHERE district_id = ? AND kind = 'goods' "
        "UNION ALL SELECT alias, item_id FROM item_alias WHERE district_id = ?",
        (district_id,) * 3,
    )
    return {str(name): int(item_id) for name, item_id in rows}


def english_names(connection: Connection, district_id: int) -> dict[str, str]:
    """The English names of the goods that have one, by name."""
    sql = "SELECT name, name_en FROM item WHERE district_id = ? AND kind = 'goods' AND name_en <> ''"
    return {str(name): str(english) for name, english in ask(connection, sql, (district_id,))}


def newest_item(connection: Connection, district_id: int) -> int:
    """The id of the item registered last, 0 in an empty catalogue."""
    sql = "SELECT COALESCE(MAX(item_id), 0) FROM item WHERE district_id = ?"
    return int(ask(connection, sql, (district_id,))[0][0])


def all_goods(connection: Connection, district_id: int) -> list[Item]:
    """All goods of the catalogue, by category and name."""
    rows = ask(
        connection,
        "SELECT item_id FROM item WHERE district_id = ? AND kind = 'goods' ORDER BY category, name",
        (district_id,),
    )
    found = items_by_id(connection, district_id, [row[0] for row in rows])
    return [found[row[0]] for row in rows]


def aliases_of(context: Context, item_id: int) -> list[str]:
    """The other names of an item."""
    sql = "SELECT alias FROM item_alias WHERE district_id = ? AND item_id = ? ORDER BY alias"
    return [row[0] for row in ask(context.connection, sql, (context.district_id, item_id))]


def has_money(context: Context) -> bool:
    """True once the district's one money item is there."""
    sql = "SELECT 1 FROM item WHERE district_id = ? AND kind = 'money' LIMIT 1"
    return bool(ask(context.connection, sql, (context.district_id,)))
