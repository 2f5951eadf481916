"""The program ``liangcao``, still without its commands: their modules add them."""

import typer

from liangcao.cli.frame import OfficeGroup
from liangcao.language import N_

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
