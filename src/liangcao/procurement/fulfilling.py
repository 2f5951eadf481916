"""Handlers of what follows a decision to buy: papers, acceptance, invoice, payment, review, the end of it."""

from collections.abc import Sequence
from typing import Any

from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.funds.queries import committed
from liangcao.funds.rules import pay_committed, release_money
from liangcao.kernel.effects import Change, DutyDone, Effects, Line, Movement, NewRow
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.ledger.entries import posted_entry
from liangcao.parties.queries import place_of_party
from liangcao.procurement.commands import (
    AcceptPurchase,
    AnnulRecord,
    ClosePurchase,
    FileInDossier,
    PayPurchase,
    RecordInvoice,
    ReviewPurchase,
)
from liangcao.procurement.deciding import SOURCE_KIND, ended, no_more_expected, quote_rows, wrong_state
from liangcao.procurement.queries import (
    BoughtLine,
    Purchase,
    acceptances_of,
    accepted_by_line,
    accepted_fen,
    invoice_with,
    invoices_of,
    lines_of,
    paid_fen,
    purchase,
)
from liangcao.procurement.rules import Standing, check_payment, document_of, invoice_key
from liangcao.receiving.expecting import came_by, came_of_lines


def _open(context: Context, purchase_id: int, deed: str, states: Sequence[str] = ("approved",)) -> Purchase:
    found = purchase(context.connection, context.district_id, purchase_id)
    if found.state not in states:
        raise wrong_state(found, deed)
    return found


def _made(context: Context, **values: Any) -> dict[str, Any]:
    return {**values, "actor_id": context.actor_id, "entry": context.number}


def file_in_dossier(command: FileInDossier, context: Context) -> Effects:
    """A filing, or quotes, or both; what is in the dossier stays in it."""
    found = _open(context, command.purchase_id, N_("补材料"), ("proposed", "approved", "closed"))
    check_texts({"words": command.words, "number": command.number})
    if command.kind == "contract" and not command.number:
        raise refused("field_missing", "number")
    if command.kind != "contract" and not command.words and not command.quotes:
        raise refused("field_missing", "words")
    sql = "SELECT COALESCE(MAX(number), 0) FROM purchase_quote WHERE district_id = ? AND purchase_id = ?"
    last = ask(context.connection, sql, (context.district_id, found.purchase_id))[0][0]
    rows = quote_rows(command.quotes, context, found.purchase_id, first=last + 1)
    answer = {"purchase_id": found.purchase_id}
    if command.words or command.number:
        filing_id = context.new_id()
        values = _made(
            context,
            filing_id=filing_id,
            filed_at=context.recorded_at,
            **command.model_dump(exclude={"quotes"}),
        )
        rows.append(NewRow("purchase_filing", values))
        answer["filing_id"] = filing_id
    return Effects(rows=tuple(rows), answer=answer)


def accept_purchase(command: AcceptPurchase, context: Context) -> Effects:
    """So much was found good of what went straight to a department: lots that it received."""
    found = _open(context, command.purchase_id, N_("验收"))
    if found.location_id:
        raise refused("accept_on_receipt", "purchase_id", purchase=found.purchase_id)
    check_texts({"finding": command.finding})
    lines = {line.line_number: line for line in lines_of(context.connection, context.district_id, found.purchase_id)}
    _check_acceptance(command, context, found, lines)
    acceptance_id = context.new_id()
    head = _made(
        context,
        acceptance_id=acceptance_id,
        purchase_id=found.purchase_id,
        finding=command.finding,
        accepted_at=context.occurred_at,
    )
    rows = [NewRow("purchase_acceptance", head)]
    moved: list[Line] = []
    for each in command.lines:
        lot_id = context.new_id()
        rows.append(NewRow("lot", _direct_lot(found, lines[each.line_number], lot_id, context)))
        moved.append(_handed_over(found, lot_id, each.quantity, context))
        values = {"acceptance_id": acceptance_id, **each.model_dump(), "lot_id": lot_id}
        rows.append(NewRow("purchase_acceptance_line", values))
    return Effects(
        movements=(Movement("receipt", tuple(moved)),),
        rows=tuple(rows),
        duties=(DutyDone(document_of(found.purchase_id), "accept"),),
        answer={"acceptance_id": acceptance_id},
    )


def _check_acceptance(command: AcceptPurchase, context: Context, found: Purchase, lines: dict[int, BoughtLine]) -> None:
    """Raise Refused with every line of which more is accepted than was ordered."""
    already = accepted_by_line(context.connection, context.district_id, found.purchase_id)
    reasons: list[Reason] = []
    for number, each in enumerate(command.lines):
        line, where = lines.get(each.line_number), f"lines.{number}"
        if line is None:
            reasons.append(Reason("unknown_document", {"name": each.line_number}, f"{where}.line_number"))
            continue
        most = line.quantity - already.get(line.line_number, 0)
        if each.quantity > most:
            params = {"item": line.item_name, "most": most, "quantity": each.quantity}
            reasons.append(Reason("accepted_beyond", params, f"{where}.quantity"))
        already[line.line_number] = already.get(line.line_number, 0) + each.quantity
    if reasons:
        raise Refused(*reasons)


def _direct_lot(found: Purchase, line: BoughtLine, lot_id: int, context: Context) -> dict[str, Any]:
    values = {
        "lot_id": lot_id,
        "item_id": line.item_id,
        "status": "released",
        "source_kind": SOURCE_KIND,
        "source_party_id": found.supplier_id,
        "unit_cost_fen": line.price.fen,
        "cost_units": line.price.units,
        "budget_line_id": found.budget_line_id,
        "pack_size": line.pack_size,
        "purpose_class": line.purpose_class,
        "purpose_area": line.purpose_area,
        "standard": line.standard,
        "grade": line.grade,
        "origin_entry": context.number,
    }
    return values if line.purpose_party_id is None else {**values, "purpose_party_id": line.purpose_party_id}


def _handed_over(found: Purchase, lot_id: int, quantity: int, context: Context) -> Line:
    supplier = place_of_party(context, found.supplier_id)
    department = place_of_party(context, found.department_id)
    return Line(lot_id, supplier.location_id, department.location_id, quantity)


def record_invoice(command: RecordInvoice, context: Context) -> Effects:
    """One invoice more; its number was not used before, on whatever purchase."""
    found = _open(context, command.purchase_id, N_("登记发票"), ("approved", "closed"))
    number = invoice_key(command.code, command.number)
    used = invoice_with(context.connection, context.district_id, number)
    if used is not None:
        raise refused("invoice_used", "number", number=number, purchase=used.purchase_id)
    invoice_id = context.new_id()
    values = _made(
        context,
        invoice_id=invoice_id,
        recorded_at=context.recorded_at,
        **{**command.model_dump(), "number": number},
    )
    return Effects(
        rows=(NewRow("invoice", values),), answer={"invoice_id": invoice_id, "purchase_id": found.purchase_id}
    )


def _standing(found: Purchase, context: Context) -> Standing:
    connection, district = context.connection, context.district_id
    lines = lines_of(connection, district, found.purchase_id)
    accepted = accepted_by_line(connection, district, found.purchase_id)
    paid = paid_fen(connection, district, found.purchase_id)
    return Standing(found.amount_fen, accepted_fen(lines, accepted), found.advance_fen, paid)


def pay_purchase(command: PayPurchase, context: Context) -> Effects:
    """Money that the purchase committed, the oldest first, goes to the supplier."""
    found = _open(context, command.purchase_id, N_("付款"))
    check_texts({"note": command.note})
    standing = _standing(found, context)
    check_payment(standing, command.amount_fen)
    if command.invoice_id:
        _check_invoice(command, context)
    document = document_of(found.purchase_id)
    payee = place_of_party(context, found.supplier_id)
    held = committed(context.connection, context.district_id, document)
    lines, holds = pay_committed(held, payee_id=payee.location_id, amount_fen=command.amount_fen, document=document)
    payment_id = context.new_id()
    values = _made(
        context,
        payment_id=payment_id,
        budget_line_id=found.budget_line_id,
        party_id=found.supplier_id,
        amount_fen=command.amount_fen,
        document_number=command.document_number,
        note=command.note,
        paid_at=context.occurred_at,
        purchase_id=found.purchase_id,
        invoice_id=command.invoice_id or 0,
        is_advance=int(standing.paid_fen + command.amount_fen > standing.accepted_fen),
    )
    return Effects(
        movements=(Movement("payment", lines),),
        holds=holds,
        rows=(NewRow("payment", values),),
        duties=_paying(found, context),
        answer={"payment_id": payment_id, "purchase_id": found.purchase_id},
    )


def _paying(found: Purchase, context: Context) -> tuple[DutyDone, ...]:
    """Paid for are the purchase and each receipt of it: who took the goods in does not pay for them."""
    came = came_by(context.connection, context.district_id, SOURCE_KIND, found.purchase_id)
    receipts = sorted({receipt_id for line in came for receipt_id in line.receipt_ids})
    chains = (document_of(found.purchase_id), *(f"receipt:{receipt_id}" for receipt_id in receipts))
    return tuple(DutyDone(chain, "pay") for chain in chains)


def _check_invoice(command: PayPurchase, context: Context) -> None:
    invoices = invoices_of(context.connection, context.district_id, command.purchase_id)
    if not any(each.invoice_id == command.invoice_id and not each.annulled_entry for each in invoices):
        raise refused("invoice_other", "invoice_id", number=command.invoice_id)


def annul_record(command: AnnulRecord, context: Context) -> Effects:
    """The acceptance or the invoice counts no more; goods that came into the books by it leave them again."""
    found = _open(context, command.purchase_id, N_("作废"), ("approved",))
    check_texts({"reason": command.reason})
    if command.what == "invoice":
        return _annul_invoice(command, context)
    known = next(
        (
            each
            for each in acceptances_of(context.connection, context.district_id, found.purchase_id)
            if each.acceptance_id == command.document_id and not each.annulled_entry
        ),
        None,
    )
    if known is None:
        raise refused("unknown_document", "document_id", name=command.document_id)
    _check_still_covered(command, context, found)
    posted = posted_entry(context, known.entry)
    mirror = tuple(
        Line(line.lot_id, line.destination_id, line.source_id, line.quantity)
        for line in reversed(posted.lines if posted else ())
    )
    return Effects(
        movements=(Movement("reversal", mirror, reverses=known.entry),) if mirror else (),
        changes=(_annulled("purchase_acceptance", "acceptance_id", command, context),),
        answer={"purchase_id": found.purchase_id},
    )


def _check_still_covered(command: AnnulRecord, context: Context, found: Purchase) -> None:
    """Raise Refused ``paid_beyond_accepted`` when what was paid would rest on nothing."""
    connection, district = context.connection, context.district_id
    accepted = accepted_by_line(connection, district, found.purchase_id)
    sql = (
        "SELECT line_number, SUM(quantity) FROM purchase_acceptance_line WHERE district_id = ? AND acceptance_id = ? "
        "GROUP BY line_number"
    )
    for number, quantity in ask(connection, sql, (district, command.document_id)):
        accepted[number] -= int(quantity)
    left = accepted_fen(lines_of(connection, district, found.purchase_id), accepted)
    paid = paid_fen(connection, district, found.purchase_id)
    check_payment(Standing(found.amount_fen, left, found.advance_fen, paid), 0)


def _annul_invoice(command: AnnulRecord, context: Context) -> Effects:
    connection, district = context.connection, context.district_id
    known = next((each for each in invoices_of(connection, district, command.purchase_id)
                  if each.invoice_id == command.document_id and not each.annulled_entry), None)  # fmt: skip
    if known is None:
        raise refused("unknown_document", "document_id", name=command.document_id)
    sql = (
        "SELECT 1 FROM payment WHERE district_id = ? AND purchase_id = ? AND invoice_id = ? AND NOT EXISTS "
        "(SELECT 1 FROM line WHERE line.district_id = payment.district_id AND line.reverses = payment.entry "
        "AND line.reverses <> 0)"
    )
    if ask(connection, sql, (district, command.purchase_id, known.invoice_id)):
        raise refused("invoice_paid", "document_id", number=known.number)
    change = _annulled("invoice", "invoice_id", command, context)
    return Effects(changes=(change,), answer={"purchase_id": command.purchase_id})


def _annulled(table: str, key: str, command: AnnulRecord, context: Context) -> Change:
    values = {"annulled_entry": context.number, "annul_reason": command.reason}
    return Change(table, {key: command.document_id}, values, {"annulled_entry": 0})


def review_purchase(command: ReviewPurchase, context: Context) -> Effects:
    """What somebody who had no part in it finds afterwards."""
    found = _open(context, command.purchase_id, N_("复核"), ("approved", "closed"))
    check_texts({"finding": command.finding})
    accepted = accepted_by_line(context.connection, context.district_id, found.purchase_id)
    if not any(accepted.values()) and found.state != "closed":
        raise refused("wrong_state", "purchase_id", what=N_("这笔采购"), state=N_("还没有验收"), deed=N_("复核"))
    review_id = context.new_id()
    values = _made(context, review_id=review_id, reviewed_at=context.recorded_at, **command.model_dump())
    return Effects(
        rows=(NewRow("purchase_review", values),),
        duties=(DutyDone(document_of(found.purchase_id), "review"),),
        answer={"review_id": review_id},
    )


def close_purchase(command: ClosePurchase, context: Context) -> Effects:
    """All that came was looked at, all that is good of it is paid: the rest is not expected and not committed.

    What a claim brings instead of bad goods is expected still; it costs nothing more.
    """
    found = _open(context, command.purchase_id, N_("了结"))
    check_texts({"reason": command.reason})
    connection, district = context.connection, context.district_id
    lines = {line.line_number: line for line in lines_of(connection, district, found.purchase_id)}
    for number, each in came_of_lines(connection, district, SOURCE_KIND, found.purchase_id).items():
        if each.waiting:
            raise refused("not_accepted", "purchase_id", item=lines[number].item_name, quantity=each.waiting)
    standing = _standing(found, context)
    if found.budget_line_id and standing.accepted_fen != standing.paid_fen:
        raise refused("not_settled", "purchase_id", accepted_fen=standing.accepted_fen, paid_fen=standing.paid_fen)
    document = document_of(found.purchase_id)
    holds = release_money(committed(connection, district, document), document)
    called = no_more_expected(context, found.purchase_id, keeps_replacements=True)
    return Effects(
        holds=holds,
        changes=(*called, ended(found, context, "closed", command.reason)),
        answer={"purchase_id": found.purchase_id, "released_fen": -sum(hold.delta for hold in holds)},
    )
