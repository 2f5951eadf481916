"""What the needs of a group can have together: the limits of the polymatroid, group by group.

For every set of pools T that some kinds may use and no others reach out of, the needs of the kinds inside T get no
more than T holds (Hall). With few kinds all such sets are listed; with many, only those that a maximum flow shows to
be exceeded are added, one by one: the greedy stays exact, because it refuses a step only for a true limit and its
end is held against the flow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from liangcao.sharing.flows import Arcs, reached, send
from liangcao.sharing.pools import Layout

MOST_SETS = 64
"""Up to so many sets are listed for a group; beyond, they are found as they are needed."""

Node = tuple[str, int]
SOURCE: Node = ("source", 0)
SINK: Node = ("sink", 0)


@dataclass(slots=True)
class Region:
    """One group while it is shared out, in boxes.

    `promised` is what each kind has and is not tied to a pool yet; `peeled` (kind, pool) is what was tied because it
    comes out of a reserve that later tiers may not touch. `limit` is what may be drawn in all from an item's open
    pools, `boxes` what a pool has left.
    """

    kinds: tuple[int, ...]
    ways: dict[int, tuple[int, ...]]
    boxes: dict[int, int]
    item_of: dict[int, int]
    """For open pools only: directed goods know no floor."""
    limit: dict[int, int]
    promised: dict[int, int]
    own: dict[int, tuple[int, ...]]
    """Directed pools that one kind alone may use, by kind: they are used first and bind nobody else."""
    peeled: dict[tuple[int, int], int] = field(default_factory=dict)
    sets: list[tuple[frozenset[int], tuple[int, ...]]] = field(default_factory=list)
    """The sets of shared pools that are looked at, each with the kinds that can use no shared pool outside it."""
    is_listed: bool = True

    def own_boxes(self, kind: int) -> int:
        """What a kind's own pools hold."""
        return sum(self.boxes[pool] for pool in self.own.get(kind, ()))

    def shared_ways(self, kind: int) -> tuple[int, ...]:
        """The pools of a kind that others may use as well."""
        mine = self.own.get(kind, ())
        return tuple(pool for pool in self.ways[kind] if pool not in mine)

    def load(self, kind: int, boxes: int) -> int:
        """What a kind that has `boxes` draws from shared pools."""
        return max(0, boxes - self.own_boxes(kind))

    def bound(self, pools: frozenset[int]) -> int:
        """The boxes that a set of pools can give."""
        total = 0
        by_item: dict[int, int] = {}
        for pool in pools:
            item = self.item_of.get(pool)
            if item is None:
                total += self.boxes[pool]
            else:
                by_item[item] = by_item.get(item, 0) + self.boxes[pool]
        return total + sum(min(amount, self.limit[item]) for item, amount in by_item.items())

    def network(self, wanted: Mapping[int, int]) -> Arcs[Node]:
        """The graph source - kinds - pools - items - sink, with `wanted` boxes for each kind."""
        room: Arcs[Node] = {SOURCE: {}, SINK: {}}
        for kind in self.kinds:
            room[SOURCE]["kind", kind] = wanted.get(kind, 0)
            room["kind", kind] = {("pool", pool): wanted.get(kind, 0) for pool in self.ways[kind]}
        for pool, amount in self.boxes.items():
            onward = ("item", self.item_of[pool]) if pool in self.item_of else SINK
            room["pool", pool] = {onward: amount}
        for item, amount in self.limit.items():
            room["item", item] = {SINK: amount}
        return room

    def exceeded(self, wanted: Mapping[int, int]) -> frozenset[int]:
        """A set of pools that cannot give what `wanted` asks of it; empty when all can be served."""
        room = self.network(wanted)
        if send(room, SOURCE, SINK) == sum(wanted.values()):
            return frozenset()
        side = reached(room, SOURCE)
        return frozenset(number for sort, number in side if sort == "pool")

    def can_serve(self, wanted: Mapping[int, int]) -> bool:
        """Whether every kind can have all of `wanted`."""
        if not self.is_listed:
            return not self.exceeded(wanted)
        loads = {kind: self.load(kind, wanted[kind]) for kind in self.kinds}
        return all(sum(loads[kind] for kind in inside) <= self.bound(pools) for pools, inside in self.sets)

    def add_set(self, pools: frozenset[int]) -> None:
        """List one more set of pools, with the kinds that can use no shared pool outside it."""
        mine = {pool for pools_of_kind in self.own.values() for pool in pools_of_kind}
        inside = tuple(kind for kind in self.kinds if pools.issuperset(self.shared_ways(kind)))
        self.sets.append((pools - mine, inside))

    def set_limits(self, limit: Mapping[int, int]) -> None:
        """Put new limits in force; what was promised beyond them is tied to pools (the shortest-lived) and leaves.

        Never more of an item than its limit was until now: an earlier class was held to that, and stays so.
        """
        within = {item: max(0, before - limit[item]) for item, before in self.limit.items()}
        self.limit = dict(limit)
        room = self.network(self.promised)
        promised = sum(self.promised.values())
        if send(room, SOURCE, SINK) == promised:
            return
        # What does not fit under the limits came out of reserves; the way through them is opened only now, so that
        # as little as can be goes that way.
        for item in self.limit:
            room["item", item]["reserve", item] = within[item]
            room["reserve", item] = {SINK: within[item]}
        send(room, SOURCE, SINK)
        for item in self.limit:
            over = room[SINK].get(("reserve", item), 0)
            for pool in sorted(pool for pool, of in self.item_of.items() if of == item):
                for kind in self.kinds:
                    amount = min(over, room["pool", pool].get(("kind", kind), 0))
                    self._tie(kind, pool, amount)
                    over -= amount

    def _tie(self, kind: int, pool: int, amount: int) -> None:
        if amount > 0:
            self.promised[kind] -= amount
            self.boxes[pool] -= amount
            self.peeled[kind, pool] = self.peeled.get((kind, pool), 0) + amount


def regions_of(layout: Layout) -> list[Region]:
    """A region for every group, nothing promised and no floors yet."""
    count = len(layout.packs)
    kinds: list[list[int]] = [[] for _ in range(count)]
    pools: list[list[int]] = [[] for _ in range(count)]
    for kind, group in enumerate(layout.kinds.group.tolist()):
        kinds[group].append(kind)
    for pool, group in enumerate(layout.pools.group.tolist()):
        pools[group].append(pool)
    made = []
    boxes, item = layout.pools.boxes.tolist(), layout.pools.item.tolist()
    is_open = layout.pools.is_open.tolist()
    for group in range(count):
        item_of = {pool: item[pool] for pool in pools[group] if is_open[pool]}
        limit: dict[int, int] = {}
        for pool, of in item_of.items():
            limit[of] = limit.get(of, 0) + boxes[pool]
        ways = {kind: tuple(pool for pool, _ in layout.kinds.ways[kind]) for kind in kinds[group]}
        region = Region(
            kinds=tuple(kinds[group]),
            ways=ways,
            boxes={pool: boxes[pool] for pool in pools[group]},
            item_of=item_of,
            limit=limit,
            promised=dict.fromkeys(kinds[group], 0),
            own=_own_pools(ways, item_of),
        )
        sets, region.is_listed = _closed_sets(frozenset(region.shared_ways(kind)) for kind in region.kinds)
        for pools_together in sets:
            region.add_set(pools_together)
        made.append(region)
    return made


def _own_pools(ways: Mapping[int, Sequence[int]], item_of: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    """The directed pools that one kind alone may use, by kind."""
    users: dict[int, list[int]] = {}
    for kind, pools in ways.items():
        for pool in pools:
            users.setdefault(pool, []).append(kind)
    own: dict[int, list[int]] = {}
    for pool, kinds in users.items():
        if len(kinds) == 1 and pool not in item_of:
            own.setdefault(kinds[0], []).append(pool)
    return {kind: tuple(pools) for kind, pools in own.items()}


def _closed_sets(of_kinds: Iterable[frozenset[int]]) -> tuple[list[frozenset[int]], bool]:
    """All unions of what kinds may use, smallest first; only the kinds' own and the whole when there are too many."""
    own = sorted(set(of_kinds), key=lambda pools: (len(pools), sorted(pools)))
    found: dict[frozenset[int], None] = {}
    for each in own:
        for known in [frozenset[int](), *found]:
            found.setdefault(known | each)
        if len(found) > MOST_SETS:
            return [*own, *({frozenset[int]().union(*own)} - set(own))], False
    return _ordered(found), True


def _ordered(sets: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    return sorted(sets, key=lambda pools: (len(pools), sorted(pools)))


def limit_rows(region: Region, present: Sequence[int]) -> Iterable[tuple[int, list[int], int]]:
    """(number of the set, kinds inside that are `present`, boxes left for them) for each set that touches any.

    Small sets come first: the smallest that is used up is the reason that tells most.
    """
    among = set(present)
    numbered = enumerate(region.sets)
    for number, (pools, inside) in numbered if region.is_listed else sorted(numbered, key=lambda each: len(each[1][0])):
        kinds = [kind for kind in inside if kind in among]
        if kinds:
            left = region.bound(pools) - sum(region.load(kind, region.promised[kind]) for kind in inside)
            yield number, kinds, max(0, left)
