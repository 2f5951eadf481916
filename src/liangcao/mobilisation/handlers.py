"""Handlers of mobilisation."""

from collections.abc import Sequence
from typing import Any

from liangcao.access.permissions import Reach
from liangcao.catalog.queries import goods
from liangcao.database.context import Context
from liangcao.funds.queries import budget_line, money_at
from liangcao.funds.rules import pay
from liangcao.kernel.effects import Change, DutyDone, Effects, Line, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.quantity import amount_fen
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import load_lots, lot
from liangcao.mobilisation.commands import (
    BackLine,
    CancelOrder,
    DeclareStock,
    OrderGoods,
    PayCompensation,
    ReturnGoods,
    SettleOrder,
)
from liangcao.mobilisation.queries import Order, order, owed_lines
from liangcao.mobilisation.rules import Owed, check_back, check_reserve, check_settled, check_state
from liangcao.parties.classes import class_table
from liangcao.parties.queries import party, place, place_of_party, place_to_fill
from liangcao.receiving.expecting import OPEN_STATES, Expected, ExpectedLine, call_off, expect_goods


def declare_stock(command: DeclareStock, context: Context) -> Effects:
    """One row for each item; the last word of a unit on an item counts."""
    check_texts({"note": command.note})
    known = party(context, command.party_id, "party_id")
    check_reserve(known.kind, known.name)
    goods(context, [line.item_id for line in command.lines])
    declaration_id = context.new_id()
    seen: set[int] = set()
    rows: list[NewRow] = []
    for index, line in enumerate(command.lines):
        if line.item_id in seen:
            raise refused("already_exists", f"lines.{index}.item_id", name=line.item_id)
        seen.add(line.item_id)
        values = {
            "declaration_id": declaration_id,
            **line.model_dump(),
            "party_id": known.party_id,
            "as_of": command.as_of,
            "note": command.note,
            "actor_id": context.actor_id,
            "declared_at": context.occurred_at,
            "entry": context.number,
        }
        rows.append(NewRow("reserve_stock", values))
    return Effects(rows=tuple(rows), answer={"declaration_id": declaration_id})


def order_goods(command: OrderGoods, context: Context) -> Effects:
    """An order, and its goods on the list of expected arrivals."""
    check_texts({"ground": command.ground, "note": command.note, "document_number": command.document_number})
    known = party(context, command.party_id, "party_id")
    check_reserve(known.kind, known.name)
    goods(context, [line.item_id for line in command.lines])
    if command.location_id:
        place_to_fill(context, command.location_id, "location_id")
    order_id = context.new_id()
    head = {
        **command.model_dump(exclude={"lines", "location_id"}),
        "order_id": order_id,
        "location_id": command.location_id or 0,
        "state": "ordered",
        "actor_id": context.actor_id,
        "ordered_at": context.occurred_at,
        "entry": context.number,
    }
    rows = [NewRow("mobilisation", head)]
    for number, line in enumerate(command.lines, 1):
        values = {"order_id": order_id, "line_number": number, **line.model_dump(exclude_none=True)}
        rows.append(NewRow("mobilisation_line", values))
    arrival_id, expected = expect_goods(
        context,
        Expected(
            source_kind="mobilisation",
            source_party_id=known.party_id,
            document_id=order_id,
            location_id=command.location_id or 0,
            expected_on=command.expected_on,
            note=command.note,
        ),
        [
            ExpectedLine(line.item_id, line.quantity, line.pack_size, line.price_fen, line.price_units)
            for line in command.lines
        ],
    )
    return Effects(
        rows=(*rows, *expected),
        duties=(DutyDone(f"mobilisation:{order_id}", "order"),),
        answer={"order_id": order_id, "arrival_id": arrival_id},
    )


def _known(context: Context, order_id: int) -> Order:
    return order(context.connection, context.district_id, order_id)


def cancel_order(command: CancelOrder, context: Context) -> Effects:
    """What has not come is called off; what came is owed as before."""
    check_texts({"reason": command.reason})
    known = _known(context, command.order_id)
    check_state(known.state, ("ordered",), N_("取消"))
    change = _ended(known, context, "cancelled", command.reason)
    called_off = call_off(context, "mobilisation", known.order_id)
    return Effects(changes=(change, *called_off), answer={"order_id": known.order_id})


def _ended(known: Order, context: Context, state: str, note: str) -> Change:
    values = {"state": state, "end_note": note, "ended_by": context.actor_id, "ended_at": context.occurred_at}
    return Change("mobilisation", {"order_id": known.order_id}, values, {"state": known.state})


def _owed(context: Context, order_id: int) -> dict[int, Owed]:
    return owed_lines(context.connection, context.district_id, order_id)


def reach_of_return(command: ReturnGoods, context: Context) -> Reach:
    """Goods leave from their places."""
    places = sorted({line.location_id for line in command.lines})
    return Reach(paths=tuple(place(context, each, "lines.0.location_id").path for each in places))


def return_goods(command: ReturnGoods, context: Context) -> Effects:
    """Lots of ours, of the same items and fit for use, go to the reserve unit's place; no donor's purpose is broken."""
    check_texts({"note": command.note})
    known = _known(context, command.order_id)
    check_state(known.state, ("ordered", "cancelled"), N_("归还"))
    owed = _owed(context, known.order_id)
    check_back(owed, command.lines)
    _check_fit(command.lines, owed, known, context)
    target = place_of_party(context, known.party_id)
    lines = tuple(Line(each.lot_id, each.location_id, target.location_id, each.quantity) for each in command.lines)
    rows = tuple(
        NewRow("given_back", {**_given(known, context, number, command.note), "way": "goods", "lot_id": each.lot_id,
                              "line_number": each.line_number, "quantity": each.quantity})
        for number, each in enumerate(command.lines)
    )  # fmt: skip
    return Effects(movements=(Movement("return", lines),), rows=rows, answer={"order_id": known.order_id})


def _given(known: Order, context: Context, ordinal: int, note: str) -> dict[str, Any]:
    return {
        "order_id": known.order_id,
        "entry": context.number,
        "ordinal": ordinal,
        "note": note,
        "actor_id": context.actor_id,
        "given_at": context.occurred_at,
    }


def _check_fit(lines: Sequence[BackLine], owed: dict[int, Owed], known: Order, context: Context) -> None:
    """Raise Refused for another item, a lot that is stopped, expired, or meant for others by its donor."""
    load_lots(context.connection, context.district_id, [line.lot_id for line in lines], context.facts)
    for index, line in enumerate(lines):
        found, where = lot(context, line.lot_id, f"lines.{index}.lot_id"), f"lines.{index}.lot_id"
        called = found.batch_number or found.lot_id
        from_place = place(context, line.location_id, f"lines.{index}.location_id")
        if from_place.is_outside or from_place.kind in {"shipment", "budget_line", "rejects"}:
            raise refused("place_outside", f"lines.{index}.location_id", location=from_place.name)
        if found.item_id != owed[line.line_number].item_id:
            raise refused("not_this_item", where)
        if found.is_quarantined:
            raise refused("lot_quarantined", where, lot=called)
        if found.is_expired(context.today):
            raise refused("lot_expired", where, lot=called, expires_on=found.expires_on)
        if found.purpose_party_id or found.purpose_class or found.purpose_area:
            told = {"lot": called, "unit": known.party_name}
            if found.purpose_party_id:
                raise refused("purpose_restricted", where, purpose=party(context, found.purpose_party_id).name, **told)
            if found.purpose_area:
                raise refused("purpose_restricted", where, purpose=found.purpose_area, **told)
            by_number = class_table(context).by_number
            purpose = by_number[found.purpose_class].name if found.purpose_class in by_number else "?"
            raise refused("purpose_restricted", where, purpose=purpose, **told)


def pay_compensation(command: PayCompensation, context: Context) -> Effects:
    """Money of a budget line to the reserve unit, for so much of a line; never for more than is owed of it."""
    check_texts({"note": command.note, "document_number": command.document_number})
    known = _known(context, command.order_id)
    check_state(known.state, ("ordered", "cancelled"), N_("补偿"))
    owed = _owed(context, known.order_id)
    if command.line_number not in owed:
        raise refused("unknown_document", "line_number", name=command.line_number)
    line = owed[command.line_number]
    if command.quantity > line.owed:
        params = {"item": line.item_name, "owed": max(line.owed, 0), "quantity": command.quantity}
        raise refused("more_than_owed", "quantity", **params)
    source = budget_line(context, command.budget_line_id)
    payee = place_of_party(context, known.party_id)
    amount = amount_fen(command.quantity, command.price_fen, command.price_units)
    lines = pay(
        money_at(context, source.location_id),
        budget_line=(source.location_id, source.name),
        payee_id=payee.location_id,
        amount_fen=amount,
    )
    told = {"line_number": line.line_number, "quantity": command.quantity, "amount_fen": amount, "way": "money"}
    payment = {
        "payment_id": context.new_id(),
        "budget_line_id": source.location_id,
        "party_id": known.party_id,
        "amount_fen": amount,
        "document_number": command.document_number,
        "note": command.note,
        "actor_id": context.actor_id,
        "paid_at": context.occurred_at,
        "entry": context.number,
    }
    rows = (NewRow("given_back", {**_given(known, context, 0, command.note), **told}), NewRow("payment", payment))
    answer = {"order_id": known.order_id, "payment_id": payment["payment_id"], "amount_fen": amount}
    return Effects(movements=(Movement("payment", lines),), rows=rows, answer=answer)


def settle_order(command: SettleOrder, context: Context) -> Effects:
    """The order ends: all came that will come, all is given back, paid, or let off by the unit's word."""
    check_texts({"waiver": command.waiver})
    known = _known(context, command.order_id)
    check_state(known.state, ("ordered", "cancelled"), N_("了结"))
    owed = list(_owed(context, known.order_id).values())
    check_settled(owed, waiver=command.waiver, is_open=known.arrival in OPEN_STATES)
    change = _ended(known, context, "settled", command.waiver or known.end_note)
    return Effects(changes=(change,), answer={"order_id": known.order_id})
