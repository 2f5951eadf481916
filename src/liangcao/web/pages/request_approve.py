"""审批: approve wholly or in part, refuse, and approve many at once after a look at what it would change."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_REQUESTS
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.moment import day_of
from liangcao.language import _, ngettext, translate_reason
from liangcao.operations.submission import Submission
from liangcao.reports.request_pages import BesideItem, beside_items
from liangcao.requests.commands import ApproveRequest, Decision, RejectRequest
from liangcao.requests.queries import Request as AskedRequest
from liangcao.requests.queries import RequestLine, lines_of, requests_page
from liangcao.requests.queries import request as find_request
from liangcao.web.class_names import class_words
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.request_list import look_of
from liangcao.web.pages.requests import Sent, show_request
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_AT_ONCE = 200
_IDS = uuid.UUID("8f6f3f54-1f0e-4c66-9d0c-2020020100a2")


@router.post("/requests/{request_id:int}/approve")
def approve(request: Request, visitor: SignedIn, request_id: int, form: Posted) -> Response:
    """Approve line by line as the form says; untouched, it says everything as asked."""
    outcome = submit(visitor, ApproveRequest, {**form.values, "request_id": request_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_request(request, visitor, request_id, Sent(form, outcome))
    return done(request, f"/requests/{request_id}", _("已批准"), outcome)


@router.post("/requests/{request_id:int}/reject")
def reject(request: Request, visitor: SignedIn, request_id: int, form: Posted) -> Response:
    """Refuse, saying why."""
    outcome = submit(visitor, RejectRequest, {**form.values, "request_id": request_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_request(request, visitor, request_id, Sent(form, outcome))
    return done(request, f"/requests/{request_id}", _("申请已退回"), outcome, tone="warn")


def _as_asked(lines: Sequence[RequestLine]) -> tuple[Decision, ...]:
    """Everything as asked; a line without a quantity is left out, and the road says what is missing."""
    return tuple(
        Decision(line_number=line.line_number, approved=line.asked) for line in lines if line.asked is not None
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """A request chosen for approval with many others: its lines, and why it cannot be approved (empty: it can).

    So many others as `signers` says must sign before it takes effect.
    """

    head: AskedRequest
    lines: list[RequestLine]
    fault: str = ""
    signers: int = 0


@router.post("/requests/approve-many")
def look_before_approving(request: Request, visitor: SignedIn, form: Posted) -> HTMLResponse:
    """What approving the chosen requests would change; nothing is kept."""
    visitor.need("requests.approve_request")
    return _show_many(request, visitor, form)


@router.post("/requests/approve-many/apply")
def approve_many(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Approve all that was looked at, in one transaction or none."""
    chosen = _chosen(visitor, _numbers(form))
    if not chosen:
        raise refused("empty")
    try:
        outcomes = visitor.office.perform_all(_submissions(visitor, chosen, form.command_id))
    except Refused as refusal:
        return _show_many(request, visitor, form, refusal.reasons)
    held = sum(outcome.is_held for outcome in outcomes)
    count = len(chosen) - held
    text = ngettext("已批准 %(n)s 份申请", "已批准 %(n)s 份申请", count) % {"n": count}
    if held:
        text += ngettext("，另有 %(n)s 份还要别人批准", "，另有 %(n)s 份还要别人批准", held) % {"n": held}
    return done(request, "/requests?state=submitted", text, tone="warn" if held else "ok")


def _show_many(request: Request, visitor: Visitor, form: Form, reasons: Sequence[Reason] = ()) -> HTMLResponse:
    # The trial takes the writers' lock while it lasts: only the road knows, and it must see what nobody changes now.
    chosen = _with_faults(visitor, _chosen(visitor, _wanted(request, visitor, form)), str(uuid.uuid4()))
    chosen = _with_signers(visitor, chosen)
    good = [each for each in chosen if not each.fault]
    with visitor.office.database.read() as connection:
        today = day_of(visitor.office.clock.now(), visitor.office.timezone)
        ids = [line.item_id for each in good for line in each.lines]
        there = beside_items(connection, visitor.district_id, ids, today=today)
    return show(
        request,
        "requests/approve_many.html",
        active="requests",
        status_code=422 if reasons else 200,
        chosen=chosen,
        good=good,
        sums=_sums(good, there),
        errors={"": translate_reason(reasons[0], visitor.language)} if reasons else {},
        class_words=class_words,
        back="/requests" + look_of(request).query(),
    )


def _numbers(form: Form) -> list[int]:
    found = [int(text) for text in form.all("id") if text.isascii() and text.isdigit() and len(text) < 16]
    return list(dict.fromkeys(found))[:MOST_AT_ONCE]


def _wanted(request: Request, visitor: Visitor, form: Form) -> list[int]:
    """The requests ticked, or with ``all_matching`` all that the list's filter finds, up to `MOST_AT_ONCE`."""
    if not form.get("all_matching"):
        return _numbers(form)
    scope, wanted = visitor.scope(SEE_REQUESTS), look_of(request).filter()
    with visitor.office.database.read() as connection:
        heads = requests_page(connection, visitor.district_id, scope, wanted, page=(MOST_AT_ONCE, 0))
    return [head.request_id for head in heads]


def _chosen(visitor: Visitor, numbers: Sequence[int]) -> list[Chosen]:
    scope, district = visitor.scope(SEE_REQUESTS), visitor.district_id
    with visitor.office.database.read() as connection:
        lines = lines_of(connection, district, numbers)
        return [Chosen(find_request(connection, district, scope, number), lines[number]) for number in numbers]


def _submissions(visitor: Visitor, chosen: Sequence[Chosen], command_id: str) -> list[Submission]:
    """One approval a request; their ids follow from the form's, so that a form sent twice is one deed."""
    return [
        Submission(
            ApproveRequest(request_id=each.head.request_id, lines=_as_asked(each.lines)),
            visitor.actor.actor_id,
            str(uuid.uuid5(_IDS, f"{command_id} {each.head.request_id}")),
        )
        for each in chosen
    ]


def _with_faults(visitor: Visitor, chosen: Sequence[Chosen], command_id: str) -> list[Chosen]:
    """The chosen requests, each tried now: those that would be refused carry the reason."""
    tried = []
    for each in chosen:
        if any(line.asked is None for line in each.lines):
            sentence = translate_reason(Reason("quantity_unknown", {}), visitor.language)
            tried.append(Chosen(each.head, each.lines, sentence))
        else:
            tried.append(each)
    ready = [each for each in tried if not each.fault]
    try:
        if ready:
            visitor.office.perform_all(_submissions(visitor, ready, command_id), keep=False)
    except Refused as refusal:
        faults = {int(reason.field.split(".")[0]): reason for reason in reversed(refusal.reasons)}
        blamed = {
            ready[index].head.request_id: translate_reason(reason, visitor.language) for index, reason in faults.items()
        }
        tried = [Chosen(each.head, each.lines, each.fault or blamed.get(each.head.request_id, "")) for each in tried]
    return tried


def _with_signers(visitor: Visitor, chosen: Sequence[Chosen]) -> list[Chosen]:
    """The same with how many others must sign each that can be approved, by the rules as they are."""
    good = [each for each in chosen if not each.fault]
    if not good:
        return list(chosen)
    try:
        outcomes = visitor.office.perform_all(_submissions(visitor, good, str(uuid.uuid4())), keep=False)
    except Refused:  # something changed since they were tried: the road says so when they are handed in
        return list(chosen)
    signers = {
        each.head.request_id: int(outcome.answer["signers"])
        for each, outcome in zip(good, outcomes, strict=True)
        if outcome.is_held
    }
    return [replace(each, signers=signers.get(each.head.request_id, 0)) for each in chosen]


@dataclass(frozen=True, slots=True)
class Sum:
    """What approving would add up to for one item, beside what is there, in base units."""

    name: str
    unit: str
    approved: int
    there: BesideItem


def _sums(good: Sequence[Chosen], there: dict[int, BesideItem]) -> list[Sum]:
    amounts: dict[int, int] = {}
    names: dict[int, RequestLine] = {}
    for each in good:
        for line in each.lines:
            amounts[line.item_id] = amounts.get(line.item_id, 0) + (line.asked or 0)
            names[line.item_id] = line
    found = [
        Sum(names[number].item_name, names[number].base_unit, amount, there[number])
        for number, amount in amounts.items()
    ]
    return sorted(found, key=lambda each: each.name)
