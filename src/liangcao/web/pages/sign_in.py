"""Signing in and out. A demonstration lets anybody in as any of its people."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from liangcao.access.people import people
from liangcao.access.queries import Actor
from liangcao.access.roles import ROLES
from liangcao.kernel.errors import Reason, Refused
from liangcao.language import current_language
from liangcao.operations.office import Office
from liangcao.web.addresses import row_number
from liangcao.web.forms import Posted
from liangcao.web.menu import dress, is_demonstration
from liangcao.web.page import go, safe_path
from liangcao.web.rendering import render
from liangcao.web.saying import sentence
from liangcao.web.sessions import Sessions
from liangcao.web.visitor import SESSION_COOKIE, shown_token

router = APIRouter(include_in_schema=False)
MOST_DEMO_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of a demonstration one may be with one click."""

    actor_id: int
    name: str
    role: str
    where: str


@router.get("/sign-in")
def sign_in_page(request: Request) -> HTMLResponse:
    """The form; in a demonstration a button for each role."""
    return _form(request, request.query_params.get("next", "/"))


@router.post("/sign-in")
def sign_in(request: Request, form: Posted) -> Response:
    """Check login and password; the session begins with a cookie."""
    sessions: Sessions = request.app.state.sessions
    address = request.client.host if request.client else ""
    try:
        token, actor = sessions.sign_in(form.get("login"), form.get("password"), address)
    except Refused as refusal:
        return _form(request, form.get("next"), refusal.reasons[0], login=form.get("login"))
    return _begin(request, token, actor, form.get("next"))


@router.post("/sign-in/demo")
def sign_in_demo(request: Request, form: Posted) -> Response:
    """Be somebody of the demonstration; anywhere else there is no such page."""
    actor_id = row_number(form.get("actor_id"))
    if not is_demonstration(request) or not actor_id:
        raise Refused(Reason("unknown_page", {}))
    sessions: Sessions = request.app.state.sessions
    sessions.sign_out(shown_token(request))
    token, actor = sessions.sign_in_as(actor_id)
    return _begin(request, token, actor, form.get("next"))


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """The session ends."""
    sessions: Sessions = request.app.state.sessions
    sessions.sign_out(shown_token(request))
    response = RedirectResponse(f"{request.scope.get('root_path', '')}/sign-in", status_code=303)
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


def _form(request: Request, wanted: str, reason: Reason | None = None, *, login: str = "") -> HTMLResponse:
    dress(request)
    return render(
        request,
        "sign_in/sign_in.html",
        status_code=reason.status if reason else 200,
        error=sentence(reason, current_language()) if reason else "",
        wanted=safe_path(wanted),
        login=login,
        demo=demo_people(request) if is_demonstration(request) else [],
    )


def _begin(request: Request, token: str, actor: Actor, wanted: str) -> Response:
    response = go(request, request.scope.get("root_path", "") + safe_path(wanted))
    response.set_cookie(
        SESSION_COOKIE, token, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/"
    )
    if "language" not in request.cookies:
        response.set_cookie("language", actor.language, max_age=365 * 24 * 3600, samesite="lax", path="/")
    return response


def demo_people(request: Request) -> list[DemoPerson]:
    """Of a demonstration the first person of each role: whoever was granted it, not who stands in for somebody."""
    office: Office = request.app.state.office
    now = office.clock.now()
    with office.database.read() as connection:
        everybody = people(connection, office.district_id, now, page=(MOST_DEMO_PEOPLE, 0))
    first: dict[str, DemoPerson] = {}
    for person in everybody:
        for held in person.roles:
            lasts = held.origin == "granted" and held.state(now) == "in_force"
            if person.is_active and held.role in ROLES and lasts:
                role = ROLES[held.role].title
                first.setdefault(held.role, DemoPerson(person.actor_id, person.name, role, held.place or held.unit))
    return [first[role] for role in ROLES if role in first]
