"""公众申请: opening and closing the door of those without an account, and the posters that lead to it."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.kernel.errors import refused
from liangcao.language import _
from liangcao.reports.request_pages import names_of_people
from liangcao.requests.commands import CloseDoor, MakePoster, OpenDoor
from liangcao.requests.details import poster, posters
from liangcao.requests.queries import door
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.asked_link import qr_code
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
PERMISSIONS = ("requests.open_door", "requests.close_door", "requests.make_poster")


def _need(visitor: Visitor) -> None:
    if not any(visitor.may(name) for name in PERMISSIONS):
        raise refused("not_permitted", action=PERMISSIONS[0])


@router.get("/posters")
def posters_page(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Whether the door is open, and the posters made."""
    _need(visitor)
    return _page(request, visitor, Form({}))


def _page(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        known = door(connection, visitor.district_id)
        made = posters(connection, visitor.district_id)
        people = names_of_people(connection, visitor.district_id, [known.changed_by] if known else [])
    return show(
        request,
        "ask/posters.html",
        active="posters",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        door=known,
        changed_by=people.get(known.changed_by, "") if known else "",
        posters=made,
        address=_address(request, "/ask"),
    )


def _address(request: Request, path: str) -> str:
    return f"{str(request.base_url).rstrip('/')}{path}"


@router.post("/posters/open")
def open_door(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Strangers may ask from now on."""
    outcome = submit(visitor, OpenDoor, form)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, outcome)
    return done(request, "/posters", _("公众申请已开放"), outcome)


@router.post("/posters/close")
def close_door(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Strangers may ask no more."""
    outcome = submit(visitor, CloseDoor, form)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, outcome)
    return done(request, "/posters", _("公众申请已关闭"), outcome, tone="warn")


@router.post("/posters/new")
def make_poster(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """One more poster, shown to be printed."""
    outcome = submit(visitor, MakePoster, form)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, outcome)
    return done(request, f"/posters/{outcome.answer['poster_id']}", _("海报做好了，打印出来贴上"), outcome)


@router.get("/posters/{poster_id:int}")
def poster_sheet(request: Request, visitor: SignedIn, poster_id: int) -> HTMLResponse:
    """The poster itself, on paper."""
    _need(visitor)
    with visitor.office.database.read() as connection:
        found = poster(connection, visitor.district_id, poster_id)
        known = door(connection, visitor.district_id)
    address = _address(request, f"/ask/{poster_id}")
    return show(
        request,
        "ask/poster.html",
        active="posters",
        poster=found,
        door=known,
        address=address,
        code=qr_code(address),
        now=visitor.office.clock.now(),
    )
