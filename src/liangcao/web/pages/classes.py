"""优先类别: the table of priority classes in force, every version before it, and the form for a new one."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_REQUESTS
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.language.formats import joined
from liangcao.parties.class_table import ASKING_KINDS, FOUNDING, ClassTable, PriorityClass
from liangcao.parties.classes import class_versions
from liangcao.reports.class_preview import ClassPreview, class_preview
from liangcao.reports.held import held_command
from liangcao.reports.signers import signers_of
from liangcao.requests.class_rules import table_of
from liangcao.requests.commands import SetClasses
from liangcao.requests.rules import PEOPLE_ROLES
from liangcao.web.addresses import LONGEST_NUMBER
from liangcao.web.class_names import class_words, in_words
from liangcao.web.forms import Form, Posted
from liangcao.web.kind_words import PARTY_KINDS
from liangcao.web.page import done, show
from liangcao.web.submit import FormErrors, errors_of, submit, understood
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
SET = "requests.set_classes"
SIGN = "approvals.approve_held"
BLANK_ROWS = 2
COLUMNS = (
    Column("name", N_("优先类别"), primary=True),
    Column("kinds", N_("哪些单位")),
    Column("exposures", N_("一半以上是这些人的申请")),
    Column("lift", N_("现有不足几天就提一级"), numeric=True),
)


@router.get("/classes")
def classes_page(request: Request, visitor: SignedIn, held: int = 0) -> HTMLResponse:
    """The table in force, what a version that waits would change, earlier ones, the form for whoever may."""
    visitor.need(SEE_REQUESTS)
    if not held or not (visitor.may(SET) or visitor.may(SIGN)):
        return _page(request, visitor)
    with visitor.office.database.read() as connection:
        found = held_command(connection, visitor.district_id, held)
    if found.action != SET:
        return _page(request, visitor)
    command = SetClasses.model_validate(found.command)
    asked = replace(table_of(command, command.based_on + 1), version=command.based_on)
    return _page(request, visitor, _filled(asked, command.reason), looked_at=command)


@router.post("/classes/look")
def look(request: Request, visitor: SignedIn, form: Posted) -> HTMLResponse:
    """What the new version would change; nothing is kept."""
    visitor.need(SET)
    tried = submit(visitor, SetClasses, form, preview=True)
    command = understood(visitor, SetClasses, form.values)
    if isinstance(tried, FormErrors):
        return _page(request, visitor, form, tried)
    if isinstance(command, FormErrors):
        return _page(request, visitor, form, command)
    return _page(request, visitor, form, looked_at=command)


@router.post("/classes")
def set_classes(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """One more version; it waits for a second person."""
    outcome = submit(visitor, SetClasses, form)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, outcome)
    return done(request, "/classes", _("优先类别表已定"), outcome)


def _page(
    request: Request,
    visitor: Visitor,
    form: Form | None = None,
    refusal: FormErrors | None = None,
    *,
    looked_at: SetClasses | None = None,
) -> HTMLResponse:
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    preview: ClassPreview | None = None
    after = FOUNDING
    with visitor.office.database.read() as connection:
        versions = class_versions(connection, visitor.district_id)
        in_force = versions[0].table
        signers = signers_of(connection, visitor.district_id, [each.entry for each in versions])
        if looked_at is not None:
            try:
                after = table_of(looked_at, in_force.version + 1)
                preview = class_preview(connection, visitor.district_id, in_force, after, today=today)
            except Refused as refused:
                refusal = errors_of(visitor, refused)
    form = form or _filled(in_force)
    return show(
        request,
        "classes/page.html",
        active="classes",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=_beside(refusal.errors) if refusal else {},
        in_force=versions[0],
        earlier=versions[1:],
        signers=signers,
        preview=preview,
        asked=after,
        after_words=lambda number: name_of(after.by_number[number]),
        rows=_rows(form),
        may_set=visitor.may(SET),
        columns=COLUMNS,
        name_of=name_of,
        shown_name=in_words,
        kinds_of=lambda each: joined(_(PARTY_KINDS[kind]) for kind in each.kinds),
        exposures_of=lambda each: joined(_(PEOPLE_ROLES[role]) for role in each.exposures),
        kinds=[(kind, _(PARTY_KINDS[kind])) for kind in ASKING_KINDS],
        exposures=[(role, _(word)) for role, word in PEOPLE_ROLES.items()],
        class_words=class_words,
    )


def name_of(known: PriorityClass) -> str:
    """What a class of some version was called then, in the reader's language."""
    return _("%(n)s 类 %(name)s") % {"n": known.number, "name": in_words(known.name, known.name_en)}


def _filled(table: ClassTable, reason: str = "") -> Form:
    """The form as it describes `table`."""
    values: dict[str, Any] = {"based_on": str(table.version), "reason": reason}
    for index, each in enumerate(table.classes):
        values |= {
            f"lines.{index}.number": str(each.number),
            f"lines.{index}.name": each.name,
            f"lines.{index}.name_en": each.name_en,
            f"lines.{index}.kinds": list(each.kinds),
            f"lines.{index}.exposures": list(each.exposures),
            f"lines.{index}.lift_days": str(each.lift_days or ""),
            f"lines.{index}.is_retired": "1" if each.is_retired else "",
            f"lines.{index}.moves_to": str(each.moves_to or ""),
        }
    return Form(values)


def _rows(form: Form) -> list[int]:
    """The rows of the form: those filled, and a few to add classes in."""
    parts = [name.split(".") for name in form.values if name.startswith("lines.")]
    told = {
        int(each[1]) for each in parts if each[1].isascii() and each[1].isdigit() and len(each[1]) <= LONGEST_NUMBER
    }
    used = sorted(row for row in told if any(form.get(f"lines.{row}.{name}") for name in _SAID))
    first = max(used, default=-1) + 1
    return [*used, *range(first, first + BLANK_ROWS)]


_SAID = ("number", "name")


def _beside(errors: Any) -> dict[str, str]:
    """Faults of the table as a whole stand at the head of the form."""
    return {("" if field == "lines" else field): text for field, text in errors.items()}
