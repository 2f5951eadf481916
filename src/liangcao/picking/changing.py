"""Handlers of what departs from a pick list: another lot, back to the shelf, the list ended."""

from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, Hold, Movement
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import Lot, lot
from liangcao.ledger.queries import cell
from liangcao.parties.queries import Place, place, store_of
from liangcao.picking.carrying import carried, check_held, check_unpacked, known_list, rows_of
from liangcao.picking.commands import CancelPickList, ChangeLot, PutBack
from liangcao.picking.queries import PickHead, PickRow
from liangcao.picking.rules import LIVE, check_fit, check_line, check_list


def change_lot(command: ChangeLot, context: Context) -> Effects:
    """The promise of a line moves to another lot or place of the same item; its goods are picked from there."""
    known = known_list(context, command.pick_id)
    check_list(known.state, ("open", "started"), N_("改拣别的批次"))
    row = rows_of(context, known.pick_id).get(command.line_number)
    if row is None:
        raise refused("unknown_document", "line_number", name=command.line_number)
    check_line(row.state, ("waiting",), N_("改拣别的批次"))
    check_held(row)
    check_unpacked(context, [row])
    if (command.lot_id, command.location_id) == (row.lot_id, row.location_id):
        raise refused("same_lot", "lot_id")
    other = lot(context, command.lot_id, "lot_id")
    where = place(context, command.location_id, "location_id")
    _check_other(row, other, where, known, context)
    document = f"plan:{row.plan_id}:{row.plan_line}"
    holds = (
        Hold(row.lot_id, row.location_id, -row.quantity, document),
        Hold(other.lot_id, where.location_id, row.quantity, document),
    )
    now = {"lot_id": other.lot_id, "location_id": where.location_id}
    before = {"lot_id": row.lot_id, "location_id": row.location_id}
    plan_line = {"plan_id": row.plan_id, "line_number": row.plan_line}
    pick_line = {"pick_id": row.pick_id, "line_number": row.line_number}
    changes = (
        Change("plan_line", plan_line, now, {"state": "held", **before}),
        Change("pick_line", pick_line, {**now, "change_reason": command.reason}, {"state": "waiting", **before}),
    )
    duties = (DutyDone(f"request:{row.request_id}", "depart"),)
    return Effects(holds=holds, changes=changes, duties=duties, answer={"pick_id": row.pick_id, **now})


def _check_other(row: PickRow, other: Lot, where: Place, known: PickHead, context: Context) -> None:
    """Raise Refused unless all of the line may come from `other` at `where`."""
    called = other.batch_number or str(other.lot_id)
    if other.item_id != row.item_id:
        raise refused("wrong_item", "lot_id", lot=called, item=row.item_name)
    if where.kind not in {"store", "shelf", "dock"} or store_of(where) != store_of(place(context, known.store_id)):
        raise refused("place_outside", "location_id", location=where.name)
    check_fit(called, other.expires_on, context.today, is_quarantined=other.is_quarantined)
    _check_purpose(row, other, called)
    on_hand, held = cell(context, other.lot_id, where.location_id)
    mine = row.quantity if (other.lot_id, where.location_id) == (row.lot_id, row.location_id) else 0
    free = on_hand - held + mine
    if free < row.quantity <= on_hand:
        params = {"location": where.name, "lot": called, "available": free, "quantity": row.quantity}
        raise refused("held_for_another", "lot_id", **params)


def _check_purpose(row: PickRow, other: Lot, called: str) -> None:
    """A lot directed to somebody serves no departure: plans alone decide who gets directed goods."""
    if other.purpose_party_id or other.purpose_class or other.purpose_area:
        raise refused("directed_lot", "lot_id", lot=called, unit=row.unit_name)


def put_back(command: PutBack, context: Context) -> Effects:
    """Picked lines lie at their shelves again, promised as before, and wait to be picked anew."""
    known = known_list(context, command.pick_id)
    check_list(known.state, ("started", "done"), N_("放回"))
    rows = rows_of(context, known.pick_id)
    chosen: list[PickRow] = []
    for index, number in enumerate(dict.fromkeys(command.line_numbers)):
        row = rows.get(number)
        if row is None:
            raise refused("unknown_document", f"line_numbers.{index}", name=number)
        check_line(row.state, ("picked",), N_("放回"), field=f"line_numbers.{index}")
        check_held(row)
        chosen.append(row)
    check_unpacked(context, chosen)
    holds, movements, changes = _back(chosen, known, "waiting", context)
    if known.state == "done":
        values = {"state": "started", "ended_at": 0}
        changes.append(Change("pick_list", {"pick_id": known.pick_id}, values, {"state": "done"}))
    return Effects(tuple(movements), tuple(holds), changes=tuple(changes), answer={"pick_id": known.pick_id})


def cancel_list(command: CancelPickList, context: Context) -> Effects:
    """All that was picked and has not left goes back, promised as before; lines of a plan that ended go back free."""
    known = known_list(context, command.pick_id)
    check_list(known.state, LIVE, N_("取消"))
    everything = rows_of(context, known.pick_id).values()
    rows = [row for row in everything if row.plan_state != "shipped" and row.state != "cancelled"]
    if not rows:
        raise refused("wrong_state", "pick_id", what=N_("拣货单"), state=N_("都发出了"), deed=N_("取消"))
    picked = [row for row in rows if row.state == "picked"]
    check_unpacked(context, picked)
    holds, movements, changes = _back(picked, known, "cancelled", context)
    for row in rows:
        if row.state in ("waiting", "none"):
            key = {"pick_id": row.pick_id, "line_number": row.line_number}
            changes.append(Change("pick_line", key, {"state": "cancelled"}, {"state": row.state}))
    is_partly = any(row.plan_state == "shipped" for row in everything)
    state = "done" if is_partly else "cancelled"
    values = {"state": state, "ended_at": context.occurred_at, "end_note": command.reason}
    changes.append(Change("pick_list", {"pick_id": known.pick_id}, values, {"state": known.state}))
    return Effects(tuple(movements), tuple(holds), changes=tuple(changes), answer={"pick_id": known.pick_id})


def _back(
    rows: list[PickRow], known: PickHead, state: str, context: Context
) -> tuple[list[Hold], list[Movement], list[Change]]:
    """What carries picked lines back; goods whose plan line ended go as far as they still lie in the packing area."""
    holds: list[Hold] = []
    movements: list[Movement] = []
    changes: list[Change] = []
    free: dict[int, int] = {}
    for row in rows:
        home = row.location_id if row.location_is_open else known.store_id
        if row.plan_state == "held":
            more_holds, moved = carried(row, (known.packing_id, home), (row.picked, row.picked))
            holds += more_holds
            movements += moved
            plan_line = {"plan_id": row.plan_id, "line_number": row.plan_line}
            expected = {"state": "held", "location_id": known.packing_id, "quantity": row.picked}
            changes.append(Change("plan_line", plan_line, {"location_id": home}, expected))
        else:
            on_hand, held = cell(context, row.lot_id, known.packing_id)
            left = free.setdefault(row.lot_id, on_hand - held)
            movements += carried(row, (known.packing_id, home), (0, min(row.picked, left)))[1]
            free[row.lot_id] = left - min(row.picked, left)
        values = {"state": state, "quantity": row.picked, "picked": 0, "location_id": home}
        if state == "cancelled":
            values = {"state": state}
        key = {"pick_id": row.pick_id, "line_number": row.line_number}
        changes.append(Change("pick_line", key, values, {"state": "picked", "picked": row.picked}))
    return holds, movements, changes
