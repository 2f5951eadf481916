"""A sheet goes back with its faults beside the rows and can come in again; the template can be filled in at once."""

from dirty_sheets import goods, known_items, need, needs, text_sheet, xlsx

from liangcao.catalog.starter import starter_items
from liangcao.exchange.corrections import HEADINGS, faulty_sheet, template
from liangcao.exchange.request_sheet import RequestSheet, read_requests
from liangcao.exchange.sheets import Sheet, read_sheet
from liangcao.kernel.errors import Refused

TITLED = [("需求表", "", "", "", "", ""), *needs(need("2.10"), need(500), need("", item="护目竟", unit=""))]


def read(sheet: Sheet) -> RequestSheet:
    return read_requests(sheet, known_items(), goods=goods())


def test_the_sheet_comes_back_with_the_reasons_beside_the_rows() -> None:
    sheet = read_sheet(text_sheet(TITLED), "a.csv")
    found = read(sheet)
    back = read_sheet(faulty_sheet(sheet, found.faulty), "a.xlsx")
    assert [len(row) for row in back.rows] == [7] * 5
    assert back.rows[1][6] == "错误原因"
    assert back.rows[2][:6] == tuple(TITLED[2])
    assert back.rows[2][6] == "数量：“2.10”可能是数字也可能是日期，请写全，例如 2020-02-10"
    assert back.rows[3][6] == ""
    assert str(back.rows[4][6]).startswith("单位：“单位”没有填；物资：没有这种物资：护目竟")


def test_a_text_too_long_for_a_cell_comes_back_with_its_beginning() -> None:
    sheet = read_sheet(text_sheet(needs(need(item="长" * 100_000))), "a.csv")
    back = read_sheet(faulty_sheet(sheet, read(sheet).faulty), "a.xlsx")
    assert len(str(back.rows[1][3])) == 1_001
    assert "太长" in str(back.rows[1][6])


def test_handed_in_again_it_has_the_same_faults_in_the_same_column() -> None:
    sheet = read_sheet(xlsx(TITLED, merged=[(0, 0, 0, 5, "需求表")]), "a.xlsx")
    found = read(sheet)
    back = read_sheet(faulty_sheet(sheet, found.faulty), "a.xlsx")
    again = read(back)
    assert again.faulty == found.faulty
    assert again.rows == found.rows
    assert again.columns.unmatched == ("错误原因",)
    twice = read_sheet(faulty_sheet(back, again.faulty), "a.xlsx")
    assert twice.rows == back.rows
    assert twice.merged[:1] == ((0, 0, 0, 5),)


def test_merged_units_stay_merged() -> None:
    rows = needs(need(1), need("2.10", unit=""))
    sheet = read_sheet(xlsx(rows, merged=[(1, 2, 2, 2, "示例医院")]), "a.xlsx")
    back = read_sheet(faulty_sheet(sheet, read(sheet).faulty), "a.xlsx")
    assert back.merged == ((1, 2, 2, 2),)
    assert [fault.code for fault in read(back).faulty] == ["date_ambiguous"]


def test_reasons_are_said_in_the_words_that_are_given() -> None:
    sheet = read_sheet(text_sheet(TITLED), "a.csv")
    back = read_sheet(faulty_sheet(sheet, read(sheet).faulty, say=lambda fault: fault.code, heading="Why"), "a")
    assert (back.rows[1][6], back.rows[2][6]) == ("Why", "数量：date_ambiguous")


def test_the_template_is_understood_and_its_example_skipped() -> None:
    names = [item.name for item in starter_items()]
    data = template(names, ["只", "箱"])
    sheet = read_sheet(data, "模板.xlsx")
    assert sheet.names == ("需求",)
    assert sheet.rows[1] == HEADINGS
    try:
        read(sheet)
    except Refused as refusal:
        assert refusal.code == "empty"  # noqa: PT017
    sheet.rows.append(("示例市", "示例区", "示例医院", "N95", "2", "箱", "", "", "", ""))
    found = read(sheet)
    assert ([row.quantity for row in found.rows], found.skipped, found.columns.unmatched) == ([800], (3,), ())


def test_the_template_in_another_language_is_understood_too() -> None:
    english = {
        "城市": "City",
        "区县": "County",
        "单位": "Requester",
        "物资": "Item",
        "数量": "Quantity",
        "计量单位": "UOM",
        "规格": "Specification",
        "联系人": "Contact",
        "电话": "Phone",
        "备注": "Note",
    }
    sheet = read_sheet(template([], [], say=lambda text: english.get(text, text)), "template.xlsx")
    sheet.rows.append(("", "", "示例医院", "N95", "2", "箱"))
    found = read(sheet)
    assert [row.quantity for row in found.rows] == [800]
    assert found.columns.unmatched == ()
