"""Nobody is sent on to another site, whatever stands in ``next``: every way of writing one is refused."""

import pytest
from webtools import PASSWORD, WebOffice

from liangcao.web.page import safe_path

OURS = [
    "/",
    "/me",
    "/requests?state=open&q=口罩",
    "/lots/12#way",
    "/trace?q=https://example.org//x",
    "/trace?q=%0d%0a",
    "/%09/evil.example",
    "/%2F/evil.example",
    "/a/../b",
    "/@evil.example",
]
FOREIGN = [
    "",
    "me",
    "https://evil.example",
    "HTTPS:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/me\\..\\..\\evil",
    "/..//evil.example",
    "/me//evil.example",
    "/\t/evil.example/x",
    "/\n/evil.example",
    "/\r/evil.example",
    "/a\r\nX: y",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\x00/evil.example",
    "/\x0b/evil",
    "/\x1f/evil",
    "/\x7f/evil",
    "/me?x=\t",
]


@pytest.mark.parametrize("address", OURS)
def test_a_path_of_ours_is_kept(address: str) -> None:
    assert safe_path(address) == address


@pytest.mark.parametrize("address", FOREIGN)
def test_anything_else_is_the_default(address: str) -> None:
    assert safe_path(address) == "/"
    assert safe_path(address, "/stock") == "/stock"


@pytest.mark.parametrize("address", ["/\t/evil.example/x", "//evil.example", "/\x00/evil"])
def test_the_sign_in_leads_to_the_first_page_then(sqlite_web: WebOffice, address: str) -> None:
    form = {"login": "keeper", "password": PASSWORD, "next": address}
    assert sqlite_web.client().post("/sign-in", data=form).headers["location"] == "/"
    assert sqlite_web.client().post("/sign-in", data=form, headers={"HX-Request": "true"}).headers["hx-redirect"] == "/"


def test_htmx_is_sent_to_a_page_with_chinese_in_its_address_too(sqlite_web: WebOffice) -> None:
    form = {"login": "keeper", "password": PASSWORD, "next": "/stock?q=口罩"}
    answer = sqlite_web.client().post("/sign-in", data=form, headers={"HX-Request": "true"})
    assert answer.headers["hx-redirect"] == "/stock?q=%E5%8F%A3%E7%BD%A9"
