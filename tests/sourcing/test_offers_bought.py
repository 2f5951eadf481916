"""Offers on the way to a purchase: side by side with how their sellers delivered, and taken up by what buys."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from liangcao.database.context import Context
from liangcao.kernel.errors import Refused
from liangcao.receiving.commands import AnnounceArrival, ReceiveGoods
from liangcao.reports.lead_pages import gaps
from liangcao.reports.lead_tables import leads_table
from liangcao.reports.offers_compared import Compared, compare_offers
from liangcao.requests.commands import ApproveRequest, AskLine, Decision, SubmitRequest
from liangcao.sourcing.commands import CaptureLead, EndOffer
from liangcao.sourcing.turning import buy_offer
from scenarios.cast import MORNING, Cast, found

DAY = 86_400_000
ZONE = "Asia/Shanghai"


@pytest.fixture
def cast(copy_of: Callable[..., str]) -> Iterator[Cast]:
    cast = Cast(copy_of(found))
    yield cast
    cast.close()


def offer_from(cast: Cast, price_fen: int, **more: Any) -> int:
    """An offer of KN95 respirators; `more` are fields of the lead and, after ``offer_``, of the offer."""
    terms = {"item_id": cast.id_of("item", "KN95"), "quantity": 1_000, "price_fen": price_fen}
    terms |= {name.removeprefix("offer_"): value for name, value in more.items() if name.startswith("offer_")}
    lead = {name: value for name, value in more.items() if not name.startswith("offer_")}
    said = {"channel": "local", "contact": "李", **lead, "offers": (terms,)}
    return int(cast.do("采购壬", CaptureLead.model_validate(said)).answer["offer_ids"][0])


def compared(cast: Cast, today: str = "2020-02-03") -> dict[int, Compared]:
    with cast.database.read() as connection:
        rows = compare_offers(connection, 1, cast.id_of("item", "KN95"), today=today, timezone=ZONE)
    return {each.offer.offer_id: each for each in rows}


def deliver(cast: Cast, accepted: int, rejected: int) -> None:
    """A thousand are announced for 31 January; so many come on 2 February, so many of them are sent back."""
    seller, store = cast.id_of("party", "上海供应"), cast.id_of("place", "主库")
    comes = {"source_kind": "purchase", "source_party_id": seller, "location_id": store}
    line = {"item_id": cast.id_of("item", "KN95"), "quantity": 1_000}
    told = {**comes, "expected_on": "2020-01-31", "lines": (line,)}
    number = cast.do("值班甲", AnnounceArrival.model_validate(told)).answer["arrival_id"]
    cast.clock.advance(2 * DAY)
    counted = {"item_id": cast.id_of("item", "KN95"), "accepted": accepted, "rejected": rejected, "arrival_line": 1}
    counted |= {"reject_reason": "受潮"} if rejected else {}
    cast.do("保管乙", ReceiveGoods.model_validate({**comes, "arrival_id": number, "lines": (counted,)}))


def test_how_a_seller_delivered_is_what_arrivals_and_receipts_say(cast: Cast) -> None:
    known = offer_from(cast, 320, supplier_id=cast.id_of("party", "上海供应"))
    stranger = offer_from(cast, 330)
    assert not compared(cast)[known].reliability.is_known
    deliver(cast, 800, 200)
    found = compared(cast)[known].reliability
    assert (found.arrivals, found.late, found.promised, found.came) == (1, 1, 1_000, 800)
    assert (found.accepted, found.rejected, found.rejected_permille) == (800, 200, 200)
    assert not compared(cast)[stranger].reliability.is_known


def test_the_cheapest_when_it_is_here_comes_first_and_an_offer_over_its_day_last(cast: Cast) -> None:
    far = offer_from(cast, 300, offer_extra_fen=30_000, offer_delivery_days=5)  # 3.30 when it is here
    near = offer_from(cast, 320, offer_availability="spot")
    over = offer_from(cast, 310, offer_valid_until="2020-02-01")
    wrong = offer_from(cast, 350)
    cast.do("采购壬", EndOffer(offer_id=wrong, reason="written_wrong"))
    rows = compared(cast)
    assert list(rows) == [near, far, over]
    assert [(row.standing, row.is_cheapest, row.is_soonest) for row in rows.values()] == [
        ("live", True, True), ("live", False, False), ("expired", False, False)
    ]  # fmt: skip
    assert rows[near].by_others.verdict == "few"
    for price in (325, 315, 318):
        offer_from(cast, price)
    dear = offer_from(cast, 640)
    assert compared(cast)[dear].by_others.verdict == "high"
    assert compared(cast)[near].by_others.verdict == "usual"


def test_a_price_that_was_paid_counts_like_one_that_was_offered(cast: Cast) -> None:
    item_id, seller, store = cast.id_of("item", "KN95"), cast.id_of("party", "上海供应"), cast.id_of("place", "主库")
    for number in range(3):
        line = {"item_id": item_id, "accepted": 10, "batch_number": f"K{number}", "unit_cost_fen": 300 + number}
        comes = {"source_kind": "purchase", "source_party_id": seller, "location_id": store, "lines": (line,)}
        cast.do("保管乙", ReceiveGoods.model_validate(comes))
    with pytest.raises(Refused, match="price_far_off"):
        offer_from(cast, 9_060)  # thirty times the last one
    dear = offer_from(cast, 640)
    judged = compared(cast)[dear].by_history
    assert (judged.verdict, judged.count, judged.middle, judged.spread) == ("high", 3, 301, 1)


def context_of(cast: Cast, connection: Any) -> Context:
    ids = count(10_000)
    return Context(connection, 1, cast.id_of("person", "采购壬"), MORNING, MORNING, "2020-01-31", 99, lambda: next(ids))


def test_a_purchase_takes_an_offer_up_once(cast: Cast) -> None:
    offer_id = offer_from(cast, 320, offer_valid_until="2020-01-31")
    gone = offer_from(cast, 330)
    cast.do("采购壬", EndOffer(offer_id=gone, reason="sold_out"))
    with cast.database.read() as connection:
        bought, rows, changes = buy_offer(context_of(cast, connection), offer_id, 77)
        assert (bought.price_fen, bought.quantity) == (320, 1_000)
        assert [(row.table, row.values["state"], row.values["other_id"]) for row in rows] == [
            ("lead_turn", "bought", 77)
        ]
        assert [(each.table, dict(each.values)) for each in changes] == [
            ("offer", {"state": "bought", "purchase_id": 77}),
            ("lead", {"state": "bought", "call_at": 0}),
        ]
        assert [dict(each.expected) for each in changes] == [{"state": "live"}, {"state": "offer"}]
        for number, code in ((gone, "wrong_state"), (999_999, "unknown_document")):
            with pytest.raises(Refused, match=code):
                buy_offer(context_of(cast, connection), number, 78)


def test_what_is_short_is_what_is_neither_there_nor_coming(cast: Cast) -> None:
    item_id = cast.id_of("item", "KN95")
    unit = cast.id_of("party", "中心医院")
    asked = SubmitRequest(unit_id=unit, lines=(AskLine(item_id=item_id, quantity=5_000),))
    number = cast.do("值班甲", asked).answer["request_id"]
    cast.do("审批丙", ApproveRequest(request_id=number, lines=(Decision(line_number=1, approved=5_000),)))
    offer_from(cast, 4, item_id=item_id)
    deliver(cast, 600, 0)  # 400 of a thousand are still to come
    with cast.database.read() as connection:
        found = gaps(connection, 1, "2020-02-03")
        assert [(gap.wanted, gap.available, gap.coming, gap.short, gap.leads) for gap in found] == [
            (5_000, 600, 400, 4_000, 1)
        ]
        rows = list(leads_table(connection, 1, None))  # type: ignore[arg-type]
    assert [(row[1], row[4], row[5], row[7]) for row in rows] == [("本地", "KN95防颗粒物口罩", 1_000, "0.04")]
