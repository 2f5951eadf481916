"""我要捐: offering a donation from a phone without an account, by the same public door as asking; no script needed."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.donations.commands import OfferPublicly
from liangcao.donations.queries import donation_by_token
from liangcao.donations.rules import DONOR_KINDS
from liangcao.kernel.errors import Refused
from liangcao.language import _
from liangcao.web.forms import Form, Posted
from liangcao.web.menu import dress
from liangcao.web.page import go
from liangcao.web.pages.ask import PRIVATE
from liangcao.web.pages.donation_new import gift_values
from liangcao.web.pages.request_form import line_numbers, lines_of_form
from liangcao.web.public import is_link, link_hash, network, new_link, paces, public_visitor, the_door
from liangcao.web.rendering import render
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import Visitor

router = APIRouter(include_in_schema=False)
_SET_HERE = ("token_hash", "link")


@router.get("/give")
def give_page(request: Request) -> HTMLResponse:
    """The empty form."""
    try:
        visitor = public_visitor(request)
    except Refused:
        return _closed(request)
    return _form(request, visitor, Form({}))


@router.post("/give")
def give(request: Request, form: Posted) -> Response:
    """Hand the offer in; ``more`` only gives the form another line."""
    try:
        visitor = public_visitor(request)
        if form.get("more"):
            return _form(request, visitor, form, more=1)
        paces(request).forms.take(network(request), visitor.office.clock.now())
    except Refused as refusal:
        if refusal.code == "door_closed":
            return _closed(request)
        return _form(request, visitor, form, errors_of(visitor, refusal))
    return _hand_in(request, visitor, form)


def _hand_in(request: Request, visitor: Visitor, form: Form) -> Response:
    posted, faults = gift_values(visitor, form)
    faults = {name: text for name, text in faults.items() if not name.endswith(".item_id")}
    values = _in_own_words(posted)
    if faults:
        return _form(request, visitor, Form(posted), FormErrors((), faults))
    link = form.get("link") if is_link(form.get("link")) else new_link()
    data = {name: value for name, value in values.items() if name not in _SET_HERE}
    outcome = submit(visitor, OfferPublicly, {**data, "link": link, "token_hash": link_hash(link)}, form.command_id)
    address = f"{request.scope.get('root_path', '')}/d/{link}"
    if isinstance(outcome, FormErrors):
        with visitor.office.database.read() as connection:
            is_known = bool(donation_by_token(connection, visitor.district_id, link_hash(link)))
        if outcome.code == "command_id_reused" and is_known:
            return go(request, f"{address}?sent=before")
        return _form(request, visitor, Form(posted), outcome)
    return go(request, f"{address}?sent=now")


def _in_own_words(values: dict[str, Any]) -> dict[str, Any]:
    """What is not in the catalogue goes in the donor's own words."""
    said = dict(values)
    for number in line_numbers(values):
        name = f"lines.{number}"
        if not values.get(f"{name}.item_id"):
            said[f"{name}.item_said"] = values.get(f"{name}.item_id_text", "")
            said.pop(f"{name}.item_id", None)
    return said


def _closed(request: Request) -> HTMLResponse:
    dress(request)
    known = the_door(request)
    return render(request, "ask/closed.html", status_code=403, headers=PRIVATE, hotline=known.hotline if known else "")


def _form(
    request: Request, visitor: Visitor, form: Form, refused: FormErrors | None = None, *, more: int = 0
) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        lines = lines_of_form(connection, visitor.district_id, form, more=more)
    dress(request)
    status = 429 if refused and refused.reasons and refused.code == "too_often" else refused.status if refused else 200
    return render(
        request,
        "donations/give.html",
        status_code=status,
        headers=PRIVATE,
        form=form,
        errors=refused.errors if refused else {},
        lines=lines,
        kinds=[(key, _(word)) for key, word in DONOR_KINDS.items()],
        link=form.get("link") if is_link(form.get("link")) else new_link(),
    )
