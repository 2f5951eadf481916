"""The table of priority classes changed by the coordinator in three clicks, signed by the leader in two taps."""

import pytest
from handset import SignIn
from playwright.sync_api import expect

from web.webtools import WebOffice

pytestmark = pytest.mark.browser


def test_a_new_version_of_the_table(sign_in: SignIn, office: WebOffice) -> None:
    desk = sign_in("coordinator", screen="pc")
    desk.open("/")
    desk.tap(desk.page.get_by_role("navigation", name="全部功能").get_by_role("link", name="优先类别"))
    desk.look_closely()
    desk.tap(desk.page.locator(".class-row summary").nth(4))
    desk.fill("现有不足几天就提一级", "3")
    desk.fill("为什么", "开学前")
    desk.look_closely()
    desk.tap("交第二个人批准")
    assert desk.taps <= 3
    assert office.ask("SELECT COUNT(*) FROM class_version") == [(0,)]

    leader = sign_in("approver", screen="small phone")
    leader.open("/approvals")
    leader.tap(leader.page.locator("main").get_by_role("link").filter(has_text="优先类别").first)
    leader.look_closely()
    leader.page.locator("form[action$='/approve'] button").last.dblclick()
    leader.taps += 1
    expect(leader.page.locator("form[action$='/approve']")).to_have_count(0)
    assert leader.taps <= 2
    assert office.ask("SELECT number, lift_days FROM priority_class WHERE lift_days > 0") == [(5, 3)]
