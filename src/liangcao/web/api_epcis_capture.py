"""EPCIS 2.0's capture interface: events of suppliers and other offices, taken in whole or not at all."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from liangcao.exchange.epcis.capture import Said, capture_document
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import moment_text
from liangcao.receiving.capturing import Capture, capture, captures
from liangcao.web.api_epcis import VERSIONS, discovery
from liangcao.web.api_models import After, Limit
from liangcao.web.api_reads import bounded
from liangcao.web.visitor import SignedIn

router = APIRouter(prefix="/epcis/capture", tags=["epcis"])
CAPTURE = "receiving.capture_events"
Behaviour = Annotated[str, Header(alias="GS1-Capture-Error-Behaviour", description="Only rollback: all or nothing")]
_BODY = {"content": {"application/json": {"schema": {"type": "object"}}}, "required": True}


@router.options("", status_code=204, include_in_schema=False)
@router.options("/{number}", status_code=204, include_in_schema=False)
def discover(visitor: SignedIn) -> Response:
    """What may be done here."""
    visitor.need(CAPTURE)
    return discovery("GET", "POST")


@router.post(
    "",
    status_code=202,
    summary="收事件 Capture events",
    operation_id="epcis_capture",
    openapi_extra={"requestBody": _BODY},
)
async def capture_whole(
    request: Request,
    visitor: SignedIn,
    behaviour: Behaviour = "rollback",
    location_id: Annotated[int, Query(ge=0, le=2**53 - 1, description="Where the goods will come to; 0: unsaid")] = 0,
    source_kind: Annotated[str, Query(pattern="^(purchase|donation|mobilisation)$")] = "purchase",
) -> Response:
    """An EPCISDocument, or one event: shipping events become expected arrivals, others are kept for the trace.

    Answers 202 with the job's address; the work is done by then. The same events again are the same job.
    """
    visitor.need(CAPTURE)
    if behaviour != "rollback":
        raise refused("epcis_behaviour_unavailable", "GS1-Capture-Error-Behaviour", wanted=behaviour[:40])
    raw = await request.body()
    said = Said(location_id=location_id, source_kind=source_kind)
    number = await run_in_threadpool(capture_document, visitor.office, visitor.actor.actor_id, raw, said)
    headers = {**VERSIONS, "Location": f"{request.scope.get('root_path', '')}/api/v1/epcis/capture/{number}"}
    return Response(status_code=202, headers=headers)


@router.get("", summary="收过的文件 Capture jobs", operation_id="epcis_captures")
def jobs(visitor: SignedIn, limit: Limit = 100, after: After = 0) -> JSONResponse:
    """The documents taken in, the newest first."""
    visitor.need(CAPTURE)
    with visitor.office.database.read() as connection:
        found = captures(connection, visitor.district_id, page=(limit, after))
    return JSONResponse([_job(each) for each in found], headers=VERSIONS)


@router.get("/{number}", summary="一份文件 One capture job", operation_id="epcis_capture_job")
def job(visitor: SignedIn, number: int) -> JSONResponse:
    """What became of a document."""
    visitor.need(CAPTURE)
    with visitor.office.database.read() as connection:
        found = capture(connection, visitor.district_id, bounded(number))
    return JSONResponse(_job(found), headers=VERSIONS)


def _job(found: Capture) -> dict[str, Any]:
    moment = moment_text(found.recorded_at)
    return {
        "captureID": str(found.capture_id),
        "createdAt": moment,
        "finishedAt": moment,
        "running": False,
        "success": True,
        "captureErrorBehaviour": "rollback",
        "errors": [],
        "liangcao:entry": found.entry,
        "liangcao:events": found.events,
        "liangcao:arrivals": found.arrivals,
        "liangcao:sha256": found.sha256,
    }
