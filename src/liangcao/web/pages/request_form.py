"""新申请: a unit asks by itself, or the office on its behalf; an earlier request can be asked again."""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from liangcao.access.permissions import scope_of
from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_REQUESTS
from liangcao.catalog.queries import items_by_id, names_of_items
from liangcao.catalog.search import normalise_query, rank_names
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import day_of
from liangcao.language import _
from liangcao.language.things import thing
from liangcao.operations.submission import Outcome, Submission
from liangcao.parties.commands import RegisterParty
from liangcao.reports.request_pages import names_of_parties
from liangcao.requests.commands import LogCall, SubmitRequest
from liangcao.requests.details import people_covered, substitutes_of
from liangcao.requests.queries import Request as Asked
from liangcao.requests.queries import RequestLine, lines_of
from liangcao.requests.queries import request as find_request
from liangcao.requests.substitutes import NO_RULES, Rules, proposed, rules_in_force, unit_asking
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.kind_words import PARTY_KINDS
from liangcao.web.page import done, show
from liangcao.web.pages.request_words import ASKING_KINDS, role_options
from liangcao.web.pages.task_links import caller_of, filled_from, link_to_task, task_asked
from liangcao.web.submit import FormErrors, errors_of, submit, understood
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
SUBMIT = "requests.submit_request"
_IDS = uuid.UUID("0d2a1f0e-8f5e-4f39-9a53-2020013100a1")


@router.get("/requests/new")
def new_request(request: Request, visitor: SignedIn, again: int = 0, unit: int = 0, task: int = 0) -> HTMLResponse:
    """An empty form, or one filled as the request `again` was, or as the call behind a `task` said it."""
    visitor.need(SUBMIT)
    values: dict[str, Any] = _asked_before(visitor, again) if again > 0 else {}
    if unit > 0:
        values["unit_id"] = str(unit)
    values |= {**filled_from(visitor, task), **caller_of(visitor, task)}
    if (known := task_asked(visitor, task)) and known.unit_id:
        values["unit_id"] = str(known.unit_id)
    return request_form(request, visitor, Form(values))


def _asked_before(visitor: Visitor, request_id: int) -> dict[str, str]:
    """The fields of a form that asks for the same again; who to call is kept by the office, not shown."""
    with visitor.office.database.read() as connection:
        head = find_request(connection, visitor.district_id, visitor.scope(SEE_REQUESTS), request_id)
        lines = lines_of(connection, visitor.district_id, [request_id])[request_id]
        values = {"again": str(request_id), "unit_id": str(head.unit_id), "urgency": head.urgency, "note": head.note}
        said = said_before(connection, visitor.district_id, head, lines)
    return {**values, **said}


def said_before(
    connection: Any, district_id: int, head: Asked, lines: Sequence[RequestLine], *, is_same: bool = False
) -> dict[str, Any]:
    """What a request said of people, days and goods, as the fields of a form.

    Where the form is for the same request (`is_same`) stock is what was said then; whoever asks again counts again.
    """
    people = people_covered(connection, district_id, [head.request_id])[head.request_id]
    instead = substitutes_of(connection, district_id, head.request_id)
    values: dict[str, Any] = {"purpose": head.purpose, "needed_by": head.needed_by}
    if head.cover_days:
        values["cover_days"] = str(head.cover_days)
    if head.people_covered and not people:
        values["people_covered"] = str(head.people_covered)
    for number, (role, heads) in enumerate(people.items()):
        values |= {f"covered.{number}.role": role, f"covered.{number}.heads": str(heads)}
    for number, line in enumerate(lines):
        values[f"lines.{number}.item_id"] = str(line.item_id)
        values[f"lines.{number}.item_id_text"] = thing(line.item_name)
        values[f"lines.{number}.specification"] = line.specification
        values[f"lines.{number}.{'unknown' if line.asked is None else 'quantity'}"] = str(line.asked or 1)
        if is_same and line.stock_held is not None:
            values[f"lines.{number}.stock_held"] = str(line.stock_held)
        values[f"lines.{number}.standards_text"] = line.standards
        if others := instead.get(line.line_number, []):
            values[f"lines.{number}.accepts"] = [str(other.item_id) for other in others]
    return values


@router.get("/find/substitutes")
def find_substitutes(visitor: SignedIn, item: int = 0, unit: int = 0) -> JSONResponse:
    """What the office's rules let serve for an item, for a unit: [[id, name], …], the first to be offered first."""
    visitor.need(SUBMIT)
    return JSONResponse(substitutes_found(visitor, item, unit))


def substitutes_found(visitor: Visitor, item_id: int, unit_id: int) -> list[list[Any]]:
    """[id, name] of each that the rules in force today let serve for an item, for a unit."""
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    with visitor.office.database.read() as connection:
        rules = rules_in_force(connection, visitor.district_id, today=today, item_ids=[item_id])
        known = unit_asking(connection, visitor.district_id, unit_id) if rules else None
    found = proposed(rules, item_id, known) if known else ()
    return [[rule.other_id, thing(rule.other_name)] for rule in found]


@router.post("/requests/new")
def submit_request(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Hand the request in; ``more`` only gives the form one more line."""
    if form.get("more"):
        return request_form(request, visitor, form, shown=Shown(more=1))
    values, faults = read_lines(visitor, form)
    values = {**values, **_kept_contact(visitor, form)}
    is_new_unit = bool(form.get("new_unit_name").strip()) and not form.get("unit_id")
    if faults:
        outcome: Outcome | FormErrors = FormErrors((), faults)
    elif is_new_unit:
        outcome = with_new_unit(visitor, SubmitRequest, values, form.command_id)
    else:
        outcome = submit(visitor, SubmitRequest, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return request_form(request, visitor, Form(values), outcome)
    number = outcome.answer["request_id"]
    link_to_task(visitor, form, outcome, ("request", number))
    return done(request, f"/requests/{number}", _("申请 %(n)s 已提交，等审批") % {"n": number}, outcome)


def read_lines(visitor: Visitor, form: Form) -> tuple[dict[str, Any], dict[str, str]]:
    """The posted values with goods found by exact name where only words were typed, and what is wrong with lines.

    Roles of people without a number of heads are left out.
    """
    values, faults = dict(form.values), dict[str, str]()
    for name in [name for name in values if name.startswith("covered.") and name.endswith(".role")]:
        if not form.get(f"{name.removesuffix('role')}heads").strip():
            del values[name]
    if any(name.startswith("covered.") for name in values if name.endswith(".role")):
        values.pop("people_covered", None)
    numbers = line_numbers(values)
    with visitor.office.database.read() as connection:
        known = {normalise_query(name): number for name, number in _names(visitor, connection).items()}
    for number in numbers:
        field, typed = f"lines.{number}.item_id", form.get(f"lines.{number}.item_id_text").strip()
        quantity, unknown = form.get(f"lines.{number}.quantity").strip(), form.get(f"lines.{number}.unknown")
        if not any((form.get(field), typed, quantity, unknown)):
            continue
        if not form.get(field):
            found = known.get(normalise_query(typed)) if typed else None
            if found is None:
                faults[field] = _item_fault(typed, known)
            values[field] = str(found or "")
        if fault := _read_other(values, form, number, known):
            faults[f"lines.{number}.accepts"] = fault
        if f"lines.{number}.standards_text" in values:
            values[f"lines.{number}.standards"] = list(standards_in(form.get(f"lines.{number}.standards_text")))
        if not quantity and not unknown:
            faults[f"lines.{number}.quantity"] = _("请填数量；说不清就勾“数量不清”")
        if unknown:
            values[f"lines.{number}.quantity"] = ""
    return values, faults


def _read_other(values: dict[str, Any], form: Form, number: int, known: Mapping[str, int]) -> str:
    """Put what would do beside the boxes ticked to them in `values`; what is wrong with it, "" when nothing is."""
    accepts, other = f"lines.{number}.accepts", f"lines.{number}.other"
    typed = form.get(f"{other}_text").strip()
    found = row_number(form.get(other)) or known.get(normalise_query(typed))
    if typed and not found:
        return _item_fault(typed, known)
    if typed:
        values[accepts] = list(dict.fromkeys([str(found), *form.all(accepts)]))  # as before, the first to serve first
        values[other] = values[f"{other}_text"] = ""
    return ""


def standards_in(text: str) -> tuple[str, ...]:
    """The standards named in a field, parted by 、, each once."""
    parts = re.split("[、,，;；\n]", text)
    return tuple(dict.fromkeys(" ".join(each.split()) for each in parts if each.strip()))


def _names(visitor: Visitor, connection: Any) -> dict[str, int]:
    return names_of_items(connection, visitor.district_id)


def _item_fault(typed: str, known: Iterable[str]) -> str:
    if not typed:
        return _("请选一种物资")
    alike = rank_names(typed, known)
    if alike:
        return _("目录里没有“%(name)s”，是不是：%(alike)s") % {"name": typed[:40], "alike": "、".join(alike)}
    return _("目录里没有“%(name)s”，请换个说法再找") % {"name": typed[:40]}


def line_numbers(values: Mapping[str, Any]) -> list[int]:
    """The numbers of the lines a form has fields for."""
    found = {name.split(".")[1] for name in values if name.startswith("lines.") and name.count(".") == 2}
    return sorted(int(number) for number in found if number.isdecimal() and len(number) < 4)


def _kept_contact(visitor: Visitor, form: Form) -> dict[str, str]:
    """Who to call as the request asked before said, when nothing new was written; shown to nobody on the way."""
    again = row_number(form.get("again"))
    if form.get("contact").strip() or form.get("phone").strip() or not again:
        return {}
    with visitor.office.database.read() as connection:
        head = find_request(connection, visitor.district_id, visitor.scope(SEE_REQUESTS), again)
        if str(head.unit_id) != form.get("unit_id"):
            return {}
        known = reveal(connection, visitor.district_id, [head.contact, head.phone])
    return {"contact": known.get(head.contact, ""), "phone": known.get(head.phone, "")}


def with_new_unit(
    visitor: Visitor, command_class: type[SubmitRequest] | type[LogCall], values: Mapping[str, Any], command_id: str
) -> Outcome | FormErrors:
    """Register the unit and hand in the command that is about it: both or neither."""
    unit = {name: values.get(f"new_unit_{name}", "") for name in ("name", "kind", "area")}
    unit_id = str(uuid.uuid5(_IDS, command_id))
    tried = submit(visitor, RegisterParty, unit, unit_id, preview=True)
    if isinstance(tried, FormErrors):
        return FormErrors(tried.reasons, {_unit_field(name): text for name, text in tried.errors.items()})
    asked = understood(visitor, command_class, {**values, "unit_id": 1})
    if isinstance(asked, FormErrors):
        return asked
    actor_id = visitor.actor.actor_id

    def then(registered: Sequence[Outcome]) -> list[Submission]:
        known = asked.model_copy(update={"unit_id": int(registered[0].answer["party_id"])})
        return [Submission(known, actor_id, command_id)]

    try:
        registration = Submission(RegisterParty.model_validate(unit), actor_id, unit_id)
        return visitor.office.perform_all([registration], then=(then,))[-1]
    except Refused as refusal:
        return errors_of(visitor, refusal)


def _unit_field(name: str) -> str:
    return f"new_unit_{name}" if name else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the form: its number in the names of its fields, and the unit its item is counted in.

    `proposed` is what the office's rules let serve the unit, and whether it was chosen; `other` is what stands in the
    field for something else, `others` what would do beside: (item, name) each.
    """

    number: int
    unit: str
    other: tuple[str, str] = ("", "")
    others: tuple[tuple[int, str], ...] = ()
    proposed: tuple[tuple[int, str, bool], ...] = ()


def lines_of_form(
    connection: Any, district_id: int, form: Form, *, more: int = 0, rules: Rules = NO_RULES
) -> list[Line]:
    """The lines the form has fields for, and `more` empty ones; what `rules` let serve the unit is proposed."""
    numbers = line_numbers(form.values) or [0]
    numbers += [numbers[-1] + 1 + extra for extra in range(more)]
    ids = {number: form.get(f"lines.{number}.item_id") for number in numbers}
    wanted = {number: row_number(text) for number, text in ids.items() if row_number(text)}
    accepted = {number: _accepted(form, number) for number in numbers}
    ids_of_all = {*wanted.values(), *(each for several in accepted.values() for each in several)}
    items = items_by_id(connection, district_id, sorted(ids_of_all))
    unit = unit_asking(connection, district_id, row_number(form.get("unit_id"))) if rules else None
    lines = []
    for number in numbers:
        offered = proposed(rules, wanted.get(number, 0), unit) if unit else ()
        known = {rule.other_id for rule in offered}
        others = [(each, thing(items[each].name)) for each in accepted[number] if each in items and each not in known]
        other = (form.get(f"lines.{number}.other"), form.get(f"lines.{number}.other_text"))
        if others and not any(other):
            other = (str(others[0][0]), others.pop(0)[1])
        boxes = tuple((rule.other_id, thing(rule.other_name), rule.other_id in accepted[number]) for rule in offered)
        base_unit = items[wanted[number]].base_unit if wanted.get(number) in items else ""
        lines.append(Line(number, base_unit, other, tuple(others), boxes))
    return lines


def _accepted(form: Form, number: int) -> list[int]:
    """What else would do for a line, each once."""
    found = (row_number(text) for text in form.all(f"lines.{number}.accepts"))
    return list(dict.fromkeys(each for each in found if each))


@dataclass(frozen=True, slots=True)
class Shown:
    """How the form is shown: so many lines more, and the request that it puts right."""

    more: int = 0
    corrects: Asked | None = None


AS_NEW = Shown()


def request_form(
    request: Request, visitor: Visitor, form: Form, refused: FormErrors | None = None, *, shown: Shown = AS_NEW
) -> HTMLResponse:
    """The form of a request, or the one that puts a request right."""
    may_ask_for = scope_of(visitor.actor.grants, SUBMIT)
    own = may_ask_for.party_ids or ()
    is_staff, chosen = may_ask_for.party_ids is None, row_number(form.get("unit_id"))
    with visitor.office.database.read() as connection:
        today = day_of(visitor.office.clock.now(), visitor.office.timezone)
        rules = rules_in_force(connection, visitor.district_id, today=today)
        lines = lines_of_form(connection, visitor.district_id, form, more=shown.more, rules=rules)
        unit_ids = [*own, *([chosen] if is_staff and chosen else [])]
        units = names_of_parties(connection, visitor.district_id, unit_ids)
    return show(
        request,
        "requests/form.html",
        active="requests",
        status_code=refused.status if refused else 200,
        form=form,
        errors=refused.errors if refused else {},
        lines=lines,
        is_staff=is_staff,
        own=[(number, units[number]) for number in own if number in units],
        unit_name=units.get(chosen, "") if chosen else form.get("unit_id_text"),
        kinds=[(kind, _(PARTY_KINDS[kind])) for kind in ASKING_KINDS],
        may_register=visitor.may("parties.register_party"),
        roles=role_options(),
        corrects=shown.corrects,
    )
