"""The witness over HTTP: ``POST /add-checkpoint`` as C2SP `tlog-witness` has it, and its public key at ``/``."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from liangcao.journal.witness import MOST_BYTES
from liangcao.journal.witness_state import WitnessState
from liangcao.kernel.clock import Clock
from liangcao.kernel.errors import Refused


class WitnessApp:
    """An ASGI app over a witness's memory."""

    def __init__(self, state: WitnessState, clock: Clock) -> None:
        self._state, self._clock = state, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            response = await self._respond(Request(scope, receive))
            await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if request.url.path == "/" and request.method in {"GET", "HEAD"}:
            return PlainTextResponse(f"{self._state.key().verifier_key.text}\n")
        if request.url.path != "/add-checkpoint":
            return PlainTextResponse("unknown address\n", status_code=404)
        if request.method != "POST":
            return PlainTextResponse("POST only\n", status_code=405, headers={"Allow": "POST"})
        try:
            text = (await _body(request)).decode("utf-8")
        except UnicodeDecodeError:
            return PlainTextResponse("not UTF-8\n", status_code=400)
        except _TooLongError:
            return PlainTextResponse("too long\n", status_code=413, headers={"Connection": "close"})
        except ClientDisconnect:
            return PlainTextResponse("cut off\n", status_code=400)
        return await run_in_threadpool(self._answer, text)

    def _answer(self, text: str) -> Response:
        try:
            verdict = self._state.answer(text, self._clock.now() // 1000)
        except Refused as refusal:  # its own memory or key cannot be used: it says so and signs nothing
            return PlainTextResponse(f"{refusal.code}\n", status_code=500)
        return Response(
            verdict.body.encode(), status_code=verdict.status, headers={"Content-Type": verdict.content_type}
        )


class _TooLongError(Exception):
    """A request longer than any honest one."""


async def _body(request: Request) -> bytes:
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > MOST_BYTES:
            raise _TooLongError
    return bytes(read)
