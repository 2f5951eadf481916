"""签收: a shipment's page; for whoever receives it, two taps when all is well, a reason for each line that is not."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.permissions import scope_of
from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_PERSONAL_DATA, SEE_SHIPMENTS
from liangcao.language import N_, _
from liangcao.reports.places import place_labels
from liangcao.reports.request_pages import names_of_people
from liangcao.shipping.commands import RecordDelivery
from liangcao.shipping.queries import Shipment, shipment, shipment_lines
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.request_words import SHIPMENT_STATES
from liangcao.web.pages.why_words import why_not
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
RECEIVE = "shipping.record_delivery"
DIFFERENCES = (N_("少了"), N_("破损"), N_("受潮"), N_("规格不符"), N_("快过期"), N_("不需要了"))
"""Why less was received than sent; anything else is written beside it."""


@router.get("/shipments/{shipment_id:int}")
def one_shipment(request: Request, visitor: SignedIn, shipment_id: int) -> HTMLResponse:
    """A shipment; with the form to sign on for whoever may."""
    visitor.need(SEE_SHIPMENTS)
    return show_shipment(request, visitor, shipment_id, Form({}))


def show_shipment(
    request: Request, visitor: Visitor, shipment_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    """The page of a shipment, with what was wrong with the form that was sent."""
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = shipment(connection, district, visitor.scope(SEE_SHIPMENTS), shipment_id)
        lines = shipment_lines(connection, district, shipment_id)
        may_know = visitor.may(SEE_PERSONAL_DATA)
        known = reveal(connection, district, [head.driver, head.receiver]) if may_know else {}
        people = names_of_people(connection, district, [head.actor_id])
        labels = place_labels(connection, district)
        may_sign = head.state == "dispatched" and visitor.may(RECEIVE)
        kept_from = why_not(visitor, connection, RECEIVE, {"shipment_id": shipment_id}) if may_sign else ""
    return show(
        request,
        "shipping/one.html",
        active="shipments",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        head=head,
        lines=lines,
        state=SHIPMENT_STATES[head.state],
        known=known,
        may_know=may_know,
        sender=people.get(head.actor_id, "—"),
        labels=labels,
        signs=may_sign and not kept_from,
        why_not=kept_from,
        receiver=visitor.actor.name if _is_own(visitor, head) else "",
        differences=[(word, _(word)) for word in DIFFERENCES],
    )


def _is_own(visitor: Visitor, head: Shipment) -> bool:
    """Whether the visitor belongs to the unit that receives: then the name to sign with is known."""
    return head.unit_id in (scope_of(visitor.actor.grants, RECEIVE).party_ids or ())


@router.post("/shipments/{shipment_id:int}/sign")
def sign(request: Request, visitor: SignedIn, shipment_id: int, form: Posted) -> Response:
    """Sign line by line as the form says; untouched, it says everything arrived."""
    values = _with_differences({**form.values, "shipment_id": shipment_id})
    outcome = submit(visitor, RecordDelivery, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_shipment(request, visitor, shipment_id, form, outcome)
    return done(request, f"/shipments/{shipment_id}", _("已签收，谢谢"), outcome)


def _with_differences(values: Mapping[str, Any]) -> dict[str, Any]:
    """The reason chosen and the words written beside it as one text."""
    joined = dict(values)
    for name in values:
        if name.startswith("lines.") and name.endswith(".more"):
            field = f"{name.removesuffix('.more')}.difference"
            parts = [str(values.get(field, "")), str(values[name])]
            joined[field] = "：".join(part.strip() for part in parts if part.strip())
    return joined
