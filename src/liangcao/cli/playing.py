"""demo: the story is lived once, in a data directory of its own, then served."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

import liangcao
from liangcao.cli.books import DISTRICT, open_database, signing_key
from liangcao.cli.frame import EXIT_REFUSED, OfficeCommand
from liangcao.cli.keeping import make_folder
from liangcao.cli.program import program
from liangcao.cli.serving import Address, has_screen, serve_books
from liangcao.cli.settings import BOOKS, Settings, default_data_dir
from liangcao.cli.terminal import Terminal, table
from liangcao.database.migrate import revision_of, upgrade
from liangcao.demo.cast import LOGINS
from liangcao.demo.story import SCENES, Say, is_told, live
from liangcao.demo.world import Scale
from liangcao.journal.seal import seal
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.language.formats import day_short
from liangcao.parties.queries import district
from liangcao.reports.totals import ItemTotals, item_totals
from liangcao.reports.verify import Verification, verify_books

if sys.platform != "win32":
    import fcntl

MOST_ITEMS = 10


@program.command(cls=OfficeCommand, help=N_("把保障组最初几天演一遍，再打开网页"))
def demo(
    context: typer.Context,
    serves: Annotated[bool, typer.Option("--serve/--no-serve", help=N_("演完启动网页服务，或到此为止"))] = True,
    scale: Annotated[Scale, typer.Option("--scale", help=N_("small：30 家企业；full：312 家企业"))] = "small",
    opens_browser: Annotated[
        bool | None, typer.Option("--open/--no-open", help=N_("打开浏览器；默认有屏幕就打开"))
    ] = None,
    host: Annotated[str, typer.Option("--host", help=N_("监听的地址；默认 127.0.0.1，只有本机能进"))] = "",
    port: Annotated[int, typer.Option("--port", "-p", min=-1, max=65535, help=N_("端口；默认 8000，0 由系统挑"))] = -1,
) -> None:
    """Live the story unless it was lived here before, show how it ended, serve it."""
    given = Terminal.of(context)
    terminal = given.at(given.settings.data_dir or demo_folder())
    settings = terminal.settings
    began = time.monotonic()
    with _alone_in(settings):
        is_new = not _is_there(settings)
        if is_new:
            terminal.note(_("演示数据将放在 {place}").format(place=settings.place))
            _tell_story(terminal, scale)
        else:
            terminal.note(_("演示数据已在 {place}，不再重演").format(place=settings.place))
    ending, seconds = _ending(settings), time.monotonic() - began
    data, shown = ending.data(settings, is_new=is_new, seconds=seconds), _shown(ending, settings, seconds)
    if not serves or not ending.verification.ok:
        terminal.answer(data, *shown)
        raise typer.Exit(0 if ending.verification.ok else EXIT_REFUSED)
    terminal.show(*shown)
    where = Address(host or settings.host, settings.port if port < 0 else port)
    opens = has_screen() if opens_browser is None else opens_browser
    serve_books(terminal, where, opens_browser=opens, data=data)


@contextmanager
def _alone_in(settings: Settings) -> Iterator[None]:
    """Who starts a second time while the story is told waits until it is, and finds it there."""
    make_folder(settings)
    if sys.platform == "win32":  # a folder cannot be locked there
        yield
        return
    folder = os.open(settings.folder, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def demo_folder() -> Path:
    """Where the demonstration lives unless told otherwise: in the checkout, else beside the real data."""
    checkout = Path(liangcao.__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").exists() and (checkout / "src").is_dir():
        return checkout / "data" / "demo"
    return default_data_dir() / "demo"


def _is_there(settings: Settings) -> bool:
    """True when the whole story is in the books; raises Refused ``not_a_demo`` for any other books."""
    if settings.is_embedded and not (settings.folder / BOOKS).exists():
        return False
    with open_database(settings, make=True) as database:
        if not revision_of(database):
            return False
        with database.read() as connection:
            known = district(connection, DISTRICT)
        is_whole = known is not None and known.is_demo and is_told(database)
    if known is not None and not is_whole:
        raise refused("not_a_demo", place=settings.place)
    return is_whole


def _tell_story(terminal: Terminal, scale: Scale) -> None:
    """Live the story. The embedded books appear in their place only when it is whole: what broke off leaves nothing."""
    settings = terminal.settings
    if not settings.is_embedded:
        _live(terminal, settings, scale)
        return
    make_folder(settings)
    with tempfile.TemporaryDirectory(prefix=".story-", dir=settings.folder) as scratch:
        _live(terminal, settings.model_copy(update={"data_dir": Path(scratch)}), scale)
        for file in sorted(Path(scratch).iterdir(), key=lambda file: file.name == BOOKS):
            shutil.move(file, settings.folder / file.name)


def _live(terminal: Terminal, settings: Settings, scale: Scale) -> None:
    with open_database(settings, make=True) as database, _progress(terminal) as say:
        upgrade(database)

        def seal_day(now: int) -> None:
            seal(database, DISTRICT, signing_key(settings, database), now)

        live(database, scale, say=say, seal_day=seal_day)


@contextmanager
def _progress(terminal: Terminal) -> Iterator[Say]:
    """Say each scene on stderr, under a bar where somebody is looking."""
    bar = Progress(
        TextColumn("  "), BarColumn(), MofNCompleteColumn(), console=terminal.notes, transient=True, auto_refresh=False
    )
    with bar:
        task = bar.add_task("", total=len(SCENES))

        def say(day: str, title: str) -> None:
            bar.console.print(f"  {day_short(day)}  {_(title)}", markup=False, soft_wrap=True)
            bar.update(task, advance=1, refresh=True)

        yield say


@dataclass(frozen=True, slots=True)
class _Ending:
    """How the story ended, counted from the books."""

    totals: list[ItemTotals]
    verification: Verification

    def data(self, settings: Settings, *, is_new: bool, seconds: float) -> dict[str, Any]:
        """All of it for machines."""
        seal_there = self.verification.checkpoint
        return {
            "ok": self.verification.ok,
            "is_new": is_new,
            "data_dir": str(settings.folder),
            "books": settings.place,
            "items": [asdict(each) for each in self.totals],
            "entries": self.verification.report.entries,
            "verified": self.verification.ok,
            "checkpoint": seal_there.size if seal_there else 0,
            "seconds": round(seconds, 1),
            "logins": list(LOGINS),
        }


def _ending(settings: Settings) -> _Ending:
    with open_database(settings) as database:
        key = signing_key(settings, database).verifier_key.text if settings.key_file.exists() else ""
        found = verify_books(database, DISTRICT, verifier_key=key)
        with database.read() as connection:
            return _Ending(item_totals(connection, DISTRICT), found)


def _shown(ending: _Ending, settings: Settings, seconds: float) -> list[RenderableType]:
    rows = [
        (
            each.item_name,
            each.base_unit,
            each.received,
            f"{each.made + each.counted:+,}" if each.made + each.counted else "",
            each.delivered,
            each.lost + each.given_back or "",
            each.on_the_way,
            each.on_hand - each.on_the_way,
        )
        for each in ending.totals[:MOST_ITEMS]
    ]
    headings = (_("物资"), _("单位"), _("累计入库"), _("组套盘点"), _("已送达"), _("报损归还"), _("在途"), _("在库"))
    report = ending.verification.report
    counted = {"entries": f"{report.entries:,}", "root": report.root.hex()[:16], "heads": report.heads}
    told = _("✔ 日志 {entries} 笔，核验通过，树头 {root}…，{heads} 个签名") if report.ok else _("✘ 日志核验不通过")
    more = len(ending.totals) - len(rows)
    return [
        table(headings, rows, numbers=6, title=_("淄博一个保障组的最初几天，2020 年 1 月 26 日至 2 月 12 日")),
        *([_("  另有 {n} 种物资").format(n=more)] if more else []),
        told.format(**counted),
        _("  用时 {seconds} 秒；数据在 {place}").format(seconds=f"{seconds:.1f}", place=settings.place),
        _("  自己核验：liangcao verify --data-dir {folder}").format(folder=settings.folder),
    ]
