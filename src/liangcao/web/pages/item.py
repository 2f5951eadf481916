"""One item: everything known of it, and what can be done about it by whoever keeps the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.roles import SEE_MONEY, SEE_STOCK
from liangcao.catalog.codes import SYSTEMS
from liangcao.catalog.commands import (
    AddAlias,
    AddCode,
    AddPack,
    CorrectItem,
    EndCode,
    MergeItems,
    RestoreItem,
    RetireItem,
)
from liangcao.catalog.papers import PAPERS
from liangcao.catalog.rules import FACTS, STATES
from liangcao.kernel.command import Command
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.parties.class_table import ASKING_KINDS
from liangcao.reports.item_page import item_told, last_prices, stock_by_place
from liangcao.reports.item_words import fact_words
from liangcao.requests.commands import SetSubstitute
from liangcao.web.class_names import class_options, class_words
from liangcao.web.forms import Form, Posted
from liangcao.web.kind_words import PARTY_KINDS
from liangcao.web.page import done, show
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
DEEDS: Mapping[str, tuple[type[Command], str]] = {
    "packs": (AddPack, N_("已登记包装")),
    "aliases": (AddAlias, N_("已登记别名")),
    "codes": (AddCode, N_("已登记编码")),
    "end-code": (EndCode, N_("编码已停用")),
    "correct": (CorrectItem, N_("已更正")),
    "retire": (RetireItem, N_("物资已停用")),
    "restore": (RestoreItem, N_("物资又在用了")),
    "merge": (MergeItems, N_("已合并")),
    "substitutes": (SetSubstitute, N_("可以代替的已定")),
}
"""What can be done about an item: the last part of the address, the command, and what is said afterwards."""
_YES_OR_NO = {"correct": ("is_scarce",), "substitutes": ("is_forbidden",)}
"""Check boxes: one that is not sent is a no."""


@router.get("/items/{item_id:int}")
def item_page(request: Request, visitor: SignedIn, item_id: int) -> Response:
    """The item with all that belongs to it."""
    return _page(request, visitor, item_id)


@router.post("/items/{item_id:int}/{deed}")
def do(request: Request, visitor: SignedIn, item_id: int, deed: str, form: Posted) -> Response:
    """Do one of `DEEDS` about the item."""
    if deed not in DEEDS:
        return _page(request, visitor, item_id, Sent(status=404))
    command, said = DEEDS[deed]
    values = {name: value for name, value in form.values.items() if value not in ("", [""])}
    values |= {name: form.get(name) == "1" for name in _YES_OR_NO.get(deed, ())}
    if deed == "correct":  # what may be emptied is sent empty
        values |= {name: form.get(name) for name in FACTS if name in form.values and name != "is_scarce"}
    outcome = submit(visitor, command, {**values, "item_id": item_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, item_id, Sent(deed, form, outcome))
    target = outcome.answer.get("item_id", item_id) if deed == "merge" else item_id
    return done(request, f"/items/{target}", _(said), outcome)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent for a deed and refused; the page's status where it is no refusal's."""

    deed: str = ""
    form: Form = field(default_factory=lambda: Form({}))
    refusal: FormErrors | None = None
    status: int = 200


NOTHING = Sent()


def _page(request: Request, visitor: Visitor, item_id: int, sent: Sent = NOTHING) -> Response:
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    may_see_stock, may_see_money = visitor.may(SEE_STOCK), visitor.may(SEE_MONEY)
    with visitor.office.database.read() as connection:
        told = item_told(connection, visitor.district_id, item_id, today=today)
        scope = visitor.scope(SEE_STOCK)
        stock = stock_by_place(connection, visitor.district_id, scope, item_id) if may_see_stock else []
        prices = last_prices(connection, visitor.district_id, item_id) if may_see_money else []
    return show(
        request,
        "catalogue/item.html",
        active="catalogue",
        status_code=sent.refusal.status if sent.refusal else sent.status,
        told=told,
        item=told.item,
        stock=stock,
        prices=prices,
        may_see_stock=may_see_stock,
        may_see_money=may_see_money,
        today=today,
        states=STATES,
        systems=[(system, _(word)) for system, word in SYSTEMS.items()],
        system_words=SYSTEMS,
        paper_words=PAPERS,
        kind_words=PARTY_KINDS,
        kinds=[(kind, _(PARTY_KINDS[kind])) for kind in ASKING_KINDS],
        classes=[(str(number), word) for number, word in class_options()],
        class_words=class_words,
        fact_words=fact_words,
        deed=sent.deed,
        form=sent.form,
        errors=sent.refusal.errors if sent.refusal else {},
    )
