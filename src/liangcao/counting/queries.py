"""Reading counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.counting.rules import Key, Tally
from liangcao.database.bulk import ask, select_by_keys
from liangcao.database.context import Context
from liangcao.kernel.errors import refused
from liangcao.ledger.queries import scope_condition


@dataclass(frozen=True, slots=True)
class Session:
    """A count; times in ms since 1970 UTC, 0 while it has not come to that."""

    count_id: int
    location_id: int
    location_name: str
    path: str
    item_id: int
    item_name: str
    note: str
    state: str
    round_number: int
    starter: str
    started_at: int
    cells: int
    counted_at: int
    differing: int
    ended_by: str
    ended_at: int
    end_note: str
    entry: int


_SESSION = """
SELECT count_id, count_session.location_id, location.name, location.path, count_session.item_id,
       COALESCE(item.name, ''), count_session.note, count_session.state, round_number, COALESCE(starter.name, ''),
       started_at, cells, counted_at, differing, COALESCE(ender.name, ''), ended_at, end_note, count_session.entry
FROM count_session
JOIN location ON location.district_id = count_session.district_id AND location.location_id = count_session.location_id
LEFT JOIN item ON item.district_id = count_session.district_id AND item.item_id = count_session.item_id
LEFT JOIN actor AS starter ON starter.district_id = count_session.district_id
     AND starter.actor_id = count_session.actor_id
LEFT JOIN actor AS ender ON ender.district_id = count_session.district_id AND ender.actor_id = count_session.ended_by
WHERE count_session.district_id = ?
"""


def session(connection: Connection, district_id: int, count_id: int) -> Session:
    """The count with this number; raises Refused ``unknown_document``."""
    rows = ask(connection, _SESSION + " AND count_id = ?", (district_id, count_id))
    if not rows:
        raise refused("unknown_document", "count_id", name=count_id)
    return Session(*rows[0])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which counts: in these states (none: any), of places in `location_id` or below it (0: anywhere)."""

    states: Sequence[str] = ()
    location_id: int = 0


def sessions(
    connection: Connection, district_id: int, scope: Scope, wanted: Wanted, *, page: tuple[int, int] = (50, 0)
) -> list[Session]:
    """Counts within one's view, the newest first."""
    where, values = _listed(scope, wanted)
    rows = ask(connection, f"{_SESSION}{where} ORDER BY count_id DESC LIMIT ? OFFSET ?", (district_id, *values, *page))
    return [Session(*row) for row in rows]


def count_sessions(connection: Connection, district_id: int, scope: Scope, wanted: Wanted) -> int:
    """How many `sessions` has in all."""
    where, values = _listed(scope, wanted)
    sql = (
        "SELECT COUNT(*) FROM count_session JOIN location ON location.district_id = count_session.district_id "
        "AND location.location_id = count_session.location_id WHERE count_session.district_id = ?"
    )
    return int(ask(connection, sql + where, (district_id, *values))[0][0])


def _listed(scope: Scope, wanted: Wanted) -> tuple[str, tuple[object, ...]]:
    scoped, scope_values = scope_condition(scope)
    where, values = f" AND {scoped}", list[object](scope_values)
    if wanted.states:
        where += f" AND count_session.state IN ({', '.join('?' * len(wanted.states))})"
        values += wanted.states
    if wanted.location_id:
        where += " AND location.path LIKE ?"
        values.append(f"%/{wanted.location_id}/%")
    return where, tuple(values)


def cells_of(context: Context, path: str, item_id: int = 0) -> dict[Key, int]:
    """What the books hold now of each lot of goods at a place and all below it (of one item, when it is given)."""
    rows = ask(
        context.connection,
        "SELECT balance.lot_id, balance.location_id, on_hand FROM location "
        "JOIN balance ON balance.district_id = location.district_id AND balance.location_id = location.location_id "
        "JOIN item ON item.district_id = balance.district_id AND item.item_id = balance.item_id "
        "WHERE location.district_id = ? AND location.path LIKE ? AND balance.is_here = 1 AND item.kind = 'goods' "
        "AND location.kind NOT IN ('shipment', 'budget_line') AND (balance.item_id = ? OR ? = 0) "
        "ORDER BY balance.location_id, balance.lot_id",
        (context.district_id, f"{path}%", item_id, item_id),
    )
    return {(lot_id, location_id): on_hand for lot_id, location_id, on_hand in rows}


def expected_cells(connection: Connection, district_id: int, count_id: int) -> dict[Key, int]:
    """What the books held of each lot at each place when the count began."""
    sql = "SELECT lot_id, location_id, on_hand FROM count_expected WHERE district_id = ? AND count_id = ?"
    return {(lot_id, place): on_hand for lot_id, place, on_hand in ask(connection, sql, (district_id, count_id))}


def again_cells(connection: Connection, district_id: int, count_id: int, round_number: int) -> set[Key]:
    """What is counted again in a round."""
    sql = "SELECT lot_id, location_id FROM count_again WHERE district_id = ? AND count_id = ? AND round_number = ?"
    return {(lot_id, place) for lot_id, place in ask(connection, sql, (district_id, count_id, round_number))}


def tallies_by_cell(
    connection: Connection, district_id: int, count_id: int, round_number: int
) -> dict[Key, list[Tally]]:
    """What was counted in a round, by lot and place, in the order of the books."""
    rows = ask(
        connection,
        "SELECT lot_id, location_id, actor_id, quantity, is_total, book, book_entry, counted_at FROM count_tally "
        "WHERE district_id = ? AND count_id = ? AND round_number = ? ORDER BY entry, ordinal",
        (district_id, count_id, round_number),
    )
    found: dict[Key, list[Tally]] = {}
    for lot_id, place, actor_id, quantity, is_total, book, book_entry, counted_at in rows:
        tally = Tally(actor_id, quantity, bool(is_total), book, book_entry, counted_at)
        found.setdefault((lot_id, place), []).append(tally)
    return found


def counters_before(connection: Connection, district_id: int, count_id: int, round_number: int) -> dict[Key, set[int]]:
    """Who counted each lot at each place in the rounds before `round_number`."""
    sql = (
        "SELECT DISTINCT lot_id, location_id, actor_id FROM count_tally "
        "WHERE district_id = ? AND count_id = ? AND round_number < ?"
    )
    found: dict[Key, set[int]] = {}
    for lot_id, place, actor_id in ask(connection, sql, (district_id, count_id, round_number)):
        found.setdefault((lot_id, place), set()).add(actor_id)
    return found


_COUNTED_THEN = (
    "SELECT COALESCE(("
    "SELECT after FROM ("
    "SELECT * FROM (SELECT entry, ordinal, destination_after AS after FROM line WHERE line.district_id = ? "
    "AND lot_id = ? AND destination_id = ? AND entry <= ? ORDER BY entry DESC, ordinal DESC LIMIT 1) AS came "
    "UNION ALL "
    "SELECT * FROM (SELECT entry, ordinal, source_after AS after FROM line WHERE line.district_id = ? "
    "AND lot_id = ? AND source_id = ? AND entry <= ? ORDER BY entry DESC, ordinal DESC LIMIT 1) AS went"
    ") AS last ORDER BY entry DESC, ordinal DESC LIMIT 1), 0)"
)


def books_then(context: Context, keys: Iterable[Key], upto: int) -> dict[Key, int]:
    """What the books held of each lot at each place after entry `upto`: two look-ups each, never a sum."""
    found = {}
    for each in sorted(set(keys)):
        values = (context.district_id, *each, upto)
        found[each] = int(ask(context.connection, _COUNTED_THEN, (*values, *values))[0][0])
    return found


def moved_between(context: Context, windows: Mapping[Key, tuple[int, int]]) -> set[Key]:
    """Which lots at places came or went after the first and until the second of two entries."""
    sql = (
        "SELECT 1 FROM line WHERE district_id = ? AND lot_id = ? AND (source_id = ? OR destination_id = ?) "
        "AND entry > ? AND entry <= ? LIMIT 1"
    )
    moved = set()
    for (lot_id, place), (first, last) in windows.items():
        if first < last and ask(context.connection, sql, (context.district_id, lot_id, place, place, first, last)):
            moved.add((lot_id, place))
    return moved


def orderers(connection: Connection, district_id: int, count_id: int) -> set[int]:
    """Who had lines counted again, and so has seen what the books hold."""
    sql = "SELECT DISTINCT actor_id FROM count_again WHERE district_id = ? AND count_id = ?"
    return {row[0] for row in ask(connection, sql, (district_id, count_id))}


@dataclass(frozen=True, slots=True)
class Result:
    """What a lot at a place came to, in base units: what the books held when it was counted, and what was found."""

    lot_id: int
    location_id: int
    round_number: int
    item_id: int
    item_name: str
    base_unit: str
    batch_number: str
    expires_on: str
    location_name: str
    expected: int
    found: int
    outcome: str
    is_moved: bool
    counted_at: int
    entry: int
    frozen: int
    difference: int
    reason: str
    note: str

    @property
    def lot_name(self) -> str:
        """What people call the lot."""
        return self.batch_number or f"#{self.lot_id}"


_RESULTS = """
SELECT result.lot_id, result.location_id, result.round_number, lot.item_id, item.name, item.base_unit,
       lot.batch_number, lot.expires_on, location.name, result.expected, result.found, outcome, is_moved, counted_at,
       result.entry, COALESCE(count_expected.on_hand, 0), result.found - result.expected,
       COALESCE(count_posting.reason, ''), COALESCE(count_posting.note, '')
FROM count_result AS result
JOIN lot ON lot.district_id = result.district_id AND lot.lot_id = result.lot_id
JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id
JOIN location ON location.district_id = result.district_id AND location.location_id = result.location_id
LEFT JOIN count_expected ON count_expected.district_id = result.district_id
     AND count_expected.count_id = result.count_id AND count_expected.lot_id = result.lot_id
     AND count_expected.location_id = result.location_id
LEFT JOIN count_posting ON count_posting.district_id = result.district_id
     AND count_posting.count_id = result.count_id AND count_posting.lot_id = result.lot_id
     AND count_posting.location_id = result.location_id
WHERE result.district_id = ? AND result.count_id = ?
ORDER BY location.path, item.name, result.lot_id, result.round_number
"""


def all_results(connection: Connection, district_id: int, count_id: int) -> list[Result]:
    """The results of all rounds, place by place."""
    rows = ask(connection, _RESULTS, (district_id, count_id))
    return [Result(*(*row[:12], bool(row[12]), *row[13:])) for row in rows]


def last_results(connection: Connection, district_id: int, count_id: int) -> list[Result]:
    """Of each lot at each place the result of the last round that counted it."""
    latest = {(each.lot_id, each.location_id): each for each in all_results(connection, district_id, count_id)}
    return list(latest.values())


@dataclass(frozen=True, slots=True)
class ToCount:
    """A lot at a place that is to be counted, without how much of it there should be."""

    lot_id: int
    location_id: int
    item_name: str
    base_unit: str
    batch_number: str
    expires_on: str
    location_name: str
    pack_size: int


def lots_to_count(connection: Connection, district_id: int, keys: Iterable[Key]) -> list[ToCount]:
    """What is on the sheet for these lots at places, in the order of one's way through them."""
    rows = select_by_keys(
        connection,
        "SELECT lot.lot_id, location_id, item.name, item.base_unit, lot.batch_number, lot.expires_on, location.name, "
        "lot.pack_size, location.path FROM {keys} JOIN lot ON lot.lot_id = k1 "
        "JOIN location ON location.district_id = lot.district_id AND location.location_id = k2 "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id WHERE lot.district_id = ?",
        sorted(keys),
        (district_id,),
    )
    ordered = sorted(rows, key=lambda row: (row[8], row[2], row[5], row[0]))
    return [ToCount(*row[:8]) for row in ordered]


@dataclass(frozen=True, slots=True)
class Counted:
    """Something counted, as the counters see it: nothing of what the books say."""

    entry: int
    lot_id: int
    item_name: str
    base_unit: str
    batch_number: str
    location_name: str
    quantity: int
    is_total: bool
    actor_id: int
    actor_name: str
    counted_at: int
    location_id: int


def counted(connection: Connection, district_id: int, count_id: int, round_number: int) -> list[Counted]:
    """What was counted in a round, the latest first."""
    rows = ask(
        connection,
        "SELECT count_tally.entry, count_tally.lot_id, item.name, item.base_unit, lot.batch_number, location.name, "
        "quantity, is_total, count_tally.actor_id, COALESCE(actor.name, ''), counted_at, count_tally.location_id "
        "FROM count_tally "
        "JOIN lot ON lot.district_id = count_tally.district_id AND lot.lot_id = count_tally.lot_id "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        "JOIN location ON location.district_id = count_tally.district_id "
        "AND location.location_id = count_tally.location_id "
        "LEFT JOIN actor ON actor.district_id = count_tally.district_id AND actor.actor_id = count_tally.actor_id "
        "WHERE count_tally.district_id = ? AND count_id = ? AND round_number = ? "
        "ORDER BY count_tally.entry DESC, ordinal DESC",
        (district_id, count_id, round_number),
    )
    return [Counted(*(*row[:7], bool(row[7]), *row[8:])) for row in rows]


@dataclass(frozen=True, slots=True)
class MovedMeanwhile:
    """What came to (or went from, negative) a lot at a place while a count of it went on."""

    lot_id: int
    location_id: int
    entry: int
    action: str
    recorded_at: int
    quantity: int


def moved_meanwhile(
    connection: Connection, district_id: int, known: Session, keys: Iterable[Key]
) -> list[MovedMeanwhile]:
    """What moved at these lots and places since the count began."""
    found = []
    for lot_id, place in sorted(set(keys)):
        rows = ask(
            connection,
            "SELECT line.entry, journal.action, recorded_at, "
            "CASE WHEN destination_id = ? THEN quantity ELSE -quantity END FROM line "
            "JOIN journal ON journal.district_id = line.district_id AND journal.number = line.entry "
            "WHERE line.district_id = ? AND lot_id = ? AND (source_id = ? OR destination_id = ?) AND line.entry > ? "
            "AND journal.action <> 'counting.post_differences' ORDER BY line.entry, ordinal LIMIT 20",
            (place, district_id, lot_id, place, place, known.entry),
        )
        found += [MovedMeanwhile(lot_id, place, *row) for row in rows]
    return found
