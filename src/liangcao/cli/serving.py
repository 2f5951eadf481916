"""serve: the web pages and the API over the books of the data directory, and the sealer beside them."""

import importlib
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from types import FrameType
from typing import Annotated, Any, NamedTuple, NoReturn

import typer
import uvicorn

from liangcao.cli.books import open_office
from liangcao.cli.frame import OfficeCommand
from liangcao.cli.program import program
from liangcao.cli.sealer import Sealer
from liangcao.cli.terminal import Terminal
from liangcao.cli.witnesses import policy_of
from liangcao.jobs.durable import DurableBoard
from liangcao.journal.handing_over import WitnessBoard
from liangcao.kernel.errors import refused
from liangcao.language import N_, _

APP = "liangcao.web.app"
"""Named, not imported: the two surfaces know nothing of each other."""
LAST_REQUESTS_SECONDS = 10


class Address(NamedTuple):
    """Where to listen; port 0 lets the system choose."""

    host: str
    port: int


@program.callback()
def by_default(context: typer.Context) -> None:
    """Without a command the program serves."""
    if context.invoked_subcommand is None:
        terminal = Terminal.of(context)
        serve_books(terminal, Address(terminal.settings.host, terminal.settings.port))


@program.command(cls=OfficeCommand, help=N_("启动网页服务"))
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help=N_("监听的地址；默认 127.0.0.1，只有本机能进"))] = "",
    port: Annotated[int, typer.Option("--port", "-p", min=-1, max=65535, help=N_("端口；默认 8000，0 由系统挑"))] = -1,
    open_browser: Annotated[bool, typer.Option("--open", help=N_("顺便打开浏览器"))] = False,
) -> None:
    """Serve the web pages until stopped."""
    terminal = Terminal.of(context)
    settings = terminal.settings
    where = Address(host or settings.host, settings.port if port < 0 else port)
    serve_books(terminal, where, opens_browser=open_browser)


def serve_books(
    terminal: Terminal, where: Address, *, opens_browser: bool = False, data: Mapping[str, Any] | None = None
) -> None:
    """Serve the books of the data directory; a plain office is set up where there is none. Returns when stopped.

    `data` is said to machines together with the address.
    Raises Refused ``schema_old``, ``schema_newer``, ``address_taken``, ``path_unusable``.
    """
    with open_office(terminal, found=True) as office, closing(listen(*where)) as listening:
        if office.database.is_read_only:
            raise refused("path_unusable", path=terminal.settings.place, detail=_("只能读，不能写"))
        url = f"http://{shown_host(where.host)}:{listening.getsockname()[1]}/"
        terminal.answer({"ok": True, **(data or {}), "url": url}, _("✔ {url}  （Ctrl+C 停止）").format(url=url))
        sys.stdout.flush()
        if opens_browser:
            webbrowser.open(url)
        board = WitnessBoard(policy_of(terminal.settings))
        web = importlib.import_module(APP)
        app = web.create_app(office, board)
        app.state.base_url = terminal.settings.base_url.rstrip("/")
        web.spare_the_collector()
        app.state.jobs = jobs = DurableBoard(office, terminal.settings.folder)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=LAST_REQUESTS_SECONDS)
        with Sealer(terminal, office, board).running(), jobs.running(), stops_gracefully():
            uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; raises Refused ``address_taken``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        address = f"{host}:{port}"
        raise refused("address_taken", address=address, detail=_plainly(error)) from error


def _plainly(error: OSError) -> str:
    """What the system says, without what Python adds to it."""
    return str(error.strerror or error).partition(" (while attempting")[0]


def shown_host(host: str) -> str:
    """How an address somebody can open names `host`."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - shown, not listened on
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


@contextmanager
def stops_gracefully() -> Iterator[None]:
    """After SIGTERM the server finishes what it has begun and the program ends as if it had come to its end."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def has_screen() -> bool:
    """True where a browser can be opened for whoever started the program."""
    if not sys.stdout.isatty() or os.environ.get("SSH_CONNECTION"):
        return False
    return sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
