"""The inspector's path: the room, an exception and its chain, a sample checked, the head; and a favour refused."""

import re

import pytest
from handset import SignIn
from playwright.sync_api import expect
from warehouse import A_DAY, found_lived_in

from harness.copies import Prepare
from harness.pictures import picture
from liangcao.favours.commands import RecordFavour
from liangcao.funds.commands import PayParty
from liangcao.journal.note import SigningKey
from liangcao.journal.seal import seal
from liangcao.operations.approvals import ApproveHeld
from web.webtools import WebOffice

pytestmark = pytest.mark.browser
SCREENS = ["small phone", "pc"]
KEY = SigningKey("office.example/liangcao", bytes(range(32)))


@pytest.fixture
def prepare() -> Prepare:
    return found_lived_in


@pytest.fixture(autouse=True)
def an_hour_later(office: WebOffice) -> None:
    """The clock stands where the books left it, and an hour on."""
    office.clock.advance(A_DAY + 3_600_000)


@pytest.mark.parametrize("screen", SCREENS)
def test_from_a_card_to_the_bytes_of_an_entry(sign_in: SignIn, office: WebOffice, screen: str) -> None:
    inspector = sign_in("inspector", screen=screen)
    inspector.open("/")
    inspector.tap(inspector.page.get_by_role("main").get_by_role("link", name="检查室"))
    inspector.look_closely()
    card = inspector.page.get_by_role("listitem").filter(has=inspector.page.get_by_role("link", name="冲正和召回"))
    expect(card.locator(".rule-count")).to_have_text("1")
    inspector.tap(card.get_by_role("link"))
    inspector.look_closely()
    inspector.tap(inspector.page.get_by_role("link", name="凭证链").first)
    inspector.sees("这一笔")
    inspector.sees("一步一步")
    inspector.look_closely()
    inspector.tap(inspector.page.get_by_role("link", name="账目原文"))
    inspector.sees("规范原文")
    assert inspector.taps == 4


@pytest.mark.parametrize("screen", SCREENS)
def test_a_sample_is_drawn_and_checked(sign_in: SignIn, office: WebOffice, screen: str) -> None:
    inspector = sign_in("inspector", screen=screen)
    inspector.open("/inspection")
    inspector.tap(inspector.page.get_by_role("link", name="抽样", exact=True).first)
    inspector.look_closely()
    inspector.tap("抽")
    inspector.sees("没有提交")  # no words for the seed
    inspector.look_closely()
    inspector.page.get_by_label("随机抽：每一行机会一样").check()
    inspector.fill("抽几行", "3")
    inspector.fill("种子的话", "今天下雪了")
    inspector.tap("抽")
    expect(inspector.page.get_by_role("status").filter(has_text="已抽出 3 行")).to_be_visible()
    inspector.look_closely()
    inspector.tap(inspector.page.get_by_role("button", name="核对无误 第 1 行"))
    inspector.sees("第 2 行")
    inspector.look_closely()
    inspector.page.get_by_label("有异议").check()
    inspector.page.locator("#f-note").fill("送货单上少写一箱")
    inspector.tap("记下，看下一行")
    inspector.sees("第 3 行")
    inspector.page.get_by_label("核对无误").check()
    inspector.tap("记下，看下一行")
    expect(inspector.page).to_have_url(re.compile(r"/inspection/samples/\d+$"))
    inspector.sees("送货单上少写一箱")
    inspector.tap(inspector.page.get_by_role("link", name="再抽一遍看是不是一样"))
    inspector.sees("一模一样")
    inspector.look_closely()
    inspector.open("/inspection/samples")
    inspector.sees("3 / 3")
    inspector.look_closely()


@pytest.mark.parametrize("screen", SCREENS)
def test_lists_heads_and_what_is_printed(sign_in: SignIn, office: WebOffice, screen: str) -> None:
    made = seal(office.database, 1, KEY, office.clock.now())
    assert made is not None
    office.do("keeper", RecordFavour(asker="某人", answer="declined"))
    inspector = sign_in("inspector", screen=screen)
    for path in ("favours", "people", "late", "lost"):
        inspector.open(f"/inspection/exceptions/{path}?from=")
        inspector.look_closely()
    inspector.open("/inspection/head")
    inspector.sees(made.root.hex())
    inspector.look_closely()
    inspector.page.emulate_media(media="print")
    expect(inspector.page.get_by_role("img", name="签过名的树头，扫码核验账本用").last).to_be_visible()
    expect(inspector.page.locator(".filter-bar")).to_be_hidden()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_favour_is_put_on_record_in_three_taps(sign_in: SignIn, office: WebOffice, screen: str) -> None:
    keeper = sign_in("keeper", screen=screen)
    keeper.open("/")
    keeper.tap(keeper.page.get_by_role("main").get_by_role("link", name="登记请托"))
    keeper.look_closely()
    keeper.fill("谁来说的", "某人")
    keeper.tap(keeper.page.get_by_text("当面谢绝"))
    keeper.tap("记下")
    expect(keeper.page.get_by_role("status").filter(has_text="已记下")).to_be_visible()
    assert keeper.taps == 3
    assert office.ask("SELECT answer FROM favour") == [("declined",)]
    approver = sign_in("approver", screen=screen)
    approver.open("/favours")
    approver.sees("某人")
    approver.look_closely()


def test_without_a_script_all_of_it_works(sign_in: SignIn, office: WebOffice) -> None:
    inspector = sign_in("inspector", java_script_enabled=False)
    inspector.open("/inspection/samples/new")
    inspector.fill("种子的话", "今天下雪了")
    inspector.tap("抽")
    inspector.sees("怎么抽出来的")
    inspector.tap(inspector.page.get_by_role("button", name="核对无误 第 1 行"))
    inspector.sees("第 2 行")


def test_dark_and_english(sign_in: SignIn, office: WebOffice) -> None:
    inspector = sign_in("inspector", screen="small phone", color_scheme="dark")
    inspector.open("/inspection?language=en")
    inspector.sees("Write-offs and missing goods")
    inspector.look_closely()
    inspector.open("/inspection/exceptions/undone?from=")
    inspector.sees("Reversals and recalls")
    inspector.look_closely()


@pytest.mark.parametrize("screen", SCREENS)
def test_papers_are_put_behind_receipts_and_payments(sign_in: SignIn, office: WebOffice, screen: str) -> None:
    """From the receipt in three taps: attach, choose the photo, send. The payment's page has its own."""
    receipt_id = int(office.ask("SELECT MIN(receipt_id) FROM receipt")[0][0])
    keeper = sign_in("keeper", screen=screen)
    keeper.open(f"/receipts/{receipt_id}")
    keeper.tap(keeper.page.get_by_role("link", name="附凭据"))
    keeper.look_closely()
    photo = {"name": "送货单.jpg", "mimeType": "image/jpeg", "buffer": picture(comment=b"x" * 900)}
    keeper.page.get_by_label("照片或 PDF").set_input_files([photo])  # type: ignore[list-item]
    keeper.tap("附上")
    keeper.sees("送货单.jpg")
    assert keeper.taps == 2
    keeper.look_closely()
    payment = PayParty(
        budget_line_id=office.ids["应急专款"], party_id=office.ids["示例供应商"], amount_fen=100, note="货款"
    )
    held = office.do("treasurer", payment).answer["held_id"]
    number = office.do("approver", ApproveHeld(held_id=held)).answer["payment_id"]
    treasurer = sign_in("treasurer", screen=screen)
    treasurer.open("/funds")
    treasurer.look_closely()
    treasurer.tap(treasurer.page.get_by_role("main").get_by_role("link", name="付款", exact=True).last)
    treasurer.sees(f"付款 {number:,}")
    treasurer.look_closely()
