"""Books with picking and packing in them: a list walked, packages numbered, kits made and opened, a driver's word."""

from dataclasses import dataclass

from liangcao.allocation.commands import AdoptPlan, ProposePlan
from liangcao.packing.commands import (
    AssembleKits,
    KitPart,
    PackedLine,
    PackGoods,
    PartLot,
    SetKit,
    SetPrefix,
    TakeApart,
)
from liangcao.picking.commands import ConfirmPick, OpenPickList, StartPicking
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.requests.commands import ApproveRequest, AskLine, Decision, SubmitRequest
from liangcao.shipping.commands import DispatchShipment, TakeOver
from scenarios.cast import Cast


@dataclass(frozen=True)
class Packers:
    """Who of an office asks, approves, picks, drives and sets up; and of what, where, for whom."""

    coordinator: str = "值班甲"
    approver: str = "审批丙"
    keeper: str = "保管乙"
    driver: str = "司机癸"
    admin: str = "管理戊"
    item: str = "外科口罩"
    store: str = "主库"
    unit: str = "中心医院"
    supplier: str = "上海供应"


def packed_books(cast: Cast, who: Packers | None = None) -> None:
    """Fifty masks are picked, packed in two boxes, sent and taken; ten kits of three are made, two opened."""
    who = who or Packers()
    store, item = cast.id_of("place", who.store), cast.id_of("item", who.item)
    line = ReceiptLine(item_id=item, accepted=600, batch_number="备货")
    source = {"source_kind": "purchase", "source_party_id": cast.id_of("party", who.supplier)}
    receipt = ReceiveGoods.model_validate({**source, "location_id": store, "lines": (line,)})
    lot = int(cast.do(who.keeper, receipt).answer["lot_ids"][0])
    asked = SubmitRequest(unit_id=cast.id_of("party", who.unit), lines=(AskLine(item_id=item, quantity=50),))
    request = int(cast.do(who.coordinator, asked).answer["request_id"])
    approved = ApproveRequest(request_id=request, lines=(Decision(line_number=1, approved=50),))
    cast.do(who.approver, approved)
    proposed = ProposePlan(location_id=store, item_ids=(item,))
    plan = int(cast.do(who.coordinator, proposed).answer["plan_id"])
    cast.do(who.approver, AdoptPlan(plan_id=plan))
    _picked_and_sent(cast, who, plan)
    other = cast.ask("SELECT item_id FROM item WHERE kind = 'goods' AND item_id <> ? ORDER BY item_id", item)[0][0]
    cast.do(who.coordinator, SetKit(item_id=other, parts=(KitPart(item_id=item, quantity=3),)))
    parts = (PartLot(lot_id=lot, quantity=30),)
    made = AssembleKits(item_id=other, location_id=store, quantity=10, parts=parts)
    kit = int(cast.do(who.keeper, made).answer["lot_id"])
    cast.do(who.keeper, TakeApart(lot_id=kit, location_id=store, quantity=2, reason="急用"))


def _picked_and_sent(cast: Cast, who: Packers, plan: int) -> None:
    unit = cast.id_of("party", who.unit)
    number = int(cast.do(who.keeper, OpenPickList(plan_id=plan, unit_ids=(unit,))).answer["pick_id"])
    cast.do(who.keeper, StartPicking(pick_id=number))
    for place, quantity in cast.ask("SELECT line_number, quantity FROM pick_line WHERE pick_id = ?", number):
        cast.do(who.keeper, ConfirmPick(pick_id=number, line_number=place, picked=quantity))
    cast.do(who.admin, SetPrefix(prefix="690123456", reason="编码中心发的"))
    lot, line, area = cast.ask(
        "SELECT lot_id, line_number, location_id FROM plan_line WHERE plan_id = ? AND unit_id = ? AND quantity > 1 "
        "ORDER BY line_number",
        plan,
        unit,
    )[0]
    packed = (PackedLine(lot_id=lot, plan_line=line, quantity=1),)
    cast.do(who.keeper, PackGoods(location_id=area, plan_id=plan, lines=packed, count=2))
    sent = cast.do(who.keeper, DispatchShipment(plan_id=plan, unit_id=unit)).answer["shipment_id"]
    cast.do(who.driver, TakeOver(shipment_id=sent, packages=2))
