"""Seeded random days with every invariant after each step; then the journal alone gives the same books.

LIANGCAO_SIMULATION_STEPS makes it longer (1500), LIANGCAO_SIMULATION_SEEDS how often (1), ..._SEED says the first.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from exchange.event_books import books_until, mapped_of
from harness.copies import Prepare
from liangcao.access.permissions import EVERYTHING
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.exchange.epcis.recount import recount
from liangcao.kernel.moment import day_of, day_span
from liangcao.ledger.queries import StockFilter, stock_rows_as_of
from liangcao.operations.actions import ACTIONS
from liangcao.operations.replay import replay
from liangcao.reports.evidence import Period, write_evidence
from liangcao.reports.verify import verify_books
from liangcao.verifier.evidence import Asked, check_evidence
from scenarios.cast import Cast, empty, found, tables_of
from simulation.invariants import check_invariants
from simulation.life import Life

STEPS = int(os.environ.get("LIANGCAO_SIMULATION_STEPS", "1500"))
SEEDS = int(os.environ.get("LIANGCAO_SIMULATION_SEEDS", "1"))
FIRST = int(os.environ.get("LIANGCAO_SIMULATION_SEED", "2021"))
ZONE = "Asia/Shanghai"
NOT_IN_THE_JOURNAL = (
    *("personal_data", "session", "sign_in_failure", "upload", "paper_file", "captured_file"),
    *("checkpoint", "signing_key", "tile", "cosignature", "head_stamp", "refused_attempt"),
)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS))
def test_random_days(seed: int, copy_of: Callable[[Prepare], str], tmp_path: Path) -> None:
    cast = Cast(copy_of(found))
    life = Life(cast, seed)
    for number in range(STEPS):
        life.step()
        with cast.database.read() as connection:
            assert check_invariants(connection) == [], f"after step {number} of seed {seed}"
    verified = verify_books(cast.database, 1)
    assert verified.problems == ()
    _nobody_accused(cast, tmp_path)
    again = Database(copy_of(empty))
    _replayed_alike(cast, again)
    _past_alike(cast, copy_of)
    assert recount(each.event for each in mapped_of(cast.database)) == books_until(cast.database, 2**53 - 1)
    again.dispose()
    cast.close()
    done = {action for (action, result) in life.happened if result in ("done", "held")}
    if STEPS >= 800:  # a simulation in which nothing happens proves nothing
        plans = verified.report.plans
        assert plans.compared > 3, plans
        if plans.compared > 8:  # so many that some are of other kinds
            assert plans.otherwise > 0, plans
            assert "allocation.propose_list_plan" in done
        assert len(set(ACTIONS) - done) <= len(ACTIONS) // 4, sorted(set(ACTIONS) - done)


def _nobody_accused(cast: Cast, folder: Path) -> None:
    """Whoever checks the evidence of these days, or of one of them, finds nothing: all of it came down the road."""
    days = sorted({day_of(row[0], ZONE) for row in cast.ask("SELECT recorded_at FROM journal")})
    middle = days[len(days) // 2]
    for period in (None, Period((middle, middle), *day_span(middle, ZONE))):
        path = folder / "evidence.zip"
        with path.open("wb") as file:
            write_evidence(cast.database, 1, file, period)
        assert check_evidence(path, Asked()).problems == ()


def _bodies(cast: Cast, until: int) -> list[bytes]:
    rows = cast.ask("SELECT body FROM journal WHERE number <= ? ORDER BY number", until)
    return [bytes(row[0]) for row in rows]


def _replayed_alike(cast: Cast, again: Database) -> None:
    """The journal, replayed into an empty database, gives every table again, and the same tree of hashes."""
    size = cast.ask("SELECT size FROM journal_head")[0][0]
    assert replay(_bodies(cast, size), again, 1) == size
    with cast.database.read() as one, again.read() as other:
        first, second = tables_of(one, NOT_IN_THE_JOURNAL), tables_of(other, NOT_IN_THE_JOURNAL)
    for name, rows in first.items():
        assert second[name] == rows, name
    assert verify_books(again, 1).problems == ()


def _past_alike(cast: Cast, copy_of: Callable[[Prepare], str]) -> None:
    """Stock as of a past entry is what the journal until then makes of an empty database."""
    size = cast.ask("SELECT size FROM journal_head")[0][0]
    until = size * 2 // 3
    past = Database(copy_of(empty))
    replay(_bodies(cast, until), past, 1)
    with cast.database.read() as now, past.read() as then:
        rows = stock_rows_as_of(now, 1, EVERYTHING, StockFilter(with_money=True), entry=until)
        sql = "SELECT lot_id, location_id, on_hand, held FROM balance WHERE is_outside = 0 AND on_hand <> 0"
        told = sorted((row.lot_id, row.location_id, row.on_hand, row.held) for row in rows)
        assert told == sorted(ask(then, sql))
    past.dispose()
