"""`python -m bench [row …]`: measure the rows of the speed table and print them with the machine's facts."""

import argparse
from collections.abc import Callable

from bench import (
    catalogue,
    epcis,
    imports,
    journal_cost,
    machine,
    movements,
    over_http,
    pages,
    plan_uses,
    planning,
    purchases,
    server,
    tracing,
    trips,
    verify,
)
from bench.sharing_problems import SIZES

ROWS = (
    *("postgresql", "http", "sqlite", "imports", "journal", "pages", "purchases", "verify", "plan", "trips"),
    *("catalogue", "trace", "epcis"),
)  # fmt: skip
WITHOUT_SERVER = frozenset({"verify", "plan", "trips"})


def main() -> None:
    """Measure the named rows (all by default)."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], help="which rows; all when none is named")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each comparison; the median counts")
    parser.add_argument("--seconds", type=int, default=5, help="seconds of each side in each round")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32, 128])
    parser.add_argument("--lines", type=int, default=10_000_000, help="ledger lines of the long history")
    parser.add_argument("--entries", type=int, default=200_000, help="entries of the evidence that is verified")
    parser.add_argument("--largest", choices=list(SIZES), default="1M", help="the largest question to share out")
    asked = parser.parse_args()
    rows = asked.rows or ROWS
    if WITHOUT_SERVER.issuperset(rows):
        print("## Machine\n\n" + "\n".join(f"- {fact}" for fact in machine.facts()), flush=True)
        if "verify" in rows:
            verify.against_sha256sum(entries=asked.entries, rounds=asked.rounds)
        if "plan" in rows:
            planning.on_all_sizes(rounds=asked.rounds, largest=asked.largest)
            plan_uses.on_all_sizes()
        if "trips" in rows:
            trips.on_all_sizes(rounds=asked.rounds)
        return
    print("## Machine\n\n" + "\n".join(f"- {fact}" for fact in machine.facts(server.programs())), flush=True)
    load = {"rounds": asked.rounds, "seconds": asked.seconds, "clients": tuple(asked.clients)}
    measure: dict[str, Callable[[server.BenchServer], None]] = {
        "postgresql": lambda durable: movements.on_postgresql(durable, **load),
        "http": lambda durable: over_http.on_postgresql(durable, **load),
        "sqlite": lambda _durable: movements.on_sqlite(**load),
        "imports": lambda durable: imports.on_both(durable, rounds=asked.rounds),
        "journal": lambda durable: journal_cost.on_both(durable, rounds=asked.rounds, seconds=asked.seconds),
        "verify": lambda _durable: verify.against_sha256sum(entries=asked.entries, rounds=asked.rounds),
        "pages": lambda durable: pages.on_both(durable, small=asked.lines // 100, large=asked.lines, times=200),
        "purchases": purchases.on_both,
        "plan": lambda _durable: planning.on_all_sizes(rounds=asked.rounds, largest=asked.largest),
        "trips": lambda _durable: trips.on_all_sizes(rounds=asked.rounds),
        "catalogue": catalogue.on_both,
        "epcis": lambda durable: epcis.on_both(durable, rounds=asked.rounds),
        "trace": lambda durable: tracing.on_both(durable, small=asked.lines // 10, large=asked.lines),
    }
    durable = server.BenchServer()
    try:
        for row in rows:
            measure[row](durable)
    finally:
        durable.close()


if __name__ == "__main__":
    main()
