"""Step 4: where from, where to; stock by item, place and lot, now and as of a past moment."""

import re

import pytest
from handset import SignIn
from playwright.sync_api import expect
from warehouse import found_lived_in

from harness.copies import Prepare
from web.webtools import WebOffice

pytestmark = pytest.mark.browser


@pytest.fixture
def prepare() -> Prepare:
    return found_lived_in


def test_stock_is_found_by_initials_and_opened_to_its_lots(sign_in: SignIn, office: WebOffice) -> None:
    inspector = sign_in("inspector", screen="small phone")
    inspector.open("/stock")
    inspector.sees("84消毒液")
    inspector.fill("物资名称、拼音、别名", "ywkkz")
    inspector.page.keyboard.press("Enter")
    expect(inspector.page).to_have_url(re.compile("q=ywkkz"))
    expect(inspector.page.locator("#rows")).not_to_contain_text("84消毒液")
    inspector.look_closely()
    inspector.tap(inspector.page.get_by_role("link", name="医用外科口罩"))
    inspector.sees("在哪里、哪一批")
    inspector.sees("9,000")
    inspector.tap(inspector.page.get_by_role("link", name="A1").first)
    inspector.sees("从哪里来，到哪里去")
    assert inspector.taps == 2
    inspector.look_closely()


def test_the_same_stock_by_lot_and_by_place(sign_in: SignIn) -> None:
    inspector = sign_in("inspector", screen="pc")
    inspector.open("/stock")
    inspector.tap(inspector.page.get_by_role("link", name="按批次"))
    inspector.sees("主库 · A-01")
    inspector.page.get_by_label("地点").select_option(label="分库")
    expect(inspector.page.locator("#rows")).to_contain_text("84消毒液")
    expect(inspector.page.locator("#rows")).not_to_contain_text("医用外科口罩")
    inspector.tap(inspector.page.get_by_role("link", name="全部清除"))
    inspector.tap(inspector.page.get_by_role("link", name="物资 × 地点"))
    row = inspector.page.get_by_role("row", name="84消毒液")
    expect(row).to_contain_text("42")
    inspector.look_closely()


def test_the_past_says_at_which_entry_it_stood(sign_in: SignIn) -> None:
    inspector = sign_in("inspector", screen="small phone")
    inspector.open("/stock")
    inspector.page.get_by_text("看过去某一时刻").click()
    inspector.fill("日期", "2020-02-10")
    inspector.page.get_by_label("时间").fill("12:00")
    inspector.tap("筛选")
    inspector.sees("这是过去的库存")
    inspector.sees("12,000 只")
    expect(inspector.page.locator("#rows")).not_to_contain_text("84消毒液")
    inspector.look_closely()
    expect(inspector.page).to_have_url(re.compile("day=2020-02-10"))
    inspector.page.reload()  # the address alone shows the same
    inspector.sees("这是过去的库存")


def test_an_inspector_asks_a_batch_where_it_went(sign_in: SignIn, office: WebOffice) -> None:
    inspector = sign_in("inspector", screen="small phone")
    inspector.open("/trace?q=A1")  # as a scanned label does
    expect(inspector.page).to_have_url(re.compile("/lots/[0-9]+$"))
    drawing = inspector.page.locator("figure svg")
    expect(drawing).to_be_visible()
    for place in ("示例供应商", "主库", "示例医院"):
        expect(drawing).to_contain_text(place)
    inspector.page.get_by_text("用文字列出").click()
    expect(inspector.page.locator("ul.tree").first).to_contain_text("示例医院")
    expect(inspector.page.get_by_role("row", name="已冲正").locator("s").first).to_be_visible()
    with inspector.page.expect_download() as download:
        inspector.page.get_by_text("导出、打印").click()
        inspector.tap(inspector.page.get_by_role("link", name="Excel 表格"))
    assert download.value.suggested_filename.endswith(".xlsx")
    assert inspector.taps == 1
    inspector.look_closely()


def test_both_ends_of_the_way_lead_back_to_it(sign_in: SignIn) -> None:
    inspector = sign_in("inspector")
    inspector.open("/trace")
    inspector.look_closely()
    inspector.fill("批号、批次或单据的编号", "slyy")
    inspector.tap("查")
    inspector.sees("医用外科口罩：从哪里来，到哪里去")
    inspector.sees("2,950 只")
    inspector.look_closely()
    inspector.tap(inspector.page.get_by_role("link", name="示例供应商").first)
    expect(inspector.page.get_by_role("heading", level=1)).to_have_text("示例供应商")
    inspector.sees("示例医院")
    inspector.look_closely()
    inspector.open("/trace?q=示例")
    inspector.sees("示例医院")
    inspector.sees("示例供应商")
    inspector.look_closely()
    inspector.open("/trace?q=没有这东西")
    inspector.sees("没有找到")
    inspector.look_closely()


def test_a_keeper_of_one_store_meets_only_its_goods(sign_in: SignIn) -> None:
    keeper = sign_in("keeper")
    keeper.open("/stock?view=lots")
    keeper.sees("医用外科口罩")
    expect(keeper.page.locator("#rows")).not_to_contain_text("84消毒液")
    keeper.look_closely()


@pytest.mark.parametrize("screen", ["small phone", "pc"])
@pytest.mark.parametrize("who", ["inspector", "admin", "treasurer"])
def test_every_page_around_stock_is_whole(sign_in: SignIn, office: WebOffice, who: str, screen: str) -> None:
    mask, line = office.ids["医用外科口罩"], office.ids["应急专款"]
    pages = {
        "inspector": ["/stock?view=matrix", "/stock?view=lots&sort=-on_hand", f"/stock/items/{mask}", "/funds"],
        "admin": ["/items", "/items/new", f"/items/{mask}", "/places", "/places/new?kind=shelf"],
        "treasurer": [f"/funds?line={line}", "/funds/appropriate", "/funds/pay", "/stock?q=nothing"],
    }
    visitor = sign_in(who, screen=screen, color_scheme="dark" if screen == "pc" else "light")
    for path in pages[who]:
        visitor.open(path)
        visitor.look_closely()
