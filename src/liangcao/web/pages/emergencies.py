"""应急岗位: roles taken in an emergency, what was done with them, and the review that is due within a day."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.commands import ReviewEmergency
from liangcao.access.emergencies import Emergency, count_emergencies, emergencies, emergency, who_agreed
from liangcao.access.roles import SEE_JOURNAL, SEE_PEOPLE
from liangcao.access.rules import REVIEW_WITHIN_MS
from liangcao.kernel.errors import Reason
from liangcao.language import N_, _
from liangcao.ledger.queries import entry_at
from liangcao.reports.entries import EntryFilter, entries_page
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.role_words import role_title
from liangcao.web.saying import sentence, title_of
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
REVIEW = "access.review_emergency"
MOST_DEEDS = 100
COLUMNS = (
    Column("what", N_("谁，什么岗位"), primary=True),
    Column("why", N_("为什么")),
    Column("began", N_("开始"), numeric=True),
    Column("state", N_("复核")),
)


@router.get("/people/emergencies")
def emergency_list(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """Those that wait for a review first."""
    visitor.need(SEE_PEOPLE)
    with visitor.office.database.read() as connection:
        paging = Paging(count_emergencies(connection, visitor.district_id), page)
        rows = emergencies(connection, visitor.district_id, page=(paging.size, paging.offset))
    return show(
        request,
        "people/emergencies.html",
        fragment="rows",
        active="people",
        rows=rows,
        columns=COLUMNS,
        paging=paging,
        role_title=role_title,
        now=visitor.office.clock.now(),
    )


@router.get("/people/emergencies/{grant_id:int}")
def one_emergency(request: Request, visitor: SignedIn, grant_id: int) -> HTMLResponse:
    """One case: who, why, who agreed, what was done meanwhile; the form to review it for whoever may."""
    visitor.need(SEE_PEOPLE)
    return _one(request, visitor, grant_id, Form({}))


@router.post("/people/emergencies/{grant_id:int}/review")
def review(request: Request, visitor: SignedIn, grant_id: int, form: Posted) -> Response:
    """Say whether it was justified."""
    values = {**form.values, "grant_id": grant_id}
    if form.get("is_justified") not in {"0", "1"}:
        values.pop("is_justified", None)  # the road says that it is missing
    outcome = submit(visitor, ReviewEmergency, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, grant_id, form, outcome)
    return done(request, "/people/emergencies", _("已复核"), outcome)


def _one(
    request: Request, visitor: Visitor, grant_id: int, form: Form, refused: FormErrors | None = None
) -> HTMLResponse:
    district, now = visitor.district_id, visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        found = emergency(connection, district, grant_id)
        signers = who_agreed(connection, district, found)
        ended = entry_at(connection, district, min(found.until, now))
        during = EntryFilter(actor_id=found.actor_id, after=found.entry, before=ended + 1)
        deeds = entries_page(connection, district, during, page=(MOST_DEEDS, 0))
    return show(
        request,
        "people/emergency.html",
        active="people",
        status_code=refused.status if refused else 200,
        found=found,
        title=_("%(name)s 应急取得 %(role)s") % {"name": found.name, "role": role_title(found.role)},
        signers="、".join(signers.values()),
        deeds=deeds if visitor.may(SEE_JOURNAL) or visitor.may(REVIEW) else [],
        title_of=title_of,
        due=found.began_at + REVIEW_WITHIN_MS,
        may_review=found.is_open and visitor.may(REVIEW) and not _in_it(visitor, found, signers),
        why_not=_why_not(visitor, found, signers),
        form=form,
        errors=refused.errors if refused else {},
        now=now,
    )


def _in_it(visitor: Visitor, found: Emergency, signers: dict[int, str]) -> bool:
    return visitor.actor.actor_id in {found.actor_id, *signers}


def _why_not(visitor: Visitor, found: Emergency, signers: dict[int, str]) -> str:
    """Why the visitor cannot review it, in words; empty for who may, and for what needs no review any more."""
    if not found.is_open:
        return ""
    if _in_it(visitor, found, signers):
        return _("您取得或批准了这个岗位，所以要由别人来复核。")
    return "" if visitor.may(REVIEW) else sentence(Reason("not_permitted", {"action": REVIEW}), visitor.language)
