"""待批: the inbox of commands held back for others to sign; each says what it would do before anybody signs."""

import uuid
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.permissions import EVERYTHING, Scope
from liangcao.access.roles import SEE_MONEY, SEE_REQUESTS, SEE_SHIPMENTS, SEE_STOCK
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _, ngettext
from liangcao.operations.approvals import HELD_STATES, ApproveHeld, RejectHeld
from liangcao.reports.after import (
    MOST_ITEMS,
    OthersWaiting,
    Promise,
    StockAfter,
    items_after,
    lot_after,
    money_after,
    others_waiting,
)
from liangcao.reports.asked import Details, details_of
from liangcao.reports.held import HeldCommand, count_held, held_command, held_page, signatures
from liangcao.reports.lot_pages import MovedLine, lines_of_entry
from liangcao.reports.names import names_in
from liangcao.reports.obstacles import SIGN, Obstacle, obstacles
from liangcao.shipping.queries import shipment, signing_entry
from liangcao.web.class_names import class_words
from liangcao.web.describe import Names, facts_of, lines_of_command
from liangcao.web.forms import Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.asked_words import Asked, asked
from liangcao.web.pages.why_words import conflict_words
from liangcao.web.saying import sentence, title_of
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
COLUMNS = (
    Column("what", N_("事项"), primary=True),
    Column("who", N_("提交人")),
    Column("since", N_("提交时间"), numeric=True),
    Column("signed", N_("批准")),
    Column("state", N_("状态")),
)
FROM_A_PLACE = {
    "storing.write_off": "location_id",
    "receiving.return_rejected": "location_id",
    "storing.move_stock": "source_id",
}
"""Deeds that take so much of a lot from a place, and the field that names it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A held command as a row or a page shows it; `why_not` says why the visitor cannot sign it, empty when they can.

    Who may not sign may still send it back, when it has expired or they did something on the chain it is about.
    """

    id: int
    command: HeldCommand
    title: str
    asked: Asked
    state: str
    tone: str
    is_own: bool
    age: int
    why_not: str
    can_send_back: bool

    @property
    def can_sign(self) -> bool:
        """True for what waits and the visitor may sign, as far as roles, delegations and duties tell."""
        return self.command.status == "waiting" and not self.why_not


@router.get("/approvals")
def approvals(request: Request, visitor: SignedIn, state: str = "waiting", page: PageNumber = 1) -> HTMLResponse:
    """What waits to be signed; who may not sign sees what they handed in themselves."""
    actor_id = 0 if visitor.may(SIGN) else visitor.actor.actor_id
    status = state if state in HELD_STATES else ""
    district_id, now = visitor.district_id, visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        paging = Paging(count_held(connection, district_id, status=status, actor_id=actor_id), page)
        rows = held_page(connection, district_id, status=status, actor_id=actor_id, page=(paging.size, paging.offset))
        names = names_in(connection, district_id, [row.command for row in rows])
        details = details_of(connection, district_id, [row.command for row in rows])
        waiting = [row for row in rows if row.status == "waiting"]
        kept_from = obstacles(connection, district_id, visitor.actor, waiting, now)
    return show(
        request,
        "approvals/list.html",
        fragment="rows",
        active="approvals",
        rows=[_held(visitor, row, asked(row, details, names, now), kept_from.get(row.held_id)) for row in rows],
        columns=COLUMNS,
        paging=paging,
        state=status,
        states=HELD_STATES,
    )


@router.get("/approvals/{held_id:int}")
def approval(request: Request, visitor: SignedIn, held_id: int) -> HTMLResponse:
    """One held command: what it says, what would happen now if it were signed."""
    return _page(request, visitor, held_id)


@router.post("/approvals/{held_id:int}/approve")
def approve(request: Request, visitor: SignedIn, held_id: int, form: Posted) -> Response:
    """Sign it: with the last signature it takes effect now, or the road says why not."""
    outcome = submit(visitor, ApproveHeld, {"held_id": held_id, "note": form.get("note")}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, held_id, outcome)
    missing = int(outcome.answer.get("missing", 0))
    if missing:
        text = ngettext("已批准，还差 %(n)s 人", "已批准，还差 %(n)s 人", missing) % {"n": missing}
        return done(request, "/approvals", text)
    return done(request, "/approvals", _("已批准并生效"))


@router.post("/approvals/{held_id:int}/reject")
def reject(request: Request, visitor: SignedIn, held_id: int, form: Posted) -> Response:
    """Close it without effect, saying why."""
    outcome = submit(visitor, RejectHeld, {"held_id": held_id, "reason": form.get("reason")}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, held_id, outcome)
    return done(request, "/approvals", _("已退回"))


def _page(request: Request, visitor: Visitor, held_id: int, errors: FormErrors | None = None) -> HTMLResponse:
    district_id, now = visitor.district_id, visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        found = held_command(connection, district_id, held_id)
        if not visitor.may(SIGN) and found.actor_id != visitor.actor.actor_id:
            raise refused("unknown_document", "held_id", name=held_id)
        names = names_in(connection, district_id, [found.command])
        details = details_of(connection, district_id, [found.command])
        signed = signatures(connection, district_id, [held_id])[held_id]
        kept_from = obstacles(connection, district_id, visitor.actor, [found], now)
        undone: list[MovedLine] = []
        if found.action == "storing.reverse_entry":
            undone = lines_of_entry(connection, district_id, int(found.command["entry"]))
        shipment_id = int(found.command.get("shipment_id", 0))
        if found.action == "shipping.undo_delivery":
            head = shipment(connection, district_id, EVERYTHING, shipment_id)
            undone = lines_of_entry(connection, district_id, signing_entry(connection, district_id, head))
        after = _after(visitor, connection, found, details) if found.status == "waiting" else []
        others = _others(visitor, connection, found, after)
    held = _held(visitor, found, asked(found, details, names, now), kept_from.get(held_id))
    return show(
        request,
        "approvals/one.html",
        active="approvals",
        status_code=errors.status if errors else 200,
        held=held,
        facts=_facts(found, names),
        lines=lines_of_command(found.command, names),
        undone=undone,
        shipment_id=shipment_id if visitor.may(SEE_SHIPMENTS) else 0,
        why=found.command.get("reason") or found.command.get("note") or "",
        signed=signed,
        after=after,
        others=others,
        button=_button(found),
        refusals=_in_the_way(visitor, held_id) if held.can_sign else [],
        class_words=class_words,
        errors=errors.errors if errors else {},
        now=now,
    )


def _button(found: HeldCommand) -> str:
    """What the tap will do: take effect, or leave so many others to sign."""
    left = found.missing - 1
    if left > 0:
        return ngettext("批准（还差 %(n)s 人）", "批准（还差 %(n)s 人）", left) % {"n": left}
    return _("批准并生效")


def _in_the_way(visitor: Visitor, held_id: int) -> list[str]:
    """What the road would say now if it were signed; nothing when it would take effect.

    Looking takes the writers' lock for the few milliseconds of one command: only the road knows, under that lock.
    """
    tried = submit(visitor, ApproveHeld, {"held_id": held_id}, str(uuid.uuid4()), preview=True)
    return list(tried.errors.values()) if isinstance(tried, FormErrors) else []


def _after(visitor: Visitor, connection: Any, found: HeldCommand, details: Details) -> list[StockAfter]:
    """Stock or money now and after, as far as the visitor may see it."""
    scope = _scope(visitor, SEE_STOCK)
    if found.action in FROM_A_PLACE:
        cell = {**found.command, "location_id": found.command[FROM_A_PLACE[found.action]]}
        return lot_after(connection, visitor.district_id, scope, cell)
    if found.action == "funds.pay_party" and visitor.may(SEE_MONEY):
        return money_after(connection, visitor.district_id, found.command)
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    promises = _promises(found, details) if scope.is_all else []
    return items_after(connection, visitor.district_id, promises, today=today)


def _scope(visitor: Visitor, permission: str) -> Scope:
    return visitor.scope(permission) if visitor.may(permission) else Scope((), ())


def _promises(found: HeldCommand, details: Details) -> list[Promise]:
    """What of each item would be promised to somebody."""
    sums: dict[int, Promise] = {}
    if found.action == "allocation.adopt_plan":
        plan = details.plans.get(int(found.command["plan_id"]))
        amounts = [(item, item.quantity) for item in plan.items[:MOST_ITEMS]] if plan else []
    elif found.action == "requests.approve_request":
        known = details.lines.get(int(found.command["request_id"]), {})
        lines = [(known.get(int(line["line_number"])), int(line["approved"])) for line in found.command["lines"]]
        amounts = [(item, approved) for item, approved in lines if item is not None]
    else:
        return []
    for item, amount in amounts:
        earlier = sums[item.item_id].quantity if item.item_id in sums else 0
        sums[item.item_id] = Promise(item.item_id, item.name, item.base_unit, earlier + amount)
    return list(sums.values())


def _others(visitor: Visitor, connection: Any, found: HeldCommand, after: list[StockAfter]) -> dict[int, OthersWaiting]:
    """Who else waits for the items that would be promised."""
    is_about_items = found.action in ("allocation.adopt_plan", "requests.approve_request")
    if not is_about_items or not _scope(visitor, SEE_REQUESTS).is_all:
        return {}
    own = {name: int(found.command.get(name) or 0) for name in ("plan_id", "request_id")}
    return others_waiting(connection, visitor.district_id, [each.item_id for each in after], **own)


def _facts(found: HeldCommand, names: Names) -> list[tuple[str, str]]:
    """Every field of the command; a role limited to nothing reaches everywhere, and whoever signs must read that."""
    is_limited = "location_id" in found.command or "party_id" in found.command
    reach = [(_("范围"), _("全区"))] if found.action == "access.grant_role" and not is_limited else []
    return facts_of(found.command, names) + reach


def _held(visitor: Visitor, found: HeldCommand, words: Asked, obstacle: Obstacle | None) -> Held:
    now = visitor.office.clock.now()
    tone = {"waiting": "wait", "approved": "ok", "rejected": "off"}[found.status]
    state = _("已过期") if found.is_expired(now) else _(HELD_STATES[found.status])
    return Held(
        id=found.held_id,
        command=found,
        title=_(title_of(found.action)),
        asked=words,
        state=state,
        tone="warn" if found.is_expired(now) else tone,
        is_own=found.actor_id == visitor.actor.actor_id,
        age=now - found.submitted_at,
        why_not=_why_not(visitor, found, obstacle),
        can_send_back=found.status == "waiting" and _can_send_back(obstacle),
    )


def _can_send_back(obstacle: Obstacle | None) -> bool:
    if obstacle is None or obstacle.reason.code in {"held_expired", "own_submission"}:
        return True
    return obstacle.conflict is not None and not obstacle.conflict.chain.startswith("held:")


def _why_not(visitor: Visitor, found: HeldCommand, obstacle: Obstacle | None) -> str:
    if obstacle is None:
        return ""
    if obstacle.conflict is not None:
        request_id = found.command.get("request_id")
        return conflict_words(obstacle.conflict, chain=f"request:{request_id}", signs=True)
    if obstacle.reason.code == "own_submission":
        return _("这是您自己提交的，要由别人批准。")
    if obstacle.reason.code == "not_permitted":
        return _("这一类事项由别的岗位批准。")
    return sentence(obstacle.reason, visitor.language)
