"""Reading what waits to be shared out, what there is to share, and plans."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.allocation.values import Claim, Supply
from liangcao.database.bulk import ask, select_by_keys
from liangcao.database.context import Context
from liangcao.kernel.errors import refused
from liangcao.ledger.queries import scope_condition


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line of an approved request of which something is not allocated yet."""

    request_id: int
    line_number: int
    unit_id: int
    item_id: int
    priority_class: int
    remaining: int
    decided_at: int

    @property
    def claim(self) -> Claim:
        """The same as a claim on the stock; earlier decided requests come first among equals."""
        return Claim(
            key=f"{self.request_id}:{self.line_number}",
            unit_id=self.unit_id,
            item_id=self.item_id,
            priority_class=self.priority_class,
            asked=self.remaining,
            approved_order=self.decided_at,
        )


def open_lines(connection: Connection, district_id: int, item_ids: Sequence[int] = ()) -> list[OpenLine]:
    """All approved lines not wholly allocated, of these items (empty: of all)."""
    among = f"AND request_line.item_id IN ({', '.join('?' * len(item_ids))})" if item_ids else ""
    rows = ask(
        connection,
        "SELECT request_line.request_id, line_number, request.unit_id, request_line.item_id, request.priority_class, "
        "approved - allocated, request.decided_at FROM request_line "
        "JOIN request ON request.district_id = request_line.district_id "
        "AND request.request_id = request_line.request_id "
        f"WHERE request_line.district_id = ? AND approved > allocated AND request.state = 'approved' {among} "
        "ORDER BY request_line.request_id, line_number",
        (district_id, *item_ids),
    )
    return [OpenLine(*row) for row in rows]


def supplies_at(connection: Connection, district_id: int, path: str, item_ids: Sequence[int]) -> list[Supply]:
    """What the places under `path` have available of these items; quarantined lots are said to be so."""
    if not item_ids:
        return []
    rows = ask(
        connection,
        "SELECT balance.lot_id, balance.location_id, balance.item_id, balance.on_hand - balance.held, lot.expires_on, "
        "lot.pack_size, lot.status = 'quarantined', COALESCE(lot.purpose_party_id, 0), lot.purpose_class "
        "FROM balance JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
        "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
        "WHERE balance.district_id = ? AND balance.is_here = 1 AND balance.on_hand > balance.held "
        "AND location.path LIKE ? AND location.kind IN ('store', 'shelf', 'dock') "
        f"AND balance.item_id IN ({', '.join('?' * len(item_ids))}) ORDER BY balance.lot_id, balance.location_id",
        (district_id, f"{path}%", *item_ids),
    )
    return [Supply(*(*row[:6], bool(row[6]), *row[7:])) for row in rows]


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
    actor_id: int
    decided_by: int
    proposed_at: int
    decided_at: int
    entry: int


_HEAD = (
    "SELECT plan.plan_id, plan.location_id, location.name, location.path, plan.state, plan.note, plan.input_hash, "
    "plan.plan_hash, plan.actor_id, plan.decided_by, plan.proposed_at, plan.decided_at, plan.entry FROM plan "
    "JOIN location ON location.district_id = plan.district_id AND location.location_id = plan.location_id "
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
    """What one line of a request gets by a plan, and why (`reason` and `params` of allocation.explain)."""

    request_id: int
    request_line: int
    unit_name: str
    item_name: str
    base_unit: str
    priority_class: int
    asked: int
    given: int
    level: int
    reason: str
    params: Mapping[str, Any]


def plan_shares(connection: Connection, district_id: int, plan_id: int) -> list[PlanShareRow]:
    """The shares of a plan, by item, urgent classes first."""
    rows = ask(
        connection,
        "SELECT plan_share.request_id, plan_share.request_line, party.name, item.name, item.base_unit, "
        "plan_share.priority_class, plan_share.asked, given, level, reason, params FROM plan_share "
        "JOIN request_line ON request_line.district_id = plan_share.district_id "
        "AND request_line.request_id = plan_share.request_id AND request_line.line_number = plan_share.request_line "
        "JOIN request ON request.district_id = plan_share.district_id AND request.request_id = plan_share.request_id "
        "JOIN party ON party.district_id = request.district_id AND party.party_id = request.unit_id "
        "JOIN item ON item.district_id = request_line.district_id AND item.item_id = request_line.item_id "
        "WHERE plan_share.district_id = ? AND plan_id = ? "
        "ORDER BY item.name, plan_share.priority_class, plan_share.request_id, plan_share.request_line",
        (district_id, plan_id),
    )
    return [PlanShareRow(*(*row[:10], json.loads(row[10]))) for row in rows]


def allocated_of(context: Context, keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int, int]]:
    """(approved, allocated, shipped) of request lines, by (request, line)."""
    rows = select_by_keys(
        context.connection,
        "SELECT request_id, line_number, COALESCE(approved, 0), allocated, shipped FROM {keys} "
        "JOIN request_line ON request_id = k1 AND line_number = k2 WHERE district_id = ?",
        sorted(set(keys)),
        (context.district_id,),
    )
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}
