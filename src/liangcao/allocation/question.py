"""The question a plan answers, frozen: what waits, what there is, the reserves and the rules, in plain words.

Everything is called by its number and name (`rules.key_of`), so that the text can be read by people, and recomputed by
anybody with `liangcao plan`; the numbers lead back to the books.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liangcao.allocation.commands import ProposePlan
from liangcao.allocation.rules import Ask, Packing, key_of, minimum_of, packs_of
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.moment import moment_text
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of

MOST_NAME = 180


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line of an approved request of which something is not allocated yet; quantities in base units.

    `decided_at` in ms since 1970 UTC; `accepts` are items that would do instead, the better liked first; `debt` is what
    rounding cost the unit on this item on earlier days, in thousandths.
    """

    request_id: int
    line_number: int
    unit_id: int
    unit_name: str
    item_id: int
    priority_class: int
    approved: int
    allocated: int
    decided_at: int
    accepts: tuple[int, ...] = ()
    debt: int = 0

    @property
    def remaining(self) -> int:
        """What is not allocated yet."""
        return self.approved - self.allocated

    @property
    def claim(self) -> str:
        """What it is called in the question."""
        return f"{self.request_id}:{self.line_number}"


@dataclass(frozen=True, slots=True)
class Supply:
    """What lies of one lot at one place, in base units; `purpose_*` is the donor's direction, 0 and "" are none."""

    lot_id: int
    batch_number: str
    location_id: int
    location_name: str
    item_id: int
    on_hand: int
    held: int
    expires_on: str
    pack_size: int
    is_quarantined: bool
    purpose_unit_id: int
    purpose_unit_name: str
    purpose_class: int
    standard: str


@dataclass(frozen=True, slots=True)
class Floor:
    """So many base units of an item that this class and the less urgent ones leave in store."""

    item_id: int
    priority_class: int
    quantity: int


@dataclass(frozen=True, slots=True)
class ItemNamed:
    """What an item is called, and its base unit."""

    name: str
    base_unit: str


@dataclass(frozen=True, slots=True)
class Wish:
    """How a plan is to be made (see `commands.ProposePlan`); no `item_ids`: all goods."""

    item_ids: tuple[int, ...] = ()
    minimum_life_days: int = 0
    packing: Packing = "fit"
    order: str = "class"
    minimum_percent: int = 0
    drain_days: int = -1


def wish_of(command: ProposePlan) -> Wish:
    """How the command wants the plan made."""
    return Wish(
        item_ids=command.item_ids,
        minimum_life_days=command.minimum_life_days,
        packing=command.packing,
        order=command.order,
        minimum_percent=command.minimum_percent,
        drain_days=command.drain_days,
    )


@dataclass(frozen=True, slots=True)
class Stock:
    """What a question is made of besides the asks: what lies there, the reserves, what items are called."""

    supplies: Sequence[Supply]
    floors: Sequence[Floor]
    items: Mapping[int, ItemNamed]
    classes: Mapping[int, str] = field(default_factory=dict)


def question_for(lines: Sequence[OpenLine], stock: Stock, wish: Wish, today: str) -> Question:
    """The question of `today` (``YYYY-MM-DD``); raises Refused where a quantity is beyond counting."""
    asks = [Ask(line.item_id, line.remaining, line.accepts) for line in lines]
    closed = ((each.item_id, each.pack_size) for each in stock.supplies if _stands_closed(each))
    packs = packs_of(asks, closed, wish.packing)
    items = {item_id: key_of(item_id, stock.items[item_id].name[:MOST_NAME]) for item_id in packs}
    content: dict[str, Any] = {
        "date": today,
        "rules": {
            "order": wish.order,
            "rounding": "down",
            "life_days": wish.minimum_life_days,
            "drain_days": wish.drain_days,
        },
        "items": [
            {"item": items[item_id], "base_unit": stock.items[item_id].base_unit, "pack": pack}
            for item_id, pack in packs.items()
        ],
        "claims": [_claim(line, items, wish.minimum_percent) for line in lines],
        "lots": [_lot(each, items) for each in stock.supplies if each.item_id in items],
        "floors": [
            {"item": items[each.item_id], "class": each.priority_class, "quantity": each.quantity}
            for each in stock.floors
            if each.item_id in items and each.quantity
        ],
        "classes": [{"class": number, "name": name[:MOST_NAME]} for number, name in stock.classes.items()],
    }
    try:
        return question_of(content)
    except Refused as refusal:
        raise refused(refusal.code, **refusal.reasons[0].params) from None


def _stands_closed(supply: Supply) -> bool:
    return not supply.is_quarantined and supply.on_hand - supply.held >= supply.pack_size


def _unit(number: int, name: str) -> str:
    return key_of(number, name[:MOST_NAME])


def _claim(line: OpenLine, items: Mapping[int, str], minimum_percent: int) -> dict[str, Any]:
    return {
        "claim": line.claim,
        "unit": _unit(line.unit_id, line.unit_name),
        "item": items[line.item_id],
        "class": line.priority_class,
        "asked": line.approved,
        "already": line.allocated,
        "minimum": minimum_of(line.approved, minimum_percent),
        "approved": moment_text(line.decided_at)[:19],
        "debt": line.debt,
        "accepts": [items[item] for item in line.accepts],
    }


def _lot(supply: Supply, items: Mapping[int, str]) -> dict[str, Any]:
    return {
        "lot": key_of(supply.lot_id, supply.batch_number[:MOST_NAME]),
        "item": items[supply.item_id],
        "warehouse": key_of(supply.location_id, supply.location_name[:MOST_NAME]),
        "quantity": supply.on_hand,
        "held": supply.held,
        "expires": supply.expires_on,
        "standard": supply.standard,
        "quarantined": supply.is_quarantined,
        "for_unit": _unit(supply.purpose_unit_id, supply.purpose_unit_name) if supply.purpose_unit_id else "",
        "for_class": supply.purpose_class,
    }
