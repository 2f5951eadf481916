"""Lists of needs: the real one whole, dirty ones with every fault named at once, the same one twice the same."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from dirty_sheets import HEAD, REAL_LIST, goods, known_items, need, needs, text_sheet, xls, xlsx
from hypothesis import given
from hypothesis import strategies as st

from liangcao.exchange.columns import recognise
from liangcao.exchange.request_sheet import MOST_SUGGESTED, RequestSheet, read_requests
from liangcao.exchange.sheets import read_sheet
from liangcao.kernel.errors import Refused

CELLS = st.one_of(st.text(max_size=8), st.integers(-9, 10**13), st.floats(), st.booleans(), st.dates())


def read(data: bytes) -> RequestSheet:
    return read_requests(read_sheet(data, "申请"), known_items(), goods=goods())


def codes(found: RequestSheet) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.code) for fault in found.faulty]


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as raised:
        read(data)
    return raised.value


def test_the_real_list_is_read_to_the_last_row() -> None:
    found = read(REAL_LIST.read_bytes())
    assert (len(found.rows), found.faulty, found.skipped) == (1618, (), ())
    assert [row.row_number for row in found.rows] == list(range(2, 1620))
    assert len({row.row_hash for row in found.rows}) == 1618
    assert sum(row.quantity is None for row in found.rows) == 1405
    assert sum(row.quantity or 0 for row in found.rows) == sum_of_the_real_list()
    first = found.rows[0]
    assert (first.unit_name, first.area) == ("来凤县中心医院", "恩施土家族苗族自治州 来凤县")
    assert goods()[first.item_id].name == "一次性使用医用口罩"


def sum_of_the_real_list() -> int:
    lines = REAL_LIST.read_text("utf-8").splitlines()
    return sum(int(cell) for line in lines for cell in line.split(",")[4:5] if cell.isdecimal())


def test_the_same_list_in_another_file_has_the_same_rows() -> None:
    sheet = read_sheet(REAL_LIST.read_bytes(), "a.csv")
    hashes = {row.row_hash for row in read(REAL_LIST.read_bytes()).rows}
    again = [xlsx(sheet.rows), text_sheet(sheet.rows, encoding="gb18030", separator="\t")]
    assert [{row.row_hash for row in read(data).rows} == hashes for data in again] == [True, True]


@pytest.mark.parametrize(("column", "code"), [(2, "text_too_long"), (3, "text_too_long"), (4, "quantity_unreadable")])
def test_ten_megabytes_in_a_cell_are_named_by_row_and_column(column: int, code: str) -> None:
    row = need(500)
    row[column] = "长" * 3_000_000
    found = read(text_sheet(needs(need(500), row)))
    assert codes(found) == [(3, HEAD[column], code)]
    assert len(found.faulty[0].text) == 80


def test_a_pasted_duplicate_has_a_hash_of_its_own_each_time() -> None:
    once, twice = read(xlsx(needs(need()))), read(xlsx(needs(need(), need("５００"), need(item="外科口罩"))))
    hashes = [row.row_hash for row in twice.rows]
    assert len(set(hashes)) == 3
    assert hashes[0] == once.rows[0].row_hash
    assert hashes == [row.row_hash for row in read(xlsx(needs(need(), need(), need()))).rows]


@given(st.lists(st.sampled_from([5, 6, ""]), min_size=1, max_size=8))
def test_more_rows_leave_the_hashes_of_earlier_ones(quantities: list[Any]) -> None:
    rows = [need(quantity) for quantity in quantities]
    shorter, longer = read(text_sheet(needs(*rows))), read(text_sheet(needs(*rows, need(7))))
    assert [row.row_hash for row in longer.rows[:-1]] == [row.row_hash for row in shorter.rows]


def test_every_fault_of_every_row_is_named_at_once() -> None:
    rows = [
        need(500),
        need("2.10", item="护目竟"),
        need("1.38E+10", unit=""),
        need("30托"),
        need("很多", specification="坏\x07字"),
        need(-5),
        need("=1/0"),
        need("1.2万"),
    ]
    found = read(xlsx(needs(*rows)))
    assert [row.quantity for row in found.rows] == [500, 12_000]
    assert codes(found) == [
        (3, "物资", "unknown_item"),
        (3, "数量", "date_ambiguous"),
        (4, "单位", "cell_empty"),
        (4, "数量", "number_rounded"),
        (5, "数量", "unknown_pack"),
        (6, "数量", "quantity_unreadable"),
        (6, "规格", "text_control_characters"),
        (7, "数量", "quantity_not_positive"),
        (8, "数量", "cell_broken"),
    ]
    assert found.faulty[0].text == "护目竟"
    assert found.faulty[0].params["suggestions"][0] == "护目镜"
    assert "护目竟" in found.faulty[0].reason.message
    assert found.faulty[4].reason.message == "“医用外科口罩”没有登记“托”这种包装：请先登记换算"


def test_suggestions_are_of_different_items() -> None:
    found = read(xlsx(needs(need(item="医用口罩"), need(item="口照"), need(item="坦克"))))
    for fault in found.faulty[:2]:
        suggested = [known_items()[name] for name in fault.params["suggestions"]]
        assert 1 <= len(suggested) == len(set(suggested)) <= 3
    assert found.faulty[2].params["suggestions"] == []


def test_a_sheet_of_nothing_but_unknown_names_is_answered_in_time() -> None:
    rows = [need(item=f"示例坦克{number}") for number in range(MOST_SUGGESTED + 1)]
    found = read_requests(read_sheet(text_sheet(needs(*rows)), "a"), {"示例坦克": 1})
    assert [fault.params["suggestions"] for fault in found.faulty] == [["示例坦克"]] * MOST_SUGGESTED + [[]]


def test_a_dirty_sheet_under_merged_titles() -> None:
    rows: list[Sequence[Any]] = [
        ("",),
        ("填报时间：2020年2月1日", "", "", "", "", "", ""),
        ("序号", "申请单位", "品名", "数量", "单位", "联系人", "联系电话"),
        (1, "示例䶮医院", "额温枪", "１２", "个", "张䶮", 13800000000),
        (2, "", "84消毒液", "2", "箱", "", "0533-1234567"),
        (3, "示例学校", "N95", "", "", "", ""),
        ("合计", "", "", 14, "", "", ""),
    ]
    merged = [(0, 0, 0, 6, "防疫物资需求表"), (4, 1, 4, 2, "84消毒液")]
    found = read(xlsx(rows, merged=merged[:1]))
    assert codes(found) == [(5, "申请单位", "cell_empty")]
    assert [(row.unit_name, row.quantity, row.phone) for row in found.rows] == [
        ("示例䶮医院", 12, "13800000000"),
        ("示例学校", None, ""),
    ]
    assert found.skipped == (7,)
    assert found.columns.unmatched == ("序号",)


def test_a_unit_merged_over_several_rows_asks_for_all_of_them() -> None:
    rows = needs(need(1), need(2, unit=""), need(3, unit="别处"))
    found = read(xlsx(rows, merged=[(1, 2, 2, 2, "示例医院")]))
    assert [row.unit_name for row in found.rows] == ["示例医院", "示例医院", "别处"]
    shared = read(xlsx(needs(need(1), need("", item="护目镜")), merged=[(1, 4, 2, 4, 100)]))
    assert [row.quantity for row in shared.rows] == [100, None]


@pytest.mark.parametrize(
    ("heading", "quantity", "measure", "pieces"),
    [
        ("数量", "3箱", "", 6000),
        ("数量", 3, "箱", 6000),
        ("数量", "3箱", "箱", 6000),
        ("数量(箱)", 3, "", 6000),
        ("数量(万只)", 1.2, "", 12_000),
        ("数量(箱)", "150只", "", 150),
        ("数量", 150, "个", 150),
    ],
)
def test_boxes_become_pieces(heading: str, quantity: Any, measure: str, pieces: int) -> None:
    rows = [("医院", "物资", heading, "计量单位"), ("示例医院", "医用外科口罩", quantity, measure)]
    assert [row.quantity for row in read(xlsx(rows)).rows] == [pieces]


def test_two_units_that_disagree_are_refused() -> None:
    rows = [("医院", "物资", "数量", "计量单位"), ("示例医院", "医用外科口罩", "3箱", "盒")]
    found = read(xlsx(rows))
    assert codes(found) == [(2, "数量", "measure_conflict")]
    without = read_requests(read_sheet(xlsx(needs(need("3箱"))), "a"), known_items())
    assert codes(without) == [(2, "数量", "unknown_pack")]


def test_names_that_have_become_the_same_mean_no_item() -> None:
    sheet = read_sheet(xlsx(needs(need(item="Ｎ95"))), "a")
    assert codes(read_requests(sheet, {"N95": 1, "n-95": 2})) == [(2, "物资", "unknown_item")]
    assert len(read_requests(sheet, {"N95": 1, "n-95": 1}).rows) == 1


def test_hxl_tags_and_empty_rows_are_passed_over() -> None:
    rows = [HEAD, ("#adm1", "#adm2", "#org", "#item", "#value", ""), ("",), need(), ("", " ", "\u3000")]
    found = read(xlsx(rows))
    assert ([row.row_number for row in found.rows], found.skipped) == ([4], (2,))


def test_sheets_without_the_needed_columns_are_refused() -> None:
    assert refusal(xlsx([("单位", "备注"), ("示例医院", "x")])).reasons[0].params == {"columns": "物资、数量"}
    doubled = refusal(xlsx([("单位", "物资", "数量", "数量"), ("示例医院", "口罩", 5, 6)]))
    assert (doubled.code, doubled.reasons[0].params) == ("file_columns_doubled", {"columns": "数量"})
    assert refusal(xlsx([HEAD])).code == "empty"


def test_columns_a_person_chose_go_before_the_recognised() -> None:
    sheet = read_sheet(xlsx([("甲", "乙", "丙"), ("示例医院", "护目镜", 5)]), "a")
    chosen = recognise([("单位", "物资", "数量")])
    assert read_requests(sheet, known_items(), columns=chosen).rows[0].quantity == 5


def test_old_workbooks_and_wrongly_named_texts() -> None:
    wanted = read(xlsx(needs(need(500), need("1.2万")))).rows
    assert read(xls(needs(need(500), need("1.2万")))).rows == wanted
    assert read(text_sheet(needs(need(500), need("1.2万")), encoding="gb18030")).rows == wanted


@given(st.lists(st.lists(CELLS, max_size=7), max_size=6))
def test_whatever_the_cells_each_row_is_read_or_named(rows: list[list[Any]]) -> None:
    plain = 7  # so many that the cells cannot outvote them over what the column 单位 means
    sheet = read_sheet(text_sheet(needs(*[need()] * plain)), "a")
    sheet.rows.extend(tuple(row) for row in rows)
    found = read_requests(sheet, known_items(), goods=goods())
    told = Counter([*(row.row_number for row in found.rows), *{fault.row for fault in found.faulty}, *found.skipped])
    assert set(told.values()) == {1}
    filled = [number for number, row in enumerate(rows, plain + 2) if any(str(cell).strip() for cell in row)]
    assert {number for number in told if number > plain + 1} <= set(filled)
    for row in found.rows:
        assert row.unit_name
        assert row.item_id
