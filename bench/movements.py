"""Rows one and three of the table: movements down the whole road, durable, with 1, 8, 32 and 128 clients."""

import sqlite3
import tempfile
import threading
from pathlib import Path

import psycopg

from bench.books import LOTS, PLENTY, Stocked, open_stocked
from bench.clients import rate
from bench.server import BenchServer
from bench.table import Measured, show
from liangcao.database.engine import sqlite_url

_HONEST = """
CREATE TABLE cell (lot BIGINT, place BIGINT, on_hand BIGINT NOT NULL CHECK (on_hand >= 0), PRIMARY KEY (lot, place));
CREATE TABLE moved (number BIGSERIAL PRIMARY KEY, lot BIGINT NOT NULL, source BIGINT NOT NULL,
                    destination BIGINT NOT NULL, quantity BIGINT NOT NULL);
"""
_MOVE = """
\\set lot random(1, {lots})
BEGIN;
UPDATE cell SET on_hand = on_hand - 1 WHERE lot = :lot AND place = 1;
UPDATE cell SET on_hand = on_hand + 1 WHERE lot = :lot AND place = 2;
INSERT INTO moved (lot, source, destination, quantity) VALUES (:lot, 1, 2, 1);
COMMIT;
"""
GOALS = {1: "0.6", 8: "0.8", 32: "1.5", 128: "3"}


def on_postgresql(
    server: BenchServer, *, rounds: int, seconds: int, clients: tuple[int, ...] = (1, 8, 32, 128)
) -> None:
    """Spread over a thousand lots and on one, against pgbench on the same server in turns."""
    stocked = open_stocked(server.sqlalchemy_url(server.make_database("office").rsplit("/", 1)[1]))
    with psycopg.connect(server.make_database("honest")) as connection:
        connection.execute(_HONEST)
        connection.execute(f"INSERT INTO cell SELECT lot, 1, {PLENTY} FROM generate_series(1, {LOTS}) AS lot")
        connection.execute(f"INSERT INTO cell SELECT lot, 2, 0 FROM generate_series(1, {LOTS}) AS lot")
        connection.execute("ANALYZE")
    rows = []
    for name, lots in (("spread over 1,000 lots", LOTS), ("one hot lot", 1)):
        for count in clients if lots > 1 else clients[-1:]:
            ours, theirs = [], []
            for _ in range(rounds):
                server.checkpoint()
                theirs.append(server.pgbench("honest", _MOVE.format(lots=lots), clients=count, seconds=seconds))
                server.checkpoint()
                ours.append(_road(stocked, lots, clients=count, seconds=seconds))
            goal = "3" if lots == 1 else GOALS.get(count, "")
            rows.append(Measured(f"{count} clients, {name}", tuple(ours), tuple(theirs), goal))
    stocked.database.dispose()
    show(
        "Movements through the whole road, PostgreSQL",
        "pgbench, 2 balance updates with CHECK and 1 insert, prepared, as many clients",
        rows,
    )


def _road(stocked: Stocked, lots: int, *, clients: int, seconds: int) -> float:
    among = stocked.lots[:lots]
    return rate(
        lambda chance: stocked.office.perform(stocked.move(chance.choice(among))), clients=clients, seconds=seconds
    )


def on_sqlite(*, rounds: int, seconds: int, clients: tuple[int, ...] = (1, 8, 32, 128)) -> None:
    """The same on SQLite, against plain sqlite3 writing the same rows, one durable transaction each."""
    with tempfile.TemporaryDirectory() as directory:
        stocked = open_stocked(sqlite_url(Path(directory) / "office.db"))
        plain = _PlainSqlite(Path(directory) / "plain.db")
        rows = []
        for count in clients:
            ours, theirs = [], []
            for _ in range(rounds):
                theirs.append(rate(plain.move, clients=count, seconds=seconds))
                ours.append(_road(stocked, LOTS, clients=count, seconds=seconds))
            rows.append(Measured(f"{count} clients", tuple(ours), tuple(theirs), "5" if count == 128 else ""))
        stocked.database.dispose()
    show(
        "Movements through the whole road, SQLite",
        "plain sqlite3, WAL and synchronous=FULL, the same clients, the same rows (entry, two balances, line), "
        "one transaction each",
        rows,
    )


class _PlainSqlite:
    """The rows of a movement written by hand: no road, no checks but the table's own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = threading.local()
        self._mutex = threading.Lock()
        self._number = 0
        connection = self._connect()
        connection.executescript(
            "CREATE TABLE journal (number INTEGER PRIMARY KEY, command_id TEXT UNIQUE, body BLOB, leaf BLOB) STRICT;"
            + _HONEST.replace("BIGSERIAL", "INTEGER").replace("BIGINT", "INTEGER")
        )
        cells = [(lot, place, PLENTY * (place == 1)) for lot in range(1, LOTS + 1) for place in (1, 2)]
        connection.executemany("INSERT INTO cell VALUES (?, ?, ?)", cells)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=60, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def move(self, chance: object) -> None:
        """One movement; a mutex stands for the writer queue that every honest user of SQLite has."""
        if not hasattr(self._mine, "connection"):
            self._mine.connection = self._connect()
        connection: sqlite3.Connection = self._mine.connection
        lot = chance.randint(1, LOTS)  # type: ignore[attr-defined]
        with self._mutex:
            self._number += 1
            connection.execute("BEGIN IMMEDIATE")
            entry = (self._number, f"{self._number:036d}", b"x" * 400, b"y" * 32)
            connection.execute("INSERT INTO journal VALUES (?, ?, ?, ?)", entry)
            connection.execute("UPDATE cell SET on_hand = on_hand - 1 WHERE lot = ? AND place = 1", (lot,))
            connection.execute("UPDATE cell SET on_hand = on_hand + 1 WHERE lot = ? AND place = 2", (lot,))
            connection.execute("INSERT INTO moved (lot, source, destination, quantity) VALUES (?, 1, 2, 1)", (lot,))
            connection.execute("COMMIT")
