"""Handlers of picking: a list is made, taken, confirmed line by line.

Picked goods lie in the packing area of the store and stay promised by the very document that held them at their shelf:
the promise moves with the goods (decision 0185).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from liangcao.access.permissions import EVERYTHING, Reach
from liangcao.allocation.purposes import check_purposes
from liangcao.allocation.queries import PlanLineRow, allocated_of, plan_head, plan_lines
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.packing.kit_queries import stopped_within
from liangcao.parties.queries import child_of_kind, party, place, store_of
from liangcao.picking.carrying import carried, check_held, check_unpacked, known_list, rows_of
from liangcao.picking.commands import ConfirmPick, OpenPickList, StartPicking
from liangcao.picking.queries import PickHead, PickRow, listed_lines, read_code
from liangcao.picking.rules import check_fit, check_line, check_list, check_picked, line_of_code, walk_key

PACKING_AREA = "备货区"
"""What a packing area is called when the first list of its store makes it."""


def reach_of_opening(command: OpenPickList, context: Context) -> Reach:
    """A list is made at the plan's store."""
    return Reach(paths=(plan_head(context.connection, context.district_id, EVERYTHING, command.plan_id).location_path,))


def open_list(command: OpenPickList, context: Context) -> Effects:
    """What the plan holds for the units becomes lines in the order of the walk; nothing moves yet."""
    plan = plan_head(context.connection, context.district_id, EVERYTHING, command.plan_id)
    lines = _free_lines(command, context)
    names = _place_names(context)
    lines.sort(key=lambda line: (walk_key(names.get(line.location_id, ""), line.expires_on, line.lot_id), line.unit_id))
    pick_id = context.new_id()
    packing_id, made = _packing_area(context, plan.location_id)
    head = {
        "pick_id": pick_id,
        "plan_id": plan.plan_id,
        "store_id": plan.location_id,
        "packing_id": packing_id,
        "state": "open",
        "note": command.note,
        "actor_id": context.actor_id,
        "made_at": context.occurred_at,
        "entry": context.number,
    }
    rows = [*made, NewRow("pick_list", head)]
    rows += [NewRow("pick_line", _line_values(pick_id, number, line)) for number, line in enumerate(lines, 1)]
    return Effects(rows=tuple(rows), answer={"pick_id": pick_id, "lines": len(lines)})


def _free_lines(command: OpenPickList, context: Context) -> list[PlanLineRow]:
    """What is held for the units and on no list; raises Refused ``wrong_state``, ``on_another_list``."""
    listed = listed_lines(context.connection, context.district_id, command.plan_id)
    held = plan_lines(context.connection, context.district_id, command.plan_id, state="held")
    found: list[PlanLineRow] = []
    for index, unit_id in enumerate(dict.fromkeys(command.unit_ids)):
        unit = party(context, unit_id, f"unit_ids.{index}")
        mine = [line for line in held if line.unit_id == unit_id]
        if not mine:
            state = N_("没有待发的物资")
            raise refused("wrong_state", f"unit_ids.{index}", what=unit.name, state=state, deed=N_("拣货"))
        free = [line for line in mine if line.line_number not in listed]
        if not free:
            on = listed[mine[0].line_number][0]
            raise refused("on_another_list", f"unit_ids.{index}", what=unit.name, list=on)
        found += free
    return found


def _place_names(context: Context) -> dict[int, str]:
    """How our places are called with the store they hang in, by id: the order of the walk."""
    sql = "SELECT location_id, path, name FROM location WHERE district_id = ? AND is_outside = 0 AND kind <> 'shipment'"
    rows = ask(context.connection, sql, (context.district_id,))
    names = {row[0]: row[2] for row in rows}
    return {row[0]: "/".join(names.get(int(each), "") for each in row[1].strip("/").split("/")) for row in rows}


def _packing_area(context: Context, location_id: int) -> tuple[int, list[NewRow]]:
    """The packing area of the store that a place hangs in; made with the first list where there is none."""
    store = place(context, store_of(place(context, location_id)))
    found = child_of_kind(context, store.location_id, "packing")
    if found is not None:
        return found.location_id, []
    number = context.new_id()
    values: dict[str, Any] = {
        "location_id": number,
        "parent_id": store.location_id,
        "path": f"{store.path}{number}/",
        "kind": "packing",
        "name": PACKING_AREA,
        "is_outside": 0,
    }
    return number, [NewRow("location", values)]


def _line_values(pick_id: int, number: int, line: PlanLineRow) -> dict[str, Any]:
    return {
        "pick_id": pick_id,
        "line_number": number,
        "plan_id": line.plan_id,
        "plan_line": line.line_number,
        "request_id": line.request_id,
        "request_line": line.request_line,
        "unit_id": line.unit_id,
        "item_id": line.item_id,
        "lot_id": line.lot_id,
        "location_id": line.location_id,
        "quantity": line.quantity,
        "state": "waiting",
    }


def reach_of_list(command: Any, context: Context) -> Reach:
    """Picking takes effect at the list's store."""
    return Reach(paths=(known_list(context, command.pick_id).store_path,))


def start_list(command: StartPicking, context: Context) -> Effects:
    """The list is somebody's to walk; whoever may not pick for one of its requests is told before walking."""
    known = known_list(context, command.pick_id)
    check_list(known.state, ("open",), N_("开始拣货"))
    rows = rows_of(context, known.pick_id)
    values = {"state": "started", "picker_id": context.actor_id, "started_at": context.occurred_at}
    change = Change("pick_list", {"pick_id": known.pick_id}, values, {"state": "open"})
    duties = picked_duties({row.request_id for row in rows.values() if row.state == "waiting"})
    return Effects(changes=(change,), duties=duties, answer={"pick_id": known.pick_id})


def picked_duties(requests: set[int]) -> tuple[DutyDone, ...]:
    """Whoever confirms picking does the duty, on the chain of each request."""
    return tuple(DutyDone(f"request:{number}", "pick") for number in sorted(requests))


def confirm_line(command: ConfirmPick, context: Context) -> Effects:
    """What was picked goes to the packing area with its promise; what was not is promised no more and owed again."""
    known = known_list(context, command.pick_id)
    check_list(known.state, ("started",), N_("确认"))
    rows = rows_of(context, known.pick_id)
    row = rows.get(command.line_number)
    if row is None:
        raise refused("unknown_document", "line_number", name=command.line_number)
    check_line(row.state, ("waiting",), N_("确认"))
    if row.plan_state != "held" and not command.picked:
        return _nothing_any_more(row, rows, command, context)
    check_held(row)
    if command.scanned:
        read = read_code(context.connection, context.district_id, command.scanned)
        line_of_code(read, [each.wanted for each in rows.values()], context.today, at=row.line_number)
    check_picked(command.picked, row.quantity, command.reason)
    check_unpacked(context, [row])
    if command.picked:
        check_fit(row.called, row.expires_on, context.today, is_quarantined=row.lot_status == "quarantined")
        for called in stopped_within(context.connection, context.district_id, [row.lot_id]).values():
            raise refused("lot_quarantined", lot=called)
        _check_purpose(row, context)
    changes = [_confirmed(row, command, context), _plan_line(row, command.picked, known)]
    changes += [*_owed_again(row, row.quantity - command.picked, context), *_ended(row, rows, context)]
    holds, movements = carried(row, (row.location_id, known.packing_id), (row.quantity, command.picked))
    return Effects(
        movements=movements,
        holds=holds,
        changes=tuple(changes),
        duties=picked_duties({row.request_id}),
        answer={"pick_id": known.pick_id, "line_number": row.line_number, "picked": command.picked},
    )


def _ended(row: PickRow, rows: Mapping[int, PickRow], context: Context) -> Sequence[Change]:
    """The list is done with the last of its lines."""
    if any(each.state == "waiting" for each in rows.values() if each.line_number != row.line_number):
        return ()
    values = {"state": "done", "ended_at": context.occurred_at}
    return (Change("pick_list", {"pick_id": row.pick_id}, values, {"state": "started"}),)


def _nothing_any_more(row: PickRow, rows: Mapping[int, PickRow], command: ConfirmPick, context: Context) -> Effects:
    """A line that its plan dropped meanwhile is passed over; nothing is promised any more, nothing moves."""
    changes = (_confirmed(row, command, context), *_ended(row, rows, context))
    answer = {"pick_id": row.pick_id, "line_number": row.line_number, "picked": 0}
    return Effects(changes=changes, duties=picked_duties({row.request_id}), answer=answer)


def _check_purpose(row: PickRow, context: Context) -> None:
    lines = plan_lines(context.connection, context.district_id, row.plan_id, unit_id=row.unit_id, state="held")
    check_purposes([line for line in lines if line.line_number == row.plan_line], context)


def _confirmed(row: PickRow, command: ConfirmPick, context: Context) -> Change:
    values = {
        "state": "picked" if command.picked else "none",
        "picked": command.picked,
        "reason": command.reason,
        "scanned": command.scanned,
        "confirmed_by": context.actor_id,
        "confirmed_at": context.occurred_at,
    }
    key = {"pick_id": row.pick_id, "line_number": row.line_number}
    return Change("pick_line", key, values, {"state": "waiting"})


def _plan_line(row: PickRow, picked: int, known: PickHead) -> Change:
    key = {"plan_id": row.plan_id, "line_number": row.plan_line}
    expected = {"state": "held", "lot_id": row.lot_id, "location_id": row.location_id, "quantity": row.quantity}
    if not picked:
        return Change("plan_line", key, {"state": "dropped"}, expected)
    return Change("plan_line", key, {"location_id": known.packing_id, "quantity": picked}, expected)


def _owed_again(row: PickRow, short: int, context: Context) -> Sequence[Change]:
    """What was not there is not allocated any more: the next plan may give it from elsewhere."""
    if not short:
        return ()
    key = (row.request_id, row.request_line)
    _approved, allocated, _shipped = allocated_of(context, [key])[key]
    names = {"request_id": row.request_id, "line_number": row.request_line}
    return (Change("request_line", names, {"allocated": allocated - short}, {"allocated": allocated}),)
