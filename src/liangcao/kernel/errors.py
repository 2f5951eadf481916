"""The answer no: one exception, one table of named reasons.

Every refusal a person can meet stands in `REFUSALS`; its message is a gettext message in Chinese with named
fields, so that the same refusal reads the same on a page, in the terminal, in an import report and in the API.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liangcao.kernel.refusals import REFUSALS


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was refused: a code of `REFUSALS`, what to fill its message with, and where the fault lies.

    `field` is the dotted path of the faulty input field (``lines.3.quantity``), empty when none is to blame.
    """

    code: str
    params: Mapping[str, Any]
    field: str = ""

    @property
    def status(self) -> int:
        """The HTTP status that says the same (400 bad input, 403 may not, 404 unknown, 409 conflict)."""
        return REFUSALS[self.code].status

    @property
    def message(self) -> str:
        """The untranslated (Chinese) sentence; surfaces translate `REFUSALS[code].message` and fill it themselves."""
        return REFUSALS[self.code].message.format(**self.params)


class Refused(Exception):  # noqa: N818 - "refused" is the field's word (docs/words.md)
    """A command or a value is refused for one or more named reasons; nothing of it took effect."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__("; ".join(f"{reason.code}: {reason.message}" for reason in reasons))
        self.reasons = reasons

    @property
    def code(self) -> str:
        """The code of the first reason."""
        return self.reasons[0].code


def refused(code: str, field: str = "", **params: Any) -> Refused:
    """Build the refusal named `code`; raise what it returns.

    Raises KeyError when the code is not in `REFUSALS` or a field of its message is missing (a programming error).
    """
    reason = Reason(code, params, field)
    _ = reason.message
    return Refused(reason)
