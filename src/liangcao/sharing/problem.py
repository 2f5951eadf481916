"""What is to be shared out, as arrays: claims, lots and the rules. One row of every array is one claim or one lot.

All arrays are int64 of one length. Units, items, warehouses, zones, standards are numbered from 0 in an order of
their own (sorted names, say): ties are broken by these numbers, so the numbering is part of the question.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Whole: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Lists: TypeAlias = tuple[tuple[int, ...], ...]
Part: TypeAlias = Literal["minimum", "rest"]
Rounding: TypeAlias = Literal["up", "down"]

NEVER = 4_000_000
"""The day number of goods that never expire: later than every date's ordinal."""

MOST_ASKED = 10**11
"""The most base units one claim or lot may name."""

MOST_COST = 10**6
"""The most carrying one box may cost."""

MOST_WEIGHTED = 2**40 - 1
"""The most a unit's claims on one item in one class may come to, asked times weight: arithmetic stays in 64 bits."""


def most_weighted(*, is_nearest: bool) -> int:
    """`MOST_WEIGHTED`, or half of it where halves of boxes are counted with."""
    return MOST_WEIGHTED // 2 if is_nearest else MOST_WEIGHTED


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """Approved asks. `asked`, `already`, `minimum`, `most` are base units; `most` -1: no cap.

    `already` was given earlier out of other stock and counts as fill. `weight` >= 1: with 2 the claim stands at
    twice the fill of its fellows. `approved` ranks approvals (smaller is earlier). `debt` is what rounding cost the
    unit on earlier days, in thousandths of a base unit. `accepts` and `standards` index the problem's lists.
    `needed_until` is the day number until which the goods must last.
    """

    unit: Whole
    item: Whole
    priority_class: Whole
    asked: Whole
    minimum: Whole
    most: Whole
    already: Whole
    weight: Whole
    approved: Whole
    debt: Whole
    accepts: Whole
    standards: Whole
    needed_until: Whole

    def __len__(self) -> int:
        return len(self.unit)


@dataclass(frozen=True, slots=True, eq=False)
class Lots:
    """What may be given out now: free base units of one lot in one warehouse.

    `expires` is the day number of the last day of use (`NEVER`); `standard` -1 is unknown; `purpose_unit` -1 and
    `purpose_class` 0 mean that the donor left it open; a unit below -1 means every unit of a zone (`for_zone`), a
    class below 0 that class and the more urgent ones.
    """

    item: Whole
    warehouse: Whole
    quantity: Whole
    expires: Whole
    standard: Whole
    purpose_unit: Whole
    purpose_class: Whole

    def __len__(self) -> int:
        return len(self.item)

    @property
    def is_undirected(self) -> Flags:
        """Whether the donor left it open: reserves count on these goods."""
        found: Flags = (self.purpose_unit == -1) & (self.purpose_class == 0)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """How is shared out.

    `packs` (by item) is the base units of a box. `tiers` are served one after the other; each class stands in them
    with its minimum before its rest. `floors` maps (item, class) to base units that this class and the less urgent
    ones leave in store. `costs` (warehouse x zone) is what carrying one box costs, any whole unit. Lots that expire
    within `drain_days` after `today` are used up before cost decides between warehouses; -1: always the earliest.
    `expected` maps an item to (class, base units): so much will be asked by more urgent ones before the next goods
    come, and that class and the less urgent ones get at it today only in proportion. `rounding` says whether an ask
    that is no whole number of boxes is rounded up or down.
    """

    packs: Whole
    tiers: tuple[tuple[int, Part], ...]
    zone_of_unit: Whole
    costs: Whole
    today: int
    floors: Mapping[tuple[int, int], int] = field(default_factory=dict)
    expected: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    pick_limits: Mapping[int, int] = field(default_factory=dict)
    """By warehouse: the boxes it can pick in a day, of all items together."""
    picked_together: Mapping[int, int] = field(default_factory=dict)
    """By warehouse: the one whose limit on picking counts its boxes too."""
    drain_days: int = -1
    rounding: Rounding = "up"
    is_nearest: bool = False
    """Whether a box goes to whoever would stand lowest with half of it, not to whoever stands lowest without it."""
    whole_minima: bool = False
    """Whether less than its minimum is of no use to a need: it gets at least that or nothing."""
    accept_lists: Lists = ((),)
    """Distinct lists of items accepted instead, the better liked first."""
    standard_lists: Lists = ((),)
    """Distinct lists of standards; the empty list takes goods of any standard."""

    @property
    def is_in_turn(self) -> bool:
        """Whether each class is done with before a less urgent one gets anything."""
        classes = [each for each, _ in self.tiers]
        return classes == sorted(classes)


def _none() -> Whole:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """Lines of an earlier plan that was told to people and not picked yet: base units of a lot for a claim (rows).

    A lot of -1 is not there any more. Among equally fair answers the one that keeps more of these lines is preferred.
    """

    claim: Whole = field(default_factory=_none)
    lot: Whole = field(default_factory=_none)
    quantity: Whole = field(default_factory=_none)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A whole question; its answer follows from nothing else."""

    claims: Claims
    lots: Lots
    rules: Rules
    published: Published = field(default_factory=Published)


def for_zone(zone: int) -> int:
    """How a lot says in `purpose_unit` that it is for the units of a zone; the same leads back to the zone."""
    return -2 - zone


def whole(values: object) -> Whole:
    """An int64 array of `values`."""
    return np.asarray(values, dtype=np.int64)


def tiers_by_class(classes: tuple[int, ...]) -> tuple[tuple[int, Part], ...]:
    """The usual order: each class its minimum, then its rest, the most urgent class first."""
    return tuple((each, part) for each in classes for part in ("minimum", "rest"))


def tiers_minima_first(classes: tuple[int, ...]) -> tuple[tuple[int, Part], ...]:
    """The minima of all classes before anybody's rest."""
    return tuple((each, part) for part in ("minimum", "rest") for each in classes)


def checked(problem: Problem) -> Problem:
    """The problem itself; ValueError when a value is out of range, a length differs or a number stands for nothing."""
    claims, lots, rules = problem.claims, problem.lots, problem.rules
    for rows in (claims, lots):
        columns = [getattr(rows, each.name) for each in fields(rows)]
        if any(column.dtype != np.int64 or column.shape != columns[0].shape for column in columns):
            raise ValueError("every column must be an int64 array of one length")
    items, units = len(rules.packs), len(rules.zone_of_unit)
    ranges: tuple[tuple[str, Whole, int, int], ...] = (
        ("packs", rules.packs, 1, MOST_ASKED),
        ("zone_of_unit", rules.zone_of_unit, 0, rules.costs.shape[1] - 1),
        ("costs", rules.costs, 0, MOST_COST),
        ("claims.unit", claims.unit, 0, units - 1),
        ("claims.item", claims.item, 0, items - 1),
        ("claims.asked", claims.asked, 1, MOST_ASKED),
        ("claims.minimum", claims.minimum, 0, MOST_ASKED),
        ("claims.most", claims.most, -1, MOST_ASKED),
        ("claims.already", claims.already, 0, MOST_ASKED),
        ("claims.weight", claims.weight, 1, MOST_WEIGHTED),
        ("claims.accepts", claims.accepts, 0, len(rules.accept_lists) - 1),
        ("claims.standards", claims.standards, 0, len(rules.standard_lists) - 1),
        ("lots.item", lots.item, 0, items - 1),
        ("lots.warehouse", lots.warehouse, 0, rules.costs.shape[0] - 1),
        ("lots.quantity", lots.quantity, 0, MOST_ASKED),
        ("lots.purpose_unit", lots.purpose_unit, for_zone(rules.costs.shape[1] - 1), units - 1),
    )
    for name, values, least, most in ranges:
        if len(values) and (values.min() < least or values.max() > most):
            raise ValueError(f"{name} must be from {least} to {most}")
    missing = set(np.unique(claims.priority_class).tolist()) - {each for each, part in rules.tiers if part == "rest"}
    if missing:
        raise ValueError(f"classes {sorted(missing)} stand in no tier")
    if len(set(rules.accept_lists)) < len(rules.accept_lists) or len(set(rules.standard_lists)) < len(
        rules.standard_lists
    ):
        raise ValueError("a list of substitutes or standards is there twice")
    return problem
