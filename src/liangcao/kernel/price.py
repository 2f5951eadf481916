"""Prices as rational numbers: so many fen for so many base units. Whole numbers only, compared crosswise. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from liangcao.kernel.errors import Reason
from liangcao.kernel.quantity import amount_fen
from liangcao.kernel.refusals import N_


@dataclass(frozen=True, slots=True)
class Price:
    """`fen` for `units` base units, both above 0 (gloves at 3.5 fen apiece: 350 for 100)."""

    fen: int
    units: int = 1

    @property
    def exact(self) -> Fraction:
        """Fen for one base unit."""
        return Fraction(self.fen, self.units)

    def of(self, quantity: int) -> int:
        """Whole fen for `quantity` base units, rounded half up once."""
        return amount_fen(quantity, self.fen, self.units)


def is_off(price: Fraction, other: Fraction, times: int) -> bool:
    """True when `price` is `times` times `other` or more, or one `times`-th of it or less, both for one base unit.

    >>> is_off(Fraction(32_000), Fraction(320), 100), is_off(Fraction(350, 100), Fraction(350), 100)
    (True, True)
    """
    return price >= times * other or times * price <= other


def currency_faults(currency: str, prices: Sequence[tuple[str, int]], rate: str, rate_source: str) -> list[Reason]:
    """What is amiss with how a price in another currency is kept; `prices` are (field, price in minor units of it).

    Of a foreign price its amount, the rate and where that is from are needed; of one in yuan (``CNY``) none is said.
    """
    said: tuple[tuple[str, int | str], ...] = (*prices, ("rate", rate), ("rate_source", rate_source))
    if currency != "CNY":
        return [Reason("field_missing", {}, name) for name, value in said if not value]
    detail = N_("外币的价格和汇率只和外币一起填")
    return [Reason("input_invalid", {"detail": detail}, "currency")] if any(value for _, value in said) else []


def rounded(amount: Fraction) -> int:
    """The nearest whole number, half up; `amount` is not below 0."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def median(prices: Sequence[Price]) -> Price | None:
    """The price in the middle (of an even number the lower of the two), None of none."""
    return sorted(prices, key=lambda price: price.exact)[(len(prices) - 1) // 2] if prices else None
