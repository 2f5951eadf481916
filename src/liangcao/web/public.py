"""Who asks without an account: a visitor in the name of the public's actor, and the secret of their link."""

import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from liangcao.access.queries import load_actor
from liangcao.kernel.errors import refused
from liangcao.language import DEFAULT_LANGUAGE, current_language
from liangcao.language.things import call_things
from liangcao.operations.office import Office
from liangcao.requests.queries import Door, door
from liangcao.web.class_names import call_classes
from liangcao.web.pace import PublicPaces
from liangcao.web.sessions import network_of
from liangcao.web.visitor import Visitor

TOKEN_BYTES = 16
"""128 bits."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
UNIT_COOKIE = "liangcao_unit"
PHONE_COOKIE = "liangcao_phone"
"""The mark of a phone that has shown a link to sign a delivery by."""
A_YEAR = 365 * 24 * 3600


def new_link() -> str:
    """The secret of a new link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def is_link(text: str) -> bool:
    """Whether `text` could be the secret of a link."""
    return bool(TOKEN.fullmatch(text))


def link_hash(text: str) -> str:
    """What the books keep of a link's secret."""
    return hashlib.sha256(text.encode()).hexdigest()


def phone_mark(request: Request) -> str:
    """The hash of the mark this phone carries since it first showed a link; empty where it carries none."""
    mark = request.cookies.get(PHONE_COOKIE, "")
    return link_hash(mark) if is_link(mark) else ""


def the_door(request: Request) -> Door | None:
    """The public door of the office."""
    office: Office = request.app.state.office
    with office.database.read() as connection:
        return door(connection, office.district_id)


def public_visitor(request: Request) -> Visitor:
    """The visitor in whose name strangers ask; raises Refused ``door_closed`` while the door is not open."""
    office: Office = request.app.state.office
    with office.database.read() as connection:
        known = door(connection, office.district_id)
        if known is None or not known.is_open:
            raise refused("door_closed")
        actor = load_actor(connection, office.district_id, known.actor_id, office.clock.now())
    if actor is None:
        raise refused("door_closed")
    call_goods(request)
    return Visitor(actor, office, current_language(), request.app.state.sessions, "")


def call_goods(request: Request) -> None:
    """From here on in this request goods and classes are called what the language in force calls them."""
    call_classes(request.app.state.class_names.read())
    if current_language() != DEFAULT_LANGUAGE:
        call_things(request.app.state.item_names.read())


def paces(request: Request) -> PublicPaces:
    """The bounds of this app."""
    found: PublicPaces = request.app.state.public_paces
    return found


def network(request: Request) -> str:
    """What a stranger is counted under."""
    return network_of(request.client.host if request.client else "")


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """The unit this phone asked for the last time: its number (0: not in the register) and its name."""

    unit_id: int
    name: str


def remembered_unit(request: Request) -> KnownUnit | None:
    """The unit a cookie remembers; what makes no sense is passed over."""
    try:
        found = json.loads(unquote(request.cookies.get(UNIT_COOKIE, "")))
        unit_id, name = found
    except (ValueError, TypeError):
        return None
    if isinstance(unit_id, bool) or not isinstance(unit_id, int) or not isinstance(name, str):
        return None
    return KnownUnit(unit_id, name[:200]) if 0 <= unit_id < 2**53 and name else None


def remember_unit(request: Request, response: Response, unit: KnownUnit) -> None:
    """Remember on this phone for which unit it asks."""
    value = quote(json.dumps([unit.unit_id, unit.name], ensure_ascii=False))
    if len(value) < 3_000:
        response.set_cookie(
            UNIT_COOKIE,
            value,
            max_age=A_YEAR,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
            path="/",
        )
