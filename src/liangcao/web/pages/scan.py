"""扫码: one place for every code — by camera, by photo, by gun, by hand — and what can be done with what it names.

A look-up writes nothing: it is a GET, and stands in the access log like any page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, JSONResponse

from liangcao.access.roles import SEE_STOCK
from liangcao.catalog.commands import AddCode, RegisterItem
from liangcao.catalog.queries import all_goods
from liangcao.codes.commands import BindSerial
from liangcao.codes.pictures import read_picture
from liangcao.codes.reading import Reading, read_code
from liangcao.codes.rules import KINDS, code_of
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import day_of
from liangcao.language.things import thing
from liangcao.reports.found_codes import Found, Thing, found_by
from liangcao.web.forms import Posted
from liangcao.web.page import safe_path, show, with_camera
from liangcao.web.pages.code_link import page_of
from liangcao.web.pages.scan_verbs import Verb, verbs_for
from liangcao.web.submit import FormErrors, errors_of
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_NAMES = 200
ISSUERS = {"gtin": "GTIN", "udi": "UDI · GS1", "ma": "UDI · MA", "ahm": "AHM"}
"""Who issued a code of goods, as people call it."""
_SYSTEMS = {"gtin": "gtin", "udi": "gtin", "ma": "udi", "ahm": "udi"}
"""In which system of the catalogue a code of goods is kept; any other code is one of the office's own."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A thing that a code names, with its code, its page, and the verbs for it."""

    thing: Thing
    code: str
    href: str
    verbs: Sequence[Verb]


@dataclass(frozen=True, slots=True)
class Looked:
    """One code as it is told: what it says, what it names, and the ways on where it names nothing.

    `serial_code`: of a label of a roll that is stuck to nothing yet. `system` and `kept` are how the catalogue would
    keep the code if it were given to an item.
    """

    found: Found
    offered: Sequence[Offered]
    serial_code: str
    system: str
    kept: str
    may_bind: bool
    may_register: bool
    may_stick: bool
    may_look: bool
    path: str

    @property
    def reading(self) -> Reading:
        """What the code says."""
        return self.found.reading


@router.get("/scan")
def scan_page(request: Request, visitor: SignedIn, q: str = "") -> HTMLResponse:
    """The camera and the box; with `q` also what that code names."""
    return show_scan(request, visitor, [q] if q.strip() else [])


@router.get("/scan/names")
def scan_names(request: Request, visitor: SignedIn, q: Annotated[list[str], Query()] = []) -> JSONResponse:  # noqa: B006
    """What codes name that a phone took in without signal: the first thing each means, "" for none; and its page."""
    told = []
    with visitor.office.database.read() as connection:
        for text in q[:MOST_NAMES]:
            found = look_up(request, visitor, connection, text[:400])
            first = found.things[0] if found.things else None
            title = first.told.title if first else ""
            path = page_of(first.letter, first.number) if first else f"/scan?{urlencode({'q': text})}"
            told.append({"text": text, "title": title, "path": path})
    return JSONResponse(told)


@router.post("/scan/photo")
def scan_photo(request: Request, visitor: SignedIn, form: Posted) -> HTMLResponse:
    """What the codes on a photo name; the photo is read and forgotten."""
    sent = form.files.get("photo")
    try:
        texts = read_picture(sent.content if sent else b"")
    except Refused as refusal:
        return show_scan(request, visitor, [], errors_of(visitor, refusal))
    return show_scan(request, visitor, texts)


def show_scan(
    request: Request, visitor: Visitor, texts: Sequence[str], refusal: FormErrors | None = None
) -> HTMLResponse:
    """The page with what `texts` name."""
    with visitor.office.database.read() as connection:
        looked = [_looked_up(request, visitor, connection, text) for text in texts]
        needs_items = any(each.may_bind for each in looked)
        items = all_goods(connection, visitor.district_id) if needs_items else []
    answer = show(
        request,
        "codes/scan.html",
        fragment="found",
        active="scan",
        status_code=refusal.status if refusal else 200,
        q=texts[0].strip()[:100] if len(texts) == 1 else "",
        looked=looked,
        items=[(str(item.item_id), thing(item.name)) for item in items],
        kinds=KINDS,
        issuers=ISSUERS,
        errors=refusal.errors if refusal else {},
    )
    return with_camera(request, answer)


def hosts_of(request: Request) -> tuple[str, ...]:
    """The names under which this server is called."""
    addresses = (str(request.base_url), request.app.state.base_url)
    return (*(urlsplit(each).netloc.lower() for each in addresses if each), request.headers.get("host", "").lower())


def look_up(request: Request, visitor: Visitor, connection: Any, text: str) -> Found:
    """What a code names that was scanned or typed, as far as the visitor may see it."""
    reading = read_code(text, hosts_of(request))
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    return found_by(connection, visitor.district_id, visitor.scope, reading, today=today)


def _looked_up(request: Request, visitor: Visitor, connection: Any, text: str) -> Looked:
    found = look_up(request, visitor, connection, text)
    reading = found.reading
    said = {"batch": reading.batch, "expires": reading.expires_on}
    goods = f"&{urlencode({name: value for name, value in said.items() if value})}" if any(said.values()) else ""
    offered = [
        Offered(
            each,
            code_of(each.letter, each.number),
            page_of(each.letter, each.number),
            verbs_for(visitor, connection, each, goods),
        )
        for each in found.things
    ]
    is_nameless = reading.kind in ("goods", "foreign", "words") and not found.things and bool(reading.codes)
    return Looked(
        found=found,
        offered=offered,
        serial_code=code_of("S", found.serial) if found.serial else "",
        system=_SYSTEMS.get(reading.system, "internal"),
        kept=reading.codes[0] if reading.codes else "",
        may_bind=is_nameless and visitor.may(AddCode.action),
        may_register=is_nameless and visitor.may(RegisterItem.action),
        may_stick=bool(found.serial) and visitor.may(BindSerial.action),
        may_look=visitor.may(SEE_STOCK),
        path=safe_path(reading.path.removeprefix(request.scope.get("root_path", ""))),
    )
