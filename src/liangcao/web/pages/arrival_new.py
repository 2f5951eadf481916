"""登记预计到货: goods are on their way and no document of ours says so; and which goods wait for inspection."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from liangcao.access.roles import SEE_STOCK
from liangcao.catalog.queries import items_by_id
from liangcao.catalog.search import normalise_query
from liangcao.kernel.errors import Refused
from liangcao.language import N_, _
from liangcao.receiving.arrival_queries import AcceptanceRule, acceptance_rules
from liangcao.receiving.commands import AnnounceArrival, SetAcceptanceRule
from liangcao.receiving.queries import SOURCE_KINDS, sources
from liangcao.reports.places import own_places
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.receive_form import CommandData, pieces
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
ANNOUNCE, RULE = "receiving.announce_arrival", "receiving.set_acceptance_rule"
KINDS = ("purchase", "donation", "mobilisation", "opening")
ROWS = 4
PLAIN = ("source_kind", "source_party_id", "location_id", "expected_on", "driver", "driver_phone", "vehicle", "note")
RULE_COLUMNS = (
    Column("what", N_("哪些货"), primary=True),
    Column("is_needed", N_("要不要验收")),
    Column("reason", N_("原因")),
    Column("who", N_("谁定的")),
)


def _page(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    visitor.need(ANNOUNCE)
    with visitor.office.database.read() as connection:
        places = own_places(connection, visitor.district_id, visitor.scope(SEE_STOCK), kinds=("store", "dock"))
    return show(
        request,
        "arrivals/new.html",
        active="arrivals",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        rows=range(ROWS),
        kinds=[(kind, _(SOURCE_KINDS[kind])) for kind in KINDS],
        doors=[(str(place.location_id), place.label) for place in places if place.is_open],
    )


@router.get("/arrivals/new")
def new_arrival(request: Request, visitor: SignedIn) -> HTMLResponse:
    """An empty form."""
    return _page(request, visitor, Form({"source_kind": "purchase"}))


@router.get("/arrivals/sources")
def found_sources(visitor: SignedIn, q: str = "") -> JSONResponse:
    """Who may send something, for the box that finds one."""
    visitor.need(ANNOUNCE)
    wanted = normalise_query(q[:100])
    with visitor.office.database.read() as connection:
        found = sources(connection, visitor.district_id, search=wanted, most=12)
    return JSONResponse([[party.party_id, party.name] for party in found])


def _data_of(visitor: Visitor, form: Form) -> CommandData:
    """What the form asks of the command, quantities in base units: ``10箱`` is read with the packs of its item."""
    data = CommandData({name: form.get(name) for name in PLAIN})
    ids = {number: row_number(form.get(f"lines.{number}.item_id")) for number in range(ROWS)}
    with visitor.office.database.read() as connection:
        items = items_by_id(connection, visitor.district_id, [number for number in ids.values() if number])
    for number, item_id in ids.items():
        typed = form.get(f"lines.{number}.quantity")
        if not item_id and not typed.strip():
            continue
        data.values[f"lines.{number}.item_id"] = form.get(f"lines.{number}.item_id")
        data.values[f"lines.{number}.standard"] = form.get(f"lines.{number}.standard")
        item = items.get(item_id)
        path = f"lines.{number}.quantity"
        if item is None:
            data.values[path] = typed
            continue
        data.read(path, lambda typed=typed, item=item: pieces(typed, "1", item))  # type: ignore[misc]
        whole = [pack.size for pack in item.packs if data.values.get(path, 0) % pack.size == 0]
        if whole and data.values.get(path):
            data.values[f"lines.{number}.pack_size"] = max(whole)
    return data


@router.post("/arrivals/new")
def announce(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Put it on the list."""
    data = _data_of(visitor, form)
    outcome: Any
    if data.faults:
        outcome = errors_of(visitor, Refused(*data.faults))
    else:
        outcome = submit(visitor, AnnounceArrival, data.values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, outcome)
    return done(request, f"/arrivals/{outcome.answer['arrival_id']}", _("已登记，列在到货里"), outcome)


def _rules(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    visitor.need(SEE_STOCK)
    with visitor.office.database.read() as connection:
        rules: list[AcceptanceRule] = acceptance_rules(connection, visitor.district_id)
    return show(
        request,
        "arrivals/rules.html",
        active="arrivals",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        rules=rules,
        columns=RULE_COLUMNS,
        source_kinds=SOURCE_KINDS,
        kinds=[(kind, _(SOURCE_KINDS[kind])) for kind in KINDS],
    )


@router.get("/arrivals/rules")
def acceptance_rules_page(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Which goods wait for inspection, as last said."""
    return _rules(request, visitor, Form({}))


@router.post("/arrivals/rules")
def set_rule(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """One more rule."""
    values = {**form.values, "is_needed": form.get("needed") != "no"}
    outcome = submit(visitor, SetAcceptanceRule, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _rules(request, visitor, form, outcome)
    return done(request, "/arrivals/rules", _("规定已定，以后收的货按它办"), outcome)
