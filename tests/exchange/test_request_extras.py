"""What a list says beside unit, goods and quantity: read by many names, faults named in place, known by it again."""

import pytest
from dirty_sheets import goods, known_items, text_sheet

from liangcao.exchange.request_extras import Extras
from liangcao.exchange.request_sheet import RequestSheet, read_requests
from liangcao.exchange.requests_import import import_requests
from liangcao.exchange.sheets import read_sheet
from scenarios.cast import Cast

HEAD = "单位,物资,数量,人数,人员类别,现有库存,管几天,最迟哪天,用途,可代替"
ENGLISH = "Unit name,Item,Quantity,People,Kind of people,Stock now,Cover days,Last useful day,Purpose,Substitutes"


def read(*rows: str, head: str = HEAD) -> RequestSheet:
    sheet = read_sheet(text_sheet([row.split(",") for row in (head, *rows)]), "申请.csv")
    return read_requests(sheet, known_items(), goods=goods())


def extras(row: str, head: str = HEAD) -> Extras:
    found = read(row, head=head)
    assert found.faulty == ()
    return found.rows[0].extras


@pytest.mark.parametrize("head", [HEAD, ENGLISH])
def test_a_full_row(head: str) -> None:
    found = extras("中心医院,医用外科口罩,,1.2万,医护人员,2盒,7天,2020-02-15,发热门诊,防护服、护目镜", head)
    assert (found.people, found.role, found.stock_held, found.cover_days) == (12_000, "medical", 100, 7)
    assert (found.needed_by, found.purpose, len(found.accepts)) == ("2020-02-15", "发热门诊", 2)


@pytest.mark.parametrize("text", ["医护人员 30、病人 12", "医护30人；病人12人", "medical 30; patients: 12"])
def test_several_kinds_of_people_in_one_cell(text: str) -> None:
    found = extras(f"中心医院,医用外科口罩,300,42,{text},,,,,")
    assert found.covered == (("medical", 30), ("patient", 12))
    assert extras("中心医院,医用外科口罩,300,30,医护,,,,,").covered == (("medical", 30),)


def test_an_empty_row_says_nothing_and_is_known_as_before() -> None:
    assert extras("中心医院,医用外科口罩,300,,,,,,,") == Extras()
    short = read_requests(
        read_sheet(text_sheet([["单位", "物资", "数量"], ["中心医院", "医用外科口罩", "300"]]), "申请.csv"),
        known_items(),
        goods=goods(),
    )
    assert short.rows[0].row_hash == read("中心医院,医用外科口罩,300,,,,,,,").rows[0].row_hash
    assert short.rows[0].row_hash != read("中心医院,医用外科口罩,300,5,,,,,,").rows[0].row_hash


@pytest.mark.parametrize(("text", "held"), [("0", 0), ("无", 0), ("没有", 0), ("", None), ("不详", None), ("3", 3)])
def test_nothing_there_is_not_the_same_as_nobody_said(text: str, held: int | None) -> None:
    assert extras(f"中心医院,医用外科口罩,300,,,{text},,,,").stock_held == held


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("中心医院,医用外科口罩,300,很多,,,,,,", "人数", "quantity_unreadable"),
        ("中心医院,医用外科口罩,300,-3,,,,,,", "人数", "quantity_not_positive"),
        ("中心医院,医用外科口罩,300,100000000000000,,,,,,", "人数", "quantity_too_large"),
        ("中心医院,医用外科口罩,300,20000000,,,,,,", "人数", "quantity_too_large"),
        ("中心医院,医用外科口罩,300,5盒,,,,,,", "人数", "quantity_unreadable"),
        ("中心医院,医用外科口罩,300,,皇帝,,,,,", "人员类别", "input_invalid"),
        ("中心医院,医用外科口罩,300,,医护 3、皇帝 1,,,,,", "人员类别", "input_invalid"),
        ("中心医院,医用外科口罩,300,,医护 3、医护人员 4,,,,,", "人员类别", "already_exists"),
        ("中心医院,医用外科口罩,300,,医护 3、病人,,,,,", "人员类别", "quantity_unreadable"),
        ("中心医院,医用外科口罩,300,,医护 0,,,,,", "人员类别", "quantity_unreadable"),
        ("中心医院,医用外科口罩,300,,医护 99999999999,,,,,", "人员类别", "quantity_too_large"),
        ("中心医院,医用外科口罩,300,,,5桶,,,,", "现有库存", "unknown_pack"),
        ("中心医院,医用外科口罩,300,,,,400,,,", "管几天", "quantity_too_large"),
        ("中心医院,医用外科口罩,300,,,,,2.10,,", "最迟哪天", "date_ambiguous"),
        ("中心医院,医用外科口罩,300,,,,,,,口照", "可代替", "unknown_item"),
    ],
)
def test_faults_are_named_in_place(row: str, column: str, code: str) -> None:
    assert [(fault.column, fault.code) for fault in read(row).faulty] == [(column, code)]


def test_numbers_of_people_in_the_purpose_are_masked() -> None:
    found = read("中心医院,医用外科口罩,300,,,,,,找王主任13812345678,")
    assert "13812345678" not in found.rows[0].extras.purpose
    assert found.masked == 1


def test_rows_that_differ_in_whom_they_are_for_become_requests_of_their_own(cast: Cast) -> None:
    rows = (
        "中心医院,外科口罩,300,30,医护人员,50,7,2020-02-15,发热门诊,防护服",
        "中心医院,护目镜,20,30,医护人员,0,7,2020-02-15,发热门诊,",
        "中心医院,外科口罩,100,12,,,3,,,",
    )
    data = text_sheet([row.split(",") for row in (HEAD, *rows)])
    done = import_requests(cast.office, cast.id_of("person", "值班甲"), data, "各单位.csv")
    assert len(done.request_ids) == 2
    heads = cast.ask("SELECT people_covered, cover_days, needed_by, purpose FROM request ORDER BY people_covered DESC")
    assert heads == [(30, 7, "2020-02-15", "发热门诊"), (12, 3, "", "")]
    assert cast.ask("SELECT role, heads FROM request_people") == [("medical", 30)]
    assert cast.ask("SELECT stock_held FROM request_line ORDER BY COALESCE(stock_held, 99)") == [(0,), (50,), (None,)]
    assert cast.ask("SELECT item_id, rank FROM request_substitute") == [(cast.id_of("item", "防护服"), 1)]
    again = import_requests(cast.office, cast.id_of("person", "值班甲"), data, "各单位.csv")
    assert (again.new, again.same) == (0, 3)
