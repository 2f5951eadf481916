"""Short codes for labels and papers: one letter for the kind, a number in base 32, one check character. Pure.

``L000CX``: lot 12. Digits and letters are Crockford's base 32 (no I, L, O, U: read as 1, 1, 0, and never used). The
check character makes the code a word of a Reed-Solomon code over GF(32) with one check symbol: the sum of the values,
each times its own power of a generator, is zero. Powers differ and none is zero, so every single wrong character and
every exchange of two neighbours is noticed (I. S. Reed, G. Solomon: Polynomial codes over certain finite fields, 1960).
"""

import unicodedata

from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

KINDS: dict[str, str] = {
    "L": N_("批次"),
    "B": N_("包装件"),
    "P": N_("地点"),
    "D": N_("发货单"),
    "R": N_("申请"),
    "C": N_("收货单"),
    "U": N_("单位"),
    "I": N_("物资"),
    "T": N_("车次"),
    "K": N_("盘点单"),
    "S": N_("预印标签"),
    "V": N_("车辆"),
}
"""What each letter in front stands for (gettext messages)."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LEAST_DIGITS, MOST_DIGITS = 4, 8
LENGTHS = range(LEAST_DIGITS + 2, MOST_DIGITS + 3)
MOST_NUMBER = 32**MOST_DIGITS - 1
_ALIKE = str.maketrans("ILO", "110")
_DROPPED = str.maketrans("", "", " -\t\r\n")
_POLYNOMIAL = 0b100101
"""x^5 + x^2 + 1, primitive: the powers of x run through all 31 values before they repeat."""
_LETTERS = {"L": 1, "U": 4, "I": 3}
"""Values of the kinds whose letters base 32 has not: no other kind's, and such that an exchange with the first digit
shows too, although ``I`` and ``L`` are read as 1 behind the first place (proved in tests/codes)."""


def code_of(kind: str, number: int) -> str:
    """The short code of thing `number` of `kind` (a letter of `KINDS`); 6 characters up to a million, 10 at most.

    Raises KeyError for an unknown kind, ValueError for a number below 1 or above `MOST_NUMBER` (programming errors).

    >>> code_of("L", 12)
    'L000CX'
    """
    if kind not in KINDS:
        raise KeyError(kind)
    if not 0 < number <= MOST_NUMBER:
        raise ValueError(number)
    digits = ""
    while number:
        number, rest = divmod(number, 32)
        digits = ALPHABET[rest] + digits
    front = kind + digits.rjust(LEAST_DIGITS, "0")
    return front + ALPHABET[_check_value(front)]


def tidy(text: str) -> str:
    """`text` as codes are compared: half width capitals without blanks and hyphens."""
    return unicodedata.normalize("NFKC", text).translate(_DROPPED).upper()


def looks_like_code(text: str) -> bool:
    """Whether `text` has the shape of a short code, right or damaged: a kind's letter and 5 to 9 letters or digits."""
    plain = tidy(text)
    return len(plain) in LENGTHS and plain[0] in KINDS and plain.isascii() and plain.isalnum()


def parse_code(text: str, field: str = "code") -> tuple[str, int]:
    """Kind and number of a short code, as typed or scanned.

    Raises Refused ``short_code_malformed`` for another shape, ``short_code_damaged`` when the check character tells
    that some character is wrong.

    >>> parse_code("l 000-cx")
    ('L', 12)
    """
    if not looks_like_code(text):
        raise refused("short_code_malformed", field, text=text.strip()[:60])
    plain = tidy(text)
    kind, rest = plain[0], plain[1:].translate(_ALIKE)
    plain = kind + rest
    digits = rest[:-1]
    is_whole = all(each in ALPHABET for each in rest) and ALPHABET.find(rest[-1]) == _check_value(plain[:-1])
    is_padded = len(digits) > LEAST_DIGITS and digits[0] == "0"
    number = 0
    for each in digits if is_whole else "":
        number = number * 32 + ALPHABET.index(each)
    if not number or is_padded:
        raise refused("short_code_damaged", field, text=plain)
    return kind, number


def _value(place: int, character: str) -> int:
    return _LETTERS.get(character, ALPHABET.find(character)) if place == 0 else ALPHABET.index(character)


def _times_x(value: int) -> int:
    """`value` of GF(32) times the generator."""
    value <<= 1
    return value ^ _POLYNOMIAL if value & 32 else value


def _check_value(front: str) -> int:
    """What must stand behind `front`: Horner's rule, so that each place weighs another power of the generator."""
    total = 0
    for place, character in enumerate(front):
        total = _times_x(total ^ _value(place, character))
    return total
