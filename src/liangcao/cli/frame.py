"""What all commands share: options understood everywhere, help in the language asked for, refusals said by name."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from liangcao.cli.terminal import Terminal
from liangcao.kernel.errors import Refused
from liangcao.language import DEFAULT_LANGUAGE, N_, _

EXIT_REFUSED = 1


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language to speak: by ``--lang``, else LIANGCAO_LANG, else English where the machine's locale is English."""
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return _named(arguments[position + 1])
        if argument.startswith("--lang="):
            return _named(argument.partition("=")[2])
    for name in ("LIANGCAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return _named(environment[name])
    return DEFAULT_LANGUAGE


def _named(text: str) -> str:
    return "en" if text.lower().startswith("en") else DEFAULT_LANGUAGE


def _keep(context: typer.Context, parameter: typer.CallbackParam, value: Any) -> None:
    """Put an option where `Terminal.of` finds it, whether it stood before or after the command's name."""
    if value:
        context.meta[parameter.name] = value


_carrier = typer.Typer(add_completion=False)


@_carrier.command()
def _common_options(  # carries the declarations; never called
    data_dir: Annotated[
        Path | None,
        typer.Option(
            "--data-dir",
            help=N_("数据目录，账本和签名密钥都在里面；也可用环境变量 LIANGCAO_DATA_DIR"),
            callback=_keep,
            expose_value=False,
        ),
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", help=N_("语言：zh 或 en"), callback=_keep, expose_value=False, show_default=False)
    ] = "",
    is_json: Annotated[
        bool, typer.Option("--json", help=N_("只输出一个 JSON 对象"), callback=_keep, expose_value=False)
    ] = False,
) -> None:
    del data_dir, lang, is_json


def _translated(command: TyperCommand | TyperGroup) -> None:
    """Add the common options to a command that is being made, and put all its help into the language in force."""
    command.params += [each for each in typer.main.get_command(_carrier).params if each.name != "help"]
    command.help = _(command.help) if command.help else None
    for parameter in command.params:
        text = getattr(parameter, "help", None)
        if text:
            parameter.help = _(text)  # type: ignore[attr-defined]


class OfficeCommand(TyperCommand):
    """A command with the options that every command has; a refusal is said by name and ends it with exit code 1."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        _translated(self)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            Terminal.of(ctx).refuse(refusal)
            raise typer.Exit(EXIT_REFUSED) from refusal


class OfficeGroup(TyperGroup):
    """The program itself; without a command it refuses as a command does."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        _translated(self)

    def invoke(self, ctx: Any) -> Any:
        """Run what was asked for."""
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            Terminal.of(ctx).refuse(refusal)
            raise typer.Exit(EXIT_REFUSED) from refusal


def speak_in_headings() -> None:
    """Let the headings that the library writes into help pages be in the language in force, too."""
    rich_utils.OPTIONS_PANEL_TITLE = _("选项")
    rich_utils.ARGUMENTS_PANEL_TITLE = _("参数")
    rich_utils.COMMANDS_PANEL_TITLE = _("命令")
    rich_utils.ERRORS_PANEL_TITLE = _("用法不对")
