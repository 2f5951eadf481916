"""地点: our places as a tree; adding a store, a shelf, a vehicle or a budget line; taking an empty one out of use."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.permissions import EVERYTHING
from liangcao.access.roles import SEE_STOCK
from liangcao.codes.commands import PrintLabels
from liangcao.kernel.errors import refused
from liangcao.language import _
from liangcao.parties.commands import RegisterLocation
from liangcao.parties.rules import FUNDINGS
from liangcao.reports.places import OwnPlace, own_places
from liangcao.storing.commands import CloseLocation
from liangcao.web.forms import Form, Posted
from liangcao.web.kind_words import PLACE_KINDS
from liangcao.web.page import done, show
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

IN_A_STORE = ("shelf", "dock", "packing", "rejects")


def _places(visitor: Visitor) -> list[OwnPlace]:
    """All our places for who registers them, else those one may see. Raises Refused ``not_permitted``."""
    if not visitor.may(RegisterLocation.action):
        visitor.need(SEE_STOCK)
    scope = EVERYTHING if visitor.may(RegisterLocation.action) else visitor.scope(SEE_STOCK)
    with visitor.office.database.read() as connection:
        return own_places(connection, visitor.district_id, scope, kinds=tuple(PLACE_KINDS))


@router.get("/places")
def place_tree(request: Request, visitor: SignedIn) -> Response:
    """Every store with what hangs in it, then vehicles and budget lines."""
    return _tree(request, visitor)


def _tree(request: Request, visitor: Visitor, errors: Mapping[str, str] | None = None) -> Response:
    places = _places(visitor)
    stores = [place for place in places if place.kind != "budget_line"]
    return show(
        request,
        "places/index.html",
        active="places",
        status_code=422 if errors else 200,
        places=stores,
        budget_lines=[place for place in places if place.kind == "budget_line"],
        kinds=PLACE_KINDS,
        may_add=visitor.may(RegisterLocation.action),
        may_close=visitor.may(CloseLocation.action),
        may_see_stock=visitor.may(SEE_STOCK),
        may_label=visitor.may(PrintLabels.action) and visitor.may(SEE_STOCK),
        errors=errors or {},
    )


@router.get("/places/new")
def new_place_form(request: Request, visitor: SignedIn) -> Response:
    """Asks for the place; kind and store may be given in the address."""
    asked = request.query_params
    return _new(request, visitor, Form({"kind": asked.get("kind", ""), "parent_id": asked.get("parent", "")}))


@router.post("/places/new")
def new_place(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Make the place."""
    data = dict(form.values)
    if form.get("kind") not in IN_A_STORE:
        data.pop("parent_id", None)
    if form.get("kind") != "budget_line":
        data.pop("funding", None)
    outcome = submit(visitor, RegisterLocation, data, form.command_id)
    if isinstance(outcome, FormErrors):
        return _new(request, visitor, form, outcome.errors)
    return done(request, "/places", _("已登记“%(name)s”") % {"name": form.get("name")}, outcome)


def _new(request: Request, visitor: Visitor, form: Form, errors: Mapping[str, str] | None = None) -> Response:
    visitor.need(RegisterLocation.action)
    stores = [place for place in _places(visitor) if place.kind == "store" and place.is_open]
    if form.get("kind") and form.get("kind") not in PLACE_KINDS:
        raise refused("unknown_document", name=form.get("kind"))
    return show(
        request,
        "places/new.html",
        active="places",
        status_code=422 if errors else 200,
        form=form,
        kinds=[(kind, _(word)) for kind, word in PLACE_KINDS.items()],
        fundings=[(key, _(word)) for key, word in FUNDINGS.items()],
        stores=[(str(place.location_id), place.label) for place in stores],
        errors=errors or {},
    )


@router.post("/places/{location_id}/close")
def close_place(request: Request, visitor: SignedIn, location_id: int, form: Posted) -> Response:
    """Take an empty place out of use."""
    outcome = submit(visitor, CloseLocation, {"location_id": location_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _tree(request, visitor, {"": next(iter(outcome.errors.values()))})
    return done(request, "/places", _("已停用"), outcome)
