"""Flow H: scan the shelf, scan or type quantities, finish; then one tap for each exception."""

import re

import pytest
from handset import SignIn
from playwright.sync_api import expect
from warehouse import found_lived_in

from harness.copies import Prepare
from liangcao.codes.rules import code_of
from web.webtools import WebOffice

pytestmark = pytest.mark.browser


@pytest.fixture
def prepare() -> Prepare:
    return found_lived_in


def test_a_shelf_is_counted_and_each_exception_takes_one_tap(sign_in: SignIn, office: WebOffice) -> None:
    office.clock.advance(2 * 24 * 3_600_000)
    lots = [int(row[0]) for row in office.ask("SELECT lot_id FROM lot WHERE batch_number IN ('A1', 'X9') ORDER BY 1")]
    counter = sign_in("coordinator", screen="small phone")
    counter.open(f"/scan?q={code_of('P', office.ids['主库'])}")  # what a camera sees on the shelf
    counter.tap(counter.page.locator("#found").get_by_role("link", name="盘点"))
    counter.tap("开始盘点")
    counter.look_closely()
    counts = (("主库", lots[0], "4990"), ("主库 · B-01", lots[0], "4000"), ("主库", lots[1], "3"))
    for place, lot_id, quantity in counts:
        counter.choose("在哪里数", place)
        counter.fill("扫批次，或填批号", code_of("L", lot_id))
        counter.fill("数量", quantity)
        counter.page.keyboard.press("Enter")  # a scanner's own
        counter.sees(f"+{int(quantity):,}")
    counter.tap("完成")
    counter.sees("所以不能由您处理差异")
    assert counter.taps == 3, "to count, to begin, to finish: none for what is scanned"
    poster = sign_in("treasurer", screen="small phone")
    poster.open(counter.page.url)
    exceptions = (
        ("84消毒液", "收进没有记账"),
        ("口罩.*主库", "丢失，原因不明"),
        ("A-01", "放错了地方"),
        ("B-01", "放错了地方"),
    )
    for card, reason in exceptions:
        found = poster.page.locator("form#post .card").filter(has_text=re.compile(card))
        poster.tap(found.filter(has=poster.page.get_by_text(reason)).first.get_by_text(reason))
    poster.look_closely()
    poster.tap("差异入账")
    expect(poster.page.get_by_role("status").filter(has_text="等第二个人批准")).to_be_visible()
    poster.sees("对不上的")
    assert poster.taps == 4 + 1, "one tap for each exception, and one to post"
    rows = office.ask("SELECT reason FROM count_posting")
    assert rows == []
    waiting = office.ask("SELECT action FROM held_command WHERE status = 'waiting'")
    assert waiting == [("counting.post_differences",)]
