"""The catalogue by the API: what is stocked, found as the page finds it, and one item with all that belongs to it."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from liangcao.catalog.rules import STATES
from liangcao.kernel.moment import day_of
from liangcao.reports.catalogue_pages import ItemFilter, find_items
from liangcao.reports.item_page import item_told
from liangcao.requests.substitutes import SubstituteRule
from liangcao.web.api_models import After, Document, Limit, Page
from liangcao.web.api_reads import Words, bounded, page_of
from liangcao.web.visitor import SignedIn

router = APIRouter(tags=["reading"])


@router.get("/items", response_model=Page, summary="物资目录 Items", operation_id="items")
def items(
    visitor: SignedIn,
    q: Words = "",
    category: Words = "",
    scarce: Annotated[bool, Query(description="Only what is marked scarce")] = False,
    state: Annotated[str, Query(pattern=f"^({'|'.join(STATES)})?$", description="Empty: in use")] = "",
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Goods of the catalogue with their packs, by category and name; `q` is a name, pinyin, another name or a code."""
    wanted = ItemFilter(words=q, category=category, is_scarce=scarce, state=state)
    with visitor.office.database.read() as connection:
        rows = find_items(connection, visitor.district_id, wanted, page=(limit, after))
    return page_of([asdict(row) for row in rows], after, limit)


@router.get("/items/{number}", response_model=Document, summary="一样物资 One item", operation_id="item")
def one_item(visitor: SignedIn, number: int) -> JSONResponse:
    """An item with its packs, codes, papers asked for and changes in its head; a line for each rule in force about
    what may serve for it, the first choice first."""
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    with visitor.office.database.read() as connection:
        told = item_told(connection, visitor.district_id, bounded(number), today=today)
    head = {
        **asdict(told.item),
        "aliases": list(told.aliases),
        "codes": [{**asdict(each), "holds_today": each.holds(today)} for each in told.codes],
        "papers": list(told.papers),
        "serves_for": [each.item_id for each in told.served],
        "changes": [asdict(each) for each in told.changes],
    }
    return JSONResponse({"head": head, "lines": [_rule(each) for each in told.serving]})


def _rule(rule: SubstituteRule) -> dict[str, Any]:
    """A rule: `other_id` may (or may not) serve, for units of these kinds and classes; none named means all."""
    return asdict(rule)
