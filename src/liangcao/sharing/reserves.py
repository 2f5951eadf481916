"""What reserves allow, for the checker: boxes of an item's open goods that a class may get at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from liangcao.sharing.goods import Spot, Want, floor_of
from liangcao.sharing.question import Question, Row
from liangcao.sharing.violation import Violation

_NEVER = "9999-12-31"


def boxes_above(question: Question, lots: Iterable[Row], item: str, pack: int, soonest: str) -> dict[int, int]:
    """By class that asks, or that something is expected for: the boxes of `item` that lie above its reserve.

    `soonest` is the first day that goods must last to be of use to anybody. Below 0: the reserve is not there.
    """
    free = [
        lot["quantity"] - lot["held"]
        for lot in lots
        if lot["item"] == item and is_open(lot) and (lot["expires"] or _NEVER) >= soonest
    ]
    whole = [quantity for quantity in free if quantity >= pack]
    boxes = sum(quantity // pack for quantity in whole)
    classes = {row["class"] for row in (*question["claims"], *question["expected"])}
    return {each: min(boxes, (sum(whole) - floor_of(question["floors"], item, each)) // pack) for each in classes}


def is_open(lot: Row) -> bool:
    """Whether the donor left it open; directed goods know no reserve."""
    return not lot["for_unit"] and not lot["for_class"]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is drawn of an item's open goods by class, and what each class may get at; boxes of `pack`."""

    item: str
    pack: int
    drawn: Mapping[int, int]
    above: Mapping[int, int]


def _drawn(question: Question, wants: Mapping[Any, Want], lots: Mapping[Spot, Row]) -> Iterator[_Drawn]:
    """For each item with a reserve of which anything is given."""
    soonest = min((want.needed_until for want in wants.values()), default="")
    for item in sorted({row["item"] for row in question["floors"]}):
        drawn: dict[int, int] = {}
        pack = 0
        for want in wants.values():
            for spot, quantity in want.quantity.items():
                if lots[spot]["item"] == item and is_open(lots[spot]):
                    pack = want.pack
                    drawn[want.priority_class] = drawn.get(want.priority_class, 0) + quantity // want.pack
        if pack:
            yield _Drawn(item, pack, drawn, boxes_above(question, lots.values(), item, pack, soonest))


def reserve_limits(question: Question, wants: Mapping[Any, Want], lots: Mapping[Spot, Row]) -> Iterator[Violation]:
    """Those whom a reserve binds, together, draw no more than what lies above it; whoever came first."""
    for each in _drawn(question, wants, lots):
        for least in sorted({row["class"] for row in question["floors"] if row["item"] == each.item}):
            bound = {of: boxes for of, boxes in each.drawn.items() if of >= least}
            over = sum(bound.values()) - max(0, each.above[min(bound)]) if bound else 0
            if over > 0:
                yield Violation("into_reserve", {"item": each.item, "priority_class": least, "over": over})


@dataclass(frozen=True, slots=True)
class Over:
    """Boxes of `pack` gone from the reserve that binds a class although somebody of that class got goods."""

    priority_class: int
    boxes: int
    pack: int


def out_of_reserves(question: Question, wants: Mapping[Any, Want], lots: Mapping[Spot, Row]) -> dict[str, Over]:
    """By item what is gone from reserves that a plan, which serves class after class, would leave."""
    found: dict[str, Over] = {}
    for each in _drawn(question, wants, lots):
        for least in sorted(each.drawn):
            drawn = sum(boxes for of, boxes in each.drawn.items() if of <= least)
            over = drawn - max(0, each.above[least])
            if over > 0 and (each.item not in found or over > found[each.item].boxes):
                found[each.item] = Over(least, over, each.pack)
    return found
