"""The catalogue on a small phone: an item with all that is known of it, and what may serve proposed while asking."""

import pytest
from handset import SignIn
from playwright.sync_api import expect

from harness.copies import Prepare
from liangcao.operations.approvals import ApproveHeld
from liangcao.requests.commands import SetSubstitute
from web.deskwork import MASK, RESPIRATOR
from web.webtools import WebOffice, found

pytestmark = pytest.mark.browser


@pytest.fixture
def prepare() -> Prepare:
    return found


def item_id(office: WebOffice, name: str) -> int:
    return int(office.ask("SELECT item_id FROM item WHERE name = ?", name)[0][0])


def test_an_item_is_known_and_what_may_serve_is_proposed(sign_in: SignIn, office: WebOffice) -> None:
    asked, other = item_id(office, MASK), item_id(office, RESPIRATOR)
    rule = SetSubstitute(item_id=asked, other_id=other, effective_on="2020-01-31", reason="专家组定")
    office.do("approver", ApproveHeld(held_id=office.do("coordinator", rule).answer["held_id"]))
    buyer = sign_in("buyer", screen="small phone")
    for path in ("/items?scarce=1", "/items?sort=-standard", f"/items/{asked}", "/items/import", "/items/starters"):
        buyer.open(path)
        buyer.look_closely()
    coordinator = sign_in("coordinator", screen="small phone")
    for path in ("/items/papers", f"/items/{asked}", f"/requests/new?unit={office.ids['示例医院']}"):
        coordinator.open(path)
        coordinator.look_closely()
    field = coordinator.page.locator("[data-item]").first
    field.fill(MASK)
    coordinator.tap(coordinator.page.get_by_role("option", name=MASK).first)
    proposed = coordinator.page.get_by_label(f"没有的话，也可以用：{RESPIRATOR}")
    expect(proposed).to_be_visible()
    expect(proposed).not_to_be_checked()
    coordinator.fill("数量", "100")
    proposed.check()
    coordinator.tap("提交申请")
    coordinator.sees(RESPIRATOR)
    assert office.ask("SELECT item_id FROM request_substitute") == [(other,)]
