"""Asking without an account, as somebody before a poster does: on a small phone, within the budget, also offline."""

import re

import pytest
from handset import Handset, SignIn
from playwright.sync_api import expect

from liangcao.operations.approvals import ApproveHeld
from liangcao.parties.commands import RegisterParty
from liangcao.requests.commands import MakePoster, OpenDoor, SetSubstitute
from web.webtools import WebOffice

pytestmark = pytest.mark.browser


@pytest.fixture
def poster(office: WebOffice) -> str:
    """The address on a poster; the door is open."""
    office.do("admin", RegisterParty(kind="enterprise", name="四宝山机械厂", credit_code="91370303MA3C000017"))
    office.do("coordinator", OpenDoor(hotline="0533-3580000"))
    made = office.do("coordinator", MakePoster(place="四宝山街道办"))
    return f"/ask/{made.answer['poster_id']}"


def choose_unit(person: Handset, typed: str, name: str) -> None:
    person.page.get_by_role("combobox", name="单位名称").fill(typed)
    person.tap(person.page.get_by_role("option", name=name))


@pytest.mark.parametrize("screen", ["small phone", "phone"])
def test_seven_taps_the_first_time_three_the_next(sign_in: SignIn, office: WebOffice, poster: str, screen: str) -> None:
    asker = sign_in(screen=screen)
    asker.open(poster)
    asker.look_closely()
    choose_unit(asker, "sbsjxc", "四宝山机械厂")
    asker.tap(asker.page.locator("[data-pick]").first)
    expect(asker.page.get_by_label("数量", exact=True).locator("visible=true").first).to_be_focused()
    asker.fill("数量", "1.2万")
    asker.fill("多少人", "800")
    asker.fill("电话", "13900002222")
    asker.look_closely()
    asker.tap("交上")
    expect(asker.page).to_have_url(re.compile("/t/[A-Za-z0-9_-]{22}"))
    assert asker.taps <= 7
    asker.sees("已经交上")
    asker.sees("12,000")
    asker.look_closely()

    asker.taps = 0
    asker.tap(asker.page.get_by_role("link", name="再要别的"))
    expect(asker.page.get_by_role("combobox", name="单位名称")).to_have_value("四宝山机械厂")
    asker.tap(asker.page.locator("[data-pick]").first)
    asker.fill("数量", "500")
    asker.tap("交上")
    asker.sees("已经交上")
    assert asker.taps == 3
    assert office.ask("SELECT asked FROM request_line ORDER BY request_id") == [(12_000,), (500,)]


def test_what_was_typed_survives_a_lost_line_and_counts_once(sign_in: SignIn, office: WebOffice, poster: str) -> None:
    asker = sign_in(screen="small phone")
    asker.open(poster)
    choose_unit(asker, "四宝山", "四宝山机械厂")
    asker.tap(asker.page.locator("[data-pick]").first)
    asker.fill("数量", "300")
    asker.tap("再加一种")
    asker.page.get_by_role("combobox", name="物资").nth(1).fill("fhf")
    asker.tap(asker.page.get_by_role("option", name="防护服").first)
    asker.page.get_by_label("数量不清").nth(1).check()
    asker.fill("电话", "0533-1111111")
    expect(asker.page.get_by_label("电话")).to_have_value("0533-1111111")
    asker.open(poster)
    expect(asker.page.get_by_text("草稿还在这部手机上")).to_be_visible()
    expect(asker.page.get_by_label("电话")).to_have_value("0533-1111111")
    expect(asker.page.get_by_role("combobox", name="物资").nth(1)).not_to_have_value("")
    asker.look_closely()
    asker.button("交上").dblclick()
    asker.sees("已经交上")
    assert office.ask("SELECT asked FROM request_line ORDER BY line_number") == [(300,), (None,)]
    asker.open(poster)
    expect(asker.page.get_by_text("草稿还在这部手机上")).to_be_hidden()


def test_what_may_serve_is_offered_by_rule_and_again_after_a_lost_line(
    sign_in: SignIn, office: WebOffice, poster: str
) -> None:
    asker = sign_in(screen="small phone")
    asker.open(poster)
    common = int(asker.page.locator("[data-pick]").first.get_attribute("value") or 0)
    other, unit = office.ask(
        "SELECT MIN(o.item_id), MIN(o.base_unit) FROM item AS i JOIN item AS o ON o.base_unit = i.base_unit "
        "AND o.item_id <> i.item_id AND o.kind = 'goods' WHERE i.item_id = ?",
        common,
    )[0]
    rule = SetSubstitute(
        item_id=common, other_id=other, kinds=("enterprise",), effective_on="2020-01-01", reason="可以用"
    )
    office.do("approver", ApproveHeld(held_id=office.do("coordinator", rule).answer["held_id"]))
    choose_unit(asker, "四宝山", "四宝山机械厂")
    asker.tap(asker.page.locator("[data-pick]").first)
    expect(asker.page.locator(".unit").first).to_have_text(unit)
    offered = asker.page.locator("[data-proposed] input").first
    offered.check()
    asker.fill("数量", "300")
    asker.fill("电话", "0533-1111111")
    expect(asker.page.get_by_label("电话")).to_have_value("0533-1111111")
    asker.open(poster)
    expect(asker.page.get_by_text("草稿还在这部手机上")).to_be_visible()
    expect(offered).to_be_checked()
    asker.look_closely()
    asker.fill("数量", "很多")
    asker.tap("交上")
    expect(asker.page.locator("[aria-invalid]").first).to_be_visible()
    expect(offered).to_be_checked()
    asker.fill("数量", "300")
    asker.tap("交上")
    asker.sees("已经交上")
    assert office.ask("SELECT item_id FROM request_substitute") == [(other,)]


def test_it_works_without_a_script(sign_in: SignIn, office: WebOffice, poster: str) -> None:
    asker = sign_in(screen="small phone", java_script_enabled=False)
    asker.open(poster)
    asker.fill("单位名称", "四宝山养老院")
    asker.tap(asker.page.locator("[data-pick]").first)
    asker.fill("数量", "200")
    asker.fill("电话", "13900002222")
    asker.tap("交上")
    asker.sees("已经交上")
    assert office.ask("SELECT unit_said, asked FROM request JOIN request_line USING (request_id)") == [
        ("四宝山养老院", 200)
    ]


def test_it_is_changed_and_taken_back_and_the_staff_ring(sign_in: SignIn, office: WebOffice, poster: str) -> None:
    asker = sign_in(screen="small phone", color_scheme="dark")
    asker.open(poster)
    asker.page.get_by_role("combobox", name="单位名称").fill("四宝山养老院")
    asker.tap(asker.page.locator("[data-pick]").first)
    asker.fill("数量", "200")
    asker.tap("交上")
    asker.tap(asker.page.get_by_role("link", name="改申请"))
    asker.look_closely()
    asker.fill("数量", "150")
    asker.fill("为什么改", "写多了")
    asker.tap("交上")
    asker.sees("150")
    assert office.ask("SELECT state FROM request ORDER BY request_id") == [("withdrawn",), ("submitted",)]

    coordinator = sign_in("coordinator", screen="small phone")
    coordinator.open("/requests?state=submitted")
    coordinator.sees("待核实")
    coordinator.look_closely()
    coordinator.tap(coordinator.page.get_by_role("link", name="四宝山养老院"))
    coordinator.look_closely()
    coordinator.page.get_by_label("打通了，情况属实").check()
    coordinator.page.get_by_text("找不到？登记新单位").click()
    coordinator.fill("单位全称", "四宝山养老院")
    coordinator.choose("类别", "群众")
    coordinator.fill("谁接的", "李院长")
    coordinator.tap("记下电话")
    coordinator.sees("已核实")
    coordinator.sees("李院长")
    coordinator.look_closely()


@pytest.mark.parametrize("screen", ["small phone", "pc"])
def test_the_pages_of_the_staff(sign_in: SignIn, poster: str, screen: str) -> None:
    coordinator = sign_in("coordinator", screen=screen)
    coordinator.open("/posters")
    coordinator.look_closely()
    coordinator.open(poster.replace("/ask/", "/posters/"))
    coordinator.sees("缺应急物资？扫码申请")
    coordinator.look_closely()
    coordinator.open("/norms")
    coordinator.look_closely()
    coordinator.tap(coordinator.button("采用", exact=False).first)
    coordinator.sees("每人每天 4 只")
    coordinator.look_closely()


def test_before_it_is_open(sign_in: SignIn) -> None:
    asker = sign_in(screen="small phone")
    asker.open("/ask")
    asker.sees("现在不接受网上申请")
    asker.look_closely()
