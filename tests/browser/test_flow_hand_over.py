"""Handing over (flow D): the driver taps once, the receiver twice, nobody signs in; without signal nothing is lost."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from dead_line import all_sent, answers_lost, keeps_pages, without_complaints
from handset import Handset, SignIn
from PIL import Image
from playwright.sync_api import expect

from liangcao.requests.commands import OpenDoor
from liangcao.shipping.commands import DeliveredLine, RecordDelivery
from web.deskwork import send
from web.webtools import WebOffice

pytestmark = pytest.mark.browser
LOOKED_UP = "SELECT way, device_at > 0, clock_off FROM delivery_proof ORDER BY entry"


@pytest.fixture
def sent(office: WebOffice) -> int:
    """A shipment on its way to the hospital, the public door open."""
    office.do("coordinator", OpenDoor(hotline="0533-3580000"))
    return send(office).shipment


def draw(handset: Handset) -> None:
    """A stroke on the pad, by mouse: the same events as by finger."""
    pad = handset.page.locator("canvas.pad").locator("visible=true")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    handset.page.mouse.move(box["x"] + 20, box["y"] + 20)
    handset.page.mouse.down()
    handset.page.mouse.move(box["x"] + 120, box["y"] + 60, steps=4)
    handset.page.mouse.up()


def backup(office: WebOffice, path: Path) -> None:
    """The books as they are now, into another file."""
    with closing(sqlite3.connect(path)) as kept, closing(sqlite3.connect(books_of(office))) as books:
        books.backup(kept)


def restore(office: WebOffice, path: Path) -> None:
    """The books as they were then."""
    with closing(sqlite3.connect(path)) as kept, closing(sqlite3.connect(books_of(office))) as books:
        kept.backup(books)


def books_of(office: WebOffice) -> str:
    return str(office.ask("SELECT file FROM pragma_database_list WHERE name = 'main'")[0][0])


def test_flow_d(sign_in: SignIn, office: WebOffice, sent: int) -> None:
    """The code is scanned by its address; a drawn signature, then one tap. Budget: driver 1, receiver 2."""
    driver, receiver = sign_in("driver"), sign_in()
    driver.open(f"/shipping/{sent}/hand-over")
    driver.look_closely()
    driver.tap("出示签收码")
    expect(driver.page.get_by_role("img", name="签收的二维码")).to_be_visible()
    driver.look_closely()
    assert driver.taps == 1
    address = driver.page.locator(".link-text").inner_text()
    receiver.open("/t/" + address.rsplit("/", 1)[1])
    expect(receiver.page.get_by_text("3,000 只").first).to_be_visible()
    receiver.look_closely()
    draw(receiver)
    receiver.tap("确认签收")
    expect(receiver.page.get_by_text("已签收，谢谢")).to_be_visible()
    receiver.look_closely()
    assert receiver.taps == 1, "of two: what is drawn is no tap"
    assert office.ask(LOOKED_UP) == [("link", 1, office.ask(LOOKED_UP)[0][2])]
    assert office.ask("SELECT kind FROM proof_picture") == [("signature",)]
    expect(driver.page.locator("#code-state").get_by_text("收货人扫码签")).to_be_visible()


def test_without_signal(sign_in: SignIn, office: WebOffice, sent: int) -> None:
    """Signed with the network cut, with a photo, reloaded, back online, the answer lost: one signature in the books."""
    driver = sign_in("driver")
    stop = f"/shipping/{sent}/hand-over"
    keeps_pages(driver, stop)  # fetched ahead: never opened before
    context = driver.page.context
    context.set_offline(True)
    driver.open(stop)
    driver.tap(driver.page.get_by_text("在这部手机上签", exact=False).first)
    driver.fill("签收人姓名", "李主任")
    draw(driver)
    driver.page.get_by_text("照片、位置").click()
    photo = io.BytesIO()
    Image.new("RGB", (64, 48), "olive").save(photo, "jpeg")
    file = {"name": "boxes.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    driver.page.locator("input[name=photo]").set_input_files(file)  # type: ignore[arg-type]
    driver.tap(driver.button("签收", exact=True))
    expect(driver.page.get_by_text("没有信号：已存在这部手机上")).to_be_visible()
    assert office.ask("SELECT state FROM shipment") == [("dispatched",)]
    driver.page.reload()
    expect(driver.page.locator("#outbox-bar")).to_contain_text("1 条待上传")
    driver.look_closely()
    tried = answers_lost(driver, "**/hand-over/sign")
    context.set_offline(False)
    expect(driver.page.locator("#outbox-bar a")).to_have_text("1 条待上传")
    driver.tap(driver.page.locator("#outbox-bar").get_by_role("button", name="立即上传"))
    all_sent(driver)
    assert len(tried) == 2
    assert tried[0] == tried[1]
    assert office.ask("SELECT way, device_at > 0, recorded_at > 0 FROM delivery_proof") == [("carrier", 1, 1)]
    assert office.ask("SELECT kind FROM proof_picture ORDER BY kind") == [("photo",), ("signature",)]
    assert office.ask("SELECT COUNT(*), MIN(counter) FROM sent_form") == [(1, 1)]
    assert office.ask("SELECT SUM(quantity) FROM line WHERE kind = 'issue'") == [(3_000,)]
    without_complaints(driver)


def test_refused_when_it_comes_it_is_kept_and_signing_out_warns(sign_in: SignIn, office: WebOffice, sent: int) -> None:
    """The unit signed meanwhile: the driver's form is neither lost nor forced in; leaving with forms waiting asks."""
    driver = sign_in("driver")
    driver.open(f"/shipping/{sent}/hand-over#here")
    driver.page.get_by_text("在这部手机上签", exact=False).first.click()
    driver.fill("签收人姓名", "李主任")
    driver.tap(driver.button("签收", exact=True))
    expect(driver.page.get_by_role("alert").first).to_contain_text("手写签名或照片")  # there and then: not kept
    draw(driver)
    context = driver.page.context
    context.set_offline(True)
    driver.tap(driver.button("签收", exact=True))
    expect(driver.page.locator("#outbox-bar")).to_contain_text("1 条待上传")
    line = DeliveredLine(line_number=1, received=3_000)
    office.do("unit", RecordDelivery(shipment_id=sent, lines=(line,), receiver="王医生"))
    context.route("**/hand-over/sign", lambda route: route.abort())  # a line so bad that only pages come through
    context.set_offline(False)
    driver.open("/me")
    driver.tap("退出登录")
    expect(driver.page.locator("#confirm-text")).to_contain_text("还有 1 条没有上传")
    driver.look_closely()
    driver.page.keyboard.press("Escape")
    context.unroute("**/hand-over/sign")
    driver.tap(driver.page.locator("#outbox-bar").get_by_role("button", name="立即上传"))
    expect(driver.page.locator("#outbox-bar")).to_contain_text("1 条被退")
    assert office.ask("SELECT code FROM refused_form") == [("delivered_already",)]
    assert office.ask("SELECT SUM(quantity) FROM line WHERE kind = 'issue'") == [(3_000,)]
    driver.open("/outbox")
    expect(driver.page.locator("[data-outbox-list]")).to_contain_text("被退，等处理")
    driver.look_closely()
    driver.tap(driver.page.get_by_role("link", name="被退的离线单"))
    driver.look_closely()
    driver.tap(driver.page.get_by_role("link", name="已经签收"))
    expect(driver.page.get_by_text("李主任")).to_be_visible()
    driver.look_closely()
    driver.fill("为什么不办了", "单位自己签了")
    driver.tap(driver.button("作罢这张", exact=True))
    assert office.ask("SELECT state, reason FROM refused_form") == [("dropped", "单位自己签了")]
    driver.open("/me")
    all_sent(driver)
    without_complaints(driver)


def test_an_older_backup_put_back_gets_what_it_misses(
    sign_in: SignIn, office: WebOffice, sent: int, tmp_path: Path
) -> None:
    """What was sent is sent once more when the books do not know it, under the same id."""
    driver = sign_in("driver")
    driver.open(f"/shipping/{sent}/hand-over")
    driver.page.get_by_text("在这部手机上签", exact=False).first.click()
    driver.fill("签收人姓名", "李主任")
    draw(driver)
    backup(office, tmp_path / "older.db")
    driver.tap(driver.button("签收", exact=True))
    expect(driver.page.get_by_text("记为在送货人手机上签的")).to_be_visible()
    restore(office, tmp_path / "older.db")
    assert office.ask("SELECT state FROM shipment") == [("dispatched",)]
    with driver.page.expect_response(lambda answer: answer.url.endswith("/hand-over/sign")):  # once more
        driver.open("/outbox")
    expect(driver.page.locator("[data-outbox-list]")).to_contain_text("已上传")
    for _ in range(2):
        with driver.page.expect_response(lambda answer: answer.url.endswith("/outbox/known")):
            driver.page.reload()
        expect(driver.page.locator("[data-outbox-list]")).to_contain_text("已上传")
    assert office.ask("SELECT state FROM shipment") == [("delivered",)]
    assert office.ask("SELECT COUNT(*) FROM journal WHERE action = 'delivering.take_signature'") == [(1,)]
