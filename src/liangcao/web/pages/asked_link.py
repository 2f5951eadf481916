"""查进度: how a request stands, for whoever has its link; nothing about anybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from segno import make as make_code
from starlette.responses import HTMLResponse, Response

from liangcao.access.permissions import EVERYTHING
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.language import N_, _
from liangcao.operations.office import Office
from liangcao.reports.request_pages import stage_of, standing
from liangcao.requests.commands import AskPublicly
from liangcao.requests.details import substitutes_of
from liangcao.requests.queries import Request as Asked
from liangcao.requests.queries import RequestLine, door, lines_of, request_by_token
from liangcao.requests.queries import request as find_request
from liangcao.web.class_names import class_words
from liangcao.web.forms import Posted
from liangcao.web.menu import dress
from liangcao.web.page import go
from liangcao.web.pages.ask import PRIVATE, change_form
from liangcao.web.pages.request_words import STAGES
from liangcao.web.pages.signing_link import delivery_page, is_delivery
from liangcao.web.public import call_goods, is_link, link_hash, network, paces, public_visitor
from liangcao.web.rendering import render
from liangcao.web.submit import FormErrors, errors_of, submit

router = APIRouter(include_in_schema=False)
PLAIN: dict[str, str] = {
    "waiting": N_("已经收到，值班的人会看。还没有定下来。"),
    "due": N_("已经收到。值班的人会先打电话核实，再审批。"),
    "doubtful": N_("电话核实时有疑问，还不能审批：请打值班电话说明。"),
    "confirmed": N_("已经核实，等审批。"),
    "rejected": N_("没有批准，原因见下面。"),
    "withdrawn": N_("已经撤回。"),
    "replaced": N_("已经由另一份申请代替，照那一份办。"),
    "closed": N_("已经了结：没给齐的部分不再欠着。"),
    "nothing": N_("已经看过，这次没有批给数量，原因见下面。"),
    "to_share": N_("已经批准，正在安排从哪里给。"),
    "to_ship": N_("已经分好，等着装车。"),
    "under_way": N_("已经发出，在路上。"),
    "partly": N_("已经收到一部分，剩下的还欠着。"),
    "done": N_("已经全部签收。"),
}
"""Where a request stands, as one would say it on the phone."""


def qr_code(address: str) -> Markup:
    """The address as a QR drawing, black on white on any ground."""
    drawing = make_code(address, error="m", micro=False).svg_inline(omitsize=True, border=2, light="#fff", dark="#000")
    return Markup(drawing)  # noqa: S704 - drawn from modules, not from words


@router.get("/t/{link}")
def link_page(request: Request, link: str, sent: str = "") -> HTMLResponse:
    """How the request stands now; right after it was handed in, the receipt as well. Of a delivery: to sign for it."""
    if is_link(link) and is_delivery(request, link):
        return delivery_page(request, link)
    return _page(request, link, sent=sent)


@router.get("/t/{link}/change")
def change_page(request: Request, link: str) -> HTMLResponse:
    """The form filled as before; once it is decided there is nothing left to change."""
    head = _asked(request, link)[0]
    if head.state != "submitted":
        return _page(request, link)
    return change_form(request, link)


@router.post("/t/{link}/withdraw")
def withdraw(request: Request, link: str, form: Posted) -> Response:
    """Whoever asked takes it back."""
    _asked(request, link)
    visitor = public_visitor(request)
    try:
        paces(request).forms.take(network(request), visitor.office.clock.now())
    except Refused as refusal:
        return _page(request, link, errors_of(visitor, refusal))
    data = {"replaces": link_hash(link), "reason": form.get("reason")}
    outcome = submit(visitor, AskPublicly, data, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, link, outcome)
    return go(request, f"{request.scope.get('root_path', '')}/t/{link}")


def _asked(request: Request, link: str) -> tuple[Asked, list[RequestLine]]:
    """The request of `link` with its lines; raises Refused ``unknown_page``, whatever is wrong with the link."""
    office: Office = request.app.state.office
    paces(request).looks.take(network(request), office.clock.now())
    if not is_link(link):
        raise Refused(Reason("unknown_page", {}))
    with office.database.read() as connection:
        number = request_by_token(connection, office.district_id, link_hash(link))
        if not number:
            raise refused("unknown_page")
        head = find_request(connection, office.district_id, EVERYTHING, number)
        return head, lines_of(connection, office.district_id, [number])[number]


@dataclass(frozen=True, slots=True)
class Standing:
    """A request that stands in the place of the one asked for, with those of its lines that were asked there."""

    request_id: int
    said: str
    lines: Sequence[RequestLine]
    is_closed: bool


def _said(head: Asked, lines: Sequence[RequestLine]) -> str:
    """Where a request stands in plain words."""
    stage = stage_of(head, lines)
    said = head.verification if stage == "waiting" and head.verification else stage
    return _(PLAIN[said])


def _stands(connection: Any, district_id: int, head: Asked, lines: Sequence[RequestLine]) -> list[Standing]:
    """What stands in the place of `head`: merged, split or corrected. What others asked for is not shown."""
    asked = {line.item_id for line in lines}
    numbers = standing(connection, district_id, head)
    found = lines_of(connection, district_id, numbers)
    heads = [find_request(connection, district_id, EVERYTHING, number) for number in numbers]
    return [
        Standing(
            each.request_id,
            _said(each, found[each.request_id]),
            [line for line in found[each.request_id] if line.item_id in asked],
            each.state == "closed",
        )
        for each in heads
    ]


def _page(request: Request, link: str, refusal: FormErrors | None = None, *, sent: str = "") -> HTMLResponse:
    office: Office = request.app.state.office
    call_goods(request)
    head, lines = _asked(request, link)
    with office.database.read() as connection:
        known = door(connection, office.district_id)
        stands = _stands(connection, office.district_id, head, lines)
        instead = substitutes_of(connection, office.district_id, head.request_id)
    stage = stage_of(head, lines)
    dress(request)
    address = f"{str(request.base_url).rstrip('/')}/t/{link}"
    return render(
        request,
        "ask/link.html",
        status_code=refusal.status if refusal else 200,
        headers=PRIVATE,
        link=link,
        address=address,
        code=qr_code(address),
        head=head,
        lines=lines,
        instead=instead,
        stage=STAGES[stage],
        said=_said(head, lines),
        stands=stands,
        class_words=class_words,
        hotline=known.hotline if known else "",
        is_open=bool(known and known.is_open),
        errors=refusal.errors if refusal else {},
        sent=sent if sent in {"now", "before"} else "",
        now=office.clock.now(),
    )
