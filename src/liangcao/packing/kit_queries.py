"""Reading kit recipes, what was made by them, and of what."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import ask, select_by_keys
from liangcao.kernel.errors import refused
from liangcao.ledger.queries import scope_condition
from liangcao.packing.kit_rules import Part


@dataclass(frozen=True, slots=True)
class Component:
    """So many base units of an item in one kit."""

    item_id: int
    item_name: str
    base_unit: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """What one kit of an item holds, in its latest version."""

    recipe_id: int
    item_id: int
    item_name: str
    base_unit: str
    version: int
    note: str
    set_at: int
    components: tuple[Component, ...]


def recipes(connection: Connection, district_id: int, *, item_id: int = 0) -> list[Recipe]:
    """The recipes in force (of one item where given), by the item's name."""
    heads = ask(
        connection,
        "SELECT kit_recipe.recipe_id, kit_recipe.item_id, item.name, item.base_unit, kit_recipe.version, "
        "kit_recipe.note, kit_recipe.set_at FROM kit_recipe "
        "JOIN item ON item.district_id = kit_recipe.district_id AND item.item_id = kit_recipe.item_id "
        "WHERE kit_recipe.district_id = ? AND (? = 0 OR kit_recipe.item_id = ?) AND kit_recipe.version = "
        "(SELECT MAX(last.version) FROM kit_recipe AS last WHERE last.district_id = kit_recipe.district_id "
        "AND last.item_id = kit_recipe.item_id) ORDER BY item.name",
        (district_id, item_id, item_id),
    )
    held = _components(connection, district_id, [row[0] for row in heads])
    return [Recipe(*(*row[:7], tuple(held.get(row[0], ())))) for row in heads]


def _components(connection: Connection, district_id: int, recipe_ids: Sequence[int]) -> dict[int, list[Component]]:
    rows = select_by_keys(
        connection,
        "SELECT recipe_id, line_number, item.item_id, item.name, item.base_unit, quantity FROM {keys} "
        "JOIN kit_component ON recipe_id = k1 JOIN item ON item.district_id = kit_component.district_id "
        "AND item.item_id = kit_component.item_id WHERE kit_component.district_id = ? "
        "ORDER BY recipe_id, line_number",
        [(number,) for number in sorted(set(recipe_ids))],
        (district_id,),
    )
    found: dict[int, list[Component]] = {}
    for recipe_id, _number, *rest in rows:
        found.setdefault(recipe_id, []).append(Component(*rest))
    return found


def recipe_of(connection: Connection, district_id: int, item_id: int) -> Recipe | None:
    """What a kit of this item holds now; None when nobody has said."""
    return next(iter(recipes(connection, district_id, item_id=item_id)), None)


@dataclass(frozen=True, slots=True)
class Build:
    """Kits, or a re-pack, made at once: a lot of its own. `apart` of `quantity` were taken apart again."""

    build_id: int
    kind: str
    item_id: int
    item_name: str
    base_unit: str
    lot_id: int
    batch_number: str
    recipe_id: int
    location_id: int
    location_name: str
    location_path: str
    quantity: int
    apart: int
    note: str
    actor_id: int
    built_at: int
    entry: int


_BUILD = (
    "SELECT build.build_id, build.kind, build.item_id, item.name, item.base_unit, build.lot_id, lot.batch_number, "
    "build.recipe_id, build.location_id, location.name, location.path, build.quantity, build.apart, build.note, "
    "build.actor_id, build.built_at, build.entry FROM build "
    "JOIN item ON item.district_id = build.district_id AND item.item_id = build.item_id "
    "JOIN lot ON lot.district_id = build.district_id AND lot.lot_id = build.lot_id "
    "JOIN location ON location.district_id = build.district_id AND location.location_id = build.location_id "
    "WHERE build.district_id = ? AND "
)


def builds_page(connection: Connection, district_id: int, scope: Scope, *, page: tuple[int, int]) -> list[Build]:
    """What was made at one's stores, the newest first."""
    scoped, values = scope_condition(scope)
    sql = f"{_BUILD} {scoped} ORDER BY build.build_id DESC LIMIT ? OFFSET ?"
    return [Build(*row) for row in ask(connection, sql, (district_id, *values, *page))]


def build_of(connection: Connection, district_id: int, scope: Scope, build_id: int) -> Build:
    """One making; raises Refused ``unknown_document``."""
    scoped, values = scope_condition(scope)
    rows = ask(connection, f"{_BUILD} {scoped} AND build.build_id = ?", (district_id, *values, build_id))
    if not rows:
        raise refused("unknown_document", "build_id", name=build_id)
    return Build(*rows[0])


def build_of_lot(connection: Connection, district_id: int, lot_id: int) -> Build | None:
    """How a lot was made; None when it came from outside."""
    rows = ask(connection, f"{_BUILD} build.lot_id = ?", (district_id, lot_id))
    return Build(*rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class Ingredient:
    """So much of a lot (base units in all) went into what was made."""

    lot_id: int
    item_id: int
    item_name: str
    base_unit: str
    batch_number: str
    expires_on: str
    status: str
    quantity: int


def ingredients(connection: Connection, district_id: int, build: Build) -> list[Ingredient]:
    """What went into it."""
    rows = ask(
        connection,
        "SELECT lot.lot_id, item.item_id, item.name, item.base_unit, lot.batch_number, lot.expires_on, lot.status, "
        "transformation.quantity FROM transformation "
        "JOIN lot ON lot.district_id = transformation.district_id AND lot.lot_id = transformation.from_lot_id "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        "WHERE transformation.district_id = ? AND transformation.entry = ? AND transformation.to_lot_id = ? "
        "ORDER BY item.name, lot.lot_id",
        (district_id, build.entry, build.lot_id),
    )
    return [Ingredient(*row) for row in rows]


def parts_of(connection: Connection, district_id: int, wanted: Sequence[tuple[int, int]]) -> list[Part]:
    """The lots (with how much of each) as the rules of kits see them, in the order given.

    Raises Refused ``unknown_lot``.
    """
    rows = select_by_keys(
        connection,
        "SELECT lot.lot_id, lot.item_id, item.name, lot.batch_number, lot.expires_on, lot.status = 'quarantined', "
        "lot.unit_cost_fen, lot.cost_units, lot.budget_line_id, COALESCE(lot.purpose_party_id, 0), lot.purpose_class "
        "FROM {keys} JOIN lot ON lot.lot_id = k1 JOIN item ON item.district_id = lot.district_id "
        "AND item.item_id = lot.item_id WHERE lot.district_id = ? AND item.kind = 'goods'",
        [(number,) for number in sorted({lot_id for lot_id, _quantity in wanted})],
        (district_id,),
    )
    known = {row[0]: row for row in rows}
    found: list[Part] = []
    for index, (lot_id, quantity) in enumerate(wanted):
        row = known.get(lot_id)
        if row is None:
            raise refused("unknown_lot", f"parts.{index}.lot_id", name=lot_id)
        found.append(Part(*(*row[:5], bool(row[5]), *row[6:11], quantity)))
    return found


@dataclass(frozen=True, slots=True)
class FreeLot:
    """A lot of a component that lies free at a place, in base units."""

    item_id: int
    lot_id: int
    batch_number: str
    expires_on: str
    free: int


def free_lots(
    connection: Connection, district_id: int, location_id: int, item_ids: Sequence[int], today: str
) -> list[FreeLot]:
    """What of these items can be used at a place, by item, what expires first leading."""
    rows = select_by_keys(
        connection,
        "SELECT balance.item_id, lot.lot_id, lot.batch_number, lot.expires_on, balance.on_hand - balance.held "
        "FROM {keys} JOIN balance ON balance.item_id = k1 JOIN lot ON lot.district_id = balance.district_id "
        "AND lot.lot_id = balance.lot_id WHERE balance.district_id = ? AND balance.location_id = ? "
        "AND balance.is_here = 1 AND balance.on_hand > balance.held AND lot.status = 'released' "
        "AND (lot.expires_on = '' OR lot.expires_on >= ?) "
        "ORDER BY balance.item_id, CASE lot.expires_on WHEN '' THEN '9999' ELSE lot.expires_on END, lot.lot_id",
        [(number,) for number in sorted(set(item_ids))],
        (district_id, location_id, today),
    )
    return [FreeLot(*row) for row in rows]


def stopped_within(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> dict[int, str]:
    """Lots that were made of a lot which is stopped now: what the stopped one is called, by the lot made of it."""
    rows = select_by_keys(
        connection,
        "SELECT build.lot_id, MIN(CASE part.batch_number WHEN '' THEN CAST(part.lot_id AS TEXT) "
        "ELSE part.batch_number END) FROM {keys} JOIN build ON build.lot_id = k1 "
        "JOIN transformation ON transformation.district_id = build.district_id AND transformation.entry = build.entry "
        "AND transformation.to_lot_id = build.lot_id JOIN lot AS part ON part.district_id = build.district_id "
        "AND part.lot_id = transformation.from_lot_id WHERE build.district_id = ? AND part.status = 'quarantined' "
        "GROUP BY build.lot_id",
        [(number,) for number in sorted(set(lot_ids))],
        (district_id,),
    )
    return {row[0]: row[1] for row in rows}
