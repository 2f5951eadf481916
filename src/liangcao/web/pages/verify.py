"""自己核验: the program that verifies evidence, to take away; open to everybody, also without signing in."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.journal.cosigned import served_checkpoint
from liangcao.journal.keys import verifier_keys
from liangcao.journal.note import base64_of
from liangcao.verifier.packing import NAME, digest, packed_program
from liangcao.web.page import show
from liangcao.web.pages.help import Anybody

router = APIRouter(include_in_schema=False)


@router.get("/verify")
def verify_page(request: Request, _visitor: Anybody) -> HTMLResponse:
    """What the program is, how to run it, and what to hold its answer against."""
    office = request.app.state.office
    with office.database.read() as connection:
        found = served_checkpoint(connection, office.district_id)
        keys = verifier_keys(connection, office.district_id)
    return show(
        request,
        "verify/page.html",
        name=NAME,
        digest=digest(),
        size=len(packed_program()),
        seal=found[0] if found else None,
        root=base64_of(found[0].root) if found else "",
        key=keys[-1] if keys else "",
    )


@router.api_route(f"/verify/{NAME}", methods=["GET", "HEAD"])
def program() -> Response:
    """The program: one file."""
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"', "ETag": f'"{digest()}"'}
    return Response(packed_program(), media_type="application/zip", headers=headers)
