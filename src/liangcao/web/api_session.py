"""Signing in and out by the API."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.queries import Actor
from liangcao.access.roles import ROLES
from liangcao.web.api_models import SignedInAnswer, SignIn, WhoAmI
from liangcao.web.sessions import Sessions
from liangcao.web.visitor import SignedIn

router = APIRouter(prefix="/session", tags=["session"])


@router.post("", summary="登录 Sign in", operation_id="sign_in")
def sign_in(request: Request, body: SignIn) -> SignedInAnswer:
    """Login and password for a token, good while it is used at least every eight hours."""
    sessions: Sessions = request.app.state.sessions
    address = request.client.host if request.client else ""
    token, actor = sessions.sign_in(body.login, body.password, address)
    return SignedInAnswer(token=token, **who(actor).model_dump())


@router.get("", summary="我是谁 Who am I", operation_id="who_am_i")
def who_am_i(visitor: SignedIn) -> WhoAmI:
    """The person whose token this is, and what their roles permit."""
    return who(visitor.actor)


@router.delete("", summary="退出 Sign out", operation_id="sign_out", status_code=204)
def sign_out(visitor: SignedIn) -> Response:
    """The token is good no more."""
    visitor.sessions.sign_out(visitor.token)
    return Response(status_code=204)


def who(actor: Actor) -> WhoAmI:
    """What one is told about oneself."""
    carried = {name for grant in actor.grants if grant.role in ROLES for name in ROLES[grant.role].permissions}
    return WhoAmI(
        actor_id=actor.actor_id,
        login=actor.login,
        name=actor.name,
        language=actor.language,
        permissions=sorted(carried),
    )
