"""Row four: 100,000 lines taken in at once down the whole road, against the same rows by COPY or executemany."""

import time
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.books import Stocked, open_stocked
from bench.server import BenchServer
from bench.table import Measured, show
from liangcao.database.bulk import ask, insert_rows
from liangcao.database.engine import sqlite_url
from liangcao.operations.schema import metadata
from liangcao.operations.submission import Submission
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.storing.commands import MoveStock

LINES = 100_000
A_RECEIPT = 2_000
_TABLES = ("journal", "receipt", "lot", "receipt_line", "duty_done", "balance", "line")
"""What the import writes, in the order in which rows refer to each other."""


def on_both(server: BenchServer, *, rounds: int, lines: int = LINES) -> None:
    """Opening stock (a lot a line) and movements, on both databases."""
    rows = []
    for what, make in (("opening stock, 2,000 lines a receipt", _receipts), ("movements, one a command", _movements)):
        for engine in ("PostgreSQL", "SQLite"):
            ours, theirs = [], []
            for number in range(rounds):
                with TemporaryDirectory() as directory:
                    urls = [sqlite_url(Path(directory) / f"{name}.db") for name in "ab"]
                    if engine == "PostgreSQL":
                        names = [f"import_{make.__name__}_{number}{name}" for name in "ab"]
                        for name in names:
                            server.make_database(name)
                        urls = [server.sqlalchemy_url(name) for name in names]
                    road, plain = _times(urls[0], urls[1], make, lines)
                ours.append(lines / road)
                theirs.append(lines / plain)
            rows.append(Measured(f"{what}, {engine}", tuple(ours), tuple(theirs), "0.25", "lines/s"))
    show(
        f"Bulk import of {lines:,} lines in one transaction", "the same rows by COPY / executemany, keys checked", rows
    )


def _times(road_url: str, plain_url: str, make: object, lines: int) -> tuple[float, float]:
    """Seconds of the road, and of writing the rows it wrote into a like database."""
    ours, theirs = open_stocked(road_url, lots=1_000), open_stocked(plain_url, lots=1_000)
    with ours.database.read() as connection:
        size, next_id = ask(connection, "SELECT size, next_id FROM journal_head")[0]
    submissions = make(ours, lines)  # type: ignore[operator]
    start = time.perf_counter()
    ours.office.perform_all(submissions)
    road = time.perf_counter() - start
    written = _rows_written(ours, size, next_id)
    start = time.perf_counter()
    with theirs.database.write() as connection:
        for name, (columns, rows) in written.items():
            for first in range(0, len(rows), 50_000):
                insert_rows(connection, metadata.tables[name], columns, rows[first : first + 50_000])
    plain = time.perf_counter() - start
    ours.database.dispose()
    theirs.database.dispose()
    return road, plain


def _rows_written(
    ours: Stocked, size: int, next_id: int
) -> dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]]:
    new = {
        "journal": f"number > {size}",
        "lot": f"lot_id >= {next_id}",
        "receipt": f"receipt_id >= {next_id}",
        "receipt_line": f"receipt_id >= {next_id}",
        "duty_done": f"entry > {size}",
        "line": f"entry > {size}",
        "balance": f"lot_id >= {next_id} OR location_id = {ours.shelf}",
    }
    found = {}
    with ours.database.read() as connection:
        for name in _TABLES:
            columns = tuple(column.name for column in metadata.tables[name].columns if column.computed is None)
            found[name] = columns, ask(connection, f"SELECT {', '.join(columns)} FROM {name} WHERE {new[name]}")
    return found


def _receipts(stocked: Stocked, lines: int) -> list[Submission]:
    with stocked.database.read() as connection:
        items = [row[0] for row in ask(connection, "SELECT item_id FROM item WHERE kind = 'goods' ORDER BY item_id")]
        party = ask(connection, "SELECT party_id FROM location WHERE kind = 'supplier'")[0][0]
    made = []
    for first in range(0, lines, A_RECEIPT):
        counted = tuple(
            ReceiptLine(item_id=items[number % len(items)], accepted=100, batch_number=f"I{number}")
            for number in range(first, first + A_RECEIPT)
        )
        receipt = ReceiveGoods(source_kind="donation", source_party_id=party, location_id=stocked.store, lines=counted)
        made.append(Submission(receipt, stocked.actors["keeper"], str(uuid.uuid4())))
    return made


def _movements(stocked: Stocked, lines: int) -> list[Submission]:
    made = []
    for number in range(lines):
        lot_id = stocked.lots[number % len(stocked.lots)]
        command = MoveStock(lot_id=lot_id, source_id=stocked.store, destination_id=stocked.shelf, quantity=1)
        made.append(Submission(command, stocked.actors["keeper"], str(uuid.uuid4())))
    return made
