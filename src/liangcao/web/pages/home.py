"""待办: what waits for this visitor, the next thing to do first."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from liangcao.web.page import show
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(request: Request, _visitor: SignedIn) -> HTMLResponse:
    """The cards of what the visitor may do."""
    return show(request, "home/home.html", active="home", cards=[])
