"""Pure ASGI middleware around the app: a name for every request, bodies within bounds, no fault unlogged."""

import re
import traceback
import uuid
from collections.abc import Iterator
from contextlib import suppress

import structlog
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liangcao.kernel.errors import Reason
from liangcao.web.addresses import LONGEST_NUMBER
from liangcao.web.problem import answer_no

MEGABYTE = 1024 * 1024
MOST_COMMAND = 1 * MEGABYTE
MOST_UPLOAD = 20 * MEGABYTE

_BEYOND = re.compile(r"/-?[0-9]{17,}(?=[/.]|$)")

_log = structlog.get_logger("liangcao.web")


class BodyLimit:
    """Refuses a body that is too large (413 `body_too_large`): 1 MB, with files 20 MB; never reads more than that."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_form = headers.get("content-type", "").startswith("multipart/form-data")
        has_files = is_form or scope.get("path", "").endswith("/epcis/capture")
        most = MOST_UPLOAD if has_files else MOST_COMMAND
        told = headers.get("content-length", "0")
        if not told.isdecimal() or len(told) > LONGEST_NUMBER or int(told) > most:
            await self._refuse(most, scope, receive, send)
            return
        read = 0

        async def receive_within() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise _TooLargeError
            return message

        async def send_unless_too_large(message: Message) -> None:
            if read <= most:  # what the app makes of a body cut off is no answer
                await send(message)

        with suppress(_TooLargeError):
            await self.app(scope, receive_within, send_unless_too_large)
        if read > most:
            await self._refuse(most, scope, receive, send)

    async def _refuse(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        reason = Reason("body_too_large", {"most": most // MEGABYTE})
        await answer_no(Request(scope), [reason])(scope, receive, send)


class NumbersWithinReach:
    """Answers that there is no such page (404 `unknown_page`) where a part of the path is a number no row can have."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _BEYOND.search(scope["path"]):
            await answer_no(Request(scope), [Reason("unknown_page", {})])(scope, receive, send)
            return
        await self.app(scope, receive, send)


class _TooLargeError(Exception):
    """A body without a stated length grew beyond its bound."""


class Faults:
    """Names every request (``scope["request_id"]``, header X-Request-ID); a fault is logged under that name.

    What is logged of a fault: where it was and its kind and first line; never a body, a header or a statement's values.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope["request_id"] = uuid.uuid4().hex[:12]
        has_started = False

        async def send_named(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                message.setdefault("headers", []).append((b"x-request-id", request_id.encode()))
            await send(message)

        try:
            await self.app(scope, receive, send_named)
        except _TooLargeError:
            raise
        except Exception as error:
            _log.error(
                "fault",
                request_id=request_id,
                method=scope["method"],
                path=scope["path"],
                error=type(error).__name__,
                said=_first_line(error),
                at=list(_frames(error)),
            )
            if has_started:
                raise
            answer = answer_no(Request(scope), [Reason("fault", {})], support=request_id)
            await answer(scope, receive, send_named)


def _first_line(error: BaseException) -> str:
    return str(error).split("[SQL", 1)[0].split("\n", 1)[0][:300]


def _frames(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__)[-12:]:
        yield f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"
