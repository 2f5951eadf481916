"""套件: what one kit holds, kits made of lots and taken apart, lots put into boxes of another size."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.permissions import NOTHING
from liangcao.access.roles import SEE_STOCK
from liangcao.catalog.queries import items_by_id
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.language.formats import number
from liangcao.language.things import thing
from liangcao.ledger.trace import origins
from liangcao.packing.commands import AssembleKits, Repack, SetKit, TakeApart
from liangcao.packing.kit_queries import (
    Recipe,
    build_of,
    builds_page,
    free_lots,
    ingredients,
    recipe_of,
    recipes,
)
from liangcao.packing.kit_rules import even_parts, most_kits
from liangcao.reports.lot_pages import check_lot_seen, holdings
from liangcao.reports.places import own_places, place_labels
from liangcao.reports.request_pages import names_of_people
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
ASSEMBLE, SET = "packing.assemble_kits", "packing.set_kit"
BENCHES = ("store", "shelf", "dock", "packing")
ROWS = 8
COLUMNS = (
    Column("what", N_("做成"), primary=True),
    Column("count", N_("数量")),
    Column("place", N_("在哪里"), wide_only=True),
    Column("made", N_("做的时候")),
)
KINDS = {"kit": N_("组套"), "repack": N_("改装")}


@router.get("/kits")
def kits(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """The recipes in force; what was made, for who may see stock."""
    if not visitor.may(SET):
        visitor.need(SEE_STOCK)
    with visitor.office.database.read() as connection:
        known = recipes(connection, visitor.district_id)
        span = (PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
        scope = visitor.scope(SEE_STOCK) if visitor.may(SEE_STOCK) else NOTHING
        rows = builds_page(connection, visitor.district_id, scope, page=span)
    return show(
        request,
        "packing/kits.html",
        fragment="rows",
        active="kits",
        recipes=known,
        rows=rows[:PAGE_SIZE],
        columns=COLUMNS,
        kinds=KINDS,
        paging=Paging((page - 1) * PAGE_SIZE + len(rows), page),
    )


@router.get("/kits/new")
def recipe_form(request: Request, visitor: SignedIn, item: int = 0) -> HTMLResponse:
    """What one kit holds, as it is now where it was said."""
    visitor.need(SET)
    with visitor.office.database.read() as connection:
        known = recipe_of(connection, visitor.district_id, item) if item else None
    values: dict[str, str] = {"item_id": str(item) if item else ""}
    for index, each in enumerate(known.components if known else ()):
        values |= {f"parts.{index}.item_id": str(each.item_id), f"parts.{index}.quantity": str(each.quantity)}
    return _recipe(request, visitor, Form(values))


def _recipe(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    asked = {row_number(value) for name, value in form.values.items() if name.endswith("item_id") and value}
    with visitor.office.database.read() as connection:
        known = items_by_id(connection, visitor.district_id, sorted(asked))
    return show(
        request,
        "packing/recipe.html",
        active="kits",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        names={str(number): thing(each.name) for number, each in known.items()},
        rows=range(ROWS),
    )


@router.post("/kits")
def set_kit(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """A new version of what one kit holds."""
    outcome = submit(visitor, SetKit, form)
    if isinstance(outcome, FormErrors):
        return _recipe(request, visitor, form, outcome)
    return done(request, "/kits", _("记下了，这是第 %(n)s 版") % {"n": outcome.answer["version"]}, outcome)


@router.get("/kits/{item_id:int}/assemble")
def assemble_form(
    request: Request, visitor: SignedIn, item_id: int, location_id: int = 0, quantity: str = ""
) -> HTMLResponse:
    """How many kits can be made at a place, and of which lots: first what expires first, every kit alike."""
    visitor.need(ASSEMBLE)
    return _assemble(request, visitor, (item_id, location_id, row_number(quantity)), Form({}))


def _assemble(
    request: Request, visitor: Visitor, asked: tuple[int, int, int], form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    item_id, location_id, count = asked
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    with visitor.office.database.read() as connection:
        recipe = recipe_of(connection, visitor.district_id, item_id)
        if recipe is None:
            raise refused("no_recipe", item=item_id)
        places = own_places(connection, visitor.district_id, visitor.scope(ASSEMBLE), kinds=BENCHES)
        location_id = location_id or (places[0].location_id if places else 0)
        wanted = [each.item_id for each in recipe.components]
        free = free_lots(connection, visitor.district_id, location_id, wanted, today)
    sums: dict[int, int] = {}
    for each in free:
        sums[each.item_id] = sums.get(each.item_id, 0) + each.free
    held = {each.item_id: each.quantity for each in recipe.components}
    return show(
        request,
        "packing/assemble.html",
        active="kits",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        recipe=recipe,
        location_id=location_id,
        places=[(each.location_id, each.label) for each in places],
        free=free,
        most=most_kits(held, sums),
        count=count,
        chosen=_chosen(recipe, free, count) if count else {},
    )


def _chosen(recipe: Recipe, free: list[Any], count: int) -> dict[int, int]:
    """A proposal of how much of each lot; empty for a component that cannot be had alike in every kit."""
    found: dict[int, int] = {}
    for each in recipe.components:
        lots = [(lot.lot_id, lot.free) for lot in free if lot.item_id == each.item_id]
        found |= dict(even_parts(each.quantity, lots, count) or ())
    return found


@router.post("/kits/{item_id:int}/assemble")
def assemble(request: Request, visitor: SignedIn, item_id: int, form: Posted) -> Response:
    """Make the kits; a lot without a quantity is not used."""
    empty = {
        name.removesuffix(".quantity")
        for name, value in form.values.items()
        if name.startswith("parts.") and name.endswith(".quantity") and not str(value).strip()
    }
    values = {name: value for name, value in form.values.items() if name.rpartition(".")[0] not in empty}
    outcome = submit(visitor, AssembleKits, {**values, "item_id": item_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        asked = (item_id, row_number(form.get("location_id")), row_number(form.get("quantity")))
        return _assemble(request, visitor, asked, form, outcome)
    return done(request, f"/builds/{outcome.answer['build_id']}", _("组好了"), outcome)


@router.get("/builds/{build_id:int}")
def build(request: Request, visitor: SignedIn, build_id: int) -> HTMLResponse:
    """What was made, and of what."""
    visitor.need(SEE_STOCK)
    return _build(request, visitor, build_id, Form({}))


def _build(
    request: Request, visitor: Visitor, build_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = build_of(connection, district, visitor.scope(SEE_STOCK), build_id)
        parts = ingredients(connection, district, head)
        labels = place_labels(connection, district)
        people = names_of_people(connection, district, [head.actor_id])
        here = [
            (each.location_id, f"{labels.get(each.location_id, '')}　{number(each.on_hand - each.held)}")
            for each in holdings(connection, district, [head.lot_id])
            if each.on_hand > each.held and each.kind in BENCHES
        ]
    return show(
        request,
        "packing/build.html",
        active="kits",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        head=head,
        kind=_(KINDS[head.kind]),
        used=parts,
        people=people,
        place=labels.get(head.location_id, head.location_name),
        here=here,
    )


@router.post("/builds/{build_id:int}/apart")
def apart(request: Request, visitor: SignedIn, build_id: int, form: Posted) -> Response:
    """Take some of it apart."""
    with visitor.office.database.read() as connection:
        head = build_of(connection, visitor.district_id, visitor.scope(SEE_STOCK), build_id)
    outcome = submit(visitor, TakeApart, {**form.values, "lot_id": head.lot_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _build(request, visitor, build_id, form, outcome)
    return done(request, f"/builds/{build_id}", _("拆了，回到原来的批次"), outcome)


@router.get("/lots/{lot_id:int}/repack")
def repack_form(request: Request, visitor: SignedIn, lot_id: int) -> HTMLResponse:
    """Another size of box for part of a lot."""
    visitor.need("packing.repack_lot")
    return _repack(request, visitor, lot_id, Form({}))


def _repack(
    request: Request, visitor: Visitor, lot_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        check_lot_seen(connection, district, visitor.scope(SEE_STOCK), lot_id)
        lot = origins(connection, district, [lot_id])[lot_id]
        reached = own_places(connection, district, visitor.scope("packing.repack_lot"), kinds=BENCHES)
        labels = {each.location_id: each.label for each in reached}
        here = [
            each
            for each in holdings(connection, district, [lot_id])
            if each.on_hand > each.held and each.location_id in labels
        ]
    return show(
        request,
        "packing/repack.html",
        active="stock",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        lot_id=lot_id,
        lot=lot,
        here=[(each.location_id, f"{labels[each.location_id]}　{number(each.on_hand - each.held)}") for each in here],
    )


@router.post("/lots/{lot_id:int}/repack")
def repack(request: Request, visitor: SignedIn, lot_id: int, form: Posted) -> Response:
    """Put it into boxes of that size."""
    outcome = submit(visitor, Repack, {**form.values, "lot_id": lot_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _repack(request, visitor, lot_id, form, outcome)
    return done(request, f"/builds/{outcome.answer['build_id']}", _("改装好了"), outcome)
