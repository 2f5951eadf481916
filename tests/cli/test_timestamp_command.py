"""timestamp: a request out, an answer in, all of them checked; on both databases."""

from pathlib import Path

import pytest

from cli.conftest import Run
from liangcao.database.engine import Database

FOLDER = Path(__file__).parents[1] / "data" / "stamps"
ROOT, OTHER, ANSWER = (FOLDER / name for name in ("root.pem", "other.pem", "head.tsr"))


@pytest.fixture
def stamped_office(liangcao: Run, plain_office: str) -> str:
    """The plain office, with the head among its own that the kept answer is of."""
    assert liangcao("seal").code == 0
    note = (FOLDER / "head.note").read_text(encoding="utf-8")
    database = Database(plain_office)
    mark = "?" if database.is_sqlite else "%s"
    with database.write() as connection:
        sql = f"INSERT INTO checkpoint SELECT 1, 700, root, frontier, {mark}, sealed_at FROM checkpoint"
        connection.exec_driver_sql(sql, (note,))
    database.dispose()
    return plain_office


def test_a_request_is_written_for_the_last_head(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    file = tmp_path / "head.tsq"
    assert liangcao("timestamp", "request", "-o", file, "--json").data["refused"][0]["code"] == "nothing_signed"
    size = liangcao("seal", "--json").data["size"]
    assert liangcao("timestamp", "request", "-o", file, "--json").data == {"ok": True, "size": size, "file": str(file)}
    assert len(file.read_bytes()) > 60


def test_an_answer_is_kept_and_checked(liangcao: Run, stamped_office: str) -> None:
    assert liangcao("timestamp", "check", "--root", ROOT, "--json").code == 1, "none is not well"
    for _ in range(2):
        kept = liangcao("timestamp", "store", ANSWER, "--json").data
        assert (kept["size"], kept["authority"]) == (700, "CN=Example time,O=Example")
    found = liangcao("timestamp", "check", "--root", ROOT, "--json")
    assert (found.code, [each["fault"] for each in found.data["stamps"]]) == (0, [""])
    assert "700" in liangcao("timestamp", "check", "--root", ROOT).out
    other = liangcao("timestamp", "check", "--root", OTHER, "--json")
    assert (other.code, other.data["ok"]) == (1, False)
    assert "时间戳不成立" in other.data["stamps"][0]["fault"]


def test_an_answer_of_no_head_of_ours_is_not_kept(liangcao: Run, plain_office: str) -> None:
    liangcao("seal")
    assert liangcao("timestamp", "store", ANSWER, "--json").data["refused"][0]["code"] == "stamp_of_nothing"
    wrong = liangcao("timestamp", "store", FOLDER / "rejected.tsr", "--json")
    assert wrong.data["refused"][0]["code"] == "stamp_declined"


def test_one_answer_is_checked_without_books(liangcao: Run, folder: Path) -> None:
    head = FOLDER / "head.note"
    found = liangcao("timestamp", "check", ANSWER, "--head", head, "--root", ROOT, "--json")
    assert (found.code, found.data["stamped_at"][:10]) == (0, "2026-11-25")
    wrong = liangcao("timestamp", "check", ANSWER, "--head", head, "--root", OTHER, "--json")
    assert wrong.data["refused"][0]["code"] == "stamp_false"
    alone = liangcao("timestamp", "check", ANSWER, "--root", ROOT, "--json")
    assert alone.data["refused"][0]["code"] == "field_missing"
    assert not folder.exists()
