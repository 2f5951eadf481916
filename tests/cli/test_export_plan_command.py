"""A published plan goes out as one file, and comes back with the same hashes from a program that has no office."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run
from demo.told_story import tell_small
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from verifier.tampering import forge, rewrite
from verifier.test_plans_told import with_another_way


@pytest.fixture
def story(copy_of: Callable[..., str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The told story, named in the environment; its database's URL."""
    url = copy_of(tell_small)
    monkeypatch.setenv("LIANGCAO_DB_URL", url)
    return url


def asked(url: str, sql: str) -> list[Any]:
    database = Database(url)
    with database.read() as connection:
        rows = ask(connection, sql)
    database.dispose()
    return list(rows)


def test_every_plan_is_computed_anew_by_an_outsider(
    liangcao: Run, story: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = asked(story, "SELECT plan_id, input_hash, plan_hash FROM plan ORDER BY plan_id")
    assert len(plans) > 3
    for plan_id, *_ in plans:
        assert liangcao("export", "plan", plan_id, "--out", tmp_path / f"{plan_id}.json", "--json").data["ok"]
    monkeypatch.setenv("LIANGCAO_DB_URL", "sqlite:////nowhere/at/all.db")  # the outsider has no office
    for plan_id, input_hash, plan_hash in plans:
        answer = liangcao("plan", tmp_path / f"{plan_id}.json", "--json")
        assert (answer.code, answer.data["ok"]) == (0, True)
        assert (answer.data["input_hash"], answer.data["plan_hash"]) == (input_hash, plan_hash)
        published = json.loads((tmp_path / f"{plan_id}.json").read_text())["plan"]
        assert {name: answer.data[name] for name in published if name != "needs"} == {
            name: cell for name, cell in published.items() if name != "needs"
        }
        assert [{**need, "said": 0} for need in answer.data["needs"]] == [
            {**need, "said": 0} for need in published["needs"]
        ]
        assert answer.data["published"] == {
            "ok": True, "same_plan": True, "same_shares": True, "hashes_fit": True, "violations": [],
        }  # fmt: skip


def test_the_same_plan_gives_the_same_bytes(liangcao: Run, story: str, tmp_path: Path) -> None:
    ((plan_id,),) = asked(story, "SELECT MAX(plan_id) FROM plan")
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    said = liangcao("export", "plan", plan_id, "-o", one)
    assert f"✔ 已导出方案 {plan_id} 和它答的问题：{one}" in said.out
    first = liangcao("export", "plan", plan_id, "-o", other, "--json").data
    assert one.read_bytes() == other.read_bytes()
    assert first["sha256"] == liangcao("export", "plan", plan_id, "-o", other, "--json").data["sha256"]
    assert "✔ 与文件里已公布的方案相同" in liangcao("plan", one).out
    assert "✔ The same as the published plan in the file" in liangcao("plan", one, "--lang", "en").out


@pytest.fixture
def published(liangcao: Run, story: str, tmp_path: Path) -> dict[str, Any]:
    """A plan that gives something to two needs at least, as it was exported."""
    ((plan_id,),) = asked(
        story, "SELECT MIN(plan_id) FROM (SELECT plan_id FROM plan_need WHERE given > 0 GROUP BY plan_id "
        "HAVING COUNT(*) > 1) AS served",
    )  # fmt: skip
    liangcao("export", "plan", plan_id, "-o", tmp_path / "plan.json")
    content: dict[str, Any] = json.loads((tmp_path / "plan.json").read_text())
    return content


def altered(liangcao: Run, tmp_path: Path, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """How `liangcao plan` ends on an altered file, and what it says of the published plan."""
    (tmp_path / "altered.json").write_text(json.dumps(content))
    answer = liangcao("plan", tmp_path / "altered.json", "--json")
    return answer.code, answer.data["published"]


def test_a_published_plan_that_gives_otherwise_is_found_out(
    liangcao: Run, published: dict[str, Any], tmp_path: Path
) -> None:
    published["plan"]["lines"][0]["quantity"] += 1
    code, told = altered(liangcao, tmp_path, published)
    assert (code, told["ok"], told["hashes_fit"], told["same_plan"]) == (1, False, False, False)
    assert told["violations"]


def test_a_published_hash_that_fits_nothing_is_found_out(
    liangcao: Run, published: dict[str, Any], tmp_path: Path
) -> None:
    published["plan"]["plan_hash"] = "0" * 64
    code, told = altered(liangcao, tmp_path, published)
    assert (code, told["ok"], told["hashes_fit"], told["violations"]) == (1, False, False, [])
    shown = liangcao("plan", tmp_path / "altered.json").out
    assert "✘ 文件里已公布的方案与它自己的哈希不符" in shown


def test_another_question_has_another_plan(liangcao: Run, published: dict[str, Any], tmp_path: Path) -> None:
    """One ask less: everybody's shares are those of another question."""
    published["claims"][0]["asked"] += 50
    code, told = altered(liangcao, tmp_path, published)
    assert (code, told["ok"], told["same_shares"]) == (1, False, False)


def test_what_is_no_plan_is_refused(liangcao: Run, published: dict[str, Any], tmp_path: Path) -> None:
    published["plan"] = {"lines": []}
    (tmp_path / "altered.json").write_text(json.dumps(published))
    answer = liangcao("plan", tmp_path / "altered.json", "--json")
    assert (answer.code, answer.data["refused"][0]["field"]) == (1, "plan")


def test_no_such_plan(liangcao: Run, story: str) -> None:
    for number in ("999999", "x", ""):
        answer = liangcao("export", "plan", number, "--json")
        assert (answer.code, answer.data["refused"][0]["code"]) == (1, "unknown_document")
    assert liangcao("export", "plan", "--json").data["refused"][0]["code"] == "unknown_document"


def test_a_plan_of_older_books_is_said_to_be_not_recomputable(liangcao: Run, story: str) -> None:
    ((plan_id, entry),) = asked(story, "SELECT plan_id, entry FROM plan ORDER BY plan_id LIMIT 1")
    ((body,),) = asked(story, f"SELECT body FROM journal WHERE number = {entry}")
    data = json.loads(bytes(body))
    data["effects"]["rows"] = [row for row in data["effects"]["rows"] if row["table"] != "plan_question"]
    database = Database(story)
    rewrite(database, {entry: data})
    forge(database, f"DELETE FROM plan_question WHERE plan_id = {plan_id}")
    database.dispose()
    answer = liangcao("export", "plan", plan_id, "--json")
    assert (answer.code, answer.data["refused"][0]["code"]) == (1, "plan_without_question")


def test_verify_says_how_many_plans_stand(liangcao: Run, story: str) -> None:
    ((plans,),) = asked(story, "SELECT COUNT(*) FROM plan")
    told = liangcao("verify", "--json").data["plans"]
    assert told == {"certified": plans, "compared": plans, "unasked": 0, "otherwise": 0}
    assert f"重新核对了 {plans} 个分配方案，都站得住" in liangcao("verify").out
    assert f"{plans} allocation plans were checked anew and stand" in liangcao("verify", "--lang", "en").out


def test_verify_says_which_plans_share_by_another_way(
    liangcao: Run, copy_of: Callable[..., str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder
    monkeypatch.setenv("LIANGCAO_DB_URL", copy_of(with_another_way))
    assert liangcao("verify", "--json").data["plans"]["otherwise"] == 2
    assert "其中 2 个照要求用了规则以外的分法，或手工改过：只核对了不越界，没有核对公平" in liangcao("verify").out
    assert (
        "2 of them share by another way than the rules, as was asked for, or were changed by hand"
        in liangcao("verify", "--lang", "en").out
    )
