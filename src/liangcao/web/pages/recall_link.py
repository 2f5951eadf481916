"""召回答复: what a holder of recalled goods sees and says by the link of a notice, without an account."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.operations.office import Office
from liangcao.recall.commands import AnswerByLink
from liangcao.recall.queries import holders, notice_of_token, recall
from liangcao.requests.queries import door
from liangcao.web.forms import Form, Posted
from liangcao.web.menu import dress
from liangcao.web.page import go
from liangcao.web.pages.ask import PRIVATE
from liangcao.web.public import call_goods, is_link, link_hash, network, paces, public_visitor
from liangcao.web.rendering import render
from liangcao.web.submit import FormErrors, errors_of, submit

router = APIRouter(include_in_schema=False)
FIELDS = ("handed_to", "said_by", "note")


def _whose(request: Request, link: str) -> tuple[int, int]:
    """(recall, party) of `link`; raises Refused ``unknown_page``, whatever is wrong with it."""
    office: Office = request.app.state.office
    paces(request).looks.take(network(request), office.clock.now())
    if not is_link(link):
        raise Refused(Reason("unknown_page", {}))
    with office.database.read() as connection:
        found = notice_of_token(connection, office.district_id, link_hash(link))
    if found is None:
        raise refused("unknown_page")
    return found


@router.get("/r/{link}")
def link_page(request: Request, link: str, sent: str = "") -> HTMLResponse:
    """What they hold, what they are to do, and the form to answer."""
    return _page(request, link, Form({}), sent=sent == "now")


@router.post("/r/{link}")
def answer(request: Request, link: str, form: Posted) -> Response:
    """The holder answers; said again, the last word counts until somebody rings up."""
    _whose(request, link)
    try:
        visitor = public_visitor(request)
        paces(request).forms.take(network(request), visitor.office.clock.now())
    except Refused as refusal:
        if refusal.code == "door_closed":
            return _page(request, link, form)
        return _page(request, link, form, errors_of(public_visitor(request), refusal))
    values = {name: value for name, value in form.values.items() if name.startswith("lines.") or name in FIELDS}
    outcome = submit(visitor, AnswerByLink, {**values, "token_hash": link_hash(link)}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, link, form, outcome)
    return go(request, f"{request.scope.get('root_path', '')}/r/{link}?sent=now")


def _page(
    request: Request, link: str, form: Form, refusal: FormErrors | None = None, *, sent: bool = False
) -> HTMLResponse:
    office: Office = request.app.state.office
    call_goods(request)
    recall_id, party_id = _whose(request, link)
    with office.database.read() as connection:
        head = recall(connection, office.district_id, recall_id)
        held = holders(connection, office.district_id, recall_id, party_id=party_id)
        known = door(connection, office.district_id)
    dress(request)
    return render(
        request,
        "recalls/link.html",
        status_code=refusal.status if refusal else 200,
        headers=PRIVATE,
        link=link,
        head=head,
        held=held,
        form=form,
        errors=refusal.errors if refusal else {},
        hotline=known.hotline if known else "",
        is_open=bool(known and known.is_open),
        sent=sent,
        now=office.clock.now(),
    )
