"""Water-filling in whole boxes under the limits of a polymatroid: exact, in 64-bit integers, all groups at once.

A step gives one box to one need; its level is the fill the need stands at before, (already + pack * x) / scale. All
steps stand in one fixed queue: by level, then the need's `tie`. The queue is gone through from the front and a step
is taken unless some limit forbids it. For limits that are the rank of a polymatroid this greedy gives the
lexicographically largest sorted vector of fills (Federgruen and Groenevelt 1986), and each answer is a prefix of a
longer one: more stock lowers nobody. Where halves of boxes count, a last box of which less than half is wanted would
have a level of 1 or more; it counts as 1 - 1 / scale. Instead of box by box the queue is searched by halving: for a
level the boxes below it are a closed form, and only the last few steps are put in order one by one.
"""

from dataclasses import dataclass

import numpy as np

from liangcao.sharing.problem import Flags, Whole, whole

_BITS = 22
_ONE = 1 << 2 * _BITS
"""Levels are searched as whole multiples of 1 / _ONE; scales are below 2^40, so none of the products overflows."""


@dataclass(frozen=True, slots=True, eq=False)
class Thirst:
    """The needs of one tier, sorted by kind (kinds sorted by group; both numbered from 0 without gaps).

    `now` and `most` are boxes; `tie` ranks the needs of a group that stand at the same level.
    """

    group: Whole
    kind: Whole
    already: Whole
    scale: Whole
    pack: Whole
    now: Whole
    most: Whole
    tie: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """What the kinds may take together: limit c allows `slack[c]` more boxes to `kinds[starts[c]:starts[c + 1]]`.

    `own` is what each kind takes before it draws on the limits. The limits of a group come in the order in which they
    are to be named as reasons.
    """

    group: Whole
    slack: Whole
    kinds: Whole
    starts: Whole
    own: Whole

    def loads(self, by_kind: Whole) -> Whole:
        """What the kinds under each limit draw on it when they take `by_kind`."""
        drawn = np.maximum(by_kind - self.own, 0)
        return whole(np.add.reduceat(drawn[self.kinds], self.starts))


@dataclass(frozen=True, slots=True, eq=False)
class Poured:
    """The boxes of each need after the tier, and for each kind the limit that stopped it (-1: none did)."""

    boxes: Whole
    stopped_by: Whole


def pour(thirst: Thirst, limits: Limits) -> Poured:
    """Fill the needs of a tier up to their `most` as far as the limits allow."""
    boxes = thirst.now.copy()
    kind_count = int(thirst.kind[-1]) + 1 if len(thirst.kind) else 0
    stopped_by = np.full(kind_count, -1, dtype=np.int64)
    low = np.zeros(int(thirst.group[-1]) + 1 if kind_count else 0, dtype=np.int64)
    _stop(stopped_by, limits, np.zeros(kind_count, dtype=np.int64))
    while True:
        rows = np.flatnonzero((stopped_by[thirst.kind] < 0) & (boxes < thirst.most))
        if not len(rows):
            return Poured(boxes, stopped_by)
        taken = np.zeros(kind_count, dtype=np.int64)
        np.add.at(taken, thirst.kind, boxes - thirst.now)
        search = _Search(thirst, limits, rows, boxes[rows], taken)
        boxes[rows] = search.run(low)
        np.add.at(taken, thirst.kind[rows], boxes[rows] - search.start)
        _stop(stopped_by, limits, taken)


def _stop(stopped_by: Whole, limits: Limits, taken: Whole) -> None:
    """Mark the kinds under limits that are used up; of several the first is named."""
    ends = np.append(limits.starts[1:], len(limits.kinds))
    tight = np.flatnonzero(limits.loads(taken) >= limits.slack)
    for limit in tight.tolist():
        kinds = limits.kinds[limits.starts[limit] : ends[limit]]
        stopped_by[kinds[(stopped_by[kinds] < 0) & (taken[kinds] >= limits.own[kinds])]] = limit


class _Search:
    """One round: as far down the queue as every group gets before a limit forbids a step."""

    def __init__(self, thirst: Thirst, limits: Limits, rows: Whole, start: Whole, taken: Whole) -> None:
        self.limits = limits
        self.start = start
        self.group, self.kind = thirst.group[rows], thirst.kind[rows]
        self.already, self.scale, self.pack = thirst.already[rows], thirst.scale[rows], thirst.pack[rows]
        self.most, self.tie = thirst.most[rows], thirst.tie[rows]
        self.taken = taken
        self.is_cut = self.already + self.pack * (self.most - 1) >= self.scale
        self.group_count = int(thirst.group[-1]) + 1
        self.heads = np.flatnonzero(np.append(True, self.kind[1:] != self.kind[:-1]))

    def run(self, low: Whole) -> Whole:
        """The boxes of each row at the end of the round; `low` is a level (by group) known to be within the limits."""
        high = np.full(self.group_count, _ONE, dtype=np.int64)
        below, above = self.start.copy(), self.most.copy()
        done = self._fits(above)
        below[done[self.group]] = above[done[self.group]]
        rows_of = np.bincount(self.group, minlength=self.group_count)
        while True:
            left = np.zeros(self.group_count, dtype=np.int64)
            np.add.at(left, self.group, above - below)
            open_groups = ~done & (high - low > 1) & (left > 2 * rows_of + 8)
            if not open_groups.any():
                break
            middle = np.where(open_groups, (low + high) // 2, low)
            trial = np.where(open_groups[self.group], self._boxes_at(middle, below), below)
            fits = self._fits(trial) & open_groups
            over = open_groups & ~fits
            low[fits], high[over] = middle[fits], middle[over]
            below = np.where(fits[self.group], trial, below)
            above = np.where(over[self.group], trial, above)
        return self._last_steps(below, above)

    def _boxes_at(self, level: Whole, least: Whole) -> Whole:
        """All steps of each row whose level is below `level` (by group, in 1 / _ONE), at least `least`."""
        big, small = level >> _BITS, level & ((1 << _BITS) - 1)
        coarse = self.scale * big[self.group]
        rest = ((coarse & ((1 << _BITS) - 1)) << _BITS) + self.scale * small[self.group]
        reach = (coarse >> _BITS) - (-rest >> 2 * _BITS)
        boxes = np.clip(-((self.already - reach) // self.pack), least, self.most)
        if self.is_cut.any():
            below = self.scale <= (_ONE - 1) // np.maximum(_ONE - level[self.group], 1)
            boxes = np.where(self.is_cut & below & (boxes >= self.most - 1), self.most, boxes)
        return whole(boxes)

    def _loads(self, boxes: Whole) -> Whole:
        """What the kinds take in all when the rows have `boxes`."""
        by_kind = self.taken.copy()
        by_kind[self.kind[self.heads]] += np.add.reduceat(boxes - self.start, self.heads)
        return by_kind

    def _fits(self, boxes: Whole) -> Flags:
        """By group: do `boxes` keep every limit?"""
        return self._kept(self._loads(boxes))

    def _kept(self, by_kind: Whole) -> Flags:
        kept = np.ones(self.group_count, dtype=bool)
        kept[self.limits.group[self.limits.loads(by_kind) > self.limits.slack]] = False
        return kept

    def _last_steps(self, below: Whole, above: Whole) -> Whole:
        """Take the steps between `below` (within the limits) and `above` (not) in the order of the queue."""
        counts = above - below
        step_row = np.repeat(np.arange(len(counts)), counts)
        if not len(step_row):
            return below
        nth = np.arange(len(step_row)) - np.repeat(np.cumsum(counts) - counts, counts)
        numerator = self.already[step_row] + self.pack[step_row] * (below[step_row] + nth)
        numerator = np.minimum(numerator, self.scale[step_row] - 1)
        first, second = fraction_digits(numerator, self.scale[step_row])
        step_row = step_row[np.lexsort((self.tie[step_row], second, first, self.group[step_row]))]
        step_group, step_kind = self.group[step_row], self.kind[step_row]
        starts = np.searchsorted(step_group, np.arange(self.group_count))
        place = np.arange(len(step_row)) - starts[step_group]
        by_kind = self._loads(below)
        least = np.zeros(self.group_count, dtype=np.int64)
        most = np.bincount(step_group, minlength=self.group_count)
        whole_queue = self._kept(by_kind + np.bincount(step_kind, minlength=len(by_kind)))
        least[whole_queue] = most[whole_queue]
        while (most - least > 1).any():
            middle = (least + most) // 2
            within = step_kind[place < middle[step_group]]
            fits = self._kept(by_kind + np.bincount(within, minlength=len(by_kind)))
            least = np.where(fits, middle, least)
            most = np.where(fits, most, middle)
        taken = step_row[place < least[step_group]]
        return below + np.bincount(taken, minlength=len(below))


def fraction_digits(numerator: Whole, scale: Whole) -> tuple[Whole, Whole]:
    """88 bits of numerator / scale (in [0, 1), scale below 2^40) in two numbers: equal only for equal fractions."""
    digits = []
    rest = numerator
    for _ in range(4):
        rest = rest << _BITS
        digit = rest // scale
        digits.append(digit)
        rest = rest - digit * scale
    return whole((digits[0] << _BITS) + digits[1]), whole((digits[2] << _BITS) + digits[3])
