"""What the pages of plans show: plans in a list, one plan item by item, and what a plan made now would say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.allocation.planning import Planned, plan_for
from liangcao.allocation.queries import PlanHead, PlanLineRow, PlanNeedRow, PlanShareRow, plans_page
from liangcao.allocation.question import OpenLine, Stock, Wish, question_for
from liangcao.allocation.rules import name_of, number_of
from liangcao.allocation.waiting import LookAhead, open_lines, stock_for
from liangcao.database.bulk import ask, select_by_keys
from liangcao.database.in_order import joined_in_order
from liangcao.ledger.queries import scope_condition
from liangcao.parties.queries import Place
from liangcao.reports.request_pages import names_of_people
from liangcao.sharing.goods import packs_of, wants_of
from liangcao.sharing.question import Question


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in the list: how many units and kinds of goods it serves, who made it, who decided."""

    head: PlanHead
    units: int
    items: int
    proposed_by: str
    decided_by: str

    @property
    def id(self) -> int:
        """The number of the plan."""
        return self.head.plan_id


def plan_rows(
    connection: Connection, district_id: int, scope: Scope, *, state: str = "", page: tuple[int, int] = (50, 0)
) -> list[PlanRow]:
    """Plans, the newest first; `page` is (how many, from which)."""
    heads = plans_page(connection, district_id, scope, state=state, page=page)
    sizes = select_by_keys(
        connection,
        "SELECT plan_id, COUNT(DISTINCT unit_id), COUNT(DISTINCT item_id) FROM {keys} "
        "JOIN plan_line ON plan_id = k1 WHERE district_id = ? GROUP BY plan_id",
        [(head.plan_id,) for head in heads],
        (district_id,),
    )
    counted = {row[0]: (int(row[1]), int(row[2])) for row in sizes}
    people = [number for head in heads for number in (head.actor_id, head.decided_by)]
    names = names_of_people(connection, district_id, people)
    return [
        PlanRow(head, *counted.get(head.plan_id, (0, 0)), names.get(head.actor_id, ""), names.get(head.decided_by, ""))
        for head in heads
    ]


def count_plans(connection: Connection, district_id: int, scope: Scope, *, state: str = "") -> int:
    """How many plans there are."""
    scoped, values = scope_condition(scope)
    wanted: tuple[Any, ...] = (state,) if state else ()
    sql = (
        "SELECT COUNT(*) FROM plan "
        "JOIN location ON location.district_id = plan.district_id AND location.location_id = plan.location_id "
        f"WHERE plan.district_id = ? AND {scoped} {'AND plan.state = ?' if state else ''}"
    )
    return int(ask(connection, sql, (district_id, *values, *wanted))[0][0])


def dropped_of(lines: Sequence[PlanLineRow]) -> dict[tuple[int, int], int]:
    """What was dropped of a plan, in base units, by (request, line)."""
    sums: dict[tuple[int, int], int] = {}
    for line in lines:
        if line.state == "dropped":
            where = (line.request_id, line.request_line)
            sums[where] = sums.get(where, 0) + line.quantity
    return sums


def without_dropped(shares: Sequence[PlanShareRow], dropped: dict[tuple[int, int], int]) -> list[PlanShareRow]:
    """`shares` with what they still give, after some lines of the plan were dropped."""
    return [
        replace(share, given=share.given - dropped.get((share.request_id, share.request_line), 0)) for share in shares
    ]


@dataclass(frozen=True, slots=True)
class ItemOfPlan:
    """One item of a plan in base units: what was asked of it, what is given, to how many claims, out of what stock.

    `given` may be of other items, where these would do; `stock` is what was free of the item itself.
    """

    name: str
    unit: str
    asked: int
    given: int
    claims: int
    served: int
    stock: int


def items_of_shares(shares: Sequence[PlanShareRow], stock: Mapping[int, int]) -> list[ItemOfPlan]:
    """The items that `shares` are of, the shortest first; `stock` is what was free of each."""
    groups: dict[int, list[PlanShareRow]] = {}
    for share in shares:
        groups.setdefault(share.item_id, []).append(share)
    found = [
        ItemOfPlan(
            group[0].item_name,
            group[0].base_unit,
            sum(share.asked for share in group),
            sum(share.given for share in group),
            len(group),
            sum(share.given > 0 for share in group),
            stock.get(item_id, 0),
        )
        for item_id, group in groups.items()
    ]
    return sorted(found, key=lambda each: (each.given * 1000 // each.asked, each.name))


@dataclass(frozen=True, slots=True)
class Heap:
    """What a plan takes out of one lot at one place, in base units, and for how many units."""

    location_id: int
    location_name: str
    item_name: str
    base_unit: str
    batch_number: str
    expires_on: str
    quantity: int
    units: int
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Costs:
    """What carrying costs by a question: a box by (place, unit), and the box of each item, in base units."""

    of_box: Mapping[tuple[int, int], int]
    packs: Mapping[int, int]

    def of(self, line: PlanLineRow) -> int:
        """What carrying a line costs; 0 where nothing was said."""
        boxes = line.quantity // self.packs.get(line.item_id, 1)
        return boxes * self.of_box.get((line.location_id, line.unit_id), 0)


def costs_of(question: Question | None) -> Costs:
    """What carrying cost when the question was frozen; nothing where it does not say."""
    if question is None or not question["costs"]:
        return Costs({}, {})
    price = {(row["warehouse"], row["zone"]): row["cost"] for row in question["costs"]}
    warehouses = {row["warehouse"] for row in question["lots"]}
    of_box = {
        (number_of(place), number_of(row["unit"])): price.get((place, row["zone"]), 0)
        for place in warehouses
        for row in question["units"]
    }
    packs = packs_of(question, wants_of(question).values())
    return Costs(of_box, {number_of(item): pack for item, pack in packs.items()})


def heaps_of(lines: Sequence[PlanLineRow], costs: Costs) -> list[Heap]:
    """What is to be taken from where, place by place, in the order of expiry; lines that were dropped are not."""
    groups: dict[tuple[int, int], list[PlanLineRow]] = {}
    for line in lines:
        if line.state != "dropped":
            groups.setdefault((line.location_id, line.lot_id), []).append(line)
    heaps = [
        Heap(
            location_id=group[0].location_id,
            location_name=group[0].location_name,
            item_name=group[0].item_name,
            base_unit=group[0].base_unit,
            batch_number=group[0].batch_number or str(group[0].lot_id),
            expires_on=group[0].expires_on,
            quantity=sum(line.quantity for line in group),
            units=len({line.unit_id for line in group}),
            cost=sum(map(costs.of, group)),
        )
        for group in groups.values()
    ]
    return sorted(
        heaps, key=lambda heap: (heap.location_name, heap.item_name, heap.expires_on or "9999", heap.batch_number)
    )


def free_in(question: Question | None) -> dict[int, int]:
    """What was free of each item when the question was frozen (none: not kept), in base units."""
    free: dict[int, int] = {}
    if question is None:
        return free
    for row in question["lots"]:
        if not row["arrives"] and not row["quarantined"] and (not row["expires"] or row["expires"] >= question.date):
            item = number_of(row["item"])
            free[item] = free.get(item, 0) + row["quantity"] - row["held"]
    return free


@dataclass(frozen=True, slots=True)
class Trial:
    """What a plan made now would say; nothing is written."""

    shares: list[PlanShareRow]
    needs: list[PlanNeedRow]
    question: Question
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AsOf:
    """A moment (ms since 1970 UTC) and the day it is in the office (``YYYY-MM-DD``)."""

    now: int
    today: str


def what_if(connection: Connection, district_id: int, store: Place, wish: Wish, as_of: AsOf) -> Trial | None:
    """What `allocation.propose_plan` would decide for `store` as the books stand; None where it would refuse."""
    waiting = open_lines(connection, district_id, wish.item_ids, today=as_of.today)
    stock = stock_for(connection, district_id, store.path, waiting, LookAhead(as_of.now, wish.look_ahead_days))
    if not waiting or not stock.supplies:
        return None
    planned = plan_for(question_for(waiting, stock, wish, as_of.today), wish.way)
    if not planned.lines:
        return None
    return Trial(_shares(planned, waiting, stock), _needs(planned, stock), planned.question, planned.document)


def _shares(planned: Planned, waiting: Sequence[OpenLine], stock: Stock) -> list[PlanShareRow]:
    given = planned.given_to_claims
    rows = [
        PlanShareRow(
            line.request_id, line.line_number, line.unit_id, line.unit_name, line.item_id,
            stock.items[line.item_id].name, stock.items[line.item_id].base_unit, line.priority_class, line.remaining,
            given.get(line.claim, 0),
        )
        for line in waiting
    ]  # fmt: skip
    return sorted(rows, key=lambda each: (each.item_name, each.priority_class, each.request_id, each.request_line))


def _needs(planned: Planned, stock: Stock) -> list[PlanNeedRow]:
    rows = []
    for need in planned.needs:
        item = stock.items[number_of(need["item"])]
        cells = (
            number_of(need["unit"]), name_of(need["unit"]), number_of(need["item"]), item.name, item.base_unit,
            *(need[name] for name in ("class", "asked", "already", "given", "promised", "debt", "why")),
        )  # fmt: skip
        rows.append(PlanNeedRow(*cells))
    return sorted(rows, key=lambda each: (each.item_name, each.priority_class, each.unit_id))


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """An item of which something is approved and not allocated: how much, for how many units, in base units."""

    item_id: int
    name: str
    base_unit: str
    remaining: int
    units: int


def waiting_items(connection: Connection, district_id: int) -> list[WaitingItem]:
    """The items that wait to be shared out, the most wanted (by units) first."""
    sql = (
        "SELECT item.item_id, item.name, item.base_unit, SUM(approved - allocated), COUNT(DISTINCT request.unit_id) "
        "FROM request_line JOIN request ON request.district_id = request_line.district_id "
        "AND request.request_id = request_line.request_id "
        "JOIN item ON item.district_id = request_line.district_id AND item.item_id = request_line.item_id "
        "WHERE request_line.district_id = ? AND approved > allocated AND request.state = 'approved' "
        "GROUP BY item.item_id, item.name, item.base_unit ORDER BY COUNT(DISTINCT request.unit_id) DESC, item.name"
    )
    with joined_in_order(connection):
        rows = ask(connection, sql, (district_id,))
    return [WaitingItem(*(*row[:3], int(row[3]), int(row[4]))) for row in rows]


def areas_of_units(connection: Connection, district_id: int) -> list[str]:
    """The areas of units that may ask, in their order."""
    sql = (
        "SELECT DISTINCT area FROM party WHERE district_id = ? AND area <> '' "
        "AND kind NOT IN ('supplier', 'donor', 'reserve') ORDER BY area"
    )
    return [row[0] for row in ask(connection, sql, (district_id,))]
