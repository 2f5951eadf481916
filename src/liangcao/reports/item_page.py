"""Everything known of one item: its names and codes, what may serve for it, what is there, what it cost."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.catalog.details import Code, ItemChange, changes_of, codes_of
from liangcao.catalog.queries import Item, aliases_of_items, items_by_id, paper_rules
from liangcao.database.bulk import ask
from liangcao.kernel.errors import refused
from liangcao.ledger.queries import STOCK_JOINS, StockFilter, stock_conditions
from liangcao.requests.substitutes import SubstituteRule, rules_in_force, substitute_rules

MOST_PRICES = 10


@dataclass(frozen=True, slots=True)
class PlaceStock:
    """What lies of the item at a place, in base units."""

    location_id: int
    name: str
    on_hand: int
    held: int


@dataclass(frozen=True, slots=True)
class Price:
    """What a lot cost: `fen` for `units` base units; taken in at `taken_in_at` (ms), from whom."""

    lot_id: int
    fen: int
    units: int
    source: str
    taken_in_at: int


@dataclass(frozen=True, slots=True)
class ItemTold:
    """An item with all that belongs to it; `serving` are rules by which others serve for it, `served` the other way."""

    item: Item
    instead: Item | None
    aliases: Sequence[str]
    codes: Sequence[Code]
    papers: Sequence[str]
    serving: Sequence[SubstituteRule]
    later: Sequence[SubstituteRule]
    served: Sequence[SubstituteRule]
    changes: Sequence[ItemChange]


def item_told(connection: Connection, district_id: int, item_id: int, *, today: str) -> ItemTold:
    """The item as it stands `today` (``YYYY-MM-DD``); raises Refused ``unknown_item``, also for money."""
    item = items_by_id(connection, district_id, [item_id]).get(item_id)
    if item is None or item.kind != "goods":
        raise refused("unknown_item", name=item_id)
    instead = items_by_id(connection, district_id, [item.instead_id]).get(item.instead_id) if item.instead_id else None
    in_force = rules_in_force(connection, district_id, today=today)
    rule = paper_rules(connection, district_id).get(item.category)
    return ItemTold(
        item=item,
        instead=instead,
        aliases=aliases_of_items(connection, district_id, [item_id]).get(item_id, []),
        codes=codes_of(connection, district_id, [item_id]).get(item_id, []),
        papers=rule.papers if rule else (),
        serving=sorted((each for each in in_force.values() if each.item_id == item_id), key=lambda each: each.rank),
        later=[each for each in substitute_rules(connection, district_id, [item_id]) if each.effective_on > today],
        served=[each for each in in_force.values() if each.other_id == item_id and each.is_allowed],
        changes=changes_of(connection, district_id, item_id),
    )


def stock_by_place(connection: Connection, district_id: int, scope: Scope, item_id: int) -> list[PlaceStock]:
    """What lies of the item now, place by place, where one may see it."""
    where, values = stock_conditions(district_id, scope, StockFilter(item_id=item_id))
    rows = ask(
        connection,
        "SELECT location.location_id, location.name, SUM(balance.on_hand), SUM(balance.held) "
        f"FROM balance {STOCK_JOINS} WHERE {where} AND balance.is_here = 1 "
        "GROUP BY location.location_id, location.name ORDER BY location.name",
        values,
    )
    return [PlaceStock(row[0], row[1], int(row[2]), int(row[3])) for row in rows]


def last_prices(connection: Connection, district_id: int, item_id: int) -> list[Price]:
    """What the last lots cost that have a price, the newest first."""
    rows = ask(
        connection,
        "SELECT lot_id, unit_cost_fen, cost_units, COALESCE(party.name, ''), journal.recorded_at FROM lot "
        "JOIN journal ON journal.district_id = lot.district_id AND journal.number = lot.origin_entry "
        "LEFT JOIN party ON party.district_id = lot.district_id AND party.party_id = lot.source_party_id "
        "WHERE lot.district_id = ? AND item_id = ? AND unit_cost_fen > 0 ORDER BY lot_id DESC LIMIT ?",
        (district_id, item_id, MOST_PRICES),
    )
    return [Price(*row) for row in rows]
