"""一条线索: who it is, what they offer, every call, and what can be done with it."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_LEADS, SEE_PERSONAL_DATA
from liangcao.catalog.queries import items_by_id
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused
from liangcao.language import N_, _
from liangcao.reports.lead_pages import alike_leads, sellers, shown_names
from liangcao.reports.same_people import Who
from liangcao.sourcing.commands import (
    AddOffer,
    CloseLead,
    CorrectLead,
    EndOffer,
    LogLeadCall,
    MergeLeads,
    ReopenLead,
)
from liangcao.sourcing.queries import Call, Offer, Turn, calls_of, lead, merged_into, offer, offers_of, turns_of
from liangcao.sourcing.rules import CHANNELS, DEATHS, ENDS, OUTCOMES, in_yuan
from liangcao.web.forms import Form, Posted
from liangcao.web.moments import with_moments
from liangcao.web.page import done, show
from liangcao.web.pages.lead_capture import lead_options, today_of
from liangcao.web.pages.lead_fields import POSTED, read_offer
from liangcao.web.pages.lead_words import ALIKE, OFFER_TONES, STATE_TONES, code_word, end_word, options
from liangcao.web.pages.task_links import tasks_shown
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
_DONE: dict[str, tuple[type[Command], str]] = {
    "close": (CloseLead, N_("线索作罢了")),
    "reopen": (ReopenLead, N_("重新跟进这条线索")),
    "correct": (CorrectLead, N_("线索补正了")),
    "call": (LogLeadCall, N_("通话记下了")),
    "merge": (MergeLeads, N_("线索合并了")),
}
"""What is done to a lead by the last part of the address, and what the next page says."""


@router.get("/leads/{lead_id:int}")
def one_lead(request: Request, visitor: SignedIn, lead_id: int) -> HTMLResponse:
    """One lead."""
    visitor.need(SEE_LEADS)
    return show_lead(request, visitor, lead_id)


@router.post("/leads/{lead_id:int}/{deed}")
def change_lead(request: Request, visitor: SignedIn, lead_id: int, deed: str, form: Posted) -> Response:
    """Something is done to a lead: a call, an end, a new beginning, a correction."""
    if deed == "offer":
        return _add_offer(request, visitor, lead_id, form)
    if deed not in _DONE:
        return show_lead(request, visitor, lead_id)
    command_class, said = _DONE[deed]
    try:
        values = with_moments(form, ["call_at"], visitor.office.timezone)
    except Refused as refusal:
        return show_lead(request, visitor, lead_id, form, errors_of(visitor, refusal).errors)
    outcome = submit(visitor, command_class, {**values, "lead_id": lead_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_lead(request, visitor, lead_id, form, outcome.errors)
    return done(request, f"/leads/{lead_id}", _(said), outcome)


def _add_offer(request: Request, visitor: Visitor, lead_id: int, form: Form) -> Response:
    read = read_offer(visitor, form)
    if read.faults:
        return show_lead(request, visitor, lead_id, form, read.errors(visitor.language))
    outcome = submit(visitor, AddOffer, {**read.values, "lead_id": lead_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        errors = {POSTED.get(name, name): text for name, text in outcome.errors.items()}
        return show_lead(request, visitor, lead_id, form, errors)
    return done(request, f"/leads/{lead_id}", _("报价记下了"), outcome)


@router.post("/offers/{offer_id:int}/end")
def end_offer(request: Request, visitor: SignedIn, offer_id: int, form: Posted) -> Response:
    """An offer does not stand any longer."""
    with visitor.office.database.read() as connection:
        known = offer(connection, visitor.district_id, offer_id)
    outcome = submit(visitor, EndOffer, {**form.values, "offer_id": offer_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_lead(request, visitor, known.lead_id, form, outcome.errors)
    return done(request, f"/leads/{known.lead_id}", _("报价作废了"), outcome)


def show_lead(
    request: Request, visitor: Visitor, lead_id: int, form: Form | None = None, errors: Any = None
) -> HTMLResponse:
    """The page of a lead, with what was wrong with the form that was sent."""
    district, now = visitor.district_id, visitor.office.clock.now()
    may_know = visitor.may(SEE_PERSONAL_DATA)
    with visitor.office.database.read() as connection:
        head = lead(connection, district, lead_id)
        origins = merged_into(connection, district, lead_id)
        offers = offers_of(connection, district, [lead_id])[lead_id]
        calls = calls_of(connection, district, [lead_id, *origins])
        turns = turns_of(connection, district, [lead_id, *origins])
        sealed = [head.contact, head.phone, head.remark, *(each.said for each in calls)]
        known = reveal(connection, district, sealed) if may_know else {}
        who = Who(head.supplier_id, head.shown_name, known.get(head.contact, ""), known.get(head.phone, ""), head.place)
        alike = [] if head.state == "merged" else alike_leads(connection, district, who, now=now, but=lead_id)[:5]
        names = shown_names(connection, district, [head, *(each.lead for each in alike)], may_know=may_know)
        suppliers = [(number, text) for text, number in sellers(connection, district).items()]
        item = items_by_id(connection, district, [head.item_id]).get(head.item_id)
        behind = tasks_shown(visitor, connection, "lead", lead_id)
    packs = [pack.name for pack in item.packs] if item else []
    return show(
        request,
        "leads/one.html",
        active="leads",
        status_code=422 if errors else 200,
        form=form or Form({"item_id": str(head.item_id or "")}),
        errors=errors or {},
        head=head,
        name=names[lead_id] or _("线索 %(n)s") % {"n": lead_id},
        names=names,
        offers=offers,
        standing={each.offer_id: each.standing(today_of(visitor)) for each in offers},
        events=_events(turns, calls, offers, known, may_know=may_know),
        known=known,
        may_know=may_know,
        alike=alike,
        why_alike=ALIKE,
        states=STATE_TONES,
        offer_states=OFFER_TONES,
        channel_words=CHANNELS,
        death_words=DEATHS,
        end_word=end_word,
        code_word=code_word,
        ends=[(code, word) for code, word in options(ENDS) if code not in ("replaced", "lead_died")],
        suppliers=suppliers,
        per_options=[(each, code_word("per", each)) for each in ("piece", *packs, "total")],
        in_yuan=in_yuan,
        now=now,
        tasks_behind=behind,
        **lead_options(),
    )


def _events(
    turns: list[Turn], calls: list[Call], offers: list[Offer], known: dict[str, str], *, may_know: bool
) -> list[dict[str, Any]]:
    """What happened to a lead, the latest first."""
    events: list[dict[str, Any]] = [
        {"at": each.turned_at, "who": each.actor_name, "text": _turn_words(each)} for each in turns
    ]
    for call in calls:
        said = known.get(call.said, "") if may_know else ""
        text = _("打电话：%(outcome)s") % {"outcome": _(OUTCOMES[call.outcome])}
        events.append({"at": call.called_at, "who": call.actor_name, "text": f"{text}{'：' if said else ''}{said}"})
    for made in offers:
        price = _("报价 %(n)s：每%(unit)s %(price)s 元") % {
            "n": made.offer_id, "unit": code_word("unit", made.base_unit), "price": in_yuan(made.landed)
        }  # fmt: skip
        events.append({"at": made.made_at, "text": price})
    return sorted(events, key=lambda event: -int(event["at"]))


def _turn_words(turned: Turn) -> str:
    state = _(STATE_TONES[turned.state][0])
    reason = DEATHS.get(turned.reason) or ENDS.get(turned.reason) or ""
    parts = [state, _(reason) if reason else "", turned.note]
    if turned.state == "merged":
        parts.append(_("并入线索 %(n)s") % {"n": turned.other_id})
    return "；".join(part for part in parts if part)
