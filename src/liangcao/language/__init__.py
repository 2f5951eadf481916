"""What people read: messages in Chinese and English, and numbers, money, days and moments as they are written.

Chinese is the language of the source: a message id is the Chinese sentence itself. The language in force is that of the
running request or command line (`speaking`); whoever writes a page or a command only says ``_("…")``.
"""

from liangcao.kernel.refusals import N_
from liangcao.language.reasons import translate_reason
from liangcao.language.translator import (
    DEFAULT_LANGUAGE,
    LANGUAGES,
    Translator,
    current_language,
    gettext,
    ngettext,
    speaking,
    translator,
)

_ = gettext

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "N_",
    "Translator",
    "_",
    "current_language",
    "gettext",
    "ngettext",
    "speaking",
    "translate_reason",
    "translator",
]
