"""一句话记线索: a line said during a call is taken apart, looked at, and put down with one tap."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_PERSONAL_DATA
from liangcao.catalog.queries import items_by_id
from liangcao.exchange.lead_chips import LeadLine
from liangcao.exchange.lead_line import read_lead_line
from liangcao.exchange.lead_words import HOW
from liangcao.kernel.moment import day_of
from liangcao.language import _
from liangcao.language.things import thing
from liangcao.reports.lead_pages import alike_leads, known_to_lines, sellers, shown_names
from liangcao.reports.same_people import Who
from liangcao.sourcing.commands import CaptureLead
from liangcao.sourcing.rules import AVAILABILITIES, CERTIFICATES, CHANNELS, DEATHS, OUTCOMES
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.lead_fields import CURRENCIES, POSTED, read_lead
from liangcao.web.pages.lead_words import ALIKE, KINDS, code_word, options
from liangcao.web.pages.task_links import FROM, filled_from, link_to_task
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
CAPTURE = "sourcing.capture_lead"
_FIELDS = {"item": "item_id", "supplier": "supplier_id"}
"""The field of the form a chip fills, where it is not called like it."""


def today_of(visitor: Visitor) -> str:
    """The day it is in the district."""
    return day_of(visitor.office.clock.now(), visitor.office.timezone)


@router.get("/leads/new")
def new_lead(request: Request, visitor: SignedIn, item: int = 0, task: int = 0) -> HTMLResponse:
    """An empty form: the line first; with a `task` what the call behind it is looking for."""
    visitor.need(CAPTURE)
    values = {"item_id": str(item)} if item > 0 else {}
    return lead_form(request, visitor, Form({**values, **filled_from(visitor, task, lines=False)}), None)


@router.post("/leads/read")
def read_line(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """The line taken apart, as a form to look at; it is posted, for it may hold a name and a number to ring."""
    visitor.need(CAPTURE)
    said = form.get("said").strip()[:1_000]
    with visitor.office.database.read() as connection:
        known = known_to_lines(connection, visitor.district_id)
    line = read_lead_line(said, known, date.fromisoformat(today_of(visitor)))
    values = {"said": said, "remark": line.rest, FROM: form.get(FROM)}
    values |= {_FIELDS.get(chip.kind, chip.kind): chip.value for chip in line.chips}
    return lead_form(request, visitor, Form(values), line)


@router.post("/leads/new")
def capture(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Put the lead down."""
    visitor.need(CAPTURE)
    read = read_lead(visitor, form)
    if read.faults:
        return lead_form(request, visitor, form, None, errors=read.errors(visitor.language))
    outcome = submit(visitor, CaptureLead, read.values, form.command_id)
    if isinstance(outcome, FormErrors):
        errors = {POSTED.get(name, name): text for name, text in outcome.errors.items()}
        return lead_form(request, visitor, form, None, errors=errors)
    number = int(outcome.answer["lead_id"])
    link_to_task(visitor, form, outcome, ("lead", number))
    return done(request, "/leads", _("线索 %(n)s 记下了") % {"n": number}, outcome)


def lead_form(
    request: Request,
    visitor: Visitor,
    form: Form,
    line: LeadLine | None,
    *,
    errors: dict[str, str] | None = None,
) -> HTMLResponse:
    """The form of a lead, each field with the words it was read from."""
    with visitor.office.database.read() as connection:
        suppliers = sellers(connection, visitor.district_id)
        number = row_number(form.get("item_id"))
        item = items_by_id(connection, visitor.district_id, [number]).get(number)
        name = next((text for text, party in suppliers.items() if str(party) == form.get("supplier_id")), "")
        who = Who(
            row_number(form.get("supplier_id")), name or form.get("company"), form.get("contact"), form.get("phone"),
            form.get("place"),
        )  # fmt: skip
        alike = alike_leads(connection, visitor.district_id, who, now=visitor.office.clock.now())[:5]
        names = shown_names(
            connection, visitor.district_id, [each.lead for each in alike], may_know=visitor.may(SEE_PERSONAL_DATA)
        )
    item_name = thing(item.name) if item else form.get("item_id_text")
    return show(
        request,
        "leads/form.html",
        active="leads",
        status_code=422 if errors else 200,
        form=form,
        errors=errors or {},
        chips=_chips(line, item_name) if line else [],
        choices=_choices(line),
        hints=_hints(line),
        item_name=item_name,
        supplier_name=name,
        suppliers=[(number, text) for text, number in suppliers.items()],
        per_options=_per_options(item, form),
        alike=alike,
        names=names,
        why_alike=ALIKE,
        **lead_options(),
    )


def lead_options() -> dict[str, Any]:
    """The choices of the fields of a lead."""
    return {
        "channels": options(CHANNELS),
        "certificates": options(CERTIFICATES),
        "availabilities": options(AVAILABILITIES),
        "outcomes": options(OUTCOMES),
        "deaths": options(DEATHS),
        "currencies": [(code, code) for code in CURRENCIES],
    }


def _per_options(item: Any, form: Form) -> list[tuple[str, str]]:
    words = ["piece", *(pack.name for pack in item.packs)] if item else ["piece"]
    said = form.get("per")
    return [(each, code_word("per", each)) for each in dict.fromkeys([*words, "total", *([said] if said else [])])]


def _chips(line: LeadLine, item_name: str) -> list[tuple[str, str, str, str]]:
    """(what it is about, what was understood, the words it came from, how) of every chip."""
    return [
        (
            _(KINDS[chip.kind]),
            (item_name if chip.kind == "item" else code_word(chip.kind, chip.value)) if chip.value else _("请选"),
            chip.said,
            _(HOW[chip.how]),
        )
        for chip in line.chips
        if chip.kind != "supplier" or chip.value
    ]


def _choices(line: LeadLine | None) -> dict[str, list[tuple[str, str]]]:
    """What may be meant where it is not certain, by field of the form."""
    if line is None:
        return {}
    return {
        _FIELDS.get(chip.kind, chip.kind): [
            (value, thing(shown) if chip.kind == "item" else code_word(chip.kind, value))
            for value, shown in chip.choices
        ]
        for chip in line.chips
        if chip.choices
    }


def _hints(line: LeadLine | None) -> dict[str, str]:
    """Beside each field, the words it was read from and how."""
    if line is None:
        return {}
    return {
        _FIELDS.get(chip.kind, chip.kind): _("“%(said)s”：%(how)s") % {"said": chip.said, "how": _(HOW[chip.how])}
        for chip in line.chips
    }
