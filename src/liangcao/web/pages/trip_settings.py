"""出车设置: how ways are reckoned, ways by road from a sheet, and what a box of each item holds and weighs."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_TRIPS
from liangcao.catalog.queries import names_of_items
from liangcao.catalog.search import normalise_query
from liangcao.exchange.trip_sheets import RowFault, by_name, read_ways
from liangcao.kernel.errors import Refused
from liangcao.language import N_, _
from liangcao.tracking.commands import SetDistances, SetSizes, SetTripRule
from liangcao.tracking.day import rule_in_force
from liangcao.tracking.proposing import known_ways, site_rows, size_rows
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.trip_places import faults_said, sheet_of
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
SIZES = "tracking.set_sizes"
COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("pack", N_("一箱"), numeric=True),
    Column("grams", N_("一箱多重（克）"), numeric=True),
    Column("millilitres", N_("一箱多大（毫升）"), numeric=True),
)


@router.get("/trips/settings")
def settings(request: Request, visitor: SignedIn) -> HTMLResponse:
    """The rule in force, how many ways are known by road, the boxes described."""
    visitor.need(SEE_TRIPS)
    return _page(request, visitor, Form({}))


@router.post("/trips/settings/rule")
def set_rule(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """One more word on how ways are reckoned."""
    return _hand_in(request, visitor, form, submit(visitor, SetTripRule, form), _("出车规定已定"))


@router.post("/trips/settings/sizes")
def set_sizes(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """What a box of one item holds and weighs."""
    number = row_number(form.get("item_id"))
    if not number:
        with visitor.office.database.read() as connection:
            names = names_of_items(connection, visitor.district_id)
        known = {normalise_query(name): item_id for name, item_id in names.items()}
        number = known.get(normalise_query(form.get("item_id_text")), 0)
    values = {f"lines.0.{name}": form.get(name) for name in ("pack", "grams", "millilitres") if form.get(name)}
    outcome = submit(visitor, SetSizes, {"lines.0.item_id": str(number or ""), **values}, form.command_id)
    return _hand_in(request, visitor, form, outcome, _("箱规重量已记下"))


@router.post("/trips/settings/ways")
def set_ways(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Ways by road from a sheet, all of them or none; pairs it lacks go by the straight line, and that is said."""
    visitor.need("tracking.set_distances")
    with visitor.office.database.read() as connection:
        known = by_name({each.name: each.site_id for each in site_rows(connection, visitor.district_id)})
    try:
        found = read_ways(sheet_of(form), known)
    except Refused as refusal:
        return _page(request, visitor, form, errors_of(visitor, refusal))
    if found.faults:
        return _page(request, visitor, form, faults=found.faults)
    values = {
        f"lines.{index}.{name}": value
        for index, line in enumerate(found.lines)
        for name, value in line.model_dump().items()
    }
    outcome = submit(visitor, SetDistances, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, outcome)
    told = {"n": len(found.lines), "lacking": outcome.answer["lacking"]}
    said = _("记下了 %(n)s 段路；表里这些地方之间还缺 %(lacking)s 段，缺的按直线乘系数算") % told
    return done(request, "/trips/settings", said, outcome, tone="warn" if told["lacking"] else "ok")


def _hand_in(request: Request, visitor: Visitor, form: Form, outcome: object, said: str) -> Response:
    if isinstance(outcome, FormErrors):
        plain = {name.removeprefix("lines.0."): words for name, words in outcome.errors.items()}
        return _page(request, visitor, form, FormErrors(outcome.reasons, plain, outcome.status))
    return done(request, "/trips/settings", said)


def _page(
    request: Request,
    visitor: Visitor,
    form: Form,
    refusal: FormErrors | None = None,
    *,
    faults: tuple[RowFault, ...] = (),
) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        rule = rule_in_force(connection, visitor.district_id)
        ways = known_ways(connection, visitor.district_id)
        sizes = size_rows(connection, visitor.district_id)
    return show(
        request,
        "trips/settings.html",
        active="trips",
        status_code=422 if refusal or faults else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        faults=faults_said(faults, visitor.language),
        rule={name: form.get(name) or str(value) for name, value in asdict(rule).items()},
        ways=ways,
        sizes=sizes,
        columns=COLUMNS,
        may_set=visitor.may("tracking.set_trip_rule"),
        may_size=visitor.may(SIZES),
    )
