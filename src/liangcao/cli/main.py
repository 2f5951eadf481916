"""The program ``liangcao``: one list of its commands. Without a command it serves."""

import os
import sys
from collections.abc import Sequence

import typer

from liangcao.cli import asking, checking, exporting, importing, playing, serving, setting_up
from liangcao.cli.frame import OfficeCommand, OfficeGroup, language_of, speak_in_headings
from liangcao.language import N_, speaking

program = typer.Typer(
    name="liangcao",
    cls=OfficeGroup,
    help=N_("粮草：应急物资保障组的账本。不带命令就启动网页服务。"),
    add_completion=False,
    invoke_without_command=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
program.callback()(serving.by_default)
program.command(cls=OfficeCommand, help=N_("启动网页服务"))(serving.serve)
program.command(cls=OfficeCommand, help=N_("把保障组最初几天演一遍，再打开网页"))(playing.demo)
program.command(cls=OfficeCommand, help=N_("建立一个新的办公室"))(setting_up.init)
program.command("import", cls=OfficeCommand, help=N_("导入表格：整份导入，有一行不对就一行也不导入"))(
    importing.import_sheet
)
program.command(cls=OfficeCommand, help=N_("导出表格或日志"))(exporting.export)
program.command(cls=OfficeCommand, help=N_("查库存，现在的或过去某一刻的"))(asking.stock)
program.command(cls=OfficeCommand, help=N_("溯源：一个批次从哪里来，到哪里去"))(asking.trace)
program.command(cls=OfficeCommand, help=N_("核验整本账：有任何问题退出码为 1"))(checking.verify)
program.command(cls=OfficeCommand, help=N_("按台账重算结存并比对：有差异退出码为 1"))(checking.reconcile)
program.command(cls=OfficeCommand, help=N_("升级账本结构，先备份"))(setting_up.migrate)
program.command(cls=OfficeCommand, help=N_("体检：版本、目录、磁盘、时钟、账本、密钥"))(checking.doctor)
program.command(cls=OfficeCommand, help=N_("显示版本"))(setting_up.version)


def run(arguments: Sequence[str]) -> int:
    """Run the program with `arguments`; returns its exit code."""
    with speaking(language_of(arguments, os.environ)):
        speak_in_headings()
        command = typer.main.get_command(program)
        try:
            command.main(args=list(arguments), prog_name="liangcao", standalone_mode=True)
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 1
    return 0


def app() -> None:
    """The entry point."""
    sys.exit(run(sys.argv[1:]))
