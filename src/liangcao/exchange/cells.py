"""One cell at a time: quantities, days, phones and words as offices really write them.

Nothing is guessed: what has two meanings is refused by name. Only width is folded, never more: NFKC would make 10 of
the circled ⑩ and 102 of 10².
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from liangcao.catalog.units import UNIT_WORDS, VAGUE_WORDS
from liangcao.exchange.numerals import SCALES, read_mixed_numeral, read_numeral
from liangcao.kernel.errors import refused
from liangcao.kernel.quantity import MAX_QUANTITY
from liangcao.kernel.text import clean_text

Cell = str | int | float | bool | date | datetime
"""What a cell holds; an empty one holds ""."""

FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Excel serial days that are taken for days: 1954 to 2119."""
_SERIAL_ORIGIN = date(1899, 12, 30)
_LONGEST = 40
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x2212: "-", 0x3002: "."}
_UNSEEN = dict.fromkeys(
    [0x00AD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
_UNKNOWN_WORDS = """
    适量 若干 急需 急缺 紧缺 大量 不限 不限量 不详 未知 未定 待定
    越多越好 多多益善 尽量多 有多少要多少 - -- — —— / ? n/a
"""
_UNKNOWN = frozenset(_UNKNOWN_WORDS.split())
_ERRORS = frozenset(["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"])
_PLAIN = re.compile(
    r"(?P<sign>[-+]?)(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    r" ?(?P<scale>千(?![克瓦米升])|[百万亿]|[wk](?![a-z]))?(?P<unit>.*)",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_PHONE_LIKE = re.compile(r"1[3-9][0-9]{9}")
_MONTH_DAY = re.compile(r"(?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12][0-9]|3[01])")
_THREE_PARTS = re.compile(r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}")
_FULL_DAY = re.compile(
    r"([0-9]{4}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2}) ?[日号]?"
    r"(?:[ T]?[0-9]{1,2}:[0-9]{2}(?::[0-9.]{2,12})?Z?)?"
)
_COMPACT_DAY = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_DAY_OF_YEAR = re.compile(r"([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]?")


class Measured(NamedTuple):
    """A number and the unit written with it ("" when none was)."""

    number: int
    unit: str


def shown(value: Cell) -> str:
    """The cell as text, as a person sees it: whole numbers without ".0", days as 2020-02-10."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value if isinstance(value, str) else str(value)


def fold(text: str) -> str:
    """`text` in half width, without marks that nobody sees, spaces and line breaks made single."""
    return " ".join(text.translate(_UNSEEN).translate(_WIDE).split())


def read_quantity(value: Cell) -> Measured | None:
    """A positive whole number with the unit behind it, or None when the cell says that the amount is not known.

    Reads 12000, 12,000, １２０００, 1.2万, 3千, 2w, 3万5千, 一百二十, 30箱. Raises Refused ``quantity_unreadable``
    (also for "about 500"), ``quantity_not_whole``, ``quantity_not_positive``, ``quantity_too_large``,
    ``quantity_like_phone``, ``number_rounded`` (1.38E+10), ``date_ambiguous`` (2.10 may be the tenth of February) or
    ``cell_broken`` (#REF!).
    """
    text = fold(shown(value)[:1_000])
    clipped = text[:_LONGEST]
    if text in _ERRORS:
        raise refused("cell_broken", text=text)
    if isinstance(value, bool) or len(text) > _LONGEST:
        raise refused("quantity_unreadable", text=clipped)
    if not text or text.lower() in _UNKNOWN:
        return None
    if isinstance(value, date) or any(shape.fullmatch(text) for shape in (_MONTH_DAY, _THREE_PARTS, _DAY_OF_YEAR)):
        raise refused("date_ambiguous", text=clipped)
    if _SCIENTIFIC.fullmatch(text):
        raise refused("number_rounded", text=clipped)
    return _measured(text)


def _measured(text: str) -> Measured:
    amount, unit = _split(text)
    if not _is_unit(unit):
        raise refused("quantity_unreadable", text=text)
    if amount != amount.to_integral_value():
        raise refused("quantity_not_whole", text=text)
    if amount <= 0:
        raise refused("quantity_not_positive")
    if amount > MAX_QUANTITY:
        raise refused("quantity_too_large", most=MAX_QUANTITY)
    if _PHONE_LIKE.fullmatch(text):
        raise refused("quantity_like_phone", text=text)
    return Measured(int(amount), unit)


def _split(text: str) -> tuple[Decimal, str]:
    """The number at the front of `text` and what stands behind it."""
    for reader in (read_mixed_numeral, read_numeral):
        found = reader(text)
        if found:
            return Decimal(found[0]), _bare(found[1])
    match = _PLAIN.fullmatch(text)
    if not match:
        raise refused("quantity_unreadable", text=text)
    number = Decimal(match["sign"] + match["number"].replace(",", ""))
    return number * SCALES[(match["scale"] or "").lower()], _bare(match["unit"])


def _bare(unit: str) -> str:
    unit = unit.strip()
    return unit[1:-1].strip() if unit[:1] + unit[-1:] in ("()", "[]", "【】") else unit


def _is_unit(word: str) -> bool:
    """Whether `word` may be a unit at all; 万只 is none: the number before it was cut short."""
    if word.removeprefix("千克").startswith(tuple("十百千万亿零一二两三四五六七八九半几")):
        return False
    if word.lower() in UNIT_WORDS:
        return True
    return len(word) <= 4 and (not word or word.isalpha()) and not any(vague in word for vague in VAGUE_WORDS)


def read_date(value: Cell, *, default_year: int | None = None) -> date | None:
    """The day a cell names, None when it is empty.

    Reads 2020-02-10, 2020/2/10, 2020.2.10, 2020年2月10日, 20200210, the Excel serial 43871, and 2月10日 of
    `default_year`. Raises Refused ``date_ambiguous`` when day, month or year are open (2.10, 10/2/2020),
    ``cell_broken`` for #REF!, ``date_unreadable`` otherwise.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = fold(shown(value))
    if not text:
        return None
    if text in _ERRORS:
        raise refused("cell_broken", text=text)
    if isinstance(value, bool) or len(text) > _LONGEST:
        raise refused("date_unreadable", text=text[:_LONGEST])
    full = _FULL_DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    if full:
        return _day(int(full[1]), int(full[2]), int(full[3]), text)
    short = _DAY_OF_YEAR.fullmatch(text)
    if short and default_year:
        return _day(default_year, int(short[1]), int(short[2]), text)
    if short or _MONTH_DAY.fullmatch(text) or _THREE_PARTS.fullmatch(text):
        raise refused("date_ambiguous", text=text)
    return _serial_day(text)


def _day(year: int, month: int, day: int, text: str) -> date:
    if not 1900 <= year < 2200:
        raise refused("date_unreadable", text=text)
    try:
        return date(year, month, day)
    except ValueError:
        raise refused("date_unreadable", text=text) from None


def _serial_day(text: str) -> date:
    whole = re.fullmatch(r"([0-9]{5})(?:\.[0-9]+)?", text)
    if not whole or not FIRST_SERIAL <= int(whole[1]) <= LAST_SERIAL:
        raise refused("date_unreadable", text=text)
    return _SERIAL_ORIGIN + timedelta(days=int(whole[1]))


def read_text(value: Cell, *, most: int = 200) -> str:
    """The words of a cell on one line, in NFC, without marks that nobody sees.

    Raises Refused ``cell_broken`` for #N/A and its like, ``text_too_long`` over `most` characters,
    ``text_control_characters``.
    """
    if value == "":
        return ""
    text = shown(value)
    if len(text) > most * 4:
        raise refused("text_too_long", most=most, length=len(text))
    if text.strip() in _ERRORS:
        raise refused("cell_broken", text=text.strip())
    joined = re.sub(r"[ \t\r\n\u00a0\u3000]+", " ", text.translate(_UNSEEN))
    return clean_text(joined, most=most)


def read_phone(value: Cell) -> str:
    """A phone number as written, in half width, "" when empty; several may stand side by side.

    Raises Refused ``number_rounded`` when a sheet has made 1.38E+10 of it, ``phone_unreadable`` when it is no number.
    """
    text = fold(read_text(value))
    if _SCIENTIFIC.fullmatch(text):
        raise refused("number_rounded", text=text)
    digits = [character for character in text if character in "0123456789"]
    if text and (isinstance(value, bool | date) or not 3 <= len(digits) <= 60):
        raise refused("phone_unreadable", text=text[:_LONGEST])
    return text


def is_blank(value: Cell) -> bool:
    """True when a person sees nothing in the cell."""
    return isinstance(value, str) and not value.translate(_UNSEEN).strip()
