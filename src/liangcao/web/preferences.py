"""The language and the colours a person chose, kept in two cookies; both are changed by a plain link."""

from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liangcao.language import DEFAULT_LANGUAGE, LANGUAGES, speaking
from liangcao.web.addresses import mounted_at

THEMES = ("auto", "light", "dark")
CHOICES = {"language": tuple(LANGUAGES), "theme": THEMES}
DEFAULTS = {"language": DEFAULT_LANGUAGE, "theme": "auto"}
A_YEAR = 365 * 24 * 3600


class Preferences:
    """Pure ASGI middleware: puts language and place of the app in force, and both choices in ``scope["preferences"]``.

    ``?language=en`` or ``?theme=dark`` on any page chooses and is remembered; what nobody offers is passed over.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked, kept = _asked(scope), _kept(scope)
        chosen = scope["preferences"] = {**DEFAULTS, **kept, **asked}

        async def send_with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                for name, value in asked.items():
                    MutableHeaders(scope=message).append("Set-Cookie", _cookie(name, value))
            await send(message)

        with mounted_at(scope.get("root_path", "")), speaking(chosen["language"]):
            await self.app(scope, receive, send_with_cookies)


def _asked(scope: Scope) -> dict[str, str]:
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return {name: query[name][-1] for name, offered in CHOICES.items() if query.get(name, [""])[-1] in offered}


def _kept(scope: Scope) -> dict[str, str]:
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    cookies = cookie_parser("; ".join(lines))
    return {name: cookies[name] for name, offered in CHOICES.items() if cookies.get(name) in offered}


def _cookie(name: str, value: str) -> str:
    cookie: SimpleCookie = SimpleCookie({name: value})
    cookie[name].update({"path": "/", "max-age": str(A_YEAR), "samesite": "Lax"})
    return cookie[name].OutputString()
