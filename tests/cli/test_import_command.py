"""import requests: the real list, once and twice, one row wrong, only looked at; all or nothing."""

from pathlib import Path

import pytest

from cli.conftest import Run
from liangcao.exchange.asking_units import kind_of_unit

REAL_LIST = Path(__file__).parents[1] / "data" / "sheets" / "hubei-hospital-requests-2020.csv"
HEADINGS = "城市,区县,单位,物资,数量,规格\n"


def sheet(folder: Path, *rows: str) -> Path:
    """A list with the columns of the real one."""
    file = folder / "list.csv"
    file.write_text(HEADINGS + "".join(f"{row}\n" for row in rows), "utf-8")
    return file


def entries(liangcao: Run) -> int:
    return int(liangcao("verify", "--json").data["entries"])


def test_the_real_list_comes_in_whole_and_only_once(liangcao: Run, plain_office: str) -> None:
    looked_at = liangcao("import", "requests", REAL_LIST, "--json", "--dry-run")
    assert (looked_at.code, looked_at.data["new"], looked_at.data["requests"]) == (0, 1618, 0)
    before = entries(liangcao)
    answer = liangcao("import", "requests", REAL_LIST, "--json")
    assert answer.code == 0
    counts = {name: answer.data[name] for name in ("rows", "new", "same", "faulty")}
    assert counts == {"rows": 1618, "new": 1618, "same": 0, "faulty": []}
    assert len(answer.data["new_units"]) == 159  # every town has its Red Cross: 156 names, 159 units
    assert entries(liangcao) == before + 159 + answer.data["requests"]
    again = liangcao("import", "requests", REAL_LIST, "--json")
    assert (again.code, again.data["new"], again.data["same"], again.data["new_units"]) == (0, 0, 1618, [])
    assert entries(liangcao) == before + 159 + answer.data["requests"]
    assert liangcao("verify", "--json").data["ok"]


def test_into_an_empty_directory_an_office_is_set_up_first(liangcao: Run, tmp_path: Path) -> None:
    answer = liangcao("import", "requests", sheet(tmp_path, "示例市,示例区,示例医院,防护服,20,"), "--json")
    assert answer.code == 0
    assert answer.data["new"] == 1
    assert "admin1" in answer.err
    assert "admin1" not in answer.out


def test_a_dry_run_where_there_are_no_books_leaves_none(liangcao: Run, folder: Path, tmp_path: Path) -> None:
    file = sheet(tmp_path, "示例市,示例区,示例医院,防护服,20,")
    answer = liangcao("import", "requests", file, "--json", "--dry-run")
    assert (answer.code, answer.data["new"], answer.err) == (0, 1, "")
    assert not folder.exists()


def test_one_faulty_row_and_nothing_comes_in(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    before = entries(liangcao)
    file = sheet(
        tmp_path,
        "示例市,示例区,示例医院,防护服,20,",
        "示例市,示例区,示例医院,飞船,1,",
        "示例市,示例区,示例医院,酒精,-3,",
    )
    answer = liangcao("import", "requests", file, "--json")
    assert answer.code == 1
    assert (answer.data["rows"], answer.data["new"]) == (3, 1)
    assert [(fault["row"], fault["column"], fault["code"]) for fault in answer.data["faulty"]] == [
        (3, "物资", "unknown_item"),
        (4, "数量", "quantity_not_positive"),
    ]
    assert all(fault["reason"] for fault in answer.data["faulty"])
    assert entries(liangcao) == before
    assert liangcao("import", "requests", file).code == 1


def test_a_list_in_english(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "Requester,City,Item name,Qty,Unit,Remarks\nDemo Hospital,Demo,N95,300,pcs,urgent\n"
        'Demo Hospital,Demo,Surgical masks,"1,200",,\nDemo Hospital,Demo,surgical mask,2 boxes,,\n',
        "utf-8",
    )
    answer = liangcao("import", "requests", file, "--json", "--lang", "en")
    assert (answer.code, answer.data["new"], answer.data["faulty"]) == (0, 3, [])
    target = tmp_path / "requests.csv"
    liangcao("export", "requests", "-o", target)
    assert [row.split(",")[8] for row in target.read_text("utf-8-sig").splitlines()[1:]] == ["300", "1200", "100"]
    file.write_text("Organisation,Product,Number\nDemo Hospital,Surgical mask,1200\n")
    refused = liangcao("import", "requests", file, "--json", "--lang", "en")
    assert refused.data["refused"][0]["reason"] == "The sheet lacks these columns: Quantity"


def test_what_a_cell_holds_does_not_steer_the_terminal(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    answer = liangcao("import", "requests", sheet(tmp_path, "示例市,示例区,示例\x1b[2J医院,防护服,20,"))
    assert answer.code == 1
    assert "\x1b[2J" not in answer.out + answer.err
    assert "\ufffd[2J" in answer.out


def test_new_units_may_be_refused(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    file = sheet(tmp_path, "示例市,示例区,示例医院,防护服,20,", "示例市,示例区,示例医院,酒精,,")
    answer = liangcao("import", "requests", file, "--json", "--new-units", "refuse")
    assert answer.code == 1
    assert [(fault["row"], fault["code"]) for fault in answer.data["faulty"]] == [
        (2, "unknown_party"),
        (3, "unknown_party"),
    ]
    assert liangcao("import", "requests", file).code == 0
    assert liangcao("import", "requests", file, "--json", "--new-units", "refuse").data["same"] == 2


def test_a_longer_list_brings_only_its_new_rows(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    first = "示例市,示例区,示例医院,防护服,20,"
    assert liangcao("import", "requests", sheet(tmp_path, first), "--json").data["new"] == 1
    longer = liangcao("import", "requests", sheet(tmp_path, first, first, "示例市,示例区,示例医院,酒精,,"), "--json")
    assert (longer.data["same"], longer.data["new"], longer.data["new_units"]) == (1, 2, [])


def test_an_unknown_quantity_stays_unknown(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    liangcao("import", "requests", sheet(tmp_path, "示例市,示例区,示例医院,防护服,,"))
    target = tmp_path / "requests.csv"
    assert liangcao("export", "requests", "-o", target, "--json").data["rows"] == 1
    row = target.read_text("utf-8-sig").splitlines()[1].split(",")
    assert row[6:9] == ["医用一次性防护服", "件", ""]


def test_what_is_no_sheet_is_refused_by_name(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    picture = tmp_path / "list.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    answer = liangcao("import", "requests", picture, "--json")
    assert (answer.code, answer.data["refused"][0]["code"]) == (1, "file_unreadable")
    assert [answer.data[name] for name in ("rows", "new", "same")] == [0, 0, 0]
    ((row, column, code, reason),) = [
        [fault[name] for name in ("row", "column", "code", "reason")] for fault in answer.data["faulty"]
    ]
    assert (row, column, code) == (0, "", "file_unreadable")
    assert "图片" in reason
    empty = tmp_path / "columns.csv"
    empty.write_text("甲,乙\n1,2\n", "utf-8")
    missing = liangcao("import", "requests", empty, "--json").data
    assert missing["refused"][0]["code"] == "file_columns_missing"
    assert [(fault["row"], fault["column"]) for fault in missing["faulty"]] == [(0, "单位、物资、数量")]
    assert liangcao("import", "requests", tmp_path / "nowhere.csv").code == 2


def test_somebody_must_stand_for_it(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    file = sheet(tmp_path, "示例市,示例区,示例医院,防护服,20,")
    assert (
        liangcao("import", "requests", file, "--as", "nobody", "--json").data["refused"][0]["code"] == "unknown_actor"
    )
    refused = liangcao("import", "requests", file, "--as", "admin1", "--json")
    assert (refused.code, refused.data["refused"][0]["code"]) == (1, "not_permitted")
    assert liangcao("import", "requests", file, "--as", "duty").code == 0


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("示例市第一人民医院", "hospital"),
        ("示例镇卫生院", "hospital"),
        ("示例市疾病预防控制中心", "hospital"),
        ("示例区红十字会", "department"),
        ("示例高速卡口", "checkpoint"),
        ("示例路小学", "school"),
        ("示例机械有限公司", "enterprise"),
        ("示例街道办事处", "subdistrict"),
        ("示例消杀队", "team"),
        ("示例局", "department"),
    ],
)
def test_a_units_name_suggests_its_kind(name: str, kind: str) -> None:
    assert kind_of_unit(name) == kind


def test_numbers_of_people_are_masked_and_counted(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    file = sheet(tmp_path, "示例市,示例区,示例医院,防护服,20,送13700002222")
    assert liangcao("import", "requests", file, "--json", "--dry-run").data["masked"] == 1
    assert "已遮住" in liangcao("import", "requests", file).out


def test_rows_asked_before_are_named_and_asked_again_by_choice(
    liangcao: Run, plain_office: str, tmp_path: Path
) -> None:
    row = "示例市,示例区,示例医院,防护服,20,"
    assert liangcao("import", "requests", sheet(tmp_path, row), "--json").data["asked_before"] == []
    file = sheet(tmp_path, row, "示例市,示例区,示例医院,酒精,,")
    looked = liangcao("import", "requests", file, "--json", "--dry-run").data["asked_before"]
    assert [(known["row"], len(known["asked_on"])) for known in looked] == [(2, 10)]
    told = liangcao("import", "requests", file).out
    assert "--again" in told
    assert str(looked[0]["request"]) in told
    again = liangcao("import", "requests", file, "--json", "--again").data
    assert (again["rows"], again["new"], again["same"], again["faulty"]) == (2, 2, 0, [])
    assert liangcao("import", "requests", file, "--json", "--again").data["new"] == 0


def test_a_catalogue_is_looked_at_taken_in_and_sent_again(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text("物资名称,计量单位,执行标准,条码\n示例皂,块,GB/T 1,6901234567892\n医用外科口罩,只,YY 9,\n", "utf-8")
    seen = liangcao("import", "items", file, "--dry-run", "--json")
    assert (seen.code, seen.data["new"], len(seen.data["different"])) == (0, 1, 1)
    assert liangcao("import", "items", file, "--corrects", "--json").data["new"] == 1
    again = liangcao("import", "items", file, "--corrects")
    assert again.code == 0
    assert "没有新内容" in again.out
    file.write_text("物资名称,计量单位,条码\n示例二,块,6901234567891\n", "utf-8")
    wrong = liangcao("import", "items", file, "--json")
    assert wrong.code != 0
    assert [fault["code"] for fault in wrong.data["faulty"]] == ["check_digit_wrong"]


def test_leads_come_in_and_their_export_changes_nothing(liangcao: Run, plain_office: str, tmp_path: Path) -> None:
    file = tmp_path / "leads.txt"
    file.write_text("上海 李 医用外科口罩 2万 3.2元 现货 有证\n济南 王经理 医用外科口罩 无证\n", "utf-8")
    refused = liangcao("import", "leads", file, "--json", "--dry-run")
    assert (refused.code, refused.data["faulty"][0]["code"]) == (1, "input_invalid")  # nobody said which channel
    of = ("--channel", "other_province", "--json")
    assert liangcao("import", "leads", file, *of, "--dry-run").data["leads"] == 2
    assert liangcao("import", "leads", file, *of).data["leads"] == 2
    assert (again := liangcao("import", "leads", file, *of)).data["known"] == 2
    assert again.data["leads"] == 0
    for language in ("zh", "en"):
        sheet_file = tmp_path / f"{language}.xlsx"
        assert liangcao("export", "leads", "-o", sheet_file, "--json", "--lang", language).code == 0
        answer = liangcao("import", "leads", sheet_file, "--json")
        assert (answer.code, answer.data["leads"], answer.data["known"]) == (0, 0, 2)
