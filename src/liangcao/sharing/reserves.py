"""What reserves allow, for the checker: boxes of an item's open goods that a class may get at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from liangcao.sharing.goods import Spot, Want, floor_of
from liangcao.sharing.question import Question, Row
from liangcao.sharing.violation import Violation

_NEVER = "9999-12-31"


class Reserves:
    """The open goods and the reserves of each item."""

    def __init__(self, question: Question, lots: Iterable[Row], wants: Iterable[Want]) -> None:
        """Only goods that last long enough for somebody among `wants` who may get them stand in a reserve."""
        soonest = _first_days(wants)
        self.free: dict[str, list[int]] = {}
        for lot in lots:
            if is_open(lot) and (lot["expires"] or _NEVER) >= soonest.get(lot["item"], _NEVER):
                self.free.setdefault(lot["item"], []).append(lot["quantity"] - lot["held"])
        self.floors: dict[str, list[Row]] = {}
        for row in question["floors"]:
            self.floors.setdefault(row["item"], []).append(row)
        self.classes = {row["class"] for row in (*question["claims"], *question["expected"])}

    def boxes_above(self, item: str, pack: int) -> dict[int, int]:
        """By class that asks, or that something is expected for: boxes above its reserve; below 0: it is not there."""
        whole = [quantity for quantity in self.free.get(item, ()) if quantity >= pack]
        boxes = sum(quantity // pack for quantity in whole)
        floors = self.floors.get(item, ())
        return {each: min(boxes, (sum(whole) - floor_of(floors, item, each)) // pack) for each in self.classes}


def _first_days(wants: Iterable[Want]) -> dict[str, str]:
    """By item that anybody may get: the first day that it must last to be of use to one of them."""
    found: dict[str, str] = {}
    for want in wants:
        for item in (want.item, *(want.accepts or ())):
            found[item] = min(found.get(item, _NEVER), want.needed_until)
    return found


def is_open(lot: Row) -> bool:
    """Whether the donor left it open; directed goods know no reserve."""
    return not lot["for_unit"] and not lot["for_class"] and not lot["for_zone"]


@dataclass(slots=True)
class _Drawn:
    """What is drawn of an item's open goods by class, and what each class may get at; boxes of `pack`."""

    item: str
    pack: int
    drawn: dict[int, int]
    above: Mapping[int, int] = field(default_factory=dict)


def _drawn(question: Question, wants: Mapping[Any, Want], lots: Mapping[Spot, Row]) -> Iterator[_Drawn]:
    """For each item with a reserve of which anything is given."""
    reserves = Reserves(question, lots.values(), wants.values())
    found: dict[str, _Drawn] = {}
    for want in wants.values():
        for spot, quantity in want.quantity.items():
            item = lots[spot]["item"]
            if item in reserves.floors and is_open(lots[spot]):
                each = found.setdefault(item, _Drawn(item, want.pack, {}))
                each.drawn[want.priority_class] = each.drawn.get(want.priority_class, 0) + quantity // want.pack
    for item in sorted(found):
        found[item].above = reserves.boxes_above(item, found[item].pack)
        yield found[item]


def reserve_limits(question: Question, wants: Mapping[Any, Want], lots: Mapping[Spot, Row]) -> Iterator[Violation]:
    """Those whom a reserve binds, together, draw no more than what lies above it; whoever came first."""
    floors: dict[str, list[int]] = {}
    for row in question["floors"]:
        floors.setdefault(row["item"], []).append(row["class"])
    for each in _drawn(question, wants, lots):
        for least in floors[each.item]:
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
