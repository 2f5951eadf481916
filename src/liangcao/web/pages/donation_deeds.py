"""What is done about a donation on its page: refused, merged, on paper, booked, valued, certified, routed."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.donations.certificates import certificate
from liangcao.donations.commands import (
    BookMoney,
    IssueCertificate,
    MergeDonations,
    RecordSlip,
    RefuseDonation,
    ReprintCertificate,
    RouteUnusable,
    ValueDonation,
)
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused, refused
from liangcao.language import N_, _
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done
from liangcao.web.pages.donation_new import price_of
from liangcao.web.pages.donations import show_donation
from liangcao.web.pages.yuan import fen_of
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)
DEEDS: dict[str, tuple[type[Command], str]] = {
    "refuse": (RefuseDonation, N_("已谢绝，捐赠人在自己的页面上看得到")),
    "merge": (MergeDonations, N_("已并入另一份")),
    "slip": (RecordSlip, N_("交接单已登记")),
    "book": (BookMoney, N_("捐款已入账")),
    "value": (ValueDonation, N_("已估价")),
    "certificate": (IssueCertificate, N_("证书已开，可以打印")),
    "route": (RouteUnusable, N_("已转交")),
}


@router.post("/donations/{donation_id:int}/{deed}")
def do(request: Request, visitor: SignedIn, donation_id: int, deed: str, form: Posted) -> Response:
    """One of `DEEDS`; what is refused is said on the page."""
    if deed not in DEEDS:
        raise refused("unknown_page")
    command, told = DEEDS[deed]
    try:
        values = _values(deed, form)
    except Refused as refusal:
        return show_donation(request, visitor, donation_id, form, errors_of(visitor, refusal))
    outcome = submit(visitor, command, {**values, "donation_id": donation_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_donation(request, visitor, donation_id, form, outcome)
    href = f"/donations/{outcome.answer['donation_id']}" if deed == "merge" else f"/donations/{donation_id}"
    return done(request, href, _(told), outcome)


def _values(deed: str, form: Form) -> dict[str, Any]:
    """The fields of the command, yuan as fen; raises Refused ``money_unreadable``."""
    values: dict[str, Any] = dict(form.values)
    if deed == "book":
        amount = fen_of(form.get("amount"))
        values["amount_fen"] = "" if amount is None else amount
    if deed == "value":
        for name in [name for name in values if name.endswith(".basis")]:
            line = name.removesuffix(".basis")
            if not values[name]:
                for key in [key for key in values if key.startswith(f"{line}.")]:
                    del values[key]
            else:
                values |= price_of(line, form.get(f"{line}.price"))
    return values


@router.post("/certificates/{certificate_id:int}/reprint")
def reprint(request: Request, visitor: SignedIn, certificate_id: int, form: Posted) -> Response:
    """One more copy, counted; then the paper itself."""
    outcome = submit(visitor, ReprintCertificate, {**form.values, "certificate_id": certificate_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        with visitor.office.database.read() as connection:
            found = certificate(connection, visitor.district_id, certificate_id)
        return show_donation(request, visitor, found.donation_id, form, outcome)
    with visitor.office.database.read() as connection:
        found = certificate(connection, visitor.district_id, certificate_id)
    return done(request, f"/donations/{found.donation_id}", _("第 %(n)s 次打印已记下") % {"n": found.copies}, outcome)
