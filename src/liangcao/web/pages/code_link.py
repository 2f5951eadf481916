"""/q/<code>: what every code of ours on a label or a paper opens, in any camera: the page of that thing."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.codes.printings import bound_to
from liangcao.codes.rules import code_of, parse_code
from liangcao.kernel.errors import refused
from liangcao.web.page import go
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)

PAGES: dict[str, str] = {
    "L": "/lots/{number}",
    "P": "/stock?view=lots&place={number}",
    "D": "/shipments/{number}",
    "R": "/requests/{number}",
    "C": "/receipts/{number}",
    "U": "/trace/of/party/{number}",
    "I": "/items/{number}",
    "K": "/counts/{number}",
    "B": "/packages/{number}",
    "T": "/trips/{number}",
    "V": "/vehicles/{number}",
}
"""Where the page of a thing is, by the letter of its code (`codes.rules.KINDS`); who builds such pages adds a line."""


def page_of(kind: str, number: int) -> str:
    """The address of the page of a thing; raises Refused ``unknown_document`` for a kind that has none."""
    if kind not in PAGES:
        raise refused("unknown_document", "code", name=code_of(kind, number))
    return PAGES[kind].format(number=number)


def code_address(request: Request, kind: str, number: int) -> str:
    """The address that the QR code of a thing holds: of this server, as it is set, else as the browser calls it."""
    return f"{str(request.app.state.base_url or request.base_url).rstrip('/')}/q/{code_of(kind, number)}"


@router.get("/q/{code}")
def open_code(request: Request, visitor: SignedIn, code: str) -> Response:
    """On to the page of the thing, which says for itself who may see it; a damaged code is refused by name.

    A label of a roll leads to what it is stuck to, or to where that is said.
    """
    kind, number = parse_code(code)
    if kind == "S":
        with visitor.office.database.read() as connection:
            bound = bound_to(connection, visitor.district_id, number)
        address = page_of(*bound) if bound else f"/scan?q={code_of(kind, number)}"
    else:
        address = page_of(kind, number)
    return go(request, request.scope.get("root_path", "") + address)
