"""What was published stays where it can: needs are met first with the warehouses and lots that were named to them.

How much each need gets, and how much each warehouse and lot gives, is settled before; only who gets which is chosen
here, and any choice is as good as another. Published lines are gone through in order and kept as far as there is room.
"""

from collections.abc import Mapping

import numpy as np

from liangcao.sharing.interleaving import interleave
from liangcao.sharing.needs import Needs
from liangcao.sharing.pools import Layout, distinct_rows
from liangcao.sharing.problem import Problem, Whole, whole

Wish = tuple[int, int, int]
"""Row on one side, row on the other, amount."""


def meet(one: Whole, other: Whole, wishes: list[Wish]) -> tuple[Whole, Whole, Whole]:
    """Cut two lists of amounts with the same sum at each other (`interleave`), but first keep what fits of `wishes`."""
    if not wishes:
        return interleave(one, other)
    left, right = one.copy(), other.copy()
    kept: list[Wish] = []
    for row, place, amount in wishes:
        fits = int(min(amount, left[row], right[place]))
        if fits > 0:
            kept.append((row, place, fits))
            left[row] -= fits
            right[place] -= fits
    rest = interleave(left, right)
    columns = zip(*kept, strict=True) if kept else ([], [], [])
    rows, places, amounts = (
        np.concatenate([whole(list(first)), then]) for first, then in zip(columns, rest, strict=True)
    )
    (rows, places), number = distinct_rows([rows, places])
    total = np.zeros(len(rows), dtype=np.int64)
    np.add.at(total, number, amounts)
    return rows, places, total


def published_boxes(problem: Problem, needs: Needs, layout: Layout) -> Mapping[tuple[int, int], int]:
    """Boxes by (need, lot) that were published, of lots that are still there."""
    published = problem.published
    rows = np.flatnonzero(published.lot >= 0)
    need, lot = needs.of_claim[published.claim[rows]], published.lot[rows]
    (need, lot), place = distinct_rows([need, lot])
    quantity = np.zeros(len(need), dtype=np.int64)
    np.add.at(quantity, place, published.quantity[rows])  # the claims of a need may part a box
    boxes = quantity // layout.packs[layout.group_of_item[problem.lots.item[lot]]]
    return dict(zip(zip(need.tolist(), lot.tolist(), strict=True), boxes.tolist(), strict=True))
