"""电话速记: a line said on the telephone is taken apart, looked at, and put down with one tap."""

import uuid
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.catalog.queries import items_by_id
from liangcao.catalog.units import to_base_units
from liangcao.exchange.cells import read_quantity
from liangcao.exchange.lead_chips import LeadLine
from liangcao.exchange.task_line import read_task_line
from liangcao.exchange.task_words import HOW
from liangcao.kernel.errors import Reason, Refused
from liangcao.kernel.moment import moment_at
from liangcao.language import _
from liangcao.language.things import thing
from liangcao.reports.request_pages import names_of_parties
from liangcao.reports.task_pages import SAME_WITHIN_MS, holders, known_to_calls
from liangcao.tasks.commands import HandOver, RecordTask
from liangcao.tasks.queries import tasks_alike
from liangcao.tasks.rules import HASTES, MANAGE
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.task_words import KINDS, TONES, haste_options, local_now, title_of
from liangcao.web.saying import sentence
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
RECORD = "tasks.record_task"
_FIELDS = {"item": "item_id", "unit": "unit_id", "unit_said": "unit_id_text"}
"""The field of the form a chip fills, where it is not called like it."""
_KEPT = ("contact", "phone", "haste")
_HANDING = uuid.UUID("5a0c6a0e-0b1d-4c55-8d57-2020013100b7")


@router.get("/tasks/new")
def new_task(request: Request, visitor: SignedIn) -> HTMLResponse:
    """An empty form: the line first."""
    visitor.need(RECORD)
    return task_form(request, visitor, Form({}), None)


@router.post("/tasks/read")
def read_line(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """The line taken apart, as a form to look at; it is posted, for it may hold a name and a number to ring."""
    visitor.need(RECORD)
    said = form.get("said").strip()[:1_000]
    with visitor.office.database.read() as connection:
        known = known_to_calls(connection, visitor.district_id)
    line = read_task_line(said, known, local_now(visitor))
    values = {"said": said, "matter": _left(line)}
    values |= {_FIELDS.get(chip.kind, chip.kind): chip.value for chip in line.chips}
    return task_form(request, visitor, Form(values), line)


def _left(line: LeadLine) -> str:
    """What was not understood, and the words of what was not understood for certain: nothing said is lost."""
    doubtful = [chip.said for chip in line.chips if chip.choices and chip.kind in ("item", "unit")]
    return " ".join(part for part in (*doubtful, line.rest) if part)


@router.post("/tasks/new")
def record(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Put the task down; where somebody is named, hand it over to them at once."""
    visitor.need(RECORD)
    values, faults = read_task(visitor, form)
    if faults:
        errors = {each.field: sentence(each, visitor.language) for each in reversed(faults)}
        return task_form(request, visitor, form, None, errors=errors)
    outcome = submit(visitor, RecordTask, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return task_form(request, visitor, form, None, errors=dict(outcome.errors))
    number, taker = int(outcome.answer["task_id"]), row_number(form.get("holder_id"))
    if taker and visitor.may(MANAGE):
        second = str(uuid.uuid5(_HANDING, form.command_id))
        handed = submit(visitor, HandOver, {"task_id": number, "actor_id": taker}, second)
        if isinstance(handed, FormErrors):
            why = next(iter(handed.errors.values()))
            said = _("交办 %(n)s 记下了，还没有交出去：%(why)s") % {"n": number, "why": why}
            return done(request, f"/tasks/{number}", said, tone="warn")
        return done(request, "/tasks", _("交办 %(n)s 记下并交出去了") % {"n": number}, outcome)
    return done(request, "/tasks", _("交办 %(n)s 记下了") % {"n": number}, outcome)


def read_task(visitor: Visitor, form: Form) -> tuple[dict[str, Any], list[Reason]]:
    """The fields of a task out of the form: values for the command, and what is wrong.

    Goods and units that are only words stay as words; so does a quantity of goods nobody named for certain.
    """
    values: dict[str, Any] = {name: form.get(name).strip() for name in _KEPT if form.get(name).strip()}
    faults: list[Reason] = []
    matter = [form.get("matter").strip()]
    unit, item_id = row_number(form.get("unit_id")), row_number(form.get("item_id"))
    if unit:
        values["unit_id"] = unit
    elif form.get("unit_id_text").strip():
        values["unit_said"] = form.get("unit_id_text").strip()
    amount = form.get("quantity").strip()
    if item_id:
        values["item_id"] = item_id
        values |= _quantity(visitor, item_id, amount, faults)
    else:
        matter += [form.get("item_id_text").strip(), amount]
    told = " ".join(dict.fromkeys(part for part in matter if part))
    values |= {"matter": told} if told else {}
    try:
        if form.get("due_at").strip():
            values["due_at"] = moment_at(form.get("due_at"), visitor.office.timezone, "due_at")
    except Refused as refusal:
        faults += refusal.reasons
    return values, faults


def _quantity(visitor: Visitor, item_id: int, text: str, faults: list[Reason]) -> dict[str, int]:
    """So many base units of an item; what cannot be read is a fault."""
    if not text:
        return {}
    with visitor.office.database.read() as connection:
        item = items_by_id(connection, visitor.district_id, [item_id]).get(item_id)
    try:
        found = read_quantity(text)
        if found is None or item is None:
            return {}
        count = to_base_units(found.number, found.unit, base_unit=item.base_unit, packs=item.packs, item=item.name)
        return {"quantity": count}
    except Refused as refusal:
        faults += [Reason(each.code, each.params, "quantity") for each in refusal.reasons]
        return {}


def task_form(
    request: Request, visitor: Visitor, form: Form, line: LeadLine | None, *, errors: dict[str, str] | None = None
) -> HTMLResponse:
    """The form of a task, each field with the words it was read from."""
    now, district = visitor.office.clock.now(), visitor.district_id
    with visitor.office.database.read() as connection:
        item_id, unit_id = row_number(form.get("item_id")), row_number(form.get("unit_id"))
        item = items_by_id(connection, district, [item_id]).get(item_id)
        unit = names_of_parties(connection, district, [unit_id]).get(unit_id, "") if unit_id else ""
        alike = tasks_alike(connection, district, (unit_id, item_id), since=now - SAME_WITHIN_MS)
        people = holders(connection, district, now) if visitor.may(MANAGE) else []
    item_name = thing(item.name) if item else form.get("item_id_text")
    return show(
        request,
        "tasks/form.html",
        active="tasks",
        status_code=422 if errors else 200,
        form=form,
        errors=errors or {},
        chips=_chips(line, item_name, unit) if line else [],
        choices=_choices(line),
        hints=_hints(line),
        item_name=item_name,
        unit_name=unit or form.get("unit_id_text"),
        hastes=haste_options(),
        people=people,
        alike=alike,
        states=TONES,
        title_of=title_of,
    )


def _chips(line: LeadLine, item_name: str, unit: str) -> list[tuple[str, str, str, str]]:
    """(what it is about, what was understood, the words it came from, how) of every chip."""
    named = {"item": item_name, "unit": unit}
    return [
        (
            _(KINDS[chip.kind]),
            (named.get(chip.kind) or _shown(chip.kind, chip.value)) if chip.value else _("请选"),
            chip.said,
            _(HOW[chip.how]),
        )
        for chip in line.chips
    ]


def _shown(kind: str, value: str) -> str:
    if kind == "haste":
        return _(HASTES[value])
    return value.replace("T", " ") if kind == "due_at" else value


def _choices(line: LeadLine | None) -> dict[str, list[tuple[str, str]]]:
    """What may be meant where it is not certain, by field of the form."""
    return {
        _FIELDS.get(chip.kind, chip.kind): [
            (value, thing(shown) if chip.kind == "item" else shown) for value, shown in chip.choices
        ]
        for chip in (line.chips if line else ())
        if chip.choices
    }


def _hints(line: LeadLine | None) -> dict[str, str]:
    """Beside each field, the words it was read from and how."""
    return {
        _FIELDS.get(chip.kind, chip.kind): _("“%(said)s”：%(how)s") % {"said": chip.said, "how": _(HOW[chip.how])}
        for chip in (line.chips if line else ())
    }
