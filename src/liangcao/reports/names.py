"""Names for the numbers inside a command, so that a person can read what it does."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from liangcao.access.roles import ROLES
from liangcao.database.bulk import Row, select_by_keys
from liangcao.language import gettext

KINDS: Mapping[str, str] = {
    "lot_id": "lot",
    "item_id": "item",
    "item_ids": "item",
    "accepts": "item",
    "instead_id": "item",
    "into_id": "item",
    "other_id": "item",
    "location_id": "location",
    "source_id": "location",
    "destination_id": "location",
    "parent_id": "location",
    "budget_line_id": "location",
    "party_id": "party",
    "unit_id": "party",
    "source_party_id": "party",
    "purpose_party_id": "party",
    "supplier_id": "party",
    "department_id": "party",
    "actor_id": "actor",
    "deputy_id": "actor",
    "head_id": "actor",
    "grant_id": "grant",
}
"""Field of a command -> the kind of thing its number names."""

_SQL: Mapping[str, str] = {
    "item": "SELECT item_id, name, base_unit FROM {keys} JOIN item ON item_id = k1 WHERE district_id = ?",
    "location": "SELECT location_id, name FROM {keys} JOIN location ON location_id = k1 WHERE district_id = ?",
    "party": "SELECT party_id, name FROM {keys} JOIN party ON party_id = k1 WHERE district_id = ?",
    "actor": "SELECT actor_id, name FROM {keys} JOIN actor ON actor_id = k1 WHERE district_id = ?",
    "lot": (
        "SELECT lot.lot_id, CASE WHEN batch_number = '' THEN item.name ELSE item.name || ' ' || batch_number END, "
        "item.base_unit, item.name FROM {keys} JOIN lot ON lot.lot_id = k1 "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id WHERE lot.district_id = ?"
    ),
    "grant": (
        "SELECT grant_id, actor.name, role FROM {keys} JOIN role_grant ON grant_id = k1 "
        "JOIN actor ON actor.district_id = role_grant.district_id AND actor.actor_id = role_grant.actor_id "
        "WHERE role_grant.district_id = ?"
    ),
}


def names_in(
    connection: Connection, district_id: int, commands: Iterable[Mapping[str, Any]]
) -> dict[tuple[str, int], str]:
    """The names of everything these commands name by number, by (kind, number).

    Of lots and items also the base unit, by (``lot unit`` or ``item unit``, number), and what a lot is of, by
    (``lot item``, number).
    """
    wanted: dict[str, set[int]] = {}
    for command in commands:
        _gather(command, wanted)
    found: dict[tuple[str, int], str] = {}
    for kind, numbers in wanted.items():
        rows = select_by_keys(connection, _SQL[kind], [(number,) for number in sorted(numbers)], (district_id,))
        found |= {(kind, int(row[0])): _name(kind, row) for row in rows}
        found |= {(f"{kind} unit", int(row[0])): str(row[2]) for row in rows if kind in {"lot", "item"}}
        found |= {("lot item", int(row[0])): str(row[3]) for row in rows if kind == "lot"}
    return found


def _name(kind: str, row: Row) -> str:
    """A role held by somebody goes by both names."""
    if kind != "grant":
        return str(row[1])
    role = gettext(ROLES[row[2]].title) if row[2] in ROLES else str(row[2])
    return f"{row[1]} · {role}"


def _gather(value: Any, wanted: dict[str, set[int]], field: str = "") -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _gather(inner, wanted, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            _gather(inner, wanted, field)
    elif field in KINDS and isinstance(value, int) and not isinstance(value, bool):
        wanted.setdefault(KINDS[field], set()).add(value)
