"""Everybody the same a head: how much that is, where some named the most they want. Whole numbers, no library."""

from collections.abc import Sequence
from typing import NamedTuple


class Want(NamedTuple):
    """Heads, and the most they may get in base units (None: as much as there is)."""

    heads: int
    most: int | None

    @classmethod
    def of(cls, heads: int, named: int | None, pack: int) -> "Want":
        """What so many heads may have, in whole steps of `pack`; `named` is the most they want (None: not said)."""
        return cls(heads, None if named is None else named // pack * pack)

    def at(self, a_head: int) -> int:
        """What they get when everybody gets `a_head`."""
        return self.heads * a_head if self.most is None else min(self.heads * a_head, self.most)


def so_much_a_head(wants: Sequence[Want], quantity: int) -> int:
    """The least whole number a head (base units) with which all of `quantity` finds takers, or all have their most."""
    low, high = 1, max(1, quantity)
    while low < high:
        middle = (low + high) // 2
        if sum(want.at(middle) for want in wants) >= quantity:
            high = middle
        else:
            low = middle + 1
    return low
