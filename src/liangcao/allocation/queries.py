"""Reading plans: their lines, what each need got and why, the question they answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import ask, select_by_keys
from liangcao.database.context import Context
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.ledger.queries import scope_condition

PLAN_STATES: dict[str, str] = {"proposed": N_("待批准"), "adopted": N_("已批准"), "discarded": N_("已作废")}


@dataclass(frozen=True, slots=True)
class PlanHead:
    """A plan's head; times in ms since 1970 UTC, 0 when not yet."""

    plan_id: int
    location_id: int
    location_name: str
    location_path: str
    state: str
    note: str
    input_hash: str
    plan_hash: str
    packing: str
    actor_id: int
    decided_by: int
    proposed_at: int
    decided_at: int
    entry: int


_HEAD = (
    "SELECT plan.plan_id, plan.location_id, location.name, location.path, plan.state, plan.note, plan.input_hash, "
    "plan.plan_hash, plan.packing, plan.actor_id, plan.decided_by, plan.proposed_at, plan.decided_at, plan.entry "
    "FROM plan JOIN location ON location.district_id = plan.district_id AND location.location_id = plan.location_id "
)


def plans_page(
    connection: Connection, district_id: int, scope: Scope, *, state: str = "", page: tuple[int, int] = (50, 0)
) -> list[PlanHead]:
    """Plans, the newest first; `page` is (how many, from which)."""
    scoped, values = scope_condition(scope)
    wanted: tuple[Any, ...] = (state,) if state else ()
    sql = f"{_HEAD} WHERE plan.district_id = ? AND {scoped} {'AND plan.state = ?' if state else ''} "
    rows = ask(connection, f"{sql} ORDER BY plan.plan_id DESC LIMIT ? OFFSET ?", (district_id, *values, *wanted, *page))
    return [PlanHead(*row) for row in rows]


def plan_head(connection: Connection, district_id: int, scope: Scope, plan_id: int) -> PlanHead:
    """One plan; raises Refused ``unknown_document`` when there is none that this person may see."""
    scoped, values = scope_condition(scope)
    sql = f"{_HEAD} WHERE plan.district_id = ? AND {scoped} AND plan.plan_id = ?"
    rows = ask(connection, sql, (district_id, *values, plan_id))
    if not rows:
        raise refused("unknown_document", "plan_id", name=plan_id)
    return PlanHead(*rows[0])


@dataclass(frozen=True, slots=True)
class PlanLineRow:
    """A line of a plan: so many base units of a lot at a place for a line of a request."""

    plan_id: int
    line_number: int
    request_id: int
    request_line: int
    unit_id: int
    unit_name: str
    item_id: int
    item_name: str
    base_unit: str
    lot_id: int
    batch_number: str
    expires_on: str
    lot_status: str
    location_id: int
    location_name: str
    quantity: int
    state: str
    shipment_id: int

    def is_unfit(self, today: str) -> bool:
        """Whether its lot is stopped, or was past its day before `today`: it does not leave as it is."""
        return self.lot_status == "quarantined" or (bool(self.expires_on) and self.expires_on < today)


_LINES = (
    "SELECT plan_line.plan_id, plan_line.line_number, plan_line.request_id, plan_line.request_line, "
    "plan_line.unit_id, party.name, plan_line.item_id, item.name, item.base_unit, plan_line.lot_id, "
    "lot.batch_number, lot.expires_on, lot.status, plan_line.location_id, location.name, plan_line.quantity, "
    "plan_line.state, plan_line.shipment_id FROM plan_line "
    "JOIN party ON party.district_id = plan_line.district_id AND party.party_id = plan_line.unit_id "
    "JOIN item ON item.district_id = plan_line.district_id AND item.item_id = plan_line.item_id "
    "JOIN lot ON lot.district_id = plan_line.district_id AND lot.lot_id = plan_line.lot_id "
    "JOIN location ON location.district_id = plan_line.district_id AND location.location_id = plan_line.location_id "
)


def plan_lines(
    connection: Connection, district_id: int, plan_id: int, *, unit_id: int = 0, state: str = ""
) -> list[PlanLineRow]:
    """The lines of a plan, of one unit or in one state only where given."""
    parts, values = ["plan_line.district_id = ?", "plan_line.plan_id = ?"], [district_id, plan_id]
    rest: list[Any] = list(values)
    if unit_id:
        parts.append("plan_line.unit_id = ?")
        rest.append(unit_id)
    if state:
        parts.append("plan_line.state = ?")
        rest.append(state)
    sql = f"{_LINES} WHERE {' AND '.join(parts)} ORDER BY plan_line.line_number"
    return [PlanLineRow(*row) for row in ask(connection, sql, tuple(rest))]


@dataclass(frozen=True, slots=True)
class PlanShareRow:
    """What one line of a request gets by a plan: `asked` is what it still waited for, both in base units."""

    request_id: int
    request_line: int
    unit_id: int
    unit_name: str
    item_id: int
    item_name: str
    base_unit: str
    priority_class: int
    asked: int
    given: int


@dataclass(frozen=True, slots=True)
class PlanNeedRow:
    """What a plan gives a unit of an item in a class, and why: sentences of `sharing.sentences` by code.

    `asked` in all, `already` of it before, `given` now, `promised` when goods on their way come, base units; `debt` is
    what rounding owes it after this plan, thousandths.
    """

    unit_id: int
    unit_name: str
    item_id: int
    item_name: str
    base_unit: str
    priority_class: int
    asked: int
    already: int
    given: int
    promised: int
    debt: int
    why: Sequence[Mapping[str, Any]]


def plan_shares(connection: Connection, district_id: int, plan_id: int) -> list[PlanShareRow]:
    """The shares of a plan, by item, urgent classes first."""
    rows = ask(
        connection,
        "SELECT plan_share.request_id, plan_share.request_line, party.party_id, party.name, item.item_id, item.name, "
        "item.base_unit, plan_share.priority_class, plan_share.asked, given FROM plan_share "
        "JOIN request_line ON request_line.district_id = plan_share.district_id "
        "AND request_line.request_id = plan_share.request_id AND request_line.line_number = plan_share.request_line "
        "JOIN request ON request.district_id = plan_share.district_id AND request.request_id = plan_share.request_id "
        "JOIN party ON party.district_id = request.district_id AND party.party_id = request.unit_id "
        "JOIN item ON item.district_id = request_line.district_id AND item.item_id = request_line.item_id "
        "WHERE plan_share.district_id = ? AND plan_id = ? "
        "ORDER BY item.name, plan_share.priority_class, plan_share.request_id, plan_share.request_line",
        (district_id, plan_id),
    )
    return [PlanShareRow(*row) for row in rows]


def plan_needs(connection: Connection, district_id: int, plan_id: int) -> list[PlanNeedRow]:
    """The needs of a plan with their reasons, by item, urgent classes first."""
    rows = ask(
        connection,
        "SELECT plan_need.unit_id, party.name, plan_need.item_id, item.name, item.base_unit, plan_need.priority_class, "
        "asked, already, given, promised, debt, why FROM plan_need "
        "JOIN party ON party.district_id = plan_need.district_id AND party.party_id = plan_need.unit_id "
        "JOIN item ON item.district_id = plan_need.district_id AND item.item_id = plan_need.item_id "
        "WHERE plan_need.district_id = ? AND plan_id = ? "
        "ORDER BY item.name, plan_need.priority_class, plan_need.unit_id",
        (district_id, plan_id),
    )
    return [PlanNeedRow(*(*row[:11], json.loads(row[11]))) for row in rows]


def question_of_plan(connection: Connection, district_id: int, plan_id: int) -> str:
    """The frozen question of a plan, JSON that `liangcao plan` reads; empty for plans made before it was kept."""
    sql = "SELECT question FROM plan_question WHERE district_id = ? AND plan_id = ?"
    rows = ask(connection, sql, (district_id, plan_id))
    return str(rows[0][0]) if rows else ""


def picking_of_plan(connection: Connection, district_id: int, plan_id: int) -> Mapping[str, Any]:
    """What limits on picking came to by the plan: `warehouses`, `cost`, `at_least`; no warehouses: no limits."""
    sql = "SELECT proof FROM plan_question WHERE district_id = ? AND plan_id = ?"
    rows = ask(connection, sql, (district_id, plan_id))
    nothing: dict[str, Any] = {"warehouses": [], "cost": 0, "at_least": 0}
    picking: Mapping[str, Any] = json.loads(rows[0][0]).get("picking", nothing) if rows else nothing
    return picking


def way_of_plan(connection: Connection, district_id: int, plan_id: int) -> tuple[str, bool]:
    """By which way a plan was made (``rules``, or one of `sharing.ways.WAYS`), and whether it was changed by hand."""
    rows = ask(
        connection, "SELECT proof FROM plan_question WHERE district_id = ? AND plan_id = ?", (district_id, plan_id)
    )
    proof = json.loads(rows[0][0]) if rows else {}
    return str(proof["way"]["by"]) if proof.get("way") else "rules", bool(proof.get("edits"))


def allocated_of(context: Context, keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int, int]]:
    """(approved, allocated, shipped) of request lines, by (request, line).

    Of a request that is not, or no longer, approved nothing counts as approved.
    """
    rows = select_by_keys(
        context.connection,
        "SELECT request_line.request_id, line_number, CASE request.state WHEN 'approved' THEN COALESCE(approved, 0) "
        "ELSE 0 END, allocated, shipped FROM {keys} "
        "JOIN request_line ON request_line.request_id = k1 AND line_number = k2 "
        "JOIN request ON request.district_id = request_line.district_id AND request.request_id = k1 "
        "WHERE request_line.district_id = ?",
        sorted(set(keys)),
        (context.district_id,),
    )
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}
