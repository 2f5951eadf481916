"""Reading parties and places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.database.context import Context, Facts
from liangcao.kernel.effects import NewRow
from liangcao.kernel.errors import refused

INSIDE_KINDS = (
    *("store", "shelf", "dock", "packing", "rejects", "returns", "vehicle", "shipment", "loan", "unit_desk"),
    "budget_line",
)
NOT_BY_HAND = frozenset({"budget_line", "shipment", "rejects", "returns", "loan"})
"""Kinds of place of ours that nothing is moved to or from by hand: money, what travels or is lent, what is not ours
to give, what came back and nobody has looked at."""
OUTSIDE_KINDS = (
    *("supplier", "donor", "recipient", "loss", "disposed", "count_difference", "treasury", "payee", "consumed"),
    "transformation",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A location: where it hangs in the tree, what kind it is, and whether it lies outside our custody."""

    location_id: int
    parent_id: int | None
    path: str
    kind: str
    name: str
    party_id: int | None
    is_outside: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Party:
    """A unit, supplier, donor or other body we deal with."""

    party_id: int
    kind: str
    name: str
    area: str
    priority_class: int


@dataclass(frozen=True, slots=True)
class District:
    """The district whose books these are. A demonstration's clock runs `clock_offset_ms` beside the machine's."""

    district_id: int
    name: str
    timezone: str
    clock_offset_ms: int
    is_demo: bool


def district(connection: Connection, district_id: int) -> District | None:
    """The district's row, or None while its books are not opened."""
    rows = ask(
        connection,
        "SELECT district_id, name, timezone, clock_offset_ms, is_demo FROM district WHERE district_id = ?",
        (district_id,),
    )
    return District(*(*rows[0][:4], bool(rows[0][4]))) if rows else None


_PLACE = "SELECT location_id, parent_id, path, kind, name, party_id, is_outside, is_open FROM "


def _place(row: Row) -> Place:
    number, parent_id, path, kind, name, party_id, is_outside, is_open = row
    return Place(number, parent_id, path, kind, name, party_id, bool(is_outside), bool(is_open))


def load_places(connection: Connection, district_id: int, ids: Iterable[int], facts: Facts) -> None:
    """Read the places `ids` that are not in `facts` yet, with one statement."""
    missing = sorted({(number,) for number in ids if ("place", number) not in facts})
    sql = _PLACE + "{keys} JOIN location ON location_id = k1 WHERE district_id = ?"
    for row in select_by_keys(connection, sql, missing, (district_id,)):
        facts["place", row[0]] = _place(row)


def learn_new_places(rows: Sequence[NewRow], facts: Facts) -> None:
    """Take places that a command is about to make into `facts`, before they are in the table."""
    for row in rows:
        if row.table == "location":
            values = row.values
            facts["place", values["location_id"]] = Place(
                location_id=values["location_id"],
                parent_id=values.get("parent_id"),
                path=values["path"],
                kind=values["kind"],
                name=values["name"],
                party_id=values.get("party_id"),
                is_outside=bool(values["is_outside"]),
                is_open=bool(values.get("is_open", 1)),
            )


def place(context: Context, location_id: int, field: str = "") -> Place:
    """The place with this id; raises Refused ``unknown_location``."""
    if ("place", location_id) not in context.facts:
        load_places(context.connection, context.district_id, [location_id], context.facts)
    found: Place | None = context.facts.get(("place", location_id))
    if found is None:
        raise refused("unknown_location", field, name=location_id)
    return found


def place_to_fill(context: Context, location_id: int, field: str) -> Place:
    """A place of ours that goods may be put to by hand; raises Refused ``place_outside`` or ``place_closed``."""
    found = place(context, location_id, field)
    if found.is_outside or found.kind in NOT_BY_HAND:
        raise refused("place_outside", field, location=found.name)
    if not found.is_open:
        raise refused("place_closed", field, location=found.name)
    return found


def place_of_kind(context: Context, kind: str) -> Place:
    """The first place of a kind that each district has once (``loss``, ``treasury``, ``count_difference``)."""
    rows = ask(
        context.connection,
        _PLACE + "location WHERE district_id = ? AND kind = ? AND party_id IS NULL ORDER BY location_id LIMIT 1",
        (context.district_id, kind),
    )
    if not rows:
        raise refused("unknown_location", name=kind)
    return _place(rows[0])


def place_of_party(context: Context, party_id: int) -> Place:
    """The outside place that stands for a party on the ledger; raises Refused ``unknown_party``."""
    rows = ask(
        context.connection,
        _PLACE + "location WHERE district_id = ? AND party_id = ? AND is_outside = 1 ORDER BY location_id LIMIT 1",
        (context.district_id, party_id),
    )
    if not rows:
        raise refused("unknown_party", name=party_id)
    return _place(rows[0])


def store_of(found: Place) -> int:
    """The store that a place hangs in: the head of its path, itself where it hangs in nothing."""
    return int(found.path.strip("/").split("/")[0])


def child_of_kind(context: Context, location_id: int, kind: str) -> Place | None:
    """The first child of a place that is of `kind`, or None."""
    rows = ask(
        context.connection,
        _PLACE + "location WHERE district_id = ? AND parent_id = ? AND kind = ? ORDER BY location_id LIMIT 1",
        (context.district_id, location_id, kind),
    )
    return _place(rows[0]) if rows else None


def place_made_once(context: Context, kind: str, name: str, *, parent_id: int = 0) -> tuple[int, tuple[NewRow, ...]]:
    """The place of `kind` below `parent_id` (0: the district's own, outside), and its row when it is not there yet.

    What came back, and what was disposed of, have places that nobody has to set up beforehand.
    """
    if parent_id:
        parent = place(context, parent_id)
        child = child_of_kind(context, parent_id, kind)
        known = child.location_id if child else 0
    else:
        parent = None
        sql = "SELECT MIN(location_id) FROM location WHERE district_id = ? AND kind = ? AND party_id IS NULL"
        known = int(ask(context.connection, sql, (context.district_id, kind))[0][0] or 0)
    if known:
        return known, ()
    location_id = context.new_id()
    values: dict[str, object] = {
        "location_id": location_id,
        "path": f"{parent.path if parent else '/'}{location_id}/",
        "kind": kind,
        "name": name,
        "is_outside": int(parent is None),
    }
    if parent:
        values["parent_id"] = parent.location_id
    return location_id, (NewRow("location", values),)


def party(context: Context, party_id: int, field: str = "") -> Party:
    """The party with this id; raises Refused ``unknown_party``."""
    rows = ask(
        context.connection,
        "SELECT party_id, kind, name, area, priority_class FROM party WHERE district_id = ? AND party_id = ?",
        (context.district_id, party_id),
    )
    if not rows:
        raise refused("unknown_party", field, name=party_id)
    return Party(*rows[0])


def check_area(context: Context, area: str, party_id: int | None, field: str = "purpose_area") -> None:
    """Raise Refused ``unknown_area`` where no unit that may ask is in `area`, ``purpose_twice`` beside a unit.

    Goods for an area nobody is in would lie there for ever.
    """
    if not area:
        return
    if party_id:
        raise refused("purpose_twice", field)
    where = "district_id = ? AND area = ? AND kind NOT IN ('supplier', 'donor', 'reserve')"
    sql = f"SELECT 1 FROM party WHERE {where} LIMIT 1"
    if not ask(context.connection, sql, (context.district_id, area)):
        raise refused("unknown_area", field, name=area)


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A party as lists and exports show it."""

    party_id: int
    kind: str
    name: str
    area: str
    credit_code: str
    priority_class: int


def all_parties(connection: Connection, district_id: int) -> list[KnownParty]:
    """All parties of a district, by kind and name."""
    rows = ask(
        connection,
        "SELECT party_id, kind, name, area, credit_code, priority_class FROM party WHERE district_id = ? "
        "ORDER BY kind, name",
        (district_id,),
    )
    return [KnownParty(*row) for row in rows]


def all_places(connection: Connection, district_id: int, kinds: Sequence[str]) -> list[Place]:
    """All open places of these kinds, by path."""
    marks = ", ".join("?" * len(kinds))
    sql = f"{_PLACE} location WHERE district_id = ? AND is_open = 1 AND kind IN ({marks}) ORDER BY path"
    return [_place(row) for row in ask(connection, sql, (district_id, *kinds))]
