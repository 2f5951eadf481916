"""The answer no, as a page for people and as problem+json (RFC 9457) for programs, in the language of the request."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from liangcao.kernel.errors import Reason, Refused
from liangcao.language import current_language
from liangcao.web.menu import dress
from liangcao.web.rendering import render_error
from liangcao.web.saying import sentence
from liangcao.web.sending import sending
from liangcao.web.validation import reasons_of_details

API = "/api/"
PROBLEM_TYPE = "application/problem+json"


def path_of(request: Request) -> str:
    """The path within this app, also when it is served below another path."""
    return str(request.scope["path"]).removeprefix(request.scope.get("root_path", ""))


def is_api(request: Request) -> bool:
    """Whether a program asks."""
    return path_of(request).startswith(API)


def problem_data(reasons: Sequence[Reason], *, status: int = 0, support: str = "") -> dict[str, Any]:
    """The body of a problem: the first reason at its head, all of them in `errors`."""
    language = current_language()
    first = reasons[0]
    errors = [{"field": each.field, "code": each.code, "detail": sentence(each, language)} for each in reasons]
    data = {
        "type": f"urn:liangcao:refusal:{first.code}",
        "title": first.code.replace("_", " "),
        "status": status or first.status,
        "code": first.code,
        "detail": sentence(first, language),
        "errors": errors,
    }
    return {**data, "support": support} if support else data


def problem(reasons: Sequence[Reason], *, status: int = 0, support: str = "") -> JSONResponse:
    """A response with the body of `problem_data`."""
    data = problem_data(reasons, status=status, support=support)
    headers = {"Content-Language": {"zh_CN": "zh-CN"}.get(current_language(), current_language())}
    if data["status"] == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(data, status_code=data["status"], media_type=PROBLEM_TYPE, headers=headers)


def answer_no(request: Request, reasons: Sequence[Reason], *, status: int = 0, support: str = "") -> Response:
    """The refusal as whoever asks can read it; people who are not signed in are sent to do so."""
    if is_api(request):
        return problem(reasons, status=status, support=support)
    first = reasons[0]
    if first.code == "sign_in_needed":
        return _to_sign_in(request)
    if first.code != "fault":
        dress(request)
    message = sentence(first, current_language())
    if (sent := sending()) is not None:
        sent.refused(reasons, {"": message})
    return render_error(request, status=status or first.status, code=first.code, message=message, support=support)


def _to_sign_in(request: Request) -> Response:
    root = request.scope.get("root_path", "")
    wanted = path_of(request) + (f"?{request.url.query}" if request.url.query else "")
    asks_back = request.method == "GET" and wanted != "/"
    address = f"{root}/sign-in" + (f"?{urlencode({'next': wanted})}" if asks_back else "")
    if request.headers.get("hx-request") == "true":
        return Response(status_code=200, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


async def on_refused(request: Request, error: Exception) -> Response:
    """Answer a refusal that nobody caught."""
    assert isinstance(error, Refused)
    return answer_no(request, error.reasons)


async def on_invalid(request: Request, error: Exception) -> Response:
    """Answer a request whose parameters or body have the wrong shape (422)."""
    assert isinstance(error, RequestValidationError)
    details = [{**each, "loc": _location(each["loc"])} for each in error.errors()]
    return answer_no(request, reasons_of_details(details), status=422)


def _location(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Where in the body, or which parameter; a header by its name as an identifier (``idempotency_key``)."""
    where, *rest = location
    return tuple(str(part).replace("-", "_").lower() for part in rest) if where == "header" else tuple(rest)


_CODES: Mapping[int, str] = {404: "unknown_page", 405: "method_not_allowed"}


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer what the framework itself refuses: no such page, not this method."""
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, "input_invalid")
    params = {"detail": str(error.detail)} if code == "input_invalid" else {}
    response = answer_no(request, [Reason(code, params)], status=error.status_code)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response
