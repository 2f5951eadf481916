"""待批: the inbox of commands held back for a second person; each says what it would do before anybody signs."""

import uuid
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.permissions import EVERYTHING
from liangcao.access.roles import SEE_SHIPMENTS
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.operations.approvals import HELD_STATES, ApproveHeld, RejectHeld
from liangcao.reports.held import HeldCommand, count_held, held_command, held_page
from liangcao.reports.lot_pages import MovedLine, lines_of_entry
from liangcao.reports.names import names_in
from liangcao.shipping.queries import shipment, signing_entry
from liangcao.web.describe import Names, facts_of, lines_of_command
from liangcao.web.forms import Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.saying import title_of
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
SIGN = "approvals.approve_held"
COLUMNS = (
    Column("what", N_("事项"), primary=True),
    Column("facts", N_("内容")),
    Column("who", N_("提交人")),
    Column("since", N_("提交时间"), numeric=True),
    Column("state", N_("状态")),
)


@dataclass(frozen=True, slots=True)
class Held:
    """A held command as a row or a page shows it."""

    id: int
    command: HeldCommand
    title: str
    facts: list[tuple[str, str]]
    state: str
    tone: str
    is_own: bool
    age: int


@router.get("/approvals")
def approvals(request: Request, visitor: SignedIn, state: str = "waiting", page: PageNumber = 1) -> HTMLResponse:
    """What waits to be signed; who may not sign sees what they handed in themselves."""
    actor_id = 0 if visitor.may(SIGN) else visitor.actor.actor_id
    status = state if state in HELD_STATES else ""
    district_id = visitor.district_id
    with visitor.office.database.read() as connection:
        paging = Paging(count_held(connection, district_id, status=status, actor_id=actor_id), page)
        rows = held_page(connection, district_id, status=status, actor_id=actor_id, page=(paging.size, paging.offset))
        names = names_in(connection, district_id, [row.command for row in rows])
    return show(
        request,
        "approvals/list.html",
        fragment="rows",
        active="approvals",
        rows=[_held(visitor, row, names) for row in rows],
        columns=COLUMNS,
        paging=paging,
        state=status,
        states=HELD_STATES,
    )


@router.get("/approvals/{held_id}")
def approval(request: Request, visitor: SignedIn, held_id: int) -> HTMLResponse:
    """One held command: what it says, what would happen now if it were signed."""
    return _page(request, visitor, held_id)


@router.post("/approvals/{held_id}/approve")
def approve(request: Request, visitor: SignedIn, held_id: int, form: Posted) -> Response:
    """Sign it: it takes effect now, or the road says why not."""
    outcome = submit(visitor, ApproveHeld, {"held_id": held_id, "note": form.get("note")}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, held_id, outcome)
    return done(request, "/approvals", _("已批准并生效"))


@router.post("/approvals/{held_id}/reject")
def reject(request: Request, visitor: SignedIn, held_id: int, form: Posted) -> Response:
    """Close it without effect, saying why."""
    outcome = submit(visitor, RejectHeld, {"held_id": held_id, "reason": form.get("reason")}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, held_id, outcome)
    return done(request, "/approvals", _("已退回"))


def _page(request: Request, visitor: Visitor, held_id: int, errors: FormErrors | None = None) -> HTMLResponse:
    district_id = visitor.district_id
    with visitor.office.database.read() as connection:
        found = held_command(connection, district_id, held_id)
        if not visitor.may(SIGN) and found.actor_id != visitor.actor.actor_id:
            raise refused("unknown_document", "held_id", name=held_id)
        names = names_in(connection, district_id, [found.command])
        undone: list[MovedLine] = []
        if found.action == "storing.reverse_entry":
            undone = lines_of_entry(connection, district_id, int(found.command["entry"]))
        shipment_id = int(found.command.get("shipment_id", 0))
        if found.action == "shipping.undo_delivery":
            head = shipment(connection, district_id, EVERYTHING, shipment_id)
            undone = lines_of_entry(connection, district_id, signing_entry(connection, district_id, head))
    held = _held(visitor, found, names)
    is_waiting = found.status == "waiting"
    can_sign = is_waiting and not held.is_own and visitor.may(SIGN) and visitor.may(found.permission)
    return show(
        request,
        "approvals/one.html",
        active="approvals",
        status_code=errors.status if errors else 200,
        held=held,
        lines=lines_of_command(found.command, names),
        undone=undone,
        shipment_id=shipment_id if visitor.may(SEE_SHIPMENTS) else 0,
        can_sign=can_sign,
        can_reject=can_sign or (is_waiting and held.is_own),
        refusals=_in_the_way(visitor, held_id) if can_sign else [],
        errors=errors.errors if errors else {},
    )


def _in_the_way(visitor: Visitor, held_id: int) -> list[str]:
    """What the road would say now if it were signed; nothing when it would take effect.

    Looking takes the writers' lock for the few milliseconds of one command: only the road knows, under that lock.
    """
    tried = submit(visitor, ApproveHeld, {"held_id": held_id}, str(uuid.uuid4()), preview=True)
    return list(tried.errors.values()) if isinstance(tried, FormErrors) else []


def _reach(found: HeldCommand) -> list[tuple[str, str]]:
    """A role that is limited to nothing reaches everywhere: whoever signs must read that."""
    is_limited = "location_id" in found.command or "party_id" in found.command
    return [(_("范围"), _("全区"))] if found.action == "access.grant_role" and not is_limited else []


def _held(visitor: Visitor, found: HeldCommand, names: Names) -> Held:
    now = visitor.office.clock.now()
    tone = {"waiting": "wait", "approved": "ok", "rejected": "off"}[found.status]
    state = _("已过期") if found.is_expired(now) else _(HELD_STATES[found.status])
    return Held(
        id=found.held_id,
        command=found,
        title=_(title_of(found.action)),
        facts=facts_of(found.command, names) + _reach(found),
        state=state,
        tone="warn" if found.is_expired(now) else tone,
        is_own=found.actor_id == visitor.actor.actor_id,
        age=now - found.submitted_at,
    )
