"""Which of the prices paid for one item stand out: by the item's own median, exact. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

ENOUGH = 5
"""From so many prices on their usual spread says what is far; below, only twice and half the median do."""
SPREADS = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a price is held against: the median of all, and how far prices usually are from it; fen a base unit."""

    median: Fraction
    spread: Fraction
    count: int

    def is_far(self, price: Fraction) -> bool:
        """True when `price` stands out.

        Of five prices or more: further from the median than five times the usual distance and than a fifth of the
        median, or five times the median or more, or a fifth of it or less. Of two to four: twice the median or more,
        or half of it or less.
        """
        distance = abs(price - self.median)
        if self.count < 2 or distance == 0:
            return False
        if self.count < ENOUGH:
            return price >= 2 * self.median or 2 * price <= self.median
        is_beyond_all = price >= 5 * self.median or 5 * price <= self.median
        return is_beyond_all or (distance > SPREADS * self.spread and 5 * distance > self.median)


def judge(prices: Sequence[Fraction]) -> Verdict:
    """The median of `prices` (of an even number the lower of the two in the middle) and of their distances from it."""
    median = _median(prices)
    return Verdict(median, _median([abs(price - median) for price in prices]), len(prices))


def _median(numbers: Sequence[Fraction]) -> Fraction:
    return sorted(numbers)[(len(numbers) - 1) // 2] if numbers else Fraction(0)
