"""Handlers of disposal."""

from collections.abc import Mapping

from liangcao.access.permissions import EVERYTHING, Reach
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.disposal.commands import (
    ApproveDisposal,
    CarryOutDisposal,
    ProposeDisposal,
    RefuseDisposal,
    WithdrawDisposal,
    WitnessDisposal,
)
from liangcao.disposal.queries import Disposal, DisposalLine, disposal, disposal_lines
from liangcao.disposal.rules import check_lines, check_reason, check_state
from liangcao.kernel.effects import Change, DutyDone, Effects, Hold, Line, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import lot
from liangcao.parties.queries import place, place_made_once

OUTSIDE = "已报废"
_NOT_FROM = frozenset({"budget_line", "shipment", "loan"})


def reach_of_proposal(command: ProposeDisposal, context: Context) -> Reach:
    """Where the goods lie."""
    return Reach(paths=tuple(sorted({place(context, each.location_id).path for each in command.lines})))


def reach_of_disposal(
    command: WithdrawDisposal | ApproveDisposal | RefuseDisposal | CarryOutDisposal | WitnessDisposal, context: Context
) -> Reach:
    """Where the goods lie."""
    _known(context, command.disposal_id)
    return Reach(paths=tuple(sorted({each.place_path for each in _lines(context, command.disposal_id)})))


def _known(context: Context, disposal_id: int) -> Disposal:
    return disposal(context.connection, context.district_id, EVERYTHING, disposal_id)


def _lines(context: Context, disposal_id: int) -> list[DisposalLine]:
    return disposal_lines(context.connection, context.district_id, [disposal_id])[disposal_id]


def propose_disposal(command: ProposeDisposal, context: Context) -> Effects:
    """The goods are promised to their disposal: what is promised to others cannot be proposed (``not_enough``)."""
    check_texts({"note": command.note})
    check_lines(command.lines)
    disposal_id = context.new_id()
    rows, holds = [], []
    for index, each in enumerate(command.lines):
        known = lot(context, each.lot_id, f"lines.{index}.lot_id")
        where = place(context, each.location_id, f"lines.{index}.location_id")
        if known.is_money or where.is_outside or where.kind in _NOT_FROM:
            raise refused("place_outside", f"lines.{index}.location_id", location=where.name)
        check_reason(
            each.reason,
            is_expired=known.is_expired(context.today),
            is_stopped=known.is_quarantined,
            kind=where.kind,
            index=index,
        )
        values = {"disposal_id": disposal_id, "line_number": index + 1, "item_id": known.item_id, **each.model_dump()}
        rows.append(NewRow("disposal_line", values))
        holds.append(_hold(disposal_id, index + 1, (each.lot_id, each.location_id), each.quantity))
    head = {
        "disposal_id": disposal_id,
        "state": "proposed",
        "note": command.note,
        "actor_id": context.actor_id,
        "proposed_at": context.occurred_at,
        "entry": context.number,
    }
    duties = (DutyDone(f"disposal:{disposal_id}", "propose"),)
    return Effects(
        rows=(NewRow("disposal", head), *rows),
        holds=tuple(holds),
        duties=duties,
        answer={"disposal_id": disposal_id},
    )


def _hold(disposal_id: int, line_number: int, cell: tuple[int, int], delta: int) -> Hold:
    return Hold(*cell, delta, f"disposal:{disposal_id}:{line_number}")


def _released(lines: list[DisposalLine]) -> tuple[Hold, ...]:
    return tuple(
        _hold(each.disposal_id, each.line_number, (each.lot_id, each.location_id), -each.quantity) for each in lines
    )


def _moved_on(known: Disposal, state: str, told: Mapping[str, object]) -> Change:
    return Change("disposal", {"disposal_id": known.disposal_id}, {"state": state, **told}, {"state": known.state})


def withdraw_disposal(command: WithdrawDisposal, context: Context) -> Effects:
    """The goods are free again."""
    check_texts({"reason": command.reason})
    known = _known(context, command.disposal_id)
    check_state(known.state, ("proposed", "approved"), N_("撤回"))
    change = _moved_on(known, "withdrawn", {"decision": command.reason})
    holds = _released(_lines(context, known.disposal_id))
    return Effects(changes=(change,), holds=holds, answer={"disposal_id": known.disposal_id})


def approve_disposal(command: ApproveDisposal, context: Context) -> Effects:
    """It may be carried out."""
    return _decided(command, context, "approved")


def refuse_disposal(command: RefuseDisposal, context: Context) -> Effects:
    """It is not destroyed; the goods are free again."""
    return _decided(command, context, "refused")


def _decided(command: ApproveDisposal | RefuseDisposal, context: Context, state: str) -> Effects:
    check_texts({"reason": command.reason})
    known = _known(context, command.disposal_id)
    check_state(known.state, ("proposed",), N_("批准") if state == "approved" else N_("退回"))
    told = {"decision": command.reason, "decided_by": context.actor_id, "decided_at": context.occurred_at}
    return Effects(
        changes=(_moved_on(known, state, told),),
        holds=_released(_lines(context, known.disposal_id)) if state == "refused" else (),
        duties=(DutyDone(f"disposal:{known.disposal_id}", "agree"),),
        answer={"disposal_id": known.disposal_id},
    )


def carry_out_disposal(command: CarryOutDisposal, context: Context) -> Effects:
    """Said by who did it; on the books the goods are there until a witness says so as well."""
    check_texts({"note": command.note})
    known = _known(context, command.disposal_id)
    check_state(known.state, ("approved",), N_("销毁"))
    told = {"method": command.method, "carried_note": command.note}
    who = {"carried_by": context.actor_id, "carried_at": context.occurred_at}
    change = _moved_on(known, "carried", {**told, **who})
    duties = (DutyDone(f"disposal:{known.disposal_id}", "destroy"),)
    return Effects(changes=(change,), duties=duties, answer={"disposal_id": known.disposal_id})


def _check_paper(context: Context, disposal_id: int) -> None:
    """Raise Refused ``disposal_unproven`` while no photo or slip of it is behind the document."""
    sql = "SELECT 1 FROM paper WHERE district_id = ? AND kind = 'disposal' AND document_id = ? LIMIT 1"
    if not ask(context.connection, sql, (context.district_id, disposal_id)):
        raise refused("disposal_unproven", "disposal_id")


def witness_disposal(command: WitnessDisposal, context: Context) -> Effects:
    """The goods leave for the place outside where what was destroyed is counted."""
    check_texts({"seen": command.seen})
    known = _known(context, command.disposal_id)
    check_state(known.state, ("carried",), N_("见证"))
    _check_paper(context, known.disposal_id)
    lines = _lines(context, known.disposal_id)
    outside, rows = place_made_once(context, "disposed", OUTSIDE)
    moved = tuple(Line(each.lot_id, each.location_id, outside, each.quantity) for each in lines)
    told = {"seen": command.seen, "witness_id": context.actor_id, "witnessed_at": context.occurred_at}
    return Effects(
        movements=(Movement("loss", moved),),
        holds=_released(lines),
        rows=rows,
        changes=(_moved_on(known, "disposed", {**told, "witnessed_entry": context.number}),),
        duties=(DutyDone(f"disposal:{known.disposal_id}", "witness"),),
        answer={"disposal_id": known.disposal_id},
    )
