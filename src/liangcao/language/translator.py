"""Catalogues read straight from their .po files, once, and the language in force."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel.messages.pofile import read_po

LOCALE_FOLDER = Path(__file__).parent / "locale"
LANGUAGES: Mapping[str, str] = MappingProxyType({"zh_CN": "中文", "en": "English"})
"""The languages there are, each under its own name; the first is the language of the source."""
DEFAULT_LANGUAGE = "zh_CN"

_current: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


@dataclass(frozen=True, slots=True)
class Translator:
    """The messages of one language; what is not in the catalogue comes back as it is (Chinese)."""

    language: str
    singular: Mapping[str, str]
    plural: Mapping[str, tuple[str, ...]]

    def gettext(self, message: str) -> str:
        """`message` in this language."""
        return self.singular.get(message, message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """`one` or `many` in this language, as `number` asks for (Chinese has one form).

        A message that has no plural there is told as it is.
        """
        forms = self.plural.get(one)
        if forms is None:
            return self.gettext(one if number == 1 else many)
        return forms[0] if number == 1 else forms[-1]


def catalogue_path(language: str) -> Path:
    """Where the .po file of `language` lies."""
    return LOCALE_FOLDER / language / "LC_MESSAGES" / "liangcao.po"


@cache
def translator(language: str) -> Translator:
    """The translator of `language`, read on first use.

    Raises KeyError when there is no such language.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    singular: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    with catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in catalogue:
        key: Any = message.id
        if not key or message.fuzzy:
            continue
        if isinstance(key, tuple):
            forms = tuple(message.string or ())
            if forms and all(forms):
                plural[key[0]] = forms
                singular[key[0]] = forms[0]
        elif message.string:
            singular[key] = str(message.string)
    return Translator(language, singular, plural)


def current_language() -> str:
    """The language in force: that of the request or command being answered."""
    return _current.get()


@contextmanager
def speaking(language: str) -> Iterator[Translator]:
    """Let `language` be in force inside the block; an unknown one falls back to Chinese."""
    language = language if language in LANGUAGES else DEFAULT_LANGUAGE
    token = _current.set(language)
    try:
        yield translator(language)
    finally:
        _current.reset(token)


def gettext(message: str) -> str:
    """`message` in the language in force."""
    return translator(_current.get()).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """`one` or `many` in the language in force, as `number` asks for."""
    return translator(_current.get()).ngettext(one, many, number)
