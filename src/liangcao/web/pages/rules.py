"""批准规定: from how much on how many must sign; rules in force and ended, setting one, ending one."""

import re
import unicodedata
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_PEOPLE
from liangcao.catalog.queries import Item, items_by_id, names_of_items
from liangcao.catalog.search import normalise_query
from liangcao.kernel.errors import Refused, refused
from liangcao.language import N_, _
from liangcao.operations.phases import ORDINARY, PHASES, SURGE, DeclarePhase, phase_changes, phase_in_force
from liangcao.operations.signing import EndSigningRule, SetSigningRule, is_in_money, measured_actions
from liangcao.reports.signing_rules import signing_rules
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted, whole_number
from liangcao.web.page import done, show
from liangcao.web.pages.deeds import deed_title
from liangcao.web.pages.receive_form import CommandData, pieces
from liangcao.web.pages.rule_words import rule_words
from liangcao.web.pages.yuan import fen_of
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
SET, END = "approvals.set_signing_rule", "approvals.end_signing_rule"
MOST_SIGNERS = 3
_PERCENT = re.compile(r"(?P<whole>[0-9]{1,3})(?:\.(?P<tenth>[0-9]))?")


@router.get("/approvals/rules")
def rules(request: Request, visitor: SignedIn) -> HTMLResponse:
    """All rules; the form to set one for whoever may."""
    visitor.need(SEE_PEOPLE)
    return _page(request, visitor, Form({}))


@router.post("/approvals/rules")
def set_rule(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Set one more rule; it waits for a second person."""
    visitor.need(SEE_PEOPLE)
    data = _command_data(visitor, form)
    if data.faults:
        return _page(request, visitor, form, errors_of(visitor, Refused(*data.faults)))
    values = {**data.values, "at_least": data.values.get("bound", 0), "share_permille": data.values.get("share", 0)}
    outcome = submit(visitor, SetSigningRule, values, form.command_id)
    if isinstance(outcome, FormErrors):
        posted = {"at_least": "bound", "share_permille": "share"}
        errors = {posted.get(name, name): text for name, text in outcome.errors.items()}
        return _page(request, visitor, form, FormErrors(outcome.reasons, errors, outcome.status))
    return done(request, "/approvals/rules", _("规定已生效"), outcome)


@router.post("/approvals/rules/{rule_id:int}/end")
def end_rule(request: Request, visitor: SignedIn, rule_id: int, form: Posted) -> Response:
    """End a rule; it waits for a second person."""
    visitor.need(SEE_PEOPLE)
    outcome = submit(visitor, EndSigningRule, {**form.values, "rule_id": rule_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, Form({}), outcome)
    return done(request, "/approvals/rules", _("规定已停用"), outcome)


@router.post("/approvals/phase")
def declare_phase(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Go into another phase; it waits for a second person."""
    visitor.need(SEE_PEOPLE if not visitor.may(DeclarePhase.action) else DeclarePhase.action)
    outcome = submit(visitor, DeclarePhase, {"phase": form.get("phase"), "reason": form.get("why")}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, Form({}), outcome)
    return done(request, "/approvals/rules", _("时期已宣布"), outcome)


def _command_data(visitor: Visitor, form: Form) -> CommandData:
    """What the form says, in base units, fen and thousandths."""
    data = CommandData({name: form.get(name) for name in ("of_action", "signers", "reason", "phase") if form.get(name)})
    data.values["scarce_only"] = form.get("scarce_only") == "1"
    item: Item | None = None
    if form.get("item_id") or form.get("item_id_text").strip():
        data.read("item_id", lambda: _item_id(visitor, form))
        with visitor.office.database.read() as connection:
            item = items_by_id(connection, visitor.district_id, [data.values.get("item_id", 0)]).get(
                data.values.get("item_id", 0)
            )
    if not data.faults:  # what a box is, only the item tells
        data.read("bound", lambda: _bound(form, item))
    data.read("share", lambda: _share(form.get("share")))
    return data


def _item_id(visitor: Visitor, form: Form) -> int:
    """The item chosen, or the one of exactly the name typed; raises Refused ``unknown_item``."""
    chosen, typed = row_number(form.get("item_id")), form.get("item_id_text").strip()
    if chosen:
        return chosen
    with visitor.office.database.read() as connection:
        known = {
            normalise_query(name): number for name, number in names_of_items(connection, visitor.district_id).items()
        }
    if normalise_query(typed) not in known:
        raise refused("unknown_item", name=typed[:40])
    return known[normalise_query(typed)]


def _bound(form: Form, item: Item | None) -> int | None:
    """From how much on: yuan for payments, else packs or base units of the item, or base units of whatever it is."""
    text = form.get("bound")
    if is_in_money(form.get("of_action")):
        return fen_of(text)
    if item is not None:
        return pieces(text, "", item)
    return whole_number(text) if text.strip() else None


def _share(text: str) -> int | None:
    """Thousandths of ``30``, ``12.5%``; None when empty. Raises Refused ``input_invalid``."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("%").strip()
    if not plain:
        return None
    found = _PERCENT.fullmatch(plain)
    permille = int(found["whole"]) * 10 + int(found["tenth"] or 0) if found else -1
    if not 0 <= permille <= 1000:
        raise refused("input_invalid", detail=N_("请填 0 到 100 的百分数，最多一位小数"))
    return permille


def _page(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        found: list[Any] = signing_rules(connection, visitor.district_id)
        phase = phase_in_force(connection, visitor.district_id)
        changes = phase_changes(connection, visitor.district_id, most=10)
    return show(
        request,
        "approvals/rules.html",
        active="approvals",
        status_code=refusal.status if refusal else 200,
        in_force=[(rule, rule_words(rule)) for rule in found if rule.is_active],
        ended=[(rule, rule_words(rule)) for rule in found if not rule.is_active],
        actions=[(name, deed_title(name)) for name in measured_actions()],
        signers=[(str(count), _("%(n)s 人") % {"n": count}) for count in range(1, MOST_SIGNERS + 1)],
        phase=phase,
        other_phase=SURGE if phase == ORDINARY else ORDINARY,
        changes=changes,
        phases=PHASES,
        phase_options=[(key, _(word)) for key, word in PHASES.items()],
        may_declare=visitor.may(DeclarePhase.action),
        may_set=visitor.may(SET),
        may_end=visitor.may(END),
        form=form,
        errors=refusal.errors if refusal else {},
    )
