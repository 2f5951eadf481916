"""扫码: giving what was scanned a meaning — a maker's code to an item, a label of a roll to what it is stuck to."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.catalog.commands import AddCode
from liangcao.codes.commands import BindSerial
from liangcao.codes.reading import read_code
from liangcao.codes.rules import parse_code
from liangcao.kernel.errors import Refused, refused
from liangcao.language import _
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done
from liangcao.web.pages.scan import hosts_of, look_up, show_scan
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)


@router.post("/scan/bind")
def bind_code(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """A maker's or another system's code is an item's from now on; the scan goes on with that code."""
    outcome = submit(visitor, AddCode, form)
    if isinstance(outcome, FormErrors):
        return show_scan(request, visitor, _scanned(form), outcome)
    return done(request, f"/scan?{urlencode({'q': form.get('text')})}", _("已绑定，以后扫这个码就认得"), outcome)


@router.post("/scan/stick")
def stick_label(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """A label of a roll is stuck to the thing whose code is in `target`."""
    try:
        letter, number = _target(request, visitor, form.get("target"))
    except Refused as refusal:
        return show_scan(request, visitor, _scanned(form), errors_of(visitor, refusal))
    data = {"serial": form.get("serial"), "reason": form.get("reason"), "kind": letter, "thing_id": number}
    outcome = submit(visitor, BindSerial, data, form.command_id)
    if isinstance(outcome, FormErrors):
        return show_scan(request, visitor, _scanned(form), outcome)
    return done(request, f"/scan?{urlencode({'q': form.get('text')})}", _("标签已绑定"), outcome)


def _scanned(form: Form) -> list[str]:
    return [form.get("text")] if form.get("text") else []


def _target(request: Request, visitor: Visitor, text: str) -> tuple[str, int]:
    """The one thing that `text` names.

    Raises Refused ``short_code_damaged``, ``code_names_nothing``, ``code_names_many``.
    """
    reading = read_code(text, hosts_of(request))
    if reading.kind == "damaged" and not reading.system:
        parse_code(reading.text, "target")
    with visitor.office.database.read() as connection:
        found = look_up(request, visitor, connection, text)
    fit = [(each.letter, each.number) for each in found.things if each.letter in "LPI"]
    if not fit:
        raise refused("code_names_nothing", "target", text=text.strip()[:60])
    if sum(letter == "L" for letter, _number in fit) > 1:
        raise refused("code_names_many", "target", text=text.strip()[:60])
    return fit[0]
