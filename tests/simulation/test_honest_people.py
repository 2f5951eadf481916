"""Random days of people who come and go and act for one another: whoever checks the evidence accuses none of them.

What the road permits the verifier must find permitted, by the entries alone; also where it knows one day only.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.copies import Prepare
from liangcao.kernel.moment import day_of, day_span
from liangcao.reports.evidence import Period, write_evidence
from liangcao.verifier.evidence import Asked, check_evidence
from scenarios.cast import Cast, found
from simulation.life import MINUTE, Life
from simulation.staff import HOUR

STEPS = 500
ZONE = "Asia/Shanghai"
DEEDS = ("delegate_role", "end_delegation", "change_own_password", "break_glass")


class ComingAndGoing(Life):
    """Mostly deeds about people, and time enough between them for terms to begin and to end."""

    def __init__(self, cast: Cast, seed: int) -> None:
        super().__init__(cast, seed)
        self.everyday = [
            *[self.delegate, self.end_delegation] * 24, *[self.sign] * 50, *[self.own_password] * 10,
            *[self.grant] * 15, *[self.break_glass, self.review, self.revoke, self.disable, self.let_back] * 5,
        ]  # fmt: skip

    def step(self) -> None:
        self.cast.clock.advance(self.chance.choice((0, 0, 0, MINUTE, HOUR)))
        super().step()


@pytest.mark.parametrize("seed", [100, 101])
def test_nobody_honest_is_accused(seed: int, copy_of: Callable[[Prepare], str], tmp_path: Path) -> None:
    cast = Cast(copy_of(found))
    life = ComingAndGoing(cast, seed)
    for _ in range(STEPS):
        life.step()
    days = sorted({day_of(row[0], ZONE) for row in cast.ask("SELECT recorded_at FROM journal")})
    for period in (None, *(Period((day, day), *day_span(day, ZONE)) for day in days[1::3])):
        path = tmp_path / "evidence.zip"
        with path.open("wb") as file:
            write_evidence(cast.database, 1, file, period)
        assert check_evidence(path, Asked()).problems == (), period
    done = {action.removeprefix("access.") for action, result in life.happened if result in ("done", "held")}
    assert set(DEEDS) <= done, "days on which nothing happens prove nothing"
    cast.close()
