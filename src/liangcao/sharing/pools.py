"""Which goods can serve which needs: groups of items that replace each other, pools of alike goods, kinds of needs.

A *group* is a connected component of the substitution graph; groups do not touch each other's stock. A *pool* is the
boxes that exactly the same needs may use: one item, one donor's purpose, one shelf life, one standard. A *kind* is
the needs of a group that may use exactly the same pools.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from liangcao.sharing.needs import Needs
from liangcao.sharing.problem import Flags, Problem, Whole, for_zone, whole


@dataclass(frozen=True, slots=True, eq=False)
class Pools:
    """One row for each pool, by group; `boxes` is what it holds, `life` the number of needed-until days it outlasts."""

    group: Whole
    item: Whole
    purpose_unit: Whole
    purpose_class: Whole
    life: Whole
    standard: Whole
    boxes: Whole

    @property
    def is_open(self) -> Flags:
        """Whether the donor left it open: floors count on these goods."""
        found: Flags = (self.purpose_unit == -1) & (self.purpose_class == 0)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """One row for each kind of need, by group. `ways[k]` are the (pool, cost) of what kind k may use.

    Costs say what is used first: the item itself before substitutes, directed goods before open ones, short life
    before long.
    """

    group: Whole
    ways: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The problem sorted: groups with their packs, pools with their lots, kinds with their needs.

    `lot_boxes` are whole boxes; `lot_pool` is -1 for lots no claim can use. `packs` is by group: where the items of
    a group come in different boxes it is the greatest common divisor, and boxes are opened.
    """

    group_of_item: Whole
    packs: Whole
    lot_pool: Whole
    lot_boxes: Whole
    pools: Pools
    kinds: Kinds
    kind_of_need: Whole


def lay_out(problem: Problem, needs: Needs) -> Layout:
    """Sort the problem into groups, pools and kinds."""
    group_of_item, packs = _groups(problem, needs)
    lots = problem.lots
    days = np.unique(needs.needed_until)
    life = np.searchsorted(days, lots.expires, side="right").astype(np.int64)
    lot_boxes = lots.quantity // packs[group_of_item[lots.item]] if len(lots) else whole([])
    usable = np.flatnonzero((lots.expires >= _first_days(needs, problem)[lots.item]) & (lot_boxes > 0))
    standard = np.where(_asks_for_standards(needs, group_of_item)[lots.item], lots.standard, -1)
    columns = [group_of_item[lots.item], lots.item, lots.purpose_unit, lots.purpose_class, life, standard]
    rows, of_usable = distinct_rows([column[usable] for column in columns])
    lot_pool = np.full(len(lots), -1, dtype=np.int64)
    lot_pool[usable] = of_usable
    boxes = np.zeros(len(rows[0]), dtype=np.int64)
    np.add.at(boxes, of_usable, lot_boxes[usable])
    pools = Pools(rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], boxes)
    life_of_need = np.searchsorted(days, needs.needed_until) + 1
    kinds, kind_of_need = _kinds(needs, pools, group_of_item, (life_of_need, problem.rules.zone_of_unit))
    return Layout(group_of_item, packs, lot_pool, lot_boxes, pools, kinds, kind_of_need)


def _first_days(needs: Needs, problem: Problem) -> Whole:
    """By item: the first day it must last to be of use to anybody who may get it; past all days where nobody may."""
    last_of_all = np.iinfo(np.int64).max
    first = np.full(len(problem.rules.packs), last_of_all)
    np.minimum.at(first, needs.item, needs.needed_until)
    of_list = np.full(len(needs.accept_lists), last_of_all)
    np.minimum.at(of_list, needs.accepts, needs.needed_until)
    for accepted, soonest in zip(needs.accept_lists, of_list.tolist(), strict=True):
        first[list(accepted)] = np.minimum(first[list(accepted)], soonest)
    return first


def _asks_for_standards(needs: Needs, group_of_item: Whole) -> Flags:
    """By item: does anybody who may get it ask for a standard? Elsewhere standards do not part the stock."""
    asking = np.array([bool(each) for each in needs.standard_lists])[needs.standards]
    return np.isin(group_of_item, group_of_item[needs.item[asking]])


def distinct_rows(columns: Sequence[Whole]) -> tuple[list[Whole], Whole]:
    """The distinct rows of a table given by columns, in order, and for every row the number of its like."""
    order = np.lexsort(tuple(reversed(columns)))
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.logical_or.reduce([column[order][1:] != column[order][:-1] for column in columns])
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.cumsum(first) - 1
    return [column[order][first] for column in columns], number


def _groups(problem: Problem, needs: Needs) -> tuple[Whole, Whole]:
    """The group of every item (numbered by their first items), and the pack of every group."""
    packs = problem.rules.packs
    root = list(range(len(packs)))

    def root_of(item: int) -> int:
        while root[item] != item:
            root[item] = root[root[item]]
            item = root[item]
        return item

    (items, codes), _ = distinct_rows([needs.item, needs.accepts])
    for item, code in zip(items.tolist(), codes.tolist(), strict=True):
        for other in needs.accept_lists[code]:
            one, two = sorted((root_of(item), root_of(other)))
            root[two] = one
    roots = whole([root_of(item) for item in range(len(packs))])
    group_of_item = np.searchsorted(np.unique(roots), roots).astype(np.int64)
    group_packs = np.zeros(len(np.unique(roots)), dtype=np.int64)
    np.gcd.at(group_packs, group_of_item, packs)
    return group_of_item, group_packs


def _kinds(
    needs: Needs, pools: Pools, group_of_item: Whole, life_and_zones: tuple[Whole, Whole]
) -> tuple[Kinds, Whole]:
    """The kinds of needs; a need whose unit, zone or class no donor named counts as anybody's."""
    life, zone_of_unit = life_and_zones
    named_units = np.unique(pools.purpose_unit)
    named_classes = np.unique(pools.purpose_class)
    others = whole([-1])
    if named_units.min(initial=-1) < -1:
        zone = for_zone(0) - zone_of_unit[needs.unit]
        others = np.where(np.isin(zone, named_units), zone, -1)
    unit = np.where(np.isin(needs.unit, named_units), needs.unit, others)
    up_to = -int(named_classes.min(initial=0))
    is_named = np.isin(needs.priority_class, named_classes) | (needs.priority_class <= up_to)
    priority_class = np.where(is_named, needs.priority_class, 0)
    columns = [group_of_item[needs.item], needs.item, needs.accepts, unit, priority_class, life, needs.standards]
    rows, kind_of_need = distinct_rows(columns)
    pools_of: dict[int, list[int]] = {}
    for pool, item in enumerate(pools.item.tolist()):
        pools_of.setdefault(item, []).append(pool)
    table = [column.tolist() for column in (pools.purpose_unit, pools.purpose_class, pools.life, pools.standard)]
    seen: list[tuple[tuple[int, int], ...]] = []
    for _, item, accepts, *who, standards in zip(*(row.tolist() for row in rows), strict=True):
        liked = (item, *(each for each in needs.accept_lists[accepts] if each != item))
        meant = (-1, who[0]) if who[0] < 0 else (-1, who[0], for_zone(int(zone_of_unit[who[0]])))
        seen.append(tuple(_ways(liked, pools_of, table, (meant, *who[1:], needs.standard_lists[standards]))))
    return Kinds(rows[0], tuple(seen)), kind_of_need


def _ways(
    liked: Sequence[int],
    pools_of: Mapping[int, Sequence[int]],
    table: Sequence[Sequence[int]],
    who: tuple[Sequence[int], int, int, Sequence[int]],
) -> Iterable[tuple[int, int]]:
    """The pools that items `liked` are in and that somebody like `who` may use.

    `who` are the directions that mean it (nobody's, its own, its zone's), class, life, standards.
    """
    meant, priority_class, life, standards = who
    purpose_units, purpose_classes, lives, standard = table
    for rank, item in enumerate(liked):
        for pool in pools_of.get(item, ()):
            if purpose_units[pool] not in meant or not _serves(purpose_classes[pool], priority_class):
                continue
            if lives[pool] < life or (standards and standard[pool] not in standards):
                continue
            directed = (purpose_units[pool] != -1) * 2 + (purpose_classes[pool] > 0)
            yield pool, (rank * 4 + 3 - directed) * _MOST_LIVES + min(lives[pool], _MOST_LIVES - 1)


def _serves(purpose_class: int, priority_class: int) -> bool:
    """Whether goods for a class are for somebody of this one (0: of a class that nothing names)."""
    return purpose_class in (0, priority_class) or 0 < priority_class <= -purpose_class


_MOST_LIVES = 1 << 16
