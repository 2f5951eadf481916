"""Prices as rational numbers: so many fen for so many base units. Whole numbers only, compared crosswise. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from liangcao.kernel.quantity import amount_fen

FAR = 3
"""A price so many times the usual one, or less than one in so many of it, is asked back."""


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

    def is_far_from(self, usual: "Price") -> bool:
        """True when it is `FAR` times `usual` or more, or a `FAR`-th of it or less."""
        one, other = self.fen * usual.units, usual.fen * self.units
        return one >= FAR * other or FAR * one <= other


def rounded(amount: Fraction) -> int:
    """The nearest whole number, half up; `amount` is not below 0."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def median(prices: Sequence[Price]) -> Price | None:
    """The price in the middle (of an even number the lower of the two), None of none."""
    return sorted(prices, key=lambda price: price.exact)[(len(prices) - 1) // 2] if prices else None
