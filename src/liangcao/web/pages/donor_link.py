"""捐赠去向: what became of a donation, for whoever has its link: where each thing went, and proofs of it to check."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.donations.certificates import certificates
from liangcao.donations.commands import ConfirmPublicly
from liangcao.donations.queries import (
    Donation,
    donation,
    donation_by_token,
    hand_overs,
    offered_lines,
    routed,
)
from liangcao.donations.rules import CERTIFICATES, REFUSE_CODES, ROUTES
from liangcao.journal.cosigned import served_checkpoint
from liangcao.journal.proof import SUFFIX, Proof
from liangcao.journal.proving import entry_proof
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.language import N_
from liangcao.operations.office import Office
from liangcao.reports.donation_pages import Followed, deeds_of, donor_name, followed
from liangcao.requests.queries import door
from liangcao.web.forms import Form, Posted
from liangcao.web.menu import dress
from liangcao.web.page import go
from liangcao.web.pages.ask import PRIVATE
from liangcao.web.pages.asked_link import qr_code
from liangcao.web.pages.donation_papers import certificate_response
from liangcao.web.pages.donations import STAGES, purpose_words
from liangcao.web.public import call_goods, is_link, link_hash, network, paces, public_visitor
from liangcao.web.rendering import render
from liangcao.web.submit import FormErrors, errors_of, submit

router = APIRouter(include_in_schema=False)
PLAIN: dict[str, str] = {
    "offered": N_("收到了您的意思。值班的人会和您联系，定下来再送。"),
    "announced": N_("已经登记，等着您的东西到。"),
    "partly": N_("收到了一部分。"),
    "booked": N_("已经收到、入账。"),
    "refused": N_("这次没有接收，原因在下面。"),
    "merged": N_("和另一份是同一笔，看下面那一份。"),
}
DEEDS: dict[str, str] = {
    "announced": N_("登记"),
    "handed": N_("您确认交接"),
    "received": N_("我们收货"),
    "money": N_("捐款入账"),
    "valued": N_("估价"),
    "issued": N_("开具证书"),
}


def _known(request: Request, link: str) -> Donation:
    """The donation of `link`, or what it was merged into; raises Refused ``unknown_page``, whatever is wrong."""
    office: Office = request.app.state.office
    paces(request).looks.take(network(request), office.clock.now())
    if not is_link(link):
        raise Refused(Reason("unknown_page", {}))
    with office.database.read() as connection:
        number = donation_by_token(connection, office.district_id, link_hash(link))
        if not number:
            raise refused("unknown_page")
        head = donation(connection, office.district_id, number)
        while head.into_id:
            head = donation(connection, office.district_id, head.into_id)
        return head


@router.get("/d/{link}")
def link_page(request: Request, link: str, sent: str = "") -> HTMLResponse:
    """Where everything is now; right after it was offered, the receipt as well."""
    return _page(request, link, sent=sent)


@router.post("/d/{link}/confirm")
def confirm(request: Request, link: str, form: Posted) -> Response:
    """The donor says what they handed over."""
    _known(request, link)
    visitor = public_visitor(request)
    try:
        paces(request).forms.take(network(request), visitor.office.clock.now())
    except Refused as refusal:
        return _page(request, link, form, errors_of(visitor, refusal))
    values = {name: value for name, value in form.values.items() if name.startswith("lines.") or name == "note"}
    outcome = submit(visitor, ConfirmPublicly, {**values, "token_hash": link_hash(link)}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, link, form, outcome)
    return go(request, f"{request.scope.get('root_path', '')}/d/{link}?sent=confirmed")


@router.get("/d/{link}/proof/{number:int}")
def proof(request: Request, link: str, number: int) -> Response:
    """The proof of an entry on this donation's way: with the entry where it tells of this donation only.

    A delivery's entry tells of other goods and people of the unit: of it the proof goes without the entry.
    """
    head = _known(request, link)
    office: Office = request.app.state.office
    with office.database.read() as connection:
        own = {deed.entry for deed in deeds_of(connection, office.district_id, head)}
        lines = followed(connection, office.district_id, head.donation_id)
        if number not in own | {each.entry for line in lines for each in line.proven}:
            raise refused("unknown_page")
        found = entry_proof(connection, office.district_id, number)
    given = found if number in own else Proof(found.index, found.hashes, found.checkpoint)
    named = f'attachment; filename="entry-{number}{SUFFIX}"'
    return Response(
        given.text, media_type="text/plain; charset=utf-8", headers={"Content-Disposition": named, **PRIVATE}
    )


@router.get("/d/{link}/certificates/{certificate_id:int}")
def donors_copy(request: Request, link: str, certificate_id: int) -> Response:
    """The paper made out for this donation."""
    head = _known(request, link)
    return certificate_response(request, certificate_id, of=head.donation_id)


def _page(
    request: Request, link: str, form: Form | None = None, refusal: FormErrors | None = None, *, sent: str = ""
) -> HTMLResponse:
    office: Office = request.app.state.office
    call_goods(request)
    head = _known(request, link)
    with office.database.read() as connection:
        shown = _shown(connection, office.district_id, head)
        known = door(connection, office.district_id)
    dress(request)
    address = f"{str(request.base_url).rstrip('/')}/d/{link}"
    return render(
        request,
        "donations/donor.html",
        status_code=refusal.status if refusal else 200,
        headers=PRIVATE,
        link=link,
        address=address,
        code=qr_code(address),
        form=form or Form({}),
        errors=refusal.errors if refusal else {},
        hotline=known.hotline if known else "",
        is_open=bool(known and known.is_open),
        sent=sent if sent in {"now", "before", "confirmed"} else "",
        now=office.clock.now(),
        **shown,
    )


def _shown(connection: Any, district_id: int, head: Donation) -> dict[str, Any]:
    lines: list[Followed] = followed(connection, district_id, head.donation_id)
    found = served_checkpoint(connection, district_id)
    return {
        "head": head,
        "name": donor_name(head),
        "stage": STAGES[head.stage],
        "said": PLAIN[head.stage],
        "purpose": purpose_words(head),
        "lines": lines,
        "offered": offered_lines(connection, district_id, head.donation_id),
        "hand_overs": hand_overs(connection, district_id, head.donation_id),
        "certificates": certificates(connection, district_id, head.donation_id),
        "routed": routed(connection, district_id, head.donation_id),
        "deeds": deeds_of(connection, district_id, head),
        "deed_words": DEEDS,
        "codes": REFUSE_CODES,
        "routes": ROUTES,
        "paper_kinds": CERTIFICATES,
        "sealed_size": found[0].size if found else 0,
    }
