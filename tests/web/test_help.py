"""The guides in the app: open to everybody, one's own first, in the visitor's language, light, and sound to axe."""

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
import uvicorn
from playwright.sync_api import Browser, ViewportSize
from webtools import WebOffice, words

from liangcao.access.roles import ROLES
from liangcao.language import LANGUAGES, translator
from liangcao.web.help import NAMES, ROLE_GUIDES, guide

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_BYTES = 60_000
PHONE: ViewportSize = {"width": 360, "height": 760}


def guides_in(page: str) -> list[str]:
    """The guides a page leads to, in its order."""
    return re.findall(r'href="/help/([a-z]+)"', page.split("<main", 1)[-1])


def test_everybody_may_read_without_signing_in(sqlite_web: WebOffice) -> None:
    stranger = sqlite_web.client()
    listed = stranger.get("/help")
    assert listed.status_code == 200
    assert sorted(guides_in(listed.text)) == sorted(NAMES)
    for name in NAMES:
        assert stranger.get(f"/help/{name}").status_code == 200


@pytest.mark.parametrize("role", ROLE_GUIDES)
def test_ones_own_guide_is_first_and_the_menu_leads_there(sqlite_web: WebOffice, role: str) -> None:
    page = sqlite_web.signed_in(role).get("/help").text
    assert guides_in(page)[:2] == [role, "everybody"]
    assert sorted(guides_in(page)) == sorted(NAMES)
    assert re.search(r'<nav class="side-menu".*href="/help" aria-current="page"', page, re.DOTALL)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_guide_is_in_the_visitors_language_and_light(sqlite_web: WebOffice, name: str) -> None:
    client = sqlite_web.signed_in("keeper")
    for language in LANGUAGES:
        page = client.get(f"/help/{name}?language={language}")
        assert guide(name, language).title in words(page.text)
        assert len(page.content) < MOST_BYTES
        assert " style=" not in page.text


def test_the_title_of_a_role_is_that_of_its_guide() -> None:
    for name, role in ROLES.items():
        for language in LANGUAGES:
            assert guide(name, language).title.startswith(translator(language).gettext(role.title))


def test_guides_lead_to_guides_below_any_path(sqlite_web: WebOffice) -> None:
    page = sqlite_web.client().get("/help/coordinator").text
    assert '<a href="importing">' in page
    assert '<a href="sharing">' in page


def test_a_guide_nobody_wrote_is_not_there(sqlite_web: WebOffice) -> None:
    for path in ("/help/nobody", "/help/..%2Fapp", "/help/__init__"):
        assert sqlite_web.client().get(path).status_code == 404


def test_the_frame_and_the_key_lead_to_the_guides(sqlite_web: WebOffice) -> None:
    page = sqlite_web.signed_in("driver").get("/").text
    top, foot = page.split("<main", 1)[0], page.split("</main>", 1)[1]
    assert 'href="/help"' in top
    assert 'href="/help"' in foot.split("</footer>")[0]
    assert re.search(r'<dialog[^>]*id="shortcuts".*?href="/help".*?</dialog>', foot, re.DOTALL)


@pytest.fixture
def address(sqlite_web: WebOffice) -> Iterator[str]:
    """The office served where a browser can come."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(sqlite_web.app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("options", "language"),
    [
        ({"viewport": PHONE, "color_scheme": "light"}, "zh_CN"),
        ({"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}, "en"),
    ],
)
def test_axe_finds_nothing_in_the_guides(
    address: str, browser: Browser, options: dict[str, Any], language: str
) -> None:
    elsewhere, faults = list[str](), list[str]()
    context = browser.new_context(base_url=address, reduced_motion="reduce", **options)
    context.add_init_script(path=AXE)
    page = context.new_page()
    page.on("request", lambda request: None if request.url.startswith(address) else elsewhere.append(request.url))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    for path in ("/help", "/verify", *(f"/help/{name}" for name in sorted(NAMES))):
        page.goto(f"{path}?language={language}")
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        faults += [f"{path} {each['id']}: {each['nodes'][0]['target']}" for each in found["violations"]]
        page.set_viewport_size(PHONE)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{path} is wider than the screen")
        page.set_viewport_size(options["viewport"])
    context.close()
    assert faults == []
    assert elsewhere == []
