"""Reading the catalogue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.catalog.papers import FOUNDING
from liangcao.database.bulk import ask, select_by_keys, select_by_texts
from liangcao.database.context import Context
from liangcao.kernel.errors import Refused, refused
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
    grade: str = ""
    is_scarce: int = 0
    state: str = "active"
    instead_id: int = 0


_ITEM = (
    "SELECT item_id, name, name_en, category, base_unit, kind, standard, shelf_life_days, grade, is_scarce, state, "
    "instead_id FROM "
)
_PLAIN = 8  # so many columns stand before the packs


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
    return {row[0]: Item(*(*row[:_PLAIN], tuple(packs.get(row[0], ())), *row[_PLAIN:])) for row in rows}


def item(context: Context, item_id: int, field: str = "") -> Item:
    """The item with this id; raises Refused ``unknown_item``."""
    found = items_by_id(context.connection, context.district_id, [item_id]).get(item_id)
    if found is None:
        raise refused("unknown_item", field, name=item_id)
    return found


def goods(context: Context, item_ids: Sequence[int]) -> dict[int, Item]:
    """The items of these lines; raises Refused ``unknown_item``, ``not_goods`` or ``item_retired`` naming the line."""
    found = items_by_id(context.connection, context.district_id, item_ids)
    for number, item_id in enumerate(item_ids):
        if item_id not in found:
            raise refused("unknown_item", f"lines.{number}.item_id", name=item_id)
        if found[item_id].kind != "goods":
            raise refused("not_goods", f"lines.{number}.item_id", item=found[item_id].name)
        if found[item_id].state != "active":
            raise _retired(context, found[item_id], f"lines.{number}.item_id")
    return found


def check_in_use(context: Context, item_ids: Iterable[int], field: str = "") -> None:
    """Raise Refused ``item_retired`` for an item that is used no more, goods of which are to come back into stock."""
    wanted = sorted(set(item_ids))
    found = items_by_id(context.connection, context.district_id, wanted)
    for item_id in wanted:
        if item_id in found and found[item_id].state != "active":
            raise _retired(context, found[item_id], field)


def _retired(context: Context, known: Item, field: str) -> Refused:
    """Why `known` cannot be used, with the item that is offered instead."""
    instead = items_by_id(context.connection, context.district_id, [known.instead_id]).get(known.instead_id)
    if instead is None:
        return refused("item_retired", field, item=known.name)
    return refused("item_retired_for", field, item=known.name, instead=instead.name)


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
    """Every name and alias of the goods in the catalogue, with the item it means; a merged one means what it went into.

    English names that more than one item bears are left out: they are not unique as the others are.
    """
    rows = ask(
        connection,
        "SELECT MIN(name_en), MIN(item_id) FROM item WHERE district_id = ? AND kind = 'goods' AND name_en <> '' "
        "AND state <> 'merged' GROUP BY LOWER(name_en) HAVING COUNT(*) = 1 "
        "UNION ALL SELECT name, item_id FROM item WHERE district_id = ? AND kind = 'goods' AND state <> 'merged' "
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
    """All goods of the catalogue that are in use, by category and name."""
    return [each for each in every_goods(connection, district_id) if each.state == "active"]


def every_goods(connection: Connection, district_id: int) -> list[Item]:
    """All goods, in use or retired, by category and name; merged ones are other names by now and left out."""
    rows = ask(
        connection,
        "SELECT item_id FROM item WHERE district_id = ? AND kind = 'goods' AND state <> 'merged' "
        "ORDER BY category, name",
        (district_id,),
    )
    found = items_by_id(connection, district_id, [row[0] for row in rows])
    return [found[row[0]] for row in rows]


def aliases_of(context: Context, item_id: int) -> list[str]:
    """The other names of an item."""
    sql = "SELECT alias FROM item_alias WHERE district_id = ? AND item_id = ? ORDER BY alias"
    return [row[0] for row in ask(context.connection, sql, (context.district_id, item_id))]


def aliases_of_items(connection: Connection, district_id: int, item_ids: Sequence[int]) -> dict[int, list[str]]:
    """The other names of these items, by item."""
    keys = [(item_id,) for item_id in sorted(set(item_ids))]
    sql = "SELECT item_id, alias FROM {keys} JOIN item_alias ON item_id = k1 WHERE district_id = ? ORDER BY alias"
    names: dict[int, list[str]] = {}
    for item_id, alias in select_by_keys(connection, sql, keys, (district_id,)):
        names.setdefault(item_id, []).append(alias)
    return names


def has_money(context: Context) -> bool:
    """True once the district's one money item is there."""
    sql = "SELECT 1 FROM item WHERE district_id = ? AND kind = 'money' LIMIT 1"
    return bool(ask(context.connection, sql, (context.district_id,)))


@dataclass(frozen=True, slots=True)
class PaperRule:
    """Papers that goods of a class must come with, as somebody set it; `set_at` in ms, 0 for what all begin with."""

    category: str
    papers: tuple[str, ...]
    reason: str = ""
    actor_name: str = ""
    set_at: int = 0


def paper_rules(connection: Connection, district_id: int) -> dict[str, PaperRule]:
    """What is in force for each class: the last that was set, else what every office begins with."""
    rows = ask(
        connection,
        "SELECT category, papers, reason, COALESCE(actor.name, ''), set_at FROM paper_rule "
        "LEFT JOIN actor ON actor.district_id = paper_rule.district_id AND actor.actor_id = paper_rule.actor_id "
        "WHERE paper_rule.district_id = ? ORDER BY rule_id",
        (district_id,),
    )
    found = {category: PaperRule(category, papers) for category, papers in FOUNDING.items()}
    for category, papers, *more in rows:
        found[category] = PaperRule(category, tuple(filter(None, papers.split(","))), *more)
    return found


def papers_required(connection: Connection, district_id: int, item_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The papers a receipt of each item must carry (codes of `papers.PAPERS`), by item; by the class of the item."""
    rules = paper_rules(connection, district_id)
    sql = "SELECT item_id, category FROM {keys} JOIN item ON item_id = k1 WHERE district_id = ?"
    rows = select_by_keys(connection, sql, [(number,) for number in sorted(set(item_ids))], (district_id,))
    return {item_id: rules[category].papers if category in rules else () for item_id, category in rows}
