"""结账 on a phone: what happened, whether it ties, several days closed with one question; and without any script."""

import pytest
from handset import SignIn
from playwright.sync_api import expect
from warehouse import A_DAY, found_lived_in

from harness.copies import Prepare
from web.webtools import WebOffice

pytestmark = pytest.mark.browser


@pytest.fixture
def prepare() -> Prepare:
    return found_lived_in


def closed(office: WebOffice) -> list[str]:
    return [row[0] for row in office.ask("SELECT day FROM closed_day ORDER BY day")]


@pytest.mark.parametrize("screen", ["small phone", "pc"])
def test_days_are_closed_one_by_one_and_together(sign_in: SignIn, office: WebOffice, screen: str) -> None:
    office.clock.advance(4 * A_DAY)
    treasurer = sign_in("treasurer", screen=screen)
    treasurer.open("/")
    treasurer.tap(treasurer.page.get_by_role("link", name="还没有结账的日子"))
    treasurer.sees("收支相抵")
    treasurer.look_closely()
    treasurer.tap(treasurer.page.get_by_role("button", name="结这一天").first)
    expect(treasurer.page.get_by_role("alertdialog")).to_contain_text("结 2020-02-10 的账？")
    treasurer.tap("取消")
    assert closed(office) == []
    treasurer.tap(treasurer.page.get_by_role("button", name="结这一天").first)
    treasurer.tap("确定")
    expect(treasurer.page.get_by_role("status").filter(has_text="结了 1 天的账")).to_be_visible()
    assert closed(office) == ["2020-02-10"]
    treasurer.tap("结到这一天")
    treasurer.tap("确定")
    expect(treasurer.page.get_by_role("status").filter(has_text="结了 3 天的账")).to_be_visible()
    treasurer.sees("过完的日子都结了账")
    treasurer.look_closely()
    assert closed(office) == [f"2020-02-{day}" for day in (10, 11, 12, 13)]


def test_a_day_is_closed_without_a_script(sign_in: SignIn, office: WebOffice) -> None:
    office.clock.advance(A_DAY)
    treasurer = sign_in("treasurer", java_script_enabled=False)
    treasurer.open("/days")
    treasurer.page.get_by_role("button", name="结这一天").first.click()
    expect(treasurer.page.get_by_text("结了 1 天的账")).to_be_visible()
    assert closed(office) == ["2020-02-10"]
