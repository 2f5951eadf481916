"""How much each unit gets: water-filling in whole packs, in whole numbers throughout.

The rule is one fixed queue of steps. A step is one pack, or the last broken remainder that fills an ask. Whoever
stands lowest (given / (weight x asked)) takes the next step; among equals the larger gain in fill, then the smaller
step, then the earlier approval, then the unit's number. The stock is handed down this queue until it is gone; the
one whose step it no longer covers gets what is left. More stock only goes further down the same queue, so nobody
ever gets less because more arrived.
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from liangcao.allocation.values import Claim

Pool = tuple[int, int]
"""The donor's direction shared by a heap of stock: (unit or 0, class or 0)."""


@dataclass(slots=True)
class Need:
    """All that one unit asks of one item in one class: one ask, however many requests it was written on."""

    unit_id: int
    priority_class: int
    claims: tuple[Claim, ...]
    asked: int
    scale: int
    """The asks times their weights: fill is compared as given / scale."""
    approved_order: int
    given: int = 0
    from_pools: dict[Pool, int] = field(default_factory=dict)
    rounded_up: bool = False
    last_pieces: bool = False

    @property
    def missing(self) -> int:
        """What is still asked and not given, base units."""
        return self.asked - self.given

    def take(self, pool: Pool, amount: int) -> None:
        """Book `amount` base units out of `pool`."""
        if amount:
            self.given += amount
            self.from_pools[pool] = self.from_pools.get(pool, 0) + amount


def group_claims(claims: Iterable[Claim]) -> list[Need]:
    """One need for each unit and class among the claims of one item, so that splitting a request gains nothing."""
    ordered = sorted(claims, key=lambda c: (c.priority_class, c.unit_id, c.approved_order, c.key))
    needs = []
    for (priority_class, unit_id), group in groupby(ordered, key=lambda c: (c.priority_class, c.unit_id)):
        members = tuple(group)
        asked = sum(claim.asked for claim in members)
        scale = sum(claim.asked * claim.weight for claim in members)
        needs.append(Need(unit_id, priority_class, members, asked, scale, members[0].approved_order))
    return sorted(needs, key=lambda need: (need.priority_class, need.approved_order, need.unit_id))


def share_item(needs: Sequence[Need], stock: dict[Pool, int], pack: int) -> None:
    """Serve the needs of one item class by class out of `stock` (base units by pool), which is used up as it goes.

    What a donor directed at the unit itself comes first, then what is directed at its class, then the rest.
    """
    for priority_class, group in groupby(needs, key=lambda need: need.priority_class):
        fellows = list(group)
        for need in fellows:
            for pool in ((need.unit_id, priority_class), (need.unit_id, 0)):
                amount = min(need.missing, stock.get(pool, 0))
                need.take(pool, amount)
                stock[pool] = stock.get(pool, 0) - amount
        for pool in ((0, priority_class), (0, 0)):
            amounts = pour(fellows, stock.get(pool, 0), pack)
            for need, amount in zip(fellows, amounts, strict=True):
                need.take(pool, amount)
            stock[pool] = stock.get(pool, 0) - sum(amounts)


def pour(needs: Sequence[Need], stock: int, pack: int) -> list[int]:
    """Base units each need gets of `stock`, on top of what it has, by the queue described above."""
    missing = [need.missing for need in needs]
    if sum(missing) <= stock:
        return missing
    if not stock:
        return [0] * len(needs)
    largest = max(need.scale for need in needs)
    # Two different fills x/a and y/b differ by at least 1/(a*b), so levels counted in 1/largest^2 tell them apart.
    unit = largest * largest
    low, high = 0, max(need.asked * unit // need.scale for need in needs) + 1
    amounts = [0] * len(needs)
    # Halve until no need is more than two steps from the level; the queue itself decides the rest exactly.
    while high - low > max(1, unit * pack // largest):
        middle = (low + high) // 2
        trial = [_up_to(need, middle, unit=unit, pack=pack) for need in needs]
        if sum(trial) <= stock:
            low, amounts = middle, trial
        else:
            high = middle
    _queue(needs, amounts, left=stock - sum(amounts), unit=unit, pack=pack)
    return amounts


def _up_to(need: Need, level: int, *, unit: int, pack: int) -> int:
    """The fewest whole packs (or all that is missing), in base units, that bring `need` to `level`."""
    gap = -(-level * need.scale // unit) - need.given
    return min(need.missing, -(-gap // pack) * pack) if gap > 0 else 0


def _queue(needs: Sequence[Need], amounts: list[int], *, left: int, unit: int, pack: int) -> None:
    """Hand out the last `left` base units step by step, raising `amounts`; note who owes his last pack to rounding."""

    def place(index: int) -> tuple[int, int, int, int, int, int]:
        need = needs[index]
        step = min(pack, need.missing - amounts[index])
        level = (need.given + amounts[index]) * unit // need.scale
        return level, -(step * unit // need.scale), step, need.approved_order, need.unit_id, index

    for need in needs:
        need.rounded_up = need.last_pieces = False
    queue = [place(index) for index, need in enumerate(needs) if amounts[index] < need.missing]
    heapq.heapify(queue)
    served_at: dict[int, list[int]] = {}
    stopped_at = -1
    while left:
        level, _, step, _, _, index = heapq.heappop(queue)
        served = min(step, left)
        amounts[index] += served
        left -= served
        if served < step:
            needs[index].last_pieces = True
            stopped_at = level
        else:
            served_at.setdefault(level, []).append(index)
        if amounts[index] < needs[index].missing:
            heapq.heappush(queue, place(index))
    if stopped_at < 0:
        stopped_at = queue[0][0]
    for index in served_at.get(stopped_at, ()) if pack > 1 else ():
        needs[index].rounded_up = True
