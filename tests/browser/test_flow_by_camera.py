"""Receiving and picking by camera: what it sees goes into the page's box; torch, tones, the browser's own reader."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from film import film, filming
from handset import SignIn
from playwright.sync_api import Browser, expect
from warehouse import on_hand, pick_list

from liangcao.codes.rules import code_of
from web.deskwork import MASK
from web.webtools import WebOffice

pytestmark = pytest.mark.browser

STUBS = """
window.told = [];
window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["qr_code", "code_128"]); }
  detect(source) {
    window.told.push(`detect ${source.tagName}`);
    return Promise.resolve(window.shown ? [{ rawValue: window.shown }] : []);
  }
};
MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true, zoom: { min: 1, max: 4 } });
MediaStreamTrack.prototype.applyConstraints = (asked) => {
  window.told.push(JSON.stringify(asked.advanced[0]));
  return Promise.resolve();
};
navigator.vibrate = (pattern) => Boolean(window.told.push(`vibrate ${pattern}`));
window.AudioContext = class {
  state = "running"; currentTime = 0; destination = {};
  createGain() { return { gain: {}, connect: () => ({}) }; }
  createOscillator() {
    const tone = { frequency: {}, connect: (next) => next, stop() {} };
    tone.start = () => window.told.push(`tone ${tone.frequency.value}`);
    return tone;
  }
};
"""


@pytest.fixture
def browser(browser: Browser, chromium: str, office: WebOffice, tmp_path: Path) -> Iterator[Browser]:
    """Its camera looks at the card of the masks."""
    film(f"http://office.example/q/{code_of('I', office.ids[MASK])}", tmp_path / "card.y4m")
    with filming(browser, chromium, tmp_path / "card.y4m") as opened:
        yield opened


def test_received_and_picked_by_camera(sign_in: SignIn, office: WebOffice) -> None:
    """The camera opens with one tap, stays open from page to page, and reads a label that stays before it once."""
    pick = pick_list(office)
    keeper = sign_in("keeper", screen="small phone")
    keeper.open("/receive")
    keeper.tap(keeper.button("示例供应商").first)
    camera = keeper.page.locator("summary", has_text="用摄像头扫")
    keeper.tap(camera)
    keeper.sees("合格数量")
    keeper.fill("合格数量", "200")
    keeper.fill("批号", "C-1")
    keeper.look_closely()
    keeper.tap("入库")
    expect(keeper.page).to_have_url(re.compile("/receipts/[0-9]+$"))
    assert on_hand(office, "C-1") == {"主库": 200}
    assert keeper.taps == 3

    keeper.taps = 0
    keeper.open(f"/pick-lists/{pick}")  # the camera was open: it opens again
    keeper.sees("码对上了")
    keeper.look_closely()
    keeper.tap("拣到了")
    keeper.sees("拣齐了，可以发出")
    assert keeper.taps == 1
    assert office.ask("SELECT picked, scanned LIKE '%I%' FROM pick_line") == [(3_000, 1)]


def test_torch_tones_and_the_browsers_own_reader(sign_in: SignIn, office: WebOffice) -> None:
    """What no test machine has is stubbed before the page loads: what the page asks of it is what counts."""
    keeper = sign_in("keeper")
    asked: list[str] = []
    keeper.page.on("request", lambda request: asked.append(request.url) if "zxing" in request.url else None)
    keeper.page.add_init_script(STUBS)
    keeper.open("/scan")
    torch = keeper.button("手电")
    for pressed in ("true", "false"):
        keeper.tap(torch)
        expect(torch).to_have_attribute("aria-pressed", pressed)
    keeper.tap("放大 2 倍")
    keeper.page.evaluate("code => { window.shown = code; }", code_of("I", office.ids[MASK]))
    expect(keeper.page.locator("#found")).to_contain_text(MASK)
    keeper.page.evaluate("code => { window.shown = code; }", "https://u.wechat.com/x")
    expect(keeper.page.locator("#found")).to_contain_text("不是本系统的")
    told = list(dict.fromkeys(keeper.page.evaluate("window.told")))
    assert told == [
        "detect VIDEO", '{"torch":true}', '{"torch":false}', '{"zoom":2}', "vibrate 60", "tone 1046",
        "vibrate 90,60,90", "tone 220",
    ]  # fmt: skip
    assert asked == [], "the browser's own reader: nothing is fetched"
