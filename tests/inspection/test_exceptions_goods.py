"""Exceptions of goods and money: for each rule a case that it shows, and one that it must not."""

from fractions import Fraction
from typing import Any

from inspection.looking import DAY, HOUR, cells, look
from liangcao.allocation.commands import AdoptPlan, ProposePlan
from liangcao.catalog.commands import RegisterItem
from liangcao.funds.commands import AppropriateFunds, PayParty
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.reports.exceptions.price_rule import judge
from liangcao.requests.commands import ApproveRequest, AskLine, Decision, SubmitRequest
from liangcao.shipping.commands import (
    DeliveredLine,
    DispatchShipment,
    RecordDelivery,
    SettleDifference,
    SettledLine,
)
from liangcao.storing.commands import ReverseEntry, WriteOff
from scenarios.cast import Cast
from scenarios.deeds import move, receive

MINUTE = 60_000
MASK = "医用外科口罩"


def take_in(cast: Cast, *lines: dict[str, Any], number: str = "送货单一", source: str = "上海供应") -> Any:
    made = tuple(ReceiptLine.model_validate({"accepted": 100, "batch_number": "B1", **line}) for line in lines)
    command = ReceiveGoods(
        source_kind="purchase" if source == "上海供应" else "donation",
        source_party_id=cast.id_of("party", source),
        location_id=cast.id_of("place", "主库"),
        document_number=number,
        lines=made,
    )
    return cast.do("保管乙", command)


def send(cast: Cast, quantity: int = 30) -> int:
    """Asked, approved, planned, adopted, dispatched: the shipment."""
    lines = (AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=quantity),)
    asked = cast.do("值班甲", SubmitRequest(unit_id=cast.id_of("party", "中心医院"), lines=lines)).answer["request_id"]
    approved = (Decision(line_number=1, approved=quantity),)
    cast.do("审批丙", ApproveRequest(request_id=asked, lines=approved))
    plan = cast.do("值班甲", ProposePlan(location_id=cast.id_of("place", "主库"))).answer["plan_id"]
    cast.do("审批丙", AdoptPlan(plan_id=plan))
    sent = cast.do("保管乙", DispatchShipment(plan_id=plan, unit_id=cast.id_of("party", "中心医院")))
    return int(sent.answer["shipment_id"])


def sign(cast: Cast, shipment: int, received: int, difference: str = "") -> None:
    line = DeliveredLine(line_number=1, received=received, difference=difference)
    cast.do("司机癸", RecordDelivery(shipment_id=shipment, lines=(line,), receiver="李主任"))


def test_what_was_written_off_or_went_missing(cast: Cast) -> None:
    lot_id, _ = receive(cast, 100)
    cast.do("保管乙", move(cast, lot_id, 5))
    place = cast.id_of("place", "主库")
    cast.do_signed("保管乙", WriteOff(lot_id=lot_id, location_id=place, quantity=10, reason="雨淋"))
    shipment = send(cast)
    assert len(look(cast, "lost")) == 1
    sign(cast, shipment, 28, "少两只")
    assert len(look(cast, "lost")) == 1  # missing, but nobody has said that it is lost
    lost = (SettledLine(line_number=1, lost=2),)
    cast.do_signed("值班甲", SettleDifference(shipment_id=shipment, lines=lost, reason="路上淋湿"))
    assert cells(cast, "lost") == [
        (MASK, "A1", (2, "只"), ("中心医院", "shipment"), "shipping.settle_difference", "路上淋湿"),
        (MASK, "A1", (10, "只"), ("主库", "store"), "storing.write_off", "雨淋"),
    ]
    assert [case.actor_name for case in look(cast, "lost")] == ["值班甲", "保管乙"]


def test_what_is_missing_and_nobody_settles(cast: Cast) -> None:
    receive(cast, 100)
    shipment = send(cast)
    sign(cast, shipment, 28, "少两只")
    cast.clock.advance(24 * HOUR)
    assert look(cast, "missing") == []
    cast.clock.advance(MINUTE)
    (case,) = look(cast, "missing")
    assert case.cells == (MASK, "A1", (2, "只"), ("shipment", shipment), "中心医院", "少两只", 24 * HOUR + MINUTE)
    assert case.actor_name == "司机癸"
    assert look(cast, "missing", limit=48) == []
    found = (SettledLine(line_number=1, found=2, location_id=cast.id_of("place", "主库")),)
    cast.do("值班甲", SettleDifference(shipment_id=shipment, lines=found, reason="车上找到"))
    assert look(cast, "missing") == []


def test_goods_sent_as_soon_as_they_were_booked(cast: Cast) -> None:
    receive(cast, 100)
    booked = cast.clock.now()
    cast.clock.advance(29 * MINUTE)
    shipment = send(cast)
    (case,) = look(cast, "hasty")
    assert case.cells[0:2] == (MASK, "A1")
    assert case.cells[3:] == (("shipment", shipment), "中心医院", 29 * MINUTE)
    assert case.at == booked
    assert look(cast, "hasty", limit=29) == []
    cast.clock.advance(HOUR)
    send(cast, 10)  # the lot goes on being sent; its first way out is what counts
    assert len(look(cast, "hasty")) == 1


def test_goods_that_lay_for_a_while_are_no_exception(cast: Cast) -> None:
    receive(cast, 100)
    cast.clock.advance(31 * MINUTE)
    send(cast)
    assert look(cast, "hasty") == []
    assert len(look(cast, "hasty", limit=60)) == 1


def test_receipts_without_papers(cast: Cast) -> None:
    mask = cast.id_of("item", "外科口罩")
    cast.do("管理戊", RegisterItem(name="示例测温枪", base_unit="把"))
    gun = cast.id_of("item", "示例测温枪")
    whole = {"item_id": mask, "expires_on": "2022-01-01"}
    take_in(cast, whole, {"item_id": gun})  # nothing is missing: a thermometer does not expire
    assert look(cast, "bare") == []
    bare = take_in(cast, whole, {**whole, "batch_number": ""}, {"item_id": mask}, number="").answer["receipt_id"]
    (case,) = look(cast, "bare")
    assert case.cells == (
        "上海供应", ("receipt", bare), (("没有单据号", 1), ("{n} 批没有批号", 1), ("{n} 批没有有效期", 1)),
    )  # fmt: skip
    cast.do_signed("保管乙", ReverseEntry(entry=case.entry, reason="重开"))
    assert look(cast, "bare") == []


def test_shipments_nobody_signed_for(cast: Cast) -> None:
    receive(cast, 100)
    signed, waiting = send(cast, 10), send(cast, 20)
    cast.clock.advance(24 * HOUR)
    assert look(cast, "unsigned") == []
    cast.clock.advance(MINUTE)
    sign(cast, signed, 10)
    assert cells(cast, "unsigned") == [("中心医院", ("shipment", waiting), "主库", 24 * HOUR + MINUTE)]
    assert look(cast, "unsigned", limit=48) == []
    cast.clock.advance(100 * DAY)  # it stands open, however long ago
    assert len(look(cast, "unsigned")) == 1


def test_prices_that_stand_out(cast: Cast) -> None:
    mask = cast.id_of("item", "外科口罩")

    def buy(*prices: int) -> list[int]:
        lines = [{"item_id": mask, "unit_cost_fen": price, "is_checked": True} for price in prices]
        return [take_in(cast, line).answer["receipt_id"] for line in lines]

    buy(100, 150)
    assert look(cast, "prices") == []
    (dear,) = buy(300)  # of three prices, twice the median
    take_in(
        cast, {"item_id": mask, "unit_cost_fen": 9_999, "is_checked": True}, source="慈善总会"
    )  # a gift was not bought
    take_in(cast, {"item_id": mask})
    assert cells(cast, "prices") == [(MASK, ("receipt", dear), "上海供应", 300, 150, 3)]
    buy(50, 260)
    assert look(cast, "prices") == []  # 50 to 300: far apart, but so are they all
    buy(150, 150, 150, 160)
    (dear,) = buy(480)
    far = [(each[1], each[3]) for each in cells(cast, "prices") if each[3] in (150, 160, 480)]
    assert far == [(("receipt", dear), 480)]
    assert look(cast, "prices", since=cast.clock.now() + 1) == []
    cast.clock.advance(40 * DAY)
    assert look(cast, "prices") == []  # outside the usual 30 days
    (cheap,) = buy(10)
    assert [each[1] for each in cells(cast, "prices")] == [("receipt", cheap)]  # the old ones count as history


def fen(*prices: int) -> list[Fraction]:
    """Prices of one base unit."""
    return [Fraction(price) for price in prices]


def test_the_price_rule() -> None:
    assert not judge(fen(500)).is_far(Fraction(500))
    assert judge(fen(100, 200)).is_far(Fraction(200))
    assert not judge(fen(100, 199)).is_far(Fraction(199))
    assert judge(fen(100, 300, 290, 50)).is_far(Fraction(50))
    steady = judge(fen(100, 100, 100, 100, 130))
    assert (steady.median, steady.spread) == (100, 0)
    assert steady.is_far(Fraction(121))
    assert not steady.is_far(Fraction(120))
    assert steady.is_far(Fraction(79))
    wide = judge(fen(100, 80, 120, 60, 140))
    assert (wide.median, wide.spread) == (100, 20)
    assert not wide.is_far(Fraction(200))
    assert wide.is_far(Fraction(201))
    spread_out = judge(fen(100, 20, 180, 10, 190))
    assert not spread_out.is_far(Fraction(21))
    assert spread_out.is_far(Fraction(20))
    assert spread_out.is_far(Fraction(500))
    cheap = judge([Fraction(4, 10)] * 4 + [Fraction(49, 100)])  # in whole fen they would all be nothing
    assert cheap.is_far(Fraction(49, 100))
    assert not cheap.is_far(Fraction(48, 100))


def pay(cast: Cast, amount: int, receipt: int | None = None) -> int:
    values = {"party_id": cast.id_of("party", "上海供应"), "amount_fen": amount, "receipt_id": receipt, "note": "货款"}
    command = PayParty(budget_line_id=cast.id_of("place", "专款"), **values)
    return int(cast.do_signed("财务丁", command).answer["released_entry"])


def test_money_and_goods_that_do_not_move_together(cast: Cast) -> None:
    mask = cast.id_of("item", "外科口罩")
    cast.do("财务丁", AppropriateFunds(budget_line_id=cast.id_of("place", "专款"), amount_fen=10_000_000))
    paid = take_in(cast, {"item_id": mask, "unit_cost_fen": 300}).answer["receipt_id"]
    half = take_in(cast, {"item_id": mask, "unit_cost_fen": 300}).answer["receipt_id"]
    unpriced = take_in(cast, {"item_id": mask}).answer["receipt_id"]
    take_in(cast, {"item_id": mask, "unit_cost_fen": 300}, source="慈善总会")  # a gift is not paid for
    pay(cast, 30_000, paid)
    pay(cast, 10_000, half)
    assert look(cast, "unfounded") == []
    ahead = pay(cast, 5_000)
    undone = pay(cast, 6_000)
    cast.do("财务丁", ReverseEntry(entry=undone, reason="付错了"))
    assert [(case.entry, case.cells[2:5]) for case in look(cast, "unfounded")] == [(ahead, (5_000, "", "货款"))]
    assert look(cast, "unpaid") == []  # a week is nothing
    cast.clock.advance(7 * DAY + 1)
    assert cells(cast, "unpaid") == [
        ("上海供应", ("receipt", half), 30_000, 10_000, 7 * DAY + 1),
        ("上海供应", ("receipt", unpriced), 0, 0, 7 * DAY + 1),
    ]
    assert look(cast, "unpaid", limit=8) == []
    entry = cast.ask("SELECT entry FROM receipt WHERE receipt_id = ?", paid)[0][0]
    cast.do_signed("保管乙", ReverseEntry(entry=entry, reason="没有这批货"))
    assert [case.cells[2] for case in look(cast, "unfounded")] == [30_000, 5_000]
    cast.clock.advance(100 * DAY)
    assert len(look(cast, "unfounded")) == 2
