"""Two people adopt two plans of the same goods in the same moment, each in a process of its own: one of them stands."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from liangcao.allocation.commands import ProposePlan
from liangcao.requests.commands import ApproveRequest, AskLine, Decision, SubmitRequest
from scenarios.cast import Cast, found
from scenarios.deeds import receive
from simulation.invariants import check_invariants

TESTS = Path(__file__).parents[1]
ADOPT = """
import sys
from liangcao.allocation.commands import AdoptPlan
from liangcao.kernel.errors import Refused
from scenarios.cast import Cast

cast = Cast(sys.argv[1])
cast.learn()
print("ready", flush=True)
sys.stdin.readline()
try:
    cast.do(sys.argv[2], AdoptPlan(plan_id=int(sys.argv[3])))
    print("adopted")
except Refused as refusal:
    print(refusal.code)
cast.close()
"""


@pytest.fixture
def cast(database_url: str) -> Iterator[Cast]:
    """The office on an empty database of either engine, where other processes reach it too."""
    found(database_url)
    cast = Cast(database_url)
    yield cast
    cast.close()


def test_of_two_plans_for_the_same_goods_one_is_adopted(
    cast: Cast, database_url: str, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    receive(cast, 100)
    line = AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=100)
    for unit in ("中心医院", "东卡口"):
        asked = cast.do("值班甲", SubmitRequest(unit_id=cast.id_of("party", unit), lines=(line,)))
        decision = Decision(line_number=1, approved=100)
        cast.do("审批丙", ApproveRequest(request_id=asked.answer["request_id"], lines=(decision,)))
    store = cast.id_of("place", "主库")
    plans = [cast.do("值班甲", ProposePlan(location_id=store)).answer["plan_id"] for _ in range(2)]
    writers = [
        start(ADOPT, database_url, who, str(plan)) for who, plan in zip(("审批丙", "全能丑"), plans, strict=True)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    said = sorted(writer.communicate(timeout=60)[0].strip() for writer in writers)
    assert said == ["adopted", "plan_stale"]
    assert cast.ask("SELECT SUM(held) FROM balance") == [(100,)]
    assert sorted(row[0] for row in cast.ask("SELECT state FROM plan")) == ["adopted", "proposed"]
    with cast.database.read() as connection:
        assert check_invariants(connection) == []


@pytest.fixture
def start() -> Callable[..., "subprocess.Popen[str]"]:
    """Start Python on a text with arguments, in the tests' own environment."""

    def started(text: str, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", text, *arguments]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=TESTS)

    return started
