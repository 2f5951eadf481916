"""更正、拆分、合并: a request takes the place of others before they are decided, after a look at what it would be."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_REQUESTS
from liangcao.catalog.queries import Item, items_by_id
from liangcao.kernel.errors import Refused, refused
from liangcao.language import _
from liangcao.requests.commands import AskLine, CorrectRequest, MergeRequests, SplitRequest
from liangcao.requests.details import asked_lines, people_covered
from liangcao.requests.merging import merge_lines, merge_said
from liangcao.requests.queries import Request as Asked
from liangcao.requests.queries import RequestLine, lines_of
from liangcao.requests.queries import request as find_request
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.request_form import Shown, line_numbers, read_lines, request_form, said_before
from liangcao.web.pages.request_list import row_of
from liangcao.web.pages.request_told import people_words
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MERGE, SPLIT, CORRECT = MergeRequests.action, SplitRequest.action, CorrectRequest.action


def _read(visitor: Visitor, request_id: int) -> tuple[Asked, list[RequestLine]]:
    with visitor.office.database.read() as connection:
        head = find_request(connection, visitor.district_id, visitor.scope(SEE_REQUESTS), request_id)
        return head, lines_of(connection, visitor.district_id, [request_id])[request_id]


@router.get("/requests/{request_id:int}/correct")
def correct_form(request: Request, visitor: SignedIn, request_id: int) -> HTMLResponse:
    """The form filled as the request was; whom to call is kept without being shown."""
    visitor.need(CORRECT)
    head, lines = _read(visitor, request_id)
    with visitor.office.database.read() as connection:
        said = said_before(connection, visitor.district_id, head, lines, is_same=True)
    values = {"urgency": head.urgency, "note": head.note, "unit_id": str(head.unit_id), **said}
    return request_form(request, visitor, Form(values), shown=Shown(corrects=head))


@router.post("/requests/{request_id:int}/correct")
def correct(request: Request, visitor: SignedIn, request_id: int, form: Posted) -> Response:
    """Put the right request in its place; ``more`` only gives the form one more line."""
    head, _lines = _read(visitor, request_id)
    if form.get("more"):
        return request_form(request, visitor, form, shown=Shown(1, head))
    values, faults = read_lines(visitor, form)
    values = {**values, "request_id": request_id}
    outcome = FormErrors((), faults) if faults else submit(visitor, CorrectRequest, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return request_form(request, visitor, Form(values), outcome, shown=Shown(corrects=head))
    number = outcome.answer["request_id"]
    return done(request, f"/requests/{number}", _("已更正，新的编号是 %(n)s") % {"n": number}, outcome)


@router.get("/requests/{request_id:int}/split")
def split_form(request: Request, visitor: SignedIn, request_id: int) -> HTMLResponse:
    """Which lines, or how much of them, go apart."""
    visitor.need(SPLIT)
    return _split_page(request, visitor, request_id, Form({}))


@router.post("/requests/{request_id:int}/split")
def split(request: Request, visitor: SignedIn, request_id: int, form: Posted) -> Response:
    """Make two of one."""
    outcome = submit(visitor, SplitRequest, {**_parts_only(form), "request_id": request_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _split_page(request, visitor, request_id, form, outcome)
    part, rest = outcome.answer["request_ids"]
    text = _("已拆成申请 %(part)s 和 %(rest)s") % {"part": part, "rest": rest}
    return done(request, f"/requests/{part}", text, outcome)


def _parts_only(form: Form) -> dict[str, Any]:
    """The form without the lines that stay as they are; a line that is ticked goes whole."""
    values = dict(form.values)
    for number in line_numbers(values):
        name = f"lines.{number}"
        if form.get(f"{name}.whole"):
            values[f"{name}.quantity"] = ""
        elif not form.get(f"{name}.quantity").strip():
            del values[f"{name}.line_number"]
    return values


def _split_page(
    request: Request, visitor: Visitor, request_id: int, form: Form, refused: FormErrors | None = None
) -> HTMLResponse:
    head, lines = _read(visitor, request_id)
    return show(
        request,
        "requests/split.html",
        active="requests",
        status_code=refused.status if refused else 200,
        head=head,
        lines=lines,
        form=form,
        errors=refused.errors if refused else {},
    )


@router.post("/requests/merge")
def look_before_merging(request: Request, visitor: SignedIn, form: Posted) -> HTMLResponse:
    """What the chosen requests would become; nothing is kept."""
    visitor.need(MERGE)
    numbers = _numbers(form)
    tried = submit(visitor, MergeRequests, {"request_ids": numbers}, form.command_id, preview=True)
    return _merge_page(request, visitor, form, tried if isinstance(tried, FormErrors) else None)


@router.post("/requests/merge/apply")
def merge(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Make one of them."""
    values = {"request_ids": _numbers(form), "reason": form.get("reason")}
    outcome = submit(visitor, MergeRequests, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _merge_page(request, visitor, form, outcome)
    number = outcome.answer["request_id"]
    return done(request, f"/requests/{number}", _("已合并成申请 %(n)s") % {"n": number}, outcome)


def _numbers(form: Form) -> list[int]:
    found = [int(text) for text in form.all("id") if text.isascii() and text.isdigit() and len(text) < 16]
    return sorted(dict.fromkeys(found))


def _merge_page(request: Request, visitor: Visitor, form: Form, faults: FormErrors | None) -> HTMLResponse:
    numbers = _numbers(form)
    try:
        heads = [_read(visitor, number) for number in numbers]
    except Refused as refusal:
        heads, faults = [], faults or errors_of(visitor, refusal)
    if len(heads) < 2 and faults is None:
        raise refused("empty")
    with visitor.office.database.read() as connection:
        district = visitor.district_id
        asked = asked_lines(connection, district, [head.request_id for head, _lines in heads])
        people = people_covered(connection, district, list(asked))
        lines = merge_lines([asked[head.request_id] for head, _lines in heads])
        items = items_by_id(connection, district, [line.item_id for line in lines])
    said = (
        merge_said([head for head, _lines in heads], [people[head.request_id] for head, _lines in heads])
        if heads
        else None
    )
    return show(
        request,
        "requests/merge.html",
        active="requests",
        status_code=faults.status if faults else 200,
        rows=[row_of(head, lines) for head, lines in heads],
        merged=_shown(lines, items),
        people_said=people_words(dict(said.heads), said.values["people_covered"]) if said else "",
        said=said.values if said else {},
        form=form,
        numbers=numbers,
        errors=faults.errors if faults else {},
        may_go_on=faults is None,
        now=visitor.office.clock.now(),
    )


def _shown(lines: Sequence[AskLine], items: Mapping[int, Item]) -> list[tuple[AskLine, Item]]:
    return [(line, items[line.item_id]) for line in lines]
