"""Messy numbers, days and phones: read for certain, or refused by name."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from liangcao.exchange.cells import Measured, is_blank, read_date, read_phone, read_quantity, read_text, shown
from liangcao.exchange.numerals import read_numeral
from liangcao.kernel.errors import Refused
from liangcao.kernel.quantity import MAX_QUANTITY

WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
NUMBERS = st.integers(1, MAX_QUANTITY)


def code_of(read: Any, value: Any, **rest: Any) -> str:
    with pytest.raises(Refused) as refusal:
        read(value, **rest)
    return refusal.value.code


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("500", 500, ""),
        (500, 500, ""),
        (500.0, 500, ""),
        ("500.00", 500, ""),
        (" 500 只 ", 500, "只"),
        ("500\n只", 500, "只"),
        ("500（只）", 500, "只"),
        ("30箱", 30, "箱"),
        ("12,000", 12_000, ""),
        ("12，000", 12_000, ""),
        ("１２０００", 12_000, ""),
        ("1,234,567", 1_234_567, ""),
        ("1.2万", 12_000, ""),
        ("１．２万", 12_000, ""),
        ("1.2 万只", 12_000, "只"),
        ("3千", 3_000, ""),
        ("3千克", 3, "千克"),
        ("10kg", 10, "kg"),
        ("2w", 20_000, ""),
        ("5K", 5_000, ""),
        ("2亿", 200_000_000, ""),
        ("3万5千", 35_000, ""),
        ("3万5千只", 35_000, "只"),
        ("2万5000", 25_000, ""),
        ("一百二十", 120, ""),
        ("两万", 20_000, ""),
        ("一万二", 12_000, ""),
        ("两千五百只", 2_500, "只"),
        ("壹万贰仟", 12_000, ""),
        ("十", 10, ""),
        ("两箱", 2, "箱"),
        ("一亿零五", 100_000_005, ""),
        ("+5", 5, ""),
        ("\u200b500\ufeff", 500, ""),
    ],
)
def test_quantities_as_offices_write_them(text: Any, number: int, unit: str) -> None:
    assert read_quantity(text) == Measured(number, unit)


@pytest.mark.parametrize(
    "text", ["", "  ", "\u3000", "适量", "若干", "急需", "大量", "-", "—", "/", "？", "N/A", "越多越好"]
)
def test_an_amount_that_is_not_known(text: str) -> None:
    assert read_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2.10", "date_ambiguous"),
        (2.1, "date_ambiguous"),
        ("12.5", "date_ambiguous"),
        ("2/10", "date_ambiguous"),
        ("2020/2/10", "date_ambiguous"),
        ("2月10日", "date_ambiguous"),
        (date(2020, 2, 10), "date_ambiguous"),
        (datetime.fromisoformat("2020-02-10 08:30"), "date_ambiguous"),
        (0.5, "quantity_not_whole"),
        ("99.5", "quantity_not_whole"),
        ("1.5箱", "quantity_not_whole"),
        ("1.23456万", "quantity_not_whole"),
        ("0", "quantity_not_positive"),
        (0, "quantity_not_positive"),
        ("-5", "quantity_not_positive"),
        ("－５", "quantity_not_positive"),
        ("−5只", "quantity_not_positive"),
        (-5.0, "quantity_not_positive"),
        ("零", "quantity_not_positive"),
        (MAX_QUANTITY + 1, "quantity_too_large"),
        ("1" * 39, "quantity_too_large"),
        ("99999999亿", "quantity_too_large"),
        ("9" * 100_000, "quantity_unreadable"),
        ("1.38E+10", "number_rounded"),
        ("1e5", "number_rounded"),
        ("13812345678", "quantity_like_phone"),
        (13812345678, "quantity_like_phone"),
        (13812345678.0, "quantity_like_phone"),
        ("约500", "quantity_unreadable"),
        ("500左右", "quantity_unreadable"),
        ("500多", "quantity_unreadable"),
        ("500余只", "quantity_unreadable"),
        ("500+", "quantity_unreadable"),
        ("≥500", "quantity_unreadable"),
        ("500-1000", "quantity_unreadable"),
        ("500/天", "quantity_unreadable"),
        ("20箱*50", "quantity_unreadable"),
        ("1,2", "quantity_unreadable"),
        ("1 200", "quantity_unreadable"),
        ("2万5", "quantity_unreadable"),
        ("1亿2千万只", "quantity_unreadable"),
        ("几百", "quantity_unreadable"),
        ("半箱", "quantity_unreadable"),
        ("一二三", "quantity_unreadable"),
        ("10²", "quantity_unreadable"),
        ("⑩", "quantity_unreadable"),
        ("٣", "quantity_unreadable"),
        (True, "quantity_unreadable"),
        (float("nan"), "quantity_unreadable"),
        (float("inf"), "quantity_unreadable"),
        ("#REF!", "cell_broken"),
        ("无", "quantity_unreadable"),
    ],
)
def test_quantities_that_are_refused_by_name(text: Any, code: str) -> None:
    assert code_of(read_quantity, text) == code


@given(NUMBERS, st.sampled_from(["", "只", "箱", "公斤", "kg"]))
@example(13_800_000_000, "只")
def test_every_way_to_write_a_number_means_the_same(number: int, unit: str) -> None:
    is_phone = len(str(number)) == 11 and str(number)[0] == "1" and str(number)[1] > "2"
    for text in (f"{number}", f"{number:,}", f"{number:,}".translate(WIDE), f"{number}.00"):
        if unit or not is_phone:
            assert read_quantity(text + unit) == Measured(number, unit)


@given(st.integers(1, 99_999_999), st.integers(0, 9))
def test_ten_thousands(tens_of_thousands: int, tenth: int) -> None:
    assert read_quantity(f"{tens_of_thousands}.{tenth}万") == Measured(tens_of_thousands * 10_000 + tenth * 1000, "")


@given(st.one_of(st.text(max_size=50), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes()))
def test_whatever_a_cell_holds_it_is_a_whole_number_unknown_or_refused(value: Any) -> None:
    try:
        measured = read_quantity(value)
    except Refused:
        return
    assert measured is None or (type(measured.number) is int and 0 < measured.number <= MAX_QUANTITY)


def in_chinese(number: int) -> str:
    """`number` as one writes it in Chinese."""
    if number >= 10_000:
        size, mark = (100_000_000, "亿") if number >= 100_000_000 else (10_000, "万")
        head, tail = divmod(number, size)
        gap = "零" if 0 < tail < size // 10 else ""
        return in_chinese(head) + mark + (gap + in_chinese(tail) if tail else "")
    text = "".join(
        "零一二三四五六七八九"[int(digit)] + ("十百千"[place - 1] if place and digit != "0" else "")
        for place, digit in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True)
    )
    while "零零" in text:
        text = text.replace("零零", "零")
    return text.rstrip("零") or "零"


@given(st.integers(0, MAX_QUANTITY))
@example(10_101)
@example(120_000_300)
def test_numbers_in_chinese(number: int) -> None:
    assert read_numeral(in_chinese(number) + "只") == (number, "只")


@pytest.mark.parametrize(
    "value",
    [
        43871,
        43871.75,
        "43871",
        20200210,
        "20200210",
        "2020-02-10",
        "2020/2/10",
        "2020.2.10",
        "2020年2月10日",
        "２０２０年２月１０号",
        "2020-02-10 08:30",
        "2020-02-10T08:30:00.000Z",
        date(2020, 2, 10),
        datetime.fromisoformat("2020-02-10 23:59"),
    ],
)
def test_the_tenth_of_february(value: Any) -> None:
    assert read_date(value) == date(2020, 2, 10)


def test_a_day_without_a_year_takes_the_year_given() -> None:
    assert read_date("2月10日", default_year=2020) == date(2020, 2, 10)
    assert read_date(" ") is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2月10日", "date_ambiguous"),
        ("2.10", "date_ambiguous"),
        (2.1, "date_ambiguous"),
        ("10/2/2020", "date_ambiguous"),
        ("20-2-10", "date_ambiguous"),
        ("2020-02-30", "date_unreadable"),
        ("2020年2月", "date_unreadable"),
        ("0001-01-01", "date_unreadable"),
        (99_999, "date_unreadable"),
        (7, "date_unreadable"),
        (True, "date_unreadable"),
        ("明天", "date_unreadable"),
        ("1" * 1000, "date_unreadable"),
        ("#N/A", "cell_broken"),
    ],
)
def test_days_that_are_refused_by_name(value: Any, code: str) -> None:
    assert code_of(read_date, value) == code


def test_a_short_day_stays_open_with_a_year_too() -> None:
    assert code_of(read_date, "2.10", default_year=2020) == "date_ambiguous"
    assert code_of(read_date, "2月30日", default_year=2020) == "date_unreadable"


@given(st.dates(date(1955, 1, 1), date(2118, 12, 31)))
def test_every_day_is_read_from_each_of_its_shapes(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    shapes = (
        serial,
        str(serial),
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    )
    assert {read_date(shape) for shape in shapes} == {day}


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats()))
def test_whatever_a_cell_holds_it_is_a_day_empty_or_refused(value: Any) -> None:
    try:
        day = read_date(value)
    except Refused:
        return
    assert day is None or 1900 <= day.year < 2200


def test_text_is_made_one_line_and_keeps_rare_characters() -> None:
    assert read_text(" 张䶮\r\n\u200b（保管） ") == "张䶮 （保管）"
    assert read_text(13812345678.0) == "13812345678"
    assert read_text(date(2020, 2, 10)) == "2020-02-10"
    assert read_text("e\u0301") == "é"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("口罩\x00", "text_control_characters"),
        ("\x07口罩", "text_control_characters"),
        ("字" * 201, "text_too_long"),
        ("字" * 10_000_000, "text_too_long"),
        ("#N/A", "cell_broken"),
    ],
)
def test_text_that_is_refused_by_name(value: str, code: str) -> None:
    assert code_of(read_text, value) == code


def test_phones_stay_as_they_are_written() -> None:
    assert read_phone(13812345678) == "13812345678"
    assert read_phone("０５３３－3582000") == "0533-3582000"
    assert read_phone("13800000000 / 13900000000") == "13800000000 / 13900000000"
    assert read_phone("") == ""


@pytest.mark.parametrize(
    ("value", "code"), [("1.38E+10", "number_rounded"), ("张三", "phone_unreadable"), (True, "phone_unreadable")]
)
def test_phones_that_are_refused_by_name(value: Any, code: str) -> None:
    assert code_of(read_phone, value) == code


def test_cells_are_shown_as_a_person_sees_them() -> None:
    assert [shown(value) for value in (12.0, 2.1, True, date(2020, 2, 10))] == ["12", "2.1", "TRUE", "2020-02-10"]
    assert [is_blank(value) for value in ("", " \u3000\u200b", 0, False, "-")] == [True, True, False, False, False]
