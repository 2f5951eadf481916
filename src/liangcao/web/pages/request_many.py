"""多份审批: many requests looked at together, then approved or refused in one transaction or none, told row by row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_REQUESTS
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.moment import day_of
from liangcao.language import _, ngettext
from liangcao.operations.submission import Outcome, Submission
from liangcao.reports.held import held_by
from liangcao.reports.request_pages import beside_items
from liangcao.requests.duplicates import with_duplicates
from liangcao.requests.queries import lines_of, requests_page
from liangcao.requests.queries import request as find_request
from liangcao.web.class_names import class_words
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.many_chosen import (
    APPROVE,
    MOST_AT_ONCE,
    REJECT,
    Chosen,
    approvals,
    chosen_of,
    faults_by_row,
    refusals,
    sums_of,
    tried,
)
from liangcao.web.pages.request_list import look_of, row_of
from liangcao.web.pages.request_words import STAGES
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)


@router.post("/requests/approve-many")
def look_before_approving(request: Request, visitor: SignedIn, form: Posted) -> HTMLResponse:
    """What approving the chosen requests would change, with the amounts as typed; nothing is kept."""
    visitor.need(APPROVE)
    return _look(request, visitor, form)


@router.post("/requests/approve-many/apply")
def approve_many(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Approve all that was looked at, in one transaction or none."""

    def told(outcomes: Sequence[Outcome]) -> str:
        held = sum(outcome.is_held for outcome in outcomes)
        count = len(outcomes) - held
        text = ngettext("已批准 %(n)s 份申请", "已批准 %(n)s 份申请", count) % {"n": count}
        if held:
            text += ngettext("，另有 %(n)s 份还要别人批准", "，另有 %(n)s 份还要别人批准", held) % {"n": held}
        return text

    chosen = chosen_of(visitor, form, _numbers(form))
    faulty = {each.head.request_id: each.fault for each in chosen if each.fault}
    if faulty:
        return _look(request, visitor, form, faulty)
    return _decide(request, visitor, form, _Deed(chosen, approvals, told))


@router.post("/requests/reject-many/apply")
def reject_many(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Refuse all that was looked at with one reason, in one transaction or none."""
    visitor.need(REJECT)

    def told(outcomes: Sequence[Outcome]) -> str:
        return ngettext("已退回 %(n)s 份申请", "已退回 %(n)s 份申请", len(outcomes)) % {"n": len(outcomes)}

    chosen = chosen_of(visitor, form, _numbers(form))
    return _decide(request, visitor, form, _Deed(chosen, refusals, told))


@dataclass(frozen=True, slots=True)
class _Deed:
    """What is done to the `chosen`: the commands, and the words for what came of them."""

    chosen: Sequence[Chosen]
    submissions: Callable[[Visitor, Form, Sequence[Chosen]], Sequence[Submission]]
    told: Callable[[Sequence[Outcome]], str]


def _decide(request: Request, visitor: Visitor, form: Form, deed: _Deed) -> Response:
    if not deed.chosen:
        raise refused("empty")
    try:
        outcomes = visitor.office.perform_all(deed.submissions(visitor, form, deed.chosen))
    except Refused as refusal:
        return _look(request, visitor, form, faults_by_row(visitor, deed.chosen, refusal))
    numbers = urlencode([("id", str(each.head.request_id)) for each in deed.chosen])
    tone = "warn" if any(outcome.is_held for outcome in outcomes) else "ok"
    return done(request, f"/requests/decided?{numbers}", deed.told(outcomes), tone=tone)


@router.get("/requests/decided")
def decided(request: Request, visitor: SignedIn) -> HTMLResponse:
    """How each of the requests stands that were decided together, row by row."""
    visitor.need(SEE_REQUESTS)
    numbers = _whole(request.query_params.getlist("id"))
    district, scope = visitor.district_id, visitor.scope(SEE_REQUESTS)
    with visitor.office.database.read() as connection:
        lines = lines_of(connection, district, numbers)
        rows = [row_of(find_request(connection, district, scope, number), lines[number]) for number in numbers]
        held = held_by(connection, district, APPROVE, "request_id")
    return show(
        request,
        "requests/decided.html",
        active="requests",
        rows=rows,
        lines=lines,
        held=held,
        stages=STAGES,
        now=visitor.office.clock.now(),
    )


def _look(
    request: Request, visitor: Visitor, form: Form, refused_rows: Mapping[int, str] | None = None
) -> HTMLResponse:
    """The chosen requests with what would become of each; `refused_rows` says why the last try kept nothing."""
    # The trial takes the writers' lock while it lasts: only the road knows, and it must see what nobody changes now.
    chosen = tried(visitor, form, chosen_of(visitor, form, _wanted(request, visitor, form)))
    with visitor.office.database.read() as connection:
        today = day_of(visitor.office.clock.now(), visitor.office.timezone)
        ids = [line.item_id for each in chosen for line in each.lines]
        there = beside_items(connection, visitor.district_id, ids, today=today)
        doubled = with_duplicates(connection, visitor.district_id, [each.head.request_id for each in chosen])
    good = [each for each in chosen if not each.fault]
    return show(
        request,
        "requests/approve_many.html",
        active="requests",
        status_code=422 if refused_rows is not None else 200,
        chosen=chosen,
        good=good,
        open=[each for each in chosen if each.head.state == "submitted"],
        sums=sums_of(good, there),
        there=there,
        doubled=doubled,
        refused_rows=refused_rows or {},
        errors={"": _("一份也没有办成：见下面每一份的原因。")} if refused_rows is not None else {},
        form=form,
        class_words=class_words,
        now=visitor.office.clock.now(),
        back="/requests" + look_of(request).query(),
    )


def _whole(texts: Sequence[str]) -> list[int]:
    found = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 16]
    return list(dict.fromkeys(found))[:MOST_AT_ONCE]


def _numbers(form: Form) -> list[int]:
    return _whole(form.all("id"))


def _wanted(request: Request, visitor: Visitor, form: Form) -> list[int]:
    """The requests ticked, or with ``all_matching`` all that the list's filter finds, up to `MOST_AT_ONCE`."""
    if not form.get("all_matching"):
        return list(dict.fromkeys([*_numbers(form), *_whole(form.all("seen"))]))[:MOST_AT_ONCE]
    scope, wanted = visitor.scope(SEE_REQUESTS), look_of(request).filter()
    with visitor.office.database.read() as connection:
        heads = requests_page(connection, visitor.district_id, scope, wanted, page=(MOST_AT_ONCE, 0))
    return [head.request_id for head in heads]
