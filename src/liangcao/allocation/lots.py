"""Where from: which lots of one pool serve the amounts that were decided, boxes whole, first expired first out.

Like is used for like: closed boxes (and loose goods counted out by the pack) for whole packs, loose goods for broken
remainders. A box is opened only when the loose goods of the pool cannot cover the remainders, the earliest box first.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from liangcao.allocation.values import Supply

Drawn = tuple[int, Supply, int]
"""(position of the amount served, the supply it comes from, base units)."""


@dataclass(slots=True)
class _Shelf:
    """What is left of a supply while it is being drawn from."""

    supply: Supply
    boxes: int
    loose: int

    def packs(self, pack: int) -> int:
        """How many packs it can still give: closed boxes, and loose goods counted out."""
        return self.boxes + self.loose // pack

    def take_packs(self, count: int, pack: int) -> None:
        """Take `count` packs, closed boxes first."""
        closed = min(count, self.boxes)
        self.boxes -= closed
        self.loose -= (count - closed) * pack


def draw_lots(supplies: Sequence[Supply], amounts: Sequence[int], pack: int) -> list[Drawn]:
    """Serve `amounts` (base units, together at most what `supplies` have) out of one pool.

    Lots that expire first go first; among lots of the same day the one that covers an amount with fewest splits.
    """
    ordered = sorted(supplies, key=expiry_order)
    shelves = [_shelf(supply, pack) for supply in ordered]
    remainders = [amount % pack for amount in amounts]
    _open_boxes(shelves, sum(remainders), pack)
    drawn = list(_draw_loose(shelves, remainders))
    packs = [amount // pack for amount in amounts]
    for _, same_day in groupby(shelves, key=lambda shelf: shelf.supply.expires_on):
        drawn += _draw_packs(list(same_day), packs, pack)
    # Packs still owed now have to be made up from odd loose goods: every closed box is gone.
    drawn += _draw_loose(shelves, [count * pack for count in packs])
    return drawn


def expiry_order(supply: Supply) -> tuple[bool, str, int, int]:
    """Sort key of first expired, first out; goods that never expire come last, then lot and location number."""
    return (not supply.expires_on, supply.expires_on, supply.lot_id, supply.location_id)


def _shelf(supply: Supply, pack: int) -> _Shelf:
    """Boxes of another size than the sharing pack count as loose goods."""
    if supply.pack_size == pack and pack > 1:
        return _Shelf(supply, *divmod(supply.available, pack))
    return _Shelf(supply, 0, supply.available)


def _open_boxes(shelves: Sequence[_Shelf], remainders: int, pack: int) -> None:
    lacking = remainders - sum(shelf.loose for shelf in shelves)
    count = max(0, -(-lacking // pack))
    for shelf in shelves:
        opened = min(count, shelf.boxes)
        shelf.boxes -= opened
        shelf.loose += opened * pack
        count -= opened


def _draw_loose(shelves: Sequence[_Shelf], owed: Sequence[int]) -> Iterator[Drawn]:
    """Loose pieces in order of expiry to the amounts in their order."""
    at = 0
    for index, missing in enumerate(owed):
        while missing:
            while not shelves[at].loose:
                at += 1
            quantity = min(missing, shelves[at].loose)
            shelves[at].loose -= quantity
            missing -= quantity
            yield index, shelves[at].supply, quantity


def _draw_packs(shelves: Sequence[_Shelf], owed: list[int], pack: int) -> Iterator[Drawn]:
    """Whole packs out of shelves of one expiry day; lowers `owed`. The tightest shelf that covers all of it serves."""
    free = sorted((shelf.packs(pack), position) for position, shelf in enumerate(shelves) if shelf.packs(pack))
    for index in range(len(owed)):
        while owed[index] and free:
            capacity, position = free.pop(min(bisect_left(free, (owed[index], 0)), len(free) - 1))
            count = min(owed[index], capacity)
            shelves[position].take_packs(count, pack)
            owed[index] -= count
            if capacity > count:
                insort(free, (capacity - count, position))
            yield index, shelves[position].supply, count * pack
        if not free:
            return
