"""The log as C2SP `tlog-tiles` has it, for anybody: the signed head and the tiles of hashes, without a sign-in.

Hashes tell nothing of what is in the books. Bundles of entries do, so they are only for who may see the journal.
"""

import gzip
from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

from liangcao.journal.cosigned import served_checkpoint
from liangcao.journal.seal import last_seal
from liangcao.journal.tile_store import tile_content
from liangcao.journal.tiles import ENTRIES, read_tile_path
from liangcao.kernel.errors import Reason, Refused
from liangcao.language import current_language
from liangcao.operations.office import Office
from liangcao.web.api_journal import need_whole_journal
from liangcao.web.saying import sentence
from liangcao.web.visitor import visitor

router = APIRouter(prefix="/log", include_in_schema=False)
FOR_EVER = "max-age=31536000, immutable"
A_MOMENT = "public, max-age=2"
READS = ["GET", "HEAD"]


@router.api_route("/checkpoint", methods=READS)
def checkpoint(request: Request) -> Response:
    """The last signed head with its cosignatures; 404 before the first."""
    office: Office = request.app.state.office
    with office.database.read() as connection:
        found = served_checkpoint(connection, office.district_id)
    if found is None:
        return _no([Reason("nothing_signed", {})])
    return PlainTextResponse(found[1], headers={"Cache-Control": A_MOMENT})


@router.api_route("/tile/{path:path}", methods=READS)
async def tile(request: Request, path: str) -> Response:
    """A tile, or with a sign-in a bundle of entries; 404 for what the last signed head does not cover."""
    try:
        if path.startswith("entries/"):
            need_whole_journal(await visitor(request))
        return await run_in_threadpool(_tile, request, path)
    except Refused as refusal:
        return _no(refusal.reasons)


def _tile(request: Request, path: str) -> Response:
    """Raises Refused ``tile_unknown``."""
    wanted = read_tile_path(f"tile/{path}")
    office: Office = request.app.state.office
    with office.database.read() as connection:
        seal = last_seal(connection, office.district_id)
        size = seal.size if seal else 0
        content = tile_content(connection, office.district_id, wanted, size)
    if content is None:
        return _no([Reason("tile_unknown", {"path": wanted.path})])
    if wanted.level != ENTRIES:
        return _whole(content, f"public, {FOR_EVER}")
    answer = _whole(content, f"private, {FOR_EVER}")
    if "gzip" in request.headers.get("accept-encoding", ""):
        answer = _whole(gzip.compress(content, 6, mtime=0), f"private, {FOR_EVER}")
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding, Authorization, Cookie"
    return answer


def _whole(content: bytes, kept: str) -> Response:
    return Response(content, media_type="application/octet-stream", headers={"Cache-Control": kept})


def _no(reasons: Sequence[Reason]) -> Response:
    """A plain answer: programs ask here, and a page to sign in at is of no use to them."""
    first = reasons[0]
    headers = {"Cache-Control": "no-store", **({"WWW-Authenticate": "Bearer"} if first.status == 401 else {})}
    text = f"{sentence(first, current_language())} ({first.code})\n"
    return PlainTextResponse(text, status_code=first.status, headers=headers)
