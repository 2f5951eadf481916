"""What can be taken along holds what the books hold."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.told_story import tell_small
from liangcao.access.permissions import EVERYTHING, NOTHING
from liangcao.catalog.queries import all_goods, names_of_items
from liangcao.cli.main import run
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.exchange.request_sheet import read_requests
from liangcao.exchange.sheets import read_sheet
from liangcao.journal.entry import read_entry
from liangcao.reports import export_tables, source_tables, task_tables
from liangcao.reports.export_tables import TABLES


@pytest.fixture
def story_url(copy_of: Callable[..., str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    url = copy_of(tell_small)
    monkeypatch.setenv("LIANGCAO_DB_URL", url)
    monkeypatch.setenv("LIANGCAO_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    return url


AT_ONCE = {"purchases": 1, "suppliers": 2, "claims": 1, "mobilisation": 1, "tasks": 2}
"""So few rows a page where the story has few."""


@pytest.mark.parametrize("name", TABLES)
def test_rows_fit_their_headings_and_stay_in_view(story_url: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = AT_ONCE.get(name, 7)
    for module in (export_tables, source_tables, task_tables):
        monkeypatch.setattr(module, "AT_ONCE", at_once)
    headings, rows_of = TABLES[name]
    database = Database(story_url)
    with database.read() as connection:
        rows = list(rows_of(connection, 1, EVERYTHING))
        hidden = list(rows_of(connection, 1, NOTHING))
    database.dispose()
    assert len(rows) >= at_once, "the next page is asked for"
    assert {len(row) for row in rows} == {len(headings)}
    assert len(set(rows)) == len(rows), "no row twice, across pages"
    if name in {"stock", "requests", "claims"}:
        assert hidden == []


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_table_can_be_read_back(story_url: str, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"stock.{ending}"
    assert run(["export", "stock", "-o", str(target), "--json"]) == 0
    sheet = read_sheet(target.read_bytes(), target.name)
    assert "物资" in sheet.rows[0]
    assert any("KN-2002" in row for row in sheet.rows)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_requests_are_a_list_that_can_be_imported(story_url: str, tmp_path: Path, language: str) -> None:
    target = tmp_path / "requests.xlsx"
    assert run(["export", "requests", "-o", str(target), "--json", "--lang", language]) == 0
    database = Database(story_url)
    with database.read() as connection:
        items = names_of_items(connection, 1)
        goods = {item.item_id: item for item in all_goods(connection, 1)}
        asked = ask(connection, "SELECT COUNT(*), SUM(asked), SUM(stock_held) FROM request_line", ())[0]
    database.dispose()
    found = read_requests(read_sheet(target.read_bytes(), target.name), items, goods=goods)
    assert found.faulty == ()
    held = [row.extras.stock_held for row in found.rows if row.extras.stock_held is not None]
    told = (len(found.rows), sum(row.quantity or 0 for row in found.rows), sum(held) if held else None)
    assert told == tuple(asked)


def test_the_journal_is_its_bytes_line_by_line(story_url: str, tmp_path: Path) -> None:
    target = tmp_path / "journal.jsonl"
    assert run(["export", "journal", "-o", str(target), "--json"]) == 0
    bodies = target.read_bytes().splitlines()
    assert [read_entry(body).number for body in bodies] == list(range(1, len(bodies) + 1))


def test_an_unknown_ending_is_refused_and_leaves_no_file(story_url: str, tmp_path: Path) -> None:
    assert run(["export", "stock", "-o", str(tmp_path / "stock.pdf")]) == 1
    assert [file for file in tmp_path.iterdir() if "stock" in file.name] == []


def test_csv_in_english_has_english_headings(story_url: str, tmp_path: Path) -> None:
    target = tmp_path / "items.csv"
    assert run(["export", "items", "-o", str(target), "--lang", "en"]) == 0
    headings = next(csv.reader(target.read_text("utf-8-sig").splitlines()))
    assert not [heading for heading in headings if any("\u4e00" <= character <= "\u9fff" for character in heading)]


def test_what_is_owed_and_what_was_claimed_are_told(story_url: str, tmp_path: Path) -> None:
    told = {}
    for name in ("mobilisation", "claims"):
        target = tmp_path / f"{name}.csv"
        assert run(["export", name, "-o", str(target)]) == 0
        told[name] = list(csv.DictReader(target.read_text("utf-8-sig").splitlines()))
    gloves = next(row for row in told["mobilisation"] if row["单号"] == "调〔2020〕1号" and row["行"] == "4")
    assert [gloves[each] for each in ("调多少", "到了", "已归还", "已补偿", "还欠")] == [
        "1000",
        "1000",
        "1000",
        "0",
        "0",
    ]
    assert {row["还欠"] for row in told["mobilisation"] if row is not gloves} > {"600", "1500"}
    wet = [(row["物资"], row["数量"], row["为什么"], row["怎么了结"]) for row in told["claims"]]
    assert wet == [("医用外科口罩", "400", "受潮", "补货")]
