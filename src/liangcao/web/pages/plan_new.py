"""做新方案: try one out, see other ways beside it and what would change it, and make it."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.allocation.commands import ProposePlan
from liangcao.allocation.question import BY_RULES, wish_of
from liangcao.allocation.rules import name_of, number_of
from liangcao.exchange.cells import read_quantity
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.moment import day_of
from liangcao.language import _
from liangcao.language.things import thing
from liangcao.parties.queries import Place, all_places
from liangcao.reports.plan_comparisons import Supposed, class_bands, ways_beside, with_supposed
from liangcao.reports.plan_pages import AsOf, Trial, free_in, items_of_shares, waiting_items, what_if
from liangcao.web.addresses import row_number
from liangcao.web.class_names import class_options, class_words
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.pick_limits import limit_fields, limits_typed
from liangcao.web.pages.plan_compare import CLASS_COLUMNS, NEED_COLUMNS, WAY_COLUMNS, ShownComparison, ShownWay
from liangcao.web.pages.plan_words import (
    MINIMA_WORDS,
    ORDER_WORDS,
    PACKING_WORDS,
    WAY_WORDS,
    picking_words,
    shown_needs,
)
from liangcao.web.submit import FormErrors, errors_of, submit, understood
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
PROPOSE = "allocation.propose_plan"
WISHES: tuple[str, ...] = (
    *("location_id", "way", "minimum_life_days", "packing", "order"),
    *("minimum_percent", "drain_days", "minima", "look_ahead_days"),
)
"""What a plan is asked to be like, besides the goods."""
SUPPOSED = ("if_item", "if_arrives", "if_floor_class", "if_floor", "if_unit", "if_class")
"""What is supposed, to see what it would change."""
MOST_TRIED = 60
"""So many shares a trial shows; the whole list comes with the plan itself."""


def stores_of(visitor: Visitor, connection: Any, permission: str) -> list[Place]:
    """The stores under which this person may do what `permission` is for, the oldest first."""
    scope = visitor.scope(permission)
    stores = sorted(all_places(connection, visitor.district_id, ("store",)), key=lambda store: store.location_id)
    if scope.paths is None:
        return stores
    return [store for store in stores if any(store.path.startswith(path) for path in scope.paths)]


@router.get("/plans/new")
def new_plan(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Choose store and goods; with ``try`` in the address, what a plan would give now."""
    visitor.need(PROPOSE)
    asked = request.query_params
    values: dict[str, Any] = {name: asked.get(name, "") for name in (*WISHES, *SUPPOSED)}
    values["item_ids"] = asked.getlist("item_ids")
    values |= {name: text for name, text in asked.items() if name.startswith("pick.")}
    values["beside"] = asked.get("beside", "")
    return _trial(request, visitor, Form(values), is_tried=bool(asked.get("try")))


def _trial(
    request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None, *, is_tried: bool = False
) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        stores = stores_of(visitor, connection, PROPOSE)
        waiting = waiting_items(connection, visitor.district_id)
        if not stores:
            raise refused("not_permitted_here", action=PROPOSE)
        limits = limit_fields(connection, visitor.district_id, stores, form)
        trial: Trial | None = None
        if is_tried:
            tried = _tried(visitor, connection, form, stores)
            refusal, trial = (tried, None) if isinstance(tried, FormErrors) else (refusal, tried)
    shares = trial.shares if trial else []
    supposing = _suppose(visitor, trial, form) if trial else None
    return show(
        request,
        "plans/new.html",
        active="plans",
        status_code=refusal.status if refusal and not is_tried else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        stores=[(store.location_id, store.name) for store in stores],
        waiting=waiting,
        chosen=set(form.all("item_ids")),
        is_tried=is_tried and refusal is None,
        tried_in_vain=is_tried and refusal is not None,
        items=items_of_shares(shares, free_in(trial.question if trial else None)),
        packings=[(key, _(word)) for key, word in PACKING_WORDS.items()],
        orders=[(key, _(word)) for key, word in ORDER_WORDS.items()],
        minima=[(key, _(word)) for key, word in MINIMA_WORDS.items()],
        ways=[(key, _(word)) for key, word in WAY_WORDS.items()],
        wishes=WISHES[1:],
        limits=limits,
        limited=limits_typed(form),
        picking=picking_words(trial.document["picking"]) if trial else [],
        bands=class_bands(trial.needs) if trial else [],
        beside=[ShownWay.of(each) for each in ways_beside(trial)] if trial and form.get("beside") else [],
        comparison=supposing if isinstance(supposing, ShownComparison) else None,
        cannot_suppose=supposing.errors if isinstance(supposing, FormErrors) else {},
        items_in=_in_question(trial, "items", "item"),
        units_in=_in_question(trial, "claims", "unit"),
        classes=class_options(),
        here=request.url.query,
        way_columns=WAY_COLUMNS,
        class_columns=CLASS_COLUMNS,
        need_columns=NEED_COLUMNS,
        needs=shown_needs(trial.needs[:MOST_TRIED], shares) if trial else [],
        more=max(len(trial.needs) - MOST_TRIED, 0) if trial else 0,
        class_words=class_words,
    )


def _tried(visitor: Visitor, connection: Any, form: Form, stores: list[Place]) -> Trial | FormErrors:
    """What a plan made now would say: worked out on what is read, so that trying keeps nobody waiting."""
    asked = understood(visitor, ProposePlan, _chosen(form, stores))
    if isinstance(asked, FormErrors):
        return asked
    store = next((each for each in stores if each.location_id == asked.location_id), None)
    if store is None:
        return errors_of(visitor, refused("unknown_location", "location_id", name=asked.location_id))
    now = visitor.office.clock.now()
    as_of = AsOf(now, day_of(now, visitor.office.timezone))
    try:
        trial = what_if(connection, visitor.district_id, store, wish_of(asked), as_of)
    except Refused as refusal:
        return errors_of(visitor, refusal)
    return trial or errors_of(visitor, refused("nothing_to_allocate"))


def _chosen(form: Form, stores: list[Place]) -> dict[str, Any]:
    values = {name: form.get(name) for name in WISHES if form.get(name)}
    return {"location_id": str(stores[0].location_id), **values, **limits_typed(form), "item_ids": form.all("item_ids")}


@router.post("/plans")
def propose(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Make the plan; nothing is promised by it yet."""
    outcome = submit(visitor, ProposePlan, form)
    if isinstance(outcome, FormErrors):
        return _trial(request, visitor, form, outcome)
    number_ = outcome.answer["plan_id"]
    return done(request, f"/plans/{number_}", _("方案 %(n)s 做好了，等别人批准") % {"n": number_}, outcome)


def _supposed(form: Form) -> Supposed:
    """What the form supposes; raises Refused where an amount is none (0 is one)."""
    floor = form.get("if_floor").strip()
    return Supposed(
        item_id=row_number(form.get("if_item")),
        arrives=_amount(form.get("if_arrives")),
        floor_class=row_number(form.get("if_floor_class")),
        floor=_amount(floor) if floor else -1,
        unit_id=row_number(form.get("if_unit")),
        unit_class=row_number(form.get("if_class")),
    )


def _amount(text: str) -> int:
    """A whole number as people write it (``1.2万``); nothing is 0."""
    if not text.strip() or text.strip() == "0":
        return 0
    found = read_quantity(text)
    return found.number if found else 0


def _suppose(visitor: Visitor, trial: Trial, form: Form) -> ShownComparison | FormErrors | None:
    """What would change; why it cannot be supposed; None where nothing is."""
    try:
        supposed = _supposed(form)
        if supposed.is_nothing:
            return None
        return ShownComparison.of(with_supposed(trial, supposed, form.get("way") or BY_RULES))
    except Refused as refusal:
        return errors_of(visitor, refusal)


def _in_question(trial: Trial | None, table: str, field: str) -> list[tuple[int, str]]:
    """What the question of a trial names there, by number, as options of a field."""
    if trial is None:
        return []
    named: Mapping[str, None] = dict.fromkeys(row[field] for row in trial.question[table])
    shown = [(number_of(each), thing(name_of(each)) if field == "item" else name_of(each)) for each in named]
    return sorted(shown, key=lambda each: each[1])
