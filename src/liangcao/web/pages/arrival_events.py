"""收事件文件: a supplier's or another office's EPCIS file, looked at, its names settled, then taken in whole."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_STOCK
from liangcao.catalog.queries import names_of_items
from liangcao.exchange.epcis.capture import Planned, Said, capture_document, plan_capture
from liangcao.kernel.errors import Refused
from liangcao.language import _
from liangcao.parties.queries import all_parties
from liangcao.receiving.queries import SOURCE_KINDS
from liangcao.reports.places import own_places
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.submit import errors_of
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
CAPTURE = "receiving.capture_events"
KINDS = ("purchase", "donation", "mobilisation")


@router.get("/arrivals/events")
def events_page(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Where a file is handed in."""
    visitor.need(CAPTURE)
    return _page(request, visitor, Form({}), None)


@router.post("/arrivals/events")
def take_in_events(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Look at the file, or with ``take`` take it in; names that nobody knows are settled in between."""
    visitor.need(CAPTURE)
    file = form.files.get("file")
    raw = file.content if file and file.content else form.get("text").encode()
    sent = Form({**form.values, "text": raw.decode("utf-8", "replace")})
    said = _said(form)
    try:
        with visitor.office.database.read() as connection:
            planned = plan_capture(connection, visitor.district_id, raw, said)
        if form.get("take") != "1" or planned.unknown:
            return _page(request, visitor, sent, planned)
        capture_document(visitor.office, visitor.actor.actor_id, raw, said)
    except Refused as refusal:
        return _page(request, visitor, sent, None, errors_of(visitor, refusal).errors)
    words = {"n": len(planned.new), "arrivals": len(planned.shipped)}
    return done(request, "/arrivals", _("收下了 %(n)s 个事件，其中 %(arrivals)s 个成了预计到货") % words)


def _said(form: Form) -> Said:
    """The choices of the form: ``meaning.item.<URI>`` holds the number of an item of ours."""
    names: dict[tuple[str, str], int] = {}
    for name, value in form.values.items():
        word, _dot, rest = name.partition(".")
        kind, _dot, uri = rest.partition(".")
        number = row_number(value) if word == "meaning" and isinstance(value, str) else 0
        if kind in ("item", "party") and number:
            names[kind, uri] = number
    source_kind = form.get("source_kind") if form.get("source_kind") in KINDS else KINDS[0]
    return Said(row_number(form.get("location_id")), source_kind, names)


def _page(
    request: Request, visitor: Visitor, form: Form, planned: Planned | None, errors: Mapping[str, str] | None = None
) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        places = own_places(connection, visitor.district_id, visitor.scope(SEE_STOCK), kinds=("store", "dock"))
        items = sorted(names_of_items(connection, visitor.district_id).items())
        parties = [(str(each.party_id), each.name) for each in all_parties(connection, visitor.district_id)]
    return show(
        request,
        "arrivals/events.html",
        active="arrivals",
        status_code=422 if errors else 200,
        form=form,
        errors=errors or {},
        planned=planned,
        kinds=[(kind, _(SOURCE_KINDS[kind])) for kind in KINDS],
        doors=[(str(place.location_id), place.label) for place in places if place.is_open],
        meanings={"item": [(str(number), name) for name, number in items], "party": parties},
    )
