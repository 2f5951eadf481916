"""Jobs that survive the process: once each, resumed where they were, stopped, run again; one server runs them."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from liangcao.database.engine import Database
from liangcao.jobs import durable
from liangcao.jobs.board import Job, NoJobs, Progress, Result
from liangcao.jobs.durable import DurableBoard
from liangcao.jobs.kept import clear_away
from liangcao.jobs.kinds import KINDS
from liangcao.jobs.lock import RunnersLock
from liangcao.jobs.work import JobKind, Work
from liangcao.kernel.errors import Refused, refused
from scenarios.cast import MORNING, Cast, found

ONE = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def cast(copy_of: Callable[..., str]) -> Iterator[Cast]:
    cast = Cast(copy_of(found))
    yield cast
    cast.close()


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, JobKind]:
    kinds = dict(KINDS)
    monkeypatch.setattr(durable, "KINDS", kinds)
    return kinds


@pytest.fixture
def board(cast: Cast, tmp_path: Path, kinds: dict[str, JobKind]) -> Iterator[DurableBoard]:
    board = DurableBoard(cast.office, tmp_path)
    with board.running():
        assert board.wait_until_running()
        yield board


def end_of(board: DurableBoard, job_id: str) -> Job:
    """The job when it is over."""
    with suppress(Exception):  # what it failed with is told by the job
        board.queue.retrieve_workflow(job_id).get_result(polling_interval_sec=0.05)
    job = board.find(job_id)
    assert job is not None
    return job


def test_evidence_is_made_in_the_background_and_verifies(board: DurableBoard) -> None:
    board.begin("evidence", {}, asked_by=7, job_id=ONE)
    board.begin("evidence", {}, asked_by=7, job_id=ONE)  # a double tap
    job = end_of(board, ONE)
    assert (job.state, job.kind, job.asked_by, job.result.file) == ("done", "evidence", 7, "evidence.zip")
    assert 0 <= job.ended_at - job.asked_at < 600_000
    assert job.asked_at >= MORNING  # by the office's own clock
    with ZipFile(board.folder_of(ONE) / job.result.file) as evidence:
        assert evidence.testzip() is None
    assert [each.job_id for each in board.jobs(asked_by=None, limit=9)] == [ONE]
    assert board.jobs(asked_by=8, limit=9) == []


def test_a_job_that_is_refused_says_why_and_can_run_again(board: DurableBoard, kinds: dict[str, JobKind]) -> None:
    ran: list[str] = []

    def work(work: Work) -> Result:
        work.step("first", lambda: ran.append("first"))
        if ran.count("second") == 0:
            ran.append("second")
            raise refused("date_unreadable", text="明天")
        return Result("", {"n": "1"})

    kinds["try"] = JobKind("try", "none", work)
    board.begin("try", {"a": "甲"}, asked_by=1, job_id=ONE)
    job = end_of(board, ONE)
    assert job.state == "failed"
    assert job.reason is not None
    assert (job.reason.code, job.reason.params) == ("date_unreadable", {"text": "明天"})
    board.again(ONE)
    job = end_of(board, ONE)
    assert (job.state, job.result.figures, job.argument) == ("done", {"n": "1"}, {"a": "甲"})
    assert ran == ["first", "second"]  # what was finished is not done again
    with pytest.raises(Refused, match="job_not_over"):
        board.again(ONE)
    with pytest.raises(Refused, match="job_over"):
        board.stop(ONE)


def test_an_error_of_the_program_is_a_reason_too(board: DurableBoard, kinds: dict[str, JobKind]) -> None:
    def work(_work: Work) -> Result:
        raise ZeroDivisionError("by nothing")

    kinds["try"] = JobKind("try", "none", work)
    board.begin("try", {}, asked_by=1, job_id=ONE)
    job = end_of(board, ONE)
    assert job.state == "failed"
    assert job.reason is not None
    assert (job.reason.code, job.reason.params) == ("job_failed", {"detail": "ZeroDivisionError: by nothing"})


def test_a_job_says_how_far_it_is_and_is_stopped(board: DurableBoard, kinds: dict[str, JobKind]) -> None:
    told, goes_on = threading.Event(), threading.Event()

    def work(work: Work) -> Result:
        work.tell(Progress(3, 10))
        told.set()
        assert goes_on.wait(60)
        work.tell(Progress(4, 10))
        raise AssertionError("goes on after it was stopped")

    kinds["try"] = JobKind("try", "none", work)
    board.begin("try", {}, asked_by=1, job_id=ONE)
    assert told.wait(60)
    job = board.find(ONE)
    assert job is not None
    assert (job.state, job.progress) == ("running", Progress(3, 10))
    board.stop(ONE)
    goes_on.set()
    assert end_of(board, ONE).state == "stopped"


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from liangcao.database.engine import Database
    from liangcao.jobs import durable
    from liangcao.jobs.board import Result
    from liangcao.jobs.work import JobKind
    from liangcao.kernel.clock import SystemClock
    from liangcao.operations.office import Office

    folder = Path(sys.argv[2])

    def note(word):
        with (folder / "ran").open("a") as file:
            file.write(word + "\\n")

    def work(work):
        work.step("first", lambda: note("first"))
        if sys.argv[3] == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        work.step("second", lambda: note("second"))
        return Result("", {"n": "2"})

    durable.KINDS = {"try": JobKind("try", "none", work)}
    board = durable.DurableBoard(Office(Database(sys.argv[1]), SystemClock()), folder)
    with board.running():
        board.wait_until_running()
        board.begin("try", {}, asked_by=1, job_id="11111111-1111-4111-8111-111111111111")
        board.queue.retrieve_workflow("11111111-1111-4111-8111-111111111111").get_result(polling_interval_sec=0.05)
"""


def test_a_killed_server_goes_on_where_it_was(cast: Cast, tmp_path: Path) -> None:
    url = cast.database.url.render_as_string(hide_password=False)
    script = tmp_path / "server.py"
    script.write_text(textwrap.dedent(KILLED))

    def serve(how: str) -> int:
        return subprocess.run(
            [sys.executable, str(script), url, str(tmp_path), how], env=os.environ, timeout=120
        ).returncode

    assert serve("dies") == -signal.SIGKILL
    assert serve("lives") == 0
    assert (tmp_path / "ran").read_text().split() == ["first", "second"]


def test_one_server_of_an_office_runs_the_jobs(cast: Cast, tmp_path: Path) -> None:
    other_server = Database(cast.database.url.render_as_string(hide_password=False))
    with RunnersLock(cast.database, tmp_path) as ours:
        assert ours.take()
        assert ours.take()  # still ours
        with RunnersLock(other_server, tmp_path) as another:
            assert not another.take()
    with RunnersLock(other_server, tmp_path) as another:
        assert another.take()
        assert not RunnersLock(cast.database, tmp_path).take()
    other_server.dispose()


def test_a_lock_lost_with_its_connection_is_taken_anew(cast: Cast, tmp_path: Path) -> None:
    if cast.database.is_sqlite:
        return  # a file is locked as long as the process lives
    end_others = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    other_server = Database(cast.database.url.render_as_string(hide_password=False))
    with RunnersLock(cast.database, tmp_path) as ours:
        assert ours.take()
        with other_server.engine.connect() as connection:
            connection.execute(end_others)
        assert not ours.take()
        assert ours.take()
    other_server.dispose()


def test_the_name_of_a_job_is_no_path(cast: Cast, tmp_path: Path) -> None:
    for name in ("../elsewhere", "", "one"):
        with pytest.raises(Refused, match="command_id_invalid"):
            DurableBoard(cast.office, tmp_path).begin("evidence", {}, asked_by=1, job_id=name)
    assert list(tmp_path.glob("jobs*")) == []


def test_where_no_jobs_run_none_is_taken() -> None:
    assert NoJobs().jobs(asked_by=None, limit=9) == []
    with pytest.raises(Refused, match="no_jobs_here"):
        NoJobs().again(ONE)
    with pytest.raises(Refused, match="no_jobs_here"):
        NoJobs().begin("evidence", {}, asked_by=1, job_id=ONE)


def test_old_files_are_cleared_away(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / "old", (1_000, 1_000))
    clear_away(tmp_path, before=2_000_000)
    assert [each.name for each in tmp_path.iterdir()] == ["new"]
    clear_away(tmp_path / "none", before=2_000_000)
