"""人员岗位: who works here, what roles they hold; taking in, giving a role (two people do it), taking it back."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from liangcao.access.commands import AddActor, DisableActor, EnableActor, GrantRole, RevokeRole, SetPassword
from liangcao.access.people import Person, count_people, people, person
from liangcao.access.roles import ROLES, SEE_PEOPLE
from liangcao.catalog.search import normalise_query
from liangcao.kernel.errors import Refused
from liangcao.language import LANGUAGES, N_, _
from liangcao.operations.submission import Outcome
from liangcao.parties.queries import all_places
from liangcao.reports.lot_pages import find_parties
from liangcao.web.forms import Form, Posted
from liangcao.web.moments import with_moments
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.role_words import role_title, shown_roles
from liangcao.web.sessions import password_hash
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.tables import Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
PLACES_OF_ROLES = ("store", "shelf", "dock", "vehicle", "budget_line")
COLUMNS = (
    Column("name", N_("姓名"), primary=True),
    Column("login", N_("用户名")),
    Column("roles", N_("岗位")),
    Column("state", N_("状态")),
)


@router.get("/people")
def everybody(request: Request, visitor: SignedIn, q: str = "", page: PageNumber = 1) -> HTMLResponse:
    """Everybody, with their roles."""
    return _list(request, visitor, words=(q, page))


@router.post("/people")
def add(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Take somebody in, without any role yet."""
    try:
        text = password_hash(form.get("password"), form.command_id)
    except Refused as refusal:
        return _list(request, visitor, form=form, refused=errors_of(visitor, refusal))
    outcome = submit(visitor, AddActor, {**form.values, "password_hash": text}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _list(request, visitor, form=form, refused=outcome)
    return done(request, f"/people/{outcome.answer['actor_id']}", _("已登记，接着授予岗位"), outcome)


@router.get("/people/units")
def units(visitor: SignedIn, q: str = "") -> JSONResponse:
    """Units to choose from, for a role that belongs to one."""
    visitor.need("access.grant_role")
    with visitor.office.database.read() as connection:
        found = find_parties(connection, visitor.district_id, normalise_query(q))
    return JSONResponse([[each.party_id, each.name] for each in found])


@router.get("/people/{actor_id:int}")
def one(request: Request, visitor: SignedIn, actor_id: int) -> HTMLResponse:
    """One person: roles, and what may be changed."""
    return _one(request, visitor, actor_id)


@router.post("/people/{actor_id:int}/grant")
def grant(request: Request, visitor: SignedIn, actor_id: int, form: Posted) -> Response:
    """Give a role; it waits for a second administrator."""
    try:
        values = with_moments(form, ("until",), visitor.office.timezone)
    except Refused as refusal:
        return _one(request, visitor, actor_id, form, errors_of(visitor, refusal))
    outcome = submit(visitor, GrantRole, {**values, "actor_id": actor_id}, form.command_id)
    return _after(request, visitor, actor_id, form, outcome)


@router.post("/people/{actor_id:int}/revoke")
def revoke(request: Request, visitor: SignedIn, actor_id: int, form: Posted) -> Response:
    """Take a role back, at once."""
    return _after(request, visitor, actor_id, form, submit(visitor, RevokeRole, form))


@router.post("/people/{actor_id:int}/disable")
def disable(request: Request, visitor: SignedIn, actor_id: int, form: Posted) -> Response:
    """Let somebody sign in no more."""
    outcome = submit(visitor, DisableActor, {**form.values, "actor_id": actor_id}, form.command_id)
    return _after(request, visitor, actor_id, form, outcome)


@router.post("/people/{actor_id:int}/enable")
def enable(request: Request, visitor: SignedIn, actor_id: int, form: Posted) -> Response:
    """Let somebody sign in again; it waits for a second person."""
    outcome = submit(visitor, EnableActor, {**form.values, "actor_id": actor_id}, form.command_id)
    return _after(request, visitor, actor_id, form, outcome)


@router.post("/people/{actor_id:int}/password")
def set_password(request: Request, visitor: SignedIn, actor_id: int, form: Posted) -> Response:
    """Give somebody another password; it waits for a second person."""
    try:
        text = password_hash(form.get("password"), form.command_id)
    except Refused as refusal:
        return _one(request, visitor, actor_id, form, errors_of(visitor, refusal))
    outcome = submit(visitor, SetPassword, {"actor_id": actor_id, "password_hash": text}, form.command_id)
    return _after(request, visitor, actor_id, form, outcome)


def _after(request: Request, visitor: Visitor, actor_id: int, form: Form, outcome: Outcome | FormErrors) -> Response:
    """Back to the person's page, with what is wrong or with what was done."""
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, actor_id, form, outcome)
    return done(request, f"/people/{actor_id}", _("已办好"), outcome)


def _list(
    request: Request,
    visitor: Visitor,
    *,
    words: tuple[str, int] = ("", 1),
    form: Form | None = None,
    refused: FormErrors | None = None,
) -> HTMLResponse:
    visitor.need(SEE_PEOPLE)
    q, page = words
    now = visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        paging = Paging(count_people(connection, visitor.district_id, search=q[:100]), page)
        rows = people(connection, visitor.district_id, now, search=q[:100], page=(paging.size, paging.offset))
    return show(
        request,
        "people/list.html",
        fragment="rows",
        active="people",
        status_code=refused.status if refused else 200,
        rows=rows,
        columns=COLUMNS,
        paging=paging,
        q=q,
        shown_roles={row.actor_id: shown_roles(row.roles, now) for row in rows},
        languages=list(LANGUAGES.items()),
        form=form or Form({}),
        errors=refused.errors if refused else {},
    )


def _one(
    request: Request, visitor: Visitor, actor_id: int, form: Form | None = None, refused: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(SEE_PEOPLE)
    now = visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        found: Person = person(connection, visitor.district_id, max(0, min(actor_id, 2**53 - 1)), now)
        places = all_places(connection, visitor.district_id, PLACES_OF_ROLES)
    return show(
        request,
        "people/one.html",
        active="people",
        status_code=refused.status if refused else 200,
        found=found,
        held=shown_roles(found.roles, now),
        roles=[(key, role_title(key)) for key in ROLES],
        places=[(place.location_id, place.name) for place in places],
        form=form or Form({}),
        errors=refused.errors if refused else {},
    )
