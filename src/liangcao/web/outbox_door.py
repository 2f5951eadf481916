"""Where forms from outboxes come in: the page they are for takes them like any form, and the device is told in data.

A form sent later is never lost: what the page refuses is kept for somebody to look at, and only then leaves the device.
"""

import json
import uuid
from collections.abc import Iterable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liangcao.kernel.clock import beside
from liangcao.kernel.errors import Reason, Refused
from liangcao.language import current_language
from liangcao.offline.commands import KeepRefused, KeptFile
from liangcao.offline.queries import Came, kept_under, note_came
from liangcao.operations.office import Office
from liangcao.operations.submission import Submission
from liangcao.papers.files import keep_file
from liangcao.web.pages.proofs import drawn
from liangcao.web.problem import path_of
from liangcao.web.saying import sentence
from liangcao.web.sending import HERE, Sending, as_sent, sending_of
from liangcao.web.sessions import Sessions
from liangcao.web.visitor import shown_token

LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Nothing is wrong with the form: the device tries again."""
_KEEP_NAMESPACE = uuid.UUID("6f3f4f0e-6a43-4a8e-9d5c-0a3c8d1c9e55")
_SILENT = ("command_id", "device_at")


class OutboxDoor:
    """Pure ASGI middleware around the pages: a POST with X-Device is answered with what became of it.

    ``done`` with where to go on; ``refused`` with the sentences by field, where somebody is in front of the form;
    ``kept`` for review; ``sign_in``; ``later``.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_post = scope["type"] == "http" and scope["method"] == "POST" and hasattr(scope["app"].state, "office")
        sent = sending_of(Headers(scope=scope), beside(scope["app"].state.office.clock)) if is_post else None
        if sent is None or path_of(Request(scope)).startswith("/api/"):
            await self.app(scope, receive, send)
            return
        body = b"".join([chunk async for chunk in _chunks(receive)])
        answer = _Answer()
        with as_sent(sent):
            await self.app(scope, _again(body), answer.take)
        told = await self._tell(Request(scope, _again(body)), sent, answer)
        for name, value in answer.cookies():
            told.headers.append(name, value)
        await told(scope, _again(b""), send)

    async def _tell(self, request: Request, sent: Sending, answer: "_Answer") -> JSONResponse:
        if answer.goes_to_sign_in:
            return JSONResponse({"state": "sign_in"}, status_code=401)
        if answer.status in LATER:
            return JSONResponse({"state": "later"}, status_code=answer.status)
        async with request.form(max_fields=20_000, max_files=5, max_part_size=8 * 1024 * 1024) as form:
            pairs = list(form.multi_items())
            command_id = str(form.get("command_id", ""))
            if answer.status < 400:
                await run_in_threadpool(_note, request, sent, command_id)
                return JSONResponse({"state": "done", "location": answer.location, "entry": sent.entry})
            if sent.mode == HERE:
                told = {"state": "refused", "errors": _errors(sent), "page": sent.is_told_by_page}
                return JSONResponse(told, status_code=422)
            files = [(name, await each.read()) for name, each in pairs if isinstance(each, UploadFile)]
            texts = [(name, str(each)) for name, each in pairs if not isinstance(each, UploadFile)]
        return await run_in_threadpool(_keep, request, sent, command_id, (texts, files))


class _Answer:
    """The response of the page, held back."""

    def __init__(self) -> None:
        self.status = 500
        self.headers = Headers()

    async def take(self, message: Message) -> None:
        """Take the head of the response; its body is for eyes."""
        if message["type"] == "http.response.start":
            self.status, self.headers = int(message["status"]), Headers(raw=message["headers"])

    @property
    def location(self) -> str:
        """Where the page would send the browser, "" nowhere."""
        return self.headers.get("location", "") or self.headers.get("hx-redirect", "")

    @property
    def goes_to_sign_in(self) -> bool:
        """Nobody is signed in any more."""
        return self.status in {302, 303} and self.location.partition("?")[0].endswith("/sign-in")

    def cookies(self) -> Iterable[tuple[str, str]]:
        """The toast of the deed, for the page that follows."""
        return (("set-cookie", value) for value in self.headers.getlist("set-cookie"))


async def _chunks(receive: Receive) -> Any:
    while True:
        message = await receive()
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


def _again(body: bytes) -> Receive:
    given = False

    async def receive() -> Message:
        nonlocal given
        if given:
            return {"type": "http.disconnect"}
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _errors(sent: Sending) -> list[tuple[str, str]]:
    return list(sent.errors.items()) or [("", sentence(Reason("fault", {}), current_language()))]


def _who(request: Request) -> int:
    """Whoever is signed in, 0 nobody."""
    sessions: Sessions = request.app.state.sessions
    token = shown_token(request)
    actor = sessions.remembered(token) or (sessions.holder(token) if token else None)
    return actor.actor_id if actor is not None else 0


def _note(request: Request, sent: Sending, command_id: str, actor_id: int = 0) -> None:
    """Both times of it on record; a phone that comes back from the road with many is not kept waiting for this."""
    office: Office = request.app.state.office
    now = office.clock.now()
    came = Came(
        device=sent.device,
        counter=sent.counter,
        command_id=command_id,
        actor_id=actor_id or _who(request),
        device_at=sent.device_at,
        clock_off=sent.clock_off(now),
        received_at=now,
        entry=sent.entry,
    )
    with office.database.write() as connection:
        note_came(connection, office.district_id, came)


def _keep(
    request: Request, sent: Sending, command_id: str, said: tuple[list[tuple[str, str]], list[tuple[str, bytes]]]
) -> JSONResponse:
    """Keep the refused form for review; while that cannot be done the device keeps it."""
    office: Office = request.app.state.office
    why = "；".join(dict.fromkeys(text for _field, text in _errors(sent)))
    with office.database.read() as connection:
        known = kept_under(connection, office.district_id, command_id)
    if known:
        return JSONResponse({"state": "kept", "form": known, "why": why})
    try:
        actor_id = _who(request)
        command = _kept_form(office, request, sent, (command_id, *said))
        kept = Submission(command, actor_id, str(uuid.uuid5(_KEEP_NAMESPACE, command_id)))
        form_id = office.perform(kept).answer["form_id"]
    except (Refused, ValueError) as error:
        why = sentence(error.reasons[0], current_language()) if isinstance(error, Refused) else why
        return JSONResponse({"state": "stuck", "why": why}, status_code=422)
    _note(request, sent, command_id, actor_id)
    return JSONResponse({"state": "kept", "form": form_id, "why": why})


def _kept_form(
    office: Office, request: Request, sent: Sending, said: tuple[str, list[tuple[str, str]], list[tuple[str, bytes]]]
) -> KeepRefused:
    command_id, texts, files = said
    now = office.clock.now()
    fields = [[name, text] for name, text in texts if name not in _SILENT and not (name == "signature" and text)]
    pictures = [(name, content) for name, content in files if content]
    pictures += [(name, drawn(text)) for name, text in texts if name == "signature" and text]
    with office.database.write() as connection:
        kept = tuple(
            KeptFile(field=name, sha256=keep_file(connection, office.district_id, content, now))
            for name, content in pictures
        )
    return KeepRefused(
        path=path_of(request),
        page=sent.page,
        form_command_id=command_id,
        code=sent.reasons[0].code if sent.reasons else "fault",
        device=sent.device,
        counter=sent.counter,
        device_at=sent.device_at,
        clock_off=sent.clock_off(now),
        fields=json.dumps(fields),
        files=kept,
    )
