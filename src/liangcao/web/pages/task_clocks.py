"""催办时限: how long a task may wait before it goes to somebody above; set by two."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.language import _
from liangcao.reports.task_pages import holders, leaders_by_role
from liangcao.tasks.commands import SetClocks
from liangcao.tasks.queries import clocks_history, clocks_in_force
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
SET = "tasks.set_clocks"


@router.get("/tasks/clocks")
def clocks_form(request: Request, visitor: SignedIn) -> HTMLResponse:
    """The clocks in force, and a form that changes them."""
    return _form(request, visitor, Form({}))


@router.post("/tasks/clocks")
def set_clocks(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Hand the new clocks in; somebody else signs them."""
    outcome = submit(visitor, SetClocks, form)
    if isinstance(outcome, FormErrors):
        return _form(request, visitor, form, outcome)
    return done(request, "/tasks/clocks", _("催办时限改了"), outcome)


def _form(request: Request, visitor: Visitor, form: Form, refused: FormErrors | None = None) -> HTMLResponse:
    visitor.need(SET)
    now, district = visitor.office.clock.now(), visitor.district_id
    with visitor.office.database.read() as connection:
        clocks = clocks_in_force(connection, district)
        history = clocks_history(connection, district)
        people = holders(connection, district, now)
        leaders = leaders_by_role(connection, district, now)
    return show(
        request,
        "tasks/clocks.html",
        active="tasks",
        status_code=refused.status if refused else 200,
        form=form,
        errors=refused.errors if refused else {},
        clocks=clocks,
        history=history,
        people=people,
        names=dict(people),
        leaders=_("、").join(name for _number, name in leaders),
    )
