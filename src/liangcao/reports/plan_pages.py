"""What the pages of plans show: plans in a list, one plan item by item, and what a plan made now would say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.allocation.queries import PlanHead, PlanLineRow, PlanShareRow, open_lines, plans_page, supplies_at
from liangcao.allocation.rules import plan_allocation
from liangcao.catalog.queries import items_by_id
from liangcao.database.bulk import ask, select_by_keys
from liangcao.ledger.queries import scope_condition
from liangcao.parties.queries import Place
from liangcao.reports.request_pages import names_of_parties, names_of_people


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

    `stock` is what was usable for anybody when the first class had its turn; goods directed at one unit come on top.
    """

    name: str
    unit: str
    asked: int
    given: int
    claims: int
    served: int
    stock: int


def items_of_shares(shares: Sequence[PlanShareRow]) -> list[ItemOfPlan]:
    """The items that `shares` are of, the shortest first."""
    groups: dict[str, list[PlanShareRow]] = {}
    for share in shares:
        groups.setdefault(share.item_name, []).append(share)
    found = [
        ItemOfPlan(
            name,
            group[0].base_unit,
            sum(share.asked for share in group),
            sum(share.given for share in group),
            len(group),
            sum(share.given > 0 for share in group),
            max(int(share.params.get("stock", 0)) for share in group),
        )
        for name, group in groups.items()
    ]
    return sorted(found, key=lambda each: (each.given * 1000 // each.asked, each.name))


@dataclass(frozen=True, slots=True)
class Wish:
    """What a plan is asked for: the goods (none: all), and how many days of life a lot must have left."""

    item_ids: tuple[int, ...] = ()
    minimum_life_days: int = 0


def what_if(connection: Connection, district_id: int, store: Place, wish: Wish, *, today: str) -> list[PlanShareRow]:
    """The shares `allocation.propose_plan` would decide for `store` as the books stand; nothing is written."""
    waiting = open_lines(connection, district_id, wish.item_ids)
    item_ids = sorted({line.item_id for line in waiting})
    supplies = supplies_at(connection, district_id, store.path, item_ids)
    days = wish.minimum_life_days
    claims = [line.claim for line in waiting]
    plan = plan_allocation(claims, supplies, item_packs={}, today=today, minimum_life_days=days)
    by_key = {line.claim.key: line for line in waiting}
    items = items_by_id(connection, district_id, item_ids)
    units = names_of_parties(connection, district_id, [line.unit_id for line in waiting])
    shares = []
    for share in plan.shares:
        line = by_key[share.claim_key]
        known = items[line.item_id]
        shares.append(
            PlanShareRow(
                line.request_id, line.line_number, units[line.unit_id], known.name, known.base_unit,
                line.priority_class, share.asked, share.given, share.level, share.reason, share.params,
            )
        )  # fmt: skip
    return sorted(shares, key=lambda each: (each.item_name, each.priority_class, each.request_id, each.request_line))


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
    rows = ask(
        connection,
        "SELECT item.item_id, item.name, item.base_unit, SUM(approved - allocated), COUNT(DISTINCT request.unit_id) "
        "FROM request_line JOIN request ON request.district_id = request_line.district_id "
        "AND request.request_id = request_line.request_id "
        "JOIN item ON item.district_id = request_line.district_id AND item.item_id = request_line.item_id "
        "WHERE request_line.district_id = ? AND approved > allocated AND request.state = 'approved' "
        "GROUP BY item.item_id, item.name, item.base_unit ORDER BY COUNT(DISTINCT request.unit_id) DESC, item.name",
        (district_id,),
    )
    return [WaitingItem(*(*row[:3], int(row[3]), int(row[4]))) for row in rows]
