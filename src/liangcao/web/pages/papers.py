"""凭据: the papers behind a document, one more put to it, each to be looked at by who may see the document."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import (
    SEE_DISPOSALS,
    SEE_DONATIONS,
    SEE_MONEY,
    SEE_PURCHASES,
    SEE_RECALLS,
    SEE_REQUESTS,
    SEE_RETURNS,
    SEE_SHIPMENTS,
    SEE_STOCK,
)
from liangcao.disposal.queries import disposal
from liangcao.donations.queries import donation
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.language import _
from liangcao.language.things import thing
from liangcao.papers.commands import AttachPaper
from liangcao.papers.files import find_file, keep_file
from liangcao.papers.queries import Paper, check_exists, paper, papers_of
from liangcao.papers.rules import ENDINGS, MEDIA_TYPES, MOST_BYTES
from liangcao.recall.queries import recall
from liangcao.receiving.queries import receipt, received_lines
from liangcao.requests.queries import request as find_request
from liangcao.returns.queries import goods_return
from liangcao.shipping.queries import shipment
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.inspecting import DOCUMENTS
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
ATTACH = "papers.attach_paper"
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
_SEEN_BY = {"receipt": SEE_STOCK, "shipment": SEE_SHIPMENTS, "request": SEE_REQUESTS, "payment": SEE_MONEY}
_SEEN_BY |= {"purchase": SEE_PURCHASES, "licence": SEE_PURCHASES, "donation": SEE_DONATIONS}
_SEEN_BY |= {"return": SEE_RETURNS, "disposal": SEE_DISPOSALS, "recall": SEE_RECALLS}
_FOR_EVER = "private, max-age=31536000, immutable"


def papers_card(visitor: Visitor, connection: Any, kind: str, document_id: int) -> dict[str, Any]:
    """What the card of a document's papers shows (``papers/card.html``)."""
    return {
        "kind": kind,
        "document_id": document_id,
        "rows": papers_of(connection, visitor.district_id, kind, document_id),
        "lines": _lines(connection, visitor.district_id, document_id) if kind == "receipt" else {},
        "may_attach": visitor.may(ATTACH),
        "types": MEDIA_TYPES,
        "accepted": ACCEPTED,
        "most": MOST_BYTES // (1024 * 1024),
    }


def _lines(connection: Any, district_id: int, receipt_id: int) -> dict[int, str]:
    """The lines of a receipt by their numbers: item and batch."""
    rows = received_lines(connection, district_id, receipt_id)
    return {each.line_number: f"{thing(each.item_name)} {each.batch_number}".strip() for each in rows}


def check_document_seen(visitor: Visitor, connection: Any, kind: str, document_id: int) -> None:
    """Raise Refused unless the visitor may see this document: ``not_permitted``, ``unknown_document``."""
    if kind not in _SEEN_BY:
        raise refused("unknown_document", name=document_id)
    visitor.need(_SEEN_BY[kind])
    scope, district = visitor.scope(_SEEN_BY[kind]), visitor.district_id
    if kind == "receipt":
        receipt(connection, district, scope, document_id)
    elif kind == "shipment":
        shipment(connection, district, scope, document_id)
    elif kind == "request":
        find_request(connection, district, scope, document_id)
    elif kind == "donation":
        donation(connection, district, document_id)
    elif kind == "return":
        goods_return(connection, district, scope, document_id)
    elif kind == "disposal":
        disposal(connection, district, scope, document_id)
    elif kind == "recall":
        recall(connection, district, document_id)
    elif scope.is_all:
        check_exists(connection, district, kind, document_id)
    else:
        raise refused("unknown_document", name=document_id)


@router.get("/papers/{paper_id:int}")
def paper_content(visitor: SignedIn, paper_id: int) -> Response:
    """The paper itself; a PDF to keep, a picture to look at."""
    with visitor.office.database.read() as connection:
        found = paper(connection, visitor.district_id, paper_id)
        check_document_seen(visitor, connection, found.kind, found.document_id)
        return file_response(connection, visitor.district_id, found)


def file_response(connection: Any, district_id: int, found: Paper) -> Response:
    """The file behind a paper; raises Refused ``unknown_document`` when it was taken away."""
    file = find_file(connection, district_id, found.sha256)
    if file is None:
        raise refused("unknown_document", name=found.name)
    media_type, content = file
    shown = "inline" if media_type.startswith("image/") else "attachment"
    name = f"liangcao-paper-{found.paper_id}.{ENDINGS.get(media_type, 'bin')}"
    headers = {
        "Content-Disposition": f"{shown}; filename=\"{name}\"; filename*=UTF-8''{quote(found.name)}",
        "Cache-Control": _FOR_EVER,
    }
    return Response(content, media_type=media_type, headers=headers)


@router.get("/papers/{kind}/{document_id:int}")
def paper_form(request: Request, visitor: SignedIn, kind: str, document_id: int) -> HTMLResponse:
    """The papers of a document on a page of their own, with the form for one more."""
    return _page(request, visitor, (kind, document_id), Form({"line_number": request.query_params.get("line", "")}))


@router.post("/papers/{kind}/{document_id:int}")
def attach(request: Request, visitor: SignedIn, kind: str, document_id: int, form: Posted) -> Response:
    """One more paper, for good."""
    visitor.need(ATTACH)
    with visitor.office.database.read() as connection:
        check_document_seen(visitor, connection, kind, document_id)
    file = form.files.get("file")
    try:
        if file is None or not file.content:
            raise Refused(Reason("field_missing", {}, "file"))
        with visitor.office.database.write() as connection:
            digest = keep_file(connection, visitor.district_id, file.content, visitor.office.clock.now())
    except Refused as refusal:
        return _page(request, visitor, (kind, document_id), form, errors_of(visitor, refusal))
    name = (form.get("name").strip() or file.name.strip() or _("凭据"))[:200]
    values = {"kind": kind, "document_id": document_id, "sha256": digest, "name": name, "note": form.get("note")}
    values |= {"line_number": form.get("line_number")} if form.get("line_number") else {}
    outcome = submit(visitor, AttachPaper, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, (kind, document_id), form, outcome)
    return done(request, _address(kind, document_id), _("凭据已附上"), outcome)


def _address(kind: str, document_id: int) -> str:
    path = DOCUMENTS[kind][1]
    return path % document_id if "%s" in path else path


def _page(
    request: Request, visitor: Visitor, which: tuple[str, int], form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        check_document_seen(visitor, connection, *which)
        card = papers_card(visitor, connection, *which)
    errors = dict(refusal.errors) if refusal else {}
    if "sha256" in errors:
        errors["file"] = errors.pop("sha256")
    return show(
        request,
        "papers/page.html",
        active={"receipt": "receive", "shipment": "shipments", "request": "requests"}.get(which[0], "funds"),
        status_code=refusal.status if refusal else 200,
        papers=card,
        form=form,
        errors=errors,
        document=_(DOCUMENTS[which[0]][0]) % {"n": which[1]},
        address=_address(*which),
    )
