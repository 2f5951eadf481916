"""扫码 with a camera before which a lot's label is held, and without one: by hand, by gun, F2 from anywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from film import film, filming
from handset import SignIn
from playwright.sync_api import Browser, expect

from liangcao.codes.rules import code_of
from web.webtools import WebOffice

pytestmark = pytest.mark.browser


def lot_code(office: WebOffice) -> str:
    return code_of("L", office.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])


class TestByCamera:
    """A phone whose camera looks at the label of a lot, and whose user lets pages look."""

    @pytest.fixture
    def browser(self, browser: Browser, chromium: str, office: WebOffice, tmp_path: Path) -> Iterator[Browser]:
        film(lot_code(office), tmp_path / "label.y4m")
        with filming(browser, chromium, tmp_path / "label.y4m") as opened:
            yield opened

    def test_a_label_is_read_once_and_leads_on(self, office: WebOffice, sign_in: SignIn) -> None:
        keeper = sign_in("keeper")
        asked: list[str] = []
        keeper.page.on("request", lambda request: asked.append(request.url) if "/scan?q=" in request.url else None)
        keeper.open("/")
        keeper.tap(keeper.page.get_by_role("navigation", name="常用").get_by_role("link", name="扫码"))
        # the user has let this page look before: the camera opens by itself
        told = keeper.page.locator("#found")
        expect(told).to_contain_text("医用外科口罩")
        expect(told.get_by_role("link")).to_have_text(["医用外科口罩", "移库", "隔离", "报损", "标签"])
        keeper.look_closely()
        assert len(asked) == 1  # the label is still before the camera: one scan
        hold = keeper.button("按住暂停")
        hold.press("Enter")
        expect(hold).to_have_attribute("aria-pressed", "true")
        keeper.sees("已暂停")
        keeper.tap(told.get_by_role("link", name="移库"))
        keeper.sees("放到哪里")
        assert keeper.taps == 2


def test_without_a_camera_the_other_ways_remain(office: WebOffice, sign_in: SignIn) -> None:
    keeper = sign_in("keeper", screen="pc")
    keeper.page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined });")
    keeper.open("/stock")
    keeper.page.keyboard.press("F2")
    keeper.sees("这台设备没有能用的摄像头")
    box = keeper.page.get_by_label("扫码枪扫，或手工输入码、单号、批号")
    expect(box).to_be_focused()
    code = lot_code(office)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for text, said in ((wrong, "校验字对不上"), (code, "医用外科口罩"), ("https://u.wechat.com/x", "不是本系统的")):
        keeper.page.keyboard.type(text)  # as a gun does: the text, then Enter; the next takes its place
        keeper.page.keyboard.press("Enter")
        expect(keeper.page.locator("#found")).to_contain_text(said)
        expect(box).to_be_focused()
    keeper.look_closely()
    expect(keeper.page.get_by_role("region", name="扫过的").get_by_role("listitem")).to_have_count(3)
