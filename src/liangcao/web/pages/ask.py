"""公众申请: asking from a phone without an account, by a poster's address; works without a script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from liangcao.access.permissions import EVERYTHING
from liangcao.access.queries import reveal
from liangcao.catalog.queries import items_by_id
from liangcao.catalog.search import normalise_query
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import day_of
from liangcao.language import _
from liangcao.language.things import measure, thing
from liangcao.reports.public_pages import common_items, exact_unit, units_alike
from liangcao.reports.request_pages import UnitFound, items_found, names_of_parties
from liangcao.requests.commands import AskPublicly
from liangcao.requests.queries import lines_of, poster_exists, request_by_token
from liangcao.requests.queries import request as find_request
from liangcao.requests.substitutes import rules_in_force
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.menu import dress
from liangcao.web.page import go
from liangcao.web.pages.request_form import (
    line_numbers,
    lines_of_form,
    read_lines,
    said_before,
    substitutes_found,
)
from liangcao.web.pages.request_words import role_options
from liangcao.web.public import (
    KnownUnit,
    is_link,
    link_hash,
    network,
    new_link,
    paces,
    public_visitor,
    remember_unit,
    remembered_unit,
    the_door,
)
from liangcao.web.rendering import render
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import Visitor

router = APIRouter(include_in_schema=False)
LEAST_TYPED = 2
"""Nobody leafs through the register of units: so many letters must be typed before any is shown."""
MOST_CHIPS = 6
NONE_OF_THEM = "none"
PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
_SET_HERE = ("token_hash", "replaces", "poster_id", "unit_id", "unit_name")


@router.get("/ask")
def ask_page(request: Request) -> HTMLResponse:
    """The empty form; the unit is the one this phone asked for the last time."""
    return _first(request, {})


@router.get("/ask/units")
def find_units(request: Request, q: str = "") -> JSONResponse:
    """Units that may ask, by name, pinyin, initials or credit code: [[id, name, area], …]."""
    visitor = public_visitor(request)
    paces(request).looks.take(network(request), visitor.office.clock.now())
    wanted = normalise_query(q[:100])
    if len(wanted) < LEAST_TYPED:
        return JSONResponse([])
    with visitor.office.database.read() as connection:
        found = units_alike(connection, visitor.district_id, wanted)
    return JSONResponse([[unit.party_id, unit.name, unit.area] for unit in found])


@router.get("/ask/items")
def find_items(request: Request, q: str = "") -> JSONResponse:
    """Goods by characters, pinyin, initials or other names: [[id, name, unit], …]."""
    visitor = public_visitor(request)
    paces(request).looks.take(network(request), visitor.office.clock.now())
    with visitor.office.database.read() as connection:
        found = items_found(connection, visitor.district_id, normalise_query(q[:100]))
    return JSONResponse([[item.item_id, thing(item.name), measure(item.base_unit, 2)] for item in found])


@router.get("/ask/substitutes")
def find_substitutes(request: Request, item: str = "", unit: str = "") -> JSONResponse:
    """What the office's rules let serve for an item, for a registered unit: [[id, name], …]."""
    visitor = public_visitor(request)
    paces(request).looks.take(network(request), visitor.office.clock.now())
    return JSONResponse(substitutes_found(visitor, row_number(item), row_number(unit)))


@router.get("/ask/{poster_id:int}")
def ask_by_poster(request: Request, poster_id: int) -> HTMLResponse:
    """The same, known to come by a poster; one that does not exist makes no difference."""
    return _first(request, {"poster": str(poster_id)})


@router.post("/ask")
def ask(request: Request, form: Posted) -> Response:
    """Hand the form in. ``more`` only gives it another line, ``pick`` puts a common item into it."""
    try:
        visitor = public_visitor(request)
        if form.get("more"):
            return _form(request, visitor, form, beside=Beside(more=1))
        if row_number(form.get("pick")):
            return _form(request, visitor, _with_item(visitor, form, row_number(form.get("pick"))))
        paces(request).forms.take(network(request), visitor.office.clock.now())
        return _hand_in(request, visitor, form)
    except Refused as refusal:
        if refusal.code == "door_closed":
            return _closed(request)
        if refusal.code == "too_often":
            return _form(request, visitor, form, replace(errors_of(visitor, refusal), status=429))
        raise


def _first(request: Request, values: Mapping[str, str]) -> HTMLResponse:
    try:
        visitor = public_visitor(request)
    except Refused:
        return _closed(request)
    unit = remembered_unit(request)
    known = {"unit_id": str(unit.unit_id or ""), "unit_id_text": unit.name} if unit else {}
    return _form(request, visitor, Form({**known, **values}))


def _closed(request: Request) -> HTMLResponse:
    dress(request)
    known = the_door(request)
    return render(request, "ask/closed.html", status_code=403, headers=PRIVATE, hotline=known.hotline if known else "")


def _with_item(visitor: Visitor, form: Form, item_id: int) -> Form:
    """The form with a common item in its first empty line, or in a new one."""
    with visitor.office.database.read() as connection:
        item = items_by_id(connection, visitor.district_id, [item_id]).get(item_id)
    if item is None or item.kind != "goods":
        return form
    numbers = line_numbers(form.values) or [0]
    is_empty = (n for n in numbers if not form.get(f"lines.{n}.item_id") and not form.get(f"lines.{n}.item_id_text"))
    at = next(is_empty, numbers[-1] + 1)
    filled = {f"lines.{at}.item_id": str(item_id), f"lines.{at}.item_id_text": thing(item.name)}
    return Form({**form.values, **filled})


@dataclass(frozen=True, slots=True)
class AskingUnit:
    """For whom is asked: a unit of the register, else a name as written; `alike` are units that may be meant."""

    unit_id: int = 0
    name: str = ""
    alike: Sequence[UnitFound] = ()


def _unit(visitor: Visitor, form: Form) -> AskingUnit:
    """The unit of the form, found by its exact name or credit code where only words were typed."""
    typed, chosen = form.get("unit_id_text").strip()[:200], form.get("unit_choice")
    unit_id = row_number(chosen) or row_number(form.get("unit_id"))
    with visitor.office.database.read() as connection:
        names = names_of_parties(connection, visitor.district_id, [unit_id]) if unit_id else {}
        if unit_id in names and (row_number(chosen) or not typed or names[unit_id] == typed):
            return AskingUnit(unit_id, names[unit_id])
        if not typed:
            return AskingUnit()
        found = exact_unit(connection, visitor.district_id, typed)
        if found:
            return AskingUnit(found.party_id, found.name)
        wanted = normalise_query(typed)
        alike = units_alike(connection, visitor.district_id, wanted) if len(wanted) >= LEAST_TYPED else []
    return AskingUnit(0, typed, () if chosen == NONE_OF_THEM else alike)


def _hand_in(request: Request, visitor: Visitor, form: Form) -> Response:
    unit = _unit(visitor, form)
    values, faults = read_lines(visitor, form)
    if not unit.unit_id and not unit.name:
        faults["unit_id"] = _("请填哪个单位要")
    elif unit.alike:
        faults["unit_id"] = _("登记簿里有名字相近的单位，请选一个")
    if faults:
        return _form(request, visitor, Form(values), FormErrors((), faults), beside=Beside(alike=unit.alike))
    link = form.get("link") if is_link(form.get("link")) else new_link()
    outcome = submit(visitor, AskPublicly, _command(visitor, values, unit, link), form.command_id)
    if isinstance(outcome, FormErrors):
        if outcome.code == "command_id_reused" and _is_known(visitor, link):
            return go(request, f"{request.scope.get('root_path', '')}/t/{link}?sent=before")
        return _form(request, visitor, Form(values), outcome)
    response = go(request, f"{request.scope.get('root_path', '')}/t/{link}?sent=now")
    remember_unit(request, response, KnownUnit(unit.unit_id, unit.name))
    return response


def _is_known(visitor: Visitor, link: str) -> bool:
    with visitor.office.database.read() as connection:
        return bool(request_by_token(connection, visitor.district_id, link_hash(link)))


def _command(visitor: Visitor, values: Mapping[str, Any], unit: AskingUnit, link: str) -> dict[str, Any]:
    """The fields of the command; what only this program may say is not taken from the form."""
    data = {name: value for name, value in values.items() if name not in _SET_HERE}
    data |= {"unit_id": unit.unit_id} if unit.unit_id else {"unit_name": unit.name}
    data["token_hash"] = link_hash(link)
    poster_id, earlier = row_number(str(values.get("poster", ""))), str(values.get("replaces_link", ""))
    with visitor.office.database.read() as connection:
        if poster_id and poster_exists(connection, visitor.district_id, poster_id):
            data["poster_id"] = poster_id
    if is_link(earlier):
        data["replaces"] = link_hash(earlier)
        data |= _kept_contact(visitor, data, data["replaces"])
    return data


def _kept_contact(visitor: Visitor, data: Mapping[str, Any], earlier: str) -> dict[str, str]:
    """Who to call as the corrected request said, where nothing new was written; shown to nobody on the way."""
    if str(data.get("contact", "")).strip() or str(data.get("phone", "")).strip():
        return {}
    with visitor.office.database.read() as connection:
        request_id = request_by_token(connection, visitor.district_id, earlier)
        if not request_id:
            return {}
        head = find_request(connection, visitor.district_id, EVERYTHING, request_id)
        known = reveal(connection, visitor.district_id, [head.contact, head.phone])
    return {"contact": known.get(head.contact, ""), "phone": known.get(head.phone, "")}


def change_form(request: Request, link: str) -> HTMLResponse:
    """The form filled as the request of `link` was; handing it in takes that one back."""
    try:
        visitor = public_visitor(request)
    except Refused:
        return _closed(request)
    with visitor.office.database.read() as connection:
        number = request_by_token(connection, visitor.district_id, link_hash(link))
        head = find_request(connection, visitor.district_id, EVERYTHING, number)
        lines = lines_of(connection, visitor.district_id, [number])[number]
        said = said_before(connection, visitor.district_id, head, lines, is_same=True)
    unit_id = "" if head.unit_said else str(head.unit_id)
    values = {"unit_id": unit_id, "unit_id_text": head.shown_name, "urgency": head.urgency, "replaces_link": link}
    return _form(request, visitor, Form({**values, **said}))


@dataclass(frozen=True, slots=True)
class Beside:
    """What the form shows beside what was posted: more lines, and units that may be meant."""

    more: int = 0
    alike: Sequence[UnitFound] = ()


NOTHING_BESIDE = Beside()


def _form(
    request: Request,
    visitor: Visitor,
    form: Form,
    refused: FormErrors | None = None,
    *,
    beside: Beside = NOTHING_BESIDE,
) -> HTMLResponse:
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    with visitor.office.database.read() as connection:
        rules = rules_in_force(connection, visitor.district_id, today=today)
        lines = lines_of_form(connection, visitor.district_id, form, more=beside.more, rules=rules)
        chips = common_items(connection, visitor.district_id, most=MOST_CHIPS)
    dress(request)
    return render(
        request,
        "ask/form.html",
        status_code=refused.status if refused else 200,
        headers=PRIVATE,
        form=form,
        errors=refused.errors if refused else {},
        lines=lines,
        chips=chips,
        alike=beside.alike,
        link=form.get("link") if is_link(form.get("link")) else new_link(),
        roles=role_options(),
    )
