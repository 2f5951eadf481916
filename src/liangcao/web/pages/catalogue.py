"""物资目录: every item with its packs and its other names; adding an item, a pack, a name."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.roles import SEE_STOCK
from liangcao.catalog.commands import AddAlias, AddPack, RegisterItem
from liangcao.catalog.queries import Item, aliases_of_items, items_by_id
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.language.things import group
from liangcao.reports.catalogue_pages import ItemFilter, count_items, find_items
from liangcao.reports.stock_pages import categories
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

MOST_EXPORTED = 50_000
PACK_FIELDS = 3
HEADS = (
    N_("物资"), N_("英文名"), N_("类别"), N_("最小单位"), N_("包装"), N_("别名"), N_("执行标准"), N_("保质期（天）"),
)  # fmt: skip
COLUMNS = (
    Column("name", N_("物资"), primary=True),
    Column("category", N_("类别")),
    Column("unit", N_("最小单位")),
    Column("packs", N_("包装")),
    Column("aliases", N_("别名")),
    Column("standard", N_("执行标准"), wide_only=True),
)


def _filter(request: Request) -> ItemFilter:
    asked = request.query_params
    return ItemFilter(words=asked.get("q", "").strip()[:100], category=asked.get("category", "")[:100])


@router.get("/items")
def item_list(request: Request, visitor: SignedIn, page: PageNumber = 1) -> Response:
    """The catalogue by category and name."""
    wanted = _filter(request)
    with visitor.office.database.read() as connection:
        district = visitor.district_id
        total = count_items(connection, district, wanted)
        rows = find_items(connection, district, wanted, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
        aliases = aliases_of_items(connection, district, [row.item_id for row in rows])
        groups = categories(connection, district)
    return show(
        request,
        "catalogue/index.html",
        fragment="rows",
        active="catalogue",
        rows=rows,
        aliases=aliases,
        columns=COLUMNS,
        paging=Paging(total, page),
        wanted=wanted,
        categories=[(name, group(name)) for name in groups],
        query="?" + request.url.query if request.url.query else "",
    )


@router.get("/items.{kind}")
def item_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same, whole, as a sheet."""
    with visitor.office.database.read() as connection:
        rows = find_items(connection, visitor.district_id, _filter(request), page=(MOST_EXPORTED, 0))
        aliases = aliases_of_items(connection, visitor.district_id, [row.item_id for row in rows])
    table: list[list[Any]] = [
        [row.name, row.name_en, row.category, row.base_unit, _packs(row),
         "；".join(aliases.get(row.item_id, [])), row.standard, row.shelf_life_days or None]
        for row in rows
    ]  # fmt: skip
    return sheet_response(HEADS, table, kind=kind, name=_("物资目录"))


def _packs(item: Item) -> str:
    return "；".join(f"{pack.name}={pack.size}" for pack in item.packs)


@router.get("/items/new")
def new_item_form(request: Request, visitor: SignedIn) -> Response:
    """Asks for the item."""
    return _new(request, visitor, Form({}))


@router.post("/items/new")
def new_item(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Take the item into the catalogue."""
    names = [name.strip() for name in form.get("aliases").replace("，", ",").replace("、", ",").split(",")]
    data = {**form.values, "aliases": [name for name in names if name], "kind": "goods"}
    outcome = submit(visitor, RegisterItem, data, form.command_id)
    if isinstance(outcome, FormErrors):
        return _new(request, visitor, form, outcome.errors)
    return done(request, f"/items/{outcome.answer['item_id']}", _("已登记"), outcome)


def _new(request: Request, visitor: Visitor, form: Form, errors: Mapping[str, str] | None = None) -> Response:
    visitor.need(RegisterItem.action)
    with visitor.office.database.read() as connection:
        groups = categories(connection, visitor.district_id)
    return show(
        request,
        "catalogue/new.html",
        active="catalogue",
        status_code=422 if errors else 200,
        form=form,
        groups=groups,
        pack_fields=range(PACK_FIELDS),
        errors=errors or {},
    )


@router.get("/items/{item_id}")
def item_page(request: Request, visitor: SignedIn, item_id: int) -> Response:
    """One item; a pack or a name can be added here."""
    return _item(request, visitor, item_id, Form({}))


@router.post("/items/{item_id}/packs")
def add_pack(request: Request, visitor: SignedIn, item_id: int, form: Posted) -> Response:
    """One more pack."""
    outcome = submit(visitor, AddPack, {**form.values, "item_id": item_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _item(request, visitor, item_id, form, outcome.errors)
    return done(request, f"/items/{item_id}", _("已登记包装"), outcome)


@router.post("/items/{item_id}/aliases")
def add_alias(request: Request, visitor: SignedIn, item_id: int, form: Posted) -> Response:
    """One more name, found by search from now on."""
    outcome = submit(visitor, AddAlias, {**form.values, "item_id": item_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _item(request, visitor, item_id, form, outcome.errors)
    return done(request, f"/items/{item_id}", _("已登记别名"), outcome)


def _item(
    request: Request, visitor: Visitor, item_id: int, form: Form, errors: Mapping[str, str] | None = None
) -> Response:
    with visitor.office.database.read() as connection:
        item = items_by_id(connection, visitor.district_id, [item_id]).get(item_id)
        if item is None or item.kind != "goods":
            raise refused("unknown_item", name=item_id)
        aliases = aliases_of_items(connection, visitor.district_id, [item_id]).get(item_id, [])
    return show(
        request,
        "catalogue/item.html",
        active="catalogue",
        status_code=422 if errors else 200,
        item=item,
        aliases=aliases,
        may_see_stock=visitor.may(SEE_STOCK),
        form=form,
        errors=errors or {},
    )
