"""Row six: a trace of a lot, a unit, a donor over ten times as long a history: it should not notice."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from bench.generate import Grown, grow
from bench.server import BenchServer
from liangcao.database.bulk import ask, tell
from liangcao.database.engine import sqlite_url
from liangcao.ledger.party_flows import sum_flows
from liangcao.reports.trace_answers import SEES_ALL, answer
from liangcao.reports.trace_subjects import Subject, documents_meant, subject_of

TAIL = 150
"""So many of the last entries are not summed yet, as in an office between two turns of the sealer."""
HEAVY = 100_000
Trace = Callable[[Connection, random.Random, Grown], object]


def _of(connection: Connection, kind: str, key: int | str) -> object:
    subject = subject_of(connection, 1, SEES_ALL, kind, str(key))
    return answer(connection, 1, SEES_ALL, subject)


def _lot(connection: Connection, chance: random.Random, grown: Grown) -> object:
    return _of(connection, "lot", grown.first_lot + chance.randrange(grown.lots))


def _batch(connection: Connection, chance: random.Random, grown: Grown) -> object:
    return _of(connection, "batch", f"G{chance.randrange(grown.lots)}")


def _unit(connection: Connection, chance: random.Random, _grown: Grown) -> object:
    units = ask(connection, "SELECT party_id FROM location WHERE district_id = 1 AND kind = 'recipient'")
    return _of(connection, "party", chance.choice(units)[0])


def _donor(connection: Connection, _chance: random.Random, _grown: Grown) -> object:
    parties = ask(connection, "SELECT party_id FROM location WHERE district_id = 1 AND kind IN ('donor', 'supplier')")
    return _of(connection, "party", parties[0][0])


def _code(connection: Connection, chance: random.Random, grown: Grown) -> object:
    return documents_meant(connection, 1, SEES_ALL, str(grown.first_lot + chance.randrange(grown.lots)))


TRACES: dict[str, Trace] = {
    "a lot (20 lines)": _lot,
    "a batch number": _batch,
    "a unit": _unit,
    "a donor": _donor,
    "what a number means": _code,
}


def on_both(server: BenchServer, *, small: int, large: int) -> None:
    """Both histories made once on each engine, then traced."""
    for engine in ("SQLite", "PostgreSQL"):
        with TemporaryDirectory() as directory:
            grown = []
            for lines in (small, large):
                url = sqlite_url(Path(directory) / f"{lines}.db")
                if engine == "PostgreSQL":
                    server.make_database(f"trace{lines}")
                    url = server.sqlalchemy_url(f"trace{lines}")
                grown.append(grow(url, lines=lines))
                sum_all(grown[-1])
            compare(grown[0], grown[1], 200, f"{engine}: {large:,} lines, {small:,} lines")
            heavy_lot(grown[0])
            for each in grown:
                each.stocked.database.dispose()


def sum_all(grown: Grown) -> None:
    """Sum the flows as the sealer would have, but for the last entries."""
    while sum_flows(grown.stocked.database, 1):
        pass
    with grown.stocked.database.write() as connection:  # the sums of a tail are read from the lines
        tell(connection, "UPDATE party_flow_head SET entry = entry - ? WHERE district_id = 1", (TAIL,))


def compare(small: Grown, large: Grown, times: int, title: str) -> None:
    """Every trace on both histories, in turns, so that whatever else the machine does falls on both."""
    print(f"\n### Trace, {title}\n\nMilliseconds in the server; {times} calls, the last {TAIL} entries not summed.\n")
    print(
        "| trace | long history | short | ratio (goal ≤ 1.3) | p95 (goal < 20) | p95 CPU |\n|---|--:|--:|--:|--:|--:|"
    )
    for name, trace in TRACES.items():
        taken = _measure(trace, (small, large), times)
        short, long = ([clock for clock, _cpu in each] for each in taken)
        ratio, p95 = median(long) / median(short), quantiles(long, n=20)[-1]
        cpu = quantiles([cpu for _clock, cpu in taken[1]], n=20)[-1]
        told = f"{median(long):.2f} | {median(short):.2f} | **{ratio:.2f}** | {p95:.1f} | {cpu:.1f}"
        print(f"| {name} | {told} |", flush=True)


def _measure(trace: Trace, both: tuple[Grown, Grown], times: int) -> tuple[list[tuple[float, float]], ...]:
    chance = random.Random(1)
    taken: tuple[list[tuple[float, float]], ...] = ([], [])
    for number in range(times + 5):
        for grown, into in zip(both, taken, strict=True):
            start, cpu = time.perf_counter(), time.thread_time()
            with grown.stocked.database.read() as connection:
                trace(connection, chance, grown)
            if number >= 5:  # the first warm the caches
                into.append(((time.perf_counter() - start) * 1000, (time.thread_time() - cpu) * 1000))
    return taken


def heavy_lot(grown: Grown, times: int = 5) -> None:
    """One lot with `HEAVY` lines: its first page, its flows, its last page."""
    lot_id = grown.first_lot + 1
    with grown.stocked.database.write() as connection:
        tell(
            connection,
            "INSERT INTO line (district_id, entry, ordinal, kind, lot_id, source_id, destination_id, quantity, "
            "source_after, destination_after) SELECT district_id, entry, ordinal + 1000, kind, ?, source_id, "
            f"destination_id, quantity, 0, 0 FROM line WHERE district_id = 1 ORDER BY entry LIMIT {HEAVY}",
            (lot_id,),
        )
    subject = Subject("lot", str(lot_id), "")
    taken: dict[int, list[float]] = {0: [], HEAVY - 50: []}
    for _time in range(times):
        for offset, into in taken.items():
            start = time.perf_counter()
            with grown.stocked.database.read() as connection:
                answer(connection, 1, SEES_ALL, subject, page=(50, offset))
            into.append((time.perf_counter() - start) * 1000)
    print(f"| a lot with {HEAVY:,} lines, first page, last page | " + " | ".join(
        f"{median(each):.0f}" for each in taken.values()
    ) + " | | |")  # fmt: skip
