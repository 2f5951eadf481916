"""后台任务: begun, told, taken away, run again, stopped; one's own, everybody's for the administrators."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from webtools import WebOffice

from liangcao.jobs.board import Job, Progress, Result
from liangcao.kernel.errors import Reason, refused

DAY = {"first": "2020-02-09", "last": "2020-02-10"}


class Board:
    """Jobs that only stand there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: dict[str, Job] = {}
        self.deeds: list[tuple[str, str]] = []

    def begin(self, kind: str, argument: Mapping[str, str], *, asked_by: int, job_id: str) -> None:
        self.kept.setdefault(job_id, Job(job_id, kind, argument, asked_by, "queued", 1_581_307_200_000))

    def jobs(self, *, asked_by: int | None, limit: int, offset: int = 0) -> list[Job]:
        found = [job for job in reversed(self.kept.values()) if asked_by in {None, job.asked_by}]
        return found[offset : offset + limit]

    def find(self, job_id: str) -> Job | None:
        return self.kept.get(job_id)

    def again(self, job_id: str) -> None:
        self.deeds.append(("again", job_id))

    def stop(self, job_id: str) -> None:
        raise refused("job_over")

    def folder_of(self, job_id: str) -> Path:
        return self.folder / job_id


@pytest.fixture
def board(sqlite_web: WebOffice, tmp_path: Path) -> Board:
    sqlite_web.app.state.jobs = board = Board(tmp_path)
    return board


def test_evidence_is_asked_for_once(sqlite_web: WebOffice, board: Board) -> None:
    inspector = sqlite_web.signed_in("inspector")
    page = inspector.get("/inspection/evidence")
    assert page.status_code == 200
    for _twice in range(2):
        posted = inspector.post("/inspection/evidence", data={**DAY, "command_id": "k1"})
        assert (posted.status_code, posted.headers["location"]) == (303, "/jobs")
    assert board.kept["k1"].argument == DAY
    shown = inspector.get("/jobs").text
    assert "排队" in shown
    assert 'hx-trigger="every 2s"' in shown  # it tells by itself how it goes on


def test_a_day_that_is_none_is_refused(sqlite_web: WebOffice, board: Board) -> None:
    inspector = sqlite_web.signed_in("inspector")
    posted = inspector.post("/inspection/evidence", data={"first": "2020-02-30", "command_id": "k"})
    assert posted.status_code == 422
    assert "2020-02-30" in posted.text
    assert not board.kept


def test_what_came_of_it(sqlite_web: WebOffice, board: Board, tmp_path: Path) -> None:
    mine = sqlite_web.ids["inspector"]
    board.kept = {
        "ok": Job("ok", "evidence", {}, mine, "done", 1, 2, result=Result("evidence.zip", {"number": "abc"})),
        "bad": Job(
            "bad",
            "evidence",
            {},
            mine,
            "failed",
            1,
            2,
            reason=Reason("job_failed", {"detail": "ZeroDivisionError"}, ""),
        ),
        "on": Job("on", "evidence", {}, mine, "running", 1, progress=Progress(3, 10)),
    }
    inspector = sqlite_web.signed_in("inspector")
    shown = inspector.get("/jobs").text
    assert all(
        words in shown
        for words in ("做完了", "证据编号 abc", "没做成", "ZeroDivisionError", "正在做", "3 / 10", "再来一次", "叫停")
    )
    assert inspector.get("/jobs/ok/file").status_code == 404  # cleared away
    (tmp_path / "ok").mkdir()
    (tmp_path / "ok" / "evidence.zip").write_bytes(b"PK")
    assert inspector.get("/jobs/ok/file").content == b"PK"
    assert inspector.post("/jobs/bad/again").headers["location"] == "/jobs"
    assert board.deeds == [("again", "bad")]
    inspector.post("/jobs/ok/stop")
    assert "停不了" in inspector.get("/jobs").text


def test_ones_own_only(sqlite_web: WebOffice, board: Board) -> None:
    theirs = sqlite_web.ids["admin"]
    board.kept = {"k": Job("k", "evidence", {}, theirs, "done", 1, 2, result=Result("evidence.zip", {}))}
    inspector = sqlite_web.signed_in("inspector")
    assert "做完了" not in inspector.get("/jobs").text
    assert inspector.get("/jobs/k/file").status_code == 404
    assert inspector.post("/jobs/k/again").status_code == 404
    assert inspector.get("/jobs/none/file").status_code == 404
    admin = sqlite_web.signed_in("admin")
    assert "做完了" in admin.get("/jobs").text
    assert admin.get("/jobs/k/file").status_code == 403  # sees the job, not the evidence
    assert sqlite_web.signed_in("keeper").get("/jobs").status_code == 403


def test_where_no_jobs_run(sqlite_web: WebOffice) -> None:
    inspector = sqlite_web.signed_in("inspector")
    assert "还没有后台任务" in inspector.get("/jobs").text
    posted = inspector.post("/inspection/evidence", data={"command_id": "k"})
    assert posted.status_code == 422
    assert "没有开后台任务" in posted.text
