"""Leads and offers by the API."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_LEADS, SEE_PERSONAL_DATA
from liangcao.kernel.moment import day_of
from liangcao.reports.offers_compared import Compared, compare_offers
from liangcao.sourcing.prices import Judged
from liangcao.sourcing.queries import LeadFilter, Offer, calls_of, lead, leads_page, offers_of, turns_of
from liangcao.sourcing.rules import CHANNELS, in_yuan
from liangcao.web.api_models import After, Document, Limit, Page
from liangcao.web.api_reads import Id, page_of, shown
from liangcao.web.visitor import SignedIn

router = APIRouter(tags=["reading"])
_SEALED = ("contact", "phone", "remark", "said")


def _open(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in _SEALED}


def _offer(each: Offer) -> dict[str, Any]:
    """An offer with its exact prices in yuan for one base unit."""
    return {**_open(asdict(each)), "unit_price": in_yuan(each.price.exact), "landed_price": in_yuan(each.landed)}


@router.get("/leads", response_model=Page, summary="货源线索 Leads", operation_id="leads")
def leads(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern="^(open|offer|bought|dead|merged)?$")] = "",
    channel: Annotated[str, Query(pattern=f"^({'|'.join(CHANNELS)})?$")] = "",
    item_id: Id = 0,
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Leads, the newest first."""
    visitor.need(SEE_LEADS)
    wanted = LeadFilter(state=state, channel=channel, item_id=item_id)
    with visitor.office.database.read() as connection:
        rows = leads_page(connection, visitor.district_id, wanted, page=(limit, after))
    return page_of([_open(asdict(each)) for each in rows], after, limit)


@router.get("/leads/{number}", response_model=Document, summary="一条线索 One lead", operation_id="lead")
def one_lead(visitor: SignedIn, number: int) -> JSONResponse:
    """A lead with its calls and turns in its head, and its offers."""
    visitor.need(SEE_LEADS)
    number, district = max(0, min(number, 2**53 - 1)), visitor.district_id
    with visitor.office.database.read() as connection:
        head = lead(connection, district, number)
        calls = calls_of(connection, district, [number])
        turns = [asdict(each) for each in turns_of(connection, district, [number])]
        offers = offers_of(connection, district, [number])[number]
        may_know = visitor.may(SEE_PERSONAL_DATA)
        said = reveal(connection, district, [each.said for each in calls]) if may_know else {}
    told = [{**_open(asdict(each)), **({"said": said.get(each.said, "")} if may_know else {})} for each in calls]
    return JSONResponse(
        {
            "head": {**shown(visitor, head), "calls_made": told, "turns": turns},
            "lines": [_offer(each) for each in offers],
        }
    )


@router.get("/offers", response_model=Page, summary="比报价 Offers of an item compared", operation_id="offers")
def offers(visitor: SignedIn, item_id: Annotated[int, Query(gt=0, le=2**53 - 1)]) -> JSONResponse:
    """The offers of an item side by side: those that stand today first, the cheapest first."""
    visitor.need(SEE_LEADS)
    zone = visitor.office.timezone
    today = day_of(visitor.office.clock.now(), zone)
    with visitor.office.database.read() as connection:
        rows = compare_offers(connection, visitor.district_id, item_id, today=today, timezone=zone)
    return JSONResponse({"rows": [_compared(each) for each in rows], "next": None})


def _compared(each: Compared) -> dict[str, Any]:
    return {
        **_offer(each.offer),
        "standing": each.standing,
        "by_history": _judged(each.by_history),
        "by_others": _judged(each.by_others),
        "reliability": asdict(each.reliability),
        "is_cheapest": each.is_cheapest,
        "is_soonest": each.is_soonest,
    }


def _judged(judged: Judged) -> dict[str, Any]:
    figures = {"median": in_yuan(judged.middle), "spread": in_yuan(judged.spread)}
    return {"verdict": judged.verdict, "count": judged.count, **figures}
