"""Handlers of what follows once goods have come: their value, the papers for the donor, and what is of no use."""

from collections.abc import Mapping, Sequence
from typing import Any

from liangcao.access.permissions import Reach
from liangcao.database.context import Context
from liangcao.donations.certificates import certificate, last_number
from liangcao.donations.commands import IssueCertificate, ReprintCertificate, RouteUnusable, ValuedLine, ValueDonation
from liangcao.donations.known import known
from liangcao.donations.queries import gift_lines
from liangcao.donations.rules import check_route, check_state, check_valued, value_of
from liangcao.kernel.effects import Change, DutyDone, Effects, Line, Movement, MovementKind, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import lot
from liangcao.parties.queries import place, place_of_kind, place_of_party
from liangcao.receiving.expecting import CameLine, came_by


def value_donation(command: ValueDonation, context: Context) -> Effects:
    """Lines, lots that came and lots still to come carry the price; nobody who took the goods in may set it."""
    check_texts({f"lines.{index}.source": line.source for index, line in enumerate(command.lines)})
    old = known(context, command.donation_id)
    check_state(old.state, ("announced",), N_("估价"))
    rows = gift_lines(context.connection, context.district_id, [old.donation_id])[old.donation_id]
    check_valued({row.line_number: row.price_fen for row in rows}, command.lines)
    came = {
        each.line_number: each for each in came_by(context.connection, context.district_id, "donation", old.donation_id)
    }
    valuation_id = context.new_id()
    receipts = sorted({receipt for line in command.lines for receipt in _receipts(came, line)})
    chains = (f"donation:{old.donation_id}", *(f"receipt:{number}" for number in receipts))
    return Effects(
        rows=tuple(_valuation(valuation_id, old.donation_id, line, context) for line in command.lines),
        changes=tuple(change for line in command.lines for change in _priced(old.donation_id, line, came)),
        duties=tuple(DutyDone(chain, "value") for chain in chains),
        answer={"valuation_id": valuation_id},
    )


def _receipts(came: Mapping[int, CameLine], line: ValuedLine) -> Sequence[int]:
    return came[line.line_number].receipt_ids if line.line_number in came else ()


def _valuation(valuation_id: int, donation_id: int, line: ValuedLine, context: Context) -> NewRow:
    values = {
        "valuation_id": valuation_id,
        "donation_id": donation_id,
        **line.model_dump(exclude_none=True),
        "actor_id": context.actor_id,
        "valued_at": context.occurred_at,
        "entry": context.number,
    }
    return NewRow("donation_valuation", values)


def _priced(donation_id: int, line: ValuedLine, came: Mapping[int, CameLine]) -> list[Change]:
    told: dict[str, Any] = {"value_basis": line.basis, "value_source": line.source}
    key = {"donation_id": donation_id, "line_number": line.line_number}
    if line.price_fen is None:
        return [Change("donation_line", key, told)]
    told |= {"price_fen": line.price_fen, "price_units": line.price_units}
    cost = {"unit_cost_fen": line.price_fen, "cost_units": line.price_units}
    changes = [Change("donation_line", key, told)]
    if line.line_number in came:
        expected = came[line.line_number]
        where = {"arrival_id": expected.arrival_id, "line_number": expected.line_number}
        changes.append(Change("arrival_line", where, cost))
        changes += [Change("lot", {"lot_id": lot_id}, cost) for lot_id in expected.lot_ids]
    return changes


def issue_certificate(command: IssueCertificate, context: Context) -> Effects:
    """The next number of its kind; it says what was accepted until now, and keeps saying that."""
    old = known(context, command.donation_id)
    check_state(old.state, ("announced",), N_("开具证书"))
    rows = gift_lines(context.connection, context.district_id, [old.donation_id])[old.donation_id]
    came = {
        each.line_number: each for each in came_by(context.connection, context.district_id, "donation", old.donation_id)
    }
    accepted = [(row, came[row.line_number].accepted + came[row.line_number].quarantined) for row in rows]
    accepted = [(row, quantity) for row, quantity in accepted if quantity]
    if not accepted and not old.booked_fen:
        raise refused("wrong_state", "donation_id", what=N_("捐赠"), state=N_("还没有收到"), deed=N_("开具证书"))
    certificate_id = context.new_id()
    head = {
        "certificate_id": certificate_id,
        "donation_id": old.donation_id,
        "kind": command.kind,
        "number": last_number(context.connection, context.district_id, command.kind) + 1,
        "amount_fen": old.booked_fen,
        "actor_id": context.actor_id,
        "issued_at": context.occurred_at,
        "entry": context.number,
    }
    made = [NewRow("donation_certificate", head)]
    for row, quantity in accepted:
        value = value_of(quantity, row.price_fen, row.price_units)
        values: dict[str, Any] = {
            "certificate_id": certificate_id,
            "line_number": row.line_number,
            "item_id": row.item_id,
            "quantity": quantity,
            "value_basis": row.value_basis,
        }
        made.append(NewRow("donation_certificate_line", values | ({} if value is None else {"value_fen": value})))
    made.append(_copy(certificate_id, 1, "", context))
    answer = {"certificate_id": certificate_id, "number": head["number"]}
    return Effects(rows=tuple(made), answer=answer)


def reprint_certificate(command: ReprintCertificate, context: Context) -> Effects:
    """One more copy, counted."""
    check_texts({"reason": command.reason})
    found = certificate(context.connection, context.district_id, command.certificate_id)
    row = _copy(found.certificate_id, found.copies + 1, command.reason, context)
    return Effects(rows=(row,), answer={"certificate_id": found.certificate_id, "copy": found.copies + 1})


def _copy(certificate_id: int, number: int, reason: str, context: Context) -> NewRow:
    values = {
        "certificate_id": certificate_id,
        "copy_number": number,
        "reason": reason,
        "actor_id": context.actor_id,
        "printed_at": context.occurred_at,
        "entry": context.number,
    }
    return NewRow("donation_certificate_copy", values)


def reach_of_route(command: RouteUnusable, context: Context) -> Reach:
    """What is of no use leaves from its place."""
    return Reach(paths=(place(context, command.location_id, "location_id").path,))


def route_unusable(command: RouteUnusable, context: Context) -> Effects:
    """Rejected goods leave the rejects place: back, to the federation, or as a loss to be disposed of."""
    check_texts({"note": command.note})
    check_route(command)
    old = known(context, command.donation_id)
    found, rejects = lot(context, command.lot_id, "lot_id"), place(context, command.location_id, "location_id")
    came = came_by(context.connection, context.district_id, "donation", old.donation_id)
    if not any(found.lot_id in each.lot_ids for each in came):
        raise refused("unknown_lot", "lot_id", name=found.batch_number or found.lot_id)
    if rejects.kind != "rejects":
        raise refused("input_invalid", "location_id", detail=N_("只能从退货区退回"))
    kind, destination_id = _goes(command, context, old.party_id)
    values = {
        "routing_id": context.new_id(),
        **command.model_dump(exclude_none=True),
        "actor_id": context.actor_id,
        "routed_at": context.occurred_at,
        "entry": context.number,
    }
    line = Line(found.lot_id, rejects.location_id, destination_id, command.quantity)
    return Effects(
        movements=(Movement(kind, (line,)),),
        rows=(NewRow("donation_routing", values),),
        answer={"routing_id": values["routing_id"]},
    )


def _goes(command: RouteUnusable, context: Context, donor_id: int) -> tuple[MovementKind, int]:
    if command.route == "disposal":
        return "loss", place_of_kind(context, "loss").location_id
    party_id = command.party_id if command.route == "federation" and command.party_id else donor_id
    return "return", place_of_party(context, party_id).location_id
