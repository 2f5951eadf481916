"""Who is asking: the person signed in, what they may do and see, and the frame of their pages."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from liangcao.access.permissions import Scope, has_permission, scope_of
from liangcao.access.queries import Actor
from liangcao.access.roles import ROLES
from liangcao.kernel.errors import refused
from liangcao.language import DEFAULT_LANGUAGE, _, current_language
from liangcao.language.things import call_things
from liangcao.operations.office import Office
from liangcao.web.class_names import call_classes
from liangcao.web.sessions import Sessions

SESSION_COOKIE = "liangcao_session"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person signed in, the office they are in, the language they read, and the token they showed."""

    actor: Actor
    office: Office
    language: str
    sessions: Sessions
    token: str

    @property
    def district_id(self) -> int:
        """The district whose books are open."""
        return self.office.district_id

    def may(self, permission: str) -> bool:
        """Whether some role carries `permission`, wherever it reaches: decides what is offered, never what is done."""
        return has_permission(self.actor.grants, permission)

    def need(self, permission: str) -> None:
        """Raise Refused ``not_permitted`` unless some role carries `permission`: the first line of every page."""
        if not self.may(permission):
            raise refused("not_permitted", action=permission)

    def scope(self, permission: str) -> Scope:
        """What this person may see under `permission` (a ``SEE_…`` of access.roles): hand it to the query."""
        return scope_of(self.actor.grants, permission)

    @property
    def role(self) -> str:
        """The titles of the roles, as shown."""
        titles = dict.fromkeys(ROLES[grant.role].title for grant in self.actor.grants if grant.role in ROLES)
        return "、".join(_(title) for title in titles)


def shown_token(request: Request) -> str:
    """The token of a request: of its Authorization header, else of its cookie; empty when it shows none."""
    kind, _space, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    return request.cookies.get(SESSION_COOKIE, "")


async def visitor(request: Request) -> Visitor:
    """The dependency of every page and API call behind the sign-in.

    Raises Refused ``sign_in_needed``: pages go to the sign-in then, the API answers 401.
    """
    sessions: Sessions = request.app.state.sessions
    token = shown_token(request)
    actor = sessions.remembered(token)
    if actor is None and token:
        actor = await run_in_threadpool(sessions.holder, token)
    if actor is None:
        raise refused("sign_in_needed")
    found = Visitor(actor, request.app.state.office, current_language(), sessions, token)
    if not request.scope["path"].startswith("/api/"):
        call_classes(await run_in_threadpool(request.app.state.class_names.read))
        if found.language != DEFAULT_LANGUAGE:
            call_things(await run_in_threadpool(request.app.state.item_names.read))
    request.state.visitor = found
    return found


SignedIn = Annotated[Visitor, Depends(visitor)]
"""The parameter type of a page: ``def page(request: Request, visitor: SignedIn)``."""
