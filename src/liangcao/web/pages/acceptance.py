"""验收: the lots of a receipt that wait in quarantine, looked at by somebody other than who took them in."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_STOCK
from liangcao.catalog.papers import PAPERS
from liangcao.kernel.errors import Refused
from liangcao.language import N_, _
from liangcao.receiving.accepting import lots_of_receipt
from liangcao.receiving.codes import REJECT_CODES
from liangcao.receiving.commands import InspectLots
from liangcao.receiving.queries import receipt, received_lines
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.papers import papers_card
from liangcao.web.pages.receive_form import CommandData
from liangcao.web.pages.why_words import why_not
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
INSPECT = "receiving.inspect_lots"
VERDICTS: dict[str, str] = {"passed": N_("合格，放行"), "failed": N_("不合格，退回")}
NUMBERS = ("sample_size", "bad", "rejected")


def _page(
    request: Request, visitor: Visitor, receipt_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(INSPECT)
    visitor.need(SEE_STOCK)
    district, scope = visitor.district_id, visitor.scope(SEE_STOCK)
    with visitor.office.database.read() as connection:
        head = receipt(connection, district, scope, receipt_id)
        lots = lots_of_receipt(connection, district, receipt_id)
        lines = [line for line in received_lines(connection, district, receipt_id) if line.status == "quarantined"]
        kept_from = why_not(visitor, connection, INSPECT, {"receipt_id": receipt_id})
        papers = papers_card(visitor, connection, "receipt", receipt_id)
    return show(
        request,
        "receive/inspect.html",
        active="receive",
        status_code=refusal.status if refusal else 200,
        receipt=head,
        lines=lines,
        needed={
            line.lot_id: _("、").join(_(PAPERS[code]) for code in lots[line.lot_id].papers_needed) for line in lines
        },
        form=form,
        errors=refusal.errors if refusal else {},
        why_not=kept_from,
        papers=papers,
        verdicts=[(key, _(word)) for key, word in VERDICTS.items()],
        codes=[(key, _(word)) for key, word in REJECT_CODES.items()],
        paper_words=[(key, _(word)) for key, word in PAPERS.items()],
        is_bought=head.source_kind == "purchase",
    )


@router.get("/receipts/{receipt_id:int}/inspect")
def inspect_form(request: Request, visitor: SignedIn, receipt_id: int) -> HTMLResponse:
    """A card for each lot that waits."""
    return _page(request, visitor, receipt_id, Form({}))


def _data_of(form: Form) -> CommandData:
    """The lots that somebody gave a verdict on; the others go on waiting."""
    data = CommandData({"note": form.get("note")})
    for name in form.values:
        parts = name.split(".")
        if len(parts) != 3 or parts[0] != "lines" or parts[2] != "verdict" or not form.get(name):
            continue
        prefix = f"lines.{parts[1]}"
        data.values[f"{prefix}.lot_id"] = form.get(f"{prefix}.lot_id")
        for field in ("verdict", "reason_code", "evidence"):
            data.values[f"{prefix}.{field}"] = form.get(f"{prefix}.{field}")
        for field in NUMBERS:
            if form.get(f"{prefix}.{field}").strip():
                data.values[f"{prefix}.{field}"] = form.get(f"{prefix}.{field}")
        papers: Any = form.all(f"{prefix}.papers")
        if papers:
            data.values[f"{prefix}.papers"] = papers
    return data


@router.post("/receipts/{receipt_id:int}/inspect")
def inspect(request: Request, visitor: SignedIn, receipt_id: int, form: Posted) -> Response:
    """Release and reject; what was bought waits for a second person."""
    data = _data_of(form)
    outcome: Any
    if data.faults:
        outcome = errors_of(visitor, Refused(*data.faults))
    else:
        outcome = submit(visitor, InspectLots, {**data.values, "receipt_id": receipt_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, receipt_id, form, outcome)
    return done(request, f"/receipts/{receipt_id}", _("验收已记下"), outcome)
