"""我的: my roles and how long, letting somebody act for me, a role in an emergency, my password, the way out."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.commands import BreakGlass, ChangeOwnPassword, DelegateRole, EndDelegation
from liangcao.access.people import colleagues, delegations_of, person
from liangcao.access.roles import ROLES
from liangcao.kernel.errors import Refused, refused
from liangcao.language import _
from liangcao.organisation.roster_queries import absences
from liangcao.parties.queries import all_places
from liangcao.web.forms import Form, Posted
from liangcao.web.menu import is_demonstration
from liangcao.web.moments import with_moments
from liangcao.web.page import done, show
from liangcao.web.pages.people import PLACES_OF_ROLES
from liangcao.web.pages.role_words import role_options, role_title, shown_roles
from liangcao.web.pages.sign_in import demo_people
from liangcao.web.sessions import password_hash
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)


@router.get("/me")
def me(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Who I am here, what I may do until when, my password, the way out."""
    return _me(request, visitor)


@router.post("/me/delegate")
def delegate(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Let somebody use a role of mine for a time; it waits for a second person."""
    try:
        values = with_moments(form, ("since", "until"), visitor.office.timezone)
    except Refused as refusal:
        return _me(request, visitor, "delegate", form, errors_of(visitor, refusal))
    outcome = submit(visitor, DelegateRole, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _me(request, visitor, "delegate", form, outcome)
    return done(request, "/me", _("已办好"), outcome)


@router.post("/me/delegations/{grant_id}/end")
def end(request: Request, visitor: SignedIn, grant_id: int, form: Posted) -> Response:
    """End a delegation before its time, at once."""
    outcome = submit(visitor, EndDelegation, {**form.values, "grant_id": grant_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _me(request, visitor, "end", form, outcome)
    return done(request, "/me", _("代理已结束"), outcome)


@router.post("/me/emergency")
def emergency(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Ask for a role for some hours; it waits for a second person, a third reviews it."""
    outcome = submit(visitor, BreakGlass, form)
    if isinstance(outcome, FormErrors):
        return _me(request, visitor, "emergency", form, outcome)
    return done(request, "/me", _("已办好"), outcome)


@router.post("/me/password")
def change_password(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Another password, for who knows the old one; whoever is signed in elsewhere is signed out."""
    address = request.client.host if request.client else ""
    try:
        text = password_hash(form.get("password"), form.command_id)
        if not visitor.sessions.has_password_text(visitor.actor, text):  # else this very form was sent before
            visitor.sessions.check_password(visitor.actor, form.get("old_password"), address)
    except Refused as refusal:
        is_wrong = refusal.code == "sign_in_wrong"
        shown = refused("password_wrong", "old_password") if is_wrong else refusal
        return _me(request, visitor, "password", form, errors_of(visitor, shown))
    outcome = submit(visitor, ChangeOwnPassword, {"password_hash": text}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _me(request, visitor, "password", form, outcome)
    return done(request, "/me", _("密码改好了，别处的登录已退出"), outcome)


def _me(
    request: Request, visitor: Visitor, which: str = "", form: Form | None = None, refused: FormErrors | None = None
) -> HTMLResponse:
    """The page; `which` of its forms was sent, and why it was refused."""
    district, own_id, now = visitor.district_id, visitor.actor.actor_id, visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        roles = person(connection, district, own_id, now).roles
        delegations = delegations_of(connection, district, own_id, now)
        others = colleagues(connection, district, own_id) if visitor.may("access.delegate_role") else []
        places = all_places(connection, district, PLACES_OF_ROLES)
        away = absences(connection, district, now, actor_id=own_id)
    blank = Form({})
    return show(
        request,
        "me/me.html",
        active="me",
        status_code=refused.status if refused else 200,
        roles=shown_roles(roles, now),
        given=shown_roles([each for each in delegations if each.given_by == own_id], now),
        got=shown_roles([each for each in delegations if each.given_by != own_id], now),
        own=role_options([held for held in roles if held.origin == "granted"]) if others else [],
        colleagues=[(str(number), name) for number, name in others],
        all_roles=[(key, role_title(key)) for key in ROLES],
        places=[(str(place.location_id), place.name) for place in places],
        away=away,
        which=which,
        form=form or blank,
        blank=blank,
        errors=refused.errors if refused else {},
        demo=demo_people(request) if is_demonstration(request) else [],
    )
