"""用量定额: what a person of each kind needs a day, in versions; published norms can be taken over by one tap."""

import re
import unicodedata
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_REQUESTS
from liangcao.catalog.queries import names_of_items
from liangcao.catalog.search import normalise_query
from liangcao.kernel.errors import Reason, Refused
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.requests.commands import SetNorm
from liangcao.requests.details import norms_in_force, norms_of
from liangcao.requests.rules import PEOPLE_ROLES
from liangcao.requests.starter import SOURCE, starter_norms
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.request_told import thousandths
from liangcao.web.pages.request_words import role_options
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
SET = "requests.set_norm"
_PER_DAY = re.compile(r"(?P<whole>[0-9]{1,6})(?:\.(?P<part>[0-9]{1,3}))?")


@router.get("/norms")
def norms_page(request: Request, visitor: SignedIn) -> HTMLResponse:
    """The norms in force, every earlier version, and the form to set one for whoever may."""
    visitor.need(SEE_REQUESTS)
    return _page(request, visitor, Form({}))


@router.post("/norms")
def set_norm(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """One more version of a norm."""
    values: dict[str, Any] = dict(form.values)
    try:
        values["milli_per_day"] = milli_of(form.get("per_day"))
    except Refused as refusal:
        return _page(request, visitor, form, errors_of(visitor, refusal))
    if not row_number(form.get("item_id")):
        with visitor.office.database.read() as connection:
            names = names_of_items(connection, visitor.district_id)
        known = {normalise_query(name): number for name, number in names.items()}
        values["item_id"] = str(known.get(normalise_query(form.get("item_id_text")), ""))
    outcome = submit(visitor, SetNorm, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, outcome)
    return done(request, "/norms", _("定额已记下"), outcome)


def milli_of(text: str) -> int:
    """Thousandths of ``4``, ``0.1``, ``２.5``; raises Refused ``field_missing``, ``input_invalid``."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        raise Refused(Reason("field_missing", {}, "per_day"))
    found = _PER_DAY.fullmatch(plain)
    if found is None:
        raise Refused(Reason("input_invalid", {"detail": N_("请填数字，最多三位小数，例如 4 或 0.1")}, "per_day"))
    return int(found["whole"]) * 1000 + int((found["part"] or "").ljust(3, "0"))


def _page(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    with visitor.office.database.read() as connection:
        every = norms_of(connection, visitor.district_id)
        in_force = norms_in_force(connection, visitor.district_id, [norm.item_id for norm in every], today=today)
        names = names_of_items(connection, visitor.district_id)
    counting = {norm.norm_id for norm in in_force.values()}
    offered = [
        (norm, names[norm.item])
        for norm in starter_norms()
        if norm.item in names and not any((each.item_id, each.role) == (names[norm.item], norm.role) for each in every)
    ]
    return show(
        request,
        "requests/norms.html",
        active="norms",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        in_force=[norm for norm in every if norm.norm_id in counting],
        others=[norm for norm in every if norm.norm_id not in counting],
        offered=offered if visitor.may(SET) else [],
        source=SOURCE,
        may_set=visitor.may(SET),
        roles=role_options(),
        role_words=PEOPLE_ROLES,
        thousandths=thousandths,
        today=today,
    )
