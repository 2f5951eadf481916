"""值班表: a week of shifts, who is on which and who leads, what is not manned, swaps, absences."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.people import colleagues
from liangcao.access.roles import SEE_ORGANISATION
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import day_span
from liangcao.language import _
from liangcao.organisation.commands import AnswerSwap, AskSwap, EndAbsence, RecordAbsence
from liangcao.organisation.roster_queries import (
    OnRoster,
    Shift,
    absences,
    day_after,
    days_from,
    duties_ahead,
    open_swaps,
    roster_between,
    shifts,
)
from liangcao.organisation.rules import hours_of
from liangcao.web.forms import Form, Posted
from liangcao.web.moments import with_moments
from liangcao.web.page import done, show
from liangcao.web.pages.inspecting import day_here, is_day
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
A_WEEK = 7


@router.get("/roster")
def roster(request: Request, visitor: SignedIn, day: str = "") -> HTMLResponse:
    """The week from `day` on, today where none is given."""
    return _page(request, visitor, day)


@router.post("/roster/swap")
def swap(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Ask somebody to take a duty."""
    return _after(request, visitor, ("swap", form), submit(visitor, AskSwap, form), _("已提出，等对方答复"))


@router.post("/roster/swap/answer")
def answer(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Yes, no, or taken back."""
    return _after(request, visitor, ("answer", form), submit(visitor, AnswerSwap, form), _("已答复"))


@router.post("/roster/absence")
def away(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """One is away for a time."""
    try:
        values = with_moments(form, ("since", "until"), visitor.office.timezone)
    except Refused as refusal:
        return _page(request, visitor, "", ("absence", form), errors_of(visitor, refusal))
    outcome = submit(visitor, RecordAbsence, values, form.command_id)
    return _after(request, visitor, ("absence", form), outcome, _("已请假"))


@router.post("/roster/absence/end")
def back(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Back before the time; also for somebody whose roles are all handed over, who comes from their own page."""
    outcome = submit(visitor, EndAbsence, form)
    if isinstance(outcome, FormErrors):
        return done(request, "/me", next(iter(outcome.errors.values())), tone="warn")
    return done(request, "/me", _("已销假，代理的岗位一并收回"), outcome)


def _after(request: Request, visitor: Visitor, sent: tuple[str, Form], outcome: Any, text: str) -> Response:
    """Back to the roster, with what is wrong or with what was done."""
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, "", sent, outcome)
    return done(request, "/roster", text, outcome)


def _page(
    request: Request,
    visitor: Visitor,
    day: str,
    sent: tuple[str, Form] = ("", Form({})),
    refused: FormErrors | None = None,
) -> HTMLResponse:
    visitor.need(SEE_ORGANISATION)
    now, me = visitor.office.clock.now(), visitor.actor.actor_id
    today = day_here(visitor, now)
    days = days_from(day if is_day(day) else today, A_WEEK)
    span = (day_span(days[0], visitor.office.timezone)[0], day_span(days[-1], visitor.office.timezone)[1])
    with visitor.office.database.read() as connection:
        district = visitor.district_id
        known = shifts(connection, district)
        found = roster_between(connection, district, *span)
        mine = duties_ahead(connection, district, now, actor_id=me)
        waiting = open_swaps(connection, district, actor_id=me)
        ahead = duties_ahead(connection, district, now)
        gone = absences(connection, district, now)
        others = colleagues(connection, district, me)
    return show(
        request,
        "roster/week.html",
        active="roster",
        status_code=refused.status if refused else 200,
        days=[(each, _of_day(each, known, found)) for each in days],
        shifts=known,
        hours=hours_of,
        before=day_after(days[0], -A_WEEK),
        after=day_after(days[0], A_WEEK),
        today=today,
        now=now,
        mine=mine,
        waiting=waiting,
        duties={each.roster_id: each for each in ahead},
        gone=gone,
        others=others,
        me=me,
        form=sent[1],
        which=sent[0],
        errors=refused.errors if refused else {},
    )


def _of_day(day: str, known: list[Shift], found: list[OnRoster]) -> list[tuple[str, str, list[OnRoster]]]:
    """The shifts of a day with who is on them: those that there are now, and those that there were."""
    there = [each for each in found if each.day == day]
    shown = {each.shift_id: (each.name, hours_of(each.begins, each.ends)) for each in known}
    shown |= {each.shift_id: (each.shift, "") for each in there if each.shift_id not in shown}
    return [(*words, [each for each in there if each.shift_id == number]) for number, words in shown.items()]
