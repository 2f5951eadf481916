"""Handlers of parties and places."""

from liangcao.catalog.search import search_tokens
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_of
from liangcao.parties.classes import class_table
from liangcao.parties.commands import FoundDistrict, RegisterLocation, RegisterParty
from liangcao.parties.queries import place
from liangcao.parties.rules import check_parent, is_outside, outside_kind


def found_district(command: FoundDistrict, context: Context) -> Effects:
    """The district's row; refused once there are books. Raises Refused ``already_exists``, ``unknown_timezone``."""
    sql = "SELECT name FROM district WHERE district_id = ?"
    for (name,) in ask(context.connection, sql, (context.district_id,)):
        raise refused("already_exists", "name", name=name)
    day_of(context.recorded_at, command.timezone)  # an unknown time zone would stop every later command
    values = {**command.model_dump(), "is_demo": int(command.is_demo)}
    return Effects(rows=(NewRow("district", values),))


def register_party(command: RegisterParty, context: Context) -> Effects:
    """A new party and its outside place; its class is as wished, or that of its kind in the table in force."""
    sql = "SELECT 1 FROM party WHERE district_id = ? AND name = ?"
    if ask(context.connection, sql, (context.district_id, command.name)):
        raise refused("already_exists", "name", name=command.name)
    table = class_table(context)
    wished = table.need(command.priority_class, "priority_class") if command.priority_class else 0
    party_id, location_id = context.new_id(), context.new_id()
    party_values = {
        "party_id": party_id,
        **command.model_dump(),
        "priority_class": wished or table.of_kind(command.kind),
        "search": search_tokens(command.name, (command.area, command.credit_code)),
    }
    place_values = {
        "location_id": location_id,
        "path": f"/{location_id}/",
        "kind": outside_kind(command.kind),
        "name": command.name,
        "party_id": party_id,
        "is_outside": 1,
    }
    rows = (NewRow("party", party_values), NewRow("location", place_values))
    return Effects(rows=rows, answer={"party_id": party_id, "location_id": location_id})


def register_location(command: RegisterLocation, context: Context) -> Effects:
    """A new place in the tree."""
    parent = place(context, command.parent_id, "parent_id") if command.parent_id else None
    check_parent(command.kind, parent.kind if parent else None)
    location_id = context.new_id()
    values: dict[str, object] = {
        "location_id": location_id,
        "path": f"{parent.path if parent else '/'}{location_id}/",
        "kind": command.kind,
        "name": command.name,
        "is_outside": int(is_outside(command.kind)),
    }
    if parent:
        values["parent_id"] = parent.location_id
    return Effects(rows=(NewRow("location", values),), answer={"location_id": location_id})
