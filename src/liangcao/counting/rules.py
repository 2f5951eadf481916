"""Rules of counting: what was found, how it differs, what is posted, what is due. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from liangcao.kernel.effects import Line
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

Key = tuple[int, int]
"""A lot and a place."""

MOST_CELLS = 2_000
"""So many lots at places are counted in one session: more is counted shelf by shelf."""
STATES: dict[str, str] = {
    "counting": N_("在数"),
    "review": N_("待处理差异"),
    "closed": N_("盘完了"),
    "cancelled": N_("已取消"),
}
OUTCOMES: dict[str, str] = {
    "same": N_("相符"),
    "short": N_("少了"),
    "over": N_("多了"),
    "missing": N_("没有找到"),
    "unexpected": N_("账上没有"),
}
REASONS: dict[str, str] = {
    "misplaced": N_("放错了地方"),
    "issue_unrecorded": N_("发出没有记账"),
    "receipt_unrecorded": N_("收进没有记账"),
    "miscounted": N_("以前数错或记错"),
    "wrong_lot": N_("批次认错了"),
    "damaged": N_("破损"),
    "lost": N_("丢失，原因不明"),
    "found": N_("多出来，原因不明"),
    "other": N_("其他，写明"),
}
DAY_MS = 86_400_000
DUE_DAYS: dict[str, int] = {"A": 30, "B": 90, "C": 180}
"""How often each class of value is counted: the usual cycle count by ABC classes."""
_CLASS_ENDS = (("A", 80), ("B", 95))
"""Up to this per cent of all value, the dearest first; the rest is C."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One thing somebody counted: so many, added or in all, while the books held `book` after entry `book_entry`."""

    actor_id: int
    quantity: int
    is_total: bool
    book: int
    book_entry: int
    counted_at: int


@dataclass(frozen=True, slots=True)
class Found:
    """What counting a lot at a place came to; `book` is what the books held when it was last counted."""

    quantity: int
    book: int
    first_entry: int
    last_entry: int
    counted_at: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A lot at a place that differs: found less expected, base units."""

    lot_id: int
    location_id: int
    difference: int
    is_moved: bool = False


def standing(tallies: Sequence[Tally]) -> list[Tally]:
    """Those that count: of each person the last total and what came after it."""
    kept: dict[int, list[Tally]] = {}
    for tally in tallies:
        mine = kept.setdefault(tally.actor_id, [])
        if tally.is_total:
            mine.clear()
        mine.append(tally)
    return [tally for mine in kept.values() for tally in mine]


def found_of(tallies: Sequence[Tally]) -> Found:
    """What the tallies of one lot at one place (at least one, in the order of the books) come to."""
    counted = standing(tallies)
    last = max(counted, key=lambda each: (each.book_entry, each.counted_at))
    return Found(
        quantity=sum(each.quantity for each in counted),
        book=last.book,
        first_entry=min(each.book_entry for each in counted),
        last_entry=last.book_entry,
        counted_at=max(each.counted_at for each in counted),
    )


def outcome_of(expected: int, found: int) -> str:
    """One of `OUTCOMES`."""
    if found == expected:
        return "same"
    if not found:
        return "missing"
    if not expected:
        return "unexpected"
    return "short" if found < expected else "over"


def check_state(state: str, wanted: str, deed: str) -> None:
    """Raise Refused ``wrong_state`` unless the count stands where `deed` can be done."""
    if state != wanted:
        raise refused("wrong_state", "count_id", what=N_("盘点"), state=STATES[state], deed=deed)


def check_explained(differences: Collection[Difference], given: Mapping[Key, str], names: Mapping[int, str]) -> None:
    """Raise Refused ``recount_first`` for what moved while it was counted, ``differences_left`` where a reason is
    missing, ``not_in_count`` for a reason given to what does not differ."""
    for each in differences:
        if each.is_moved:
            raise refused("recount_first", "lines", lot=names.get(each.lot_id, each.lot_id))
    known = {(each.lot_id, each.location_id) for each in differences}
    for lot_id, _ in sorted(known - set(given)):
        raise refused("differences_left", "lines", lot=names.get(lot_id, lot_id))
    for lot_id, _ in sorted(set(given) - known):
        raise refused("not_in_count", "lines", lot=names.get(lot_id, lot_id))


def moves(differences: Collection[Difference], reasons: Mapping[Key, str]) -> tuple[Line, ...]:
    """What is merely in another place of the same count: from where it is missing to where it turned up."""
    lines: list[Line] = []
    turned_up = {
        (each.lot_id, each.location_id): each.difference
        for each in differences
        if each.difference > 0 and reasons.get((each.lot_id, each.location_id)) == "misplaced"
    }
    for each in differences:
        if each.difference > 0 or reasons.get((each.lot_id, each.location_id)) != "misplaced":
            continue
        missing = -each.difference
        for lot_id, place in sorted(turned_up):
            taken = min(missing, turned_up[lot_id, place]) if lot_id == each.lot_id else 0
            if taken:
                lines.append(Line(lot_id, each.location_id, place, taken))
                turned_up[lot_id, place] -= taken
                missing -= taken
    return tuple(lines)


def adjustments(differences: Collection[Difference], moved: Collection[Line], outside_id: int) -> tuple[Line, ...]:
    """What is left of the differences, to and from the place of count differences."""
    left = {(each.lot_id, each.location_id): each.difference for each in differences}
    for line in moved:
        left[line.lot_id, line.source_id] += line.quantity
        left[line.lot_id, line.destination_id] -= line.quantity
    lines = []
    for (lot_id, location_id), difference in left.items():
        if difference > 0:
            lines.append(Line(lot_id, outside_id, location_id, difference))
        elif difference < 0:
            lines.append(Line(lot_id, location_id, outside_id, -difference))
    return tuple(lines)


def value_classes(values: Sequence[int]) -> list[str]:
    """The class A, B or C of each value (fen), by its place among all of them."""
    total = sum(values)
    classes = ["C"] * len(values)
    so_far = 0
    for place in sorted(range(len(values)), key=lambda each: -values[each]):
        for letter, most in _CLASS_ENDS:
            if total and so_far * 100 < most * total:
                classes[place] = letter
                break
        so_far += values[place]
    return classes


def days_over(letter: str, last_ms: int, now_ms: int) -> int:
    """By how many days a count is overdue; negative while it is not due."""
    return (now_ms - last_ms) // DAY_MS - DUE_DAYS[letter]


def accuracy(cells: int, differing: int) -> int:
    """Lines that agreed, in per cent of all lines, rounded down: 100 only when all did."""
    return 100 if not cells else max(0, cells - differing) * 100 // cells
