"""What the journal costs: processor time of a posted movement, with its entry and without, in turns."""

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from bench.books import Stocked, open_stocked
from bench.server import BenchServer
from bench.table import Measured, show
from liangcao.database.engine import sqlite_url

TOGETHER = 64
"""So many movements share a transaction, as they do when many people work at once."""


def on_both(server: BenchServer, *, rounds: int, seconds: int) -> None:
    """On SQLite and PostgreSQL; ratio = without the journal's work / with it (0.8 means a quarter more)."""
    rows = []
    with tempfile.TemporaryDirectory() as directory:
        server.make_database("journal_cost")
        for engine, url in (
            ("SQLite", sqlite_url(Path(directory) / "office.db")),
            ("PostgreSQL", server.sqlalchemy_url("journal_cost")),
        ):
            stocked = open_stocked(url)
            ours, theirs = [], []
            for _ in range(rounds):
                ours.append(_cpu_rate(stocked, seconds))
                with _empty_entries():
                    theirs.append(_cpu_rate(stocked, seconds))
            rows.append(Measured(f"{engine}, {TOGETHER} together", tuple(ours), tuple(theirs), "0.8", "/CPU s"))
            stocked.database.dispose()
    show(
        "What the journal costs",
        "the same movements with an empty entry: no canonical bytes, no hash (such books prove nothing)",
        rows,
    )


def _cpu_rate(stocked: Stocked, seconds: int) -> float:
    """Movements for a second of this process's own processor time; previews, so that both sides find the same books."""
    chance, done = random.Random(1), 0
    until, start = time.perf_counter() + seconds, time.process_time()
    while time.perf_counter() < until:
        stocked.office.perform_all([stocked.move(chance.choice(stocked.lots)) for _ in range(TOGETHER)], keep=False)
        done += TOGETHER
    return done / (time.process_time() - start)


@contextmanager
def _empty_entries() -> Iterator[None]:
    """The row of the journal stays, for the ledger's lines refer to it; nothing is spelled and hashed for it."""
    spelling, hashing = "liangcao.journal.append.entry_bytes", "liangcao.journal.append.leaf_hash"
    with patch(spelling, lambda _entry: b"{}"), patch(hashing, lambda _body: bytes(32)):
        yield
