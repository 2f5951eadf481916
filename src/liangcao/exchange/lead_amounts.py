"""The figures in a line said during a call: amounts, prices, packs, hours of the day. Pure; used by `lead_line`."""

import re
from dataclasses import dataclass
from decimal import Decimal

from liangcao.exchange.cells import read_quantity
from liangcao.exchange.numerals import read_numeral
from liangcao.kernel.errors import Refused

DAY_PARTS = {"早上": 8, "上午": 10, "中午": 12, "下午": 15, "晚上": 20}
"""The hour that a part of the day stands for, where nobody says one."""


def decimal_of(text: str) -> Decimal:
    """A number as it is written."""
    return Decimal(text.replace(",", ""))


def plain(amount: Decimal) -> str:
    """An amount without an exponent or noughts at its end."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def count_of(text: str) -> int | None:
    """A small whole number, in digits or in Chinese; None for what is none."""
    if text.isdigit():
        return int(text)
    found = read_numeral(text)
    return found[0] if found and not found[1] else None


def price_in(match: re.Match[str]) -> Decimal | None:
    """The amount a price names, in the money it names; None for one that is nothing."""
    groups = match.groupdict()
    if groups.get("cents"):
        return Decimal(groups["cents"]) / 100
    whole = Decimal(0)
    if groups.get("number"):
        text = groups["number"]
        count = decimal_of(text) if text[0].isdigit() else count_of(text)
        if count is None:
            return None
        whole = Decimal(count) * (10_000 if groups.get("scale") else 1)
    for name, part in (("jiao", Decimal("0.1")), ("fen", Decimal("0.01"))):
        if groups.get(name):
            digit = count_of(groups[name])
            whole += (digit or 0) * part
    return whole or None


def readings(text: str) -> list[str]:
    """What a quantity means, as fields take it: one reading, two for 2万5, none where it cannot be read."""
    plain = text.strip()
    spoken = re.fullmatch(r"([0-9]+)([万千百])([1-9])([^0-9万千百]*)", plain)
    if spoken:
        size = {"万": 10_000, "千": 1_000, "百": 100}[spoken[2]]
        many, one, unit = int(spoken[1]) * size, int(spoken[3]), spoken[4].strip()
        return [f"{many + one * size // 10}{unit}", f"{many + one}{unit}"]
    try:
        found = read_quantity(plain)
    except Refused:
        return []
    return [plain] if found else []


@dataclass(frozen=True, slots=True)
class Packing:
    """So many `unit` in a `pack`, as `said`."""

    pack: str
    size: int
    unit: str
    said: str


def packed(text: str, packing: Packing) -> str:
    """100箱 at 2000只 a box: 200000只; "" where the quantity was not counted in these packs."""
    counted = read_quantity(text)
    if counted is None or counted.unit != packing.pack:
        return ""
    return f"{counted.number * packing.size}{packing.unit}"


def clock_of(text: str, part: str) -> tuple[int, int]:
    """Hour and minute of 3点, 15:30, 3点半 in a part of the day."""
    hour, _, rest = text.replace(":", "点").partition("点")
    minute = 30 if rest == "半" else int(rest.removesuffix("分") or 0)
    is_later = part in ("下午", "晚上") and int(hour) < 12
    return int(hour) + (12 if is_later else 0), minute


def exact_price(money: Decimal, units: int) -> tuple[int, int]:
    """A price in yuan (or another money of hundredths) for `units` base units, as whole fen for whole base units.

    >>> exact_price(Decimal("0.035"), 1)
    (35, 10)
    """
    fen = money * 100
    while fen != fen.to_integral_value():
        fen, units = fen * 10, units * 10
    return int(fen), units
