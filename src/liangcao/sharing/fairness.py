"""Is a plan fair? For everybody who goes short the checker follows all chains of swaps that could give him a box.

Goods of one item, purpose, shelf life and standard are a *heap*. Somebody who may use a heap can have a free box of
it, or one that a user of it gives up because he takes his own from another heap, and so on. The plan is the best there
is when no chain ends at a free box, or at somebody whose last box stands later in the queue than the one that is
wanted: that is the optimality condition of the greedy (every box outside comes after all it could replace).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liangcao.sharing.goods import Spot, Step, Want, tiers_of
from liangcao.sharing.question import Question, Row, is_in_turn
from liangcao.sharing.reserves import Reserves, is_open
from liangcao.sharing.violation import Violation

_NEVER = "9999-12-31"


@dataclass(slots=True)
class _Heap:
    """Alike goods: boxes in all, and who has how many."""

    item: str
    is_open: bool
    boxes: int = 0
    users: dict[int, int] = field(default_factory=dict)

    @property
    def free(self) -> int:
        return self.boxes - sum(self.users.values())


@dataclass(slots=True)
class _Books:
    """The plan seen by wants (numbered) and heaps (numbered)."""

    wants: list[Want]
    ways: list[tuple[int, ...]]
    heaps: list[_Heap]
    open_heaps: dict[str, list[int]]
    allowed: dict[tuple[str, int], int]
    """(item, class): boxes that may be drawn from its open heaps by this class and the more urgent ones."""
    drawn: dict[tuple[str, int], int]
    """(item, class): boxes that are."""

    def room(self, heap: int, priority_class: int) -> int:
        """Boxes that the reserve still lets a class draw; directed goods know no reserve."""
        item = self.heaps[heap].item
        if not self.heaps[heap].is_open or (item, priority_class) not in self.allowed:
            return 1
        return self.allowed[item, priority_class] - self.drawn[item, priority_class]


def fairness_faults(question: Question, wants: Mapping[Any, Want], lots: Mapping[Spot, Row]) -> Iterator[Violation]:
    """Reserves broken, stock left while somebody goes short, boxes held by those behind in the queue."""
    books = _books(question, list(wants.values()), lots)
    yield from _reserve_faults(question, books)
    tiers = tiers_of(question)
    short: dict[tuple[tuple[int, ...], int], tuple[Step, int]] = {}
    for number, want in enumerate(books.wants):
        if want.is_passed_over:
            yield from _could_be_whole(books, number)
        elif want.boxes < want.most_boxes:
            place = (books.ways[number], want.priority_class)
            wanted = (want.step(want.boxes, tiers), number)
            short[place] = min(short.get(place, wanted), wanted)
    for step, number in short.values():
        yield from _swaps(books, number, step, tiers)


def _could_be_whole(books: _Books, number: int) -> Iterator[Violation]:
    """Somebody gets nothing, as less than his minimum is of no use, while free goods would be enough for all of it."""
    want = books.wants[number]
    free: dict[str, int] = {}
    directed = 0
    for heap in books.ways[number]:
        if books.heaps[heap].is_open:
            item = books.heaps[heap].item
            free[item] = free.get(item, 0) + books.heaps[heap].free
        else:
            directed += books.heaps[heap].free
    rooms = {item: books.room(books.open_heaps[item][0], want.priority_class) for item in free}
    limits = {item: rooms[item] if (item, want.priority_class) in books.allowed else free[item] for item in free}
    if directed + sum(min(free[item], max(0, limits[item])) for item in free) >= want.least_boxes:
        yield Violation("stock_left", {"unit": want.unit, "item": want.item, "priority_class": want.priority_class})


def _swaps(books: _Books, number: int, step: Step, tiers: Mapping[tuple[int, str], int]) -> Iterator[Violation]:
    """Follow the chains from one who goes short; at most one violation.

    Reserves hold for the whole chain as they do for him: nobody is moved into a reserve to make room for a lower class.
    """
    want = books.wants[number]
    who = {"unit": want.unit, "item": want.item, "priority_class": want.priority_class}
    seen_wants, seen = {number}, set[int]()
    queue = [number]
    while queue:
        asker = queue.pop()
        for heap in books.ways[asker]:
            if heap in seen:
                continue
            seen.add(heap)
            if books.heaps[heap].free and books.room(heap, want.priority_class) > 0:
                yield Violation("stock_left", who)
                return
            for user in _holders(books, heap, want.priority_class):
                if user in seen_wants:
                    continue
                spared = books.wants[user].boxes - _out_of_reserve(books, user, want.priority_class)
                if spared > 0 and books.wants[user].step(spared - 1, tiers) > step:
                    yield Violation("unfair", {**who, "other": books.wants[user].unit})
                    return
                seen_wants.add(user)
                queue.append(user)


def _out_of_reserve(books: _Books, user: int, priority_class: int) -> int:
    """Boxes somebody more urgent than a class has out of reserves that bind it: his last ones, and no use to it.

    Where minima come before the rest a more urgent class may take its rest out of a reserve after the class had its
    turn. Were he to give up another box instead, what he has left would have come out of the reserve for that class.
    """
    if books.wants[user].priority_class >= priority_class:
        return 0
    found = 0
    for heaps in books.open_heaps.values():
        mine = sum(books.heaps[heap].users.get(user, 0) for heap in heaps)
        found += min(mine, max(0, -books.room(heaps[0], priority_class)))
    return found


def _holders(books: _Books, heap: int, priority_class: int) -> Iterator[int]:
    """Who could give up a box so that one of `heap` may be taken by a class."""
    room = books.room(heap, priority_class)
    if room < 0:
        return
    among = [heap]
    if not room and books.heaps[heap].free:
        among = books.open_heaps[books.heaps[heap].item]
    for each in among:
        for user, boxes in books.heaps[each].users.items():
            if boxes and (room > 0 or books.wants[user].priority_class <= priority_class):
                yield user


def _reserve_faults(question: Question, books: _Books) -> Iterator[Violation]:
    if not is_in_turn(question.rules):
        return
    for (item, priority_class), allowed in books.allowed.items():
        drawn = books.drawn[item, priority_class]
        takes = any(
            books.wants[user].priority_class == priority_class and boxes
            for heap in books.open_heaps[item]
            for user, boxes in books.heaps[heap].users.items()
        )
        if takes and drawn > allowed:
            yield Violation("below_reserve", {"item": item, "priority_class": priority_class, "over": drawn - allowed})


def _books(question: Question, wants: Sequence[Want], lots: Mapping[Spot, Row]) -> _Books:
    days = sorted({want.needed_until for want in wants})
    packs = {item: want.pack for want in wants for item in (want.item, *(want.accepts or ()))}
    numbers: dict[tuple[Any, ...], int] = {}
    heaps: list[_Heap] = []
    heap_of: dict[Spot, int] = {}
    samples: list[Row] = []
    for spot, lot in lots.items():
        if lot["item"] not in packs:
            continue
        life = sum(day <= (lot["expires"] or _NEVER) for day in days)
        key = (lot["item"], lot["for_unit"], lot["for_zone"], lot["for_class"], life, lot["standard"])
        if key not in numbers:
            numbers[key] = len(heaps)
            heaps.append(_Heap(lot["item"], is_open(lot) and life > 0))
            samples.append(lot)
        heap_of[spot] = numbers[key]
        heaps[numbers[key]].boxes += (lot["quantity"] - lot["held"]) // packs[lot["item"]]
    for number, want in enumerate(wants):
        for spot, quantity in want.quantity.items():
            users = heaps[heap_of[spot]].users
            users[number] = users.get(number, 0) + quantity // want.pack
    open_heaps: dict[str, list[int]] = {}
    for number, heap in enumerate(heaps):
        if heap.is_open:
            open_heaps.setdefault(heap.item, []).append(number)
    books = _Books(list(wants), _ways(wants, samples), heaps, open_heaps, {}, {})
    _put_floors(question, books, lots, packs)
    return books


def _ways(wants: Sequence[Want], samples: Sequence[Row]) -> list[tuple[int, ...]]:
    """The heaps that each want may use; `samples` has one lot of each heap."""
    of_item: dict[str, list[int]] = {}
    for number, lot in enumerate(samples):
        of_item.setdefault(lot["item"], []).append(number)
    named, zones = {lot["for_unit"] for lot in samples}, {lot["for_zone"] for lot in samples}
    known: dict[tuple[Any, ...], tuple[int, ...]] = {}
    ways = []
    for want in wants:
        unit = want.unit if want.unit in named else ""
        zone = want.zone if want.zone in zones else ""
        kind = (want.item, want.accepts, unit, zone, want.priority_class, want.needed_until, want.standards)
        if kind not in known:
            near = (heap for item in {want.item, *(want.accepts or ())} for heap in of_item.get(item, ()))
            known[kind] = tuple(sorted(heap for heap in near if not want.why_not(samples[heap])))
        ways.append(known[kind])
    return ways


def _put_floors(question: Question, books: _Books, lots: Mapping[Spot, Row], packs: Mapping[str, int]) -> None:
    """What each class may draw of each item that has a reserve, and what is drawn."""
    classes = {want.priority_class for want in books.wants}
    expected = {row["item"]: row for row in question["expected"]}
    reserves = Reserves(question, lots.values(), books.wants)
    for item in {row["item"] for row in (*question["floors"], *question["expected"])} & books.open_heaps.keys():
        pack = packs[item]
        drawn = _drawn_by_class(books, item)
        of_class = reserves.boxes_above(item, pack)
        least = expected[item]["class"] if item in expected else max(classes) + 1
        held = _held_back(books, expected[item], of_class[least], pack) if item in expected else 0
        in_turn = is_in_turn(question.rules)
        for each in classes:
            books.allowed[item, each] = max(0, of_class[each] - (held if each >= least else 0))
            books.drawn[item, each] = sum(boxes for of, boxes in drawn.items() if of <= each or not in_turn)


def _drawn_by_class(books: _Books, item: str) -> dict[int, int]:
    """Boxes drawn from the open heaps of an item."""
    drawn: dict[int, int] = {}
    for heap in books.open_heaps[item]:
        for user, boxes in books.heaps[heap].users.items():
            priority_class = books.wants[user].priority_class
            drawn[priority_class] = drawn.get(priority_class, 0) + boxes
    return drawn


def _held_back(books: _Books, expected: Row, allowed: int, pack: int) -> int:
    """Boxes kept for expected more urgent asks: what those before left, less its part by today's and expected asks."""
    mine = [want for want in books.wants if want.item == expected["item"]]
    before = sum(want.boxes for want in mine if want.priority_class < expected["class"])
    asked: int = sum(want.most_boxes for want in mine if want.priority_class >= expected["class"]) * pack
    left = max(0, allowed - before)
    return left - left * asked // (asked + int(expected["quantity"]))
