"""Step 1: a keeper receives 20,000 masks bought in Shanghai, some of them wet, and shelves them; then a gift."""

import re

import pytest
from handset import SignIn
from playwright.sync_api import Route, expect
from warehouse import found_warehouse, on_hand

from harness.copies import Prepare
from liangcao.codes.commands import PrintLabels
from liangcao.receiving.commands import AnnounceArrival, OpenClaim, ReceiveGoods
from web.webtools import PASSWORD, WebOffice

pytestmark = pytest.mark.browser


@pytest.fixture
def prepare() -> Prepare:
    return found_warehouse


def test_twenty_thousand_masks_from_the_lorry_to_the_shelf(sign_in: SignIn, office: WebOffice) -> None:
    keeper = sign_in(screen="small phone")
    keeper.open("/receive")
    keeper.fill("用户名", "keeper")
    keeper.fill("密码", PASSWORD)
    keeper.button("登录").last.click()
    keeper.look_closely()

    keeper.fill("供应单位、捐赠人或储备单位", "shsl")
    keeper.tap(keeper.button("上海示例医疗"))
    keeper.sees("上海示例医疗 供应单位")
    keeper.fill("物资名称、俗名或拼音首字母", "ywkkz")
    keeper.tap(keeper.page.locator("#goods").get_by_role("button", name="医用外科口罩").first)
    expect(keeper.page.get_by_label("合格数量", exact=True)).to_be_focused()
    keeper.fill("合格数量", "6")
    keeper.choose("合格数量的单位", "箱（2,000 只）")
    keeper.sees("= 12,000 只")
    keeper.fill("批号", "SH-1")
    keeper.fill("有效期到", "2021-06-30")
    keeper.look_closely()

    keeper.tap("另一批")
    expect(keeper.page.get_by_label("批号").first).to_have_value("SH-1")
    second = keeper.page.get_by_role("region", name="第 2 批")
    second.get_by_label("合格数量", exact=True).fill("7,600")
    second.get_by_label("合格数量的单位", exact=True).select_option(label="只")
    second.get_by_label("批号").fill("SH-2")
    second.locator("summary", has_text="有不合格的").click()
    second.get_by_role("textbox", name="不合格数量").fill("400")
    second.get_by_label("不合格数量的单位").select_option(label="只")
    keeper.tap("入库")

    keeper.sees("没有提交")  # two boxes refused, and nobody said why
    expect(second.get_by_role("textbox", name="不合格数量")).to_have_value("400")
    second.get_by_label("为什么不合格").fill("两箱受潮")
    keeper.look_closely()
    keeper.tap("入库")

    expect(keeper.page).to_have_url(re.compile("/receipts/[0-9]+$"))
    expect(keeper.page.get_by_role("status").filter(has_text="已入库")).to_be_visible()
    keeper.sees("400 只 两箱受潮")
    keeper.look_closely()
    assert on_hand(office, "SH-1") == {"主库": 12_000}
    assert on_hand(office, "SH-2") == {"主库": 7_600, "退货区": 400}

    keeper.taps = 0
    for shelf in ("A-01", "A-02"):
        keeper.tap(keeper.page.locator("summary", has_text="上架").first)
        keeper.tap(keeper.page.get_by_role("button", name=shelf, exact=True).locator("visible=true"))
        expect(keeper.page.get_by_role("status").filter(has_text=f"已放到 主库 · {shelf}")).to_be_visible()
    assert keeper.taps == 4
    assert on_hand(office, "SH-1") == {"A-01": 12_000}
    assert on_hand(office, "SH-2") == {"A-02": 7_600, "退货区": 400}


def test_a_code_on_the_papers_leaves_three_taps_and_undo_is_one(sign_in: SignIn, office: WebOffice) -> None:
    keeper = sign_in("keeper")
    party, mask = office.ids["上海示例医疗"], office.ids["医用外科口罩"]
    keeper.open(f"/receive?party={party}&item={mask}&quantity=10&unit=2000&batch=SH-3&document=HT-0131")
    keeper.sees("= 20,000 只")
    keeper.tap("入库")
    keeper.tap(keeper.page.locator("summary", has_text="上架"))
    keeper.tap(keeper.page.get_by_role("button", name="B-01", exact=True))
    keeper.sees("已上架")
    assert keeper.taps == 3
    assert on_hand(office, "SH-3") == {"B-01": 20_000}
    keeper.tap("撤销")
    expect(keeper.page.get_by_role("status").filter(has_text="已撤销")).to_be_visible()
    assert keeper.taps == 4
    assert on_hand(office, "SH-3") == {"主库": 20_000}


def test_what_is_typed_while_the_line_is_slow_is_kept(sign_in: SignIn, office: WebOffice) -> None:
    keeper = sign_in("keeper")
    waiting: list[Route] = []
    keeper.page.route("**/receive/draft", lambda route: waiting.append(route))
    keeper.open("/receive")
    keeper.tap(keeper.button("上海示例医疗"))
    expect(keeper.button("入库")).to_be_disabled()  # its answer is still on the way: nothing else is booked meanwhile
    keeper.fill("物资名称、俗名或拼音首字母", "N95")
    keeper.fill("单据号", "HT-7")
    expect(keeper.page.locator("#goods").get_by_role("button", name=re.compile("N95")).first).to_be_visible()
    waiting.pop().continue_()
    keeper.sees("上海示例医疗 供应单位")
    expect(keeper.page.get_by_label("单据号")).to_have_value("HT-7")
    expect(keeper.page.get_by_label("物资名称、俗名或拼音首字母")).to_have_value("N95")
    expect(keeper.page.locator("#goods").get_by_role("button")).to_have_count(1)
    expect(keeper.button("入库")).to_be_enabled()


def test_a_gift_that_only_hospitals_may_have(sign_in: SignIn, office: WebOffice) -> None:
    keeper = sign_in("keeper")
    keeper.open("/receive")
    keeper.tap(keeper.page.get_by_role("region", name="谁送来的").get_by_text("捐赠", exact=True))
    keeper.tap(keeper.button("示例慈善总会"))
    keeper.sees("示例慈善总会 捐赠人")
    keeper.fill("物资名称、俗名或拼音首字母", "N95")
    keeper.tap(keeper.page.locator("#goods").get_by_role("button", name=re.compile("N95")).first)
    keeper.fill("合格数量", "５，０００")
    keeper.fill("批号", "JZ-1")
    keeper.page.get_by_text("单价、生产日期、指定用途").click()
    keeper.choose("只给哪一类单位 选填", "一线医疗")
    keeper.tap("入库")
    keeper.sees("只给一线医疗")
    assert on_hand(office, "JZ-1") == {"主库": 5_000}
    assert office.ask("SELECT source_kind, purpose_class FROM lot WHERE batch_number = 'JZ-1'") == [("donation", 1)]


def test_enter_and_a_second_tap_book_nothing_by_mistake(sign_in: SignIn, office: WebOffice) -> None:
    keeper = sign_in("keeper")
    party, mask = office.ids["上海示例医疗"], office.ids["医用外科口罩"]
    keeper.open(f"/receive?party={party}&item={mask}&quantity=1&batch=SH-4")
    keeper.page.get_by_label("批号").press("Enter")  # a scanner types and presses Enter
    expect(keeper.page.get_by_label("批号")).to_have_value("SH-4")
    assert on_hand(office, "SH-4") == {}
    keeper.button("入库").dblclick()
    expect(keeper.page).to_have_url(re.compile("/receipts/[0-9]+$"))
    assert on_hand(office, "SH-4") == {"主库": 1}


@pytest.mark.parametrize("screen", ["small phone", "phone", "pc"])
def test_every_page_of_receiving_is_whole_on_every_screen(sign_in: SignIn, office: WebOffice, screen: str) -> None:
    receipt = office.ask("SELECT receipt_id FROM receipt")[0][0]
    keeper = sign_in("keeper", screen=screen, color_scheme="dark" if screen == "phone" else "light")
    for path in (
        "/receive",
        f"/receive?like={receipt}",
        "/receipts",
        f"/receipts/{receipt}",
        f"/receipts/{receipt}/sheet",
    ):
        keeper.open(path)
        keeper.look_closely()


def test_it_works_without_any_script(sign_in: SignIn, office: WebOffice) -> None:
    keeper = sign_in("keeper", java_script_enabled=False)
    keeper.open("/receive")
    keeper.tap(keeper.button("上海示例医疗"))
    keeper.page.get_by_label("物资名称、俗名或拼音首字母").fill("ywkkz")
    keeper.page.get_by_label("物资名称、俗名或拼音首字母").press("Enter")
    keeper.page.get_by_label("合格数量", exact=True).fill("50")
    keeper.page.get_by_label("批号").fill("SH-5")
    keeper.tap("入库")
    keeper.sees("50 只")
    assert on_hand(office, "SH-5") == {"主库": 50}


def announced(office: WebOffice) -> int:
    """The Shanghai masks of 31 January, on their way: ten boxes of 2,000."""
    line = {"item_id": office.ids["医用外科口罩"], "quantity": 20_000, "pack_size": 2_000}
    told = {"source_kind": "purchase", "source_party_id": office.ids["上海示例医疗"], "location_id": office.ids["主库"]}
    told |= {"expected_on": "2020-02-10", "driver": "示例·钱师傅", "vehicle": "沪A12345", "lines": (line,)}
    return int(office.do("keeper", AnnounceArrival.model_validate(told)).answer["arrival_id"])


def test_the_expected_masks_take_two_scans_and_two_taps_and_undo_is_one(sign_in: SignIn, office: WebOffice) -> None:
    """Flow A of screens.md: at most two scans and three taps. A scan is an address opened, or a code and Enter."""
    keeper = sign_in("keeper", screen="small phone")
    number = announced(office)
    keeper.open(f"/receive?arrival={number}")  # the first scan: the code on the delivery note
    keeper.sees("= 20,000 只")
    keeper.look_closely()
    shelf = keeper.page.get_by_label("扫货架或库位的码")
    expect(shelf).to_be_focused()
    keeper.page.keyboard.type("A-01")  # the second scan: the gun types and presses Enter
    keeper.page.keyboard.press("Enter")
    expect(keeper.page.get_by_label("收到哪里")).to_have_value(str(office.ids["A-01"]))
    keeper.tap(keeper.page.get_by_text("点过，数量对"))
    keeper.tap("入库")
    expect(keeper.page.get_by_role("status").filter(has_text="已入库")).to_be_visible()
    assert keeper.taps == 2
    row = office.ask(
        "SELECT location.name, balance.on_hand FROM balance JOIN lot USING (district_id, lot_id) "
        "JOIN receipt USING (district_id, receipt_id) JOIN location ON location.location_id = balance.location_id "
        "WHERE arrival_id = ? AND balance.is_outside = 0",
        number,
    )
    assert row == [("A-01", 20_000)]
    assert office.ask("SELECT state FROM arrival WHERE arrival_id = ?", number) == [("received",)]
    keeper.tap("撤销")  # goods would leave the store by it: a second person says yes
    expect(keeper.page.get_by_role("status").filter(has_text="等")).to_be_visible()
    assert keeper.taps == 3


def test_what_is_typed_against_an_arrival_stays_when_it_is_refused(sign_in: SignIn, office: WebOffice) -> None:
    keeper = sign_in("keeper", screen="phone")
    number = announced(office)
    keeper.open(f"/arrivals/{number}")
    keeper.look_closely()
    keeper.open(f"/receive?arrival={number}")
    keeper.fill("合格数量", "11")
    keeper.fill("批号", "SH-9")
    keeper.tap(keeper.page.get_by_text("点过，数量对"))
    keeper.tap("入库")
    keeper.sees("比预计的多")
    expect(keeper.page.get_by_label("批号")).to_have_value("SH-9")
    keeper.choose("多收的原因 选填", "随货赠送")
    keeper.look_closely()
    keeper.tap("入库")
    keeper.sees("多收：随货赠送")
    gift = {"source_kind": "donation", "source_party_id": office.ids["示例慈善总会"], "location_id": office.ids["主库"]}
    line = {"item_id": office.ids["医用外科口罩"], "accepted": 50, "rejected": 50, "reject_code": "wet"}
    line |= {"is_quarantined": True, "quarantine_code": "to_inspect"}
    taken = office.do("keeper", ReceiveGoods.model_validate({**gift, "lines": (line,)})).answer
    receipt, lot = taken["receipt_id"], taken["lot_ids"][0]
    claimed = {"lot_id": lot, "quantity": 10, "cause": "wet"}
    asked = {"receipt_id": receipt, "demand": "refund", "lines": (claimed,)}
    claim = office.do("keeper", OpenClaim.model_validate(asked)).answer["claim_id"]
    office.do("keeper", PrintLabels(thing_id=lot, kind="box"))
    for path in (
        *("/arrivals", "/arrivals/new", "/arrivals/rules", "/claims", f"/claims/{claim}"),
        *(f"/claims/new?receipt={receipt}", f"/receipts/{receipt}", f"/receipts/{receipt}/inspect"),
        f"/lots/{lot}/labels",
    ):
        keeper.open(path)
        keeper.look_closely()
