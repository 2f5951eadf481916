"""`python -m bench [row …]`: measure the rows of the speed table and print them with the machine's facts."""

import argparse

from bench import machine, movements, server

ROWS = ("postgresql", "sqlite")


def main() -> None:
    """Measure the named rows (all by default)."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], help="which rows; all when none is named")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each comparison; the median counts")
    parser.add_argument("--seconds", type=int, default=5, help="seconds of each side in each round")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32, 128])
    asked = parser.parse_args()
    rows = set(asked.rows or ROWS)
    print("## Machine\n\n" + "\n".join(f"- {fact}" for fact in machine.facts(server.programs())))
    load = {"rounds": asked.rounds, "seconds": asked.seconds, "clients": tuple(asked.clients)}
    if "postgresql" in rows:
        durable = server.BenchServer()
        try:
            movements.on_postgresql(durable, **load)
        finally:
            durable.close()
    if "sqlite" in rows:
        movements.on_sqlite(**load)


if __name__ == "__main__":
    main()
