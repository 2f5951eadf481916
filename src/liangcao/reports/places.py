"""Our places as a tree: what hangs where, under which name people know it, and how much lies there."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import EVERYTHING, Scope
from liangcao.database.bulk import ask
from liangcao.ledger.queries import scope_condition

LYING = ("store", "shelf", "dock", "packing", "vehicle")
"""Kinds of place that goods can be put to by hand."""


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A place of ours. `label` names it with the store it hangs in; `lots` counts the lots that lie there."""

    location_id: int
    parent_id: int
    root_id: int
    depth: int
    kind: str
    name: str
    label: str
    is_open: bool
    lots: int


def own_places(
    connection: Connection,
    district_id: int,
    scope: Scope,
    *,
    kinds: tuple[str, ...] = ("store", "shelf", "dock", "packing", "rejects", "returns", "vehicle"),
) -> list[OwnPlace]:
    """Our places of `kinds` within one's view, every store followed by what hangs in it."""
    scoped, values = scope_condition(scope)
    marks = ", ".join("?" for _ in kinds)
    rows = ask(
        connection,
        "SELECT location_id, COALESCE(parent_id, 0), path, kind, name, is_open, "
        "(SELECT COUNT(*) FROM balance WHERE balance.district_id = location.district_id "
        "AND balance.location_id = location.location_id AND balance.is_here = 1) "
        f"FROM location WHERE district_id = ? AND is_outside = 0 AND kind IN ({marks}) AND {scoped}",
        (district_id, *kinds, *values),
    )
    names = {row[0]: row[4] for row in rows}
    found = []
    for location_id, parent_id, path, kind, name, is_open, lots in rows:
        above = [int(part) for part in path.strip("/").split("/")][:-1]
        label = " · ".join([*(names[each] for each in above if each in names), name])
        root = above[0] if above else location_id
        found.append(OwnPlace(location_id, parent_id, root, len(above), kind, name, label, bool(is_open), int(lots)))
    by_name = {place.location_id: (place.depth, place.name) for place in found}
    return sorted(found, key=lambda place: (by_name.get(place.root_id, (0, ""))[1], place.root_id, place.label))


def place_labels(connection: Connection, district_id: int) -> dict[int, str]:
    """How to name each inside place that is not a shipment, by its id."""
    return {place.location_id: place.label for place in own_places(connection, district_id, EVERYTHING)}
