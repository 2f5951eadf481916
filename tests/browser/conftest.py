"""A real Chromium before a small founded office that is served on a free port."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from handset import AXE, PC, PHONE, SMALL_PHONE, Handset, SignIn
from playwright.sync_api import Browser, BrowserContext

from harness.copies import Prepare
from liangcao.web.visitor import SESSION_COOKIE
from web.webtools import WebOffice, found

SCREENS = {"phone": PHONE, "small phone": SMALL_PHONE, "pc": PC}


@pytest.fixture
def prepare() -> Prepare:
    """What makes the office's books; a test module overrides it with its own."""
    return found


@contextmanager
def served(office: WebOffice) -> Iterator[str]:
    """The address at which `office` is served meanwhile."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(office.app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def office(sqlite_copy: Callable[[Prepare], str], prepare: Prepare) -> Iterator[WebOffice]:
    """The office of this test."""
    opened = WebOffice(sqlite_copy(prepare))
    yield opened
    opened.close()


@pytest.fixture
def address(office: WebOffice) -> Iterator[str]:
    """Where it is served."""
    with served(office) as found_at:
        yield found_at


@pytest.fixture
def sign_in(browser: Browser, office: WebOffice, address: str) -> Iterator[SignIn]:
    """`sign_in("keeper", screen="phone")`: that person's handset; at the end none may have met a fault."""
    contexts: list[BrowserContext] = []
    handsets: list[Handset] = []

    def signed_in(who: str = "", *, screen: str = "phone", **options: Any) -> Handset:
        context = browser.new_context(
            base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai", **{**SCREENS[screen], **options}
        )
        contexts.append(context)
        context.add_init_script(path=AXE)
        context.set_default_timeout(30_000)
        if who:
            token, _actor = office.app.state.sessions.sign_in_as(office.ids[who])
            context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
        handsets.append(Handset(context.new_page(), address))
        return handsets[-1]

    yield signed_in
    for context in contexts:
        context.close()
    assert [fault for handset in handsets for fault in handset.faults] == []
