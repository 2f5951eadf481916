"""登记捐赠: a donation somebody told the office of; an offer of the public taken up with what is exactly meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from liangcao.access.roles import SEE_DONATIONS
from liangcao.catalog.search import normalise_query
from liangcao.donations.commands import AnnounceDonation, TakeUpOffer
from liangcao.donations.queries import Donation, donation, offered_lines
from liangcao.donations.rules import BASES, DONOR_KINDS, check_state
from liangcao.kernel.errors import Refused
from liangcao.kernel.refusals import N_
from liangcao.language import _
from liangcao.language.things import thing
from liangcao.receiving.queries import sources
from liangcao.reports.donation_pages import donor_name
from liangcao.reports.places import own_places
from liangcao.reports.plan_pages import areas_of_units
from liangcao.reports.request_pages import names_of_parties
from liangcao.web.addresses import row_number
from liangcao.web.class_names import class_options
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.request_form import line_numbers, lines_of_form, read_lines
from liangcao.web.pages.yuan import fen_of
from liangcao.web.public import link_hash, new_link
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
ANNOUNCE, TAKE_UP = "donations.announce_donation", "donations.take_up_offer"


@router.get("/find/donors")
def find_donors(visitor: SignedIn, q: str = "") -> JSONResponse:
    """Whom a donation can be from, donors first: [[id, name, area], …]."""
    visitor.need(SEE_DONATIONS)
    with visitor.office.database.read() as connection:
        search = normalise_query(q[:100])
        found = sources(connection, visitor.district_id, search=search, source_kind="donation")
    return JSONResponse([[each.party_id, each.name, each.area] for each in found])


@router.get("/donations/new")
def new_donation(request: Request, visitor: SignedIn) -> HTMLResponse:
    """An empty form."""
    return _form(request, visitor, Form({}))


@router.post("/donations/new")
def announce(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """On record, and expected; ``more`` only gives the form one more line."""
    if form.get("more"):
        return _form(request, visitor, form, of=Of(more=1))
    values, faults = gift_values(visitor, form)
    if faults:
        return _form(request, visitor, Form(values), FormErrors((), faults))
    link = new_link()
    outcome = submit(
        visitor, AnnounceDonation, {**values, "link": link, "token_hash": link_hash(link)}, form.command_id
    )
    if isinstance(outcome, FormErrors):
        return _form(request, visitor, Form(values), outcome)
    number = outcome.answer["donation_id"]
    return done(request, f"/donations/{number}", _("捐赠 %(n)s 已登记，列入预计到货") % {"n": number}, outcome)


@router.get("/donations/{donation_id:int}/take-up")
def take_up_form(request: Request, visitor: SignedIn, donation_id: int) -> HTMLResponse:
    """The form filled with what was offered."""
    visitor.need(TAKE_UP)
    with visitor.office.database.read() as connection:
        head = donation(connection, visitor.district_id, donation_id)
        check_state(head.state, ("offered",), N_("受理"))
        lines = offered_lines(connection, visitor.district_id, donation_id)
    values: dict[str, Any] = {"expected_on": head.expected_on}
    for number, line in enumerate(lines):
        values[f"lines.{number}.item_id"] = str(line.item_id or "")
        values[f"lines.{number}.item_id_text"] = thing(line.item_name)
        values[f"lines.{number}.quantity"] = str(line.quantity)
    return _form(request, visitor, Form(values), of=Of(head))


@router.post("/donations/{donation_id:int}/take-up")
def take_up(request: Request, visitor: SignedIn, donation_id: int, form: Posted) -> Response:
    """What is exactly meant; it is expected from now on."""
    visitor.need(TAKE_UP)
    with visitor.office.database.read() as connection:
        head = donation(connection, visitor.district_id, donation_id)
    if form.get("more"):
        return _form(request, visitor, form, of=Of(head, 1))
    values, faults = gift_values(visitor, form)
    if faults:
        return _form(request, visitor, Form(values), FormErrors((), faults), of=Of(head))
    outcome = submit(visitor, TakeUpOffer, {**values, "donation_id": donation_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _form(request, visitor, Form(values), outcome, of=Of(head))
    return done(request, f"/donations/{donation_id}", _("已受理，列入预计到货"), outcome)


def gift_values(visitor: Visitor, form: Form) -> tuple[dict[str, Any], dict[str, str]]:
    """The posted fields as the commands read them: goods by name, yuan as fen; and what is wrong with them.

    A price is for one base unit, with up to two decimals of a fen: 0.035 yuan is 350 fen for 100.
    """
    posted, faults = read_lines(visitor, form)
    values: dict[str, Any] = {name: value for name, value in posted.items() if name not in ("link", "token_hash")}
    try:
        amount = fen_of(form.get("amount"))
        values["amount_fen"] = "" if amount is None else amount
    except Refused as refusal:
        faults["amount"] = errors_of(visitor, refusal).errors[""]
    for number in line_numbers(values):
        name = f"lines.{number}"
        if not any(form.get(f"{name}.{each}") for each in ("item_id", "item_id_text", "quantity")):
            for key in [key for key in values if key.startswith(f"{name}.")]:
                del values[key]
            continue
        try:
            values |= price_of(name, form.get(f"{name}.price"))
        except Refused as refusal:
            faults[f"{name}.price"] = errors_of(visitor, refusal).errors[""]
    return values, faults


def price_of(name: str, text: str) -> Mapping[str, Any]:
    """The price fields of the line `name`: what one base unit costs in yuan; raises Refused ``money_unreadable``."""
    whole, _point, part = text.strip().partition(".")
    if 2 < len(part) <= 4 and part.isdecimal() and (whole or "0").isdecimal():  # 0.035 yuan: 350 fen for a hundred
        return {f"{name}.price_fen": int((whole or "0") + part.ljust(4, "0")), f"{name}.price_units": 100}
    fen = fen_of(text)
    return {f"{name}.price_fen": "" if fen is None else fen}


@dataclass(frozen=True, slots=True)
class Of:
    """What the form is of: the offer that is taken up (none: a new donation), with so many lines more."""

    head: Donation | None = None
    more: int = 0


NEW = Of()


def _form(
    request: Request, visitor: Visitor, form: Form, refused: FormErrors | None = None, *, of: Of = NEW
) -> HTMLResponse:
    head = of.head
    visitor.need(TAKE_UP if head else ANNOUNCE)
    ids = [row_number(form.get(name)) for name in ("party_id", "purpose_party_id")]
    with visitor.office.database.read() as connection:
        lines = lines_of_form(connection, visitor.district_id, form, more=of.more)
        names = names_of_parties(connection, visitor.district_id, [each for each in ids if each])
        areas = areas_of_units(connection, visitor.district_id)
        places = own_places(connection, visitor.district_id, visitor.scope(SEE_DONATIONS), kinds=("store", "dock"))
    return show(
        request,
        "donations/new.html",
        active="donations",
        status_code=refused.status if refused else 200,
        form=form,
        errors=refused.errors if refused else {},
        is_alike=bool(refused and refused.code == "donation_alike"),
        head=head,
        head_name=donor_name(head) if head else "",
        lines=lines,
        party_name=form.get("party_id_text") or names.get(ids[0], ""),
        purpose_name=form.get("purpose_party_id_text") or names.get(ids[1], ""),
        kinds=[(key, _(word)) for key, word in DONOR_KINDS.items()],
        bases=[(key, _(word)) for key, word in BASES.items()],
        classes=class_options(),
        areas=[(area, area) for area in areas],
        places=[(each.location_id, each.label) for each in places if each.is_open],
    )
