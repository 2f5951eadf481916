"""冲正: undo a wrong posting by its mirror image. What it would do is shown before it is done."""

import uuid
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.permissions import Reach, check_permission
from liangcao.access.roles import SEE_MONEY, SEE_STOCK
from liangcao.kernel.effects import Line
from liangcao.kernel.errors import Refused, refused
from liangcao.language import N_, _
from liangcao.operations.submission import Outcome
from liangcao.receiving.queries import receipt_of_entry
from liangcao.reports.lot_pages import (
    EntryHead,
    MovedLine,
    entries_in_the_way,
    entry_head,
    lies_still,
    lines_of_entry,
    paths_of_reversal,
)
from liangcao.reports.places import place_labels
from liangcao.storing.commands import ReverseEntry
from liangcao.storing.rules import check_reversible
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, safe_path, show
from liangcao.web.pages.deeds import LINE_KINDS, can_be_reversed, deed_title
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

DEED = "storing.reverse_entry"
COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("source", N_("从")),
    Column("destination", N_("到")),
    Column("quantity", N_("数量"), numeric=True),
)


def mirrored(lines: list[MovedLine]) -> list[MovedLine]:
    """The lines that a reversal would post: ends swapped, last first."""
    return [
        replace(
            line,
            source_id=line.destination_id,
            source_name=line.destination_name,
            destination_id=line.source_id,
            destination_name=line.source_name,
            is_from_shipment=line.is_to_shipment,
            is_to_shipment=line.is_from_shipment,
        )
        for line in reversed(lines)
    ]


def _page(
    request: Request, visitor: Visitor, number: int, form: Form, refused_form: FormErrors | None = None
) -> Response:
    visitor.need(DEED)
    visitor.need(SEE_STOCK)
    with visitor.office.database.read() as connection:
        district = visitor.district_id
        head = entry_head(connection, district, number)
        lines = lines_of_entry(connection, district, number)
        _check_seen(visitor, number, lines, paths_of_reversal(connection, district, number))
        blocking = entries_in_the_way(connection, district, number)
        labels = place_labels(connection, district)
        receipt_id = receipt_of_entry(connection, district, number)
        is_there = lies_still(connection, district, lines)
    back = f"/receipts/{receipt_id}" if receipt_id else f"/lots/{lines[0].lot_id}" if lines else "/stock"
    if lines and lines[0].is_money:
        back = "/funds"
    trial = _trial(visitor, head, lines)
    if not isinstance(trial, FormErrors) and trial.is_held and not is_there:
        numbers = "、".join(f"#{each.number}" for each in blocking)  # the second person could only refuse it
        trial = errors_of(visitor, refused("reversal_blocked", entry=number, blocking=numbers))
    held_because = "" if isinstance(trial, FormErrors) or not trial.is_held else str(trial.answer.get("reason", ""))
    is_blocked = isinstance(trial, FormErrors) and trial.code == "reversal_blocked"
    return show(
        request,
        "move/reverse.html",
        active="stock",
        status_code=refused_form.status if refused_form else 200,
        head=head,
        title=deed_title(head.action),
        line_kinds=LINE_KINDS,
        lines=lines,
        mirror=mirrored(lines),
        columns=COLUMNS,
        labels=labels,
        blocking=blocking if is_blocked else [],
        deed_title=deed_title,
        can_be_reversed=can_be_reversed,
        held_because=held_because,
        why_not=next(iter(trial.errors.values())) if isinstance(trial, FormErrors) else "",
        back=safe_path(request.query_params.get("next", "") or form.get("next"), back),
        form=form,
        errors=refused_form.errors if refused_form else {},
    )


def _check_seen(visitor: Visitor, number: int, lines: list[MovedLine], paths: tuple[str, ...]) -> None:
    """Raise Refused ``unknown_document`` for who could never undo this entry: it is none of theirs to see."""
    may_see_money = visitor.may(SEE_MONEY) or not any(line.is_money for line in lines)
    try:
        check_permission(visitor.actor.grants, DEED, Reach(paths))
    except Refused:
        may_see_money = False
    if not may_see_money:
        raise refused("unknown_document", name=number)


def _trial(visitor: Visitor, head: EntryHead, lines: list[MovedLine]) -> Outcome | FormErrors:
    """What would come of it now; nothing is kept. What is held for a second person is looked at as far as one can."""
    try:
        moved = [Line(line.lot_id, line.source_id, line.destination_id, line.quantity) for line in lines]
        check_reversible(head.number, action=head.action, lines=moved, is_reversed=bool(head.reversed_by))
    except Refused as refusal:
        return errors_of(visitor, refusal)
    data = {"entry": head.number, "reason": "-"}
    # The trial takes the writers' lock for the few milliseconds of one command: only the road itself knows the answer,
    # and it must see the books as nobody else writes them. A fresh id, for an id is anybody's who comes first.
    return submit(visitor, ReverseEntry, data, str(uuid.uuid4()), preview=True)


@router.get("/entries/{number}/reverse")
def reverse_form(request: Request, visitor: SignedIn, number: int) -> Response:
    """The mirror lines, what stands in the way, and the reason asked for."""
    return _page(request, visitor, number, Form({}))


@router.post("/entries/{number}/reverse")
def reverse(request: Request, visitor: SignedIn, number: int, form: Posted) -> Response:
    """Post the mirror image, or hold it for a second person."""
    if number < 1:
        raise refused("unknown_document", name=number)
    outcome = submit(visitor, ReverseEntry, {"entry": number, "reason": form.get("reason")}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, number, form, outcome)
    return done(request, safe_path(form.get("next"), "/stock"), _("已冲正第 %(entry)s 笔") % {"entry": number}, outcome)
