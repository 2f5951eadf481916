"""统一社会信用代码: the unified social credit code of a body, and its check digit. Pure.

GB 32100-2015 (法人和其他组织统一社会信用代码编码规则): 18 characters, the last one a check digit over the others,
weights 3^i mod 31 for the i-th character (from 0), values by the place in an alphabet without I, O, S, V, Z.
"""

import unicodedata

from liangcao.kernel.errors import refused

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def check_digit(body: str) -> str:
    """The last character that belongs to the first 17; raises ValueError for a character outside the alphabet."""
    total = sum(ALPHABET.index(each) * pow(3, place, 31) for place, each in enumerate(body))
    return ALPHABET[-total % 31]


def credit_code_of(text: str, field: str = "credit_code") -> str:
    """The code `text` stands for, in its one spelling; empty stays empty.

    Raises Refused ``credit_code_unreadable`` (length, characters), ``credit_code_wrong`` (check digit).
    """
    code = "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()
    if not code:
        return ""
    if len(code) != LENGTH or any(each not in ALPHABET for each in code):
        raise refused("credit_code_unreadable", field, text=code[:40])
    wanted = check_digit(code[:-1])
    if code[-1] != wanted:
        raise refused("credit_code_wrong", field, text=code, digit=wanted)
    return code
