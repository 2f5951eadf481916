"""What the page of a lot shows beside its trace: where it lies now, who has it, what one entry moved."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import ask, select_by_keys
from liangcao.kernel.errors import refused
from liangcao.ledger.queries import scope_condition


@dataclass(frozen=True, slots=True)
class Holding:
    """What one place has of a lot now, in base units; outside places are those that received it.

    `kind` is that of the place, ``difference`` for a shipment's that was signed for: that much of it is missing.
    """

    lot_id: int
    location_id: int
    name: str
    kind: str
    party_id: int
    is_outside: bool
    on_hand: int
    held: int


_HOLDINGS = (
    "SELECT lot_id, location.location_id, location.name, "
    "CASE WHEN shipment.state = 'delivered' THEN 'difference' ELSE location.kind END, "
    "COALESCE(location.party_id, 0), balance.is_outside, on_hand, held FROM {keys} "
    "JOIN balance ON balance.lot_id = k1 "
    "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
    "LEFT JOIN shipment ON shipment.district_id = balance.district_id AND shipment_id = balance.location_id "
    "WHERE balance.district_id = ? AND on_hand > 0 ORDER BY lot_id, balance.is_outside, location.path"
)


def holdings(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> list[Holding]:
    """Who has what of these lots now."""
    keys = [(lot_id,) for lot_id in sorted(set(lot_ids))]
    rows = select_by_keys(connection, _HOLDINGS, keys, (district_id,))
    return [Holding(*(*row[:5], bool(row[5]), *row[6:])) for row in rows]


def check_lot_seen(connection: Connection, district_id: int, scope: Scope, lot_id: int) -> None:
    """Raise Refused ``unknown_lot`` unless goods of this lot are, or once were, where this person may look."""
    scoped, values = scope_condition(scope)
    rows = ask(
        connection,
        "SELECT 1 FROM balance "
        "JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
        f"WHERE balance.district_id = ? AND balance.lot_id = ? AND item.kind = 'goods' AND {scoped} LIMIT 1",
        (district_id, lot_id, *values),
    )
    if not rows:
        raise refused("unknown_lot", name=lot_id)


@dataclass(frozen=True, slots=True)
class MovedLine:
    """A line of an entry with names, in base units or fen; a shipment's place bears the name of the unit it goes to."""

    ordinal: int
    kind: str
    lot_id: int
    batch_number: str
    item_name: str
    base_unit: str
    is_money: bool
    source_id: int
    source_name: str
    destination_id: int
    destination_name: str
    quantity: int
    is_from_shipment: bool
    is_to_shipment: bool


@dataclass(frozen=True, slots=True)
class EntryHead:
    """Who did what when (ms since 1970 UTC); `reversed_by` and `reverses` are entries, 0 for none."""

    number: int
    action: str
    actor_id: int
    actor_name: str
    occurred_at: int
    recorded_at: int
    reversed_by: int
    reverses: int


def entry_head(connection: Connection, district_id: int, number: int) -> EntryHead:
    """The entry `number`; raises Refused ``unknown_document``."""
    rows = ask(
        connection,
        "SELECT number, action, journal.actor_id, COALESCE(actor.name, ''), occurred_at, recorded_at, "
        "COALESCE((SELECT MIN(line.entry + 0) FROM line WHERE line.district_id = journal.district_id "
        "AND line.reverses = journal.number AND line.reverses <> 0), 0), "
        "COALESCE((SELECT MAX(line.reverses) FROM line WHERE line.district_id = journal.district_id "
        "AND line.entry = journal.number), 0) FROM journal "
        "LEFT JOIN actor ON actor.district_id = journal.district_id AND actor.actor_id = journal.actor_id "
        "WHERE journal.district_id = ? AND number = ?",
        (district_id, number),
    )
    if not rows:
        raise refused("unknown_document", name=number)
    return EntryHead(*rows[0])


def lines_of_entry(connection: Connection, district_id: int, number: int) -> list[MovedLine]:
    """What an entry moved, in the order of the books."""
    rows = ask(
        connection,
        "SELECT line.ordinal, line.kind, line.lot_id, lot.batch_number, item.name, item.base_unit, "
        "item.kind = 'money', line.source_id, source.name, line.destination_id, destination.name, line.quantity, "
        "source.kind = 'shipment', destination.kind = 'shipment' "
        "FROM line JOIN lot ON lot.district_id = line.district_id AND lot.lot_id = line.lot_id "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        "JOIN location AS source ON source.district_id = line.district_id AND source.location_id = line.source_id "
        "JOIN location AS destination ON destination.district_id = line.district_id "
        "AND destination.location_id = line.destination_id "
        "WHERE line.district_id = ? AND line.entry = ? ORDER BY line.ordinal",
        (district_id, number),
    )
    return [MovedLine(*(*row[:6], bool(row[6]), *row[7:12], bool(row[12]), bool(row[13]))) for row in rows]


def paths_of_reversal(connection: Connection, district_id: int, number: int) -> tuple[str, ...]:
    """Where a role must reach to undo entry `number`: the places of ours it put things to, or took them from.

    The same as `storing.handlers.reach_of_reversal`, for who only looks.
    """
    rows = ask(
        connection,
        "SELECT DISTINCT COALESCE(store.path, ours.path) FROM line "
        "JOIN location AS destination ON destination.district_id = line.district_id "
        "AND destination.location_id = line.destination_id "
        "JOIN location AS ours ON ours.district_id = line.district_id AND ours.location_id = "
        "CASE WHEN destination.is_outside = 1 THEN line.source_id ELSE line.destination_id END "
        "LEFT JOIN shipment ON shipment.district_id = ours.district_id AND shipment_id = ours.location_id "
        "LEFT JOIN location AS store ON store.district_id = ours.district_id AND store.location_id = store_id "
        "WHERE line.district_id = ? AND line.entry = ?",
        (district_id, number),
    )
    return tuple(sorted(row[0] for row in rows))


def entries_in_the_way(connection: Connection, district_id: int, number: int, *, most: int = 10) -> list[EntryHead]:
    """Later entries that took goods from where entry `number` put them: what a reversal must undo first."""
    rows = ask(
        connection,
        "SELECT DISTINCT later.entry FROM line JOIN line AS later ON later.district_id = line.district_id "
        "AND later.lot_id = line.lot_id AND later.source_id = line.destination_id AND later.entry > line.entry "
        "WHERE line.district_id = ? AND line.entry = ? AND later.reverses <> line.entry "
        "AND NOT EXISTS (SELECT 1 FROM line AS undo WHERE undo.district_id = later.district_id "
        "AND undo.reverses = later.entry AND undo.reverses <> 0) ORDER BY later.entry LIMIT ?",
        (district_id, number, most),
    )
    return [entry_head(connection, district_id, row[0]) for row in rows]


def lies_still(connection: Connection, district_id: int, lines: Sequence[MovedLine]) -> bool:
    """Whether all that `lines` put to places of ours still lies there, promised to nobody."""
    wanted: dict[tuple[int, int], int] = {}
    for line in lines:
        where = (line.lot_id, line.destination_id)
        wanted[where] = wanted.get(where, 0) + line.quantity
    rows = select_by_keys(
        connection,
        "SELECT lot_id, location_id, is_outside, on_hand - held FROM {keys} "
        "JOIN balance ON lot_id = k1 AND location_id = k2 WHERE district_id = ?",
        sorted(wanted),
        (district_id,),
    )
    return all(is_outside or free >= wanted[lot_id, location_id] for lot_id, location_id, is_outside, free in rows)


@dataclass(frozen=True, slots=True)
class PartyFound:
    """A unit, supplier or donor as a search finds it."""

    party_id: int
    kind: str
    name: str
    area: str
    location_id: int


_PARTY = (
    "SELECT party.party_id, party.kind, party.name, party.area, COALESCE((SELECT MIN(location_id) FROM location "
    "WHERE location.district_id = party.district_id AND location.party_id = party.party_id AND is_outside = 1), 0) "
    "FROM party WHERE party.district_id = ? AND "
)


def find_parties(connection: Connection, district_id: int, wanted: str, *, most: int = 20) -> list[PartyFound]:
    """Parties by a normalised search word (`catalog.search`), by name."""
    sql = _PARTY + "party.search LIKE ? ORDER BY party.name LIMIT ?"
    return [PartyFound(*row) for row in ask(connection, sql, (district_id, f"%{wanted}%", most))]


def party_found(connection: Connection, district_id: int, party_id: int) -> PartyFound:
    """One party; raises Refused ``unknown_party``."""
    rows = ask(connection, _PARTY + "party.party_id = ?", (district_id, party_id))
    if not rows:
        raise refused("unknown_party", name=party_id)
    return PartyFound(*rows[0])


def party_of_places(connection: Connection, district_id: int, location_ids: Sequence[int]) -> dict[int, int]:
    """The party that each of these outside places stands for; places that stand for nobody are left out."""
    keys = [(location_id,) for location_id in sorted(set(location_ids))]
    sql = "SELECT location_id, party_id FROM {keys} JOIN location ON location_id = k1 WHERE district_id = ?"
    return {row[0]: row[1] for row in select_by_keys(connection, sql, keys, (district_id,)) if row[1]}
