"""What sharing out costs: against reading the same rows, one sort and writing the plan, and against one big LP."""

import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import highspy
import numpy as np

from bench.sharing_problems import SIZES, large_problem
from bench.table import Measured, show
from liangcao.sharing.plan import Sharing, only_group_of, share_out
from liangcao.sharing.problem import Problem

LP_SECONDS = 120
CLAIM = ("unit", "item", "priority_class", "asked", "minimum", "approved")
LOT = ("item", "warehouse", "quantity", "expires")


def on_all_sizes(*, rounds: int, largest: str = "1M") -> None:
    """Every size up to `largest`, without and with substitutes (five items each)."""
    names = list(SIZES)[: list(SIZES).index(largest) + 1]
    floor, again = [], []
    kinds: list[str] = []
    sorts: list[float] = []
    for name in names:
        for group in (1, 5):
            problem = large_problem(*SIZES[name], group=group)
            what = f"{name} lines" + (", substitutes" if group > 1 else "")
            plans = tuple(_rate(name, partial(share_out, problem)) for _ in range(rounds))
            answer = share_out(problem)
            floor.append(Measured(what, plans, tuple(_reading(name, problem, answer) for _ in range(rounds)), "1"))
            sorts.append(_rate(name, partial(_sorted, problem)) / plans[-1])
            kinds.append(what)
            part = only_group_of(problem, 0)[0]
            parts = tuple(_rate(name, partial(share_out, part)) for _ in range(rounds))
            again.append(Measured(f"{what}: {len(part.claims):,} of them again", parts, plans, "10"))
    show("The whole plan", "SQLite read of all rows, one sort, write of the plan's lines", floor)
    print("\n| the whole plan | lexsorts of its lines |\n|---|--:|")
    print("\n".join(f"| {what} | {times:,.0f} |" for what, times in zip(kinds, sorts, strict=True)))
    show("After one change", "the whole plan", again)
    print("\n| memory at most | MB |\n|---|--:|")
    for name in names:
        print(f"| {name} lines | {_memory(name)} |", flush=True)
    print("\n| one LP of lines x warehouses, HiGHS | variables | s | the plan, s |\n|---|--:|--:|--:|")
    for name in ("1k", "10k"):
        problem = large_problem(*SIZES[name])
        variables, seconds = _one_program(problem)
        print(f"| {name} lines | {variables:,} | {seconds} | {_seconds(partial(share_out, problem)):.2f} |", flush=True)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _rate(name: str, work: Callable[[], object]) -> float:
    """Lines a second of processor time."""
    return SIZES[name][0] / max(_seconds(work), 1e-6)


def _sorted(problem: Problem) -> object:
    return np.lexsort((problem.claims.approved, problem.claims.priority_class, problem.claims.item))


def _reading(name: str, problem: Problem, answer: Sharing) -> float:
    """Lines a second when the rows are only read, sorted once, and the plan's lines written."""
    with tempfile.TemporaryDirectory() as folder:
        books = sqlite3.connect(Path(folder) / "rows.db")
        for table, columns, rows in (("claim", CLAIM, problem.claims), ("lot", LOT, problem.lots)):
            books.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, {', '.join(columns)})")
            values = zip(*(getattr(rows, column).tolist() for column in columns), strict=True)
            marks = ", ".join("?" * len(columns))
            books.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
        books.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, claim, lot, quantity)")
        books.commit()
        lines = answer.lines

        def work() -> None:
            read = [np.array(books.execute(f"SELECT * FROM {table}").fetchall()) for table in ("claim", "lot")]
            np.lexsort((read[0][:, 6], read[0][:, 3], read[0][:, 2]))
            rows = zip(lines.claim.tolist(), lines.lot.tolist(), lines.quantity.tolist(), strict=True)
            books.executemany("INSERT INTO line (claim, lot, quantity) VALUES (?, ?, ?)", rows)
            books.commit()

        rate = _rate(name, work)
        books.close()
    return rate


def _memory(name: str) -> int:
    """The most memory a process of its own takes for a plan with substitutes, MB."""
    ended = subprocess.run([sys.executable, "-m", "bench.planning", name], capture_output=True, text=True, check=True)
    return int(ended.stdout)


def _one_program(problem: Problem) -> tuple[int, str]:
    """(variables, seconds) of the obvious linear program: boxes by line and warehouse, fills by item and class."""
    claims, lots = problem.claims, problem.lots
    held = np.zeros((len(problem.rules.packs), int(lots.warehouse.max()) + 1), dtype=np.int64)
    np.add.at(held, (lots.item, lots.warehouse), lots.quantity)
    line, warehouse = np.nonzero(held[claims.item] > 0)
    fills, level = np.unique(claims.item * 10 + claims.priority_class, return_inverse=True)
    goods, count = len(line), len(claims)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = goods + len(fills), 2 * count + held.size
    cost = problem.rules.costs[warehouse, problem.rules.zone_of_unit[claims.unit[line]]]
    program.col_cost_ = np.concatenate([1 - cost * 1e-5, 10.0 ** (7 - fills % 10)])
    program.col_lower_ = np.zeros(program.num_col_)
    program.col_upper_ = np.concatenate([np.full(goods, highspy.kHighsInf), np.ones(len(fills))])
    program.row_lower_ = np.concatenate([np.full(count, -highspy.kHighsInf), np.zeros(count), np.zeros(held.size)])
    most = [claims.asked, np.full(count, highspy.kHighsInf), held.reshape(-1)]
    program.row_upper_ = np.concatenate(most).astype(float)
    row = np.concatenate([line, count + line, 2 * count + claims.item[line] * held.shape[1] + warehouse])
    row = np.concatenate([row, count + np.arange(count)])
    column = np.concatenate([np.tile(np.arange(goods), 3), goods + level])
    value = np.concatenate([np.ones(3 * goods), -claims.asked.astype(float)])
    order = np.lexsort((row, column))
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.searchsorted(column[order], np.arange(program.num_col_ + 1))
    program.a_matrix_.index_, program.a_matrix_.value_ = row[order], value[order]
    program.sense_ = highspy.ObjSense.kMaximize
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", float(LP_SECONDS))
    solver.passModel(program)
    spent = _seconds(solver.run)
    is_done = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return goods + len(fills), f"{spent:.1f}" if is_done else f"more than {LP_SECONDS}"


if __name__ == "__main__":
    share_out(large_problem(*SIZES[sys.argv[1]], group=5))
    status = Path("/proc/self/status").read_text(encoding="ascii")  # getrusage would count the parent's as well
    print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
