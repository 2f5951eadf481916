"""物资目录: every item with its packs and its other names, and the form that adds one."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.catalog.commands import RegisterItem
from liangcao.catalog.queries import aliases_of_items
from liangcao.catalog.rules import ACTIVE, STATES
from liangcao.language import N_, _
from liangcao.language.things import group
from liangcao.reports.catalogue_pages import SORTS, ItemFilter, count_items, find_items
from liangcao.reports.items_written import HEADS, items_written
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
COLUMNS = (
    Column("name", N_("物资"), sort="item", primary=True),
    Column("category", N_("类别"), sort="name"),
    Column("unit", N_("最小单位")),
    Column("packs", N_("包装")),
    Column("aliases", N_("别名"), wide_only=True),
    Column("standard", N_("执行标准"), sort="standard", wide_only=True),
    Column("life", N_("保质期"), sort="life", numeric=True, wide_only=True),
)


def _filter(request: Request) -> ItemFilter:
    asked = request.query_params
    state, sort = asked.get("state", ""), asked.get("sort", "")
    return ItemFilter(
        words=asked.get("q", "").strip()[:100],
        category=asked.get("category", "")[:100],
        is_scarce=asked.get("scarce", "") == "1",
        state=state if state in STATES else "",
        sort=sort if sort.removeprefix("-") in SORTS else "name",
    )


def _chips(wanted: ItemFilter) -> list[tuple[str, str]]:
    """The filters in force, each with the list without it."""
    told = {
        "q": (wanted.words, wanted.words),
        "category": (wanted.category, group(wanted.category)),
        "scarce": ("1" if wanted.is_scarce else "", _("紧缺")),
        "state": (wanted.state, _(STATES.get(wanted.state, ""))),
    }
    in_force = {name: value for name, (value, _word) in told.items() if value}
    return [
        (told[name][1], "/items?" + urlencode({other: value for other, value in in_force.items() if other != name}))
        for name in in_force
    ]


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
        sort=wanted.sort,
        chips=_chips(wanted),
        states=[(state, _(word)) for state, word in STATES.items() if state != ACTIVE],
        categories=[(name, group(name)) for name in groups],
        query="?" + request.url.query if request.url.query else "",
    )


@router.get("/items.{kind}")
def item_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same, whole, as a sheet."""
    with visitor.office.database.read() as connection:
        rows = find_items(connection, visitor.district_id, _filter(request), page=(MOST_EXPORTED, 0))
        table = [list(row) for row in items_written(connection, visitor.district_id, rows)]
    return sheet_response(HEADS, table, kind=kind, name=_("物资目录"))


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
