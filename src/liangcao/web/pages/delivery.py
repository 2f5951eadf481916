"""签收: a shipment's page; for whoever receives it, two taps when all is well, a reason for each line that is not.

What was signed for shows what became of it: what is missing still, what was settled, signatures that were undone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.permissions import scope_of
from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_JOURNAL, SEE_PERSONAL_DATA, SEE_SHIPMENTS
from liangcao.delivering.rules import difference_of
from liangcao.language import N_, _
from liangcao.language.formats import quantity
from liangcao.language.things import thing
from liangcao.packing.queries import packages_of_shipment
from liangcao.reports.held import waiting_on_shipment
from liangcao.reports.on_board import taken_of
from liangcao.reports.places import place_labels
from liangcao.reports.request_pages import names_of_people
from liangcao.reports.shipment_history import Deed, history_of
from liangcao.shipping.commands import RecordDelivery
from liangcao.shipping.queries import Shipment, ShipmentLine, shipment, shipment_lines
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.papers import papers_card
from liangcao.web.pages.proofs import signed_as
from liangcao.web.pages.request_words import SHIPMENT_STATES
from liangcao.web.pages.task_links import tasks_shown
from liangcao.web.pages.why_words import why_not
from liangcao.web.saying import title_of
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
TAKE = "shipping.take_over"
RECEIVE, SETTLE, UNDO = "shipping.record_delivery", "shipping.settle_difference", "shipping.undo_delivery"
HAND_OVER = "delivering.issue_link"
SIGNED = (RECEIVE, "delivering.sign_publicly", "delivering.take_signature")
"""The deeds that sign for a shipment."""
DIFFERENCES = (N_("少了"), N_("破损"), N_("受潮"), N_("规格不符"), N_("快过期"), N_("不需要了"))
"""Why less was received than sent; anything else is written beside it."""


@router.get("/shipments/{shipment_id:int}")
def one_shipment(request: Request, visitor: SignedIn, shipment_id: int) -> HTMLResponse:
    """A shipment; with the form to sign on for whoever may."""
    visitor.need(SEE_SHIPMENTS)
    return show_shipment(request, visitor, shipment_id, Form({}))


def show_shipment(
    request: Request, visitor: Visitor, shipment_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    """The page of a shipment, with what was wrong with the form that was sent."""
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = shipment(connection, district, visitor.scope(SEE_SHIPMENTS), shipment_id)
        lines = shipment_lines(connection, district, shipment_id)
        may_know = visitor.may(SEE_PERSONAL_DATA)
        known = reveal(connection, district, [head.driver, head.receiver]) if may_know else {}
        people = names_of_people(connection, district, [head.actor_id])
        labels = place_labels(connection, district)
        kept_from = _kept_from(visitor, connection, head)
        deeds = history_of(connection, district, head)
        packed = packages_of_shipment(connection, district, shipment_id)
        taken = taken_of(connection, district, shipment_id)
        papers = papers_card(visitor, connection, "shipment", shipment_id)
        behind = tasks_shown(visitor, connection, "shipment", shipment_id)
        now = visitor.office.clock.now()
        signed = signed_as(connection, district, head, may_know=may_know)
        waiting = waiting_on_shipment(connection, district, shipment_id, now=now)
    return show(
        request,
        "shipping/one.html",
        active="shipments",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        head=head,
        lines=lines,
        state=SHIPMENT_STATES[head.state],
        known=known,
        may_know=may_know,
        sender=people.get(head.actor_id, "—"),
        labels=labels,
        papers=papers,
        tasks_behind=behind,
        packed=packed,
        taken=taken,
        takes=kept_from.get(TAKE) == "" and taken is None,
        signs=kept_from.get(RECEIVE) == "",
        why_not=kept_from.get(RECEIVE, ""),
        signed=signed,
        hands_over=head.state == "dispatched" and visitor.may(HAND_OVER),
        receiver=visitor.actor.name if _is_own(visitor, head) else "",
        differences=[(word, _(word)) for word in DIFFERENCES],
        settles=kept_from.get(SETTLE) == "",
        not_to_settle=kept_from.get(SETTLE, ""),
        undoes=kept_from.get(UNDO) == "",
        waiting=[(row.held_id, _(title_of(row.action)), row.actor_name, now - row.submitted_at) for row in waiting],
        events=events_of(visitor, deeds, {line.line_number: line for line in lines}, labels),
        now=now,
    )


def _kept_from(visitor: Visitor, connection: Any, head: Shipment) -> dict[str, str]:
    """The next steps there are for the visitor's roles, each with what duties done before say against it."""
    steps = {
        TAKE: head.state == "dispatched",
        RECEIVE: head.state == "dispatched",
        SETTLE: bool(head.open_lines),
        UNDO: head.state == "delivered",
    }
    command = {"shipment_id": head.shipment_id}
    return {
        action: why_not(visitor, connection, action, command)
        for action, is_next in steps.items()
        if is_next and visitor.may(action)
    }


def events_of(
    visitor: Visitor, deeds: Sequence[Deed], lines: Mapping[int, ShipmentLine], labels: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The deeds as a history tells them, each with what it said."""
    events: list[dict[str, Any]] = []
    for deed in deeds:
        title, said = _(title_of(deed.action)), _said(deed, lines, labels)
        said += [str(deed.command["reason"])] if deed.command.get("reason") else []
        who = _("%(who)s，%(signer)s 同意") % {"who": deed.actor_name, "signer": "、".join(deed.agreed)}
        event: dict[str, Any] = {
            "at": deed.at,
            "text": _("%(deed)s：%(said)s") % {"deed": title, "said": _("；").join(said)} if said else title,
            "who": who if deed.agreed else deed.actor_name,
            "undone": bool(deed.undone_by),
            "tone": "ok" if deed.action in SIGNED else "plain",
        }
        if visitor.may(SEE_JOURNAL):
            event["href"] = f"/journal/{deed.entry}"
        events.append(event)
    return events


def _said(deed: Deed, lines: Mapping[int, ShipmentLine], labels: Mapping[int, str]) -> list[str]:
    """What a deed said line by line, where it says anything."""
    if deed.action in SIGNED:
        return [_signed_line(each, lines[each["line_number"]]) for each in deed.command["lines"]]
    if deed.action == SETTLE:
        return [_settled_line(each, lines[each["line_number"]], labels) for each in deed.command["lines"]]
    return []


def _signed_line(said: Mapping[str, Any], line: ShipmentLine) -> str:
    received, returned = said["received"], said.get("returned", 0)
    missing = line.quantity - received - returned
    parts = [_("收到 %(n)s") % {"n": quantity(received, line.base_unit)}]
    parts += [_("退回 %(n)s") % {"n": quantity(returned, line.base_unit)}] if returned else []
    parts += [_("缺 %(n)s") % {"n": quantity(missing, line.base_unit)}] if missing else []
    difference = said.get("difference") or difference_of(said.get("reason"), said.get("note", ""))
    parts += [difference] if difference else []
    return thing(line.item_name) + " " + _("，").join(parts)


def _settled_line(said: Mapping[str, Any], line: ShipmentLine, labels: Mapping[int, str]) -> str:
    found, lost = said.get("found", 0), said.get("lost", 0)
    parts = []
    if found:
        place = labels.get(said.get("location_id", 0), "")
        parts.append(_("找回 %(n)s，放到 %(place)s") % {"n": quantity(found, line.base_unit), "place": place})
    parts += [_("报损 %(n)s") % {"n": quantity(lost, line.base_unit)}] if lost else []
    return thing(line.item_name) + " " + _("，").join(parts)


def _is_own(visitor: Visitor, head: Shipment) -> bool:
    """Whether the visitor belongs to the unit that receives: then the name to sign with is known."""
    return head.unit_id in (scope_of(visitor.actor.grants, RECEIVE).party_ids or ())


@router.post("/shipments/{shipment_id:int}/sign")
def sign(request: Request, visitor: SignedIn, shipment_id: int, form: Posted) -> Response:
    """Sign line by line as the form says; untouched, it says everything arrived."""
    values = _with_differences({**form.values, "shipment_id": shipment_id})
    outcome = submit(visitor, RecordDelivery, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_shipment(request, visitor, shipment_id, form, outcome)
    return done(request, f"/shipments/{shipment_id}", _("已签收，谢谢"), outcome)


def _with_differences(values: Mapping[str, Any]) -> dict[str, Any]:
    """The reason chosen and the words written beside it as one text."""
    joined = dict(values)
    for name in values:
        if name.startswith("lines.") and name.endswith(".more"):
            field = f"{name.removesuffix('.more')}.difference"
            parts = [str(values.get(field, "")), str(values[name])]
            joined[field] = "：".join(part.strip() for part in parts if part.strip())
    return joined
