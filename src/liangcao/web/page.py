"""What every page behind the sign-in does: be drawn in its frame, and end a deed with a toast on the next page."""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote, unquote

from fastapi import Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from liangcao.language import _
from liangcao.operations.submission import Outcome
from liangcao.storing.rules import REVERSIBLE
from liangcao.web.menu import dress
from liangcao.web.rendering import render, wants_fragment
from liangcao.web.security import policy

TOAST_COOKIE = "liangcao_toast"
TOAST_SECONDS = 60
KEPT_PAGE = "x-kept-page"
"""A page fetched ahead, to be kept on a phone (kept_pages.js): nobody looks at it yet."""
_LEFT_ALONE = ":/%#?=@[]!$&'()*+,;"
"""What stands in an address as it is; all else is written in percent, a header being ASCII."""


PageNumber = Annotated[int, Query(ge=1, le=100_000)]
"""The parameter type of a list's page: ``page: PageNumber = 1``."""


def show(
    request: Request, template: str, *, fragment: str = "", active: str = "", status_code: int = 200, **context: Any
) -> HTMLResponse:
    """Answer with `template` (it extends ``page.html``) in the visitor's frame; see `rendering.render`.

    A toast that the deed before left behind is shown once.
    """
    dress(request)
    is_ahead = KEPT_PAGE in request.headers
    toast = {} if is_ahead or (fragment and wants_fragment(request)) else _waiting_toast(request)
    values: dict[str, Any] = {"toast": toast, "visitor": getattr(request.state, "visitor", None), **context}
    response = render(request, template, fragment=fragment, status_code=status_code, active=active, **values)
    if toast:
        response.delete_cookie(TOAST_COOKIE, path="/")
    return response


def with_camera(request: Request, answer: HTMLResponse) -> HTMLResponse:
    """The page may run WebAssembly: its camera reads codes by it."""
    answer.headers["Content-Security-Policy"] = policy(request.scope["nonce"], may_compile=True)
    return answer


def done(request: Request, href: str, text: str, outcome: Outcome | None = None, *, tone: str = "ok") -> Response:
    """Go on to the page at `href` after a success: it says `text`, and offers to undo what can be undone as a whole.

    A held command says so instead: nothing has happened yet. For htmx the answer names the page in HX-Redirect.
    """
    toast: dict[str, Any] = {"text": text, "tone": tone}
    if outcome is not None and outcome.is_held:
        toast = {"text": _waiting_words(outcome), "tone": "warn"}
    elif outcome is not None and outcome.action in REVERSIBLE and _may_reverse(request):
        toast["entry"] = outcome.entry
    root = request.scope.get("root_path", "")
    response = go(request, root + href if href.startswith("/") else href)
    response.set_cookie(
        TOAST_COOKIE, quote(json.dumps(toast)), max_age=TOAST_SECONDS, httponly=True, samesite="lax", path="/"
    )
    return response


def _may_reverse(request: Request) -> bool:
    """Whether whoever did it may also undo it: not everybody who settles a difference may reverse."""
    visitor = getattr(request.state, "visitor", None)
    return visitor is not None and bool(visitor.may("storing.reverse_entry"))


def _waiting_words(outcome: Outcome) -> str:
    reason, signers = _(str(outcome.answer.get("reason", ""))), int(outcome.answer.get("signers", 1))
    if signers == 1:
        return _("已提交，等第二个人批准：%(reason)s") % {"reason": reason}
    return _("已提交，等另外 %(n)s 个人批准：%(reason)s") % {"n": signers, "reason": reason}


def go(request: Request, address: str) -> Response:
    """Send the browser on to `address`: 303, or for htmx a header it follows as a whole page."""
    if request.headers.get("hx-request") == "true":
        return Response(status_code=200, headers={"HX-Redirect": quote(address, safe=_LEFT_ALONE)})
    return RedirectResponse(address, status_code=303)


def safe_path(address: str, default: str = "/") -> str:
    """`address` when it is a path of this app, else `default`: nobody is sent on to another site.

    Browsers pass over control characters and take a backslash for a slash, so that ``/<tab>/site`` is another site.
    """
    is_plain = not any(character <= " " or character in "\\\x7f" for character in address)
    path = re.split("[?#]", address, maxsplit=1)[0]
    return address if is_plain and path.startswith("/") and "//" not in path else default


def _waiting_toast(request: Request) -> Mapping[str, Any]:
    kept = request.cookies.get(TOAST_COOKIE, "")
    try:
        toast = json.loads(unquote(kept)) if kept else {}
    except ValueError:
        return {}
    if not isinstance(toast, dict) or not isinstance(toast.get("text"), str):
        return {}
    entry = toast.get("entry")
    return {
        "text": toast["text"][:500],
        "tone": toast["tone"] if toast.get("tone") in {"ok", "warn", "danger"} else "ok",
        "entry": entry if isinstance(entry, int) and not isinstance(entry, bool) else 0,
    }
