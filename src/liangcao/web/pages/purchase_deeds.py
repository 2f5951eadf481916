"""What is done with a purchase on its page: decided, accepted, invoiced, paid, reviewed, finished; taken along."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.roles import SEE_PURCHASES
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Reason, Refused
from liangcao.language import _
from liangcao.procurement.commands import (
    AcceptPurchase,
    AnnulRecord,
    ApprovePurchase,
    CancelPurchase,
    ClosePurchase,
    FileInDossier,
    PayPurchase,
    RecordInvoice,
    RejectPurchase,
    ReviewPurchase,
)
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done
from liangcao.web.pages.evidence import evidence_response
from liangcao.web.pages.purchase_paper import dossier_table
from liangcao.web.pages.purchases import show_purchase, whole_purchase
from liangcao.web.pages.yuan import fen_of
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)


@router.get("/purchases/{purchase_id:int}.{kind}")
def dossier_file(request: Request, visitor: SignedIn, purchase_id: int, kind: str) -> Response:
    """The whole dossier as one paper (``pdf``), as a sheet, or with proofs of every entry (``zip``)."""
    visitor.need(SEE_PURCHASES)
    return evidence_response(request, visitor, dossier_table(whole_purchase(visitor, purchase_id)), kind)


def _do(
    request: Request,
    visitor: Visitor,
    purchase_id: int,
    what: tuple[type[Command], Mapping[str, Any], Form],
    words: tuple[str, Mapping[str, str]],
) -> Response:
    """Hand in a deed of a purchase; refused, its page says why beside the fields as they were posted."""
    command, values, form = what
    said, as_posted = words
    outcome = submit(visitor, command, {**values, "purchase_id": purchase_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        errors = {as_posted.get(name, name): text for name, text in outcome.errors.items()}
        return show_purchase(request, visitor, purchase_id, form, FormErrors(outcome.reasons, errors, outcome.status))
    return done(request, f"/purchases/{purchase_id}", said, outcome)


def _fen(visitor: Visitor, form: Form, name: str) -> int | FormErrors | None:
    """The amount typed in field `name`, in fen, or why it is none."""
    try:
        return fen_of(form.get(name))
    except Refused as refusal:
        return errors_of(visitor, Refused(Reason(refusal.code, refusal.reasons[0].params, name)))


@router.post("/purchases/{purchase_id:int}/approve")
def approve(request: Request, visitor: SignedIn, purchase_id: int, form: Posted) -> Response:
    """Decide for it."""
    return _do(request, visitor, purchase_id, (ApprovePurchase, form.values, form), (_("已批准，资金已占用"), {}))


@router.post("/purchases/{purchase_id:int}/reject")
def reject(request: Request, visitor: SignedIn, purchase_id: int, form: Posted) -> Response:
    """Decide against it."""
    return _do(request, visitor, purchase_id, (RejectPurchase, form.values, form), (_("已退回"), {}))


@router.post("/purchases/{purchase_id:int}/cancel")
def cancel(request: Request, visitor: SignedIn, purchase_id: int, form: Posted) -> Response:
    """Take it back."""
    return _do(request, visitor, purchase_id, (CancelPurchase, form.values, form), (_("采购已取消"), {}))


@router.post("/purchases/{purchase_id:int}/close")
def close(request: Request, visitor: SignedIn, purchase_id: int, form: Posted) -> Response:
    """Finish it."""
    return _do(request, visitor, purchase_id, (ClosePurchase, form.values, form), (_("采购已了结"), {}))


@router.post("/purchases/{purchase_id:int}/review")
def review(request: Request, visitor: SignedIn, purchase_id: int, form: Posted) -> Response:
    """Look at it afterwards."""
    return _do(request, visitor, purchase_id, (ReviewPurchase, form.values, form), (_("复核已记下"), {}))


@router.post("/purchases/{purchase_id:int}/annul")
def annul(request: Request, visitor: SignedIn, purchase_id: int, form: Posted) -> Response:
    """An acceptance or an invoice counts no more."""
    return _do(request, visitor, purchase_id, (AnnulRecord, form.values, form), (_("已作废"), {}))


@router.post("/purchases/{purchase_id:int}/accept")
def accept(request: Request, visitor: SignedIn, purchase_id: int, form: Posted) -> Response:
    """Accept what came; lines left empty or at nothing are passed over."""
    empty = [
        name.removesuffix("quantity")
        for name in form.values
        if name.startswith("lines.") and name.endswith(".quantity") and form.get(name).strip() in ("", "0")
    ]
    values = {name: value for name, value in form.values.items() if not name.startswith(tuple(empty) or ("\0",))}
    return _do(request, visitor, purchase_id, (AcceptPurchase, values, form), (_("已验收"), {"lines": "finding"}))


@router.post("/purchases/{purchase_id:int}/invoice")
def invoice(request: Request, visitor: SignedIn, purchase_id: int, form: Posted) -> Response:
    """An invoice came."""
    amount = _fen(visitor, form, "invoice_amount")
    if isinstance(amount, FormErrors):
        return show_purchase(request, visitor, purchase_id, form, amount)
    values = {**form.values, "amount_fen": "" if amount is None else amount}
    names = {"amount_fen": "invoice_amount"}
    return _do(request, visitor, purchase_id, (RecordInvoice, values, form), (_("发票已登记"), names))


@router.post("/purchases/{purchase_id:int}/pay")
def pay(request: Request, visitor: SignedIn, purchase_id: int, form: Posted) -> Response:
    """Pay; it waits for a second person."""
    amount = _fen(visitor, form, "amount")
    if isinstance(amount, FormErrors):
        return show_purchase(request, visitor, purchase_id, form, amount)
    values = {**form.values, "amount_fen": "" if amount is None else amount}
    return _do(request, visitor, purchase_id, (PayPurchase, values, form), (_("已付款"), {"amount_fen": "amount"}))


@router.post("/purchases/{purchase_id:int}/file")
def file(request: Request, visitor: SignedIn, purchase_id: int, form: Posted) -> Response:
    """Something more for the dossier."""
    price = _fen(visitor, form, "quote_price")
    if isinstance(price, FormErrors):
        return show_purchase(request, visitor, purchase_id, form, price)
    values: dict[str, Any] = {name: form.get(name) for name in ("kind", "on_day", "words")} | {
        "number": form.get("filing_number")
    }
    if form.get("quote_supplier").strip():
        first = whole_purchase(visitor, purchase_id)["lines"][0]
        values |= {
            "quotes.0.supplier": form.get("quote_supplier"),
            "quotes.0.item_id": first.item_id,
            "quotes.0.price_units": first.price.units,
            "quotes.0.price_fen": "" if price is None else price,
        }
    names = {"number": "filing_number", "quotes.0.price_fen": "quote_price"}
    return _do(request, visitor, purchase_id, (FileInDossier, values, form), (_("已补上"), names))
