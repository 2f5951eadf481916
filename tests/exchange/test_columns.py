"""The heading row is found among titles, columns are known by many names, and doubt is shown."""

import pytest
from dirty_sheets import HEAD, need

from liangcao.exchange.columns import NAMES, recognise


def test_the_real_list() -> None:
    columns = recognise([HEAD, need()])
    assert dict(columns.places) == {
        "city": 0,
        "county": 1,
        "unit_name": 2,
        "item": 3,
        "quantity": 4,
        "specification": 5,
    }
    assert (columns.row, columns.unmatched, columns.doubled, columns.hint) == (0, (), (), "")


def test_every_name_is_known_by_itself() -> None:
    for field, names in NAMES.items():
        for name in names.split():
            assert dict(recognise([[name]]).places) == {field: 0}, name


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("需求单位名称", "unit_name"),
        ("拟申请数量", "quantity"),
        (" 数 量 ", "quantity"),
        ("*物资名称（必填）", "item"),
        ("ＱＴＹ", "quantity"),
        ("Item", "item"),
        ("Item name", "item"),
        ("Quantity needed (pcs)", "quantity"),
        ("Contact person", "contact"),
        ("Requesting unit", "unit_name"),
        ("单位联系人", "contact"),
        ("单位联系电话", "phone"),
        ("物资计量单位", "measure"),
        ("所在区县", "county"),
    ],
)
def test_names_are_folded_and_told_by_their_ending(heading: str, field: str) -> None:
    assert dict(recognise([[heading]]).places) == {field: 0}


@pytest.mark.parametrize("heading", ["库存数量", "已发放数量", "批准数量", "错误原因", "", "12", "日均需求量"])
def test_other_amounts_are_never_taken_for_the_need(heading: str) -> None:
    columns = recognise([["单位", "物资", heading]])
    assert "quantity" not in columns.places
    assert columns.unmatched == ((heading,) if heading else ())


def test_what_is_there_now_is_no_need_but_stock() -> None:
    assert dict(recognise([["单位", "物资", "现有数量"]]).places) == {"unit_name": 0, "item": 1, "stock_held": 2}


def test_titles_notes_and_empty_rows_above_are_skipped() -> None:
    rows = [
        ("防疫物资需求汇总表", "", "", "", "", ""),
        (),
        ("填报单位：示例市", "", "日期：2月1日", "", "", ""),
        HEAD,
        need(),
    ]
    assert recognise(rows).row == 3


def test_headings_merged_from_the_row_above() -> None:
    rows = [("单位", "物资", "需求", ""), ("", "", "数量", "备注"), ("示例医院", "护目镜", 5, "")]
    columns = recognise(rows)
    assert columns.row == 1
    assert dict(columns.places) == {"unit_name": 0, "item": 1, "quantity": 2, "note": 3}


def test_the_unit_that_asks_and_the_unit_one_counts_in() -> None:
    asking = recognise([("单位", "物资", "数量"), ("示例医院", "口罩", 5)])
    assert asking.heading("unit_name") == "单位"
    counting = recognise([("医院", "物资", "单位", "数量"), ("示例医院", "口罩", "箱", 5)])
    assert dict(counting.places) == {"unit_name": 0, "item": 1, "measure": 2, "quantity": 3}
    broken = recognise([("单位", "物资", "数量"), ("示例医院", "口罩", 5), ("0", "口罩", 5), ("/", "口罩", 5)])
    assert broken.heading("unit_name") == "单位", "a digit or a stroke is nothing to count with"
    both = recognise([("单位", "物资", "单位", "数量"), ("示例医院", "口罩", "箱", 5), ("示例二院", "口罩", "", 5)])
    assert dict(both.places) == {"unit_name": 0, "item": 1, "measure": 2, "quantity": 3}


def test_two_columns_for_one_field_are_both_left() -> None:
    columns = recognise([("单位", "物资", "数量", "数量")])
    assert "quantity" not in columns.places
    assert columns.doubled == ("数量", "数量")
    assert dict(recognise([("单位", "物资", "数量", "申请总数量")]).places)["quantity"] == 2


@pytest.mark.parametrize(
    ("heading", "hint"),
    [
        ("数量（箱）", "箱"),
        ("数量(万只)", "万只"),
        ("数量(单位:只)", "只"),
        ("数量（必填）", ""),
        ("数量", ""),
        ("数量【盒】", "盒"),
    ],
)
def test_a_unit_in_the_heading(heading: str, hint: str) -> None:
    assert recognise([("单位", "物资", heading)]).hint == hint


def test_a_sheet_without_headings_has_no_columns() -> None:
    assert dict(recognise([]).places) == {}
    assert dict(recognise([("x", 1), ("y", 2)]).places) == {}
