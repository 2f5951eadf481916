"""盘点: the counts there are, what is due for one, and beginning one."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_MONEY
from liangcao.catalog.queries import names_of_items
from liangcao.counting.commands import StartCount
from liangcao.counting.queries import Wanted, count_sessions, sessions
from liangcao.counting.rules import DUE_DAYS, STATES, accuracy
from liangcao.language import N_, _
from liangcao.language.things import thing
from liangcao.reports.count_pages import counts_due
from liangcao.reports.places import OwnPlace, own_places
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

COUNTED_KINDS = ("store", "shelf", "dock", "rejects", "vehicle", "unit_desk")
OPEN = ("counting", "review")
TONES = {"counting": "wait", "review": "warn", "closed": "ok", "cancelled": "off"}
COLUMNS = (
    Column("place", N_("盘哪里"), primary=True),
    Column("state", N_("状态")),
    Column("started", N_("开始")),
    Column("ended", N_("何时了结")),
    Column("cells", N_("行数"), numeric=True),
    Column("differing", N_("对不上"), numeric=True),
    Column("accuracy", N_("准确率"), numeric=True),
)
DUE = (
    Column("item", N_("物资"), primary=True),
    Column("place", N_("库位")),
    Column("letter", N_("类")),
    Column("last", N_("上次盘点")),
    Column("over", N_("超期（天）"), numeric=True),
    Column("do", N_("盘点")),
)
VALUE = Column("value", N_("价值"), numeric=True)


def own_places_of(visitor: Visitor) -> list[OwnPlace]:
    """Places that can be counted, within the visitor's reach."""
    with visitor.office.database.read() as connection:
        scope = visitor.scope(StartCount.action)
        found = own_places(connection, visitor.district_id, scope, kinds=COUNTED_KINDS)
    return [place for place in found if place.is_open]


@router.get("/counts")
def counts(
    request: Request, visitor: SignedIn, page: PageNumber = 1, view: str = "open", place: str = ""
) -> HTMLResponse:
    """The counts that go on, or all of them; of one place, its history."""
    visitor.need(StartCount.action)
    location_id = row_number(place)
    view = "all" if location_id or view == "all" else "open"
    wanted = Wanted(OPEN if view == "open" else (), location_id)
    with visitor.office.database.read() as connection:
        where = (connection, visitor.district_id, visitor.scope(StartCount.action), wanted)
        total = count_sessions(*where)
        rows = sessions(*where, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
    return show(
        request,
        "counts/list.html",
        fragment="rows",
        active="counts",
        rows=rows,
        shown=view,
        columns=COLUMNS,
        paging=Paging(total, page),
        states=STATES,
        tones=TONES,
        accuracy=accuracy,
        place=location_id,
        places=[(str(each.location_id), each.label) for each in own_places_of(visitor)],
    )


@router.get("/counts/due")
def due(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """What should be counted next: the dearer, the more often."""
    visitor.need(StartCount.action)
    with visitor.office.database.read() as connection:
        scope = visitor.scope(StartCount.action)
        rows = counts_due(connection, visitor.district_id, scope, visitor.office.clock.now())
    paging = Paging(len(rows), page)
    columns = (*DUE[:3], VALUE, *DUE[3:]) if visitor.may(SEE_MONEY) else DUE
    return show(
        request,
        "counts/due.html",
        fragment="rows",
        active="counts",
        rows=rows[paging.offset : paging.offset + paging.size],
        overdue=sum(1 for each in rows if each.days_over >= 0),
        columns=columns,
        paging=paging,
        due_days=DUE_DAYS,
    )


@router.get("/counts/new")
def new_form(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Asks for the place and perhaps the item; both may be given in the address."""
    asked = request.query_params
    given = {"location_id": asked.get("location_id", ""), "item_id": asked.get("item_id", "")}
    return _new(request, visitor, Form(given))


@router.post("/counts/new")
def start(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Begin a count, and go on to counting."""
    outcome = submit(visitor, StartCount, form)
    if isinstance(outcome, FormErrors):
        return _new(request, visitor, form, outcome)
    return done(
        request, f"/counts/{outcome.answer['count_id']}", _("盘点开始了：账上的数已记下，数的人看不到"), outcome
    )


def _new(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    visitor.need(StartCount.action)
    with visitor.office.database.read() as connection:
        names = names_of_items(connection, visitor.district_id)
    return show(
        request,
        "counts/new.html",
        active="counts",
        status_code=refusal.status if refusal else 200,
        form=form,
        places=[(str(each.location_id), each.label) for each in own_places_of(visitor)],
        items=[(str(number), thing(name)) for name, number in sorted(names.items())],
        errors=refusal.errors if refusal else {},
    )
