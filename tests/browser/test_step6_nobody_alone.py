"""Step 6: nobody alone. Roles for a time, acting for somebody, emergencies, several signers, and why one may not."""

import re

import pytest
from handset import SignIn
from playwright.sync_api import expect

from liangcao.storing.commands import WriteOff
from web.accounting import DAY, HOUR, delegate, emergency, give, own_role, set_rule
from web.deskwork import approve, ask_for, propose
from web.webtools import WebOffice

pytestmark = pytest.mark.browser
MASK = "医用外科口罩"


def held_of(office: WebOffice, action: str) -> int:
    return int(office.ask("SELECT MAX(held_id) FROM held_command WHERE action = ?", action)[0][0])


@pytest.mark.parametrize("screen", ["small phone", "pc"])
def test_somebody_acts_for_me_until_i_am_back(sign_in: SignIn, office: WebOffice, screen: str) -> None:
    treasurer = sign_in("treasurer", screen=screen)
    treasurer.open("/me")
    treasurer.look_closely()
    treasurer.tap(treasurer.page.get_by_text("请人代理我的岗位"))
    treasurer.choose("交给谁", "示例·buyer")
    treasurer.fill("到何时", "2020-02-10T18:00")
    treasurer.page.get_by_label("期间本人不用").check()
    treasurer.look_closely()
    treasurer.tap("提交代理")
    treasurer.sees("这一项要填")  # no reason given; what was chosen is still there
    expect(treasurer.page.get_by_label("交给谁")).to_have_value(str(office.ids["buyer"]))
    expect(treasurer.page.get_by_label("期间本人不用")).to_be_checked()
    treasurer.look_closely()
    treasurer.page.locator("#delegate").get_by_label("原因").fill("去市里开会")
    treasurer.taps = 1
    treasurer.tap("提交代理")
    expect(treasurer.page.get_by_role("status").filter(has_text="已提交，等第二个人批准")).to_be_visible()
    assert treasurer.taps == 2

    approver = sign_in("approver", screen=screen)
    approver.open("/approvals")
    approver.look_closely()
    approver.tap(approver.page.get_by_role("link", name=re.compile("示例·treasurer 请 示例·buyer 代理财务岗位")))
    approver.look_closely()
    approver.tap("批准并生效")
    expect(approver.page.get_by_role("status").filter(has_text="已批准并生效")).to_be_visible()
    assert approver.taps == 2

    buyer = sign_in("buyer", screen=screen)
    buyer.open("/me")
    buyer.sees("到 2 月 10 日 18:00 为止")
    buyer.look_closely()
    treasurer.open("/me")
    treasurer.sees("已交给 示例·buyer")
    treasurer.look_closely()
    treasurer.taps = 0
    fold = treasurer.page.locator("#delegations")
    treasurer.tap(fold.get_by_text("结束代理").first)
    fold.get_by_label("为什么提前结束").fill("回来了")
    treasurer.look_closely()
    treasurer.tap(fold.get_by_role("button", name="结束代理"))
    expect(treasurer.page.get_by_role("status").filter(has_text="代理已结束")).to_be_visible()
    assert treasurer.taps == 2


def test_a_large_request_shows_what_is_left_and_who_waits(sign_in: SignIn, office: WebOffice) -> None:
    set_rule(office, "requests.approve_request", item_id=office.ids[MASK], at_least=1_000)
    for who in ("buyer", "inspector"):
        give(office, who, "approver")
    number = ask_for(office, 3_000)
    ask_for(office, 500, who="coordinator")
    first = sign_in("approver", screen="small phone")
    first.open(f"/requests/{number}")
    first.tap("全部同意（还要另外 2 人）")
    expect(first.page.get_by_role("status").filter(has_text="等另外 2 个人批准")).to_be_visible()
    first.sees("已经有人批了")
    first.look_closely()
    for who, words, dark in (("buyer", "批准（还差 1 人）", "dark"), ("inspector", "批准并生效", "light")):
        signer = sign_in(who, screen="small phone", color_scheme=dark)
        signer.open("/approvals")
        signer.tap(signer.page.get_by_role("link", name=f"批准 示例医院 的申请 {number}"))
        table = signer.page.get_by_role("region", name="批准以后还剩多少")
        expect(table.get_by_role("row").filter(has_text="可用")).to_contain_text("9,000 只")
        signer.sees("还有谁在等")
        signer.look_closely()
        signer.tap(words)
        expect(signer.page).to_have_url(re.compile("/approvals$"))
        assert signer.taps == 2
    assert office.ask("SELECT state FROM request WHERE request_id = ?", number) == [("approved",)]
    first.open(f"/approvals/{held_of(office, 'requests.approve_request')}")
    first.sees("示例·inspector")
    first.look_closely()


def test_an_emergency_by_night_and_its_review(sign_in: SignIn, office: WebOffice) -> None:
    coordinator = sign_in("coordinator", screen="small phone", color_scheme="dark")
    coordinator.open("/me")
    coordinator.tap(coordinator.page.get_by_text("应急取得岗位"))
    card = coordinator.page.locator("#emergency")
    card.get_by_label("岗位", exact=True).select_option(label="保管")
    card.get_by_label("急在哪里，找过谁").fill("夜里保管联系不上，医院急要")
    coordinator.look_closely()
    coordinator.tap("提交应急申请")
    expect(coordinator.page.get_by_role("status").filter(has_text="一天内由第三个人复核")).to_be_visible()
    assert coordinator.taps == 2
    approver = sign_in("approver", screen="small phone")
    approver.open(f"/approvals/{held_of(office, 'access.break_glass')}")
    approver.tap("批准并生效")

    office.clock.advance(DAY + HOUR)
    inspector = sign_in("inspector", screen="small phone")
    inspector.open("/")
    inspector.look_closely()
    inspector.tap(inspector.page.get_by_role("link", name=re.compile("应急岗位待复核")))
    inspector.look_closely()
    inspector.tap(inspector.page.get_by_role("link", name="示例·coordinator：保管"))
    inspector.sees("等了 1 天 1 小时")
    inspector.look_closely()
    inspector.tap(inspector.page.get_by_text("用得对", exact=True).last)
    inspector.fill("复核意见", "问过保管，属实")
    inspector.tap("复核完毕")
    expect(inspector.page.get_by_role("status").filter(has_text="已复核")).to_be_visible()
    assert inspector.taps == 4
    inspector.look_closely()
    assert office.ask("SELECT is_justified FROM emergency") == [(1,)]


def test_a_rule_is_set_by_keyboard_alone(sign_in: SignIn, office: WebOffice) -> None:
    approver = sign_in("approver", screen="pc")
    approver.open("/approvals/rules")
    approver.look_closely()
    page = approver.page
    deed = page.get_by_label("哪种操作")
    deed.focus()
    for _ in range(deed.evaluate("list => [...list.options].findIndex(each => each.text === '批准申请')")):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("wkkz")
    expect(page.get_by_role("option", name=MASK)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("5箱")
    page.keyboard.press("Tab")
    page.keyboard.type("30")
    page.keyboard.press("Tab")  # in every phase
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Tab")  # scarce or not
    page.keyboard.press("Tab")
    page.keyboard.type("口罩紧缺")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="已提交，等第二个人批准")).to_be_visible()
    admin = sign_in("admin", screen="small phone")
    admin.open("/approvals")
    rule = f"定规定：批准申请：{MASK}一次 10,000 只（5 箱）以上，并且占可用 30% 以上，另要 2 人批准"
    admin.tap(admin.page.get_by_role("link", name=rule))
    admin.tap("批准并生效")
    admin.open("/approvals/rules")
    admin.look_closely()
    admin.sees(rule.removeprefix("定规定："))


def test_why_not_stands_where_the_button_would(sign_in: SignIn, office: WebOffice) -> None:
    give(office, "coordinator", "approver")
    delegate(office, "coordinator", "inspector")
    give(office, "inspector", "approver")
    number = ask_for(office, 100, who="coordinator")
    for who, sentence in (
        ("coordinator", "您提交了这份申请，所以不能由您批准。"),
        ("inspector", "视同一人，所以不能由您批准。"),
    ):
        person = sign_in(who, screen="small phone")
        person.open(f"/requests/{number}")
        person.sees(sentence)
        person.look_closely()
        expect(person.button("全部同意")).to_have_count(0)
        person.tap(person.page.get_by_role("main").get_by_role("link", name="谁能做什么"))
        person.look_closely()
        person.tap(person.page.get_by_role("link", name="我能做什么"))
        assert person.taps == 2


@pytest.mark.parametrize("screen", ["small phone", "pc"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_pages_fit_in_both_languages(sign_in: SignIn, office: WebOffice, screen: str, language: str) -> None:
    set_rule(office, "allocation.adopt_plan", item_id=office.ids[MASK], at_least=10_000, share_permille=125)
    grant = emergency(office, "coordinator", signer="approver")
    delegate(office, "treasurer", "buyer", is_handed_over=True)
    give(office, "buyer", "keeper", until=office.clock.now() + 40 * DAY)
    office.do("keeper", WriteOff(lot_id=_lot(office), location_id=office.ids["主库"], quantity=5, reason="雨淋"))
    held = held_of(office, "storing.write_off")
    person = sign_in("approver", screen=screen)
    for path in (
        f"/?language={language}", "/people", f"/people/{office.ids['buyer']}", "/people/emergencies",
        f"/people/emergencies/{grant}", "/approvals", f"/approvals/{held}", "/approvals/rules", "/duties", "/me",
    ):  # fmt: skip
        person.open(path)
        person.look_closely()


def _lot(office: WebOffice) -> int:
    return int(office.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])


def test_without_script_everything_can_be_sent(sign_in: SignIn, office: WebOffice) -> None:
    admin = sign_in("admin", screen="small phone", java_script_enabled=False)
    admin.open(f"/people/{office.ids['buyer']}")
    admin.page.locator("#f-role").select_option(label="保管")
    admin.fill("到何时", "2020-02-11T18:00")
    admin.tap("提交授予")
    treasurer = sign_in("treasurer", screen="small phone", java_script_enabled=False)
    treasurer.open("/me")
    treasurer.tap(treasurer.page.get_by_text("请人代理我的岗位"))
    treasurer.choose("交给谁", "示例·buyer")
    treasurer.fill("到何时", "2020-02-10T18:00")
    treasurer.page.locator("#delegate").get_by_label("原因").fill("开会")
    treasurer.tap("提交代理")
    approver = sign_in("approver", screen="small phone", java_script_enabled=False)
    approver.open("/approvals/rules")
    approver.choose("哪种操作", "报损")
    approver.fill("只管这种物资", MASK)
    approver.fill("一次从多少起", "100")
    approver.page.get_by_label("原因").last.fill("从严")
    approver.tap("提交规定")
    approver.open(f"/approvals/{held_of(office, 'access.delegate_role')}")
    approver.tap(approver.page.get_by_text("不同意，退回"))
    approver.fill("原因", "他自己也不在")
    approver.tap(approver.button("退回"))
    expect(approver.page).to_have_url(re.compile("/approvals$"))
    approver.open(f"/approvals/{held_of(office, 'access.grant_role')}")
    approver.tap("批准并生效")
    expect(approver.page).to_have_url(re.compile("/approvals$"))
    assert office.ask("SELECT action, status FROM held_command ORDER BY held_id DESC LIMIT 3") == [
        ("approvals.set_signing_rule", "waiting"),
        ("access.delegate_role", "rejected"),
        ("access.grant_role", "approved"),
    ]


def test_a_plan_that_takes_a_second_signature_says_so(sign_in: SignIn, office: WebOffice) -> None:
    set_rule(office, "allocation.adopt_plan", share_permille=100, signers=1)
    give(office, "inspector", "approver")
    approve(office, ask_for(office, 3_000))
    plan = propose(office)
    approver = sign_in("approver", screen="small phone")
    approver.open(f"/plans/{plan}")
    approver.tap("批准方案（还要另外 1 人）")
    approver.sees("已经有人批了")
    approver.look_closely()
    second = sign_in("inspector", screen="small phone")
    second.open(f"/plans/{plan}")
    second.tap(second.page.get_by_role("main").get_by_role("link", name="查看"))
    second.look_closely()
    second.tap("批准并生效")
    expect(second.page).to_have_url(re.compile("/approvals$"))
    assert second.taps == 2
    assert office.ask("SELECT state FROM plan") == [("adopted",)]


def test_my_own_role_is_chosen_first(sign_in: SignIn, office: WebOffice) -> None:
    """Whoever has one role only need not choose it."""
    keeper = sign_in("keeper", screen="small phone")
    keeper.open("/me#delegate")
    keeper.tap(keeper.page.get_by_text("请人代理我的岗位"))
    expect(keeper.page.get_by_label("哪个岗位")).to_have_value(str(own_role(office, "keeper")))
