"""请托登记: put on record in three taps that a favour was asked and refused; the list for who inspects."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_FAVOURS, SEE_PERSONAL_DATA
from liangcao.catalog.queries import all_goods
from liangcao.favours.commands import RecordFavour
from liangcao.favours.queries import count_favours, favours_page, moments_of_favours
from liangcao.favours.rules import ANSWERS, count_by_week
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.inspecting import day_here
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
RECORD = "favours.record_favour"
WEEKS = 8
WEEK_MS = 7 * 86_400_000
COLUMNS = (
    Column("asker", N_("请托的人"), primary=True),
    Column("body", N_("哪里的")),
    Column("what", N_("要什么")),
    Column("answer", N_("怎么答的")),
    Column("who", N_("谁记的")),
    Column("when", N_("时间")),
    Column("entry", N_("账目")),
)


@router.get("/favours")
def favours(request: Request, visitor: SignedIn, page: PageNumber = 1) -> Response:
    """The list with its weeks for who may see it; for everybody else of the office the form."""
    if not visitor.may(SEE_FAVOURS):
        return record_form(request, visitor)
    now = visitor.office.clock.now()
    period = (0, now + 1)
    with visitor.office.database.read() as connection:
        paging = Paging(count_favours(connection, visitor.district_id, period), page)
        rows = favours_page(connection, visitor.district_id, period, page=(paging.size, paging.offset))
        moments = moments_of_favours(connection, visitor.district_id, now - WEEKS * WEEK_MS)
        known = {}
        if visitor.may(SEE_PERSONAL_DATA):
            known = reveal(connection, visitor.district_id, [row.asker for row in rows])
    days = [day_here(visitor, each) for each in moments]
    weeks = count_by_week(days, until=day_here(visitor, now), weeks=WEEKS)
    return show(
        request,
        "favours/list.html",
        fragment="rows",
        active="favours",
        rows=rows,
        columns=COLUMNS,
        paging=paging,
        known=known,
        weeks=weeks,
        answers=ANSWERS,
        may_record=visitor.may(RECORD),
        now=now,
    )


@router.get("/favours/new")
def record_form(request: Request, visitor: SignedIn) -> Response:
    """Who asked, how it was answered; the rest if there is time."""
    if not visitor.may(RECORD):
        raise refused("not_permitted", action=RECORD)
    return _form(request, visitor, Form({}))


@router.post("/favours/new")
def record(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """On record, or what is missing."""
    outcome = submit(visitor, RecordFavour, form)
    if isinstance(outcome, FormErrors):
        return _form(request, visitor, form, outcome)
    return done(request, "/", _("已记下：谢绝了，没有办"), outcome)


def _form(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        items = [(item.item_id, item.name) for item in all_goods(connection, visitor.district_id)]
    return show(
        request,
        "favours/record.html",
        active="favours",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        items=items,
        answers=[(key, _(text)) for key, text in ANSWERS.items()],
    )
