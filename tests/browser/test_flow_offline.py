"""A shelf counted and a delivery received with the network cut: each in the books once, with both times."""

import re

import pytest
from dead_line import all_sent, answers_lost, keeps_pages, network_cut, without_complaints
from handset import Handset, SignIn
from playwright.sync_api import expect
from warehouse import found_lived_in, on_hand, pick_list

from harness.copies import Prepare
from liangcao.codes.rules import KINDS, code_of
from liangcao.receiving.commands import AnnounceArrival, AnnouncedLine
from web.webtools import PASSWORD, WebOffice

pytestmark = pytest.mark.browser
A_DAY = 24 * 3_600_000


@pytest.fixture
def prepare() -> Prepare:
    return found_lived_in


def scan(handset: Handset, code: str, quantity: str = "") -> None:
    """A scanner types the code into the box of the count, somebody perhaps the quantity; Enter."""
    box = handset.page.get_by_label("扫批次，或填批号")
    box.fill(code)
    if quantity:
        handset.fill("数量", quantity)
    box.press("Enter")


def test_a_shelf_is_counted_without_network(sign_in: SignIn, office: WebOffice) -> None:
    """Flow H with the network cut: the page opens, codes are told, three tallies are sent once each."""
    office.clock.advance(2 * A_DAY)
    lots = [int(row[0]) for row in office.ask("SELECT lot_id FROM lot WHERE batch_number IN ('A1', 'X9') ORDER BY 1")]
    counter = sign_in("coordinator", screen="small phone")
    counter.open(f"/counts/new?location_id={office.ids['主库']}")
    counter.tap("开始盘点")
    count = "/" + counter.page.url.split("/", 3)[3]
    keeps_pages(counter, count)
    held = counter.page.locator("[data-held-list]")
    with network_cut(counter):
        counter.open(count)
        scan(counter, f"http://office.example/q/{code_of('L', lots[0])}", "4990")
        expect(held).to_contain_text("A1 · +4990")
        scan(counter, code_of("P", office.ids["B-01"]))
        expect(counter.page.get_by_label("在哪里数")).to_have_value(str(office.ids["B-01"]))
        scan(counter, "A1", "4000")
        expect(held.get_by_role("listitem")).to_have_count(2)
        right = code_of("L", lots[1])
        scan(counter, right[:-1] + ("0" if right[-1] != "0" else "1"))
        assert "校验字对不上" in counter.page.get_by_label("扫批次，或填批号").evaluate("box => box.validationMessage")
        scan(counter, code_of("P", office.ids["主库"]))
        scan(counter, "X9", "3")
        expect(held.get_by_role("listitem")).to_have_count(3)
        counter.tap("完成")
        counter.sees("这一步要有信号才能办")
        counter.look_closely()
        assert office.ask("SELECT COUNT(*) FROM count_tally") == [(0,)]
        sent = answers_lost(counter, "**/count")
    expect(counter.page.locator("#outbox-bar a")).to_have_text("3 条待上传")  # the first one is in the books
    counter.open(count)
    all_sent(counter)
    assert len(sent) == 4
    assert sent[0] == sent[1]
    tallies = office.ask("SELECT lot_id, location_id, quantity FROM count_tally ORDER BY entry")
    main, shelf = office.ids["主库"], office.ids["B-01"]
    assert tallies == [(lots[0], main, 4990), (lots[0], shelf, 4000), (lots[1], main, 3)]
    assert office.ask("SELECT counter, device_at > 0, received_at > 0, entry > 0 FROM sent_form") == [
        (n, 1, 1, 1) for n in (1, 2, 3)
    ]
    counter.tap("完成")
    counter.sees("所以不能由您处理差异")
    without_complaints(counter)


def test_a_delivery_is_received_without_network_and_nobody_sees_anothers_pages(
    sign_in: SignIn, office: WebOffice
) -> None:
    """What was announced stands on the phone; one form, one receipt, though its answer is lost. Then somebody else."""
    office.clock.advance(2 * A_DAY)
    line = AnnouncedLine(item_id=office.ids["医用外科口罩"], quantity=4_000)
    party, store = office.ids["上海示例医疗"], office.ids["主库"]
    command = AnnounceArrival(source_kind="purchase", source_party_id=party, location_id=store, lines=(line,))
    arrival = office.do("buyer", command).answer["arrival_id"]
    keeper = sign_in("keeper", screen="small phone")
    form = f"/receive?arrival={arrival}"
    keeper.open("/")
    keeps_pages(keeper, form)
    with network_cut(keeper):
        keeper.open(form)
        keeper.tap(keeper.page.get_by_text("点过，数量对"))
        keeper.fill("批号", "SH-9")
        keeper.tap("去掉")
        keeper.sees("这一步要有信号才能办")
        keeper.tap("入库")
        expect(keeper.page.locator("#outbox-bar")).to_contain_text("1 条待上传")
        keeper.look_closely()
        keeper.open(form)
        expect(keeper.page.locator("#outbox-bar a")).to_have_text("离线 · 1 条待上传")
        sent = answers_lost(keeper, "**/receive")
    expect(keeper.page.locator("#outbox-bar a")).to_have_text("1 条待上传")
    keeper.tap(keeper.page.locator("#outbox-bar").get_by_role("button", name="立即上传"))
    all_sent(keeper)
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert on_hand(office, "SH-9") == {"主库": 4_000}
    assert office.ask("SELECT COUNT(*) FROM sent_form WHERE entry > 0") == [(1,)]
    keeper.open("/me")
    keeper.tap("退出登录")
    keeper.fill("用户名", "unit")
    keeper.fill("密码", PASSWORD)
    keeper.button("登录").last.click()
    expect(keeper.page).to_have_title(re.compile("待办"))
    with network_cut(keeper):
        keeper.open(form)
        keeper.sees("这一页没有存在这部手机上")
    without_complaints(keeper)


def test_scanned_and_picked_without_network(sign_in: SignIn, office: WebOffice) -> None:
    """A code is looked up when the line is back, or opens what this phone keeps; a line of a pick list is confirmed."""
    office.clock.advance(2 * A_DAY)
    pick = pick_list(office, 300)
    keeper = sign_in("keeper", screen="small phone")
    keeps_pages(keeper, f"/pick-lists/{pick}")
    lot, quantity = office.ask("SELECT lot_id, quantity FROM pick_line ORDER BY line_number")[0]
    page = keeper.page
    box = page.get_by_label("扫码枪扫，或手工输入码、单号、批号")
    past = page.get_by_role("region", name="扫过的").get_by_role("listitem")
    with network_cut(keeper):
        keeper.open("/scan")
        for text, said in (
            (code_of("L", lot), "有信号时再查"),
            (page.url.replace("/scan", f"/pick-lists/{pick}"), "这部手机上存着"),
        ):
            box.fill(text)
            box.press("Enter")
            expect(past.first).to_contain_text(said)
        keeper.look_closely()
        keeper.tap(past.first.get_by_role("link"))
        scanned = page.get_by_label("扫货架、批次或商品的码")
        for text, told in (("没有的码", "这张单上没有"), (code_of("L", lot), "")):
            scanned.fill(text)
            scanned.press("Enter")
            assert told in scanned.evaluate("box => box.validationMessage")
        expect(page.get_by_label("拣到", exact=True)).to_have_value(str(quantity))
        keeper.tap("拣到了")
        keeper.sees("存在这部手机上，还没有上传")
        keeper.sees("第 2 行")  # the next that waits
        keeper.tap("拣到了")
        expect(keeper.button("拣到了")).to_be_hidden()
        keeper.look_closely()
    all_sent(keeper)
    picked = office.ask("SELECT picked - quantity, scanned FROM pick_line ORDER BY line_number")
    assert picked == [(0, code_of("L", lot)), (0, "")]
    keeper.open("/scan")
    expect(past.first).to_contain_text("医用外科口罩")
    without_complaints(keeper)


def test_a_phone_knows_a_damaged_code_as_the_server_does(sign_in: SignIn) -> None:
    keeper = sign_in("keeper")
    keeper.open("/scan")
    right = [code_of(kind, number) for kind in KINDS for number in (1, 31, 32, 1_048_576, 32**8 - 1)]
    cut = [(code[:place], code[place], code[place + 1 :]) for code in right for place in (2, len(code) - 1)]
    wrong = [before + ("7" if letter != "7" else "8") + after for before, letter, after in cut]
    found = keeper.page.evaluate(
        """async (codes) => {
          const main = document.querySelector("script[src*='js/main.js']").src;
          const { isDamaged } = await import(main.replace("main.js", "read_codes.js"));
          return codes.map(isDamaged);
        }""",
        [*right, *[code.lower() for code in right], *wrong, "A1", "2020-7"],
    )
    assert found == [False] * 2 * len(right) + [True] * len(wrong) + [False] * 2
