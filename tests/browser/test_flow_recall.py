"""A recall from a lot's page to its end: stopped by one, told by a link, answered without account, closed by two."""

import pytest
from handset import SignIn
from playwright.sync_api import expect

from liangcao.requests.commands import OpenDoor
from liangcao.shipping.commands import DeliveredLine, RecordDelivery
from web.deskwork import send
from web.webtools import WebOffice

pytestmark = pytest.mark.browser


def test_a_lot_is_stopped_its_holder_answers_by_link_and_two_close_it(sign_in: SignIn, office: WebOffice) -> None:
    """Budget: whoever stops it 5 taps until it is told and 1 to close, the holder 1, the second person 1."""
    office.do("coordinator", OpenDoor(hotline="0533-3580000"))
    lines = (DeliveredLine(line_number=1, received=3_000),)
    office.do("unit", RecordDelivery(shipment_id=send(office).shipment, lines=lines, receiver="示例·李"))
    lot_id = office.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    coordinator, holder = sign_in("coordinator", screen="small phone"), sign_in(screen="small phone")
    coordinator.open(f"/lots/{lot_id}")  # what the code on the box leads to
    coordinator.tap(coordinator.page.get_by_role("link", name="召回这一批"))
    coordinator.fill("凭什么召回", "药监部门通报过滤效率不合格")
    coordinator.fill("要单位怎么办", "立即停用，单独封存")
    coordinator.look_closely()
    coordinator.tap("马上停住")
    coordinator.tap("确定")
    coordinator.sees("没有答复")
    coordinator.look_closely()
    recall = coordinator.page.url
    coordinator.tap(coordinator.page.get_by_role("button", name="通知", exact=True))
    coordinator.sees("链接只在这一页出现")
    coordinator.look_closely()
    assert coordinator.taps == 4
    address = coordinator.page.locator(".link-text").inner_text()
    holder.open("/r/" + address.rsplit("/", 1)[1])
    holder.fill("用了", "3000")
    holder.look_closely()
    holder.tap("交上答复")
    expect(holder.page.get_by_text("您的答复已经记进账本")).to_be_visible()
    assert holder.taps == 1
    coordinator.open(recall)
    coordinator.fill("结论", "都用了，没有剩的")
    coordinator.look_closely()
    coordinator.tap("了结，交第二个人批准")
    assert coordinator.taps == 5
    approver = sign_in("approver", screen="small phone")
    approver.open(f"/approvals/{office.ask('SELECT MAX(held_id) FROM held_command')[0][0]}")
    approver.tap("批准并生效")
    assert approver.taps == 1
    assert office.ask("SELECT state FROM recall") == [("closed",)]
    assert office.ask("SELECT status FROM lot WHERE lot_id = ?", lot_id) == [("quarantined",)]
