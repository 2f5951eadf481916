"""Chinese and English without a library: Chinese stands in the source, English in the office's catalogue.

Packed as one file the program carries the English of its own sentences; beside the office it reads the catalogue.
"""

import ast
import json
import os
import pkgutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parents[1] / "language" / "locale" / "en" / "LC_MESSAGES" / "liangcao.po"
PACKED = "english.json"


class Words:
    """Says sentences in one language, ``zh`` or ``en``."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, message: str, params: Mapping[str, Any] | None = None) -> str:
        """The sentence of a Chinese `message`, its fields filled in; whole numbers are grouped by thousands."""
        text = english().get(message, message) if self.language == "en" else message
        return text.format(**{name: _field(name, value) for name, value in (params or {}).items()})


def _field(name: str, value: Any) -> Any:
    is_amount = type(value) is int and not name.endswith(("_id", "person", "other", "entry", "number", "writer"))
    return f"{value:,}" if is_amount else value


def language_of(named: str, environment: Mapping[str, str] = os.environ) -> str:
    """``en`` or ``zh``: as named, else as the machine's locale has it; Chinese when it has none."""
    wanted = (named, *(environment.get(name, "") for name in ("LIANGCAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")))
    chosen = next((each for each in wanted if each), "")
    return "en" if chosen.lower().startswith("en") else "zh"


@cache
def english() -> Mapping[str, str]:
    """Chinese message -> English."""
    with suppress(OSError):
        raw = pkgutil.get_data("liangcao.verifier", PACKED)
        if raw is not None:
            packed: dict[str, str] = json.loads(raw)
            return packed
    return read_catalogue(CATALOGUE.read_text(encoding="utf-8"))


def read_catalogue(text: str) -> dict[str, str]:
    """The messages of a .po file, those with plurals left out."""
    return {entry["msgid"]: entry["msgstr"] for entry in _entries(text) if entry.get("msgid") and entry.get("msgstr")}


def _entries(text: str) -> Iterator[dict[str, str]]:
    entry: dict[str, str] = {}
    part = ""
    for line in [*text.splitlines(), ""]:
        if not line.strip():
            if entry:
                yield entry
            entry, part = {}, ""
        elif line.startswith('"'):
            entry[part] += ast.literal_eval(line)
        elif not line.startswith("#"):
            part, _, value = line.partition(" ")
            entry[part] = ast.literal_eval(value)
