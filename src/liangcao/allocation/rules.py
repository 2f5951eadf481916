"""Rules around the sharing itself: by which packs goods are shared, and what things are called in a plan's question."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd
from typing import Literal

Packing = Literal["fit", "whole", "pieces"]
"""``fit``: by the largest box that every ask can be met with exactly; ``whole``: by closed boxes, asks rounded down;
``pieces``: one by one."""
PACKINGS: tuple[Packing, ...] = ("fit", "whole", "pieces")


@dataclass(frozen=True, slots=True)
class Ask:
    """So many base units (> 0) of an item still to be given; `accepts` are items that would do instead."""

    item_id: int
    remaining: int
    accepts: tuple[int, ...] = ()


def packs_of(asks: Sequence[Ask], boxes: Iterable[tuple[int, int]], packing: Packing) -> dict[int, int]:
    """The pack (base units) by which each item asked for, or accepted, is shared.

    `boxes` are (item, base units of a box that stands closed in stock). Items that somebody accepts for each other are
    shared together: the packs of all of them must divide what each still gets, for ``fit``.
    """
    sizes: defaultdict[int, set[int]] = defaultdict(set)
    for item_id, size in boxes:
        sizes[item_id].add(size)
    packs: dict[int, int] = {}
    for items, asked in _groups(asks):
        for item_id in items:
            standing = sorted((size for size in sizes[item_id] if size > 1), reverse=True)
            if packing == "fit":
                standing = [size for size in standing if asked % size == 0]
            packs[item_id] = standing[0] if standing and packing != "pieces" else 1
    return packs


def _groups(asks: Sequence[Ask]) -> list[tuple[list[int], int]]:
    """Items that replace each other, with the greatest common divisor of all that is asked of them."""
    leader: dict[int, int] = {}

    def lead(item: int) -> int:
        while leader.setdefault(item, item) != item:
            leader[item] = leader[leader[item]]
            item = leader[item]
        return item

    for ask in asks:
        for other in ask.accepts:
            leader[lead(other)] = lead(ask.item_id)
        lead(ask.item_id)
    items: defaultdict[int, list[int]] = defaultdict(list)
    asked: defaultdict[int, int] = defaultdict(int)
    for item in sorted(leader):
        items[lead(item)].append(item)
    for ask in asks:
        asked[lead(ask.item_id)] = gcd(asked[lead(ask.item_id)], ask.remaining)
    return [(items[first], asked[first]) for first in sorted(items)]


def minimum_of(asked: int, percent: int) -> int:
    """The protected minimum of an ask: so many hundredths of it, rounded up."""
    return -(-asked * percent // 100)


def key_of(number: int, name: str) -> str:
    """What a unit, item, lot or place is called in a question: its number, so that it is no other, and its name."""
    return f"{number} {' '.join(name.split())}".strip()


def number_of(key: str) -> int:
    """The number of what is called so."""
    return int(key.partition(" ")[0])


def name_of(key: str) -> str:
    """The name of what is called so, without its number."""
    return key.partition(" ")[2] or key


def names_in(params: Mapping[str, int | str]) -> dict[str, int | str]:
    """What fills a sentence about a plan, with names only where the question has numbers and names."""
    told: dict[str, int | str] = {}
    for field, value in params.items():
        is_named = field in {"unit", "item", "items", "other", "warehouse", "lot"} and isinstance(value, str)
        told[field] = "、".join(map(name_of, str(value).split("、"))) if is_named else value
    return told
