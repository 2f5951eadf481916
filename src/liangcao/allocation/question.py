"""The question a plan answers, frozen: what waits, what there is, the reserves and the rules, in plain words.

Everything is called by its number and name (`rules.key_of`), so that the text can be read by people, and recomputed by
anybody with `liangcao plan`; the numbers lead back to the books.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from liangcao.allocation.carrying import NO_AREA, Costs, Spot, cost_rows, limit_rows
from liangcao.allocation.commands import ProposePlan
from liangcao.allocation.rules import Ask, Packing, key_of, minimum_of, name_of, packs_of
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.moment import moment_text
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of

MOST_NAME = 180
COMING = "在途"
"""How the lots of a question are called that have not come yet, before the numbers of their arrival and line."""
BY_RULES = "rules"
"""The way of sharing that is the plan's own; the others are `sharing.ways.WAYS`."""
SPARING_FROM = 3
"""This class and the less urgent ones share with what more urgent ones are expected to ask."""


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line of an approved request of which something is not allocated yet; quantities in base units.

    `decided_at` in ms since 1970 UTC; `accepts` are items that would do instead, the better liked first; `debt` is what
    rounding cost the unit on this item on earlier days, in thousandths. `people` are who the request covers (0: not
    said), `daily_use` what they use of the item a day by local norms (0: no norm), `held_there` what the unit has of it
    (-1: not said). Where `standards` are named, only goods that meet one of them will do; `area` is the unit's.
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
    people: int = 0
    daily_use: int = 0
    held_there: int = -1
    standards: tuple[str, ...] = ()
    area: str = ""

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
    location_path: str = ""
    purpose_area: str = ""

    def is_free(self, today: str) -> bool:
        """True when anybody may have of it on that day (``YYYY-MM-DD``): not stopped, not past its day, undirected."""
        fits = not self.is_quarantined and (not self.expires_on or self.expires_on >= today)
        return fits and not self.purpose_unit_id and not self.purpose_class and not self.purpose_area


@dataclass(frozen=True, slots=True)
class Coming:
    """So many base units of an item that are expected at a place on a day (``YYYY-MM-DD``): promised, never held."""

    arrival_id: int
    line_number: int
    location_id: int
    location_name: str
    location_path: str
    item_id: int
    quantity: int
    expected_on: str
    purpose_unit_id: int
    purpose_unit_name: str
    purpose_class: int
    purpose_area: str = ""
    standard: str = ""


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
    minima: str = "part"
    look_ahead_days: int = 0
    pick_limits: tuple[tuple[int, int], ...] = ()
    way: str = BY_RULES
    published: tuple["Published", ...] = ()


class Published(NamedTuple):
    """So much of a lot at a place was to go to a line of a request by an earlier plan, and has not left; base units."""

    request_id: int
    request_line: int
    lot_id: int
    location_id: int
    quantity: int


def wish_of(command: ProposePlan, published: Sequence[Published] = ()) -> Wish:
    """How the command wants the plan made, after what was `published`."""
    return Wish(
        item_ids=command.item_ids,
        minimum_life_days=command.minimum_life_days,
        packing=command.packing,
        order=command.order,
        minimum_percent=command.minimum_percent,
        drain_days=command.drain_days,
        minima=command.minima,
        look_ahead_days=command.look_ahead_days,
        pick_limits=tuple((each.location_id, each.boxes) for each in command.pick_limits),
        way=command.way,
        published=tuple(published),
    )


@dataclass(frozen=True, slots=True)
class Stock:
    """What a question is made of besides the asks: what lies there, the reserves, what items are called.

    `expected` is what more urgent units will probably ask of each item before new goods come, base units; `costs` what
    carrying a box costs, `places` what places are called; what is `coming` is told apart.
    """

    supplies: Sequence[Supply]
    floors: Sequence[Floor]
    items: Mapping[int, ItemNamed]
    expected: Mapping[int, int] = field(default_factory=dict)
    classes: Mapping[int, str] = field(default_factory=dict)
    costs: Costs = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)
    coming: Sequence[Coming] = ()

    @property
    def spots(self) -> list[Spot]:
        """The places where something lies or is expected."""
        places = [(each.location_id, each.location_name, each.location_path) for each in self.supplies]
        places += [(each.location_id, each.location_name, each.location_path) for each in self.coming]
        found = {number: Spot(number, unit_key(number, name), path) for number, name, path in places}
        return list(found.values())


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
            "minima": wish.minima,
            "rounding": "down",
            "life_days": wish.minimum_life_days,
            "drain_days": wish.drain_days,
        },
        "items": [
            {"item": items[item_id], "base_unit": stock.items[item_id].base_unit, "pack": pack}
            for item_id, pack in packs.items()
        ],
        "claims": [_claim(line, items, wish.minimum_percent) for line in lines],
        "lots": [
            *(lot_row(each, items) for each in stock.supplies if each.item_id in items),
            *(_coming_row(each, items, today) for each in stock.coming if each.item_id in items),
        ],
        "floors": [
            {"item": items[each.item_id], "class": each.priority_class, "quantity": each.quantity}
            for each in stock.floors
            if each.item_id in items and each.quantity
        ],
        "expected": [
            {"item": items[item_id], "class": SPARING_FROM, "quantity": quantity}
            for item_id, quantity in stock.expected.items()
            if item_id in items and quantity
        ],
        "pick_limits": pick_limits(stock, wish.pick_limits),
        **roads(lines, stock),
        "published": _published(lines, stock, wish),
        "classes": [{"class": number, "name": name[:MOST_NAME]} for number, name in stock.classes.items()],
    }
    return frozen(content)


def pick_limits(stock: Stock, limits: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    """Limits on picking (place, boxes) as a question has them."""
    return limit_rows(stock.spots, limits, {number: unit_key(number, name) for number, name in stock.places.items()})


def frozen(content: Mapping[str, Any]) -> Question:
    """The question with this content; raises Refused where a quantity is beyond counting, naming what it is of."""
    try:
        return question_of(content)
    except Refused as refusal:
        raise named_row(refusal, content) from None


def named_row(refusal: Refused, content: Mapping[str, Any]) -> Refused:
    """`refusal` of a question or of its plan, with the request or lot it is about instead of the number of a row.

    Only quantities can be at fault: everything else in a question comes out of the books, where it was checked.
    """
    reason = refusal.reasons[0]
    table, number, *_column = [*reason.field.split("."), "", ""]
    if reason.code != "quantity_too_large" or table not in {"claims", "lots", "floors"}:
        return refused(reason.code, **reason.params)
    row = content[table][int(number) - 1]
    called = [str(row[name]) for name in ("unit", "lot", "item", "warehouse") if name in row]
    names = " ".join(map(name_of, called))
    request = f"{row['claim'].partition(':')[0]} " if table == "claims" else ""
    return refused("plan_quantity_too_large", what=f"{request}{names}", **reason.params)


def roads(lines: Sequence[OpenLine], stock: Stock) -> dict[str, list[dict[str, Any]]]:
    """What carrying costs to the areas of the units, and which area each is in; nothing where nothing is said and
    nothing there is for an area.

    Units that goods are directed to and that ask for nothing are named too: all units must be, where any is.
    """
    area_of = {unit_key(line.unit_id, line.unit_name): line.area[:MOST_NAME] or NO_AREA for line in lines}
    costs = cost_rows(stock.spots, area_of.values(), stock.costs)
    areas = [each.purpose_area for each in stock.supplies] + [each.purpose_area for each in stock.coming]
    if not costs and not any(areas):
        return {}
    directed = [(each.purpose_unit_id, each.purpose_unit_name) for each in stock.supplies]
    directed += [(each.purpose_unit_id, each.purpose_unit_name) for each in stock.coming]
    for number, name in directed:
        if number:
            area_of.setdefault(unit_key(number, name), "")
    return {"costs": costs, "units": [{"unit": unit, "zone": area} for unit, area in area_of.items()]}


def _published(lines: Sequence[OpenLine], stock: Stock, wish: Wish) -> list[dict[str, Any]]:
    """What was published of the claims and lots that are still in the question."""
    claims = {(line.request_id, line.line_number): line.claim for line in lines}
    lots = {(each.lot_id, each.location_id): each for each in stock.supplies}
    total: dict[tuple[str, str, str], int] = {}
    for each in wish.published:
        claim, lot = claims.get((each.request_id, each.request_line)), lots.get((each.lot_id, each.location_id))
        if claim and lot:
            key = (
                claim,
                key_of(lot.lot_id, lot.batch_number[:MOST_NAME]),
                unit_key(lot.location_id, lot.location_name),
            )
            total[key] = total.get(key, 0) + each.quantity
    names = ("claim", "lot", "warehouse")
    return [{**dict(zip(names, key, strict=True)), "quantity": quantity} for key, quantity in total.items()]


def _stands_closed(supply: Supply) -> bool:
    return not supply.is_quarantined and supply.on_hand - supply.held >= supply.pack_size


def unit_key(number: int, name: str) -> str:
    """What a unit or a place is called in a question."""
    return key_of(number, name[:MOST_NAME])


def _claim(line: OpenLine, items: Mapping[int, str], minimum_percent: int) -> dict[str, Any]:
    return {
        "claim": line.claim,
        "unit": unit_key(line.unit_id, line.unit_name),
        "item": items[line.item_id],
        "class": line.priority_class,
        "asked": line.approved,
        "already": line.allocated,
        "minimum": minimum_of(line.approved, minimum_percent),
        "approved": moment_text(line.decided_at)[:19],
        "debt": line.debt,
        "accepts": [items[item] for item in line.accepts],
        "standards": list(line.standards),
        "people": line.people,
        "daily_use": line.daily_use,
        "held_there": line.held_there,
    }


def lot_row(supply: Supply, items: Mapping[int, str]) -> dict[str, Any]:
    """A lot at a place as a question has it; `items` tells what items are called."""
    return {
        "lot": key_of(supply.lot_id, supply.batch_number[:MOST_NAME]),
        "item": items[supply.item_id],
        "warehouse": key_of(supply.location_id, supply.location_name[:MOST_NAME]),
        "quantity": supply.on_hand,
        "held": supply.held,
        "expires": supply.expires_on,
        "standard": supply.standard,
        "quarantined": supply.is_quarantined,
        "for_unit": unit_key(supply.purpose_unit_id, supply.purpose_unit_name) if supply.purpose_unit_id else "",
        "for_class": supply.purpose_class,
        "for_zone": supply.purpose_area[:MOST_NAME],
    }


def _coming_row(coming: Coming, items: Mapping[int, str], today: str) -> dict[str, Any]:
    """Expected goods as a question has them: tomorrow at the earliest, whatever was said when they are late."""
    tomorrow = (date.fromisoformat(today) + timedelta(days=1)).isoformat()
    return {
        "lot": f"{COMING} {coming.arrival_id}:{coming.line_number}",
        "item": items[coming.item_id],
        "warehouse": unit_key(coming.location_id, coming.location_name),
        "quantity": coming.quantity,
        "for_unit": unit_key(coming.purpose_unit_id, coming.purpose_unit_name) if coming.purpose_unit_id else "",
        "for_class": coming.purpose_class,
        "for_zone": coming.purpose_area[:MOST_NAME],
        "standard": coming.standard,
        "arrives": max(coming.expected_on, tomorrow),
    }
