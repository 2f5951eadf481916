"""The app: one office, its pages and its API behind the same sign-in, the same headers, the same errors."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import anyio.to_thread
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import State
from starlette.exceptions import HTTPException

from liangcao.jobs.board import NoJobs
from liangcao.journal.handing_over import WitnessBoard
from liangcao.kernel.errors import Refused
from liangcao.operations.office import Office
from liangcao.web import api_reference, health, log
from liangcao.web.api import ApiLanguage, api_router, describe
from liangcao.web.api_commands import PREFIX, CommandDoor
from liangcao.web.class_names import ClassNames
from liangcao.web.guard import BodyLimit, Faults, NumbersWithinReach
from liangcao.web.item_names import ItemNames
from liangcao.web.mounting import mount_base
from liangcao.web.outbox_door import OutboxDoor
from liangcao.web.pace import PublicPaces
from liangcao.web.pages import ROUTERS
from liangcao.web.problem import on_http_error, on_invalid, on_refused
from liangcao.web.sessions import Sessions

TOGETHER = 256
"""How many commands may wait together: the more wait, the more share one durable commit."""
COLLECT_AFTER = 20_000
"""So many objects more than before are made until the garbage collector looks at the young ones."""


@asynccontextmanager
async def _living(_app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = TOGETHER
    yield


def spare_the_collector() -> None:
    """For the process that serves: what is loaded by now stays, the garbage collector need not walk it again and again.

    It took a sixth of a busy server's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 20)


def create_app(office: Office, board: WitnessBoard | None = None) -> FastAPI:
    """The whole web surface of `office`; serve it with any ASGI server, one worker process or many.

    `board` says who witnesses its heads; whoever asks them writes there what came of it.
    What processes do not share: who somebody is, for two seconds; how often an address failed to sign in.
    """
    app = closed_app()
    open_books(app, office, board)
    return app


def open_books(app: FastAPI, office: Office, board: WitnessBoard | None = None) -> None:
    """From now on `app` shows the books of `office`, and remembers nothing of any others."""
    app.state = State()
    app.state.office = office
    app.state.base_url = ""
    app.state.sessions = Sessions(office)
    app.state.item_names = ItemNames(office)
    app.state.class_names = ClassNames(office)
    app.state.public_paces = PublicPaces()
    app.state.board = board or WitnessBoard()
    app.state.jobs = NoJobs()


def closed_app() -> FastAPI:
    """Every page, the API and what stands around them, with no books open."""
    app = FastAPI(
        title="Liangcao",
        version=health.VERSION,
        lifespan=_living,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.router.routes.append(CommandDoor())  # routes are tried in turn: what programs ask by the thousand comes first
    app.include_router(health.router)
    app.include_router(log.router)
    app.include_router(api_router())
    for router in ROUTERS:
        app.include_router(router)
    app.include_router(api_reference.router)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    app.add_exception_handler(Refused, on_refused)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_middleware(OutboxDoor)
    app.add_middleware(NumbersWithinReach)
    app.add_middleware(Faults)
    app.add_middleware(BodyLimit)
    app.add_middleware(ApiLanguage)
    mount_base(app)
    return app
