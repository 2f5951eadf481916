"""Claims put together: all a unit asks of one item in one class is one need, so splitting a request gains nothing."""

from dataclasses import dataclass

import numpy as np

from liangcao.sharing.problem import Lists, Problem, Rules, Whole, whole

NOTHING_FITS = -2
"""In a list of standards: claims of one need that exclude each other's standards."""


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """One row for each unit, item and class, in that order; `of_claim` leads from a claim to its need.

    `asked` (base units) is what counts: capped. `scale` is asked times weight: the fill of a need that has `x` boxes
    is (already + pack * x) / scale. `least` and `most` are new boxes: its minimum and all of it. `accepts` indexes
    `accept_lists`, the item itself not among them. `published` is what an earlier plan
    came to, with what was given before; 0: it gave nothing.
    """

    unit: Whole
    item: Whole
    priority_class: Whole
    asked: Whole
    already: Whole
    scale: Whole
    approved: Whole
    debt: Whole
    accepts: Whole
    standards: Whole
    needed_until: Whole
    minimum: Whole
    published: Whole
    of_claim: Whole
    accept_lists: Lists
    standard_lists: Lists

    def __len__(self) -> int:
        return len(self.unit)


def put_together(problem: Problem) -> Needs:
    """The needs of `problem`: sums of the asks, the tightest of caps and restrictions, the earliest approval."""
    claims, rules = problem.claims, problem.rules
    order = np.lexsort((claims.priority_class, claims.item, claims.unit))
    keys = (claims.unit[order], claims.item[order], claims.priority_class[order])
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    starts = np.flatnonzero(first)
    of_claim = np.empty(len(order), dtype=np.int64)
    of_claim[order] = np.cumsum(first) - 1

    def summed(values: Whole) -> Whole:
        return np.add.reduceat(values[order], starts) if len(starts) else whole([])

    def largest(values: Whole) -> Whole:
        return np.maximum.reduceat(values[order], starts) if len(starts) else whole([])

    capped = np.where(claims.most < 0, np.iinfo(np.int64).max, claims.most)
    asked = np.minimum(summed(claims.asked), -largest(-capped))
    accepts, accept_lists = _agreed(claims.accepts, of_claim, len(starts), rules.accept_lists)
    standards, standard_lists = _agreed(
        claims.standards, of_claim, len(starts), rules.standard_lists, empty_is_any=True
    )
    already = np.minimum(summed(claims.already), asked)
    published = np.zeros(len(starts), dtype=np.int64)
    np.add.at(published, of_claim[problem.published.claim], problem.published.quantity)
    return Needs(
        unit=keys[0][starts],
        item=keys[1][starts],
        priority_class=keys[2][starts],
        asked=asked,
        already=already,
        scale=asked * largest(claims.weight),
        approved=-largest(-claims.approved),
        debt=largest(claims.debt),
        accepts=accepts,
        standards=standards,
        needed_until=largest(claims.needed_until),
        minimum=np.minimum(summed(claims.minimum), asked),
        published=np.where(published > 0, already + published, 0),
        of_claim=of_claim,
        accept_lists=accept_lists,
        standard_lists=standard_lists,
    )


def boxes_wanted(needs: Needs, pack: Whole, rules: Rules) -> tuple[Whole, Whole]:
    """(minimum, all) in new boxes of `pack` (by need): the minimum rounded up, the ask as the rules say."""
    open_ask = needs.asked - needs.already
    most = -(-open_ask // pack) if rules.rounding == "up" else open_ask // pack
    least = np.clip(-(-(needs.minimum - needs.already) // pack), 0, most)
    return least, most


def _agreed(
    codes: Whole, of_claim: Whole, count: int, lists: Lists, *, empty_is_any: bool = False
) -> tuple[Whole, Lists]:
    """What all claims of a need agree to: their lists' common part, in the order of the first; new lists are added."""
    low = np.full(count, len(lists), dtype=np.int64)
    high = np.full(count, -1, dtype=np.int64)
    np.minimum.at(low, of_claim, codes)
    np.maximum.at(high, of_claim, codes)
    found = low.copy()
    known = {each: code for code, each in enumerate(lists)}
    differing = np.flatnonzero(low != high)
    order = np.argsort(of_claim, kind="stable")
    ends = np.searchsorted(of_claim[order], [differing, differing + 1]).T.tolist()
    for need, (begin, end) in zip(differing.tolist(), ends, strict=True):
        named = [lists[code] for code in sorted(set(codes[order[begin:end]].tolist()))]
        if empty_is_any:
            named = [each for each in named if each]
        both = tuple(each for each in named[0] if all(each in other for other in named[1:]))
        if empty_is_any and not both:
            both = (NOTHING_FITS,)
        found[need] = known.setdefault(both, len(known))
    return found, tuple(known)
