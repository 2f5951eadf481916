"""A refusal said in a person's language."""

from typing import Any

from liangcao.kernel.errors import Reason
from liangcao.kernel.refusals import REFUSALS
from liangcao.language.formats import number
from liangcao.language.translator import Translator, translator

NAMES_NOT_AMOUNTS = frozenset({"entry", "name"})
"""Whole numbers that name something: written without a thousands separator."""


def translate_reason(reason: Reason, language: str) -> str:
    """The sentence of `reason` in `language`, its fields filled in.

    Texts among the fields that are messages themselves (states, deeds, duties, each of several columns) are translated
    too; whole numbers are grouped by thousands. A deed stands inside the sentence and begins with a small letter there.
    """
    speaker = translator(language)
    fields = {name: _field(name, value, speaker) for name, value in reason.params.items()}
    return speaker.gettext(REFUSALS[reason.code].message).format(**fields)


def _field(name: str, value: Any, speaker: Translator) -> Any:
    if isinstance(value, str) and name == "columns":
        return speaker.gettext("、").join(map(speaker.gettext, value.split("、")))
    if isinstance(value, str):
        text = speaker.gettext(value)
        return text[:1].lower() + text[1:] if name == "deed" else text
    if isinstance(value, int) and not isinstance(value, bool) and name not in NAMES_NOT_AMOUNTS:
        return number(value)
    return value
