"""Pages out of templates: one environment, the macros of `templates/ui` as `ui`, and what every page may call."""

import uuid
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from liangcao.kernel.errors import Refused
from liangcao.language import LANGUAGES, current_language, formats, gettext, ngettext, things, translate_reason
from liangcao.web.addresses import at
from liangcao.web.assets import assets
from liangcao.web.preferences import DEFAULTS, THEMES
from liangcao.web.printed_head import PrintedHead, printed_head
from liangcao.web.shell import ANONYMOUS

TEMPLATE_FOLDER = Path(__file__).parent / "templates"
MACRO_FILES = ("icons", "actions", "fields", "tables", "feedback", "cards", "layout", "print")
HTMX_METHODS = frozenset({"get", "post", "put", "patch", "delete"})
FORMATS = (
    "number",
    "quantity",
    "packed",
    "money",
    "moment",
    "moment_long",
    "moment_words",
    "moment_iso",
    "clock_time",
    "day_short",
    "day_long",
    "age",
    "joined",
    "bracketed",
)
THINGS = ("thing", "measure", "group", "capital")


@dataclass(frozen=True, slots=True)
class View:
    """What the page being rendered knows of its request."""

    path: str
    query: tuple[tuple[str, str], ...]
    nonce: str
    theme: str
    head: Callable[[], PrintedHead | None]


_view: ContextVar[View] = ContextVar("view")


def render(
    request: Request,
    template: str,
    *,
    fragment: str = "",
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """Answer with `template` filled from `context`; its frame is ``request.state.shell`` (see `Shell`).

    With `fragment`, a request that htmx made for a part of the page gets only the block of that name: one endpoint
    serves the page and its list.
    """
    values = {"shell": getattr(request.state, "shell", ANONYMOUS), "active": "", **context}
    token = _view.set(_view_of(request))
    try:
        page = environment().get_template(template)
        if fragment and wants_fragment(request):
            text = "".join(page.blocks[fragment](page.new_context(values)))
        else:
            text = page.render(values)
    finally:
        _view.reset(token)
    sent = {"Cache-Control": "private, no-cache", "Vary": "HX-Request, Cookie", "Content-Language": _html_language()}
    return HTMLResponse(text, status_code=status_code, headers={**sent, **(headers or {})})


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of the page rather than the whole."""
    headers = request.headers
    return headers.get("hx-request") == "true" and headers.get("hx-request-type") != "full"


def render_error(request: Request, *, status: int, code: str, message: str, support: str = "") -> HTMLResponse:
    """The page that says what happened, what was kept and what to do; `support` is the number to quote."""
    return render(request, "error.html", status_code=status, status=status, code=code, message=message, support=support)


def field_errors(refused: Refused) -> dict[str, str]:
    """The sentences of a refusal by the input field at fault, ``""`` for those that blame none."""
    return {reason.field: translate_reason(reason, current_language()) for reason in reversed(refused.reasons)}


@cache
def environment() -> Environment:
    """The template environment of this process."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATE_FOLDER),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters.update({name: getattr(formats, name) for name in FORMATS})
    env.filters.update({name: getattr(things, name) for name in THINGS})
    env.globals.update(
        hx=hx,
        here=here,
        at=at,
        asset=asset,
        command_id=lambda: str(uuid.uuid4()),
        view=_view.get,
        html_language=_html_language,
        language=current_language,
        languages=LANGUAGES,
        themes=THEMES,
    )
    # As a global, `ui` is there in whole pages, in single blocks and inside other macros alike.
    env.globals["ui"] = ui = SimpleNamespace()
    for name in MACRO_FILES:
        macros = env.get_template(f"ui/{name}.html").module
        ui.__dict__.update({key: value for key, value in vars(macros).items() if not key.startswith("_")})
    return env


def hx(**attributes: str | bool) -> Markup:
    """htmx attributes with the page's nonce: ``hx(get="/stock", target="#rows", push_url=True)``.

    Addresses are paths of this app, as everywhere. htmx heeds no element without the nonce, so that a planted
    attribute is dead text.
    """
    paths = {name: at(str(path)) for name, path in attributes.items() if name in HTMX_METHODS}
    values = {**attributes, **paths, "nonce": _view.get().nonce}
    return Markup(" ").join(
        Markup('hx-{}="{}"').format(name.replace("_", "-"), str(value).lower() if isinstance(value, bool) else value)
        for name, value in values.items()
    )


def here(**changes: Any) -> str:
    """This page's path with some of its query changed; None takes a parameter out. As good as any path of the app."""
    view = _view.get()
    kept = [(name, value) for name, value in view.query if name not in changes and name not in DEFAULTS]
    kept += [(name, str(value)) for name, value in changes.items() if value is not None]
    return view.path + ("?" + urlencode(kept) if kept else "")


def asset(name: str) -> str:
    """The address of the static file `name`."""
    return at(assets().url(name))


def _view_of(request: Request) -> View:
    root = request.scope.get("root_path", "")
    return View(
        path=request.scope["path"].removeprefix(root),
        query=tuple(parse_qsl(request.url.query, keep_blank_values=False)),
        nonce=request.scope.get("nonce", ""),
        theme=request.scope.get("preferences", DEFAULTS)["theme"],
        head=partial(printed_head, request),
    )


def _html_language() -> str:
    return {"zh_CN": "zh-CN"}.get(current_language(), current_language())


__all__ = ["Markup", "environment", "escape", "field_errors", "render", "render_error", "wants_fragment"]
