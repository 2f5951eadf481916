"""EPCIS 2.0's query interface (GS1 REST bindings): this office's movements as standard events, a page at a time."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from starlette.responses import JSONResponse, Response

from liangcao.access.roles import SEE_TRACE
from liangcao.exchange.epcis.asking import PARAMETERS, Question, question_of
from liangcao.exchange.epcis.capture import MOST_EVENTS
from liangcao.exchange.epcis.naming import CONTEXT
from liangcao.exchange.epcis.pages import Asked, EventIndex, Token, classes_seen, page_of_events, places_seen
from liangcao.exchange.epcis.reading import EVENT_TYPES, json_bytes
from liangcao.exchange.epcis.steps import DISPOSITIONS, STEPS
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import moment_text
from liangcao.web.guard import MOST_UPLOAD
from liangcao.web.visitor import SignedIn, Visitor

FORMAT = "Always_GS1_Digital_Link"
VERSIONS = {
    "GS1-EPCIS-Version": "2.0.0",
    "GS1-EPCIS-Min": "2.0.0",
    "GS1-EPCIS-Max": "2.0.0",
    "GS1-CBV-Version": "2.0.0",
    "GS1-CBV-Min": "2.0.0",
    "GS1-CBV-Max": "2.0.0",
    "GS1-EPC-Format": FORMAT,
    "GS1-EPCIS-Capture-Limit": str(MOST_EVENTS),
    "GS1-EPCIS-Capture-File-Size-Limit": str(MOST_UPLOAD),
}
"""What every answer says of this server."""
MOST = 500
LISTS = {
    "eventTypes": "eventType",
    "bizSteps": "EQ_bizStep",
    "dispositions": "EQ_disposition",
    "readPoints": "EQ_readPoint",
    "bizLocations": "EQ_bizLocation",
    "epcs": "MATCH_anyEPC",
}
"""The resources one can look at, and the parameter that asks for the events of one of them."""
PerPage = Annotated[int, Query(alias="perPage", ge=1, le=MOST, description="At most so many events")]
NextPage = Annotated[str, Query(alias="nextPageToken", max_length=40, description="Of the Link header before")]


def paging_of(per_page: PerPage = 30, next_page: NextPage = "") -> tuple[int, Token]:
    """How many, and from where; raises Refused ``epcis_parameter_invalid``."""
    token = Token.read(next_page)
    if token is None:
        raise refused("epcis_parameter_invalid", "nextPageToken", name="nextPageToken", value=next_page)
    return per_page, token


Paging = Annotated[tuple[int, Token], Depends(paging_of)]


def known_format(wanted: Annotated[str, Header(alias="GS1-EPC-Format")] = FORMAT) -> None:
    """Raise Refused ``epcis_format_unavailable`` for identifiers in another form than Digital Links."""
    if wanted not in (FORMAT, "No_Preference"):
        raise refused("epcis_format_unavailable", wanted=wanted, offered=FORMAT)


router = APIRouter(prefix="/epcis", tags=["epcis"], dependencies=[Depends(known_format)])


def discovery(*methods: str) -> Response:
    """Which methods a resource has, in which versions."""
    return Response(status_code=204, headers={**VERSIONS, "Allow": ", ".join(("OPTIONS", *methods))})


@router.options("", status_code=204, include_in_schema=False)
@router.options("/eventTypes", status_code=204, include_in_schema=False)
@router.options("/bizSteps", status_code=204, include_in_schema=False)
@router.options("/dispositions", status_code=204, include_in_schema=False)
@router.options("/readPoints", status_code=204, include_in_schema=False)
@router.options("/bizLocations", status_code=204, include_in_schema=False)
@router.options("/epcs", status_code=204, include_in_schema=False)
@router.options("/events/{event_id:path}", status_code=204, include_in_schema=False)
def discover_reading(visitor: SignedIn) -> Response:
    """What may be done here, and in which versions."""
    visitor.need(SEE_TRACE)
    return discovery("GET")


@router.options("/events", status_code=204, summary="发现 Discovery", operation_id="epcis_discovery")
def discover_events(visitor: SignedIn) -> Response:
    """What may be done with events, and in which versions of the standard."""
    visitor.need(SEE_TRACE)
    return discovery("GET")


@router.get("", summary="EPCIS 资源 Resources", operation_id="epcis")
def resources(visitor: SignedIn) -> JSONResponse:
    """What there is."""
    visitor.need(SEE_TRACE)
    return _collection(["events", "capture", *LISTS])


_DESCRIBED = [
    {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "description": "EPCIS 2.0 query"}
    for name in PARAMETERS
]


@router.get("/events", summary="事件 Events", operation_id="epcis_events", openapi_extra={"parameters": _DESCRIBED})
def events(request: Request, visitor: SignedIn, paging: Paging) -> Response:
    """Events in the order of the journal, as an EPCISQueryDocument; `Link: …; rel="next"` where there are more.

    Several values of a parameter stand with ``|`` between. What one may not see is not there.
    """
    return _page(request, visitor, {}, paging)


@router.get("/events/{event_id:path}", summary="一个事件 One event", operation_id="epcis_event")
def one_event(request: Request, visitor: SignedIn, event_id: Annotated[str, Path(max_length=300)]) -> Response:
    """The event with this id; once more, with an error declaration, where it was undone."""
    visitor.need(SEE_TRACE)
    # The id ends in ?ver=CBV2.0, which a client may have put into the address as it is.
    whole = f"{event_id}?{request.url.query}" if request.url.query.startswith("ver=") else event_id
    index = _index(request)
    with visitor.office.database.read() as connection:
        found = index.find(connection, _asked(visitor, Question()), whole)
    if not found:
        raise refused("unknown_event", "event_id")
    return _answer(visitor, found)


@router.get("/{resource}", summary="有些什么 What there is", operation_id="epcis_resource")
def resource_list(request: Request, visitor: SignedIn, resource: str, paging: Paging) -> JSONResponse:
    """Event types, business steps, dispositions; places and classes of goods that one may see."""
    visitor.need(SEE_TRACE)
    fixed = {"eventTypes": EVENT_TYPES, "bizSteps": STEPS, "dispositions": DISPOSITIONS}
    if resource in fixed:
        return _collection(list(fixed[resource]))
    if resource not in LISTS:
        raise refused("unknown_page")
    per_page, token = paging
    listed = classes_seen if resource == "epcs" else places_seen
    with visitor.office.database.read() as connection:
        found = listed(connection, _asked(visitor, Question()), token.entry, per_page + 1)
    shown, more = found[:per_page], found[per_page:]
    headers = _link(request, Token(shown[-1][0], 0)) if more else {}
    return _collection([uri for _number, uri in shown], headers)


@router.get("/{resource}/{name:path}/events", summary="它的事件 Its events", operation_id="epcis_events_of_resource")
def events_of_resource(
    request: Request,
    visitor: SignedIn,
    resource: str,
    name: Annotated[str, Path(max_length=300)],
    paging: Paging,
) -> Response:
    """The events of one of them."""
    if resource not in LISTS:
        raise refused("unknown_page")
    return _page(request, visitor, {LISTS[resource]: name}, paging)


@router.get("/{resource}/{name:path}", summary="它下面有什么 Below it", operation_id="epcis_below_resource")
def below_resource(visitor: SignedIn, resource: str, name: Annotated[str, Path(max_length=300)]) -> JSONResponse:
    """What there is of one of them: its events."""
    visitor.need(SEE_TRACE)
    if resource not in LISTS or not name:
        raise refused("unknown_page")
    return _collection(["events"])


def _page(request: Request, visitor: Visitor, fixed: Mapping[str, str], paging: tuple[int, Token]) -> Response:
    visitor.need(SEE_TRACE)
    most, token = paging
    given = {name: value for name, value in request.query_params.items() if name not in ("perPage", "nextPageToken")}
    asked = _asked(visitor, question_of({**given, **fixed}))
    with visitor.office.database.read() as connection:
        found, following = page_of_events(connection, asked, token, most)
    return _answer(visitor, found, _link(request, following) if following else {})


def _asked(visitor: Visitor, question: Question) -> Asked:
    return Asked(visitor.district_id, visitor.office.timezone, visitor.scope(SEE_TRACE), question)


def _index(request: Request) -> EventIndex:
    state = request.app.state
    if not hasattr(state, "event_index"):
        state.event_index = EventIndex()
    found: EventIndex = state.event_index
    return found


def _link(request: Request, token: Token) -> dict[str, str]:
    given = [(name, value) for name, value in request.query_params.multi_items() if name != "nextPageToken"]
    query = urlencode([*given, ("nextPageToken", str(token))], quote_via=quote)
    return {"Link": f'<{request.url.path}?{query}>; rel="next"'}


def _answer(visitor: Visitor, found: list[dict[str, Any]], headers: Mapping[str, str] | None = None) -> Response:
    body = {"queryResults": {"queryName": "SimpleEventQuery", "resultsBody": {"eventList": found}}}
    whole = {
        "@context": CONTEXT,
        "type": "EPCISQueryDocument",
        "schemaVersion": "2.0",
        "creationDate": moment_text(visitor.office.clock.now()),
        "epcisBody": body,
    }
    return Response(json_bytes(whole), media_type="application/json", headers={**VERSIONS, **(headers or {})})


def _collection(members: list[str], headers: Mapping[str, str] | None = None) -> JSONResponse:
    whole = {"@context": CONTEXT[0], "type": "Collection", "member": members}
    return JSONResponse(whole, headers={**VERSIONS, **(headers or {})})
