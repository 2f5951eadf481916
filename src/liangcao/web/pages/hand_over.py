"""交接: a driver's stop: whom to find, what to hand over, one tap for the code; or signed on this phone."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_PERSONAL_DATA, SEE_SHIPMENTS
from liangcao.delivering.commands import IssueLink, TakeSignature
from liangcao.delivering.queries import proofs_of
from liangcao.kernel.errors import Refused, refused
from liangcao.language import _
from liangcao.papers.files import find_file
from liangcao.papers.rules import ENDINGS
from liangcao.reports.stops import contacts_of
from liangcao.shipping.queries import shipment, shipment_lines
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.ask import PRIVATE
from liangcao.web.pages.asked_link import qr_code
from liangcao.web.pages.proofs import reason_options, signed_as, with_pictures
from liangcao.web.pages.request_words import SHIPMENT_STATES
from liangcao.web.pages.why_words import why_not
from liangcao.web.public import A_YEAR, PHONE_COOKIE, is_link, link_hash, new_link, the_door
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
ISSUE, TAKE = IssueLink.action, TakeSignature.action


@router.get("/shipping/{shipment_id:int}/hand-over")
def stop(request: Request, visitor: SignedIn, shipment_id: int) -> HTMLResponse:
    """The stop: unit, telephone, goods, and the two ways to have it signed for."""
    visitor.need(ISSUE)
    return _page(request, visitor, shipment_id, Form({}))


def _page(
    request: Request, visitor: Visitor, shipment_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    return show(
        request,
        "delivering/stop.html",
        active="shipments",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        link=new_link(),
        reasons=reason_options(),
        **_stop(request, visitor, shipment_id),
    )


def _stop(request: Request, visitor: Visitor, shipment_id: int) -> dict[str, Any]:
    """Whoever hands over sees whom to call, as long as there is something to hand over."""
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = shipment(connection, district, visitor.scope(ISSUE), shipment_id)
        is_due = head.state == "dispatched"
        contacts = contacts_of(connection, district, shipment_id) if is_due else []
        known = reveal(connection, district, [each for pair in contacts for each in pair if each])
        return {
            "head": head,
            "lines": shipment_lines(connection, district, shipment_id),
            "state": SHIPMENT_STATES[head.state],
            "contacts": [(known.get(name, ""), known.get(phone, "")) for name, phone in contacts],
            "why_not": why_not(visitor, connection, ISSUE, {"shipment_id": shipment_id}) if is_due else "",
            "signed": signed_as(connection, district, head, may_know=True),
            "is_door_open": bool((door := the_door(request)) and door.is_open),
        }


@router.post("/shipping/{shipment_id:int}/hand-over")
def show_code(request: Request, visitor: SignedIn, shipment_id: int, form: Posted) -> Response:
    """One more link, as a code to be scanned; its secret stands on this page only."""
    link = form.get("link")
    if not is_link(link):
        raise refused("unknown_page")
    mark = request.cookies.get(PHONE_COOKIE, "")
    mark = mark if is_link(mark) else new_link()
    values = {
        "shipment_id": shipment_id,
        "token_hash": link_hash(link),
        "phone": link_hash(mark),
    }
    outcome = submit(visitor, IssueLink, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, shipment_id, form, outcome)
    address = f"{str(request.base_url).rstrip('/')}/t/{link}"
    response = show(
        request,
        "delivering/code.html",
        active="shipments",
        link=new_link(),
        address=address,
        code=qr_code(address),
        expires_at=outcome.answer["expires_at"],
        **_stop(request, visitor, shipment_id),
    )
    response.headers.update(PRIVATE)
    response.set_cookie(
        PHONE_COOKIE,
        mark,
        max_age=A_YEAR,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        path="/",
    )
    return response


@router.get("/shipping/{shipment_id:int}/hand-over/state")
def code_state(request: Request, visitor: SignedIn, shipment_id: int) -> HTMLResponse:
    """Whether it was signed for meanwhile: a part of the page with the code."""
    visitor.need(ISSUE)
    return show(request, "delivering/state.html", **_stop(request, visitor, shipment_id))


@router.post("/shipping/{shipment_id:int}/hand-over/sign")
def sign_here(request: Request, visitor: SignedIn, shipment_id: int, form: Posted) -> Response:
    """The receiver signs on this phone: at once, or sent later from the outbox."""
    try:
        values = with_pictures(visitor.office, form)
    except Refused as refusal:
        return _page(request, visitor, shipment_id, form, errors_of(visitor, refusal))
    outcome = submit(visitor, TakeSignature, {**values, "shipment_id": shipment_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, shipment_id, form, outcome)
    text = _("已签收，记为在送货人手机上签的")
    return done(request, f"/shipping/{shipment_id}/hand-over", text, outcome)


@router.get("/shipments/{shipment_id:int}/proof/{entry:int}/{ordinal:int}")
def picture(visitor: SignedIn, shipment_id: int, entry: int, ordinal: int) -> Response:
    """A drawn signature or a photo, for who may see personal data."""
    visitor.need(SEE_PERSONAL_DATA)
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        shipment(connection, district, visitor.scope(SEE_SHIPMENTS), shipment_id)
        proofs = proofs_of(connection, district, shipment_id)
        named = {(each.entry, number): digest for each in proofs for number, _kind, digest in each.pictures}
        found = find_file(connection, district, named.get((entry, ordinal), ""))
    if found is None:
        raise refused("unknown_document", name=ordinal)
    media_type, content = found
    name = f"liangcao-proof-{entry}-{ordinal}.{ENDINGS.get(media_type, 'bin')}"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, max-age=3600"}
    return Response(content, media_type=media_type, headers=headers)
