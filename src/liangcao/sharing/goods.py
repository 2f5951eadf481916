"""The checker's own view of a question: needs, lots, boxes, who may use what. Shares no code with the planner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import gcd
from typing import Any

from liangcao.sharing.question import Question, Row
from liangcao.sharing.standards import meeting, standards_in

Key = tuple[str, str, int]
"""Unit, item and class."""
Spot = tuple[str, str]
"""Lot and warehouse."""
Step = tuple[int, Fraction, int, int, int, str, str, str]
"""Where a step stands in the queue: tier, level, size of the ask, debt and published amount (negative), approval, unit,
item."""
UNDATED = "9999-12-31T23:59:59"


@dataclass(slots=True)
class Want:
    """All that one unit asks of one item in one class, and the boxes it gets by lot."""

    unit: str
    item: str
    priority_class: int
    zone: str = ""
    pack: int = 1
    asked: int = 0
    already: int = 0
    weight: int = 1
    minimum: int = 0
    most: int = -1
    approved: str = UNDATED
    debt: int = -(10**15)
    published: int = 0
    needed_until: str = ""
    accepts: tuple[str, ...] | None = None
    standards: frozenset[str] | None = None
    least_boxes: int = 0
    most_boxes: int = 0
    quantity: dict[Spot, int] = field(default_factory=dict)

    is_nearest: bool = False
    """Whether a step stands where half of its box would lift to."""

    must_be_whole: bool = False
    """Whether less than the minimum is of no use."""

    @property
    def is_passed_over(self) -> bool:
        """Whether it gets nothing because its minimum could not be served whole."""
        return self.must_be_whole and self.least_boxes > 0 and not self.boxes

    @property
    def boxes(self) -> int:
        """The boxes it gets."""
        return sum(self.quantity.values()) // self.pack

    def add(self, row: Row, until: str, standards: frozenset[str]) -> None:
        """One more claim of the same unit, item and class; `standards` are those that will do (none: any)."""
        self.asked += row["asked"]
        self.already += row["already"]
        self.minimum += row["minimum"]
        self.weight = max(self.weight, row["weight"])
        self.debt = max(self.debt, row["debt"])
        self.approved = min(self.approved, row["approved"] or UNDATED)
        self.needed_until = max(self.needed_until, until)
        if row["most"] >= 0:
            self.most = row["most"] if self.most < 0 else min(self.most, row["most"])
        accepts = tuple(row["accepts"])
        self.accepts = accepts if self.accepts is None else tuple(each for each in self.accepts if each in accepts)
        if standards:
            self.standards = standards if self.standards is None else self.standards & standards

    def settle(self, pack: int, *, round_up: bool) -> None:
        """Caps and boxes, once all claims are in."""
        self.pack = pack
        if self.most >= 0:
            self.asked = min(self.asked, self.most)
        self.already = min(self.already, self.asked)
        left = self.asked - self.already
        self.most_boxes = -(-left // pack) if round_up else left // pack
        wanted = -(-(min(self.minimum, self.asked) - self.already) // pack)
        self.least_boxes = min(max(wanted, 0), self.most_boxes)

    def likes(self, item: str) -> bool:
        """Whether goods of `item` will do."""
        return item == self.item or item in (self.accepts or ())

    def why_not(self, lot: Row) -> str:
        """The name of the rule that forbids giving it `lot`, empty when it may."""
        if not self.likes(lot["item"]):
            return "wrong_item"
        if lot["expires"] and lot["expires"] < self.needed_until:
            return "expired"
        if lot["for_unit"] not in ("", self.unit) or lot["for_class"] not in (0, self.priority_class):
            return "wrong_purpose"
        if lot["for_zone"] and lot["for_zone"] != self.zone:
            return "wrong_purpose"
        if self.standards is not None and lot["standard"] not in self.standards:
            return "wrong_standard"
        return ""

    def step(self, boxes: int, tiers: Mapping[tuple[int, str], int]) -> Step:
        """Where the step that adds a box to `boxes` stands in the queue."""
        part = "minimum" if boxes < self.least_boxes else "rest"
        size = self.asked * self.weight
        has = self.already + boxes * self.pack
        level = Fraction(min(2 * has + self.pack, 2 * size - 1), 2 * size) if self.is_nearest else Fraction(has, size)
        published = self.already + self.published if self.published else 0
        who = (self.approved, self.unit, self.item)
        return tiers[self.priority_class, part], level, size, -self.debt, -published, *who


def wants_of(question: Question) -> dict[Key, Want]:
    """The needs of a question, nothing given yet."""
    wants: dict[Key, Want] = {}
    today = date.fromisoformat(question.date)
    known = standards_in(question)
    met = {asked: frozenset(meeting(asked, known)) for asked in {tuple(row["standards"]) for row in question["claims"]}}
    zone_of = {row["unit"]: row["zone"] for row in question["units"]}
    for row in question["claims"]:
        key = (row["unit"], row["item"], row["class"])
        days = max(row["life_days"], question.rules["life_days"])
        until = (today + timedelta(days=days)).isoformat()
        wants.setdefault(key, Want(*key, zone_of.get(row["unit"], ""))).add(row, until, met[tuple(row["standards"])])
    need_of = {row["claim"]: wants[row["unit"], row["item"], row["class"]] for row in question["claims"]}
    for row in question["published"]:
        if row["claim"] in need_of:
            need_of[row["claim"]].published += row["quantity"]
    packs = packs_of(question, wants.values())
    for want in wants.values():
        want.is_nearest = question.rules["last_box"] == "nearest"
        want.must_be_whole = question.rules["minima"] == "whole"
        want.settle(packs[want.item], round_up=question.rules["rounding"] == "up")
    return wants


def packs_of(question: Question, wants: Any) -> dict[str, int]:
    """The box each item is shared by: items that replace each other are shared by what divides all their packs."""
    pack = {row["item"]: row["pack"] for row in question["items"]}
    together = {item: {item} for item in pack}
    for want in wants:
        for other in want.accepts or ():
            one, two = together[want.item], together[other]
            if one is not two:
                one |= two
                for item in two:
                    together[item] = one
    return {item: gcd(*(pack[each] for each in fellows)) for item, fellows in together.items()}


def lots_of(question: Question) -> dict[Spot, Row]:
    """What is there and free, by lot and warehouse."""
    return {
        (row["lot"], row["warehouse"]): row
        for row in question["lots"]
        if not row["quarantined"] and row["quantity"] > row["held"] and row["arrives"] <= question.date
    }


def tiers_of(question: Question) -> dict[tuple[int, str], int]:
    """The number of every tier (class and part) in the order they are served."""
    classes = sorted({row["class"] for row in question["claims"]})
    parts = ("minimum", "rest")
    if question.rules["tiers"]:
        named = (each.split(":") for each in question.rules["tiers"])
        return {(int(each), part): number for number, (each, part) in enumerate(named)}
    if question.rules["order"] == "class":
        order = [(each, part) for each in classes for part in parts]
    else:
        order = [(each, part) for part in parts for each in classes]
    return {tier: number for number, tier in enumerate(order)}


def sites_of(question: Question) -> dict[str, str]:
    """The warehouse whose limit on picking counts the boxes of each limited one: itself, or one it is counted with."""
    return {each: row["warehouse"] for row in question["pick_limits"] for each in (row["warehouse"], *row["together"])}


def floor_of(floors: Sequence[Row], item: str, priority_class: int) -> int:
    """The base units of `item` that a class must leave."""
    return max((row["quantity"] for row in floors if row["item"] == item and row["class"] <= priority_class), default=0)
