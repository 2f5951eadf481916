"""Large questions for the planner, made by rule and seed: lines are approved request lines, one unit and item each."""

import numpy as np

from liangcao.sharing.problem import NEVER, Claims, Lots, Problem, Rules, tiers_by_class, whole

SIZES: dict[str, tuple[int, int, int]] = {
    "1k": (1_000, 20, 10),
    "10k": (10_000, 100, 20),
    "100k": (100_000, 500, 50),
    "1M": (1_000_000, 2_000, 50),
}
"""Lines, items, warehouses."""

ZONES = 20
TODAY = 737_000


def large_problem(lines: int, items: int, warehouses: int, *, group: int = 1, seed: int = 1) -> Problem:
    """A district's question: five classes, minima, caps, reserves, about six tenths of what is asked in store.

    `group` items replace each other (1: none do).
    """
    chance = np.random.default_rng(seed)
    units = max(10, lines // 20)
    item = chance.integers(items, size=lines)
    asked = np.ceil(np.exp(chance.normal(4, 1.2, lines))).astype(np.int64)
    none = np.zeros(lines, dtype=np.int64)
    lists: list[tuple[int, ...]] = [()]
    accepts = none
    if group > 1:
        codes = chance.integers(1, 4, size=lines)
        base = item // group * group
        pairs = np.stack([base + (item - base + step) % group for step in range(1, 4)], axis=1)
        keys = np.where(np.arange(1, 4)[None, :] <= codes[:, None], np.minimum(pairs, items - 1), -1)
        found, accepts = np.unique(keys, axis=0, return_inverse=True)
        lists = [tuple(dict.fromkeys(each for each in row if each >= 0)) for row in found.tolist()]
        accepts = accepts.reshape(-1)
    claims = Claims(
        unit=chance.integers(units, size=lines),
        item=item,
        priority_class=chance.integers(1, 6, size=lines),
        asked=asked,
        minimum=asked // 3 * chance.integers(2, size=lines),
        most=none - 1,
        already=none,
        weight=none + 1,
        approved=chance.integers(10_000, size=lines),
        debt=none,
        accepts=whole(accepts),
        standards=none,
        needed_until=none + TODAY,
    )
    stock = np.bincount(item, weights=asked, minlength=items) * chance.uniform(0.2, 1.0, items)
    lots_of_item = max(1, min(90, lines // items // 2))
    lot_item = np.repeat(np.arange(items), lots_of_item)
    count = len(lot_item)
    expires = TODAY + chance.integers(5, 900, size=count)
    lots = Lots(
        item=lot_item,
        warehouse=chance.integers(warehouses, size=count),
        quantity=np.maximum(1, stock[lot_item] / lots_of_item * chance.uniform(0.5, 1.5, count)).astype(np.int64),
        expires=np.where(chance.random(count) < 0.2, NEVER, expires),
        standard=np.full(count, -1),
        purpose_unit=np.full(count, -1),
        purpose_class=np.zeros(count, dtype=np.int64),
    )
    rules = Rules(
        packs=np.ones(items, dtype=np.int64),
        tiers=tiers_by_class((1, 2, 3, 4, 5)),
        zone_of_unit=chance.integers(ZONES, size=units),
        costs=chance.integers(1, 500, size=(warehouses, ZONES)),
        today=TODAY,
        floors={(each, 3): int(stock[each] / 20) for each in range(0, items, 4)},
        drain_days=30,
        accept_lists=tuple(lists),
    )
    return Problem(claims, lots, rules)
