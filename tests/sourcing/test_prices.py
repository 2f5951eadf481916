"""What an offer costs when it is here, and when a price is out of the ordinary: exact, and by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.exchange.lead_amounts import exact_price
from liangcao.kernel.price import Price, is_off
from liangcao.reports.same_people import Who, companies_alike, likeness
from liangcao.sourcing.prices import SLIP, judge, landed, median
from liangcao.sourcing.rules import in_yuan

PRICES = st.fractions(min_value=Fraction(1, 100), max_value=100_000, max_denominator=1000)


def test_landed_price_is_exact() -> None:
    assert landed(Price(350, 100), 0, 0) == Fraction(7, 2)
    assert landed(Price(320), 100, 3) == 320 + Fraction(100, 3)
    assert landed(Price(320), 100, 0) == 320
    # 1/3 fen apart: no rounding makes them alike
    assert landed(Price(1, 3), 0, 0) < landed(Price(334, 1000), 0, 0)


@pytest.mark.parametrize(
    ("price", "others", "verdict"),
    [
        (320, [], "few"),
        (320, [300, 310], "few"),
        (320, [300, 310, 320], "usual"),
        (350, [300, 300, 300], "usual"),  # not a fifth above
        (361, [300, 300, 300], "high"),
        (239, [300, 300, 300], "low"),
        (600, [300, 350, 290, 310, 30_000], "high"),  # one mad price does not move the median
        (420, [200, 300, 400, 500, 600], "usual"),  # a wild market
    ],
)
def test_a_price_is_judged_by_the_others(price: int, others: list[int], verdict: str) -> None:
    assert judge(Fraction(price), [Fraction(each) for each in others]).verdict == verdict


@given(PRICES, st.lists(PRICES, min_size=3, max_size=20), st.fractions(min_value=1, max_value=1000))
def test_the_verdict_does_not_depend_on_the_money(price: Fraction, others: list[Fraction], rate: Fraction) -> None:
    here, there = judge(price, others), judge(price * rate, [each * rate for each in others])
    assert (here.verdict, here.middle * rate) == (there.verdict, there.middle)
    assert judge(median(others), others).verdict == "usual"


@given(PRICES)
def test_a_hundred_times_is_a_slip_either_way(price: Fraction) -> None:
    assert is_off(price * 100, price, SLIP)
    assert is_off(price / 100, price, SLIP)
    assert not is_off(price * (SLIP - 1), price, SLIP)
    assert not is_off(price, price, SLIP)


def test_prices_in_words_and_back() -> None:
    assert [in_yuan(Fraction(fen)) for fen in ("7/2", "320", "1/3", "16000")] == ["0.035", "3.2", "0.0033", "160"]
    from decimal import Decimal

    assert exact_price(Decimal("3.2"), 1) == (320, 1)
    assert exact_price(Decimal("0.035"), 1) == (35, 10)
    assert exact_price(Decimal(350), 100) == (35_000, 100)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (Who(supplier_id=3), Who(supplier_id=3), "supplier"),
        (Who(phone="139-0000-0000"), Who(phone="+8613900000000"), "phone"),
        (Who(company="广州示例医疗器械有限公司"), Who(company="广州市示例医疗器械公司"), "company"),
        (Who(company="示例口罩厂"), Who(company="示列口罩厂"), "company"),  # heard on the phone
        (Who(contact="王经理", place="济南"), Who(contact="王经理", place="济南"), "contact"),
        (Who(contact="张珊", place="济南"), Who(contact="章姗", place="济南"), "contact"),  # heard on the phone
        (Who(contact="王经理", place="济南"), Who(contact="王经理", place="青岛"), ""),
        (Who(contact="王经理"), Who(contact="王经理"), ""),  # there are many
        (Who(contact="张珊", is_full_name=True), Who(contact="章姗", is_full_name=True), "contact"),
        (Who(contact="李", place="上海"), Who(contact="李", place="上海"), ""),  # a surname is nobody
        (Who(company="示例口罩厂"), Who(company="示例手套厂"), ""),
        (Who(), Who(), ""),
    ],
)
def test_who_may_be_the_same(one: Who, other: Who, why: str) -> None:
    assert likeness(one, other) == likeness(other, one) == why


def test_companies_are_not_alike_by_what_all_bear() -> None:
    assert not companies_alike("甲医疗器械有限公司", "乙贸易有限公司")
