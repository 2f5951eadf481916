"""Amounts on one side met with amounts on the other, in order: who gets what out of which."""

import numpy as np

from liangcao.sharing.problem import Whole


def interleave(one: Whole, other: Whole) -> tuple[Whole, Whole, Whole]:
    """Cut two lists of amounts with the same sum at each other's ends: (row of one, row of other, amount > 0).

    The first of one are served out of the first of the other, so there are fewer cuts than rows on both sides.
    """
    ends_of_one, ends_of_other = np.cumsum(one), np.cumsum(other)
    ends = np.sort(np.concatenate([ends_of_one, ends_of_other]), kind="stable")
    ends = ends[np.diff(ends, prepend=0) > 0]
    rows_of_one = np.searchsorted(ends_of_one, ends)
    rows_of_other = np.searchsorted(ends_of_other, ends)
    return rows_of_one, rows_of_other, np.diff(ends, prepend=0)
