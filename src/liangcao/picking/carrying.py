"""What all deeds of picking share: the list and its lines, and goods carried with their promise."""

from collections.abc import Iterable

from liangcao.access.permissions import EVERYTHING
from liangcao.database.context import Context
from liangcao.kernel.effects import Hold, Line, Movement
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.packing.queries import packages_holding
from liangcao.picking.queries import PickHead, PickRow, pick_head, pick_rows


def known_list(context: Context, pick_id: int) -> PickHead:
    """The list; raises Refused ``unknown_document``."""
    return pick_head(context.connection, context.district_id, EVERYTHING, pick_id)


def rows_of(context: Context, pick_id: int) -> dict[int, PickRow]:
    """The lines of a list by number."""
    return {row.line_number: row for row in pick_rows(context.connection, context.district_id, pick_id)}


def check_held(row: PickRow) -> None:
    """Raise Refused ``not_held_any_more`` when the plan line was dropped or has left meanwhile."""
    if row.plan_state != "held":
        state = {"shipped": N_("已发出"), "dropped": N_("已去掉")}.get(row.plan_state, row.plan_state)
        raise refused("not_held_any_more", "line_number", state=state)


def carried(
    row: PickRow, ends: tuple[int, int], quantities: tuple[int, int]
) -> tuple[tuple[Hold, ...], tuple[Movement, ...]]:
    """The promise of a plan line (`quantities`: before, after) and its goods, from one place to another."""
    document = f"plan:{row.plan_id}:{row.plan_line}"
    before, after = quantities
    holds = [Hold(row.lot_id, ends[0], -before, document)] if before else []
    holds += [Hold(row.lot_id, ends[1], after, document)] if after else []
    moved = (Movement("transfer", (Line(row.lot_id, *ends, after),)),) if after and ends[0] != ends[1] else ()
    return tuple(holds), moved


def check_unpacked(context: Context, rows: Iterable[PickRow]) -> None:
    """Raise Refused ``packed_still`` when goods of these lines are in packages: what is packed is opened first."""
    by_plan: dict[int, list[int]] = {}
    for row in rows:
        by_plan.setdefault(row.plan_id, []).append(row.plan_line)
    for plan_id, lines in by_plan.items():
        codes = packages_holding(context.connection, context.district_id, plan_id, lines)
        if codes:
            raise refused("packed_still", "pick_id", packages="、".join(codes[:5]))
