"""From a question in plain words to arrays: names become numbers in the order of the names, whatever the row order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from liangcao.kernel.errors import Reason, Refused
from liangcao.sharing.problem import (
    NEVER,
    Claims,
    Lots,
    Part,
    Problem,
    Published,
    Rules,
    Whole,
    for_zone,
    most_weighted,
    tiers_by_class,
    tiers_minima_first,
    whole,
)
from liangcao.sharing.question import Question, Row
from liangcao.sharing.standards import meeting

UNDATED = "9999-12-31T23:59:59"
"""Claims without an approval date come after all others."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers of a problem stand for; claims and lots are rows of the question."""

    items: tuple[str, ...]
    units: tuple[str, ...]
    warehouses: tuple[str, ...]
    zones: tuple[str, ...]
    standards: tuple[str, ...]
    lots: tuple[Row, ...]


def problem_of_question(question: Question, *, with_arrivals: bool = False) -> tuple[Problem, Names]:
    """The arrays of `question` and their names; `with_arrivals`: as if all that is on its way had come.

    Raises Refused where asks of one unit come to more than can be counted with.
    """
    lots = tuple(row for row in question["lots"] if _is_there(row, question.date, with_arrivals=with_arrivals))
    claims = question["claims"]
    _check_sums(claims, most_weighted(is_nearest=question.rules["last_box"] == "nearest"))
    names = Names(
        items=_sorted(row["item"] for row in question["items"]),
        units=_sorted([row["unit"] for row in (*question["units"], *claims)] + [row["for_unit"] for row in lots]),
        warehouses=_sorted(
            [row["warehouse"] for row in (*question["lots"], *question["costs"], *question["pick_limits"])]
            + [each for row in question["pick_limits"] for each in row["together"]]
        ),
        zones=_sorted(
            ["", *(row["zone"] for row in (*question["units"], *question["costs"])), *(row["for_zone"] for row in lots)]
        ),
        standards=_sorted([row["standard"] for row in lots] + [each for row in claims for each in row["standards"]]),
        lots=lots,
    )
    number = _numbers(names)
    rules, lists = _rules(question, names, number)
    published = _published(question, lots)
    return Problem(_claims(question, number, lists), _lots(lots, number), rules, published), names


def _is_there(row: Row, today: str, *, with_arrivals: bool) -> bool:
    on_hand = not row["arrives"] or row["arrives"] <= today or with_arrivals
    return on_hand and not row["quarantined"] and row["quantity"] > row["held"]


def _check_sums(claims: Sequence[Row], most_in_all: int) -> None:
    totals: dict[tuple[Any, ...], int] = {}
    weights: dict[tuple[Any, ...], int] = {}
    for row in claims:
        place = (row["unit"], row["item"], row["class"])
        totals[place] = totals.get(place, 0) + row["asked"]
        weights[place] = max(weights.get(place, 1), row["weight"])
    for number, row in enumerate(claims, 1):
        place = (row["unit"], row["item"], row["class"])
        if totals[place] * weights[place] > most_in_all:
            most = most_in_all // weights[place]
            raise Refused(Reason("quantity_too_large", {"most": most}, f"claims.{number}.asked"))


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _numbers(names: Names) -> dict[str, dict[str, int]]:
    return {
        field: {name: number for number, name in enumerate(getattr(names, field))}
        for field in ("items", "units", "warehouses", "zones", "standards")
    }


def _column(rows: Sequence[Row], read: Callable[[Row], int]) -> Whole:
    return whole([read(row) for row in rows])


def _claims(question: Question, number: dict[str, dict[str, int]], lists: "_ListsOf") -> Claims:
    rows = question["claims"]
    today = date.fromisoformat(question.date).toordinal()
    moments = {name: rank for rank, name in enumerate(sorted({row["approved"] or UNDATED for row in rows}))}
    least_life = question.rules["life_days"]

    def numbers(field: str) -> Whole:
        return _column(rows, lambda row: int(row[field]))

    return Claims(
        unit=_column(rows, lambda row: number["units"][row["unit"]]),
        item=_column(rows, lambda row: number["items"][row["item"]]),
        priority_class=numbers("class"),
        asked=numbers("asked"),
        minimum=numbers("minimum"),
        most=numbers("most"),
        already=numbers("already"),
        weight=numbers("weight"),
        approved=_column(rows, lambda row: moments[row["approved"] or UNDATED]),
        debt=numbers("debt"),
        accepts=_column(rows, lambda row: lists.accepts[lists.numbers(row["accepts"], "items")]),
        standards=_column(rows, lambda row: lists.standards[lists.meeting(row["standards"])]),
        needed_until=_column(rows, lambda row: today + max(least_life, row["life_days"])),
    )


def _lots(rows: Sequence[Row], number: dict[str, dict[str, int]]) -> Lots:
    return Lots(
        _column(rows, lambda row: number["items"][row["item"]]),
        _column(rows, lambda row: number["warehouses"][row["warehouse"]]),
        _column(rows, lambda row: int(row["quantity"] - row["held"])),
        _column(rows, lambda row: date.fromisoformat(row["expires"]).toordinal() if row["expires"] else NEVER),
        _column(rows, lambda row: number["standards"][row["standard"]]),
        _column(rows, lambda row: _direction(row, number)),
        _column(rows, lambda row: int(row["for_class"])),
    )


def _direction(row: Row, number: dict[str, dict[str, int]]) -> int:
    """The unit, or the zone, that a lot is for."""
    if row["for_unit"]:
        return number["units"][row["for_unit"]]
    return for_zone(number["zones"][row["for_zone"]]) if row["for_zone"] else -1


def _published(question: Question, lots: Sequence[Row]) -> Published:
    """What was published of claims that still stand."""
    claim_of = {row["claim"]: number for number, row in enumerate(question["claims"])}
    lot_of = {(row["lot"], row["warehouse"]): number for number, row in enumerate(lots)}
    rows = [row for row in question["published"] if row["claim"] in claim_of]
    return Published(
        _column(rows, lambda row: claim_of[row["claim"]]),
        _column(rows, lambda row: lot_of.get((row["lot"], row["warehouse"]), -1)),
        _column(rows, lambda row: int(row["quantity"])),
    )


@dataclass(frozen=True, slots=True)
class _ListsOf:
    """The distinct lists of substitutes and standards, by their numbers."""

    number: dict[str, dict[str, int]]
    accepts: dict[tuple[int, ...], int]
    standards: dict[tuple[int, ...], int]
    met: dict[tuple[str, ...], tuple[int, ...]] = field(default_factory=dict)

    def meeting(self, asked: Sequence[str]) -> tuple[int, ...]:
        """The numbers of the standards that will do where these are asked for."""
        key = tuple(asked)
        if key not in self.met:
            self.met[key] = self.numbers(meeting(key, self.number["standards"]), "standards")
        return self.met[key]

    def numbers(self, names: Sequence[str], field: str) -> tuple[int, ...]:
        return tuple(self.number[field][name] for name in names)


def _tiers(rules: Mapping[str, Any], classes: tuple[int, ...]) -> tuple[tuple[int, Part], ...]:
    """The order in which the parts of the classes are served."""
    if not rules["tiers"]:
        return (tiers_by_class if rules["order"] == "class" else tiers_minima_first)(classes)
    named = (each.split(":") for each in rules["tiers"])
    return tuple((int(each), "minimum" if part == "minimum" else "rest") for each, part in named)


def _rules(question: Question, names: Names, number: dict[str, dict[str, int]]) -> tuple[Rules, _ListsOf]:
    claims, rules = question["claims"], question.rules
    lists = _ListsOf(number, {}, {})
    accepted = {(), *(lists.numbers(row["accepts"], "items") for row in claims)}
    wanted = {(), *map(lists.meeting, {tuple(row["standards"]) for row in claims})}
    for found, known in ((accepted, lists.accepts), (wanted, lists.standards)):
        for each in sorted(found):
            known[each] = len(known)
    costs = np.zeros((len(names.warehouses), len(names.zones)), dtype=np.int64)
    for row in question["costs"]:
        costs[number["warehouses"][row["warehouse"]], number["zones"][row["zone"]]] = row["cost"]
    pack_of = {row["item"]: row["pack"] for row in question["items"]}
    zone_of = {row["unit"]: row["zone"] for row in question["units"]}
    classes = tuple(sorted({row["class"] for row in claims}))
    made = Rules(
        packs=whole([pack_of[item] for item in names.items]),
        tiers=_tiers(rules, classes),
        zone_of_unit=whole([number["zones"][zone_of.get(unit, "")] for unit in names.units]),
        costs=costs,
        today=date.fromisoformat(question.date).toordinal(),
        floors={(number["items"][row["item"]], row["class"]): row["quantity"] for row in question["floors"]},
        expected={number["items"][row["item"]]: (row["class"], row["quantity"]) for row in question["expected"]},
        pick_limits={number["warehouses"][row["warehouse"]]: row["boxes"] for row in question["pick_limits"]},
        picked_together={
            number["warehouses"][each]: number["warehouses"][row["warehouse"]]
            for row in question["pick_limits"]
            for each in row["together"]
        },
        drain_days=rules["drain_days"],
        rounding=rules["rounding"],
        is_nearest=rules["last_box"] == "nearest",
        whole_minima=rules["minima"] == "whole",
        accept_lists=tuple(lists.accepts),
        standard_lists=tuple(lists.standards),
    )
    return made, lists
