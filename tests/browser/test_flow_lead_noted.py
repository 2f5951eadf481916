"""A lead noted during a call, on a small phone: one line and two taps; its pages keep the rules of access."""

import pytest
from handset import SignIn
from playwright.sync_api import expect

from liangcao.sourcing.commands import CaptureLead
from web.webtools import WebOffice

pytestmark = pytest.mark.browser


def test_one_line_and_two_taps(sign_in: SignIn, office: WebOffice) -> None:
    earlier = {"channel": "other_province", "place": "上海", "company": "示例（上海）公司", "died": "no_stock"}
    office.do("buyer", CaptureLead.model_validate(earlier))
    buyer = sign_in("buyer", screen="small phone")
    buyer.open("/leads")
    buyer.look_closely()
    buyer.fill("一句话记线索", "上海 李 KN95 2万 3.2元 现货 有证")
    buyer.tap("识别")
    buyer.sees("“3.2元”")
    expect(buyer.page.get_by_label("渠道")).to_have_value("other_province")
    buyer.look_closely()
    buyer.tap("保存线索")
    expect(buyer.page.get_by_text("记下了")).to_be_visible()
    assert buyer.taps == 2
    assert office.ask("SELECT quantity, price_fen, certificate FROM offer") == [(20_000, 320, "claimed")]
    number, item = office.ask("SELECT lead_id, item_id FROM offer")[0]
    for path in (f"/leads/{number}", f"/offers?item={item}", "/leads/import", "/leads/doubles"):
        buyer.open(path)
        buyer.look_closely()
    board_by_keyboard(sign_in, office)


def board_by_keyboard(sign_in: SignIn, office: WebOffice) -> None:
    """On a wide screen the channels stand side by side, and the arrows go from card to card."""
    for company in ("示例药房", "示例诊所"):
        office.do("buyer", CaptureLead.model_validate({"channel": "local", "company": company}))
    buyer = sign_in("buyer", screen="pc")
    buyer.open("/leads")
    buyer.look_closely()
    local, far = (buyer.page.get_by_role("region", name=name) for name in ("本地 2", "外省 1"))
    boxes = [box["y"] for box in (local.bounding_box(), far.bounding_box()) if box]
    assert len(boxes) == 2
    assert boxes[0] == boxes[1], "side by side"
    buyer.page.get_by_role("region", name="看板").focus()
    for key, there in (("Right", "示例诊所"), ("Down", "示例药房"), ("Right", "李"), ("Left", "示例诊所")):
        buyer.page.keyboard.press(f"Arrow{key}")
        expect(buyer.page.get_by_role("link", name=there)).to_be_focused()
    buyer.page.keyboard.press("Enter")
    buyer.sees("示例诊所")
