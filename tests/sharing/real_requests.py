"""Real requests of 2020 as questions, and what was common practice as rivals: first come first served, pro rata.

What was in store is known for neither. For the USA it is taken to be what was delivered in the end, item by item; for
Hubei two fifths of what was asked. Rows without a usable quantity are left out and counted.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from liangcao.sharing.answer import answer
from liangcao.sharing.reading import question_of

DATA = Path(__file__).parents[1] / "data" / "sharing" / "real"
File = dict[str, Any]
Amounts = Mapping[str, int]
"""Base units by claim."""


def hubei() -> tuple[File, int]:
    """Hospitals of Hubei: county and city hospitals before township ones and others; the number of rows left out."""
    with (DATA / "hubei-hospital-requests-2020.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    known = [row for row in rows if row["数量"].isdigit() and int(row["数量"])]
    claims = [
        {
            "claim": f"{number:04}",
            "unit": f"{row['城市']}{row['单位']}",
            "item": row["物资"],
            "class": 1 if any(sort in row["单位"] for sort in ("人民医院", "中心医院", "中医")) else 2,
            "asked": int(row["数量"]),
            "approved": f"2020-02-01T{number // 60:02}:{number % 60:02}",
        }
        for number, row in enumerate(known)
    ]
    asked = _sum_by_item(claims)
    return _file("2020-02-10", claims, {item: total * 2 // 5 for item, total in asked.items()}), len(rows) - len(known)


def getusppe() -> tuple[File, int]:
    """Facilities of the USA, all of one class: no match says what sort of facility it is for."""
    with (DATA / "getusppe-matches-to-2020-09.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    known = [row for row in rows if row["qty"].isdigit() and int(row["qty"])]
    claims = [
        {
            "claim": f"{number:04}",
            "unit": row["facilitykey"],
            "item": row["enumcode"],
            "class": 1,
            "asked": int(row["qty"]),
            "approved": row["matchCreated"][:19],
        }
        for number, row in enumerate(known)
    ]
    stock: dict[str, int] = defaultdict(int)
    for row in known:
        if row["matchstatus"] == "delivered":
            stock[row["enumcode"]] += int(row["qty"])
    return _file("2020-10-01", claims, stock), len(rows) - len(known)


def _file(date: str, claims: list[File], stock: Mapping[str, int]) -> File:
    items = [{"item": item} for item in sorted({claim["item"] for claim in claims})]
    lots = [{"lot": item, "item": item, "warehouse": "1", "quantity": quantity} for item, quantity in stock.items()]
    return {"date": date, "items": items, "claims": claims, "lots": lots}


def _sum_by_item(claims: list[File]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for claim in claims:
        total[claim["item"]] += claim["asked"]
    return dict(total)


def ours(file: File) -> Amounts:
    """What the planner gives."""
    given: dict[str, int] = defaultdict(int)
    for line in answer(question_of(file)).document["lines"]:
        given[line["claim"]] += line["quantity"]
    return given


def first_come_first_served(file: File) -> Amounts:
    """Everybody gets all he asks in the order of approval, as long as there is any."""
    left = {lot["item"]: lot["quantity"] for lot in file["lots"]}
    given = {}
    for claim in sorted(file["claims"], key=lambda claim: (claim["approved"], claim["claim"])):
        given[claim["claim"]] = min(claim["asked"], left.get(claim["item"], 0))
        left[claim["item"]] = left.get(claim["item"], 0) - given[claim["claim"]]
    return given


def pro_rata(file: File) -> Amounts:
    """Everybody the same part of what he asks, rounded down."""
    stock = {lot["item"]: lot["quantity"] for lot in file["lots"]}
    asked = _sum_by_item(file["claims"])
    return {
        claim["claim"]: claim["asked"] * min(stock.get(claim["item"], 0), asked[claim["item"]]) // asked[claim["item"]]
        for claim in file["claims"]
    }


RIVALS: dict[str, Callable[[File], Amounts]] = {
    "the plan": ours,
    "first come, first served": first_come_first_served,
    "pro rata": pro_rata,
}


@dataclass(frozen=True)
class Outcome:
    """Fills of needs (unit, item and class): by class what was given of what was asked, the lowest, the spread."""

    by_class: Mapping[int, Fraction]
    lowest: Mapping[tuple[str, int], Fraction]
    """By item and class."""
    empty: int
    given: int
    spread: Fraction
    """The mean difference between any two needs of one item and class, as a part of what they ask."""


def outcome(file: File, given: Amounts) -> Outcome:
    """Judge a way of giving."""
    asked: dict[tuple[str, str, int], int] = defaultdict(int)
    got: dict[tuple[str, str, int], int] = defaultdict(int)
    for claim in file["claims"]:
        need = (claim["unit"], claim["item"], claim["class"])
        asked[need] += claim["asked"]
        got[need] += given.get(claim["claim"], 0)
    fills: dict[tuple[str, int], list[Fraction]] = defaultdict(list)
    for need, total in asked.items():
        fills[need[1], need[2]].append(Fraction(got[need], total))
    classes = sorted({need[2] for need in asked})
    return Outcome(
        by_class={
            each: Fraction(
                sum(got[need] for need in asked if need[2] == each),
                sum(asked[need] for need in asked if need[2] == each),
            )
            for each in classes
        },
        lowest={place: min(each) for place, each in fills.items()},
        empty=sum(not got[need] for need in asked),
        given=sum(got.values()),
        spread=_mean_difference(list(fills.values())),
    )


def _mean_difference(groups: list[list[Fraction]]) -> Fraction:
    pairs, total = 0, Fraction(0)
    for fills in groups:
        ordered = sorted(fills)
        count = len(ordered)
        pairs += count * (count - 1) // 2
        total += sum((fill * (2 * place - count + 1) for place, fill in enumerate(ordered)), Fraction(0))
    return total / pairs if pairs else Fraction(0)


def report() -> str:
    """A Markdown table of both data sets: what each way of giving comes to."""
    lines = ["| | way | given | fill by class | needs with nothing | mean difference |", "|---|---|--:|---|--:|--:|"]
    for name, (file, _) in (("Hubei", hubei()), ("USA", getusppe())):
        for way, share in RIVALS.items():
            result = outcome(file, share(file))
            fills = ", ".join(f"{each}: {float(fill):.1%}" for each, fill in result.by_class.items())
            lines.append(
                f"| {name} | {way} | {result.given:,} | {fills} | {result.empty} | {float(result.spread):.3f} |"
            )
    return "\n".join(lines)
