"""What `doctor` finds of one thing: good (✔), doubtful (!) or bad (✘), and how to mend it."""

from dataclasses import dataclass
from typing import Literal

from liangcao.kernel.errors import Refused
from liangcao.language import current_language, translate_reason

State = Literal["good", "doubtful", "bad"]
MARKS: dict[State, str] = {"good": "✔", "doubtful": "!", "bad": "✘"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what, how it is, in words, and how to mend it (empty when there is nothing to mend)."""

    name: str
    state: State
    said: str
    mend: str = ""


def said_of(refusal: Refused) -> str:
    """Why not, in the language in force."""
    return translate_reason(refusal.reasons[0], current_language())
