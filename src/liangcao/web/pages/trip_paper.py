"""出车单: the sheet a driver takes along, as a PDF with its map and room for signatures."""

from typing import Any

from fastapi import APIRouter, Request
from segno import make as make_code
from starlette.responses import Response

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_PERSONAL_DATA, SEE_TRIPS
from liangcao.language import N_, _, current_language
from liangcao.language.formats import day_long, number
from liangcao.parties.queries import district
from liangcao.printing.documents import as_pdf
from liangcao.tracking.day import sites_of
from liangcao.tracking.queries import TripStop, stops_of_trips, trip
from liangcao.tracking.rules import clock
from liangcao.web.pages.sheet import as_download
from liangcao.web.pages.trip_words import hours, kilometres, map_of_trips
from liangcao.web.printed_head import head_data, printed_head
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)
HEADINGS = (
    N_("次序"), N_("收货单位"), N_("发货单"), N_("预计到达"), N_("收货时间"), N_("箱数"), N_("电话"), N_("签名"),
)  # fmt: skip


@router.get("/trips/{trip_id:int}.pdf")
def trip_pdf(request: Request, visitor: SignedIn, trip_id: int) -> Response:
    """The sheet of a trip; phones on it for its driver and for whoever may see personal data."""
    visitor.need(SEE_TRIPS)
    office = visitor.office
    with office.database.read() as connection:
        head = trip(connection, office.district_id, visitor.scope(SEE_TRIPS), trip_id)
        stops = stops_of_trips(connection, office.district_id, [trip_id])[trip_id]
        sites = sites_of(connection, office.district_id, [stop.unit_id for stop in stops])
        drawing = map_of_trips(connection, office.district_id, [head], {trip_id: stops})
        may_see = visitor.may(SEE_PERSONAL_DATA) or (
            head.driver_id == visitor.actor.actor_id and head.state in ("planned", "away")
        )
        phones = reveal(connection, office.district_id, [stop.phone for stop in stops]) if may_see else {}
        place = district(connection, office.district_id)
    title = _("出车单 %(n)s") % {"n": trip_id}
    data: dict[str, Any] = {
        "title": title,
        "facts": [
            [_("日期"), day_long(head.day)],
            [_("车"), head.plate],
            [_("司机"), head.driver_name or "—"],
            [_("装车"), head.store_name],
            [_("出车"), clock(head.leaves)],
            [_("回来"), clock(head.back)],
            [_("路程"), kilometres(head.metres)],
            [_("箱数"), number(head.boxes)],
        ],
        "headings": [_(word) for word in HEADINGS],
        "rows": [
            [*_row(stop), hours(sites[stop.unit_id].opens, sites[stop.unit_id].closes), number(stop.boxes),
             phones.get(stop.phone, "")]
            for stop in stops
        ],
        "map": str(drawing),
        "map_words": _("出车路线图"),
        **head_data(printed_head(request)),
        "signatures": [_("装车人"), _("司机")],
        "office": place.name if place else "",
        "entry": _("账本第 %(n)s 笔") % {"n": number(head.entry)},
        "code": _code(f"{str(request.base_url).rstrip('/')}/trips/{trip_id}"),
        "language": current_language().partition("_")[0],
    }  # fmt: skip
    content = as_pdf("trip", data, made_at=head.adopted_at)
    return as_download(content, kind="pdf", name=title)


def _row(stop: TripStop) -> list[str]:
    return [str(stop.position), stop.unit_name, str(stop.shipment_id), clock(stop.arrives)]


def _code(address: str) -> str:
    drawing = make_code(address, error="m", micro=False)
    return str(drawing.svg_inline(omitsize=True, border=2, light="#fff", dark="#000"))
