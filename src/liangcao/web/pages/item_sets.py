"""What whole classes of items have in common: starters against floods and earthquakes, the papers a class needs."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.catalog.commands import AddStarterItems, SetRequiredPapers
from liangcao.catalog.papers import PAPERS
from liangcao.catalog.queries import names_of_items, paper_rules
from liangcao.catalog.starter import starter_set
from liangcao.language import N_, _
from liangcao.language.things import group
from liangcao.reports.stock_pages import categories
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
SETS = {"flood": N_("防汛物资"), "earthquake": N_("抗震救灾物资")}


@router.get("/items/starters")
def starters(request: Request, visitor: SignedIn) -> Response:
    """What the sets hold, and what of them is in the catalogue."""
    visitor.need(AddStarterItems.action)
    return _starters(request, visitor)


@router.post("/items/starters")
def add_starters(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Take a set in, as far as it is not there."""
    outcome = submit(visitor, AddStarterItems, form)
    if isinstance(outcome, FormErrors):
        return _starters(request, visitor, outcome)
    text = _("已加入 %(n)s 种物资") % {"n": len(outcome.answer.get("item_ids", ()))}
    return done(request, "/items?sort=-newest", text, outcome)


def _starters(request: Request, visitor: Visitor, refusal: FormErrors | None = None) -> Response:
    with visitor.office.database.read() as connection:
        known = names_of_items(connection, visitor.district_id)
    return show(
        request,
        "catalogue/starters.html",
        active="catalogue",
        status_code=refusal.status if refusal else 200,
        sets=[(name, _(word), starter_set(name)) for name, word in SETS.items()],
        known=known,
        errors=refusal.errors if refusal else {},
    )


@router.get("/items/papers")
def papers(request: Request, visitor: SignedIn) -> Response:
    """What each class of items must come with."""
    return _papers(request, visitor, Form({}))


@router.post("/items/papers")
def set_papers(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Say what a class must come with from now on."""
    outcome = submit(visitor, SetRequiredPapers, {**form.values, "papers": form.all("papers")}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _papers(request, visitor, form, outcome)
    return done(request, "/items/papers", _("必备证件已定"), outcome)


def _papers(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> Response:
    with visitor.office.database.read() as connection:
        rules = paper_rules(connection, visitor.district_id)
        groups = categories(connection, visitor.district_id)
    return show(
        request,
        "catalogue/papers.html",
        active="catalogue",
        status_code=refusal.status if refusal else 200,
        groups=[(name, group(name), rules.get(name)) for name in groups],
        choices=[(name, group(name)) for name in groups],
        options=[(code, _(word)) for code, word in PAPERS.items()],
        paper_words=PAPERS,
        may_set=visitor.may(SetRequiredPapers.action),
        form=form,
        errors=refusal.errors if refusal else {},
    )
