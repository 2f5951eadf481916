"""Books with a long history behind them, written by set-based SQL: the same office, running a hundred times as long.

What grows is the past: lots come, are put away, given out box by box to three units each and are gone. What is in
stock on any one day stays as large as it was, as in a real office. Nothing here goes down the road, so the entries'
bodies are empty: good for measuring pages, not for verifying.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from bench.books import Stocked, know_sizes, open_stocked
from liangcao.access.permissions import EVERYTHING
from liangcao.database.bulk import ask, insert_rows
from liangcao.database.driver import is_sqlite, raw_of
from liangcao.ledger.queries import StockFilter, stock_rows_as_of
from liangcao.operations.schema import metadata

LINES_A_LOT = 20
LINES_AN_ENTRY = 5
AT_A_TIME = 250
"""How many lots later the next line of a lot follows: 20 times as many lots are under way at any moment."""
RECEIVED = 990
A_BOX = 55
_INDEXED = ("journal", "lot", "line", "balance", "request", "request_line")


@dataclass(frozen=True, slots=True)
class Grown:
    """A generated office: how many lots and entries it has, and its office."""

    stocked: Stocked
    lots: int
    entries: int
    first_lot: int


def grow(url: str, *, lines: int) -> Grown:
    """Books of about `lines` ledger lines in the empty database at `url`."""
    stocked = open_stocked(url, lots=10)
    lots = lines // LINES_A_LOT + AT_A_TIME * LINES_A_LOT // 2
    with stocked.database.write() as connection:
        if is_sqlite(connection):
            raw_of(connection).execute("PRAGMA defer_foreign_keys = ON")
        else:
            raw_of(connection).execute("SET session_replication_role = replica")  # no look-up for every reference
            raw_of(connection).execute("SET maintenance_work_mem = '1GB'")
        indexes = [index for name in _INDEXED for index in sorted(metadata.tables[name].indexes, key=_name)]
        for index in indexes:
            index.drop(connection)
        first_lot, entries = _write_history(connection, stocked, lots)
        for index in indexes:
            index.create(connection)
        if not is_sqlite(connection):
            raw_of(connection).execute("SET session_replication_role = origin")
    know_sizes(stocked.database)
    return Grown(stocked, lots, entries, first_lot)


def mark(grown: Grown, back: int) -> None:
    """The mark that the server would have made `back` entries ago."""
    entry = max(1, grown.entries - back)
    database = grown.stocked.database
    with database.read() as connection:
        rows = stock_rows_as_of(connection, 1, EVERYTHING, StockFilter(with_money=True), entry=entry)
    columns = ("district_id", "entry", "lot_id", "location_id", "item_id")
    with database.write() as connection:
        cells = [(1, entry, row.lot_id, row.location_id, row.item_id) for row in rows]
        insert_rows(connection, metadata.tables["past_cell"], columns, cells)
    know_sizes(database)


def _name(index: object) -> str:
    return str(getattr(index, "name", ""))


def _write_history(connection: Connection, stocked: Stocked, lots: int) -> tuple[int, int]:
    execute = raw_of(connection).execute
    items = [row[0] for row in ask(connection, "SELECT item_id FROM item WHERE kind = 'goods' ORDER BY item_id")]
    size, next_id, now = ask(connection, "SELECT size, next_id, recorded_at FROM journal_head")[0]
    places = _Places(connection, stocked.store, next_id)
    first_lot = places.next_id
    item = f"(SELECT item_id FROM item WHERE kind = 'goods' AND item_id >= {items[0]} + n % {len(items)} LIMIT 1)"
    numbers = _numbers(connection, lots)
    execute(
        "INSERT INTO lot (district_id, lot_id, item_id, batch_number, produced_on, expires_on, status, standard, "
        "source_kind, source_party_id, origin_entry) "
        f"SELECT 1, {first_lot} + n, {item}, 'G' || CAST(n AS TEXT), '', '2030-01-' || CAST(10 + n % 20 AS TEXT), "
        f"'released', '', 'donation', {places.supplier_party}, 1 FROM {numbers}"
    )
    execute(_lines_sql(connection, places, first_lot, lots, size))
    entries = int(ask(connection, "SELECT MAX(entry) FROM line")[0][0])
    body, leaf = (
        ("x'7b7d'", "zeroblob(32)") if is_sqlite(connection) else (r"'\x7b7d'", r"decode(repeat('00', 32), 'hex')")
    )
    execute(
        "INSERT INTO journal (district_id, number, command_id, action, actor_id, occurred_at, recorded_at, body, "
        f"leaf_hash) SELECT 1, {size} + 1 + n, 'g' || CAST(n AS TEXT), 'storing.move_stock', 1 + n % 3, "
        f"{now} + n * 1000, {now} + n * 1000, {body}, {leaf} FROM {_numbers(connection, entries - size)}"
    )
    execute(_balances_sql(connection, places, first_lot, lots))
    _write_requests(connection, places, items, lots)
    end = f"size = {entries}, next_id = {first_lot + 2 * lots + 1}, recorded_at = {now} + {entries} * 1000"
    execute(f"UPDATE journal_head SET {end}")
    return first_lot, entries


class _Places:
    """20 shelves, 200 units, one supplier outside: their ids are consecutive."""

    def __init__(self, connection: Connection, store: int, next_id: int) -> None:
        self.store = store
        found = ask(connection, "SELECT location_id, party_id FROM location WHERE kind IN ('supplier', 'donor')")
        self.supplier, self.supplier_party = found[0]
        self.shelf, self.unit, self.party, self.next_id = next_id, next_id + 20, next_id + 220, next_id + 420
        execute = raw_of(connection).execute
        execute(
            "INSERT INTO party (district_id, party_id, kind, name, search) "
            f"SELECT 1, {self.party} + n, 'hospital', 'U' || CAST(n AS TEXT), 'u' || CAST(n AS TEXT) "
            f"FROM {_numbers(connection, 200)}"
        )
        columns = "INSERT INTO location (district_id, location_id, parent_id, path, kind, name, party_id, is_outside) "
        path = f"(SELECT path FROM location WHERE location_id = {store})"
        execute(
            f"{columns} SELECT 1, {self.shelf} + n, {store}, {path} || CAST({self.shelf} + n AS TEXT) || '/', 'shelf', "
            f"'S' || CAST(n AS TEXT), NULL, 0 FROM {_numbers(connection, 20)}"
        )
        execute(
            f"{columns} SELECT 1, {self.unit} + n, NULL, '/' || CAST({self.unit} + n AS TEXT) || '/', 'recipient', "
            f"'U' || CAST(n AS TEXT), {self.party} + n, 1 FROM {_numbers(connection, 200)}"
        )


def _numbers(connection: Connection, many: int) -> str:
    """A FROM item with the numbers n from 0 on, `many` of them."""
    if is_sqlite(connection):
        rows = (
            f"WITH RECURSIVE up(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM up WHERE n < {many - 1}) SELECT n FROM up"
        )
        return f"({rows}) AS numbers"
    return f"(SELECT n::bigint AS n FROM generate_series(0, {many - 1}) AS n) AS numbers"


def _lines_sql(connection: Connection, places: _Places, first_lot: int, lots: int, size: int) -> str:
    """Step k of lot i stands in the books where lot i + k * AT_A_TIME comes in; what lies beyond the end never was."""
    steps = _numbers(connection, LINES_A_LOT).replace("numbers", "steps").replace("AS n)", "AS n)")
    unit = f"{places.unit} + (i + k % 3) % 200"
    shelf = f"{places.shelf} + i % 20"
    return f"""
    INSERT INTO line (district_id, entry, ordinal, kind, lot_id, source_id, destination_id, quantity, source_after,
                      destination_after)
    SELECT 1, {size} + 1 + (rank - 1) / {LINES_AN_ENTRY}, (rank - 1) % {LINES_AN_ENTRY},
           CASE k WHEN 0 THEN 'receipt' WHEN 1 THEN 'transfer' ELSE 'issue' END, {first_lot} + i,
           CASE k WHEN 0 THEN {places.supplier} WHEN 1 THEN {places.store} ELSE {shelf} END,
           CASE k WHEN 0 THEN {places.store} WHEN 1 THEN {shelf} ELSE {unit} END,
           CASE WHEN k < 2 THEN {RECEIVED} ELSE {A_BOX} END,
           CASE k WHEN 0 THEN -{RECEIVED} WHEN 1 THEN 0 ELSE {RECEIVED} - {A_BOX} * (k - 1) END,
           CASE WHEN k < 2 THEN {RECEIVED} ELSE {A_BOX} * ((k - 2) / 3 + 1) END
    FROM (SELECT i, k, ROW_NUMBER() OVER (ORDER BY i + k * {AT_A_TIME}, k) AS rank
          FROM (SELECT numbers.n AS i, steps.n AS k FROM {_numbers(connection, lots)} CROSS JOIN {steps}) AS deeds
          WHERE i + k * {AT_A_TIME} < {lots}) AS ranked ORDER BY rank
    """


def _balances_sql(connection: Connection, places: _Places, first_lot: int, lots: int) -> str:
    """What the last step `k` of every lot left in its places: supplier, store, shelf and three units."""
    step = f"({lots} - 1 - n) / {AT_A_TIME}"
    last = f"SELECT n AS i, CASE WHEN {step} < {LINES_A_LOT - 1} THEN {step} ELSE {LINES_A_LOT - 1} END AS k"
    wheres = "\nUNION ALL ".join(
        [
            f"SELECT i, {places.supplier} AS place, 1 AS outside, -{RECEIVED} AS here FROM last",
            f"SELECT i, {places.store}, 0, CASE WHEN k = 0 THEN {RECEIVED} ELSE 0 END FROM last",
            f"SELECT i, {places.shelf} + i % 20, 0, {RECEIVED} - {A_BOX} * (k - 1) FROM last WHERE k > 0",
            *(
                f"SELECT i, {places.unit} + (i + {which} % 3) % 200, 1, {A_BOX} * ((k - {which}) / 3 + 1) "
                f"FROM last WHERE k >= {which}"
                for which in (2, 3, 4)
            ),
        ]
    )
    return f"""
    INSERT INTO balance (district_id, lot_id, location_id, item_id, is_outside, on_hand, held)
    WITH last AS ({last} FROM {_numbers(connection, lots)}), cells AS ({wheres})
    SELECT 1, lot_id, place, item_id, outside, here, 0
    FROM cells JOIN lot ON lot.district_id = 1 AND lot_id = {first_lot} + i
    """


def _write_requests(connection: Connection, places: _Places, items: list[int], lots: int) -> None:
    """One request for five lots, of two lines; all but the last 300 are delivered in full."""
    first, many = places.next_id + lots, lots // 5
    state = f"CASE WHEN n < {many - 100} THEN 'approved' ELSE 'submitted' END"
    execute = raw_of(connection).execute
    execute(
        "INSERT INTO request (district_id, request_id, unit_id, state, channel, priority_class, actor_id, decided_by, "
        f"submitted_at, entry) SELECT 1, {first} + n, {places.party} + n % 200, {state}, 'form', 1 + n % 6, 1, 2, n, 1 "
        f"FROM {_numbers(connection, many)}"
    )
    approved = f"CASE WHEN n < {many - 100} THEN 100 END"
    delivered = f"CASE WHEN n < {many - 300} THEN 100 ELSE 0 END"
    for number in (1, 2):
        execute(
            "INSERT INTO request_line (district_id, request_id, line_number, item_id, asked, approved, allocated, "
            f"shipped, delivered) SELECT 1, {first} + n, {number}, {items[0]} + (n + {number}) % {len(items)}, 100, "
            f"{approved}, {delivered}, {delivered}, {delivered} FROM {_numbers(connection, many)}"
        )
