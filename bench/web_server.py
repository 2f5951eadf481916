"""Started by `bench.over_http` as a process of its own: the web app of an office, or a framework with nothing in it."""

import socket
import sys

import uvicorn
from fastapi import FastAPI

from liangcao.database.engine import Database
from liangcao.kernel.clock import SystemClock
from liangcao.operations.office import Office
from liangcao.web.app import create_app, spare_the_collector


def empty_app() -> FastAPI:
    """The same framework with one POST handler that does nothing."""
    app = FastAPI()

    @app.post("/empty")
    async def empty() -> dict[str, bool]:
        return {"ok": True}

    return app


def main() -> None:
    """Serve the office at the URL that is named, or `empty`; says its port on the first line."""
    app = empty_app() if sys.argv[1] == "empty" else create_app(Office(Database(sys.argv[1]), SystemClock()))
    spare_the_collector()
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        print(listening.getsockname()[1], flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listening])


if __name__ == "__main__":
    main()
