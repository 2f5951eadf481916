"""What a way of sharing comes to, in figures that can be put beside those of another. Whole numbers, no library."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liangcao.sharing.check import look_at
from liangcao.sharing.comparing import totals_by
from liangcao.sharing.goods import packs_of, wants_of
from liangcao.sharing.question import Question
from liangcao.sharing.violation import Violation

_FINE = 10**9
MOST_NAMED = 3
"""So many of the needs that differ most are named."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A document judged: what it may not do (`limits`, empty or it cannot be used), what it does otherwise, figures."""

    document: Mapping[str, Any]
    limits: Sequence[Violation]
    choices: Sequence[Violation]
    figures: Mapping[str, Any]


def judge(question: Question, document: Mapping[str, Any], plan: Mapping[str, Any]) -> Judged:
    """Hold a document against the limits, the rules, and the plan of the same question.

    Figures: `classes` (as `comparing.totals_by`), `given` and `boxes` in all, `empty` needs, `spread` (the mean
    difference between the fills of two needs of one item and class, thousandths), what came out of `reserves`, and by
    class the needs that are `lower` or `higher` than in the plan, with base units.
    """
    needs = document["needs"]
    looked = look_at(question, document)
    packs = packs_of(question, wants_of(question).values())
    classes = totals_by(needs, "class")
    figures = {
        "classes": [{"class": each, **total} for each, total in classes.items()],
        "given": sum(total["given"] for total in classes.values()),
        "boxes": sum(need["given"] // packs[need["item"]] for need in needs),
        "empty": sum(total["empty"] for total in classes.values()),
        "spread": _spread(needs),
        "reserves": sum(each.boxes * each.pack for each in looked.reserves.values()),
        **_against(needs, plan["needs"]),
    }
    return Judged(document, looked.limits, looked.choices, figures)


def _against(needs: Iterable[Mapping[str, Any]], plan: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    before = {(need["unit"], need["item"], need["class"]): need["given"] for need in plan}
    found: dict[str, dict[int, list[tuple[int, str, str]]]] = {"lower": {}, "higher": {}}
    for need in needs:
        difference = need["given"] - before[need["unit"], need["item"], need["class"]]
        if difference:
            side = found["lower" if difference < 0 else "higher"]
            side.setdefault(need["class"], []).append((-abs(difference), need["unit"], need["item"]))
    return {name: [_total(each, rows) for each, rows in sorted(side.items())] for name, side in found.items()}


def _total(priority_class: int, rows: Sequence[tuple[int, str, str]]) -> dict[str, Any]:
    """Needs of a class that differ: how many, by how much in all, and those that differ most."""
    most = [{"unit": unit, "item": item, "quantity": -less} for less, unit, item in sorted(rows)[:MOST_NAMED]]
    return {"class": priority_class, "needs": len(rows), "quantity": -sum(row[0] for row in rows), "most": most}


def _spread(needs: Iterable[Mapping[str, Any]]) -> int:
    """Fills are taken in 10^9ths, so that large plans are quick to judge; thousandths come out, rounded."""
    fills: dict[tuple[str, int], list[int]] = {}
    for need in needs:
        fill = (need["already"] + need["given"]) * _FINE // need["asked"]
        fills.setdefault((need["item"], need["class"]), []).append(fill)
    pairs = total = 0
    for each in fills.values():
        count = len(each)
        pairs += count * (count - 1) // 2
        total += sum(fill * (2 * place - count + 1) for place, fill in enumerate(sorted(each)))
    return (total * 1000 + pairs * _FINE // 2) // (pairs * _FINE) if pairs else 0
