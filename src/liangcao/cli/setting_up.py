"""init, migrate, version: making the books and keeping their schema up to date."""

import platform
import sys
from typing import Annotated, Any

import typer

from liangcao import __version__
from liangcao.cli.books import DISTRICT, office_of, open_database, seal_books, signing_key
from liangcao.cli.founding import NAME, PlainOffice, found_plain_office
from liangcao.cli.frame import EXIT_REFUSED, OfficeCommand
from liangcao.cli.keeping import make_folder
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal, table
from liangcao.database.append_only import missing_guards, put_guards_back
from liangcao.database.engine import Database
from liangcao.database.migrate import is_known, newest_revision, revision_of, upgrade
from liangcao.database.upkeep import back_up
from liangcao.kernel.clock import SystemClock
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.operations.schema import APPEND_ONLY_TABLES


@program.command(cls=OfficeCommand, help=N_("建立一个新的办公室"))
def init(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", help=N_("办公室的名称"))] = "",
    timezone: Annotated[str, typer.Option("--timezone", help=N_("时区"))] = "Asia/Shanghai",
    non_interactive: Annotated[bool, typer.Option("--non-interactive", help=N_("不提问，用默认值"))] = False,
) -> None:
    """Set up an office in the data directory."""
    terminal = Terminal.of(context)
    if not name and not non_interactive and terminal.is_watched and sys.stdin.isatty():
        name = typer.prompt(_("办公室的名称"), default=NAME, err=True)
    make_folder(terminal.settings)
    with open_database(terminal.settings, make=True) as database:
        if not revision_of(database):
            upgrade(database)
        if office_of(database) is not None:
            raise refused("already_exists", name=terminal.settings.place)
        made = found_plain_office(database, DISTRICT, name=name or NAME, timezone=timezone)
        office = office_of(database)
        if office is None:
            raise refused("no_books", place=terminal.settings.place)
        seal_books(terminal.settings, office)
        verifier_key = signing_key(terminal.settings, database).verifier_key.text
    _tell(terminal, made, verifier_key)


def _tell(terminal: Terminal, made: PlainOffice, verifier_key: str) -> None:
    data = {
        "ok": True,
        "name": made.name,
        "district": DISTRICT,
        "data_dir": str(terminal.settings.folder),
        "books": terminal.settings.place,
        "verifier_key": verifier_key,
        "people": [
            {"login": person.login, "name": person.name, "role": person.role, "password": person.password}
            for person in made.people
        ],
        "locations": {"store": made.store_id, "rejects": made.rejects_id, "budget_line": made.budget_line_id},
    }
    rows = [(person.login, _(person.name), person.password) for person in made.people]
    terminal.answer(
        data,
        _("✔ 已建立：{name}（{place}）").format(name=made.name, place=terminal.settings.place),
        table((_("登录名"), _("姓名"), _("密码")), rows, title=_("密码只显示这一次，请记下")),
        _("日志的验证公钥，请抄到别处保存：{key}").format(key=verifier_key),
        _("下一步：liangcao serve"),
    )


@program.command(cls=OfficeCommand, help=N_("升级账本结构，先备份"))
def migrate(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help=N_("只看要不要升级，不动账本；要升级时退出码为 1"))] = False,
) -> None:
    """Bring the schema of the books to this version, backing them up first."""
    terminal = Terminal.of(context)
    with open_database(terminal.settings) as database:
        found, needed = revision_of(database), newest_revision()
        if not found:
            raise refused("no_books", place=terminal.settings.place)
        if found != needed and not is_known(found):
            raise refused("schema_newer", found=found)
        data: dict[str, Any] = {"ok": True, "from": found, "to": needed, "backup": "", "guards": []}
        if found == needed:
            _stand_guard(terminal, database, data, is_asking=check)
            return
        if check:
            terminal.answer({**data, "ok": False}, _("! 要升级：{found} → {needed}").format(found=found, needed=needed))
            raise typer.Exit(EXIT_REFUSED)
        if database.is_sqlite:
            backup = terminal.settings.folder / "backups" / f"liangcao-{found}-{SystemClock().now()}.db"
            back_up(database, backup)
            data["backup"] = str(backup)
            terminal.note(_("升级前已备份：{path}").format(path=data["backup"]))
        upgrade(database)
        terminal.answer(data, _("✔ 已升级：{found} → {needed}").format(found=found, needed=needed))


def _stand_guard(terminal: Terminal, database: Database, data: dict[str, Any], *, is_asking: bool) -> None:
    """Nothing to upgrade; the triggers that keep what is written from being changed are put back where they are gone.

    With `is_asking` it is only said that they are.
    """
    current = _("✔ 账本结构已是最新（{revision}）").format(revision=data["to"])
    with database.read() as connection:
        missing = missing_guards(connection, APPEND_ONLY_TABLES)
    names = ", ".join(missing)
    if not missing:
        terminal.answer(data, current)
    elif is_asking:
        told = _("! 这些触发器不见了或被换过：{names}").format(names=names)
        terminal.answer({**data, "ok": False, "guards": missing}, told)
        raise typer.Exit(EXIT_REFUSED)
    else:
        with database.write() as connection:
            put_guards_back(connection, APPEND_ONLY_TABLES)
        terminal.answer({**data, "guards": missing}, current, _("✔ 装回了触发器：{names}").format(names=names))


@program.command(cls=OfficeCommand, help=N_("显示版本"))
def version(context: typer.Context) -> None:
    """Say which version this is."""
    data = {"version": __version__, "schema": newest_revision(), "python": platform.python_version()}
    shown = _("粮草 {version}（账本结构 {schema}，Python {python}）").format(**data)
    Terminal.of(context).answer(data, shown)
