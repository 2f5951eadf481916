"""What a supervisor asks: is it alive, can it work, which version is it."""

from importlib.metadata import version

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from liangcao.database.migrate import is_current
from liangcao.operations.office import Office
from liangcao.parties.queries import district

VERSION = version("liangcao")
router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"ok": True})


@router.get("/readyz")
def readyz(request: Request) -> JSONResponse:
    """The database is there, has this version's schema, and the books are open; 503 else."""
    office: Office = request.app.state.office
    found = {"database": False, "schema": False, "books": False}
    try:
        found["schema"] = is_current(office.database)
        with office.database.read() as connection:
            found["database"] = True
            found["books"] = found["schema"] and district(connection, office.district_id) is not None
    except Exception:  # whatever the database says, the answer is: not ready
        return JSONResponse({"ok": False, **found}, status_code=503)
    is_ready = all(found.values())
    return JSONResponse({"ok": is_ready, **found}, status_code=200 if is_ready else 503)


@router.get("/version")
async def told_version() -> JSONResponse:
    """The version of the program."""
    return JSONResponse({"name": "liangcao", "version": VERSION})
