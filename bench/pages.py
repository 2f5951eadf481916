"""Row five: list and report pages over a hundred times as long a history; they should not notice."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from bench.generate import Grown, grow, mark
from bench.server import BenchServer
from liangcao.access.permissions import EVERYTHING
from liangcao.database.bulk import ask
from liangcao.database.engine import sqlite_url
from liangcao.ledger.queries import StockFilter, entry_at, stock_by_item, stock_rows, stock_rows_as_of
from liangcao.ledger.trace import arrivals_at, find_lots, flows_of_lot, lots_from, origins, steps_of_lot
from liangcao.reports.entries import EntryFilter, count_entries, entries_page
from liangcao.reports.exceptions.catalogue import count_all
from liangcao.reports.stock_pages import item_lines, row_sums, sorted_rows
from liangcao.reports.todo import lots_near_expiry, requests_to_allocate, requests_to_decide
from liangcao.requests.queries import RequestFilter, count_requests, lines_of, requests_page

Page = Callable[[Connection, random.Random, Grown], object]
DEEP = 12_000
"""So many entries ago, far from both ends of the books: near a mark, as the server makes one every 5,000 entries."""
COUNT_MOST = 1_000
"""How far the pages themselves count."""


def _stock_rows(connection: Connection, chance: random.Random, _grown: Grown) -> None:
    wanted = StockFilter(item_id=_item(connection, chance))
    stock_rows(connection, 1, EVERYTHING, wanted, page=(50, 0))
    row_sums(connection, 1, EVERYTHING, wanted)


def _stock_sorted(connection: Connection, chance: random.Random, _grown: Grown) -> None:
    sorted_rows(connection, 1, EVERYTHING, StockFilter(), sort_and_page=("expires_on", 50, 50 * chance.randrange(20)))


def _as_of(back: int) -> Page:
    def page(connection: Connection, chance: random.Random, grown: Grown) -> None:
        entry = max(1, grown.entries - back - chance.randrange(100))
        moment = ask(connection, "SELECT recorded_at FROM journal WHERE district_id = 1 AND number = ?", (entry,))
        at = entry_at(connection, 1, moment[0][0])
        stock_rows_as_of(connection, 1, EVERYTHING, StockFilter(item_id=_item(connection, chance)), entry=at)

    return page


def _requests(connection: Connection, chance: random.Random, _grown: Grown) -> None:
    wanted = RequestFilter(state="approved", priority_class=chance.randint(1, 6))
    found = requests_page(connection, 1, EVERYTHING, wanted, page=(50, 50 * chance.randrange(4)))
    lines_of(connection, 1, [each.request_id for each in found])
    count_requests(connection, 1, EVERYTHING, wanted, most=COUNT_MOST)


def _open_requests(connection: Connection, _chance: random.Random, _grown: Grown) -> None:
    wanted = RequestFilter(is_open=True)
    found = requests_page(connection, 1, EVERYTHING, wanted, page=(50, 0))
    lines_of(connection, 1, [each.request_id for each in found])


def _journal(connection: Connection, chance: random.Random, grown: Grown) -> None:
    entries_page(connection, 1, EntryFilter(before=chance.randint(1_000, grown.entries)))
    count_entries(connection, 1, EntryFilter())


def _journal_of_one(connection: Connection, chance: random.Random, grown: Grown) -> None:
    wanted = EntryFilter(actor_id=chance.randint(1, 3), action="storing.move_stock", before=grown.entries)
    entries_page(connection, 1, wanted)


def _trace(connection: Connection, chance: random.Random, grown: Grown) -> None:
    lot_id = grown.first_lot + chance.randrange(grown.lots)
    origins(connection, 1, [lot_id])
    steps_of_lot(connection, 1, lot_id)
    flows_of_lot(connection, 1, lot_id)


def _find_lot(connection: Connection, chance: random.Random, grown: Grown) -> None:
    find_lots(connection, 1, EVERYTHING, f"G{chance.randrange(grown.lots)}")


def _unit(connection: Connection, chance: random.Random, _grown: Grown) -> None:
    units = ask(connection, "SELECT location_id FROM location WHERE district_id = 1 AND kind = 'recipient'")
    arrivals_at(connection, 1, chance.choice(units)[0], EVERYTHING)


def _source(connection: Connection, _chance: random.Random, _grown: Grown) -> None:
    parties = ask(connection, "SELECT party_id FROM location WHERE district_id = 1 AND kind IN ('donor', 'supplier')")
    lots_from(connection, 1, parties[0][0], EVERYTHING)


def _to_do(connection: Connection, _chance: random.Random, _grown: Grown) -> None:
    requests_to_decide(connection, 1, EVERYTHING)
    requests_to_allocate(connection, 1, EVERYTHING)
    lots_near_expiry(connection, 1, EVERYTHING, until="2030-01-12")


def _exceptions(connection: Connection, _chance: random.Random, _grown: Grown) -> None:
    now = ask(connection, "SELECT recorded_at FROM journal_head WHERE district_id = 1")[0][0]
    count_all(connection, 1, now, most=10_000)


def _item(connection: Connection, chance: random.Random) -> int:
    found = ask(connection, "SELECT item_id FROM item WHERE district_id = 1 AND kind = 'goods'")
    return int(chance.choice(found)[0])


PAGES: dict[str, Page] = {
    "stock by item": lambda connection, _chance, _grown: stock_by_item(connection, 1, EVERYTHING, StockFilter()),
    "stock page (item lines)": lambda connection, _chance, _grown: item_lines(
        connection, 1, EVERYTHING, StockFilter(), today="2026-01-01"
    ),
    "stock rows of an item, and their sums": _stock_rows,
    "stock rows by expiry, some page": _stock_sorted,
    "stock of an item as of 100 entries ago": _as_of(100),
    "stock of an item as of 12,000 entries ago": _as_of(DEEP),
    "requests of a class, some page, counted": _requests,
    "open requests": _open_requests,
    "journal, some page": _journal,
    "journal of one person and deed": _journal_of_one,
    "trace of a lot": _trace,
    "a lot by its batch number": _find_lot,
    "what came to a unit": _unit,
    "lots of a donor": _source,
    "what waits to be done": _to_do,
    "inspection room: every exception counted": _exceptions,
}


def on_both(server: BenchServer | None, *, small: int, large: int, times: int) -> None:
    """Every page over `small` and over `large` lines, on PostgreSQL, or on SQLite without a server."""
    with TemporaryDirectory() as directory:
        grown = []
        for lines in (small, large):
            start = time.perf_counter()
            if server is None:
                url = sqlite_url(Path(directory) / f"{lines}.db")
            else:
                server.make_database(f"lines{lines}")
                url = server.sqlalchemy_url(f"lines{lines}")
            grown.append(grow(url, lines=lines))
            mark(grown[-1], DEEP + 50)
            print(f"({lines:,} lines made in {time.perf_counter() - start:.0f} s)", flush=True)
        engine = "SQLite" if server is None else "PostgreSQL"
        _show(grown[0], grown[1], times, f"{engine}: {large:,} lines, {small:,} lines")
        for each in grown:
            each.stocked.database.dispose()


def _show(small: Grown, large: Grown, times: int, title: str) -> None:
    print(f"\n### Pages, {title}\n\nMilliseconds in the server for the queries of a page; {times} calls.\n")
    print("| page | long history | short | ratio (goal ≤ 1.3) | p95 (goal < 50) |\n|---|--:|--:|--:|--:|")
    for name, page in PAGES.items():
        one, other = _measure(page, small, large, times)
        ratio, p95 = median(other) / median(one), quantiles(other, n=20)[-1]
        print(f"| {name} | {median(other):.2f} | {median(one):.2f} | **{ratio:.2f}** | {p95:.1f} |", flush=True)


def _measure(page: Page, small: Grown, large: Grown, times: int) -> tuple[list[float], list[float]]:
    """In turns, so that whatever else the machine does falls on both."""
    chance = random.Random(1)
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(times + 5):
        for grown, into in zip((small, large), taken, strict=True):
            start = time.perf_counter()
            with grown.stocked.database.read() as connection:
                page(connection, chance, grown)
            if number >= 5:  # the first warm the caches
                into.append((time.perf_counter() - start) * 1000)
    return taken
