"""Codes by which the world knows an item, and what makes each of them a right one. Pure."""

import re
from typing import Literal

from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

CodeSystem = Literal["gbt38565", "gtin", "udi", "internal"]

SYSTEMS: dict[str, str] = {
    "gbt38565": N_("GB/T 38565 分类码"),
    "gtin": N_("商品条码（GTIN）"),
    "udi": N_("医疗器械唯一标识（UDI-DI）"),
    "internal": N_("内部编码"),
}
"""The systems of codes, by the word they are kept under."""
NAMING = ("internal", "gtin", "udi")
"""Systems in which a code means one item; a code of the classification is shared by all items of its class."""
_GTIN_LENGTHS = (8, 12, 13, 14)
_MOST = 60
_CLASS = re.compile(r"[1-3]([0-9]{2})([0-9]{2})([0-9]{2})")
_PRIMARY = re.compile(r"^\(01\)([0-9]{14})")
_PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z./+_-]*")


def code_of(system: str, text: str, field: str = "code") -> str:
    """`text` as a code of `system` is kept: half width digits without spaces; of a whole UDI the device identifier.

    Raises Refused ``code_malformed`` for another shape, ``check_digit_wrong`` where the last digit does not fit.
    """
    plain = re.sub(r"\s+", "", text)
    if not plain or len(plain) > _MOST:
        raise refused("code_malformed", field, system=SYSTEMS[system], text=text[:_MOST])
    if system == "gbt38565":
        return _class_code(plain, field)
    if system == "gtin":
        return _gtin(plain, system, field)
    if system == "udi":
        found = _PRIMARY.match(plain)
        plain = found[1] if found else plain
        if plain.isdecimal():
            return _gtin(plain, system, field)
    if not _PLAIN.fullmatch(plain):
        raise refused("code_malformed", field, system=SYSTEMS[system], text=plain)
    return plain


def check_digit(digits: str) -> int:
    """The digit that goes behind `digits`: from the right weights 3, 1, 3, …, what is missing to a multiple of ten.

    GS1 General Specifications 7.9; the same for GTIN-8, -12, -13 and -14.

    >>> check_digit("629104150021")
    3
    """
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -total % 10


def _gtin(plain: str, system: str, field: str) -> str:
    if not (plain.isascii() and plain.isdecimal() and len(plain) in _GTIN_LENGTHS):
        raise refused("code_malformed", field, system=SYSTEMS[system], text=plain)
    right = check_digit(plain[:-1])
    if int(plain[-1]) != right:
        raise refused("check_digit_wrong", field, text=plain, right=right)
    return plain


def _class_code(plain: str, field: str) -> str:
    """Four levels in seven digits: 1 to 3, then three times 01 to 99 (GB/T 38565-2020, 5.2)."""
    found = _CLASS.fullmatch(plain) if plain.isascii() else None
    if found is None or "00" in found.groups():
        raise refused("code_malformed", field, system=SYSTEMS["gbt38565"], text=plain)
    return plain
