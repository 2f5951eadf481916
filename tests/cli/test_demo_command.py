"""demo: told once into its own place, never twice, never over other books, nothing left when it breaks off."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import Run
from demo.told_story import tell_small
from liangcao.cli import playing
from liangcao.codes.rules import code_of
from liangcao.demo.cast import LOGINS


def test_the_story_is_told_once(liangcao: Run, folder: Path) -> None:
    first = liangcao("demo", "--no-serve", "--json")
    assert first.code == 0, first.err
    assert (first.data["is_new"], first.data["verified"], first.data["logins"]) == (True, True, list(LOGINS))
    assert first.data["data_dir"] == str(folder)
    assert "01-31" in first.err
    masks = {item["item_name"]: item for item in first.data["items"]}["一次性使用医用口罩"]
    assert (masks["received"], masks["allocated"], masks["delivered"], masks["on_hand"]) == (
        62_000,
        60_000,
        60_000,
        2_000,
    )
    assert sorted(file.name for file in folder.iterdir()) == ["liangcao.db", "secret.key"]
    again = liangcao("demo", "--no-serve", "--json")
    assert (again.data["is_new"], again.data["entries"]) == (False, first.data["entries"])
    shown = liangcao("demo", "--no-serve")
    assert "62,000" in shown.out
    assert "核验通过" in shown.out
    trace = liangcao("trace", "SH20200115", "--json")
    assert {step["action"] for step in trace.data["lots"][0]["steps"]} >= {
        "receiving.receive_goods",
        "storing.move_stock",
    }
    past = liangcao("stock", "--as-of", "2020-01-31T23:00", "--item", "医用外科口罩", "--json")
    assert {row["on_hand"] for row in past.data["rows"]} >= {10_000, 9_600, 400}


@pytest.fixture
def told(liangcao: Run, copy_of: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LIANGCAO_DB_URL", copy_of(tell_small))
    return liangcao


def test_a_donor_a_supplier_and_a_unit_are_traced_by_name_and_by_sound(told: Run) -> None:
    (donor,) = told("trace", "慈善总会", "--json").data["parties"]
    assert (donor["kind"], donor["received"]) == ("donor", [])
    assert {lot["source_name"] for lot in donor["brought"]} == {donor["name"]}
    assert len(donor["brought"]) >= 2
    assert told("trace", "cszh", "--json").data["parties"] == [donor]
    units = told("trace", "医院", "--json").data["parties"]
    assert sum(arrival["quantity"] for unit in units for arrival in unit["received"]) > 0
    assert "收到的" in told("trace", "医院").out


def test_documents_are_traced_by_code_and_by_number(told: Run) -> None:
    lot = told("trace", "SH20200115", "--json").data["lots"][0]
    assert told("trace", code_of("L", lot["lot_id"]), "--json").data["lots"][0]["lot_id"] == lot["lot_id"]
    by_code = told("trace", f"https://office.example/q/{code_of('C', lot['receipt_id'])}", "--json").data["documents"]
    assert [(each["kind"], each["number"]) for each in by_code] == [("receipt", lot["receipt_id"])]
    assert lot["lot_id"] in {each["lot_id"] for each in by_code[0]["lots"]}
    assert sum(link["quantity"] for way in by_code[0]["ways"] for link in way["links"]) > 0
    assert "收货单" in told("trace", str(lot["receipt_id"])).out
    damaged = "L000C0"
    assert told("trace", damaged, "--json").data["refused"][0]["code"] == "short_code_damaged"


def test_nothing_found_and_nothing_asked_are_said_by_name(told: Run) -> None:
    assert told("trace", "飞船", "--json").data["refused"][0]["code"] == "unknown_lot"
    assert told("trace", " ", "--json").data["refused"][0]["code"] == "field_missing"
    for words in ("飞船", "##"):
        assert told("stock", "--item", words, "--json").data["refused"][0]["code"] == "unknown_item"
    assert told("stock", "--item", "yywkkz", "--json").data["rows"]


def test_other_books_are_left_alone(liangcao: Run) -> None:
    liangcao("init", "--json")
    before = liangcao("verify", "--json").data["root"]
    answer = liangcao("demo", "--no-serve", "--json")
    assert (answer.code, answer.data["refused"][0]["code"]) == (1, "not_a_demo")
    assert liangcao("verify", "--json").data["root"] == before


def test_a_story_that_breaks_off_leaves_nothing(liangcao: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(playing, "live", break_off)
        assert liangcao("demo", "--no-serve").code != 0
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_started_twice_at_once_the_story_is_told_once(folder: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", "from liangcao.cli.main import app; app()", "demo", "--no-serve", "--json"],
            env={**os.environ, "LIANGCAO_DATA_DIR": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    answers = [json.loads(program.communicate()[0]) for program in started]
    assert sorted(answer["is_new"] for answer in answers) == [False, True]
    assert [answer["verified"] for answer in answers] == [True, True]


def test_in_a_database_with_something_else_it_is_not_told(liangcao: Run, plain_office: str) -> None:
    assert liangcao("demo", "--no-serve", "--json").data["refused"][0]["code"] == "not_a_demo"


@pytest.mark.slow
def test_the_story_can_be_told_into_postgresql(
    liangcao: Run, folder: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANGCAO_DB_URL", postgres_url)
    first = liangcao("demo", "--no-serve", "--json")
    assert (first.code, first.data["is_new"], first.data["verified"]) == (0, True, True), first.err
    assert [file.name for file in folder.iterdir()] == ["secret.key"]
    assert liangcao("demo", "--no-serve", "--json").data["is_new"] is False
    assert liangcao("verify", "--json").data["checkpoint"]["size"] == first.data["entries"]
