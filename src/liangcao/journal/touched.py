"""What entries took hold of: goods moved and promised, and where that is; to ask whether a role reached so far.

A role may be limited to a place or a unit. Goods that move are its business where they come from; where they come from
outside, where they go to. Goods on their way count as lying in the store that sent them, and as the unit's they go to.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from struct import iter_unpack
from typing import Any, NamedTuple

from liangcao.journal.plain_effects import STEP
from liangcao.journal.roles import Limit, whole

PLACE_TABLES = frozenset({"location", "shipment", "request"})
TOLD = "=4q"
"""What an entry tells of places: its number, that of the place, of what it lies in, of the unit. A request that is made
has no place and lies in its own number, one that is changed lies at -1."""
_MADE, _CHANGED = 0, -1


class Move(NamedTuple):
    """So many base units of a lot from one place to another; a promise (below 0: given up) has no destination."""

    lot_id: int
    source_id: int
    destination_id: int
    quantity: int


def told_of_places(number: int, effects: Mapping[str, Any]) -> Iterator[tuple[int, int, int, int]]:
    """What the effects of entry `number` tell of places, as ``TOLD`` has it; TypeError where something is no row."""
    for row in effects.get("rows", ()):
        table, values = row["table"], row["values"]
        if table == "location":
            yield number, whole(values, "location_id"), whole(values, "parent_id"), 0
        elif table == "shipment":
            yield number, whole(values, "shipment_id"), whole(values, "store_id"), whole(values, "unit_id")
        elif table == "request":
            yield number, _MADE, whole(values, "request_id"), whole(values, "unit_id")
    for change in effects.get("changes", ()):
        if change["table"] == "request":
            yield number, _CHANGED, whole(change["key"], "request_id"), whole(change["values"], "unit_id")


class Places:
    """Which place lies in which, for which unit goods are on their way, and for which unit requests are."""

    def __init__(self) -> None:
        self._inside: dict[int, int] = {}
        self._unit_of: dict[int, int] = {}
        self._asks: dict[int, int] = {}
        self._asked_for: dict[int, list[int]] = {}

    def take(self, told: Iterable[Sequence[int]]) -> None:
        """Take what a stretch of entries tells (``TOLD``); which requests one wrote is kept until the next stretch."""
        self._asked_for = {}
        for number, place, inside, unit in told:
            if place == _MADE:
                self._asks[inside] = unit
                self._asked_for.setdefault(number, []).append(unit)
            elif place == _CHANGED:
                if inside in self._asks:
                    self._asked_for.setdefault(number, []).append(self._asks[inside])
                if unit:
                    self._asks[inside] = unit
            elif unit:
                self._inside[place], self._unit_of[place] = inside, unit
            else:
                self._inside.setdefault(place, inside)

    def asked_for(self, number: int) -> Sequence[int]:
        """The units for which the entry `number` of the last stretch made requests, or changed some that are known."""
        return self._asked_for.get(number, ())

    def is_on_the_way(self, place: int) -> bool:
        """True for the place of goods that are on their way to a unit."""
        return place in self._unit_of

    def is_within(self, place: int, limit: Limit) -> bool:
        """True when a role so limited reaches to `place`."""
        if limit.party_id:
            return self._unit_of.get(place) == limit.party_id
        seen = 0
        while place and place != limit.location_id and seen <= len(self._inside):
            place, seen = self._inside.get(place, 0), seen + 1
        return bool(place) and place == limit.location_id

    def told(self) -> list[list[int]]:
        """All of it as plain values, which `take` understands."""
        return [[0, place, inside, self._unit_of.get(place, 0)] for place, inside in sorted(self._inside.items())]


class Touched:
    """What each entry of a stretch moved and promised; nothing is looked up before somebody asks."""

    def __init__(
        self,
        steps: bytes = b"",
        outside: Collection[int] = (),
        items: Mapping[int, int] | None = None,
        left: Callable[[], Mapping[int, int] | None] = lambda: None,
    ) -> None:
        self._steps, self._outside, self._items, self._left = steps, outside, items or {}, left
        self._moves: dict[int, list[Move]] | None = None
        self._taken: dict[int, tuple[list[int], list[int]]] | None = None

    def of(self, number: int) -> Sequence[Move]:
        """What the entry `number` moved and promised."""
        return self._all().get(number, ())

    def _all(self) -> Mapping[int, list[Move]]:
        if self._moves is None:
            self._moves = {}
            for entry, lot_id, source_id, destination_id, quantity, _, _ in iter_unpack(STEP, self._steps):
                if lot_id:
                    move = Move(lot_id, source_id, destination_id, quantity)
                    self._moves.setdefault(entry, []).append(move)
        return self._moves

    def available(self, number: int, item: int) -> int | None:
        """What of an item lay in our places before the entry `number` and was promised to nobody, in base units.

        None when that cannot be told.
        """
        left = self._left()
        if left is None:
            return None
        if self._taken is None:
            self._taken = self._taken_since()
        entries, taken = self._taken.get(item, ((), ()))
        place = bisect_left(entries, number)
        return left.get(item, 0) + (taken[place] if place < len(entries) else 0)

    def _taken_since(self) -> dict[int, tuple[list[int], list[int]]]:
        """By item: the entries that took of it or added to it, and how much less there is than before each of them."""
        changes: defaultdict[int, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        for number, moves in self._all().items():
            for move in moves:
                changes[self._items.get(move.lot_id, 0)][number] -= free_by(move, self._outside)
        found = {}
        for item, by_entry in changes.items():
            entries = sorted(by_entry)
            taken, since = [0] * len(entries), 0
            for place in range(len(entries) - 1, -1, -1):
                since += by_entry[entries[place]]
                taken[place] = since
            found[item] = (entries, taken)
        return found

    def places(self, number: int, on_the_way: "Places | None" = None) -> set[int]:
        """The places that a role must reach for what the entry `number` moved and promised.

        With `on_the_way` as a role for one unit sees it: goods that go back on their way to it are there, not where
        they come from.
        """
        return {
            move.destination_id
            if move.destination_id
            and (move.source_id in self._outside or (on_the_way and on_the_way.is_on_the_way(move.destination_id)))
            else move.source_id
            for move in self.of(number)
        }

    def measures(self, number: int, how: str) -> Iterable[tuple[int, int]]:
        """How much the entry `number` is about: (item, base units) each, or (0, fen); see `MEASURES`."""
        counts, is_money = MEASURES[how]
        sums: dict[int, int] = {}
        for move in self.of(number):
            if counts(move, self._outside):
                item = 0 if is_money else self._items.get(move.lot_id, 0)
                sums[item] = sums.get(item, 0) + move.quantity
        return sums.items()


def free_by(move: Move, outside: Collection[int]) -> int:
    """By how much a move changes what lies in our places and is promised to nobody, in base units."""
    gone = 0 if move.source_id in outside else move.quantity
    come = move.quantity if move.destination_id and move.destination_id not in outside else 0
    return come - gone


Counts = Callable[[Move, Collection[int]], bool]
MEASURES: Mapping[str, tuple[Counts, bool]] = {
    "money": (lambda move, _: bool(move.destination_id), True),
    "moved": (lambda move, _: bool(move.destination_id), False),
    "lost": (lambda move, outside: move.destination_id in outside, False),
    "committed": (lambda move, _: not move.destination_id and move.quantity > 0, True),
    "promised": (lambda move, _: not move.destination_id and move.quantity > 0, False),
}
"""How the amount of a deed is told from what it moved: which moves count, and whether they are money."""


def steps_of(number: int, lines: Iterable[Any], holds: Iterable[Any]) -> bytes:
    """Lines and holds of one entry as ``STEP`` has them, without what is left."""
    steps = array("q")
    for line in lines:
        steps.extend((number, line.lot_id, line.source_id, line.destination_id, line.quantity, 0, 0))
    for hold in holds:
        steps.extend((number, hold.lot_id, hold.location_id, 0, hold.delta, 0, 0))
    return steps.tobytes()
