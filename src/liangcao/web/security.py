"""Headers that keep a page to itself, and the refusal of what another site sends in somebody's name."""

import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liangcao.kernel.errors import Reason
from liangcao.language import current_language, translate_reason

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types htmx liangcao",
    )
)
"""No inline script or style anywhere; only htmx may turn text into nodes, and only on elements bearing the nonce; the
policy `liangcao` lets in one script, the service worker."""


def policy(nonce: str, *, may_compile: bool = False) -> str:
    """The Content-Security-Policy of a page; `may_compile` lets it run WebAssembly (the reader of codes), no more."""
    whole = POLICY.format(nonce=nonce)
    return whole.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'") if may_compile else whole


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Pure ASGI middleware: a fresh nonce per request in ``scope["nonce"]``, and the headers on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = scope["nonce"] = secrets.token_urlsafe(16)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", policy(nonce))
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class SameSiteOnly:
    """Pure ASGI middleware: an unsafe request that a browser made for another site is refused (403 `cross_site`).

    Browsers say where a request comes from in Sec-Fetch-Site, older ones in Origin; programs say neither and carry no
    cookies of a person, so they pass.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            headers = Headers(scope=scope)
            if not from_here(headers):
                await _refusal(headers)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def from_here(headers: Headers) -> bool:
    """Whether a request with these headers was made by our own pages, by hand, or by a program."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _refusal(headers: Headers) -> Response:
    reason = Reason("cross_site", {})
    message = translate_reason(reason, current_language())
    if "text/html" in headers.get("accept", ""):
        return PlainTextResponse(f"{message} (cross_site)", status_code=reason.status)
    problem = {"type": "about:blank", "title": message, "status": reason.status, "code": reason.code}
    return JSONResponse(problem, status_code=reason.status, media_type="application/problem+json")
