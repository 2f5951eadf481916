"""Two plans side by side: who gains, who loses, and what each class comes to. Plans in, plain words out, whole numbers.

Works on the documents alone (`answer`, `ways`, `editing`), of one question or of two that differ (`what_if`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

FORMAT = "liangcao.comparison/1"
MOST_NAMED = 10
"""So many of those who gain or lose most are named."""

Document = Mapping[str, Any]
Need = Mapping[str, Any]


def compare(before: Document, after: Document) -> dict[str, Any]:
    """What is different in `after`: by need, by class and by item, fit for JSON.

    Needs are of one unit and item; one that changed its class is still the same. `given` is base units of this plan,
    `has` with what was given before. Fills are percent, rounded down.
    """
    needs = [_row(one, other) for one, other in _pairs(before["needs"], after["needs"])]
    changed = [row for row in needs if row["difference"] or row["asked"][0] != row["asked"][1] or _moved(row)]
    gains = sorted((row for row in changed if row["difference"] > 0), key=lambda row: (-row["difference"], _name(row)))
    losses = sorted((row for row in changed if row["difference"] < 0), key=lambda row: (row["difference"], _name(row)))
    return {
        "format": FORMAT,
        "before": {name: before[name] for name in ("input_hash", "plan_hash")},
        "after": {name: after[name] for name in ("input_hash", "plan_hash")},
        "same_question": before["input_hash"] == after["input_hash"],
        "same_shares": not changed,
        "gained": sum(row["difference"] for row in gains),
        "lost": -sum(row["difference"] for row in losses),
        "classes": _side_by_side(totals_by(before["needs"], "class"), totals_by(after["needs"], "class"), "class"),
        "items": _side_by_side(totals_by(before["needs"], "item"), totals_by(after["needs"], "item"), "item"),
        "needs": changed,
        "gain_most": gains[:MOST_NAMED],
        "lose_most": losses[:MOST_NAMED],
    }


def totals_by(needs: Iterable[Need], field: str) -> dict[Any, dict[str, int]]:
    """Needs added up by class or item: asked, has, given, fill and lowest fill (percent), how many have nothing."""
    found: dict[Any, dict[str, int]] = {}
    for need in needs:
        total = found.setdefault(need[field], dict.fromkeys(TOTALS, 0) | {"lowest": 100})
        has = need["already"] + need["given"]
        total["needs"] += 1
        total["asked"] += need["asked"]
        total["has"] += has
        total["given"] += need["given"]
        total["lowest"] = min(total["lowest"], percent(has, need["asked"]))
        total["empty"] += not has
    for total in found.values():
        total["fill"] = percent(total["has"], total["asked"])
    return dict(sorted(found.items()))


TOTALS = ("needs", "asked", "has", "given", "fill", "lowest", "empty")
"""What totals tell."""


def percent(has: int, asked: int) -> int:
    """How much of what is asked is there, percent, rounded down; all of nothing is 100."""
    return has * 100 // asked if asked else 100


def _side_by_side(before: Mapping[Any, Any], after: Mapping[Any, Any], field: str) -> list[dict[str, Any]]:
    nothing = dict.fromkeys(TOTALS, 0)
    return [
        {field: each} | {name: [before.get(each, nothing)[name], after.get(each, nothing)[name]] for name in TOTALS}
        for each in sorted(before.keys() | after.keys())
    ]


def _pairs(before: Sequence[Need], after: Sequence[Need]) -> Iterable[tuple[Need | None, Need | None]]:
    """Needs that are the same, or where only one side has it: first those of one class, then those that changed it."""
    left = {(need["unit"], need["item"], need["class"]): need for need in before}
    right = {(need["unit"], need["item"], need["class"]): need for need in after}
    for key in sorted(left.keys() & right.keys()):
        yield left[key], right[key]
    moved: dict[tuple[str, str], list[list[Need]]] = {}
    for side, other, number in ((left, right, 0), (right, left, 1)):
        for key in sorted(side.keys() - other.keys()):
            moved.setdefault(key[:2], [[], []])[number].append(side[key])
    for _, (gone, come) in sorted(moved.items()):
        for place in range(max(len(gone), len(come))):
            yield gone[place] if place < len(gone) else None, come[place] if place < len(come) else None


def _row(before: Need | None, after: Need | None) -> dict[str, Any]:
    """One need on both sides; a side that does not have it asks and gets 0 and is of class 0."""
    one, other = before or {}, after or {}
    known = before or after
    assert known is not None
    row: dict[str, Any] = {"unit": known["unit"], "item": known["item"]}
    row |= {name: [one.get(name, 0), other.get(name, 0)] for name in ("class", "asked", "already", "given")}
    has = [sum(row[name][side] for name in ("already", "given")) for side in (0, 1)]
    row["fill"] = [percent(has[side], row["asked"][side]) if row["asked"][side] else 0 for side in (0, 1)]
    row["difference"] = row["given"][1] - row["given"][0]
    return row


def _moved(row: Mapping[str, Any]) -> bool:
    return bool(row["class"][0] != row["class"][1])


def _name(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["unit"], row["item"]
