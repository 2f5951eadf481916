"""Mobile and identity numbers in texts that stay in the journal for ever: found, and made unreadable.

Only what is certainly written like one is taken for one; names cannot be found this way, they belong in fields that
are sealed.
"""

import re
from collections.abc import Mapping

from liangcao.kernel.errors import Reason, Refused

_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0B: "+", 0xFF0D: "-", 0xFF38: "X", 0xFF58: "x"}
_DIGEST = r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])"
_IDENTITY = (
    r"(?<![0-9])(?P<identity>[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"[0-9]{3}[0-9Xx])(?![0-9])"
)
_MOBILE = r"(?<![0-9])(?:\+?86[ -]?)?(?P<mobile>1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4})(?![0-9])"
_NUMBER = re.compile(f"{_DIGEST}|{_IDENTITY}|{_MOBILE}")


def find_number(text: str) -> str:
    """The first mobile or identity number in `text`, already masked (138****1234); "" when there is none."""
    found = (_masked(match) for match in _NUMBER.finditer(text.translate(_WIDE)) if match.lastgroup)
    return next(found, "")


def mask_numbers(text: str) -> tuple[str, int]:
    """`text` with every mobile and identity number masked, and how many there were."""
    parts: list[str] = []
    done = count = 0
    for match in _NUMBER.finditer(text.translate(_WIDE)):
        if match.lastgroup:
            parts += [text[done : match.start()], _masked(match)]
            done, count = match.end(), count + 1
    return "".join([*parts, text[done:]]), count


def check_texts(texts: Mapping[str, str]) -> None:
    """Raise Refused ``personal_number`` for each of these texts, by their field, that holds a number of a person."""
    found = {where: find_number(text) for where, text in texts.items()}
    reasons = [Reason("personal_number", {"text": number}, where) for where, number in found.items() if number]
    if reasons:
        raise Refused(*reasons)


def _masked(match: re.Match[str]) -> str:
    if match["identity"]:
        return f"{match['identity'][:4]}{'*' * 10}{match['identity'][-4:]}"
    return f"{match['mobile'][:3]}****{match['mobile'][-4:]}"
