"""组织: the sub-groups and who is in them, who is lent by whom until when, what roles they hold."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.people import HeldRole, roles_held
from liangcao.access.queries import actors_named, reveal
from liangcao.access.roles import SEE_DUTY_PHONES, SEE_ORGANISATION
from liangcao.kernel.command import Command
from liangcao.language import _
from liangcao.language.formats import joined
from liangcao.organisation.commands import (
    AddMember,
    DissolveGroup,
    EndMembership,
    LendMember,
    SetContact,
    SetGroup,
)
from liangcao.organisation.queries import contacts, groups, lendings, memberships
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.inspecting import day_here
from liangcao.web.pages.role_words import shown_roles
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
DEEDS: dict[str, type[Command]] = {
    "group": SetGroup,
    "dissolve": DissolveGroup,
    "member": AddMember,
    "leave": EndMembership,
    "lend": LendMember,
    "contact": SetContact,
}
"""What can be posted here, by the last part of the address."""


@router.get("/organisation")
def organisation(request: Request, visitor: SignedIn) -> HTMLResponse:
    """All sub-groups with their members."""
    visitor.need(SEE_ORGANISATION)
    return _page(request, visitor)


@router.post("/organisation/{deed}")
def change(request: Request, visitor: SignedIn, deed: str, form: Posted) -> Response:
    """Carry out one of the deeds of this page."""
    command = DEEDS.get(deed)
    if command is None:
        return done(request, "/organisation", _("没有这一页"), tone="warn")
    visitor.need(command.action)
    outcome = submit(visitor, command, form)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, deed, form, outcome)
    return done(request, "/organisation", _("已办好"), outcome)


def _page(
    request: Request, visitor: Visitor, deed: str = "", form: Form | None = None, refused: FormErrors | None = None
) -> HTMLResponse:
    now = visitor.office.clock.now()
    today = day_here(visitor, now)
    with visitor.office.database.read() as connection:
        district = visitor.district_id
        found = groups(connection, district)
        known = memberships(connection, district)
        lent = lendings(connection, district)
        roles = roles_held(connection, district, now)
        people = actors_named(connection, district)
        sealed = contacts(connection, district)
        numbers = reveal(connection, district, list(sealed.values())) if visitor.may(SEE_DUTY_PHONES) else {}
    members = [each for each in known if not each.days.until or each.days.until >= today]
    grouped = {each.group_id: [member for member in members if member.group_id == each.group_id] for each in found}
    in_groups = {member.actor_id for member in members}
    return show(
        request,
        "organisation/index.html",
        active="organisation",
        status_code=refused.status if refused else 200,
        groups=found,
        members=grouped,
        others=[(number, name) for number, name in people if number not in in_groups],
        people=people,
        lent=lent,
        over={number for number, each in lent.items() if each.days.until and each.days.until < today},
        roles={number: _titles(held, now) for number, held in roles.items()},
        phones={number: numbers.get(commitment, "") for number, commitment in sealed.items()},
        today=today,
        deed=deed,
        form=form or Form({}),
        errors=refused.errors if refused else {},
    )


def _titles(held: Sequence[HeldRole], now: int) -> str:
    return joined(list(dict.fromkeys(shown.title for shown in shown_roles(held, now))))
