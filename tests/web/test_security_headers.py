"""Every answer carries the policy, and nothing another site sends in somebody's name gets through."""

import re

import httpx
import pytest
from fastapi import FastAPI
from starlette.datastructures import Headers

from harness.apart import apart
from liangcao.web.gallery import create_gallery_app
from liangcao.web.mounting import mount_base
from liangcao.web.security import from_here


def send(method: str, path: str, app: FastAPI | None = None, **headers: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app or create_gallery_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://office.test") as client:
            return await client.request(
                method, path, headers={name.replace("_", "-"): text for name, text in headers.items()}
            )

    return apart(ask)


def writing_app() -> FastAPI:
    app = FastAPI()
    mount_base(app)
    app.add_api_route("/write", lambda: {"done": True}, methods=["POST", "GET"])
    return app


@pytest.mark.parametrize("path", ["/gallery", "/static/none/icons.svg", "/nowhere"])
def test_the_policy_is_on_every_answer(path: str) -> None:
    headers = send("GET", path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=(self)" in headers["permissions-policy"]


def test_each_answer_has_a_nonce_of_its_own_and_the_page_bears_it() -> None:
    first, second = send("GET", "/gallery"), send("GET", "/gallery")
    nonces = [re.search(r"'nonce-([\w-]+)'", each.headers["content-security-policy"]) for each in (first, second)]
    assert nonces[0] is not None
    assert nonces[1] is not None
    assert nonces[0][1] != nonces[1][1]
    assert f'nonce="{nonces[0][1]}"' in first.text
    assert f'hx-nonce="{nonces[0][1]}"' in first.text


def test_a_page_has_no_inline_style_script_or_handler() -> None:
    text = send("GET", "/gallery").text
    assert not re.search(r"<[^>]+\s(style|on\w+)=", text)
    assert "<style" not in text
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://office.test"}, False),
        ({"origin": "http://office.test"}, True),
        ({"origin": "https://office.test"}, True),
        ({"origin": "http://office.test:81"}, False),
        ({"origin": "http://evil.test"}, False),
        ({"origin": "null"}, False),
    ],
)
def test_where_a_request_comes_from(headers: dict[str, str], passes: bool) -> None:
    assert from_here(Headers({"host": "office.test", **headers})) is passes


def test_another_site_may_not_write_but_be_linked_from() -> None:
    app = writing_app()
    refused = send("POST", "/write", app, sec_fetch_site="cross-site")
    assert refused.status_code == 403
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "cross_site"
    assert "default-src" in refused.headers["content-security-policy"]
    assert send("POST", "/write", app, sec_fetch_site="same-origin").json() == {"done": True}
    assert send("GET", "/write", app, sec_fetch_site="cross-site").status_code == 200


def test_a_person_reads_the_refusal_as_words() -> None:
    refused = send("POST", "/write", writing_app(), origin="http://evil.test", accept="text/html", cookie="language=en")
    assert refused.status_code == 403
    assert refused.text == "The request came from another site and was refused (cross_site)"
