"""运费: what carrying a box costs from where to which area; the last word counts, and who said it stays."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_PLANS
from liangcao.allocation.commands import SetCarryingCost
from liangcao.allocation.waiting import costs_in_force, costs_set
from liangcao.language import N_, _
from liangcao.parties.queries import Place, all_places
from liangcao.reports.places import place_labels
from liangcao.reports.plan_pages import areas_of_units
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
SET = "allocation.set_carrying_cost"
COLUMNS = (
    Column("place", N_("从哪里"), primary=True),
    Column("area", N_("到哪个片区")),
    Column("cost", N_("每箱运费"), numeric=True),
    Column("said", N_("谁定的、为什么")),
)


@router.get("/costs")
def costs_page(request: Request, visitor: SignedIn) -> HTMLResponse:
    """What carrying costs now, what was said before, and the form to say it for whoever may."""
    visitor.need(SEE_PLANS)
    return _page(request, visitor, Form({}))


@router.post("/costs")
def set_cost(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """One more word on what carrying from a place to an area costs."""
    values = {**form.values, "cost": "-1"} if form.get("end") else form.values
    outcome = submit(visitor, SetCarryingCost, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, outcome)
    return done(request, "/costs", _("运费已定"), outcome)


def _places(visitor: Visitor, connection: Any) -> list[Place]:
    """Where goods lie, within this person's reach, as they lie in each other."""
    scope = visitor.scope(SET)
    places = sorted(all_places(connection, visitor.district_id, ("store", "shelf", "dock")), key=lambda each: each.path)
    return [each for each in places if scope.paths is None or any(each.path.startswith(path) for path in scope.paths)]


def _page(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    may_set = visitor.may(SET)
    with visitor.office.database.read() as connection:
        every = costs_set(connection, visitor.district_id)
        in_force = costs_in_force(connection, visitor.district_id)
        areas = areas_of_units(connection, visitor.district_id)
        labels = place_labels(connection, visitor.district_id)
        places = _places(visitor, connection) if may_set else []
    counting = {each.cost_id for each in in_force}
    return show(
        request,
        "plans/costs.html",
        active="costs",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        in_force=in_force,
        others=[each for each in every if each.cost_id not in counting],
        columns=COLUMNS,
        labels=labels,
        places=[(place.location_id, labels.get(place.location_id, place.name)) for place in places],
        areas=[(area, area) for area in areas],
        may_set=may_set,
    )
