"""退款入账: what a supplier pays back after a claim comes to the budget line that it was paid from."""

from dataclasses import dataclass

from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.funds.queries import paid_for
from liangcao.kernel.effects import DutyDone, Effects, Hold, Line, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.parties.queries import place_of_party
from liangcao.procurement.commands import BookRefund
from liangcao.procurement.deciding import SOURCE_KIND
from liangcao.procurement.queries import accepted_by_line, accepted_fen, lines_of, paid_fen, purchase
from liangcao.procurement.rules import document_of, pay_back
from liangcao.receiving.claim_queries import SettledClaim, settled_claim
from liangcao.receiving.claiming import CLAIM_STATES, SETTLEMENTS
from liangcao.receiving.expecting import came_by


@dataclass(frozen=True, slots=True)
class _Paid:
    """What was paid for the goods of a claim and can come back, fen; `document` holds what comes back ("": nothing)."""

    most_fen: int
    document: str
    chains: tuple[str, ...]


def book_refund(command: BookRefund, context: Context) -> Effects:
    """The same money that was paid comes back, the last payment first; an open purchase has it committed again."""
    check_texts({"document_number": command.document_number, "note": command.note})
    found = settled_claim(context.connection, context.district_id, command.claim_id)
    if found.state != "settled" or found.settlement != "refund":
        state = SETTLEMENTS[found.settlement] if found.settlement else CLAIM_STATES[found.state]
        raise refused("wrong_state", "claim_id", what=found.claim_id, state=state, deed=N_("登记退款到账"))
    left = found.refund_fen - refunded_fen(context, "claim_id", found.claim_id)
    if command.amount_fen > left:
        raise refused("refund_beyond_claim", "amount_fen", left_fen=left, amount_fen=command.amount_fen)
    paid = _paid(found, context)
    if command.amount_fen > paid.most_fen:
        raise refused("refund_beyond_paid", "amount_fen", most_fen=paid.most_fen, amount_fen=command.amount_fen)
    parts = pay_back(_money_there(found, context), command.amount_fen)
    supplier = place_of_party(context, found.party_id).location_id
    lines = tuple(Line(lot_id, supplier, place, part) for lot_id, place, part in parts)
    refund_id = context.new_id()
    values = {
        "refund_id": refund_id,
        "claim_id": found.claim_id,
        "budget_line_id": parts[0][1],
        "party_id": found.party_id,
        "purchase_id": found.purchase_id,
        "receipt_id": 0 if found.purchase_id else found.receipt_id,
        **command.model_dump(exclude={"claim_id"}),
        "actor_id": context.actor_id,
        "refunded_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(
        movements=(Movement("return", lines),),
        holds=tuple(Hold(lot_id, place, part, paid.document) for lot_id, place, part in parts if paid.document),
        rows=(NewRow("refund", values),),
        duties=tuple(DutyDone(chain, "pay") for chain in paid.chains),
        answer={"refund_id": refund_id, "claim_id": found.claim_id},
    )


def refunded_fen(context: Context, column: str, number: int) -> int:
    """What came back for a claim, purchase or receipt (`column` of the table); what was taken back does not count."""
    sql = (
        f"SELECT COALESCE(SUM(amount_fen), 0) FROM refund WHERE district_id = ? AND {column} = ? AND NOT EXISTS "
        "(SELECT 1 FROM line WHERE line.district_id = refund.district_id AND line.reverses = refund.entry "
        "AND line.reverses <> 0)"
    )
    return int(ask(context.connection, sql, (context.district_id, number))[0][0])


def _paid(found: SettledClaim, context: Context) -> _Paid:
    """Of a purchase what was paid beyond what is accepted; of a receipt without one all that was paid for it."""
    if not found.purchase_id:
        return _Paid(paid_for(context, found.receipt_id), "", (f"receipt:{found.receipt_id}",))
    connection, district = context.connection, context.district_id
    bought = purchase(connection, district, found.purchase_id)
    accepted = accepted_by_line(connection, district, found.purchase_id)
    worth = accepted_fen(lines_of(connection, district, found.purchase_id), accepted)
    most = max(0, paid_fen(connection, district, found.purchase_id) - worth)
    document = document_of(found.purchase_id)
    came = came_by(connection, district, SOURCE_KIND, found.purchase_id)
    receipts = sorted({receipt_id for line in came for receipt_id in line.receipt_ids})
    chains = (document, *(f"receipt:{receipt_id}" for receipt_id in receipts))
    return _Paid(most, document if bought.state == "approved" else "", chains)


def _money_there(found: SettledClaim, context: Context) -> list[tuple[int, int, int]]:
    """Money (lot, budget line, fen) that was paid for the purchase or receipt and is not back, the last paid first."""
    column, number = ("purchase_id", found.purchase_id) if found.purchase_id else ("receipt_id", found.receipt_id)
    rows = ask(
        context.connection,
        _LEFT.format(column=column),
        (context.district_id, number, context.district_id, number),
    )
    return [(row[0], row[1], int(row[2])) for row in rows if row[2] > 0]


_STANDS = (
    "NOT EXISTS (SELECT 1 FROM line AS undo WHERE undo.district_id = line.district_id AND undo.reverses = line.entry "
    "AND undo.reverses <> 0)"
)
_LEFT = f"""
SELECT lot_id, place, SUM(fen), MAX(entry) FROM (
    SELECT line.lot_id AS lot_id, line.source_id AS place, line.quantity AS fen, line.entry AS entry
    FROM payment JOIN line ON line.district_id = payment.district_id AND line.entry = payment.entry
    WHERE payment.district_id = ? AND payment.{{column}} = ? AND line.kind = 'payment' AND {_STANDS}
    UNION ALL
    SELECT line.lot_id, line.destination_id, -line.quantity, 0
    FROM refund JOIN line ON line.district_id = refund.district_id AND line.entry = refund.entry
    WHERE refund.district_id = ? AND refund.{{column}} = ? AND line.kind = 'return' AND {_STANDS}
) AS moved GROUP BY lot_id, place ORDER BY MAX(entry) DESC, lot_id DESC
"""
