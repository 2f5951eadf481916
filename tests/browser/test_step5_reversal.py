"""Step 5: a wrong posting is undone by a reversal; too much, the wrong person, twice, expired: refused, and why."""

import re

import pytest
from handset import SignIn
from playwright.sync_api import expect
from warehouse import found_warehouse, on_hand

from harness.copies import Prepare
from liangcao.operations.approvals import ApproveHeld
from web.webtools import WebOffice

pytestmark = pytest.mark.browser


@pytest.fixture
def prepare() -> Prepare:
    return found_warehouse


def lot_of(office: WebOffice) -> int:
    return int(office.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])


def test_a_wrong_move_is_taken_back_in_one_tap(sign_in: SignIn, office: WebOffice) -> None:
    keeper = sign_in("keeper", screen="small phone")
    keeper.open(f"/lots/{lot_of(office)}")
    keeper.tap(keeper.page.get_by_role("link", name="移库"))
    keeper.look_closely()
    keeper.fill("数量", "2")
    keeper.choose("数量的单位", "箱（2,000 只）")
    keeper.sees("= 4,000 只")
    keeper.choose("放到哪里", "主库 · A-02")
    keeper.tap(keeper.button("移库"))
    expect(keeper.page.get_by_role("status").filter(has_text="已放到 主库 · A-02")).to_be_visible()
    assert on_hand(office, "A1") == {"主库": 8_000, "A-02": 4_000}
    keeper.taps = 0
    keeper.tap("撤销")
    expect(keeper.page.get_by_role("status").filter(has_text="已撤销")).to_be_visible()
    assert keeper.taps == 1
    assert on_hand(office, "A1") == {"主库": 12_000}
    expect(keeper.page.get_by_role("row", name="已冲正").locator("s").first).to_be_visible()
    keeper.sees("冲正第")
    keeper.look_closely()


def test_a_receipt_is_reversed_after_looking_at_its_mirror(sign_in: SignIn, office: WebOffice) -> None:
    receipt = office.ask("SELECT receipt_id FROM receipt")[0][0]
    keeper = sign_in("keeper", screen="small phone")
    keeper.open(f"/receipts/{receipt}")
    keeper.tap(keeper.page.get_by_role("link", name="冲正整单"))
    mirror = keeper.page.get_by_role("region", name="冲正会记下这一笔")
    expect(mirror).to_contain_text("12,000 只")
    keeper.look_closely()
    keeper.tap("交第二个人批准")
    keeper.sees("没有提交")  # no reason given
    keeper.fill("为什么冲正", "送错了地方")
    keeper.tap("交第二个人批准")
    expect(keeper.page).to_have_url(re.compile(f"/receipts/{receipt}$"))
    expect(keeper.page.get_by_role("status").filter(has_text="等第二个人批准")).to_be_visible()
    assert on_hand(office, "A1") == {"主库": 12_000}  # goods would leave by it: nobody does that alone
    held = office.ask("SELECT held_id FROM held_command WHERE status = 'waiting'")[0][0]
    office.do("approver", ApproveHeld(held_id=held))
    keeper.page.reload()
    keeper.sees("这张单已经冲正")
    assert on_hand(office, "A1") == {}
    keeper.open("/receipts?show=reversed")
    expect(keeper.page.locator("#rows s")).to_contain_text("医用外科口罩")
    keeper.look_closely()


def test_a_reversal_in_the_way_of_another_is_reached_by_its_link(sign_in: SignIn, office: WebOffice) -> None:
    keeper = sign_in("keeper")
    lot, entry = lot_of(office), office.ask("SELECT MAX(entry) FROM line")[0][0]
    keeper.open(f"/lots/{lot}/move")
    keeper.choose("放到哪里", "主库 · B-01")
    keeper.tap(keeper.button("移库"))
    keeper.open(f"/entries/{entry}/reverse")
    keeper.sees("现在不能冲正")
    keeper.look_closely()
    keeper.tap(keeper.page.get_by_role("link", name="移库"))
    keeper.sees("冲正会记下这一笔")
    keeper.fill("为什么冲正", "先退回主库")
    keeper.tap(keeper.button("冲正"))
    keeper.open(f"/entries/{entry}/reverse")
    keeper.sees("冲正会记下这一笔")


def test_too_much_is_refused_with_what_there_is(sign_in: SignIn, office: WebOffice) -> None:
    keeper = sign_in("keeper", screen="small phone")
    keeper.open(f"/lots/{lot_of(office)}/move")
    keeper.fill("数量", "１．３万")
    keeper.choose("放到哪里", "主库 · A-01")
    keeper.tap(keeper.button("移库"))
    keeper.sees("可用数量只有 12,000，要 13,000")
    expect(keeper.page.get_by_label("数量", exact=True)).to_have_value("１．３万")
    keeper.look_closely()
    assert on_hand(office, "A1") == {"主库": 12_000}


def test_twice_is_once(sign_in: SignIn, office: WebOffice) -> None:
    keeper = sign_in("keeper")
    keeper.open(f"/lots/{lot_of(office)}/move")
    keeper.fill("数量", "1000")
    keeper.choose("放到哪里", "主库 · A-01")
    keeper.button("移库").dblclick()
    expect(keeper.page.get_by_role("status").filter(has_text="已放到")).to_be_visible()
    assert on_hand(office, "A1") == {"主库": 11_000, "A-01": 1_000}


def test_the_wrong_person_is_not_offered_it_and_is_refused(sign_in: SignIn, office: WebOffice) -> None:
    buyer = sign_in("buyer")
    buyer.open(f"/lots/{lot_of(office)}")
    expect(buyer.page.get_by_role("link", name="移库")).to_have_count(0)
    buyer.open(f"/lots/{lot_of(office)}/move")
    buyer.sees("您的岗位不能做这件事")
    buyer.look_closely()


def test_what_is_past_its_day_is_not_taken_in(sign_in: SignIn, office: WebOffice) -> None:
    keeper = sign_in("keeper")
    party, mask = office.ids["上海示例医疗"], office.ids["医用外科口罩"]
    keeper.open(f"/receive?party={party}&item={mask}&quantity=50&batch=OLD&expires=2020-01-31")
    keeper.tap("入库")
    keeper.sees("已于 2020-01-31 过期")
    keeper.look_closely()
    assert on_hand(office, "OLD") == {}


def test_a_loss_waits_for_a_second_person_and_says_so(sign_in: SignIn, office: WebOffice) -> None:
    keeper = sign_in("keeper", screen="small phone")
    keeper.open(f"/lots/{lot_of(office)}")
    keeper.tap(keeper.page.get_by_role("link", name="报损"))
    keeper.look_closely()
    keeper.fill("数量", "100")
    keeper.fill("为什么报损", "鼠咬两盒")
    keeper.tap("交第二个人批准")
    expect(keeper.page.get_by_role("status").filter(has_text="等第二个人批准")).to_be_visible()
    assert on_hand(office, "A1") == {"主库": 12_000}


def test_who_stopped_a_lot_does_not_let_it_go(sign_in: SignIn, office: WebOffice) -> None:
    approver = sign_in("approver", screen="small phone")
    approver.open(f"/lots/{lot_of(office)}")
    approver.tap(approver.page.get_by_role("link", name="隔离", exact=True))
    approver.look_closely()
    approver.fill("为什么隔离", "没有合格证")
    approver.tap("隔离")
    approver.sees("在隔离待检")
    approver.sees("这批物资是您隔离的，所以不能由您解除隔离。")
    expect(approver.page.get_by_role("link", name="解除隔离")).to_have_count(0)
    approver.look_closely()
