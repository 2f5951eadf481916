"""The door of the API for commands: ``POST /api/v1/<capability>/<deed>`` for each row of the actions table.

One look into a table finds the deed, and waiting for the books holds no thread. What `api.described` says of these
addresses is what is answered here; a test holds one against the other.
"""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from liangcao.kernel.command import Command
from liangcao.kernel.errors import Reason
from liangcao.operations.action import Action
from liangcao.operations.actions import ACTIONS
from liangcao.operations.submission import Submission
from liangcao.web.answers import AnswerDesk
from liangcao.web.api_models import done_data
from liangcao.web.moments import moment_ms
from liangcao.web.problem import answer_no, problem
from liangcao.web.submit import CHANGES_PEOPLE, note_change
from liangcao.web.validation import reasons_of, reasons_of_details
from liangcao.web.visitor import Visitor, visitor

PREFIX = "/api/v1"


def path_of_action(name: str) -> str:
    """Where an action is posted to, below the prefix: ``storing.move_stock`` to ``/storing/move-stock``."""
    return "/" + name.replace(".", "/").replace("_", "-")


class HandedIn(BaseModel):
    """What a call says beside its body: the key in a header, the rest in the address."""

    idempotency_key: str
    dry_run: bool = False
    occurred_at: str = ""


class CommandDoor(BaseRoute):
    """One route for all commands of an office."""

    def __init__(self) -> None:
        self._actions = {PREFIX + path_of_action(name): action for name, action in ACTIONS.items()}
        self._shapes: dict[str, TypeAdapter[Command]] = {
            name: TypeAdapter(action.command) for name, action in ACTIONS.items()
        }

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the address is that of a command; with another method than POST only in part."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        action = self._actions.get(path) if scope["type"] == "http" else None
        if action is None:
            return Match.NONE, {}
        return (Match.FULL if scope["method"] == "POST" else Match.PARTIAL), {"action": action}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call; refusals are answered by the app."""
        request = Request(scope, receive)
        if scope["method"] == "POST":
            answer = await self._hand_in(request, scope["action"])
        else:
            answer = answer_no(request, [Reason("method_not_allowed", {})])
            answer.headers["Allow"] = "POST"
        await answer(scope, receive, send)

    async def _hand_in(self, request: Request, action: Action) -> Response:
        body = await request.body()
        who = await visitor(request)
        try:
            command, how = self._understood(request, action, body)
        except _NotUnderstoodError as error:
            return problem(error.reasons, status=422)
        happened = moment_ms(how.occurred_at, "occurred_at") if how.occurred_at else 0
        submission = Submission(command, who.actor.actor_id, how.idempotency_key.lower(), occurred_at=happened)
        if how.dry_run:
            return JSONResponse(done_data(await run_in_threadpool(who.office.preview, submission)))
        outcome = await _desk(request, who).perform(submission)
        if action.name.startswith(CHANGES_PEOPLE):
            await run_in_threadpool(note_change, who, command, outcome)
        return JSONResponse(done_data(outcome))

    def _understood(self, request: Request, action: Action, body: bytes) -> tuple[Command, HandedIn]:
        """The command and how it is handed in; raises _NotUnderstoodError with every reason."""
        reasons: list[Reason] = []
        how = command = None
        try:
            how = HandedIn.model_validate(_said(request))
        except ValidationError as error:
            reasons += reasons_of(error)
        try:
            command = self._shapes[action.name].validate_python(_content(request, body))
        except ValidationError as error:
            reasons += reasons_of(error)
        if how is None or command is None:
            raise _NotUnderstoodError(reasons)
        return command, how


class _NotUnderstoodError(Exception):
    """A call of the wrong shape."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


def _said(request: Request) -> dict[str, str]:
    said = {name: request.query_params[name] for name in ("dry_run", "occurred_at") if name in request.query_params}
    key = request.headers.get("idempotency-key")
    return said if key is None else {**said, "idempotency_key": key}


def _content(request: Request, body: bytes) -> Any:
    """What the body says; as it is when it does not claim to be JSON. Raises _NotUnderstoodError."""
    if not body:
        raise _NotUnderstoodError([Reason("field_missing", {})])
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        return body
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        where = (error.pos,) if isinstance(error, json.JSONDecodeError) else ()
        raise _NotUnderstoodError(reasons_of_details([{"type": "json_invalid", "loc": where}])) from error


def _desk(request: Request, who: Visitor) -> AnswerDesk:
    """The desk of this event loop; an app that is served by several, one after the other, gets a new one."""
    loop = asyncio.get_running_loop()
    desk: AnswerDesk | None = getattr(request.app.state, "desk", None)
    if desk is None or desk.loop is not loop:
        desk = request.app.state.desk = AnswerDesk(who.office, loop)
    return desk
