"""What one more delivery would change: who gets the next boxes of an item, and how many more would fill a class.

Only the group of the item is shared out again, how much and not from where; that is exact, because groups never touch.
The goods are thought of as open to everybody; their day and standard may be said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np

from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.sharing.answer import Answer
from liangcao.sharing.needs import Needs, boxes_wanted
from liangcao.sharing.plan import part_of, shares_of
from liangcao.sharing.problem import MOST_ASKED, NEVER, Lots, Whole
from liangcao.sharing.sentences import Said

BOXES = 10
"""So many boxes are looked at where no quantity is named."""

DELIVERIES: dict[str, str] = {
    "goes_to": N_("再到 {boxes} 箱 {item}（每箱 {pack}）：{unit}（第 {priority_class} 类）多得 {gained} 箱 {of_item}"),
    "stays": N_("再到 {boxes} 箱 {item}（每箱 {pack}）：{left} 箱没有人能用，留在库里"),
    "lowers": N_("再到 {boxes} 箱 {item}（每箱 {pack}）：{unit}（第 {priority_class} 类）反而少得 {lost} 箱 {of_item}"),
    "fills": N_("再到 {boxes} 箱 {item}（共 {quantity}），第 {priority_class} 类和更急的类就都满足"),
    "cannot_fill": N_("只来 {item}，来多少也满足不了第 {priority_class} 类和更急的类"),
}
"""What can be said of a delivery, Chinese, each a gettext message id."""


@dataclass(frozen=True, slots=True)
class Goods:
    """What may come: base units of an item (0: `BOXES` boxes), its last day and standard (empty: any day, unknown)."""

    item: str
    quantity: int = 0
    expires: str = ""
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a need gets more (below 0: less, which only minima that are of no use in part can bring about)."""

    unit: str
    item: str
    priority_class: int
    boxes: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Fill:
    """So many boxes more, and no fewer, fill a class and the more urgent ones; -1: no number of them does."""

    priority_class: int
    boxes: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """What `boxes` boxes of `pack` more of `item` would change; `left` boxes would stay in store."""

    item: str
    pack: int
    boxes: int
    gains: Sequence[Gain]
    left: int
    fills: Sequence[Fill]

    @property
    def document(self) -> dict[str, Any]:
        """The same, fit for JSON."""
        gains = [
            {"unit": each.unit, "item": each.item, "class": each.priority_class}
            | {"boxes": each.boxes, "quantity": each.quantity}
            for each in self.gains
        ]
        fills = [{"class": each.priority_class, "boxes": each.boxes} for each in self.fills]
        told = {"item": self.item, "pack": self.pack, "boxes": self.boxes, "left": self.left}
        return {**told, "gains": gains, "fills": fills}

    @property
    def said(self) -> Iterator[Said]:
        """The same in words, by `DELIVERIES`."""
        head: dict[str, int | str] = {"boxes": self.boxes, "item": self.item, "pack": self.pack}
        for each in self.gains:
            who: dict[str, int | str] = {"unit": each.unit, "priority_class": each.priority_class, "of_item": each.item}
            lost = {"lost": -each.boxes} if each.boxes < 0 else {"gained": each.boxes}
            yield Said("lowers" if each.boxes < 0 else "goes_to", {**head, **who, **lost})
        if self.left:
            yield Said("stays", {**head, "left": self.left})
        for fill in self.fills:
            of: dict[str, int | str] = {"item": self.item, "priority_class": fill.priority_class}
            if fill.boxes < 0:
                yield Said("cannot_fill", of)
            else:
                yield Said("fills", {**of, "boxes": fill.boxes, "quantity": fill.boxes * self.pack})


def deliveries(made: Answer) -> list[Delivery]:
    """What `BOXES` boxes more of each item would change, for every item somebody who goes short could use."""
    found = [delivery(made, Goods(item)) for item in made.names.items]
    return [each for each in found if each.gains or each.fills]


def delivery(made: Answer, goods: Goods) -> Delivery:
    """What `goods` would change in the plan `made`; raises Refused for an unknown item or less than a box of it."""
    if goods.item not in made.names.items:
        raise refused("unknown_item", "item", name=goods.item)
    group = _Group(made, goods)
    boxes = goods.quantity // group.pack if goods.quantity else BOXES
    if not 0 < boxes * group.pack <= MOST_ASKED:
        raise refused("delivery_too_small", "quantity", pack=group.pack, item=goods.item, most=MOST_ASKED)
    after = group.boxes_with(boxes)
    gained = after - group.before
    gains = [group.gain(row, int(gained[row])) for row in np.flatnonzero(gained).tolist()]
    gains.sort(key=lambda gain: (gain.boxes < 0, gain.priority_class, -gain.boxes, gain.unit, gain.item))
    left = boxes - int(gained.sum())
    return Delivery(goods.item, group.pack, boxes, gains, left, list(group.fills()))


class _Group:
    """The part of a plan that goods of one item can touch."""

    def __init__(self, made: Answer, goods: Goods) -> None:
        problem, layout = made.sharing.problem, made.sharing.layout
        self.names = made.names
        item = made.names.items.index(goods.item)
        self.problem, _, _ = part_of(problem, layout.group_of_item, item)
        self.pack = int(layout.packs[layout.group_of_item[item]])
        standards = made.names.standards
        self.lot = {
            "item": item,
            "warehouse": 0,
            "quantity": 0,
            "expires": date.fromisoformat(goods.expires).toordinal() if goods.expires else NEVER,
            "standard": standards.index(goods.standard) if goods.standard in standards else -1,
            "purpose_unit": -1,
            "purpose_class": 0,
        }
        self.needs: Needs
        self.needs, _, amounts = shares_of(self.problem)
        self.before: Whole = amounts.boxes
        packs = np.full(len(self.needs), self.pack, dtype=np.int64)
        self.most = boxes_wanted(self.needs, packs, self.problem.rules)[1]

    def boxes_with(self, boxes: int) -> Whole:
        """The boxes of every need when `boxes` more come."""
        lot = self.lot | {"quantity": boxes * self.pack}
        lots = self.problem.lots
        columns = ((each.name, getattr(lots, each.name)) for each in fields(Lots))
        more = Lots(**{name: np.append(column, np.int64(lot[name])) for name, column in columns})
        return shares_of(replace(self.problem, lots=more))[2].boxes

    def gain(self, row: int, boxes: int) -> Gain:
        """What a need gains, by its names."""
        needs = self.needs
        unit, item = self.names.units[int(needs.unit[row])], self.names.items[int(needs.item[row])]
        return Gain(unit, item, int(needs.priority_class[row]), boxes, boxes * self.pack)

    def fills(self) -> Iterator[Fill]:
        """For each class that goes short here, how many boxes would fill it and the more urgent ones."""
        short = self.most - self.before
        for priority_class in np.unique(self.needs.priority_class[short > 0]).tolist():
            mine = self.needs.priority_class <= priority_class
            yield Fill(priority_class, self._least(mine, int(short[mine].sum())))

    def _least(self, mine: Whole, guess: int) -> int:
        """The fewest boxes that fill `mine`; `guess` is tried first, since it mostly is what they go short of."""
        if self._is_full(mine, guess) and not self._is_full(mine, guess - 1):
            return guess
        most = MOST_ASKED // self.pack
        if not self._is_full(mine, most):
            return -1
        low, high = 0, max(guess, 1)
        # Reserves, and what is kept for expected asks, take their part of what comes first: no small bound holds.
        while not self._is_full(mine, high):
            low, high = high, min(2 * high, most)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._is_full(mine, middle) else (middle, high)
        return high

    def _is_full(self, mine: Whole, boxes: int) -> bool:
        return bool((self.boxes_with(boxes) >= self.most)[mine].all()) if boxes > 0 else False
