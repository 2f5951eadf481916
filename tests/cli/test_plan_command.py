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
from liangcao.exchange.sheets import read_sheet
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


def written(folder: Path, content: Any, name: str = "changes.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return file


ARRIVAL = {"change": "arrival", "item": "医用外科口罩", "warehouse": "中心仓", "quantity": 1000}


def test_what_if_tells_who_gains(liangcao: Run, tmp_path: Path) -> None:
    changes = written(tmp_path, [ARRIVAL])
    found = liangcao("plan", SAMPLE, "--what-if", changes, "--json").data
    assert (found["ok"], found["gained"], found["lost"]) == (True, 1000, 0)
    assert [(row["unit"], row["given"]) for row in found["gain_most"]] == [("纺织厂", [400, 1400])]
    assert "多得最多：纺织厂 · 医用外科口罩 400 → 1400（多 1000）" in liangcao("plan", SAMPLE, "--what-if", changes).out
    assert "Gains most: 纺织厂" in liangcao("plan", SAMPLE, "--what-if", changes, "--lang", "en").out


def test_two_files_are_compared(liangcao: Run, tmp_path: Path) -> None:
    content = json.loads(SAMPLE.read_text(encoding="utf-8"))
    assert "两个方案给各家的一样多" in liangcao("plan", SAMPLE, "--against", SAMPLE).out
    other = written(tmp_path, {**content, "floors": []}, "other.json")
    found = liangcao("plan", SAMPLE, "--against", other, "--json").data
    assert found["same_question"] is False
    assert found["gained"] == 500


def test_a_change_that_does_not_fit_is_named(liangcao: Run, tmp_path: Path) -> None:
    changes = written(tmp_path, [ARRIVAL, {"change": "drop", "claim": "99"}])
    answer = liangcao("plan", SAMPLE, "--what-if", changes, "--json")
    assert answer.code == 1
    assert [(each["code"], each["field"]) for each in answer.data["refused"]] == [("no_such_row", "changes.2.claim")]


def test_other_ways_stand_beside_the_plan(liangcao: Run) -> None:
    found = liangcao("plan", SAMPLE, "--alternatives", "--json").data
    assert found["ok"] is True
    ways = {each["way"]: each for each in found["ways"]}
    assert list(ways) == ["plan", "people", "cover", "equal", "pro_rata", "first_come"]
    assert len(ways["people"]["missing"]) == 9
    assert "figures" not in ways["people"]
    most = [{"unit": "城东卫生院", "item": "N95口罩", "quantity": 100}]
    assert ways["first_come"]["figures"]["lower"] == [{"class": 1, "needs": 1, "quantity": 100, "most": most}]
    assert ways["plan"]["figures"]["reserves"] == 0
    shown = liangcao("plan", SAMPLE, "--alternatives").out
    assert "先批先给：第 1 类有 1 家比方案得的少，一共少 100：城东卫生院 · N95口罩 -100" in shown
    assert "按人头：做不了，9 笔需求没有写所需的数（1、2、3、4、5…）" in shown
    english = liangcao("plan", SAMPLE, "--alternatives", "--lang", "en").out
    assert "First come, first served" in english


def test_a_plan_by_another_way_says_whom_it_passes_over(liangcao: Run) -> None:
    plan = liangcao("plan", SAMPLE, "--by", "first-come", "--json").data
    assert plan["ok"] is True
    assert plan["way"] == {"by": "first_come", "by_class": False}
    assert {each["code"] for each in plan["choices"]} == {"unfair", "below_reserve"}
    assert "没有按规则分的地方：2 处" in liangcao("plan", SAMPLE, "--by", "first-come").out
    assert liangcao("plan", SAMPLE, "--by", "people", "--json").data["refused"][0]["code"] == "figures_missing"


def test_edits_are_held_to_the_limits(liangcao: Run, tmp_path: Path) -> None:
    line = {"claim": "7", "lot": "S-0201", "warehouse": "中心仓", "quantity": 800, "reason": "卡口减员"}
    plan = liangcao("plan", SAMPLE, "--edits", written(tmp_path, [line]), "--json").data
    assert (plan["ok"], [each["reason"] for each in plan["edits"]]) == (True, ["卡口减员"])
    assert {each["code"] for each in plan["choices"]} == {"stock_left"}
    shown = liangcao("plan", SAMPLE, "--edits", written(tmp_path, [line])).out
    assert "其中有手工改动：批次 S-0201（中心仓）由 900 改为 800，原因：卡口减员" in shown
    refused = liangcao("plan", SAMPLE, "--edits", written(tmp_path, [{**line, "quantity": 810}]), "--json")
    assert (refused.code, refused.data["refused"][0]["code"]) == (1, "broken_box")


def test_one_thing_is_asked_at_a_time(liangcao: Run) -> None:
    assert liangcao("plan", SAMPLE, "--alternatives", "--by", "equal").code == 2


def test_what_more_would_change_is_told(liangcao: Run) -> None:
    shown = liangcao("plan", SAMPLE, "--next").out
    assert "再到 10 箱 医用外科口罩（每箱 50）：纺织厂（第 4 类）多得 10 箱 医用外科口罩" in shown
    assert "再到 52 箱 医用外科口罩（共 2600），第 4 类和更急的类就都满足" in shown
    found = liangcao("plan", SAMPLE, "--item", "N95口罩", "--quantity", "300", "--json").data
    assert [(each["boxes"], each["left"], each["fills"]) for each in found["deliveries"]] == [
        (15, 10, [{"class": 2, "boxes": 5}])
    ]
    assert "5 more boxes of N95口罩" in liangcao("plan", SAMPLE, "--item", "N95口罩", "--lang", "en").out
    assert liangcao("plan", SAMPLE, "--item", "x", "--json").data["refused"][0]["code"] == "unknown_item"
    assert liangcao("plan", SAMPLE, "--quantity", "300").code == 2


def test_a_plan_is_made_again_with_little_change(liangcao: Run, tmp_path: Path) -> None:
    plan = liangcao("plan", SAMPLE, "--json").data
    published = written(tmp_path, plan, "plan.json")
    again = liangcao("plan", SAMPLE, "--published", published, "--json").data
    assert again["lines"] == plan["lines"]
    assert (again["against_published"]["taken_back"], again["against_published"]["added"]) == (0, 0)
    picked = written(tmp_path, plan["lines"][:3], "picked.json")
    rest = liangcao("plan", SAMPLE, "--published", published, "--picked", picked, "--json").data
    assert rest["lines"] == plan["lines"][3:]
    shown = liangcao("plan", SAMPLE, "--published", published).out
    assert "和已公布的方案比：不变 7100，撤回 0，新加 0" in shown
    other = {**plan["lines"][0], "lot": "none"}
    lost = liangcao("plan", SAMPLE, "--published", written(tmp_path, [other], "other.json"), "--lang", "en").out
    assert "Claim 1 (县人民医院): published" in lost
    assert liangcao("plan", SAMPLE, "--picked", picked).code == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_plan_in_sheets_is_a_question_again(liangcao: Run, tmp_path: Path, language: str) -> None:
    sheets = tmp_path / "plan.xlsx"
    plan = liangcao("plan", SAMPLE, "--xlsx", sheets, "--json", "--lang", language).data
    assert plan["written"] == str(sheets)
    again = liangcao("plan", sheets, "--json").data
    assert (again["plan_hash"], again["input_hash"]) == (plan["plan_hash"], plan["input_hash"])
    data = sheets.read_bytes()
    names = read_sheet(data, "plan.xlsx").names
    needs, lines = ("结果·各家", "结果·拣货") if language == "zh" else ("result needs", "result picking")
    assert {needs, lines} <= set(names)
    rows = read_sheet(data, "plan.xlsx", sheet=needs).rows
    assert len(rows) == len(plan["needs"]) + 1
    assert {row[-1] for row in rows[1:]} == {need["said"] for need in plan["needs"]}
    picked = read_sheet(data, "plan.xlsx", sheet=lines).rows[1:]
    assert sum(int(str(row[7])) for row in picked) == sum(line["quantity"] for line in plan["lines"])


def test_a_plan_by_another_way_says_in_its_sheets_what_it_does(liangcao: Run, tmp_path: Path) -> None:
    sheets = tmp_path / "plan.xlsx"
    plan = liangcao("plan", SAMPLE, "--by", "first-come", "--xlsx", sheets, "--json").data
    told = [row[1] for row in read_sheet(sheets.read_bytes(), "plan.xlsx", sheet="结果·说明").rows]
    assert {each["reason"] for each in plan["choices"]} <= set(told)
    assert liangcao("plan", SAMPLE, "--alternatives", "--xlsx", sheets).code == 2


def test_the_hashes_of_an_older_question_never_change(liangcao: Run) -> None:
    plan = liangcao("plan", SAMPLE, "--json").data
    assert plan["input_hash"] == "2de89dbf8de35fb90966e6f7db11daf0b1855d64638e13cd405169c883a8b6a1"
    assert plan["shares_hash"] == "13cacbed936ee24ff8fc56c54988e4c87b482dee66908b39a2f1b8580daf8074"
