"""签收以后: what was missing is settled line by line; a wrong signature is taken back, its mirror shown first."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_PLANS, SEE_SHIPMENTS, SEE_STOCK
from liangcao.language import _
from liangcao.language.formats import number
from liangcao.reports.lot_pages import entries_in_the_way, lines_of_entry
from liangcao.reports.places import LYING, own_places, place_labels
from liangcao.shipping.commands import SettleDifference, UndoDelivery
from liangcao.shipping.queries import shipment, shipment_lines, signing_entry, standing_settlements
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.deeds import can_be_reversed, deed_title
from liangcao.web.pages.delivery import SETTLE, UNDO
from liangcao.web.pages.reverse import mirrored
from liangcao.web.pages.why_words import why_not
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)


@router.get("/shipments/{shipment_id:int}/difference")
def difference_form(request: Request, visitor: SignedIn, shipment_id: int) -> HTMLResponse:
    """What is missing of a shipment, line by line, with room for what became of it."""
    return _difference(request, visitor, shipment_id, Form({}))


def _difference(
    request: Request, visitor: Visitor, shipment_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(SETTLE)
    visitor.need(SEE_SHIPMENTS)
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = shipment(connection, district, visitor.scope(SEE_SHIPMENTS), shipment_id)
        lines = shipment_lines(connection, district, shipment_id)
        places = own_places(connection, district, visitor.scope(SEE_STOCK))
        kept_from = why_not(visitor, connection, SETTLE, {"shipment_id": shipment_id})
    return show(
        request,
        "shipping/difference.html",
        active="shipments",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        head=head,
        lines=[line for line in lines if line.open],
        places=[(place.location_id, place.label) for place in places if place.kind in LYING and place.is_open],
        why_not=kept_from,
    )


@router.post("/shipments/{shipment_id:int}/difference")
def settle(request: Request, visitor: SignedIn, shipment_id: int, form: Posted) -> Response:
    """Settle what the form says; what it says nothing of stays missing."""
    values = _said_of({**form.values, "shipment_id": shipment_id})
    outcome = submit(visitor, SettleDifference, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _difference(request, visitor, shipment_id, form, outcome)
    text = _("差异都查清了") if not outcome.answer.get("open_lines") else _("已记下，还有没查清的")
    return done(request, f"/shipments/{shipment_id}", text, outcome)


def _said_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields without those of lines of which neither found nor lost is said."""
    said = {
        name.split(".")[1]
        for name, value in values.items()
        if name.startswith("lines.") and name.endswith((".found", ".lost")) and str(value).strip()
    }
    return {
        name: value for name, value in values.items() if not name.startswith("lines.") or name.split(".")[1] in said
    }


@router.get("/shipments/{shipment_id:int}/undo")
def undo_form(request: Request, visitor: SignedIn, shipment_id: int) -> HTMLResponse:
    """What taking the signature back would post, or what stands in the way."""
    return _undo(request, visitor, shipment_id, Form({}))


def _undo(
    request: Request, visitor: Visitor, shipment_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(UNDO)
    visitor.need(SEE_SHIPMENTS)
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = shipment(connection, district, visitor.scope(SEE_SHIPMENTS), shipment_id)
        signed = signing_entry(connection, district, head)
        lines = lines_of_entry(connection, district, signed)
        settled = sorted({each.entry for each in standing_settlements(connection, district, shipment_id)})
        later = [(each.number, each.action) for each in entries_in_the_way(connection, district, signed)]
        labels = place_labels(connection, district)
    # Only the road knows whether it would be done; a fresh id, for an id is anybody's who comes first.
    data = {"shipment_id": shipment_id, "reason": "-"}
    tried = submit(visitor, UndoDelivery, data, str(uuid.uuid4()), preview=True)
    return show(
        request,
        "shipping/undo.html",
        active="shipments",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        head=head,
        mirror=mirrored(lines),
        labels=labels,
        why_not=next(iter(tried.errors.values())) if isinstance(tried, FormErrors) else "",
        blocking=_in_the_way(visitor, tried, [(number, SETTLE) for number in settled], later),
    )


def _in_the_way(
    visitor: Visitor, tried: object, settled: list[tuple[int, str]], later: list[tuple[int, str]]
) -> list[tuple[str, str]]:
    """What must go first, each with its address (empty where this visitor can do nothing about it)."""
    if not isinstance(tried, FormErrors):
        return []
    if tried.code == "allocated_again":
        plans = re.findall(r"\d+", str(tried.reasons[0].params["plans"]))
        return [(_("方案 %(n)s") % {"n": plan}, f"/plans/{plan}/lines" * visitor.may(SEE_PLANS)) for plan in plans]
    entries = {"difference_settled": settled, "reversal_blocked": later}.get(tried.code, [])
    may = visitor.may("storing.reverse_entry")
    return [
        (
            f"{_('第 %(n)s 笔') % {'n': number(entry)}}　{deed_title(action)}",
            f"/entries/{entry}/reverse" * (may and can_be_reversed(action)),
        )
        for entry, action in entries
    ]


@router.post("/shipments/{shipment_id:int}/undo")
def undo(request: Request, visitor: SignedIn, shipment_id: int, form: Posted) -> Response:
    """Hand it in for a second person."""
    outcome = submit(visitor, UndoDelivery, {**form.values, "shipment_id": shipment_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _undo(request, visitor, shipment_id, form, outcome)
    return done(request, f"/shipments/{shipment_id}", _("签收已撤销"), outcome)
