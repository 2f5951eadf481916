"""手工改方案: some lines otherwise, each with its reason; what is changed stays marked for ever."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_PLANS
from liangcao.allocation.commands import EditPlan
from liangcao.allocation.kept import kept_plan
from liangcao.allocation.queries import PlanLineRow, plan_head, plan_lines
from liangcao.allocation.rules import name_of, number_of
from liangcao.kernel.errors import refused
from liangcao.language import _
from liangcao.language.things import thing
from liangcao.reports.places import place_labels
from liangcao.sharing.question import Question
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
EDIT = "allocation.edit_plan"
AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class Place:
    """Where the form is: of which plan, which unit's or item's lines (a word in their names), which page."""

    plan_id: int
    q: str
    page: int


@router.get("/plans/{plan_id:int}/edit")
def edit_form(request: Request, visitor: SignedIn, plan_id: int, q: str = "", page: PageNumber = 1) -> HTMLResponse:
    """The lines of a proposed plan, to be changed."""
    visitor.need(EDIT)
    return _form(request, visitor, Form({}), Place(plan_id, q, page))


def _form(
    request: Request, visitor: Visitor, form: Form, place: Place, refusal: FormErrors | None = None
) -> HTMLResponse:
    plan_id = place.plan_id
    with visitor.office.database.read() as connection:
        head = plan_head(connection, visitor.district_id, visitor.scope(SEE_PLANS), plan_id)
        if head.state != "proposed":
            raise refused("unknown_document", "plan_id", name=plan_id)
        lines = plan_lines(connection, visitor.district_id, plan_id, state="proposed")
        question, _document = kept_plan(connection, visitor.district_id, plan_id, head.entry)
        labels = place_labels(connection, visitor.district_id)
    wanted = [line for line in lines if not place.q or place.q in line.unit_name or place.q in line.item_name]
    first = (place.page - 1) * AT_ONCE
    return show(
        request,
        "plans/edit.html",
        active="plans",
        status_code=refusal.status if refusal else 200,
        errors=refusal.errors if refusal else {},
        head=head,
        form=form,
        lines=wanted[first : first + AT_ONCE],
        q=place.q,
        labels=labels,
        claims=_claims(question),
        lots=_lots(question, labels),
        paging=Paging(len(wanted), place.page, AT_ONCE),
    )


def _claims(question: Question) -> list[tuple[str, str]]:
    shown = [(row["claim"], f"{name_of(row['unit'])} · {thing(name_of(row['item']))}") for row in question["claims"]]
    return sorted(shown, key=lambda each: each[1])


def _lots(question: Question, labels: Any) -> list[tuple[str, str]]:
    """Lots that can be given from, with what is free of them, base units."""
    return [
        (
            f"{number_of(row['lot'])}:{number_of(row['warehouse'])}",
            _("%(item)s %(lot)s · %(place)s · 可用 %(n)s")
            % {
                "item": thing(name_of(row["item"])),
                "lot": name_of(row["lot"]),
                "place": labels.get(number_of(row["warehouse"]), name_of(row["warehouse"])),
                "n": row["quantity"] - row["held"],
            },
        )
        for row in question["lots"]
        if not row["arrives"]
        if not row["quarantined"] and row["quantity"] > row["held"]
    ]


@router.post("/plans/{plan_id:int}/edit")
def edit(request: Request, visitor: SignedIn, plan_id: int, form: Posted) -> Response:
    """Hand in what was changed: lines whose quantity is another, and the line that was added."""
    visitor.need(EDIT)
    with visitor.office.database.read() as connection:
        plan_head(connection, visitor.district_id, visitor.scope(SEE_PLANS), plan_id)
        lines = plan_lines(connection, visitor.district_id, plan_id, state="proposed")
    posted = {
        f"edits.{number}.{name}": value
        for number, changed in enumerate(_edits(form, lines))
        for name, value in changed.items()
    }
    outcome = submit(visitor, EditPlan, {"plan_id": plan_id, **posted}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _form(request, visitor, form, Place(plan_id, form.get("q"), 1), outcome)
    number = outcome.answer["plan_id"]
    return done(request, f"/plans/{number}", _("改好了：方案 %(n)s 代替原来的，等别人批准") % {"n": number}, outcome)


def _edits(form: Form, lines: list[PlanLineRow]) -> list[dict[str, Any]]:
    """What of the form is another quantity than the plan's; one reason serves all that have none of their own."""
    found: list[dict[str, Any]] = []
    common = form.get("reason")
    for line in lines:
        quantity = form.get(f"line-{line.line_number}").strip()
        if quantity and quantity.replace(",", "") != str(line.quantity):
            found.append(
                {
                    "request_id": line.request_id,
                    "request_line": line.request_line,
                    "lot_id": line.lot_id,
                    "location_id": line.location_id,
                    "quantity": quantity,
                    "reason": form.get(f"reason-{line.line_number}").strip() or common,
                }
            )
    if form.get("add_quantity").strip():
        request_id, _colon, request_line = form.get("add_claim").partition(":")
        lot_id, _colon, location_id = form.get("add_lot").partition(":")
        where = {"request_id": request_id, "request_line": request_line, "lot_id": lot_id, "location_id": location_id}
        found.append({**where, "quantity": form.get("add_quantity"), "reason": common})
    return found
