"""What held commands are about, beyond the numbers in them: documents, goods and rules by their names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.catalog.queries import Item, items_by_id
from liangcao.database.bulk import select_by_keys
from liangcao.reports.signing_rules import RuleRow, signing_rules


@dataclass(frozen=True, slots=True)
class AskedItem:
    """So many base units of an item, or of one lot; `asked` is what the unit wanted, None when it did not say."""

    item_id: int
    name: str
    base_unit: str
    quantity: int = 0
    asked: int | None = None
    batch_number: str = ""


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """What a plan gives: to how many units, from which store, how much of what."""

    store: str
    units: int
    items: tuple[AskedItem, ...]


@dataclass(frozen=True, slots=True)
class ShipmentAsked:
    """What was sent: to which unit, and how much of what, line by line."""

    unit: str
    items: Mapping[int, AskedItem]


@dataclass(frozen=True, slots=True)
class GrantAsked:
    """A role somebody holds, that is to be handed over or taken back."""

    name: str
    role: str
    where: str


@dataclass(frozen=True, slots=True)
class Details:
    """What the commands of a page name, by their numbers."""

    units: Mapping[int, str]
    lines: Mapping[int, Mapping[int, AskedItem]]
    plans: Mapping[int, PlanAsked]
    shipments: Mapping[int, ShipmentAsked]
    lots: Mapping[int, AskedItem]
    grants: Mapping[int, GrantAsked]
    rules: Mapping[int, RuleRow]
    items: Mapping[int, Item]


_REQUESTS = (
    "SELECT request.request_id, party.name, line_number, item.item_id, item.name, item.base_unit, 0, asked FROM {keys} "
    "JOIN request ON request.request_id = k1 "
    "JOIN request_line ON request_line.district_id = request.district_id "
    "AND request_line.request_id = request.request_id "
    "JOIN item ON item.district_id = request.district_id AND item.item_id = request_line.item_id "
    "JOIN party ON party.district_id = request.district_id AND party.party_id = request.unit_id "
    "WHERE request.district_id = ? ORDER BY request.request_id, line_number"
)
_PLANS = (
    "SELECT plan.plan_id, location.name, item.item_id, item.name, item.base_unit, SUM(plan_line.quantity) FROM {keys} "
    "JOIN plan ON plan.plan_id = k1 "
    "JOIN location ON location.district_id = plan.district_id AND location.location_id = plan.location_id "
    "JOIN plan_line ON plan_line.district_id = plan.district_id AND plan_line.plan_id = plan.plan_id "
    "JOIN item ON item.district_id = plan.district_id AND item.item_id = plan_line.item_id "
    "WHERE plan.district_id = ? AND plan_line.state <> 'dropped' "
    "GROUP BY plan.plan_id, location.name, item.item_id, item.name, item.base_unit "
    "ORDER BY plan.plan_id, item.name"
)
_UNITS = (
    "SELECT plan_id, COUNT(DISTINCT unit_id) FROM {keys} JOIN plan_line ON plan_id = k1 "
    "WHERE district_id = ? AND state <> 'dropped' GROUP BY plan_id"
)
_SHIPMENTS = (
    "SELECT shipment.shipment_id, party.name, line_number, item.item_id, item.name, item.base_unit, quantity "
    "FROM {keys} JOIN shipment ON shipment.shipment_id = k1 "
    "JOIN shipment_line ON shipment_line.district_id = shipment.district_id "
    "AND shipment_line.shipment_id = shipment.shipment_id "
    "JOIN item ON item.district_id = shipment.district_id AND item.item_id = shipment_line.item_id "
    "JOIN party ON party.district_id = shipment.district_id AND party.party_id = shipment.unit_id "
    "WHERE shipment.district_id = ?"
)
_LOTS = (
    "SELECT lot.lot_id, item.item_id, item.name, item.base_unit, batch_number FROM {keys} "
    "JOIN lot ON lot.lot_id = k1 JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
    "WHERE lot.district_id = ?"
)
_GRANTS = (
    "SELECT grant_id, actor.name, role, COALESCE(location.name, party.name, '') FROM {keys} "
    "JOIN role_grant ON grant_id = k1 "
    "JOIN actor ON actor.district_id = role_grant.district_id AND actor.actor_id = role_grant.actor_id "
    "LEFT JOIN location ON location.district_id = role_grant.district_id "
    "AND location.location_id = role_grant.location_id "
    "LEFT JOIN party ON party.district_id = role_grant.district_id AND party.party_id = role_grant.party_id "
    "WHERE role_grant.district_id = ?"
)


def details_of(connection: Connection, district_id: int, commands: Iterable[Mapping[str, Any]]) -> Details:
    """Everything that `commands` name, asked for once for all of them."""
    known = list(commands)
    units: dict[int, str] = {}
    lines: dict[int, dict[int, AskedItem]] = {}
    for request_id, unit, number, *item in _ask(connection, district_id, _REQUESTS, known, "request_id"):
        units[request_id] = unit
        lines.setdefault(request_id, {})[number] = AskedItem(*item)
    lots = {
        lot_id: AskedItem(item_id, name, unit, batch_number=batch_number)
        for lot_id, item_id, name, unit, batch_number in _ask(connection, district_id, _LOTS, known, "lot_id")
    }
    grants = {row[0]: GrantAsked(*row[1:]) for row in _ask(connection, district_id, _GRANTS, known, "grant_id")}
    rules: dict[int, RuleRow] = {}
    if any("rule_id" in command for command in known):
        rules = {rule.rule_id: rule for rule in signing_rules(connection, district_id)}
    plans = _plans(connection, district_id, known)
    named = [int(command["item_id"]) for command in known if command.get("item_id") is not None]
    items = items_by_id(connection, district_id, named)
    shipments = _shipments(connection, district_id, known)
    return Details(units, lines, plans, shipments, lots, grants, rules, items)


def _plans(connection: Connection, district_id: int, commands: Sequence[Mapping[str, Any]]) -> dict[int, PlanAsked]:
    units: dict[int, int] = dict(_ask(connection, district_id, _UNITS, commands, "plan_id"))
    stores: dict[int, str] = {}
    items: dict[int, list[AskedItem]] = {}
    for plan_id, store, item_id, name, unit, quantity in _ask(connection, district_id, _PLANS, commands, "plan_id"):
        stores[plan_id] = store
        items.setdefault(plan_id, []).append(AskedItem(item_id, name, unit, int(quantity)))
    return {number: PlanAsked(store, int(units[number]), tuple(items[number])) for number, store in stores.items()}


def _shipments(
    connection: Connection, district_id: int, commands: Sequence[Mapping[str, Any]]
) -> dict[int, ShipmentAsked]:
    found: dict[int, tuple[str, dict[int, AskedItem]]] = {}
    for shipment_id, unit, number, *item in _ask(connection, district_id, _SHIPMENTS, commands, "shipment_id"):
        found.setdefault(shipment_id, (unit, {}))[1][number] = AskedItem(*item)
    return {number: ShipmentAsked(unit, items) for number, (unit, items) in found.items()}


def _ask(
    connection: Connection, district_id: int, sql: str, commands: Sequence[Mapping[str, Any]], field: str
) -> list[tuple[Any, ...]]:
    numbers = sorted({int(command[field]) for command in commands if command.get(field) is not None})
    return [tuple(row) for row in select_by_keys(connection, sql, [(number,) for number in numbers], (district_id,))]
