"""The gallery in a real browser: open to everybody, whole on a phone, quiet on the network, its scripts at work."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, expect

from liangcao.web.gallery import create_gallery_app

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESKTOP = {"width": 360, "height": 760}, {"width": 1280, "height": 800}
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_gallery_app(), log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Opens the gallery; at the end, nothing may have gone to another origin and no error stood on the console."""
    contexts, elsewhere, errors = [], list[str](), list[str]()

    def asked(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            elsewhere.append(request.url)

    def told(message: ConsoleMessage) -> None:
        # A refused form answers 422, and Chromium writes every such answer down as an error.
        if message.type in {"error", "warning"} and "status of 422" not in message.text:
            errors.append(message.text)

    def opened(query: str = "", viewport: dict[str, int] = PHONE, **options: Any) -> Page:
        context = browser.new_context(
            viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=address, **options
        )
        contexts.append(context)
        context.add_init_script(path=AXE)
        page = context.new_page()
        page.on("request", asked)
        page.on("console", told)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"/gallery{query}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert elsewhere == []
    assert errors == []


def faults(page: Page) -> list[str]:
    """What axe finds, one line each."""
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(
    ("query", "viewport", "scheme"),
    [
        ("", PHONE, "light"),
        ("", PHONE, "dark"),
        ("?language=en", PHONE, "light"),
        ("", DESKTOP, "light"),
        ("?theme=dark", DESKTOP, "light"),
        ("?theme=light", DESKTOP, "dark"),
        ("", {"width": 800, "height": 900}, "light"),
    ],
)
def test_axe_finds_nothing(open_page: OpenPage, query: str, viewport: dict[str, int], scheme: str) -> None:
    page = open_page(query, viewport, color_scheme=scheme, reduced_motion="reduce")
    expect(page.locator("[data-toast]")).to_be_visible()
    # The bars that stay in reach cover what one scrolls past: in a window as tall as the page nothing is half hidden.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": viewport["width"], "height": height + 200})
    assert faults(page) == []


def test_axe_finds_nothing_in_what_opens(open_page: OpenPage) -> None:
    page = open_page("", DESKTOP, reduced_motion="reduce")
    page.locator("[data-open=shortcuts]").click()
    expect(page.locator("#shortcuts")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.locator("[data-check-all=bulk]").check()
    page.get_by_role("button", name="停用").click()
    expect(page.locator("#confirm")).to_be_visible()
    assert faults(page) == []


def test_axe_finds_nothing_in_the_menu_of_a_phone(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    page.locator(".menu-open").click()
    expect(page.locator("#menu")).to_be_visible()
    assert faults(page) == []
    expect(page.locator("main")).to_be_hidden()
    page.locator(".menu-close").click()
    expect(page.locator("#menu")).to_be_hidden()
    page.locator(".menu-open").click()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    expect(page.locator("main")).to_be_visible()


@pytest.mark.parametrize("query", ["", "?language=en"])
@pytest.mark.parametrize("width", [320, 360, 639, 640, 1024])
def test_nothing_is_wider_than_the_screen(open_page: OpenPage, query: str, width: int) -> None:
    page = open_page(query, {"width": width, "height": 760})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_a_thumb_presses_is_44_pixels(open_page: OpenPage) -> None:
    page = open_page()
    small = page.evaluate(
        """() => {
            const pressed = ".button, .chip, .check, .choice, nav a, input:not([type=hidden]), select, textarea";
            const inside = ".breadcrumbs, .check > *, .choice > *, .visually-hidden";
            return [...document.querySelectorAll(pressed)]
                .filter(each => each.getClientRects().length && !each.closest(inside))
                .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
                .filter(([, box]) => box.height < 43.9 || box.width < 43.9)
                .map(([name, box]) => `${name} ${box.width}×${box.height}`);
        }"""
    )
    assert small == []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_the_focus_is_seen_wherever_it_goes(open_page: OpenPage, viewport: dict[str, int]) -> None:
    page = open_page("", viewport, reduced_motion="reduce")
    page.locator("[data-toast] [data-close]").click()
    page.locator(".skip").focus()
    seen = 0
    for _ in range(200):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
                const each = document.activeElement;
                if (each === document.body) return null;
                const box = each.getBoundingClientRect();
                const radio = each.type === "radio" ? each.nextElementSibling : each;
                const style = getComputedStyle(radio);
                const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2);
                const bar = top && top.closest(".top-bar, .bottom-bar, .button-row-sticky");
                return {
                    name: each.outerHTML.slice(0, 120),
                    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
                    hidden: Boolean(bar && !bar.contains(each)),
                };
            }"""
        )
        if state is None:
            break
        seen += 1
        assert state["outlined"], f"no outline: {state['name']}"
        assert not state["hidden"], f"under a bar: {state['name']}"
    assert seen > 40


def test_the_colours_are_switched_and_remembered(open_page: OpenPage) -> None:
    page = open_page("", DESKTOP)
    root, switch = page.locator("html"), page.locator("[data-theme-switch]")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    switch.click()
    expect(root).to_have_attribute("data-theme", "dark")
    expect(switch).to_have_attribute("aria-label", "颜色：深色")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.reload()
    expect(root).to_have_attribute("data-theme", "dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.sheet')).color") == "rgb(0, 0, 0)"
    expect(page.locator(".top-bar")).to_be_hidden()
    expect(page.locator(".sheet")).to_be_visible()


def test_a_toast_stays_eight_seconds_and_longer_under_the_pointer(open_page: OpenPage) -> None:
    page = open_page("?theme=light", DESKTOP)
    page.clock.install()
    page.reload()
    toast = page.locator("[data-toast]")
    page.clock.run_for(100)
    expect(toast).to_be_visible()
    toast.hover()
    page.clock.run_for(20_000)
    expect(toast).to_be_visible()
    page.mouse.move(5, 5)
    page.clock.run_for(7_900)
    expect(toast).to_be_visible()
    page.clock.run_for(200)
    expect(toast).to_have_count(0)


def test_a_form_is_sent_once_and_again_only_after_a_failure(open_page: OpenPage) -> None:
    page = open_page("", DESKTOP)
    sent = list[str]()

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data or "")
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route("**/gallery", answer)
    submit = page.locator("#receive-form").get_by_role("button", name="提交")
    with page.expect_response(lambda response: response.request.method == "POST"):  # then `answer` has written it down
        submit.dispatch_event("click")
        submit.dispatch_event("click")
    expect(submit).to_have_attribute("aria-disabled", "true")
    assert len(sent) == 1
    assert re.search(r"command_id=[0-9a-f-]{36}", sent[0])
    page.evaluate(
        """() => document.querySelector("#receive-form").dispatchEvent(
            new CustomEvent("htmx:finally:request", {bubbles: true, detail: {ctx: {response: {status: 503}}}}))"""
    )
    expect(submit).not_to_have_attribute("aria-disabled", "true")


def test_a_question_is_asked_before_what_cannot_be_waved_away(open_page: OpenPage) -> None:
    page = open_page("", DESKTOP)
    posts = list[str]()

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            posts.append(route.request.post_data or "")
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route("**/gallery", answer)
    bar = page.locator("#bulk")
    expect(bar).to_be_hidden()
    page.locator("[data-check-all=bulk]").check()
    expect(bar.locator("[data-bulk-count]")).to_have_text("4")
    page.locator("input[name=id]").first.uncheck()
    expect(bar.locator("[data-bulk-count]")).to_have_text("3")
    bar.get_by_role("button", name="停用").click()
    expect(page.locator("#confirm-text")).to_contain_text("停用选中的物资")
    page.get_by_role("button", name="取消", exact=True).last.click()
    expect(page.locator("#confirm")).to_be_hidden()
    assert posts == []
    bar.get_by_role("button", name="停用").click()
    with page.expect_response(lambda response: response.request.method == "POST"):  # then `answer` has written it down
        page.get_by_role("button", name="确定").click()
    assert [re.findall(r"\bid=(\d)", post) for post in posts] == [["2", "3", "4"]]


def test_a_name_typed_becomes_its_value(open_page: OpenPage) -> None:
    page = open_page("", DESKTOP)
    typed, hidden = page.locator("#f-item"), page.locator("input[type=hidden][name=item]")
    typed.fill("N95 口罩")
    expect(hidden).to_have_value("2")
    typed.fill("N95")
    expect(hidden).to_have_value("")


def test_keys_work_but_not_while_composing(open_page: OpenPage) -> None:
    page = open_page("", DESKTOP)
    search = page.locator("#filter-q")
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: '/', isComposing: true, bubbles: true}))")
    expect(search).not_to_be_focused()
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("/?")
    expect(search).to_have_value("/?")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.locator("[data-shortcuts-on]").uncheck()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(search).not_to_be_focused()


def test_htmx_turns_the_page_of_a_list_under_the_policy(open_page: OpenPage) -> None:
    page = open_page("", DESKTOP)
    page.evaluate("window.stayed = true")
    with page.expect_response(lambda response: "page=3" in response.url) as answer:
        page.get_by_role("link", name="下一页").click()
    assert answer.value.request.headers["hx-request-type"] == "partial"
    expect(page).to_have_url(re.compile(r"page=3"))
    expect(page.get_by_role("link", name="下一页")).to_be_visible()
    with page.expect_response(lambda response: "page=3" in response.url) as again:
        page.get_by_role("link", name="下一页").click()
    assert again.value.request.headers["hx-request"] == "true", "what came in bears this page's nonce"
    assert page.evaluate("window.stayed")


def test_a_planted_attribute_is_dead_text(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/gallery")
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(
        """() => {
            const button = document.createElement("button");
            button.setAttribute("hx-get", "/gallery?planted=1");
            button.id = "planted";
            document.querySelector("main").prepend(button);
            htmx.process(button);
        }"""
    )
    page.locator("#planted").dispatch_event("click")
    page.locator("#filter-q").fill("x")
    with page.expect_response(lambda response: "q=x" in response.url):
        page.keyboard.press("Enter")
    assert not any("planted" in url for url in asked)
    page.close()


@pytest.mark.parametrize("status", [200, 422])
def test_an_answer_to_a_form_is_put_in_place_with_its_toast(open_page: OpenPage, status: int) -> None:
    page = open_page("", DESKTOP)
    answer = (
        '<div id="rows"><p>新的一页</p></div>'
        '<div hx-swap-oob="beforeend:#toasts"><div class="toast" data-toast><p>记下了</p></div></div>'
    )
    page.route("**/gallery?page=3", lambda route: route.fulfill(status=status, body=answer, content_type="text/html"))
    page.get_by_role("link", name="下一页").click()
    expect(page.locator("#rows")).to_have_text("新的一页")
    expect(page.locator("#toasts")).to_contain_text("记下了")
