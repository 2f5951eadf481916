"""What rounding to whole boxes cost each need: written down, and paid back first on later days among equals."""

import numpy as np

from liangcao.sharing.plan import Sharing
from liangcao.sharing.problem import Whole


def debts_after(sharing: Sharing) -> Whole:
    """The debt of every need after this plan, thousandths of a base unit; below 0: it got more than its even share.

    Those who stand at one bottleneck would all stand at one fill if boxes could be cut; the difference to what whole
    boxes gave them is added to what they were owed before. Whoever went away full keeps the debt he had.
    """
    needs, amounts = sharing.needs, sharing.amounts
    debts = needs.debt.copy()
    short = np.flatnonzero((amounts.bottleneck >= 0) & (amounts.boxes < amounts.most))
    order = short[np.argsort(amounts.bottleneck[short], kind="stable")]
    numbers = amounts.bottleneck[order]
    for rows in np.split(order, np.flatnonzero(np.diff(numbers)) + 1):
        if len(rows) > 1:
            _add(sharing, debts, rows)
    return debts


def _add(sharing: Sharing, debts: Whole, rows: Whole) -> None:
    """Add what the needs of one bottleneck gain or lose against the even fill of them all."""
    needs, amounts = sharing.needs, sharing.amounts
    has = (needs.already + sharing.given_to_needs)[rows].tolist()
    scale = needs.scale[rows].tolist()
    pack = sharing.layout.packs[sharing.layout.group_of_item[needs.item[rows]]].tolist()
    # A need that its minimum lifted above the others' fill by more than a box has nothing to do with their rounding.
    lifted = (amounts.boxes[rows] <= amounts.least[rows]).tolist()
    level = set(range(len(rows)))
    while True:
        total, size = sum(has[n] for n in level), sum(scale[n] for n in level)
        above = {n for n in level if lifted[n] and (has[n] - pack[n]) * size >= total * scale[n]}
        if not above or above == level:
            break
        level -= above
    for n in level:
        even, odd = divmod(1000 * total * scale[n], size)
        debts[rows[n]] += even + (2 * odd >= size) - 1000 * has[n]
