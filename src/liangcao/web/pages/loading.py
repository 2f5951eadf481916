"""装车: the driver takes a shipment over, waybills and packing lists as PDF, what is on each vehicle now."""

from collections.abc import Sequence
from typing import Any, Literal

from fastapi import APIRouter, Request
from segno import make as make_code
from starlette.responses import HTMLResponse, Response

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_PERSONAL_DATA, SEE_SHIPMENTS
from liangcao.codes.rules import code_of
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_of, day_span
from liangcao.language import N_, _, current_language
from liangcao.language.formats import moment, quantity
from liangcao.language.things import thing
from liangcao.packing.queries import package_lines, packages_of_shipment
from liangcao.printing.documents import as_pdf
from liangcao.reports.on_board import on_board, sent_between
from liangcao.reports.request_pages import names_of_people
from liangcao.shipping.commands import TakeOver
from liangcao.shipping.queries import Shipment, ShipmentLine, shipment, shipment_lines
from liangcao.web.forms import Posted
from liangcao.web.page import done, show
from liangcao.web.pages.code_link import code_address
from liangcao.web.pages.delivery import show_shipment
from liangcao.web.pages.sheet import as_download
from liangcao.web.printed_head import head_data, printed_head
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
Size = Literal["a4", "a5"]
MOST_WAYBILLS = 100


@router.get("/on-board")
def vehicles(request: Request, visitor: SignedIn) -> HTMLResponse:
    """What is on each vehicle now."""
    visitor.need(SEE_SHIPMENTS)
    with visitor.office.database.read() as connection:
        found = on_board(connection, visitor.district_id, visitor.scope(SEE_SHIPMENTS))
    return show(request, "shipping/on_board.html", active="shipments", vehicles=found, now=visitor.office.clock.now())


@router.post("/shipments/{shipment_id:int}/take")
def take(request: Request, visitor: SignedIn, shipment_id: int, form: Posted) -> Response:
    """The driver confirms so many packages."""
    outcome = submit(visitor, TakeOver, {**form.values, "shipment_id": shipment_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_shipment(request, visitor, shipment_id, form, outcome)
    return done(request, f"/shipments/{shipment_id}", _("接走了，路上小心"), outcome)


@router.get("/shipments/{shipment_id:int}/waybill.pdf")
def waybill(request: Request, visitor: SignedIn, shipment_id: int, size: Size = "a4") -> Response:
    """The paper that goes with the goods, with its packing list."""
    visitor.need(SEE_SHIPMENTS)
    return _waybills(request, visitor, [shipment_id], size)


@router.get("/shipments/waybills.pdf")
def todays(request: Request, visitor: SignedIn, size: Size = "a4") -> Response:
    """The waybills of all that was sent today and is on its way, one after the other."""
    visitor.need(SEE_SHIPMENTS)
    zone = visitor.office.timezone
    span = day_span(day_of(visitor.office.clock.now(), zone), zone)
    with visitor.office.database.read() as connection:
        numbers = sent_between(connection, visitor.district_id, visitor.scope(SEE_SHIPMENTS), span)
    if not numbers:
        raise refused("input_invalid", detail=N_("今天还没有在途的送货单"))
    return _waybills(request, visitor, numbers[:MOST_WAYBILLS], size)


def _waybills(request: Request, visitor: Visitor, numbers: Sequence[int], size: Size) -> Response:
    now = visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        papers = [_paper(request, visitor, connection, number) for number in numbers]
    data: dict[str, Any] = {
        "title": _("应急物资送货单"),
        "paper": size,
        "papers": papers,
        "headings": [_("物资"), _("批号"), _("到期"), _("发出"), _("实收")],
        "package_headings": [_("包装件"), _("里面有")],
        "signatures": [_("发货人"), _("司机"), _("收货人")],
        "hint": _("收货人用手机扫码，核对后签收；少了、坏了请在手机上逐行写明。"),
        **head_data(printed_head(request)),
        "foot": f"{visitor.actor.name} · {moment(now, with_year=True)}",
        "language": current_language().partition("_")[0],
    }
    name = f"{_('送货单')}-{numbers[0]}" if len(numbers) == 1 else _("今天的送货单")
    return as_download(as_pdf("waybill", data, made_at=now), kind="pdf", name=f"{name}-{size.upper()}")


def _paper(request: Request, visitor: Visitor, connection: Any, number: int) -> dict[str, Any]:
    """One waybill; a driver's name stands on it only for who may know it."""
    district = visitor.district_id
    head = shipment(connection, district, visitor.scope(SEE_SHIPMENTS), number)
    known = reveal(connection, district, [head.driver]) if visitor.may(SEE_PERSONAL_DATA) else {}
    sender = names_of_people(connection, district, [head.actor_id]).get(head.actor_id, "")
    address = code_address(request, "D", number)
    return {
        "number": _("第 %(n)s 号") % {"n": number},
        "to": head.unit_name,
        "facts": [list(fact) for fact in _facts(head, sender, known.get(head.driver, ""))],
        "rows": [_row(line) for line in shipment_lines(connection, district, number)],
        "packages": _packages(connection, district, number),
        "code": make_code(address, error="m", micro=False).svg_inline(omitsize=True, border=2, dark="#000"),
        "code_words": code_of("D", number),
    }


def _facts(head: Shipment, sender: str, driver: str) -> list[tuple[str, str]]:
    return [
        (_("仓库"), head.store_name),
        (_("车牌"), head.vehicle),
        (_("司机"), driver),
        (_("发货"), f"{sender}　{moment(head.dispatched_at, with_year=True)}"),
    ]


def _row(line: ShipmentLine) -> list[str]:
    received = "" if line.received is None else quantity(line.received, line.base_unit)
    lot = line.batch_number or str(line.lot_id)
    return [thing(line.item_name), lot, line.expires_on, quantity(line.quantity, line.base_unit), received]


def _packages(connection: Any, district_id: int, shipment_id: int) -> list[list[str]]:
    """The packing list: each package with what is in it."""
    heads = packages_of_shipment(connection, district_id, shipment_id)
    lines = package_lines(connection, district_id, [head.package_id for head in heads])
    held: dict[int, list[str]] = {}
    for line in lines:
        told = f"{thing(line.item_name)} {quantity(line.quantity, line.base_unit)}"
        held.setdefault(line.package_id, []).append(f"{told} ({line.batch_number or line.lot_id})")
    return [[head.code, "；".join(held.get(head.package_id, []))] for head in heads]
