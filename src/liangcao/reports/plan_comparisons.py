"""A plan beside others: other ways of sharing, the same with something changed, two plans of the office."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.allocation.planning import plan_for
from liangcao.allocation.queries import PlanNeedRow, plan_head, plan_needs
from liangcao.allocation.rules import key_of, number_of
from liangcao.kernel.errors import refused
from liangcao.reports.plan_pages import Trial
from liangcao.sharing.comparing import compare, percent
from liangcao.sharing.question import Question
from liangcao.sharing.what_if import what_if


@dataclass(frozen=True, slots=True)
class WayBeside:
    """What another way of sharing the same question comes to; where it goes by figures that are not there, `missing`
    says of how many requests. `fills` are (class, percent given of what is asked); `lower` needs get less than by the
    rules, `passed_over` says how often somebody less urgent or less short goes first."""

    way: str
    by_class: bool
    missing: int = 0
    fills: Sequence[tuple[int, int]] = ()
    lowest: int = 0
    empty: int = 0
    given: int = 0
    lower: int = 0
    passed_over: int = 0


def ways_beside(trial: Trial) -> list[WayBeside]:
    """The plan by the rules and every other way, of the question of `trial`."""
    from liangcao.sharing.alternatives import alternatives  # brings large libraries

    found = []
    for each in alternatives(trial.question):
        if each.judged is None:
            found.append(WayBeside(each.way, each.by_class, missing=len(each.missing)))
            continue
        figures = each.judged.figures
        found.append(
            WayBeside(
                each.way,
                each.by_class,
                fills=[(total["class"], total["fill"]) for total in figures["classes"]],
                lowest=min(total["lowest"] for total in figures["classes"]),
                empty=figures["empty"],
                given=figures["given"],
                lower=sum(total["needs"] for total in figures["lower"]),
                passed_over=len(each.judged.choices),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed: so much more of an item, another reserve of it from a class on, a unit in another class.

    0 supposes nothing; a reserve of none is -1.
    """

    item_id: int = 0
    arrives: int = 0
    floor_class: int = 0
    floor: int = -1
    unit_id: int = 0
    unit_class: int = 0

    @property
    def is_nothing(self) -> bool:
        """True when nothing is supposed."""
        more = self.item_id and self.arrives
        return not (
            more or (self.item_id and self.floor_class and self.floor >= 0) or (self.unit_id and self.unit_class)
        )


def with_supposed(trial: Trial, supposed: Supposed, way: str) -> dict[str, Any]:
    """How the plan of `trial` would change; raises Refused where what is supposed is not in it. Nothing is written."""
    changed = what_if(trial.question, list(_changes(trial.question, supposed)))
    return compare(trial.document, plan_for(changed, way).document)


def _changes(question: Question, supposed: Supposed) -> Iterable[dict[str, Any]]:
    if supposed.item_id and (supposed.arrives or (supposed.floor_class and supposed.floor >= 0)):
        item = _named(question, "items", "item", supposed.item_id)
        if supposed.arrives:
            warehouse = next((row["warehouse"] for row in question["lots"]), key_of(1, "—"))
            yield {"change": "arrival", "item": item, "warehouse": warehouse, "quantity": supposed.arrives}
        if supposed.floor_class and supposed.floor >= 0:
            yield {"change": "floor", "item": item, "class": supposed.floor_class, "quantity": supposed.floor}
    if supposed.unit_id and supposed.unit_class:
        unit = _named(question, "claims", "unit", supposed.unit_id)
        yield {"change": "claims", "unit": unit, "to_class": supposed.unit_class}


def _named(question: Question, table: str, field: str, number: int) -> str:
    found = next((row[field] for row in question[table] if number_of(row[field]) == number), None)
    if found is None:
        raise refused("unknown_document", name=number)
    return str(found)


def plans_compared(connection: Connection, district_id: int, scope: Scope, before: int, after: int) -> dict[str, Any]:
    """Two plans side by side (`sharing.comparing`); Refused ``unknown_document`` for one that may not be seen."""
    return compare(*(_document(connection, district_id, scope, plan_id) for plan_id in (before, after)))


def _document(connection: Connection, district_id: int, scope: Scope, plan_id: int) -> dict[str, Any]:
    head = plan_head(connection, district_id, scope, plan_id)
    needs = [
        {
            "unit": key_of(need.unit_id, need.unit_name),
            "item": key_of(need.item_id, need.item_name),
            "class": need.priority_class,
            **{name: getattr(need, name) for name in ("asked", "already", "given")},
        }
        for need in plan_needs(connection, district_id, plan_id)
    ]
    return {"input_hash": head.input_hash, "plan_hash": head.plan_hash, "needs": needs}


@dataclass(frozen=True, slots=True)
class ClassBand:
    """What a class comes to in a plan: needs, how many are full and how many have nothing, and fills in hundredths.

    Fills count what was given before. `lowest` is that of whoever stands lowest.
    """

    priority_class: int
    needs: int
    full: int
    empty: int
    fill: int
    lowest: int


def class_bands(
    needs: Sequence[PlanNeedRow], dropped: Mapping[tuple[int, int, int], int] | None = None
) -> list[ClassBand]:
    """The classes of a plan, the most urgent first; fills are the mean of needs, for items do not add up."""
    gone = dropped or {}
    fills: dict[int, list[tuple[int, bool]]] = {}
    for need in needs:
        has = need.already + need.given - gone.get((need.unit_id, need.item_id, need.priority_class), 0)
        fills.setdefault(need.priority_class, []).append((percent(has, need.asked), has > 0))
    return [
        ClassBand(
            priority_class,
            needs=len(found),
            full=sum(fill >= 100 for fill, _some in found),
            empty=sum(not some for _fill, some in found),
            fill=sum(fill for fill, _some in found) // len(found),
            lowest=min(fill for fill, _some in found),
        )
        for priority_class, found in sorted(fills.items())
    ]
