"""`liangcao plan FILE`: a certified plan without an office, from JSON or a workbook, in both languages."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cli.conftest import Run
from liangcao.cli import planning
from liangcao.sharing.question import TABLES
from liangcao.sharing.violation import Violation

SAMPLE = Path(__file__).parents[1] / "data" / "sharing" / "masks.json"


def test_a_file_is_shared_out_without_an_office(liangcao: Run, folder: Path) -> None:
    answer = liangcao("plan", SAMPLE, "--json")
    assert answer.code == 0
    assert not folder.exists()
    plan = answer.data
    assert plan["ok"] is True
    assert plan["violations"] == []
    given = {(need["unit"], need["item"]): need["given"] for need in plan["needs"]}
    assert given["纺织厂", "医用外科口罩"] == 400
    mill = next(need for need in plan["needs"] if need["unit"] == "纺织厂")
    assert "一共 6000，留作储备 500，别的类用去 5100，本类 1 家分了 400" in mill["said"]


def test_the_same_file_has_the_same_plan(liangcao: Run) -> None:
    one, other = liangcao("plan", SAMPLE, "--json").data, liangcao("plan", SAMPLE, "--json").data
    assert one == other
    assert len({one[name] for name in ("input_hash", "shares_hash", "plan_hash")}) == 3


def test_people_are_told_in_their_language(liangcao: Run) -> None:
    chinese = liangcao("plan", SAMPLE)
    assert "第 4 类：要 3000，给 400（13%）" in chinese.out
    english = liangcao("plan", SAMPLE, "--lang", "en")
    assert "Class 4: asked 3000, gets 400 (13%)" in english.out
    assert english.code == chinese.code == 0


def workbook(content: dict[str, Any], *, headings: bool) -> bytes:
    """The same question as a workbook, with Chinese headings or field names."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    rules = book.add_worksheet("规则" if headings else "rules")
    rules.write_row(0, 0, ["日期" if headings else "date", content["date"]])
    for row, (name, value) in enumerate(content["rules"].items(), 1):
        rules.write_row(row, 0, [name, value])
    for name, table in TABLES.items():
        sheet = book.add_worksheet(table.heading if headings else name)
        for column, (field, said) in enumerate(table.fields.items()):
            sheet.write(0, column, said.heading if headings else field)
            for row, values in enumerate(content.get(name, []), 1):
                value = values.get(field, "")
                value = "、".join(value) if isinstance(value, list) else value
                sheet.write(row, column, ("是" if value else "否") if isinstance(value, bool) else value)
    book.close()
    return made.getvalue()


@pytest.mark.parametrize("headings", [True, False])
def test_a_workbook_is_the_same_question(liangcao: Run, tmp_path: Path, headings: bool) -> None:
    file = tmp_path / "question.xlsx"
    file.write_bytes(workbook(json.loads(SAMPLE.read_text(encoding="utf-8")), headings=headings))
    assert liangcao("plan", file, "--json").data == liangcao("plan", SAMPLE, "--json").data


def test_a_fault_is_named_with_its_place(liangcao: Run, tmp_path: Path) -> None:
    content = json.loads(SAMPLE.read_text(encoding="utf-8"))
    content["claims"][2]["asked"] = -1
    file = tmp_path / "question.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    answer = liangcao("plan", file, "--json")
    assert answer.code == 1
    assert [(each["code"], each["field"]) for each in answer.data["refused"]] == [
        ("quantity_not_positive", "claims.3.asked")
    ]
    assert "claims.3.asked：数量必须大于零" in liangcao("plan", file).err
    file.write_bytes(workbook(content, headings=True))
    assert "claims.3.asked" in liangcao("plan", file).err


def test_a_workbook_with_other_sheets_is_refused(liangcao: Run, tmp_path: Path) -> None:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    book.add_worksheet("别的").write(0, 0, "x")
    book.close()
    file = tmp_path / "question.xlsx"
    file.write_bytes(made.getvalue())
    answer = liangcao("plan", file, "--json")
    assert (answer.code, answer.data["refused"][0]["code"]) == (1, "unknown_sheet")


def test_a_plan_that_does_not_stand_is_not_passed_off(liangcao: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    who = {"unit": "u", "item": "a", "priority_class": 1}
    monkeypatch.setattr(planning, "check_plan", lambda _question, _plan: [Violation("stock_left", who)])
    answer = liangcao("plan", SAMPLE, "--json")
    assert (answer.code, answer.data["ok"]) == (1, False)
    assert answer.data["violations"][0]["code"] == "stock_left"
    assert "✘" in liangcao("plan", SAMPLE).out


def test_no_other_command_waits_for_large_libraries() -> None:
    code = "import sys, liangcao.cli.main; sys.exit('numpy' in sys.modules or 'ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
