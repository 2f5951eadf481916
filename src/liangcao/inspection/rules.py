"""Rules of sampling. What is drawn follows from the seed and from what there is to draw from, and from nothing else:
whoever has both can draw again and must get the same."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from liangcao.inspection.commands import DrawSample, Method, NoteFinding
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_

METHODS: dict[str, str] = {"random": N_("随机抽"), "by_value": N_("按金额抽"), "by_item": N_("按物资抽")}
VERDICTS: dict[str, str] = {"checked": N_("核对无误"), "objection": N_("有异议")}
FIRST_DAY, LAST_DAY = "1970-01-02", "2999-12-31"
"""What is recorded is recorded between these days."""
Below = Callable[[int], int]
"""Gives a whole number from 0 to below its argument."""


@dataclass(frozen=True, slots=True)
class Member:
    """A posted line that may be drawn, and what it is worth in fen (0 where nobody knows)."""

    entry: int
    ordinal: int
    value: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line that was drawn; `hits` says how often, which only a line of great value is more than once."""

    member: Member
    hits: int = 1


class Chance:
    """Whole numbers out of a seed: SHA-256 of the seed and a counter, again and again."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._count = 0

    def below(self, bound: int) -> int:
        """A number from 0 to below `bound`, each as likely: what would favour the small ones is drawn again."""
        fair = 2**256 - 2**256 % bound
        while True:
            self._count += 1
            digest = hashlib.sha256(self._seed + self._count.to_bytes(8, "big")).digest()
            number = int.from_bytes(digest, "big")
            if number < fair:
                return number % bound


def seed_of(text: str, *, size: int, root: bytes) -> bytes:
    """The seed: SHA-256 over a name, the journal's size and root (hexadecimal) and the inspector's text, by lines."""
    return hashlib.sha256(f"liangcao/sample/1\n{size}\n{root.hex()}\n{text}".encode()).digest()


def draw(method: Method, population: Sequence[Member], size: int, seed: bytes) -> list[Drawn]:
    """The lines drawn from `population` (in the order of the books); fewer than `size` when there are not so many."""
    chance = Chance(seed)
    if method == "by_value":
        hits = draw_by_value([member.value for member in population], size, chance.below)
        return [Drawn(population[place], times) for place, times in hits]
    return [Drawn(population[place]) for place in draw_positions(len(population), size, chance.below)]


def draw_positions(count: int, size: int, below: Below) -> list[int]:
    """`size` different positions of `count`, in the order drawn: the first steps of a shuffle, so all are as likely."""
    elsewhere: dict[int, int] = {}
    drawn: list[int] = []
    for place in range(min(size, count)):
        other = place + below(count - place)
        drawn.append(elsewhere.get(other, other))
        elsewhere[other] = elsewhere.get(place, place)
    return drawn


def draw_by_value(values: Sequence[int], size: int, below: Below) -> list[tuple[int, int]]:
    """Monetary-unit sampling: the fen of all `values` in a circle, hit at `size` points as even as whole numbers allow,
    from a start at random; returns (position, hits) in their order.

    Each fen is as likely to be hit: a value of v out of a total of t is hit ``size * v / t`` times on average.
    """
    total = sum(values)
    size = min(size, total)
    if size == 0:
        return []
    start = below(total)
    points = sorted((start + total * step // size) % total for step in range(size))
    hits: list[tuple[int, int]] = []
    place, end = -1, 0
    for point in points:
        while point >= end:
            place += 1
            end += values[place]
        if hits and hits[-1][0] == place:
            hits[-1] = (place, hits[-1][1] + 1)
        else:
            hits.append((place, 1))
    return hits


def check_draw(command: DrawSample) -> None:
    """Raise Refused ``input_invalid`` for days that cannot be or stand the wrong way round and for an item that does
    not belong to the method, ``field_missing`` without the item where one is due, ``personal_number``."""
    check_texts({"seed_text": command.seed_text})
    if not FIRST_DAY <= command.from_day <= command.to_day <= LAST_DAY:
        raise refused("input_invalid", "to_day", detail=N_("开始和结束的日子不对，或者前后颠倒"))
    if command.method == "by_item" and command.item_id is None:
        raise refused("field_missing", "item_id")
    if command.method != "by_item" and command.item_id is not None:
        raise refused("input_invalid", "item_id", detail=N_("只有按物资抽才选物资"))


def check_finding(command: NoteFinding) -> None:
    """Raise Refused ``reason_needed`` for an objection that says nothing, ``personal_number``."""
    check_texts({"note": command.note})
    if command.verdict == "objection" and not command.note:
        raise refused("reason_needed", "note")
