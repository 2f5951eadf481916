"""批次: what a lot is, where it lies now, where it came from and went; stopping it and letting it go again."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.roles import SEE_MONEY, SEE_STOCK, SEE_TRACE
from liangcao.catalog.queries import items_by_id
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.language.things import thing
from liangcao.ledger.trace import Origin, Step, flows_of_lot, origins, steps_of_lot
from liangcao.recall.queries import recall_of_lot
from liangcao.receiving.commands import QuarantineLot, ReleaseLot
from liangcao.receiving.queries import SOURCE_KINDS
from liangcao.reports.lot_pages import Holding, check_lot_seen, holdings, party_of_places
from liangcao.reports.places import OwnPlace, own_places, place_labels
from liangcao.web.drawing import flow_drawing
from liangcao.web.forms import Posted
from liangcao.web.page import done, show
from liangcao.web.pages.deeds import LINE_KINDS, can_be_reversed, deed_title, may_everywhere
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.stock_look import today_and_near
from liangcao.web.pages.trace_flow import drawn_flow, stops_of, tree_of
from liangcao.web.pages.why_words import why_not
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

RELEASE = "receiving.release_lot"
MOST_STEPS = 5_000
HEADS = (
    N_("账目"), N_("时间"), N_("做了什么"), N_("从"), N_("到"), N_("数量"), N_("单位"), N_("经办"), N_("冲正"),
)  # fmt: skip
STEP_COLUMNS = (
    Column("deed", N_("做了什么"), primary=True),
    Column("when", N_("时间")),
    Column("source", N_("从")),
    Column("destination", N_("到")),
    Column("quantity", N_("数量"), numeric=True),
    Column("who", N_("经办")),
    Column("entry", N_("账目")),
)
HOLDING_COLUMNS = (
    Column("place", N_("地点"), primary=True),
    Column("on_hand", N_("在库"), numeric=True),
    Column("held", N_("占用"), numeric=True),
    Column("do", N_("办理")),
)


class LotReader:
    """One lot as this visitor may see it. Raises Refused ``unknown_lot``."""

    def __init__(self, visitor: Visitor, lot_id: int, connection: Any) -> None:
        district = visitor.district_id
        check_lot_seen(connection, district, visitor.scope(SEE_STOCK), lot_id)
        self.origin: Origin = origins(connection, district, [lot_id])[lot_id]
        self.packs = items_by_id(connection, district, [self.origin.item_id])[self.origin.item_id].packs
        self.labels = place_labels(connection, district)
        self.seen: list[OwnPlace] = own_places(connection, district, visitor.scope(SEE_STOCK))
        self.holdings: list[Holding] = holdings(connection, district, [lot_id])
        self.steps: list[Step] = []
        if visitor.may(SEE_TRACE):
            self.steps = steps_of_lot(connection, district, lot_id, most=MOST_STEPS)
            self.flows = flows_of_lot(connection, district, lot_id)
            self.parties = party_of_places(connection, district, [flow.source_id for flow in self.flows])
            self.parties |= party_of_places(connection, district, [flow.destination_id for flow in self.flows])

    @property
    def ours(self) -> list[Holding]:
        """What lies at places of ours, shipments on the way included."""
        return [holding for holding in self.holdings if not holding.is_outside]

    @property
    def theirs(self) -> list[Holding]:
        """What others received, and what is lost."""
        return [holding for holding in self.holdings if holding.is_outside and holding.on_hand > 0]

    def label(self, holding: Holding) -> str:
        """How to name the place of a holding."""
        if holding.kind == "shipment":
            return _("在途：%(unit)s") % {"unit": holding.name}
        if holding.kind == "difference":
            return _("在途差异：%(unit)s") % {"unit": holding.name}
        return self.labels.get(holding.location_id, holding.name)

    def trace(self) -> dict[str, Any]:
        """What the template needs to draw and tell the way."""
        stops = stops_of(self.steps, self.labels, self.parties)
        nodes, links = drawn_flow(self.flows, stops)
        title = _("%(item)s 从哪里来、到哪里去") % {"item": thing(self.origin.item_name)}
        svg = flow_drawing(nodes, links, unit=self.origin.base_unit, title=title) if links else ""
        return {"flow": svg, "tree": tree_of(self.flows, stops), "steps": self.steps}


@router.get("/lots/{lot_id}")
def lot_page(request: Request, visitor: SignedIn, lot_id: int) -> Response:
    """The lot: facts, where it is now, its way."""
    visitor.need(SEE_STOCK)
    with visitor.office.database.read() as connection:
        reader = LotReader(visitor, lot_id, connection)
        may_release = may_everywhere(visitor, RELEASE)
        kept_from = ""
        recall_id = recall_of_lot(connection, visitor.district_id, lot_id)
        if may_release and reader.origin.status == "quarantined":
            kept_from = why_not(visitor, connection, RELEASE, {"lot_id": lot_id})
    today, near = today_and_near(visitor)
    return show(
        request,
        "lot/index.html",
        active="stock",
        lot=reader.origin,
        reader=reader,
        packs=reader.packs,
        may_trace=visitor.may(SEE_TRACE),
        may_stop=may_everywhere(visitor, "receiving.quarantine_lot"),
        may_release=may_release and not kept_from,
        why_not=kept_from,
        recall_id=recall_id,
        may_see_money=visitor.may(SEE_MONEY),
        source_kinds=SOURCE_KINDS,
        line_kinds=LINE_KINDS,
        deed_title=deed_title,
        can_be_reversed=can_be_reversed,
        step_columns=STEP_COLUMNS,
        holding_columns=HOLDING_COLUMNS,
        seen={place.location_id for place in reader.seen},
        today=today,
        near=near,
        **(reader.trace() if reader.steps else {"flow": "", "tree": [], "steps": []}),
    )


@router.get("/lots/{lot_id}/steps.{kind}")
def steps_file(visitor: SignedIn, lot_id: int, kind: str) -> Response:
    """The steps of the way as a sheet, reversed ones and their mirrors included."""
    visitor.need(SEE_TRACE)
    with visitor.office.database.read() as connection:
        reader = LotReader(visitor, lot_id, connection)
    names = reader.labels
    rows: list[list[Any]] = [
        [step.entry, moment(step.occurred_at, with_year=True), deed_title(step.action),
         names.get(step.source_id, step.source_name), names.get(step.destination_id, step.destination_name),
         step.quantity, reader.origin.base_unit, step.actor_name, _reversal_words(step)]
        for step in reader.steps
    ]  # fmt: skip
    return sheet_response(HEADS, rows, kind=kind, name=f"{_('批次')}{lot_id}")


def _reversal_words(step: Step) -> str:
    if step.reverses:
        return _("冲正第 %(entry)s 笔") % {"entry": step.reverses}
    return _("被第 %(entry)s 笔冲正") % {"entry": step.reversed_by} if step.reversed_by else ""


@router.get("/lots/{lot_id}/quarantine")
def quarantine_form(request: Request, visitor: SignedIn, lot_id: int) -> Response:
    """Asks why the lot is to be stopped."""
    return _stop_or_go(request, visitor, lot_id, "quarantine")


@router.post("/lots/{lot_id}/quarantine")
def quarantine(request: Request, visitor: SignedIn, lot_id: int, form: Posted) -> Response:
    """Stop the lot."""
    outcome = submit(visitor, QuarantineLot, {**form.values, "lot_id": lot_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _stop_or_go(request, visitor, lot_id, "quarantine", refused_form=(form, outcome))
    return done(request, f"/lots/{lot_id}", _("已隔离：解除以前不会分配，也不能发出"), outcome)


@router.get("/lots/{lot_id}/release")
def release_form(request: Request, visitor: SignedIn, lot_id: int) -> Response:
    """Asks for the evidence that the lot may go again."""
    return _stop_or_go(request, visitor, lot_id, "release")


@router.post("/lots/{lot_id}/release")
def release(request: Request, visitor: SignedIn, lot_id: int, form: Posted) -> Response:
    """Let the lot go again."""
    outcome = submit(visitor, ReleaseLot, {**form.values, "lot_id": lot_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _stop_or_go(request, visitor, lot_id, "release", refused_form=(form, outcome))
    return done(request, f"/lots/{lot_id}", _("已解除隔离，可以发放"), outcome)


def _stop_or_go(
    request: Request,
    visitor: Visitor,
    lot_id: int,
    deed: str,
    *,
    refused_form: tuple[Posted, FormErrors] | None = None,
) -> Response:
    visitor.need(f"receiving.{deed}_lot")
    form, refusal = refused_form or (None, None)
    with visitor.office.database.read() as connection:
        reader = LotReader(visitor, lot_id, connection)
    return show(
        request,
        "lot/stop.html",
        active="stock",
        status_code=refusal.status if refusal else 200,
        lot=reader.origin,
        deed=deed,
        form=form,
        errors=refusal.errors if refusal else {},
    )
