"""What all commands share: options understood everywhere, help in the language asked for, refusals said by name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.columns import Columns
from rich.console import RenderableType
from rich.text import Text
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from liangcao.cli.terminal import Terminal
from liangcao.kernel.errors import Refused, refused
from liangcao.language import DEFAULT_LANGUAGE, N_, _

EXIT_REFUSED = 1
ANSWERS_NO = "answers_no"
"""In a context: what a command tells machines of a refusal beside its reasons, a function of the refusal."""
ORDER = (
    *(
        "serve",
        "demo",
        "init",
        "import",
        "export",
        "stock",
        "leads",
        "tasks",
        "arrivals",
        "trips",
        "trace",
        "label",
        "epcis",
        "plan",
        "esft",
    ),
    *("verify", "reconcile", "seal", "proof", "key", "cosign", "witness", "timestamp", "migrate", "doctor", "version"),
)
"""How help lists the commands."""


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
            help=N_("数据目录；也可用 LIANGCAO_DATA_DIR 指定"),
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


class _Helpful:
    """The help option, too, speaks the language in force."""

    def get_help_option(self, ctx: Any) -> Any:
        """The library's own option with our words."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("显示这份说明")
        return option


@contextmanager
def _refusing(context: typer.Context) -> Iterator[None]:
    """Say a refusal, or a file or folder that cannot be used, by name, and end with exit code 1.

    A command that put `ANSWERS_NO` into its context answers machines in the shape of its yes as well.
    """
    try:
        yield
    except Refused as refusal:
        _say_no(context, refusal)
        raise typer.Exit(EXIT_REFUSED) from refusal
    except BrokenPipeError:  # whoever read our answer has seen enough
        raise
    except OSError as error:
        path, detail = error.filename or "", error.strerror or str(error)
        _say_no(context, refused("path_unusable", path=path, detail=detail))
        raise typer.Exit(EXIT_REFUSED) from error


def _say_no(context: typer.Context, refusal: Refused) -> None:
    answers_no = context.meta.get(ANSWERS_NO)
    Terminal.of(context).refuse(refusal, answers_no(refusal) if answers_no else {})


class OfficeCommand(_Helpful, TyperCommand):
    """A command with the options that every command has; a refusal is said by name and ends it with exit code 1."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        _translated(self)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with _refusing(ctx):
            return super().invoke(ctx)


class OfficeGroup(_Helpful, TyperGroup):
    """The program itself; without a command it refuses as a command does."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        _translated(self)

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands as people meet them, those not in `ORDER` last."""
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))

    def invoke(self, ctx: Any) -> Any:
        """Run what was asked for."""
        with _refusing(ctx):
            return super().invoke(ctx)


class _FoldingColumns(Columns):
    """Chinese has no spaces to break a line at: what is too wide goes on in the next line instead of being cut."""

    def add_renderable(self, renderable: RenderableType) -> None:
        """Add a text that folds."""
        if isinstance(renderable, Text):
            renderable.overflow = "fold"
        super().add_renderable(renderable)

    def __init__(self, renderables: Iterable[RenderableType] = (), **named: Any) -> None:
        super().__init__(**named)
        for each in renderables:
            self.add_renderable(each)


def speak_in_headings() -> None:
    """Let what the library writes into help pages be in the language in force, and whole."""
    rich_utils.Columns = _FoldingColumns  # type: ignore[attr-defined, assignment]
    rich_utils.OPTIONS_PANEL_TITLE = _("选项")
    rich_utils.ARGUMENTS_PANEL_TITLE = _("参数")
    rich_utils.COMMANDS_PANEL_TITLE = _("命令")
    rich_utils.ERRORS_PANEL_TITLE = _("用法不对")
