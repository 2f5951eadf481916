"""扫码签收: whoever receives goods opens the link that was shown, sees the quantities and signs, without an account."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.permissions import EVERYTHING
from liangcao.delivering.commands import SignPublicly
from liangcao.delivering.queries import Link, link_by_token
from liangcao.delivering.rules import check_link
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.language import current_language
from liangcao.operations.office import Office
from liangcao.shipping.queries import shipment, shipment_lines
from liangcao.web.forms import Form, Posted
from liangcao.web.menu import dress
from liangcao.web.page import go
from liangcao.web.pages.ask import PRIVATE
from liangcao.web.pages.proofs import reason_options, signed_as, with_pictures
from liangcao.web.public import call_goods, is_link, link_hash, network, paces, phone_mark, public_visitor, the_door
from liangcao.web.rendering import render
from liangcao.web.saying import sentence
from liangcao.web.sessions import Sessions
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import shown_token

router = APIRouter(include_in_schema=False)
GUEST = "unit"
"""The role of whoever receives: their phone is not the driver's."""


def is_delivery(request: Request, link: str) -> bool:
    """Whether `link` is one to sign a delivery by."""
    return _link(request, link) is not None


def _link(request: Request, link: str) -> Link | None:
    office: Office = request.app.state.office
    with office.database.read() as connection:
        return link_by_token(connection, office.district_id, link_hash(link))


def _found(request: Request, link: str) -> Link:
    """The link shown; raises Refused ``unknown_page``, ``too_often``."""
    office: Office = request.app.state.office
    paces(request).looks.take(network(request), office.clock.now())
    found = _link(request, link) if is_link(link) else None
    if found is None:
        raise refused("unknown_page")
    return found


def delivery_page(
    request: Request, link: str, form: Form | None = None, refusal: FormErrors | None = None
) -> HTMLResponse:
    """What is handed over, to be signed for; once it was, by whom and when."""
    office: Office = request.app.state.office
    call_goods(request)
    found = _found(request, link)
    now = office.clock.now()
    with office.database.read() as connection:
        head = shipment(connection, office.district_id, EVERYTHING, found.shipment_id)
        lines = shipment_lines(connection, office.district_id, found.shipment_id)
        is_good = now < found.expires_at and found.is_newest
        signed = signed_as(connection, office.district_id, head, may_know=is_good)
    dress(request)
    door = the_door(request)
    return render(
        request,
        "delivering/receive.html",
        status_code=refusal.status if refusal else 200,
        headers=PRIVATE,
        link=link,
        form=form or Form({}),
        errors=refusal.errors if refusal else {},
        head=head,
        lines=lines,
        signed=signed,
        twice=refusal is not None and refusal.code == "delivered_already",
        bad="" if signed else _bad(found, now),
        is_open=bool(door and door.is_open),
        hotline=door.hotline if door else "",
        reasons=reason_options(),
    )


def _bad(found: Link, now: int) -> str:
    """Why the link is good no longer, in words; empty while it is."""
    try:
        check_link(found.expires_at, is_newest=found.is_newest, now=now)
    except Refused as refusal:
        return sentence(refusal.reasons[0], current_language())
    return ""


@router.post("/t/{link}/sign")
def sign(request: Request, link: str, form: Posted) -> Response:
    """Sign line by line as the form says; untouched, it says everything arrived."""
    found = _found(request, link)
    visitor = public_visitor(request)
    try:
        paces(request).forms.take(network(request), visitor.office.clock.now())
        _check_open(visitor.office, found)
        values = with_pictures(visitor.office, form)
    except Refused as refusal:
        return delivery_page(request, link, form, errors_of(visitor, refusal))
    values |= {"token_hash": link_hash(link), "phone": phone_mark(request) or None, "is_staff": _is_staff(request)}
    outcome = submit(visitor, SignPublicly, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return delivery_page(request, link, form, outcome)
    return go(request, f"{request.scope.get('root_path', '')}/t/{link}")


def _check_open(office: Office, found: Link) -> None:
    """No stranger's pictures are kept once nothing can be signed by the link."""
    with office.database.read() as connection:
        head = shipment(connection, office.district_id, EVERYTHING, found.shipment_id)
    if head.state == "delivered":
        params = {"shipment": head.shipment_id, "entry": head.signed_entry}
        raise Refused(Reason("delivered_already", params))
    check_link(found.expires_at, is_newest=found.is_newest, now=office.clock.now())


def _is_staff(request: Request) -> bool:
    """Whether somebody of the office is signed in on this phone: then it is theirs, not the receiver's."""
    sessions: Sessions = request.app.state.sessions
    token = shown_token(request)
    actor = sessions.remembered(token) or (sessions.holder(token) if token else None)
    return actor is not None and any(grant.role != GUEST for grant in actor.grants)
