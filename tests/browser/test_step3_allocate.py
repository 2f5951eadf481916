"""Step 3: approved in two taps, shared out in five clicks, adopted by another, sent, and signed for in two taps."""

import re

import pytest
from handset import Handset, SignIn
from playwright.sync_api import expect

from web.deskwork import add_checkpoint, approve, ask_for, send
from web.webtools import WebOffice

pytestmark = pytest.mark.browser


def open_only(person: Handset, path: str, name: str) -> None:
    """Open a list and tap the one entry of this name in it."""
    person.open(path)
    person.look_closely()
    person.tap(person.page.locator("main").get_by_role("link", name=name).first)


def test_from_the_request_to_the_signature(sign_in: SignIn, office: WebOffice) -> None:
    add_checkpoint(office)
    request = ask_for(office, 10_000)
    ask_for(office, 9_000, unit="四宝山卡口", who="coordinator")

    leader = sign_in("approver", screen="small phone")
    for unit in ("示例医院", "四宝山卡口"):
        leader.taps = 0
        open_only(leader, "/requests?state=submitted", unit)
        leader.sees("可用 12,000 只")
        leader.look_closely()
        leader.tap("全部同意")
        leader.sees("待分配")
        assert leader.taps == 2

    coordinator = sign_in("coordinator", screen="pc")
    coordinator.open("/")
    coordinator.tap(coordinator.page.get_by_role("navigation", name="全部功能").get_by_role("link", name="分配"))
    coordinator.tap(coordinator.page.get_by_role("link", name="做新方案").first)
    coordinator.tap("试算")
    coordinator.sees("第 2 类：要 9,000，给 2,000（22%）")
    coordinator.look_closely()
    coordinator.button("生成方案").dblclick()
    coordinator.taps += 1
    expect(coordinator.page).to_have_url(re.compile("/plans/[0-9]+$"))
    assert coordinator.taps <= 5
    assert office.ask("SELECT COUNT(*) FROM plan") == [(1,)]
    expect(coordinator.button("批准方案")).to_have_count(0)
    plan = coordinator.page.url.rsplit("/", 1)[1]

    leader.open(f"/plans/{plan}")
    leader.sees("给 12,000，要 19,000 只")
    leader.look_closely()
    leader.tap("批准方案")
    leader.sees("已批准")

    keeper = sign_in("keeper", screen="small phone")
    open_only(keeper, "/picking", "示例医院")
    keeper.sees("10,000 只")
    keeper.fill("车牌", "鲁C 00001")
    keeper.fill("司机", "王示例")
    keeper.look_closely()
    keeper.button("拣好了，发出").dblclick()
    keeper.sees("在途")
    keeper.look_closely()
    assert office.ask("SELECT COUNT(*) FROM shipment") == [(1,)]
    keeper.open(f"{keeper.page.url}/waybill")
    expect(keeper.page.locator(".sheet-code svg")).to_be_visible()
    keeper.look_closely()

    unit = sign_in("unit", screen="small phone")
    unit.taps = 0
    open_only(unit, "/shipments", "示例医院")
    unit.look_closely()
    unit.tap("全部收到")
    unit.sees("已签收")
    assert unit.taps == 2
    unit.open(f"/requests/{request}")
    unit.sees("已签收")
    unit.look_closely()


def test_less_arrives_than_was_sent_and_it_is_on_record(sign_in: SignIn, office: WebOffice) -> None:
    sent = send(office)
    unit = sign_in("unit", screen="phone", color_scheme="dark", reduced_motion="reduce")
    unit.open(f"/shipments/{sent.shipment}")
    unit.look_closely()
    expect(unit.button("按差异签收")).to_be_hidden()
    unit.page.get_by_text("这一行有差异").click()
    expect(unit.button("全部收到")).to_be_hidden()
    unit.fill("实收", "2950")
    unit.look_closely()
    unit.tap("按差异签收")
    unit.sees("请写明原因")
    unit.page.get_by_role("combobox", name="原因").select_option(label="受潮")
    unit.tap("按差异签收")
    unit.sees("收到 2,950 只")
    unit.sees("缺 50 只")
    unit.look_closely()
    assert office.ask("SELECT received, difference FROM shipment_line") == [(2_950, "受潮")]


def test_many_are_approved_at_once_after_a_look(sign_in: SignIn, office: WebOffice) -> None:
    for quantity in (100, 200, 300):
        ask_for(office, quantity)
    leader = sign_in("approver", screen="pc")
    leader.open("/requests?state=submitted")
    leader.page.get_by_label("选中这一页").check()
    leader.look_closely()
    leader.tap("先看再批")
    leader.sees("会改变的 3 份申请")
    leader.sees("600 只")
    leader.look_closely()
    leader.button("确认批准").dblclick()
    expect(leader.page.get_by_role("status").filter(has_text="已批准 3 份申请")).to_be_visible()
    assert office.ask("SELECT COUNT(*) FROM request WHERE state = 'approved'") == [(3,)]


def test_pages_on_paper_and_in_lists_stand_on_every_screen(sign_in: SignIn, office: WebOffice) -> None:
    sent = send(office)
    approve(office, ask_for(office, 400), 400)
    paths = {
        "coordinator": ["/requests", "/plans", "/plans/new?try=1", f"/plans/{sent.plan}", "/parties", "/parties/new",
                        f"/parties/{office.ids['示例医院']}", "/requests/new", f"/plans/{sent.plan}/sheet"],
        "keeper": ["/shipments", "/picking", f"/shipments/{sent.shipment}/waybill"],
    }  # fmt: skip
    for screen, scheme in (("small phone", "light"), ("pc", "dark")):
        for who, addresses in paths.items():
            person = sign_in(who, screen=screen, color_scheme=scheme, reduced_motion="reduce")
            for path in addresses:
                person.open(path)
                person.look_closely()


def test_printed_a_waybill_is_only_the_waybill(sign_in: SignIn, office: WebOffice) -> None:
    sent = send(office)
    keeper = sign_in("keeper", screen="pc")
    keeper.open(f"/shipments/{sent.shipment}/waybill")
    keeper.page.emulate_media(media="print")
    expect(keeper.page.locator(".sheet")).to_be_visible()
    for hidden in (".top-bar", ".side-menu", ".page-actions"):
        expect(keeper.page.locator(hidden)).to_be_hidden()
