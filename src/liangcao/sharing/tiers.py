"""How much for each need: tier after tier, each fixed before the next, each as fair as the limits allow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from liangcao.sharing.all_or_nothing import WholeMinima, most_that_can_be, passed_over
from liangcao.sharing.floors import Floors, Wanted
from liangcao.sharing.leximin import Limits, Thirst, pour
from liangcao.sharing.needs import Needs, boxes_wanted
from liangcao.sharing.pools import Layout
from liangcao.sharing.problem import Flags, Problem, Whole, whole
from liangcao.sharing.region import Region, limit_rows, regions_of


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """Why needs stand where they stand: in tier `tier` the pools `pools` of `group` were used up to the reserve."""

    group: int
    tier: int
    pools: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """The boxes of every need, what the region of every group came to, and why no more.

    `least` and `most` are the boxes wanted; `tie` ranks needs at the same level; `bottleneck` (by need) indexes
    `bottlenecks`, -1 for a need that got all.
    """

    boxes: Whole
    least: Whole
    most: Whole
    tie: Whole
    bottleneck: Whole
    bottlenecks: tuple[Bottleneck, ...]
    regions: tuple[Region, ...]
    floors: Floors
    passed_over: Flags
    """Needs whose minimum could not be served whole where nothing less is of use: they get nothing."""
    whole_minima: tuple[WholeMinima, ...]


def amounts_of(problem: Problem, needs: Needs, layout: Layout) -> Amounts:
    """Share the stock out among the needs, whole boxes, by the tiers of the rules."""
    group = layout.group_of_item[needs.item]
    least, most = boxes_wanted(needs, layout.packs[group], problem.rules)
    tie = np.empty(len(needs), dtype=np.int64)
    ranked = np.lexsort((np.arange(len(needs)), needs.approved, -needs.published, -needs.debt, needs.scale))
    tie[ranked] = np.arange(len(needs))
    return serve(problem, needs, layout, (least, most, tie))


def serve(problem: Problem, needs: Needs, layout: Layout, wanted: tuple[Whole, Whole, Whole]) -> Amounts:
    """Go through the tiers of the rules; `wanted` is (least, most, tie) by need, boxes and rank.

    Levels are (already + pack x boxes) / scale of `needs`, whatever these stand for.
    """
    return _Office(problem, needs, layout, wanted).serve()


class _Office:
    """Everything at hand while the tiers are served."""

    def __init__(self, problem: Problem, needs: Needs, layout: Layout, wanted: tuple[Whole, Whole, Whole]) -> None:
        self.rules, self.needs, self.layout = problem.rules, needs, layout
        self.least, self.most, self.tie = wanted
        self.group = layout.group_of_item[needs.item]
        self.boxes = np.zeros(len(needs), dtype=np.int64)
        self.bottleneck = np.full(len(needs), -1, dtype=np.int64)
        self.bottlenecks: list[Bottleneck] = []
        self.regions = regions_of(layout)
        self.passed_over = np.zeros(len(needs), dtype=bool)
        self.whole_minima: list[WholeMinima] = []
        self.floors = Floors(problem, layout)

    def serve(self) -> Amounts:
        by_class: dict[int, Whole] = {}
        order = np.lexsort((self.layout.kind_of_need, self.needs.priority_class))
        classes = self.needs.priority_class[order]
        for number, (priority_class, part) in enumerate(self.rules.tiers):
            if priority_class not in by_class:
                ends = np.searchsorted(classes, [priority_class, priority_class + 1])
                by_class[priority_class] = order[ends[0] : ends[1]]
            rows = by_class[priority_class]
            goal = self.least if part == "minimum" else self.most
            rows = rows[self.boxes[rows] < goal[rows]]
            if len(rows):
                wanted = Wanted(self.needs.item, self.needs.priority_class, self.most, self.boxes)
                self.floors.hold_back(wanted, priority_class)
                self.floors.put_in_force(self.regions, _runs(self.group[rows])[0].tolist(), priority_class)
                if part == "minimum" and self.rules.whole_minima:
                    rows = self._whole_ones(number, rows)
                self._serve_tier(number, rows, goal)
        self.bottleneck[self.boxes >= self.most] = -1
        return Amounts(
            self.boxes,
            self.least,
            self.most,
            self.tie,
            self.bottleneck,
            tuple(self.bottlenecks),
            tuple(self.regions),
            self.floors,
            self.passed_over,
            tuple(self.whole_minima),
        )

    def _serve_tier(self, tier: int, rows: Whole, goal: Whole) -> None:
        """Serve `rows` (sorted by kind) up to `goal`; groups whose limits were not all listed are served again."""
        todo = rows
        while len(todo):
            poured, found = self._pour(todo, goal)
            gained = poured.boxes - self.boxes[todo]
            again = self._exceeded(todo, gained)
            settled = ~np.isin(self.group[todo], again)
            self._settle(todo[settled], gained[settled])
            self.bottleneck[todo[settled]] = self._noted(tier, poured.of_row[settled], found)
            todo = todo[~settled]

    def _whole_ones(self, tier: int, rows: Whole) -> Whole:
        """Those of `rows` whose minimum can be served whole; the others are out of this plan."""
        is_out = np.zeros(len(rows), dtype=bool)
        for group in _runs(self.group[rows])[0].tolist():
            here = np.flatnonzero(self.group[rows] == group)
            mine, region = rows[here], self.regions[group]
            kinds, missing = self.layout.kind_of_need[mine], (self.least - self.boxes)[mine]
            is_out[here] = passed_over(region, self.needs, mine, kinds, missing)
            if is_out[here].any():
                bound = most_that_can_be(region, kinds.tolist(), missing.tolist())
                served = int((~is_out[here]).sum())
                self.whole_minima.append(WholeMinima(group, tier, len(mine), served, bound))
        self.passed_over[rows[is_out]] = True
        self.most[rows[is_out]] = 0
        return rows[~is_out]

    def _pour(self, rows: Whole, goal: Whole) -> "tuple[_Filled, list[tuple[int, int]]]":
        kinds, kind_of_row = _runs(self.layout.kind_of_need[rows])
        groups, group_of_row = _runs(self.group[rows])
        local = {kind: number for number, kind in enumerate(kinds.tolist())}
        limit_group: list[int] = []
        slack: list[int] = []
        members: list[int] = []
        starts: list[int] = []
        named: list[tuple[int, int]] = []
        of_group = np.searchsorted(self.layout.kinds.group[kinds], np.append(groups, groups[-1] + 1))
        for number, group in enumerate(groups.tolist()):
            present = kinds[of_group[number] : of_group[number + 1]].tolist()
            for set_number, inside, left in limit_rows(self.regions[group], present):
                limit_group.append(number)
                slack.append(left)
                starts.append(len(members))
                members += [local[kind] for kind in inside]
                named.append((group, set_number))
        needs = self.needs
        pack = self.layout.packs[self.group[rows]]
        # With half a box more a need stands at (already + pack / 2 + pack * x) / scale, in whole numbers:
        times, half = (2, pack) if self.rules.is_nearest else (1, 0)
        thirst = Thirst(
            group=whole(group_of_row),
            kind=whole(kind_of_row),
            already=times * needs.already[rows] + half,
            scale=times * needs.scale[rows],
            pack=times * pack,
            now=self.boxes[rows],
            most=goal[rows],
            tie=self.tie[rows],
        )
        own = [self._own_left(kind) for kind in kinds.tolist()]
        poured = pour(thirst, Limits(whole(limit_group), whole(slack), whole(members), whole(starts), whole(own)))
        return _Filled(poured.boxes, poured.stopped_by[kind_of_row]), named

    def _own_left(self, kind: int) -> int:
        """Boxes in pools of a kind's own that it has not taken yet."""
        region = self.regions[int(self.layout.kinds.group[kind])]
        return max(0, region.own_boxes(kind) - region.promised[kind])

    def _exceeded(self, rows: Whole, gained: Whole) -> list[int]:
        """Groups for which a limit that was not listed is exceeded; it is listed now."""
        again = []
        for group in _runs(self.group[rows])[0].tolist():
            region = self.regions[group]
            if region.is_listed:
                continue
            wanted = dict(region.promised)
            mine = self.group[rows] == group
            for kind, boxes in zip(self.layout.kind_of_need[rows[mine]].tolist(), gained[mine].tolist(), strict=True):
                wanted[kind] += boxes
            pools = region.exceeded(wanted)
            if pools:
                region.add_set(pools)
                again.append(group)
        return again

    def _noted(self, tier: int, of_row: Whole, named: Sequence[tuple[int, int]]) -> Whole:
        """For each row the number of the bottleneck that stopped it."""
        number = np.full(len(named) + 1, -1, dtype=np.int64)
        for limit in np.flatnonzero(np.bincount(of_row + 1)[1:]).tolist():
            number[limit] = len(self.bottlenecks)
            self.bottlenecks.append(self._bottleneck(tier, *named[limit]))
        return number[of_row]

    def _settle(self, rows: Whole, gained: Whole) -> None:
        """Write down what a tier gave."""
        self.boxes[rows] += gained
        kinds = self.layout.kind_of_need[rows]
        totals = np.zeros(len(self.layout.kinds.group), dtype=np.int64)
        np.add.at(totals, kinds, gained)
        for kind in _runs(kinds)[0].tolist():
            self.regions[int(self.layout.kinds.group[kind])].promised[kind] += int(totals[kind])

    def _bottleneck(self, tier: int, group: int, set_number: int) -> Bottleneck:
        region = self.regions[group]
        pools, inside = region.sets[set_number]
        used_up = [kind for kind in inside if region.promised[kind] >= region.own_boxes(kind)]
        return Bottleneck(group, tier, pools.union(*(region.own.get(kind, ()) for kind in used_up)))


@dataclass(frozen=True, slots=True, eq=False)
class _Filled:
    boxes: Whole
    of_row: Whole


def _runs(values: Whole) -> tuple[Whole, Whole]:
    """The distinct values of a sorted list, and for each row the number of its own."""
    first = np.ones(len(values), dtype=bool)
    first[1:] = values[1:] != values[:-1]
    return values[first], whole(np.cumsum(first) - 1)
