"""The JSON API, ``/api/v1``: its reads, and the description of all of it. The commands: `api_commands`."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from liangcao.language import DEFAULT_LANGUAGE, LANGUAGES, speaking
from liangcao.operations.action import Action
from liangcao.operations.actions import ACTIONS
from liangcao.web import (
    api_arrivals,
    api_epcis,
    api_epcis_capture,
    api_items,
    api_journal,
    api_leads,
    api_papers,
    api_purchases,
    api_reads,
    api_returns,
    api_session,
    api_tasks,
    api_trips,
)
from liangcao.web.api_commands import PREFIX, path_of_action
from liangcao.web.api_examples import EXAMPLES
from liangcao.web.api_models import Done, DryRun, IdempotencyKey, OccurredAt, Problem
from liangcao.web.problem import API, PROBLEM_TYPE

NOT_GIVEN = {
    400: "The command is refused: something in it cannot be",
    401: "Nobody is signed in",
    403: "Not permitted, or the same person did a duty that excludes this one",
    404: "Something named in it does not exist",
    409: "The books do not allow it now (not enough, already done, changed meanwhile)",
    413: "The body is too large",
    422: "The body or a parameter has the wrong shape",
    429: "Too often",
    503: "The books are busy or cannot be reached; handing the same in again is safe",
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text} for status, text in NOT_GIVEN.items()
}


def api_router() -> APIRouter:
    """The routes of the API beside the commands: signing in, and what one may see."""
    router = APIRouter(prefix=PREFIX, responses=RESPONSES)
    router.include_router(api_session.router)
    router.include_router(api_reads.router)
    router.include_router(api_items.router)
    router.include_router(api_arrivals.router)
    router.include_router(api_trips.router)
    router.include_router(api_returns.router)
    router.include_router(api_leads.router)
    router.include_router(api_tasks.router)
    router.include_router(api_purchases.router)
    router.include_router(api_journal.router)
    router.include_router(api_papers.router)
    router.include_router(api_epcis_capture.router)
    router.include_router(api_epcis.router)
    return router


def _commands() -> APIRouter:
    """The commands as they are described; `CommandDoor` answers them."""
    router = APIRouter(prefix=PREFIX, responses=RESPONSES)
    for action in ACTIONS.values():
        _add(router, action)
    return router


def _add(router: APIRouter, action: Action) -> None:
    meaning = (action.command.__doc__ or "").strip()
    router.add_api_route(
        path_of_action(action.name),
        _call(action),
        methods=["POST"],
        name=action.name,
        operation_id=action.name.replace(".", "_"),
        summary=f"{action.title} {action.name}",
        description=meaning,
        tags=[action.name.partition(".")[0]],
        response_model=Done,
        openapi_extra={"requestBody": {"content": {"application/json": {"examples": _examples(action.name)}}}},
    )


def _examples(name: str) -> dict[str, Any]:
    return {"typical": {"value": EXAMPLES[name]}} if name in EXAMPLES else {}


def _call(action: Action) -> Callable[..., None]:
    """A function with the parameters of a call, for the description alone: nobody calls it."""

    def call(
        command: Any, idempotency_key: IdempotencyKey, dry_run: DryRun = False, occurred_at: OccurredAt = ""
    ) -> None: ...

    call.__annotations__["command"] = action.command
    return call


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description: refusals as problem+json, the ways to show who one is, nothing of the pages."""
    whole = FastAPI(title=app.title, version=app.version)
    whole.include_router(_commands())
    whole.include_router(api_router())
    described = whole.openapi()
    components = described.setdefault("components", {})
    components["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "cookie": {"type": "apiKey", "in": "cookie", "name": "liangcao_session"},
    }
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            _name_refusals(operation["responses"])
            is_open = (path, method) == (f"{PREFIX}/session", "post")
            operation["security"] = [] if is_open else [{"bearer": []}, {"cookie": []}]
    for unused in ("HTTPValidationError", "ValidationError"):
        components.get("schemas", {}).pop(unused, None)
    return described


def _name_refusals(responses: Mapping[str, Any]) -> None:
    for status, response in responses.items():
        content = response.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            content[PROBLEM_TYPE] = content.pop("application/json")


class ApiLanguage:
    """Pure ASGI middleware: programs say their language in Accept-Language, and no cookie of theirs is asked."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or not path.startswith(API):
            await self.app(scope, receive, send)
            return
        with speaking(wanted_language(Headers(scope=scope).get("accept-language", ""))):
            await self.app(scope, receive, send)


def wanted_language(header: str) -> str:
    """The language offered that an Accept-Language header likes best; Chinese when it names none of them."""
    ranked: list[tuple[float, int, str]] = []
    for position, part in enumerate(header.split(",")[:20]):
        tag, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=") or "1"
        try:
            ranked.append((-float(weight), position, tag.lower().partition("-")[0]))
        except ValueError:
            continue
    offered = {code.partition("_")[0]: code for code in LANGUAGES}
    return next((offered[tag] for _, _, tag in sorted(ranked) if tag in offered), DEFAULT_LANGUAGE)
