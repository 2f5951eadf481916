"""捐赠证书: the numbered receipt and the certificate of thanks, as a PDF with the code of the donor's page."""

from typing import Any

from fastapi import APIRouter, Request
from segno import make as make_code
from starlette.responses import Response

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_DONATIONS, SEE_PERSONAL_DATA
from liangcao.donations.certificates import certificate, certificate_lines, copies_of
from liangcao.donations.queries import donation
from liangcao.donations.rules import BASES, CERTIFICATES
from liangcao.journal.seal import last_seal_until
from liangcao.kernel.errors import refused
from liangcao.language import _, current_language
from liangcao.language.formats import day_long, day_of, money, number, quantity
from liangcao.language.things import thing
from liangcao.operations.office import Office
from liangcao.parties.queries import district
from liangcao.printing.documents import as_pdf
from liangcao.reports.donation_pages import donor_name
from liangcao.web.pages.donations import purpose_words
from liangcao.web.pages.sheet import as_download
from liangcao.web.printed_head import head_data, head_of
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)
ISSUE = "donations.issue_certificate"


@router.get("/certificates/{certificate_id:int}.pdf")
def certificate_pdf(request: Request, visitor: SignedIn, certificate_id: int) -> Response:
    """The paper as it was made out, saying which copy it is."""
    visitor.need(SEE_DONATIONS)
    may_see = visitor.may(SEE_PERSONAL_DATA) or visitor.may(ISSUE)
    return certificate_response(request, certificate_id, with_name=may_see)


def certificate_response(request: Request, certificate_id: int, *, of: int = 0, with_name: bool = True) -> Response:
    """The paper as a file, with a person's name and the donor's code only for who may see them.

    Raises Refused ``unknown_document`` where there is none, or it is of another donation than `of`.
    """
    office: Office = request.app.state.office
    with office.database.read() as connection:
        made = certificate(connection, office.district_id, certificate_id)
        if of and made.donation_id != of:
            raise refused("unknown_document", "certificate_id", name=certificate_id)
        head = donation(connection, office.district_id, made.donation_id)
        lines = certificate_lines(connection, office.district_id, certificate_id)
        copies = copies_of(connection, office.district_id, certificate_id)
        known = reveal(connection, office.district_id, [head.donor_name, head.link]) if with_name else {}
        place = district(connection, office.district_id)
        head_then = head_of(last_seal_until(connection, office.district_id, copies[-1].printed_at + 1))
    link = known.get(head.link, "")
    address = f"{str(request.base_url).rstrip('/')}/d/{link}" if link else ""
    last = copies[-1]
    data: dict[str, Any] = {
        "title": _(CERTIFICATES[made.kind]),
        "number": _("第 %(n)s 号") % {"n": f"{made.number:04d}"},
        "to": donor_name(head, known.get(head.donor_name, "")),
        "opening": _("感谢您的捐赠。收到并验收合格的如下：")
        if made.kind == "thanks"
        else _("今收到下列捐赠，特立此据："),
        "headings": [_("物资"), _("数量"), _("价值"), _("怎么估的")],
        "rows": [_row(line) for line in lines],
        "money": _("捐款 %(amount)s") % {"amount": money(made.amount_fen)} if made.amount_fen else "",
        "purpose": _("指定给：%(who)s") % {"who": purpose_words(head)} if head.is_directed else _("没有指定用途"),
        "office": place.name if place else "",
        "day": day_long(day_of(made.issued_at)),
        "code": _code(address),
        "code_words": _("扫码看去向") if address else "",
        **head_data(head_then),  # of the moment it was printed: the same copy is the same paper ever after
        "entry": _("账本第 %(n)s 笔") % {"n": number(made.entry)},
        "copy": _("第 %(n)s 次打印") % {"n": last.copy_number},
        "language": current_language().partition("_")[0],
    }
    content = as_pdf("certificate", data, made_at=last.printed_at)
    return as_download(content, kind="pdf", name=f"{data['title']} {made.number:04d}")


def _row(line: Any) -> list[str]:
    basis = _(BASES[line.value_basis]) if line.value_basis else "—"
    value = money(line.value_fen) if line.value_fen is not None else "—"
    return [thing(line.item_name), quantity(line.quantity, line.base_unit), value, basis]


def _code(address: str) -> str:
    if not address:
        return ""
    return str(
        make_code(address, error="m", micro=False).svg_inline(omitsize=True, border=2, light="#fff", dark="#000")
    )
