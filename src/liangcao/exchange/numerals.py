"""Numbers in Chinese: 一百二十, 两万, 壹万贰仟, 3万5千."""

import re

SCALES = {"": 1, "百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
"""What may stand behind a number, and how many times it counts."""

_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億貳叄陸〇両兩", "一二三四五六七八九十百千万亿二三六零两两")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_DIGIT = "[一二两三四五六七八九]"
_RUN = re.compile(r"([零一二两三四五六七八九十百千万亿]+)(.*)", re.DOTALL)
_SECTION = re.compile(rf"(?:({_DIGIT})千)?零?(?:({_DIGIT})百)?零?(?:({_DIGIT}?)(十))?零?({_DIGIT})?")
_SPOKEN = re.compile(rf"(.*{_DIGIT})([百千万亿])({_DIGIT})")
_MIXED = re.compile(r"((?:[0-9]+(?:千(?!克)|[百万亿])){2,}|(?:[0-9]+(?:千(?!克)|[百万亿]))+[0-9]+)(.*)", re.DOTALL)
_PART = re.compile(r"([0-9]+)([百千万亿]?)")


def read_numeral(text: str) -> tuple[int, str] | None:
    """The Chinese number at the front of `text` and the rest; None when there is none, or it cannot be a number.

    >>> read_numeral("一万二只")
    (12000, '只')
    """
    match = _RUN.fullmatch(text.translate(_FORMAL))
    if not match:
        return None
    run, rest = match.groups()
    if run.endswith("千") and rest.startswith("克"):
        run, rest = run[:-1], "千" + rest
    value = _value(run)
    return None if value is None else (value, rest)


def _value(run: str) -> int | None:
    spoken = _SPOKEN.fullmatch(run)
    if spoken:
        round_part = _value(spoken[1] + spoken[2])
        return None if round_part is None else round_part + _DIGITS[spoken[3]] * SCALES[spoken[2]] // 10
    for mark in "亿万":
        if mark in run:
            head, _, tail = run.rpartition(mark)
            above, below = _value(head), _value(tail.removeprefix("零")) if tail else 0
            if not above or below is None or below >= SCALES[mark]:
                return None
            return above * SCALES[mark] + below
    match = _SECTION.fullmatch(run)
    if run == "零":
        return 0
    if not match or not any(match.groups()):
        return None
    thousands, hundreds, tens, ten, ones = match.groups()
    tenfold = _DIGITS[tens or "一"] * 10 if ten else 0
    return sum(_DIGITS[part or "零"] * size for part, size in ((thousands, 1000), (hundreds, 100), (ones, 1))) + tenfold


def read_mixed_numeral(text: str) -> tuple[int, str] | None:
    """A number such as 3万5千 or 2万5000 at the front of `text` and the rest; None when the parts do not descend.

    2万5 is None: it is said for 25,000 and written for 20,005.
    """
    match = _MIXED.fullmatch(text)
    if not match:
        return None
    total, last = 0, 0
    for number, mark in _PART.findall(match[1]):
        size = int(number) * SCALES[mark]
        if last and not (size < last and (mark or size * 10 >= last)):
            return None
        total, last = total + size, SCALES[mark]
    return total, match[2]
