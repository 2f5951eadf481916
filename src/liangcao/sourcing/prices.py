"""Prices of offers: what a base unit costs when it is here, and whether that is out of the ordinary. All of it exact.

Out of the ordinary is judged by the median and the median absolute deviation, which a few mad prices do not move:
B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers (1993), a modified z-score over 3.5; never less than a
fifth off, because in a calm market the deviation is all but zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from liangcao.kernel.price import Price

LEAST_PRICES = 3
"""With fewer prices to compare with, nothing is said."""
LEAST_SHARE = Fraction(1, 5)
FAR = Fraction(35_000, 6_745)
"""3.5 / 0.6745 median absolute deviations."""
SLIP = 30
"""So many times the last price, or so small a part of it, is a slip until somebody says otherwise: fen for yuan is a
hundred, a box for a piece fifty or twenty, and the market itself moves meanwhile."""


def landed(price: Price, extra_fen: int, quantity: int) -> Fraction:
    """Fen for one base unit when it is here: `extra_fen` comes on top for `quantity` (0: nobody said how many)."""
    return price.exact + (Fraction(extra_fen, quantity) if quantity else 0)


@dataclass(frozen=True, slots=True)
class Judged:
    """A price beside others: `verdict` is ``few`` (too few to say), ``usual``, ``high`` or ``low``.

    `count` prices were looked at; `middle` is their median and `spread` their median absolute deviation, in fen.
    """

    verdict: str
    count: int
    middle: Fraction = Fraction(0)
    spread: Fraction = Fraction(0)

    @property
    def is_alarming(self) -> bool:
        """Whether somebody should ask why."""
        return self.verdict in ("high", "low")


def judge(price: Fraction, others: Sequence[Fraction]) -> Judged:
    """`price` beside `others`, all in fen for one base unit."""
    if len(others) < LEAST_PRICES:
        return Judged("few", len(others))
    middle = median(others)
    spread = median([abs(each - middle) for each in others])
    far = max(spread * FAR, middle * LEAST_SHARE)
    verdict = "high" if price - middle > far else "low" if middle - price > far else "usual"
    return Judged(verdict, len(others), middle, spread)


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle of `values`; between the two middle ones where their number is even."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
