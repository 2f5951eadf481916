"""Handlers of the funds."""

from liangcao.database.context import Context
from liangcao.funds.appropriating import Incoming, appropriation
from liangcao.funds.commands import AppropriateFunds, PayParty, ReturnFunds
from liangcao.funds.queries import budget_line, check_receipt, money_at, purposes_of
from liangcao.funds.rules import pay
from liangcao.kernel.effects import DutyDone, Effects, Line, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.ledger.lots import lot
from liangcao.parties.queries import place_of_kind, place_of_party


def pay_party(command: PayParty, context: Context) -> Effects:
    """Money of the budget line, the oldest first, goes to the payee; a payment names the receipt it is for."""
    line = budget_line(context, command.budget_line_id)
    payee = place_of_party(context, command.party_id)
    if payee.kind not in {"supplier", "donor"}:
        raise refused("not_a_payee", "party_id", party=payee.name)
    if command.receipt_id:
        check_receipt(context, command.receipt_id, command.party_id, command.amount_fen)
    paid = pay(
        money_at(context, line.location_id, purposes_of(context, command.receipt_id or 0)),
        budget_line=(line.location_id, line.name),
        payee_id=payee.location_id,
        amount_fen=command.amount_fen,
    )
    payment_id = context.new_id()
    values = {
        "payment_id": payment_id,
        "budget_line_id": line.location_id,
        "party_id": command.party_id,
        "receipt_id": command.receipt_id or 0,
        "amount_fen": command.amount_fen,
        "document_number": command.document_number,
        "note": command.note,
        "actor_id": context.actor_id,
        "paid_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(
        movements=(Movement("payment", paid),),
        rows=(NewRow("payment", values),),
        duties=(DutyDone(f"receipt:{command.receipt_id}", "pay"),) if command.receipt_id else (),
        answer={"payment_id": payment_id},
    )


def appropriate_funds(command: AppropriateFunds, context: Context) -> Effects:
    """A lot of money, moved from outside to the budget line."""
    money = Incoming(command.budget_line_id, command.amount_fen, command.document_number, command.source_party_id or 0)
    lot_id, row, movement = appropriation(context, money)
    return Effects(rows=(row,), movements=(movement,), answer={"lot_id": lot_id})


def return_funds(command: ReturnFunds, context: Context) -> Effects:
    """Money that nothing holds goes back to whoever gave it: the treasury, or the donor."""
    line = budget_line(context, command.budget_line_id)
    known = lot(context, command.lot_id, "lot_id")
    if not known.is_money:
        raise refused("not_money", "lot_id", item=known.item_name)
    giver = known.source_party_id
    source = place_of_party(context, giver) if giver else place_of_kind(context, "treasury")
    back = Line(known.lot_id, line.location_id, source.location_id, command.amount_fen)
    return Effects(movements=(Movement("return", (back,)),), answer={"lot_id": known.lot_id})
