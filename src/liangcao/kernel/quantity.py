"""Whole numbers of base units: limits and pack conversion."""

from collections.abc import Sequence
from dataclasses import dataclass

MAX_QUANTITY = 1_000_000_000_000
"""The most base units (or fen) one line may move: 10^12, so that sums over any year stay far below 2^53."""


def amount_fen(quantity: int, price_fen: int, price_units: int = 1) -> int:
    """What `quantity` base units cost in fen, at `price_fen` for `price_units` of them; rounded half up, once a line.

    >>> amount_fen(30, 350, 100)
    105
    """
    return (2 * quantity * price_fen + price_units) // (2 * price_units)


@dataclass(frozen=True, slots=True)
class Pack:
    """A named whole number of base units of an item, such as 箱 = 2,000 只."""

    name: str
    size: int


def in_packs(quantity: int, packs: Sequence[Pack]) -> list[tuple[int, str]]:
    """Split `quantity` base units greedily into the largest packs first; what is left over has the name ``""``.

    >>> in_packs(4130, [Pack("箱", 2000), Pack("盒", 50)])
    [(2, '箱'), (2, '盒'), (30, '')]
    """
    parts: list[tuple[int, str]] = []
    for pack in sorted(packs, key=lambda pack: (-pack.size, pack.name)):
        count, quantity = divmod(quantity, pack.size)
        if count:
            parts.append((count, pack.name))
    if quantity or not parts:
        parts.append((quantity, ""))
    return parts
