"""Lines of a delivery pasted from a spreadsheet: read with headings and without, or left as they stood."""

import pytest

from liangcao.exchange.receipt_sheet import Known, ReceiptRow, read_pasted
from liangcao.kernel.errors import Refused
from liangcao.kernel.quantity import Pack

ITEMS = {"外科口罩": Known(7, "只", (Pack("箱", 2_000),)), "护目镜": Known(8, "副")}


def test_without_headings_the_columns_are_in_their_order() -> None:
    told = read_pasted("外科口罩\t12箱\tS1\t2022/1/24\t3.20\n护目镜,40,,", ITEMS)
    assert told.rows == (
        ReceiptRow(
            7,
            {"accepted": "12", "unit": "2000", "batch_number": "S1", "expires_on": "2022-01-24", "price": "3.20"},
        ),
        ReceiptRow(8, {"accepted": "40", "unit": "1"}),
    )
    assert told.left == ()


def test_headings_say_which_column_is_which() -> None:
    told = read_pasted("批号\t物资\t不合格\t合格数量\nS1\t外科口罩\t1箱\t８", ITEMS)
    assert told.rows == (
        ReceiptRow(7, {"accepted": "8", "unit": "1", "rejected": "1", "rejected_unit": "2000", "batch_number": "S1"}),
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("口水\t5", "unknown_item"),
        ("\t5", "unknown_item"),
        ("外科口罩\t5捆", "unknown_pack"),
        ("外科口罩\t五百左右", "quantity_unreadable"),
        ("外科口罩\t0.5", "quantity_not_whole"),
        ("外科口罩\t5\tS1\t2.10", "date_ambiguous"),
        ("外科口罩\t5\tS1\t2021-02-30", "date_unreadable"),
    ],
)
def test_a_line_that_cannot_be_read_is_left_as_it_stood(line: str, code: str) -> None:
    told = read_pasted(f"{line}\n护目镜\t40", ITEMS)
    assert [row.item_id for row in told.rows] == [8]
    assert [(text, reason.code) for text, reason in told.left] == [(line, code)]


def test_too_many_lines_are_refused_whole() -> None:
    with pytest.raises(Refused, match="too_many_lines"):
        read_pasted("护目镜\t40\n" * 501, ITEMS)
