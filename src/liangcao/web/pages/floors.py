"""储备底线: how much of an item stays in store for the more urgent, from which class on; in versions, by two people."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_PLANS
from liangcao.allocation.commands import SetFloor
from liangcao.allocation.waiting import floors_in_force, floors_set
from liangcao.catalog.queries import names_of_items
from liangcao.catalog.search import normalise_query
from liangcao.language import _
from liangcao.web.addresses import row_number
from liangcao.web.class_names import class_options, class_words
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
SET = "allocation.set_floor"


@router.get("/floors")
def floors_page(request: Request, visitor: SignedIn) -> HTMLResponse:
    """The reserves in force, earlier versions, and the form to set one for whoever may."""
    visitor.need(SEE_PLANS)
    return _page(request, visitor, Form({"priority_class": "3"}))


@router.post("/floors")
def set_floor(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """One more version of a reserve; it waits for a second person."""
    values = dict(form.values)
    if not row_number(form.get("item_id")):
        with visitor.office.database.read() as connection:
            names = names_of_items(connection, visitor.district_id)
        known = {normalise_query(name): number for name, number in names.items()}
        values["item_id"] = str(known.get(normalise_query(form.get("item_id_text")), ""))
    outcome = submit(visitor, SetFloor, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, outcome)
    return done(request, "/floors", _("储备底线已定"), outcome)


def _page(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        every = floors_set(connection, visitor.district_id)
        in_force = floors_in_force(connection, visitor.district_id)
    counting = {each.floor_id for each in in_force}
    return show(
        request,
        "plans/floors.html",
        active="floors",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        in_force=in_force,
        others=[each for each in every if each.floor_id not in counting],
        may_set=visitor.may(SET),
        classes=[(str(number), words) for number, words in class_options()],
        class_words=class_words,
    )
