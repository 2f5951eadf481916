"""A donor's purpose, held against whom goods really go to: asked again whenever a plan turns into goods.

The planner keeps to it when a plan is made; a request may be put into another class after that.
"""

from collections.abc import Sequence

from liangcao.allocation.queries import PlanLineRow
from liangcao.database.bulk import select_by_keys
from liangcao.database.context import Context
from liangcao.kernel.errors import Reason, Refused
from liangcao.ledger.lots import Lot, load_lots, lot
from liangcao.parties.classes import class_table
from liangcao.parties.queries import party

MOST_NAMED = 50


def check_purposes(lines: Sequence[PlanLineRow], context: Context) -> None:
    """Raise Refused ``purpose_restricted`` for each lot that its donor meant for another unit, class or area."""
    load_lots(context.connection, context.district_id, [line.lot_id for line in lines], context.facts)
    directed = [line for line in lines if is_directed(lot(context, line.lot_id))]
    asked = _asked(directed, context)
    reasons: dict[tuple[int, int], Reason] = {}
    for line in directed:
        known = lot(context, line.lot_id)
        priority_class, area = asked[line.request_id]
        if not serves(known, (line.unit_id, area), priority_class):
            told = {"lot": known.batch_number or known.lot_id, "purpose": _purpose(known, context)}
            reasons[line.lot_id, line.unit_id] = Reason("purpose_restricted", {**told, "unit": line.unit_name})
    if reasons:
        raise Refused(*list(reasons.values())[:MOST_NAMED])


def is_directed(known: Lot) -> bool:
    """Whether the donor said for whom it is."""
    return bool(known.purpose_party_id or known.purpose_class or known.purpose_area)


def serves(known: Lot, unit: tuple[int, str], priority_class: int) -> bool:
    """Whether a lot may go to this unit (id, area), for a request of this class.

    `sharing.pools` says the same to the planner.
    """
    unit_id, area = unit
    if known.purpose_party_id and known.purpose_party_id != unit_id:
        return False
    if known.purpose_area and known.purpose_area != area:
        return False
    return known.purpose_class in (0, priority_class)


def _asked(lines: Sequence[PlanLineRow], context: Context) -> dict[int, tuple[int, str]]:
    """The class of each request, and the area of its unit."""
    keys = sorted({(line.request_id,) for line in lines})
    sql = (
        "SELECT request_id, request.priority_class, party.area FROM {keys} JOIN request ON request_id = k1 "
        "JOIN party ON party.district_id = request.district_id AND party.party_id = request.unit_id "
        "WHERE request.district_id = ?"
    )
    rows = select_by_keys(context.connection, sql, keys, (context.district_id,))
    return {row[0]: (row[1], row[2]) for row in rows}


def _purpose(known: Lot, context: Context) -> str:
    if known.purpose_party_id:
        return party(context, known.purpose_party_id).name
    if known.purpose_area:
        return known.purpose_area
    found = class_table(context).by_number.get(known.purpose_class)
    return found.name if found else str(known.purpose_class)
