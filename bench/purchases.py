"""100,000 purchases with their arrivals, acceptances, invoices and payments: does the page of one open in 50 ms?

The purchases are written straight into the tables (nothing of this is a way to write them). What is timed is the
whole answer of the server, page and list, asked by a buyer of an idle application.
"""

import time
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.books import Stocked, open_stocked
from bench.server import BenchServer
from liangcao.access.commands import GrantRole
from liangcao.database.bulk import ask, insert_rows
from liangcao.database.engine import sqlite_url
from liangcao.operations.approvals import ApproveHeld
from liangcao.operations.schema import metadata
from liangcao.operations.submission import Submission
from liangcao.web.app import closed_app, open_books
from liangcao.web.visitor import SESSION_COOKIE

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HOW_MANY = 100_000
FIRST = 10_000_000
AT_ONCE = 10_000
TIMES = 15
MORNING = 1_580_436_000_000
PAGES = {
    "document": f"/purchases/{FIRST + HOW_MANY // 2}",
    "list": "/purchases",
    "dossiers that lack something": "/purchases?view=open",
    "by supplier": "/purchases?supplier={supplier}",
}


def rows_of(number: int, ids: dict[str, int]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of one finished purchase whose review is missing."""
    key = FIRST + number
    made = {"actor_id": ids["actor"], "entry": 1}
    head = {"purchase_id": key, "supplier_id": ids["supplier"], "location_id": ids["store"], "ground": "front_line"}
    head |= {"ground_words": "断供", "price_basis": "market", "amount_fen": 32_000, "state": "closed"}
    yield "purchase", {**head, "proposed_at": MORNING + number, "decided_at": MORNING, "ended_at": MORNING, **made}
    line = {"purchase_id": key, "line_number": 1, "item_id": ids["item"], "quantity": 100, "price_fen": 320}
    yield "purchase_line", {**line, "amount_fen": 32_000}
    for quote in (1, 2):
        yield "purchase_quote", {
            "purchase_id": key, "number": quote, "supplier": f"厂{quote}", "item_id": ids["item"], "price_fen": 330,
            "entry": 1,
        }  # fmt: skip
    arrival = {"arrival_id": key, "source_kind": "purchase", "source_party_id": ids["supplier"], "document_id": key}
    yield "arrival", {**arrival, "location_id": ids["store"], "state": "received", "made_at": MORNING, **made}
    yield (
        "arrival_line",
        {
            "arrival_id": key,
            "line_number": 1,
            "document_line": 1,
            "item_id": ids["item"],
            "quantity": 100,
            "received": 100,
        },
    )
    receipt = {"receipt_id": key, "source_kind": "purchase", "source_party_id": ids["supplier"], "arrival_id": key}
    yield "receipt", {**receipt, "location_id": ids["store"], "state": "booked", "occurred_at": MORNING, **made}
    lot = {"lot_id": key, "item_id": ids["item"], "status": "released", "source_kind": "purchase", "unit_cost_fen": 320}
    lot |= {"acceptance": "passed"}
    yield "lot", {**lot, "receipt_id": key, "source_party_id": ids["supplier"], "origin_entry": 1}
    taken = {"receipt_id": key, "line_number": 1, "item_id": ids["item"], "lot_id": key, "accepted": 100}
    yield "receipt_line", {**taken, "arrival_line": 1}
    yield "acceptance", {"acceptance_id": key, "receipt_id": key, "accepted_at": MORNING, **made}
    yield "acceptance_line", {"acceptance_id": key, "lot_id": key, "verdict": "passed", "evidence": "合格"}
    lies = {"lot_id": key, "item_id": ids["item"]}
    yield "balance", {**lies, "location_id": ids["theirs"], "is_outside": 1, "on_hand": -100}
    yield "balance", {**lies, "location_id": ids["store"], "is_outside": 0, "on_hand": 100}
    invoice = {"invoice_id": key, "purchase_id": key, "number": str(key), "amount_fen": 32_000, "recorded_at": MORNING}
    yield "invoice", {**invoice, **made}
    paid = {"payment_id": key, "budget_line_id": ids["store"], "party_id": ids["supplier"], "purchase_id": key}
    yield "payment", {**paid, "amount_fen": 32_000, "paid_at": MORNING, **made}


def fill(books: Stocked, ids: dict[str, int]) -> None:
    """Write the purchases."""
    for start in range(0, HOW_MANY, AT_ONCE):
        rows: dict[str, list[tuple[Any, ...]]] = {}
        columns: dict[str, tuple[str, ...]] = {}
        for number in range(start, start + AT_ONCE):
            for table, values in rows_of(number, ids):
                columns[table] = ("district_id", *values)
                rows.setdefault(table, []).append((1, *values.values()))
        with books.database.write() as connection:
            for table, values_of in rows.items():
                insert_rows(connection, metadata.tables[table], columns[table], values_of)


def buyer_of(books: Stocked) -> int:
    """Somebody who may see purchases and money."""

    def do(who: str, command: Any) -> dict[str, Any]:
        return dict(books.office.perform(Submission(command, books.actors[who], str(uuid.uuid4()))).answer)

    actor = books.actors["keeper"]
    held = do("admin", GrantRole(actor_id=actor, role="buyer"))["held_id"]
    do("second", ApproveHeld(held_id=held))
    return actor


def measure(url: str) -> str:
    """Milliseconds of each page, the median of some, on the database at `url`."""
    books = open_stocked(url, lots=10)
    actor = buyer_of(books)
    with books.database.read() as connection:
        supplier = ask(connection, "SELECT MIN(party_id) FROM party WHERE kind = 'supplier'")[0][0]
        item = ask(connection, "SELECT MIN(item_id) FROM item WHERE kind = 'goods'")[0][0]
        sql = "SELECT MIN(location_id) FROM location WHERE party_id = ? AND is_outside = 1"
        theirs = ask(connection, sql, (supplier,))[0][0]
    fill(books, {"actor": actor, "supplier": supplier, "item": item, "store": books.store, "theirs": theirs})
    if not books.database.is_sqlite:
        with books.database.write() as connection:
            connection.exec_driver_sql("ANALYZE")
    app = closed_app()
    open_books(app, books.office)
    token, _ = app.state.sessions.sign_in_as(actor)
    client = TestClient(app)
    client.cookies.set(SESSION_COOKIE, token)
    told = []
    for name, path in PAGES.items():
        taken, busy = [], []
        for _ in range(TIMES):
            start, spent = time.perf_counter(), time.process_time()
            answer = client.get(path.format(supplier=supplier))
            taken.append((time.perf_counter() - start) * 1000)
            busy.append((time.process_time() - spent) * 1000)
            answer.raise_for_status()
        told.append(f"{name} {median(taken):.0f} ms ({median(busy):.0f} ms of our processor)")
    client.close()
    books.database.dispose()
    return ", ".join(told)


def on_both(server: BenchServer) -> None:
    """Print how long the pages take on both databases."""
    print(f"\n## {HOW_MANY:,} purchases\n", flush=True)
    with TemporaryDirectory() as directory:
        print(f"- SQLite: {measure(sqlite_url(Path(directory) / 'books.db'))}", flush=True)
    server.make_database("purchases")
    print(f"- PostgreSQL: {measure(server.sqlalchemy_url('purchases'))}", flush=True)
