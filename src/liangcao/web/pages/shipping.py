"""发货: the picking work that waits, the pick list by shelf, shipments and their waybills."""

from fastapi import APIRouter, Request
from markupsafe import Markup
from segno import make as make_code
from starlette.responses import HTMLResponse, Response

from liangcao.access.permissions import NOTHING
from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_PERSONAL_DATA, SEE_PLANS, SEE_SHIPMENTS
from liangcao.allocation.queries import plan_head
from liangcao.catalog.search import normalise_query
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.reports.places import place_labels
from liangcao.reports.request_pages import names_of_parties, names_of_people
from liangcao.reports.shipping_pages import ShipmentFilter, count_shipments, picks, shipment_rows
from liangcao.shipping.commands import CancelShipment, DispatchShipment
from liangcao.shipping.queries import DIFFERING, shipment, shipment_lines, waiting_to_dispatch
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.code_link import code_address
from liangcao.web.pages.delivery import show_shipment
from liangcao.web.pages.request_list import MOST_COUNTED
from liangcao.web.pages.request_words import SHIPMENT_STATES
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.why_words import why_not
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
DISPATCH = "shipping.dispatch_shipment"
COLUMNS = (
    Column("unit", N_("收货单位"), primary=True),
    Column("number", N_("单号")),
    Column("sent", N_("发出"), sort="age"),
    Column("store", N_("从"), wide_only=True),
    Column("state", N_("状态")),
)


@router.get("/picking")
def picking(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """What is promised and not picked yet, unit by unit, the oldest decision first."""
    visitor.need(DISPATCH)
    with visitor.office.database.read() as connection:
        waiting = waiting_to_dispatch(connection, visitor.district_id, visitor.scope(DISPATCH))
    return show(
        request,
        "shipping/picking.html",
        fragment="rows",
        active="shipments",
        rows=waiting[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        now=visitor.office.clock.now(),
        paging=Paging(len(waiting), page),
    )


@router.get("/picking/{plan_id:int}")
def pick_list(request: Request, visitor: SignedIn, plan_id: int, unit: int = 0) -> HTMLResponse:
    """The pick list of a plan, for one unit or for all, in the order of the shelves."""
    visitor.need(DISPATCH)
    return _pick_list(request, visitor, (plan_id, unit), Form({}))


def _pick_list(
    request: Request, visitor: Visitor, wanted: tuple[int, int], form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    plan_id, unit_id = wanted
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = plan_head(connection, district, visitor.scope(SEE_PLANS), plan_id)
        found = picks(connection, district, plan_id, unit_id)
        units = names_of_parties(connection, district, [unit_id] if unit_id else [])
        load = {"plan_id": plan_id, "unit_id": unit_id}
        kept_from = why_not(visitor, connection, DISPATCH, load) if unit_id and found else ""
    now = visitor.office.clock.now()
    today = day_of(now, visitor.office.timezone)
    if unit_id and unit_id not in units:
        raise refused("unknown_party", name=unit_id)
    return show(
        request,
        "shipping/pick_list.html",
        active="shipments",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        head=head,
        unit_id=unit_id,
        unit_name=units.get(unit_id, ""),
        picks=found,
        unfit=[pick for pick in found if pick.line.is_unfit(today)],
        today=today,
        why_not=kept_from,
        day=today,
        now=now,
    )


@router.post("/picking/{plan_id:int}")
def dispatch(request: Request, visitor: SignedIn, plan_id: int, form: Posted) -> Response:
    """Send off all that the plan holds for a unit."""
    outcome = submit(visitor, DispatchShipment, {**form.values, "plan_id": plan_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _pick_list(request, visitor, (plan_id, row_number(form.get("unit_id"))), form, outcome)
    number = outcome.answer["shipment_id"]
    return done(request, f"/shipments/{number}", _("已发出，发货单 %(n)s") % {"n": number}, outcome)


def _filter(request: Request) -> tuple[ShipmentFilter, str]:
    """What the address asks for, and the words searched for as they were typed."""
    asked = request.query_params
    state, words = asked.get("state", ""), asked.get("q", "").strip()[:100]
    state = state if state in {*SHIPMENT_STATES, DIFFERING} else ""
    return ShipmentFilter(state, search=normalise_query(words), oldest_first=asked.get("sort") == "age"), words


@router.get("/shipments")
def shipments(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """Shipments of one's stores, and those to one's unit."""
    visitor.need(SEE_SHIPMENTS)
    wanted, words = _filter(request)
    scope, district = visitor.scope(SEE_SHIPMENTS), visitor.district_id
    with visitor.office.database.read() as connection:
        total = count_shipments(connection, district, scope, wanted, most=MOST_COUNTED)
        rows = shipment_rows(connection, district, scope, wanted, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
        work = visitor.scope(DISPATCH) if visitor.may(DISPATCH) else NOTHING
        waiting = waiting_to_dispatch(connection, district, work)
    views = [("", _("全部"), "/shipments")]
    views += [(key, _(word), f"/shipments?state={key}") for key, (word, _tone) in SHIPMENT_STATES.items()]
    views.append((DIFFERING, _("差异待查"), f"/shipments?state={DIFFERING}"))
    return show(
        request,
        "shipping/list.html",
        fragment="rows",
        active="shipments",
        q=words,
        state=wanted.state,
        sort="age" if wanted.oldest_first else "",
        views=views,
        query="?" + request.url.query if request.url.query else "",
        rows=rows,
        columns=COLUMNS,
        states=SHIPMENT_STATES,
        waiting=len(waiting),
        now=visitor.office.clock.now(),
        paging=Paging(total, page),
    )


@router.get("/shipments.{kind}")
def shipments_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list as a sheet."""
    visitor.need(SEE_SHIPMENTS)
    wanted, _words = _filter(request)
    with visitor.office.database.read() as connection:
        found = shipment_rows(
            connection, visitor.district_id, visitor.scope(SEE_SHIPMENTS), wanted, page=(MOST_COUNTED, 0)
        )
    rows = [
        [row.id, row.unit_name, row.store_name, _(SHIPMENT_STATES[row.state][0]), row.vehicle,
         moment(row.dispatched_at, with_year=True),
         moment(row.delivered_at, with_year=True) if row.delivered_at else "", row.lines, row.short, row.open]
        for row in found
    ]  # fmt: skip
    names = (
        N_("发货单"), N_("收货单位"), N_("从"), N_("状态"), N_("车辆"), N_("发出"), N_("签收"), N_("行数"),
        N_("有差异的行"), N_("差异待查的行"),
    )  # fmt: skip
    return sheet_response([_(name) for name in names], rows, kind=kind, name=_("发货单"))


@router.post("/shipments/{shipment_id:int}/cancel")
def cancel(request: Request, visitor: SignedIn, shipment_id: int, form: Posted) -> Response:
    """Call a shipment back before it is signed for."""
    outcome = submit(visitor, CancelShipment, {**form.values, "shipment_id": shipment_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_shipment(request, visitor, shipment_id, form, outcome)
    text = _("发货单 %(n)s 已召回，物资回到原处") % {"n": shipment_id}
    return done(request, f"/shipments/{shipment_id}", text, outcome, tone="warn")


@router.get("/shipments/{shipment_id:int}/waybill")
def waybill(request: Request, visitor: SignedIn, shipment_id: int) -> HTMLResponse:
    """The paper that goes with the goods; its code opens the page to sign on."""
    visitor.need(SEE_SHIPMENTS)
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = shipment(connection, district, visitor.scope(SEE_SHIPMENTS), shipment_id)
        lines = shipment_lines(connection, district, shipment_id)
        known = reveal(connection, district, [head.driver]) if visitor.may(SEE_PERSONAL_DATA) else {}
        people = names_of_people(connection, district, [head.actor_id])
        labels = place_labels(connection, district)
    return show(
        request,
        "shipping/waybill.html",
        active="shipments",
        head=head,
        lines=lines,
        labels=labels,
        driver=known.get(head.driver, ""),
        sender=people.get(head.actor_id, ""),
        code=_code(code_address(request, "D", shipment_id)),
        day=day_of(head.dispatched_at, visitor.office.timezone),
        now=visitor.office.clock.now(),
    )


def _code(address: str) -> Markup:
    """The address as a QR drawing, black on white on any ground."""
    drawing = make_code(address, error="m", micro=False).svg_inline(omitsize=True, border=2, light="#fff", dark="#000")
    return Markup(drawing)  # noqa: S704 - drawn from modules, not from words
