"""What a command says: one JSON object for machines, or tables and sentences for people; everything else on stderr."""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import typer
from rich.console import Console, RenderableType
from rich.table import Table

from liangcao.cli.settings import Settings
from liangcao.kernel.errors import Refused
from liangcao.language import current_language, translate_reason

_UNPRINTABLE = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "\ufffd")
"""Control characters from a file must not move the cursor or set a colour."""
WIDTH_OF_FILES = 160
"""How wide tables may be when nobody looks at a screen."""


class Terminal:
    """The two ends of one command: its settings going in, its answer and its notes coming out."""

    def __init__(self, settings: Settings, *, is_json: bool) -> None:
        self.settings = settings
        self.is_json = is_json
        self.console = _console(stderr=False)
        self.notes = _console(stderr=True)

    @classmethod
    def of(cls, context: typer.Context) -> "Terminal":
        """The terminal of a running command, with the options it was given."""
        given = {name: value for name, value in context.meta.items() if name in Settings.model_fields}
        return cls(Settings(**given), is_json=bool(context.meta.get("is_json")))

    @property
    def is_watched(self) -> bool:
        """True when a person is looking at the answer."""
        return not self.is_json and sys.stdout.isatty()

    def answer(self, data: Mapping[str, Any], *shown: RenderableType) -> None:
        """Give the command's answer: `data` as one JSON object, or `shown` to people."""
        if self.is_json:
            plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
            typer.echo(json.dumps(data, ensure_ascii=plain))
            return
        self.show(*shown)

    def at(self, folder: Path) -> "Terminal":
        """The same terminal over another data directory."""
        return Terminal(self.settings.model_copy(update={"data_dir": folder}), is_json=self.is_json)

    def show(self, *shown: RenderableType) -> None:
        """Show something to people; machines are given nothing."""
        if self.is_json:
            return
        for each in shown:
            self.console.print(each, soft_wrap=isinstance(each, str), markup=False)

    def note(self, text: str) -> None:
        """Tell people what is going on, on stderr."""
        self.notes.print(text, soft_wrap=True, markup=False)

    def refuse(self, refusal: Refused, data: Mapping[str, Any]) -> None:
        """Say why not; machines are told `data` as well."""
        reasons = [
            {"code": reason.code, "field": reason.field, "reason": translate_reason(reason, current_language())}
            for reason in refusal.reasons
        ]
        if self.is_json:
            self.answer({"ok": False, **data, "refused": reasons})
        for reason in reasons:
            self.notes.print(f"✘ {reason['reason']}", style="red", soft_wrap=True, markup=False)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else WIDTH_OF_FILES, highlight=False)


def table(columns: Iterable[str], rows: Iterable[Iterable[Any]], *, title: str = "", numbers: int = 0) -> Table:
    """A table for people; its last `numbers` columns are figures."""
    names = list(columns)
    made = Table(title=title or None, title_justify="left", header_style="bold")
    for position, name in enumerate(names):
        is_figure = position >= len(names) - numbers
        made.add_column(name, justify="right" if is_figure else "left", no_wrap=is_figure, overflow="fold")
    for row in rows:
        made.add_row(*(f"{cell:,}" if type(cell) is int else str(cell).translate(_UNPRINTABLE) for cell in row))
    return made
