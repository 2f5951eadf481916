"""Why a need gets what it gets, by template: no free text, and every figure can be checked by adding up.

The reason and the proof are one thing, the bottleneck: goods that the needs inside it alone share, all of them gone.
What they hold together, the reserve that is left and what each class got add up to what there was.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from liangcao.sharing.arrays import Names
from liangcao.sharing.plan import Sharing
from liangcao.sharing.problem import Whole, whole
from liangcao.sharing.sentences import Said
from liangcao.sharing.turns import first_in_queue, last_boxes


def reasons_of(sharing: Sharing, names: Names, promised: Whole) -> list[list[Said]]:
    """What is to be said of each need, in order; `promised` is what goods on their way will add."""
    teller = _Teller(sharing, names, promised)
    return [list(teller.said(row)) for row in range(len(sharing.needs))]


class _Teller:
    """The figures of a plan, ready to be told."""

    def __init__(self, sharing: Sharing, names: Names, promised: Whole) -> None:
        self.sharing, self.names, self.promised = sharing, names, promised.tolist()
        needs = sharing.needs
        self.group = sharing.layout.group_of_item[needs.item]
        self.pack = sharing.layout.packs[self.group]
        self.given = sharing.given_to_needs
        self.filled = (needs.already + self.given) * 100 // needs.asked
        self.claims = np.bincount(needs.of_claim, minlength=len(needs))
        self.asked_in_all = np.zeros(len(needs), dtype=np.int64)
        np.add.at(self.asked_in_all, needs.of_claim, sharing.problem.claims.asked)
        self.by_group = np.argsort(self.group, kind="stable")
        self.facts: dict[tuple[int, int], list[Said]] = {}
        self.last_box = last_boxes(sharing)
        self.replaced = self._replacements()
        self.floors = sharing.amounts.floors
        self.drawn = self._drawn()

    def said(self, row: int) -> Iterator[Said]:
        """The sentences of one need."""
        needs, amounts = self.sharing.needs, self.sharing.amounts
        asked, already, given = int(needs.asked[row]), int(needs.already[row]), int(self.given[row])
        is_out = bool(amounts.passed_over[row])
        is_full = bool(amounts.boxes[row] >= amounts.most[row]) and not is_out
        told = {"priority_class": int(needs.priority_class[row]), "asked": asked, "given": given}
        odd = already + given - asked
        code = "short" if not is_full else "full" if odd >= 0 else "all_boxes"
        yield Said(code, {**told, "percent": int(self.filled[row])})
        pack = int(self.pack[row])
        if already:
            yield Said("already", {"already": already})
        if asked < self.asked_in_all[row]:
            yield Said("capped", {"asked": asked})
        if self.claims[row] > 1:
            yield Said("together", {"claims": int(self.claims[row])})
        wanted = needs.standard_lists[needs.standards[row]]
        if wanted:
            named = "、".join(self.names.standards[each] for each in wanted if each >= 0)
            yield Said("standards", {"standards": named or "—"})
        if is_full and odd:
            yield Said("rounded_up" if odd > 0 else "rounded_down", {"pack": pack, "odd": abs(odd)})
        for item, quantity in self.replaced.get(row, ()):
            yield Said("replaced", {"quantity": quantity, "item": self.names.items[item]})
        if is_out:
            yield self._passed_over(row)
        elif not is_full:
            yield from self._why(row)
        if row in self.last_box:
            yield Said(self.last_box[row], {})
        if self.promised[row]:
            yield Said("promised", {"promised": self.promised[row]})

    def _passed_over(self, row: int) -> Said:
        """Why a need whose minimum is of no use in part gets nothing."""
        needs, amounts = self.sharing.needs, self.sharing.amounts
        tier = self.sharing.problem.rules.tiers.index((int(needs.priority_class[row]), "minimum"))
        found = next(each for each in amounts.whole_minima if (each.group, each.tier) == (self.group[row], tier))
        facts = {"wanted": found.wanted, "served": found.served, "at_most": found.at_most}
        return Said("passed_over", {"minimum": int(needs.minimum[row]), **facts})

    def _why(self, row: int) -> list[Said]:
        """What is said of everybody of a class at one bottleneck: worked out once."""
        needs = self.sharing.needs
        place = (int(self.sharing.amounts.bottleneck[row]), int(needs.priority_class[row]))
        if not self.sharing.amounts.bottlenecks[place[0]].pools:
            accepted = needs.accept_lists[needs.accepts[row]]
            return [Said("no_stock", {"items": self._named([int(needs.item[row]), *accepted])})]
        if place not in self.facts:
            self.facts[place] = list(self._bottleneck(*place))
        return self.facts[place]

    def _bottleneck(self, number: int, priority_class: int) -> Iterator[Said]:
        needs, amounts, layout = self.sharing.needs, self.sharing.amounts, self.sharing.layout
        bottleneck = amounts.bottlenecks[number]
        pools = sorted(bottleneck.pools)
        pack = int(layout.packs[bottleneck.group])
        rows = self._inside(bottleneck.group, bottleneck.pools)
        mine = rows[needs.priority_class[rows] == priority_class]
        stock = int(layout.pools.boxes[pools].sum()) * pack
        shared, given = int(self.given[mine].sum()), int(self.given[rows].sum())
        items = sorted({int(item) for item in layout.pools.item[pools]})
        named = self._named(items)
        facts: dict[str, int | str] = {"items": named, "stock": stock, "kept": stock - given, "before": given - shared}
        facts |= {"fellows": len(mine), "shared": shared}
        yield Said("shared" if shared else "taken", facts)
        bound = [item for item in items if item in self.floors.held_back]
        held = sum(self.floors.held_back[each] for each in bound if self.floors.expected[each][0] <= priority_class)
        if held:
            yield Said("held_back", {"held": held * pack})
        level = mine[(amounts.bottleneck[mine] == number) & (amounts.boxes[mine] < amounts.most[mine])]
        if shared and len(level) > 1:
            low, high = int(self.filled[level].min()), int(self.filled[level].max())
            yield Said("level", {"level_fellows": len(level), "low": low, "high": high})
        yield from self._more(number, priority_class, rows)

    def _more(self, number: int, priority_class: int, inside: Whole) -> Iterator[Said]:
        """What would have to arrive: all that is missing where these goods alone would do, else at least that much."""
        layout, amounts = self.sharing.layout, self.sharing.amounts
        bottleneck = amounts.bottlenecks[number]
        pack = int(layout.packs[bottleneck.group])
        items = sorted({int(item) for item in layout.pools.item[sorted(bottleneck.pools)]})
        pool = max((each for each in bottleneck.pools if layout.pools.is_open[each]), default=-1)
        owed = self._reach(bottleneck.group, pool, priority_class)
        # Where less urgent classes have a turn in between, more goods go to them as well: then only a bound is known.
        is_in_turn = self.sharing.problem.rules.is_in_turn
        if not is_in_turn or len(items) != 1 or not self._is_plain(items[0], pool, owed):
            more = int((amounts.most - amounts.boxes)[self._waiting(inside, priority_class)].sum())
            yield Said("more_needed_at_least", {"more": more * pack, "items": self._named(items)})
            return
        more = int((amounts.most - amounts.boxes)[owed].sum())
        if items[0] in self.floors.floors:
            drawn = [boxes for (item, each), boxes in self.drawn.items() if item == items[0] and each <= priority_class]
            more += sum(drawn) - self.floors.boxes(items[0], priority_class)
        yield Said("more_needed", {"more": more * pack, "items": self._named(items)})
        first = first_in_queue(self.sharing, owed)
        yield Said("next_box", {"pack": pack, "unit": self.names.units[int(self.sharing.needs.unit[first])]})

    def _reach(self, group: int, pool: int, priority_class: int) -> Whole:
        """Who goes short and would gain by goods like those of `pool`: it is in his own bottleneck."""
        amounts = self.sharing.amounts
        short = self._waiting(self._of_group(group), priority_class)
        held = [pool in amounts.bottlenecks[each].pools for each in amounts.bottleneck[short].tolist()]
        return whole(short[np.array(held, dtype=bool)])

    def _is_plain(self, item: int, pool: int, owed: Whole) -> bool:
        """Whether goods like those of `pool` would fill everybody in `owed` themselves, with no swaps on the way."""
        region = self.sharing.amounts.regions[int(self.sharing.layout.group_of_item[item])]
        floored = self.floors.floors.keys() & region.limit.keys()
        if self.floors.held_back.keys() & region.limit.keys():
            return False
        open_pools = [each for each, of in region.item_of.items() if of == item]
        if pool < 0 or (floored and (len(region.limit) > 1 or open_pools != [pool])):
            return False
        return all(pool in region.ways[kind] for kind in self.sharing.layout.kind_of_need[owed].tolist())

    def _of_group(self, group: int) -> Whole:
        ends = np.searchsorted(self.group[self.by_group], [group, group + 1])
        return whole(self.by_group[ends[0] : ends[1]])

    def _inside(self, group: int, pools: frozenset[int]) -> Whole:
        """The needs of a group that can use nothing outside `pools`."""
        rows = self._of_group(group)
        region = self.sharing.amounts.regions[group]
        inside = [kind for kind in region.kinds if pools.issuperset(region.ways[kind])]
        return rows[np.isin(self.sharing.layout.kind_of_need[rows], inside)]

    def _waiting(self, rows: Whole, priority_class: int) -> Whole:
        """Those of `rows` that go short, of a class or a more urgent one."""
        needs, amounts = self.sharing.needs, self.sharing.amounts
        return rows[(needs.priority_class[rows] <= priority_class) & (amounts.boxes[rows] < amounts.most[rows])]

    def _named(self, items: list[int]) -> str:
        return "、".join(self.names.items[item] for item in items)

    def _drawn(self) -> dict[tuple[int, int], int]:
        """(item, class): boxes drawn from open stock."""
        problem, layout, lines = self.sharing.problem, self.sharing.layout, self.sharing.lines
        is_open = problem.lots.is_undirected[lines.lot]
        item = problem.lots.item[lines.lot[is_open]]
        of_class = problem.claims.priority_class[lines.claim[is_open]]
        total: dict[tuple[int, int], int] = {}
        for place in zip(item.tolist(), of_class.tolist(), lines.quantity[is_open].tolist(), strict=True):
            total[place[:2]] = total.get(place[:2], 0) + place[2]
        return {
            (each, priority_class): quantity // int(layout.packs[layout.group_of_item[each]])
            for (each, priority_class), quantity in total.items()
        }

    def _replacements(self) -> dict[int, list[tuple[int, int]]]:
        """(item, base units) that each need gets of other items than its own."""
        lines, needs = self.sharing.lines, self.sharing.needs
        need = needs.of_claim[lines.claim]
        item = self.sharing.problem.lots.item[lines.lot]
        total: dict[tuple[int, int], int] = {}
        for row in np.flatnonzero(item != needs.item[need]).tolist():
            place = (int(need[row]), int(item[row]))
            total[place] = total.get(place, 0) + int(lines.quantity[row])
        found: dict[int, list[tuple[int, int]]] = {}
        for (row, of), quantity in sorted(total.items()):
            found.setdefault(row, []).append((of, quantity))
        return found


def plain(said: Said) -> dict[str, Any]:
    """A sentence as it stands in a plan."""
    return {"code": said.code, "params": dict(said.params)}
