"""Whose turn it is: who gets the next box, and by which rule the last one went where it did."""

import numpy as np

from liangcao.sharing.plan import Sharing
from liangcao.sharing.problem import Whole


def first_in_queue(sharing: Sharing, rows: Whole) -> int:
    """Which need of `rows` (all short) gets the next box: the first tier, then the lowest fill, then the tie rule."""
    needs, amounts = sharing.needs, sharing.amounts
    given = sharing.given_to_needs
    is_nearest = sharing.problem.rules.is_nearest
    tiers = {tier: number for number, tier in enumerate(sharing.problem.rules.tiers)}

    pack = sharing.layout.packs[sharing.layout.group_of_item[needs.item]]

    def level(row: int) -> tuple[int, int]:
        has, scale = int(needs.already[row] + given[row]), int(needs.scale[row])
        return (min(2 * has + int(pack[row]), 2 * scale - 1), 2 * scale) if is_nearest else (has, scale)

    def is_before(one: int, other: int) -> bool:
        place = [
            tiers[int(needs.priority_class[row]), "minimum" if amounts.boxes[row] < amounts.least[row] else "rest"]
            for row in (one, other)
        ]
        if place[0] != place[1]:
            return place[0] < place[1]
        (mine, scale), (his, his_scale) = (level(row) for row in (one, other))
        left, right = mine * his_scale, his * scale
        return left < right or (left == right and bool(amounts.tie[one] < amounts.tie[other]))

    first = int(rows[0])
    for row in rows[1:].tolist():
        first = row if is_before(row, first) else first
    return first


def last_boxes(sharing: Sharing) -> dict[int, str]:
    """The needs that have one box more than others asking alike at the same bottleneck, and the rule that gave it."""
    needs, amounts = sharing.needs, sharing.amounts
    rows = np.flatnonzero((amounts.bottleneck >= 0) & (amounts.boxes < amounts.most))
    alike: dict[tuple[int, ...], list[int]] = {}
    keys = zip(
        amounts.bottleneck[rows].tolist(),
        needs.priority_class[rows].tolist(),
        needs.scale[rows].tolist(),
        needs.already[rows].tolist(),
        amounts.least[rows].tolist(),
        strict=True,
    )
    for key, row in zip(keys, rows.tolist(), strict=True):
        alike.setdefault(key, []).append(row)
    found: dict[int, str] = {}
    for fellows in alike.values():
        boxes = amounts.boxes[fellows]
        if len(fellows) > 1 and boxes.max() == boxes.min() + 1:
            losers = [row for row in fellows if amounts.boxes[row] == boxes.min()]
            loser = min(losers, key=lambda row: int(amounts.tie[row]))
            found |= {row: _rule(sharing, row, loser) for row in fellows if amounts.boxes[row] == boxes.max()}
    return found


def _rule(sharing: Sharing, winner: int, loser: int) -> str:
    needs = sharing.needs
    if needs.debt[winner] != needs.debt[loser]:
        return "owed"
    if needs.published[winner] != needs.published[loser]:
        return "published_first"
    return "approved_first" if needs.approved[winner] != needs.approved[loser] else "by_number"
