"""Handlers of returns."""

from collections.abc import Mapping, Sequence

from liangcao.access.permissions import EVERYTHING, Reach
from liangcao.database.bulk import select_by_keys
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, Line, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import lot
from liangcao.parties.queries import place as find_place
from liangcao.parties.queries import place_made_once, place_of_party, place_to_fill, store_of
from liangcao.returns.commands import AnnounceReturn, CancelReturn, ExamineReturn, ReceiveReturn
from liangcao.returns.queries import GoodsReturn, ReturnLine, goods_return, is_return, recalls_of_lots, return_lines
from liangcao.returns.rules import (
    OWED_AGAIN,
    Deliverable,
    check_counted,
    check_examined,
    check_returned,
    check_state,
)
from liangcao.shipping.queries import Shipment, shipment, shipment_lines
from liangcao.shipping.rules import check_state as check_shipped

AREA = "退回区"
_COUNTERS = (
    "SELECT request_id, line_number, allocated, shipped, delivered FROM {keys} "
    "JOIN request_line ON request_id = k1 AND line_number = k2 WHERE district_id = ?"
)


def _delivery(context: Context, shipment_id: int) -> Shipment:
    """The delivery that goods come back of; a return is none: Refused ``return_of_return``."""
    if is_return(context.connection, context.district_id, shipment_id):
        raise refused("return_of_return", "shipment_id", number=shipment_id)
    return shipment(context.connection, context.district_id, EVERYTHING, shipment_id)


def _known(context: Context, return_id: int) -> GoodsReturn:
    return goods_return(context.connection, context.district_id, EVERYTHING, return_id)


def reach_of_delivery(command: AnnounceReturn, context: Context) -> Reach:
    """For the unit it went to, or for whoever works for the store that sent it."""
    known = _delivery(context, command.shipment_id)
    return Reach(paths=(known.store_path,), party_id=known.unit_id)


def reach_of_cancel(command: CancelReturn, context: Context) -> Reach:
    """For the unit, or for the store it would have come to."""
    known = _known(context, command.return_id)
    return Reach(paths=(known.store_path,), party_id=known.unit_id)


def reach_of_return(command: ReceiveReturn | ExamineReturn, context: Context) -> Reach:
    """At the store it comes to."""
    return Reach(paths=(_known(context, command.return_id).store_path,))


def announce_return(command: AnnounceReturn, context: Context) -> Effects:
    """A document of what is to come back, capped line by line; what it counts nobody can announce again."""
    check_texts({"note": command.note})
    known = _delivery(context, command.shipment_id)
    check_shipped(known.state, N_("退回"), wanted="delivered")
    lines = {
        each.line_number: each for each in shipment_lines(context.connection, context.district_id, known.shipment_id)
    }
    deliverable = {
        number: Deliverable(each.item_name, each.received or 0, each.brought_back) for number, each in lines.items()
    }
    check_returned(deliverable, command.lines)
    recalls = recalls_of_lots(
        context.connection, context.district_id, [lines[each.line_number].lot_id for each in command.lines]
    )
    return_id = context.new_id()
    head = {
        "return_id": return_id,
        "shipment_id": known.shipment_id,
        "unit_id": known.unit_id,
        "store_id": known.store_id,
        "state": "announced",
        "way": command.way,
        "note": command.note,
        "actor_id": context.actor_id,
        "announced_at": context.occurred_at,
        "entry": context.number,
    }
    rows, changes = [NewRow("goods_return", head)], []
    for number, each in enumerate(command.lines, 1):
        of = lines[each.line_number]
        values = {
            "return_id": return_id,
            "line_number": number,
            "shipment_id": known.shipment_id,
            "shipment_line": of.line_number,
            "request_id": of.request_id,
            "request_line": of.request_line,
            "item_id": of.item_id,
            "lot_id": of.lot_id,
            "quantity": each.quantity,
            "reason": each.reason,
            "recall_id": recalls.get(of.lot_id, 0),
        }
        rows.append(NewRow("return_line", values))
        changes.append(_brought_back(known.shipment_id, of.line_number, of.brought_back, each.quantity))
    duties = (DutyDone(f"return:{return_id}", "bring"),)
    return Effects(rows=tuple(rows), changes=tuple(changes), duties=duties, answer={"return_id": return_id})


def _brought_back(shipment_id: int, line_number: int, before: int, more: int) -> Change:
    key = {"shipment_id": shipment_id, "line_number": line_number}
    return Change("shipment_line", key, {"brought_back": before + more}, {"brought_back": before})


def _freed(known: GoodsReturn, freed: dict[int, int], context: Context) -> list[Change]:
    """What does not come back, by line of the delivery, may be announced again."""
    lines = shipment_lines(context.connection, context.district_id, known.shipment_id)
    return [
        _brought_back(known.shipment_id, each.line_number, each.brought_back, -freed[each.line_number])
        for each in lines
        if freed.get(each.line_number)
    ]


def _lines(known: GoodsReturn, context: Context) -> list[ReturnLine]:
    return return_lines(context.connection, context.district_id, [known.return_id])[known.return_id]


def cancel_return(command: CancelReturn, context: Context) -> Effects:
    """Nothing comes: what was counted as coming back is the unit's again."""
    check_texts({"reason": command.reason})
    known = _known(context, command.return_id)
    check_state(known.state, "announced", N_("取消"))
    freed = {each.shipment_line: each.quantity for each in _lines(known, context)}
    values = {"state": "cancelled", "end_note": command.reason}
    change = Change("goods_return", {"return_id": known.return_id}, values, {"state": "announced"})
    return Effects(changes=(change, *_freed(known, freed, context)), answer={"return_id": known.return_id})


def receive_return(command: ReceiveReturn, context: Context) -> Effects:
    """What came back lies in the store's own place for it; the requests' figures follow by reason."""
    check_texts({"note": command.note})
    known = _known(context, command.return_id)
    check_state(known.state, "announced", N_("收退回"))
    lines = {each.line_number: each for each in _lines(known, context)}
    check_counted({number: each.quantity for number, each in lines.items()}, command.lines)
    counted = {each.line_number: each.received for each in command.lines}
    store = find_place(context, known.store_id)
    area, rows = place_made_once(context, "returns", AREA, parent_id=store_of(store))
    unit = place_of_party(context, known.unit_id)
    moved = tuple(
        Line(each.lot_id, unit.location_id, area, counted[number]) for number, each in lines.items() if counted[number]
    )
    head = {
        "state": "received",
        "received_by": context.actor_id,
        "received_at": context.occurred_at,
        "end_note": command.note,
    }
    changes = [Change("goods_return", {"return_id": known.return_id}, head, {"state": "announced"})]
    changes += _received(known, lines, counted, context)
    freed = {each.shipment_line: each.quantity - counted[number] for number, each in lines.items()}
    changes += _freed(known, freed, context)
    changes += _owed_again([(each, counted[number]) for number, each in lines.items()], context)
    return Effects(
        movements=(Movement("return", moved),),
        rows=rows,
        changes=tuple(changes),
        duties=(DutyDone(f"return:{known.return_id}", "take_back"),),
        answer={"return_id": known.return_id, "location_id": area},
    )


def _received(
    known: GoodsReturn, lines: Mapping[int, ReturnLine], counted: Mapping[int, int], context: Context
) -> list[Change]:
    """What came is counted on its line, and on the recall that began while it was on its way."""
    recalls = recalls_of_lots(context.connection, context.district_id, [each.lot_id for each in lines.values()])
    changes = []
    for number, each in lines.items():
        if counted[number]:
            recall_id = each.recall_id or recalls.get(each.lot_id, 0)
            values = {"received": counted[number], "recall_id": recall_id}
            before = {"received": 0, "recall_id": each.recall_id}
            changes.append(Change("return_line", _key(known, number), values, before))
    return changes


def _key(known: GoodsReturn, line_number: int) -> dict[str, int]:
    return {"return_id": known.return_id, "line_number": line_number}


def _owed_again(lines: Sequence[tuple[ReturnLine, int]], context: Context) -> list[Change]:
    """What came back without having met the need is owed again: neither delivered, shipped nor allocated."""
    sums: dict[tuple[int, int], int] = {}
    for line, received in lines:
        if line.reason in OWED_AGAIN and received:
            where = (line.request_id, line.request_line)
            sums[where] = sums.get(where, 0) + received
    changes: list[Change] = []
    rows = select_by_keys(context.connection, _COUNTERS, sorted(sums), (context.district_id,)) if sums else []
    for request_id, number, *figures in rows:
        before = dict(zip(("allocated", "shipped", "delivered"), figures, strict=True))
        after = {name: figure - sums[request_id, number] for name, figure in before.items()}
        changes.append(Change("request_line", {"request_id": request_id, "line_number": number}, after, before))
    return changes


def examine_return(command: ExamineReturn, context: Context) -> Effects:
    """What is good goes to a place of ours, what is not stays where it is until it is disposed of."""
    check_texts({"finding": command.finding})
    known = _known(context, command.return_id)
    check_state(known.state, "received", N_("查验"))
    lines = {each.line_number: each for each in _lines(known, context)}
    check_examined({number: each.waiting for number, each in lines.items()}, command.lines)
    area, _none = place_made_once(context, "returns", AREA, parent_id=store_of(find_place(context, known.store_id)))
    moved, rows, changes = [], [], []
    left = sum(each.waiting for each in lines.values())
    for index, each in enumerate(command.lines):
        of = lines[each.line_number]
        if each.restocked and each.location_id:
            _check_fit(of, f"lines.{index}.restocked", context)
            into = place_to_fill(context, each.location_id, f"lines.{index}.location_id")
            moved.append(Line(of.lot_id, area, into.location_id, each.restocked))
        if each.restocked or each.unusable:
            rows.append(_examination(known, command.finding, each.model_dump(exclude_none=True), context))
            values = {"restocked": of.restocked + each.restocked, "unusable": of.unusable + each.unusable}
            before = {"restocked": of.restocked, "unusable": of.unusable}
            changes.append(Change("return_line", _key(known, each.line_number), values, before))
            left -= each.restocked + each.unusable
    if not left:
        done = {"state": "examined"}
        changes.append(Change("goods_return", {"return_id": known.return_id}, done, {"state": "received"}))
    return Effects(
        movements=(Movement("transfer", tuple(moved)),) if moved else (),
        rows=tuple(rows),
        changes=tuple(changes),
        duties=(DutyDone(f"return:{known.return_id}", "examine"),),
        answer={"return_id": known.return_id, "waiting": left},
    )


def _check_fit(line: ReturnLine, field: str, context: Context) -> None:
    """Nothing expired goes back to stock; a stopped lot may, and stays stopped: Refused ``lot_expired``."""
    known = lot(context, line.lot_id)
    if known.is_expired(context.today):
        raise refused("lot_expired", field, lot=known.batch_number or known.lot_id, expires_on=known.expires_on)


def _examination(known: GoodsReturn, finding: str, line: dict[str, int], context: Context) -> NewRow:
    values = {
        "return_id": known.return_id,
        "entry": context.number,
        **line,
        "finding": finding,
        "actor_id": context.actor_id,
        "examined_at": context.occurred_at,
    }
    return NewRow("return_examination", values)
