"""The warehouse's own office for the browser: the small one, with a place for rejects, more shelves and a donor."""

from liangcao.access.commands import GrantRole
from liangcao.allocation.commands import AdoptPlan, ProposePlan
from liangcao.operations.approvals import ApproveHeld
from liangcao.parties.commands import RegisterLocation, RegisterParty
from liangcao.picking.commands import OpenPickList, StartPicking
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.requests.commands import ApproveRequest, AskLine, Decision, SubmitRequest
from liangcao.shipping.commands import DeliveredLine, DispatchShipment, RecordDelivery
from liangcao.storing.commands import MoveStock, ReverseEntry
from web.deskwork import approve, ask_for, propose
from web.webtools import WebOffice, found

A_DAY = 24 * 3_600_000


def found_warehouse(url: str) -> None:
    """Make its books."""
    found(url)
    office = WebOffice(url)
    store = office.ids["主库"]
    for kind, name in (("rejects", "退货区"), ("shelf", "A-02"), ("shelf", "B-01")):
        office.do("admin", RegisterLocation(kind=kind, name=name, parent_id=store))  # type: ignore[arg-type]
    office.do("admin", RegisterParty(kind="supplier", name="上海示例医疗"))
    office.do("admin", RegisterParty(kind="donor", name="示例慈善总会"))
    office.close()


def on_hand(office: WebOffice, batch: str) -> dict[str, int]:
    """What each of our places has of a batch."""
    rows = office.ask(
        "SELECT location.name, on_hand FROM balance JOIN lot ON lot.lot_id = balance.lot_id "
        "JOIN location ON location.location_id = balance.location_id "
        "WHERE batch_number = ? AND on_hand > 0 AND balance.is_outside = 0",
        batch,
    )
    return dict(rows)


def pick_list(office: WebOffice, quantity: int = 3_000) -> int:
    """A list of masks for the hospital, taken by the keeper."""
    approve(office, ask_for(office, quantity), quantity)
    plan = propose(office)
    office.do("approver", AdoptPlan(plan_id=plan))
    pick = office.do("keeper", OpenPickList(plan_id=plan, unit_ids=(office.ids["示例医院"],))).answer["pick_id"]
    office.do("keeper", StartPicking(pick_id=pick))
    return int(pick)


def found_lived_in(url: str) -> None:
    """The same after a day: masks on a shelf and at the hospital, a mistake taken back, goods in another store."""
    found_warehouse(url)
    office = WebOffice(url)
    office.clock.advance(A_DAY)
    lot = int(office.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])
    _deliver(office, 3_000)
    place = {"source_id": office.ids["主库"], "destination_id": office.ids["A-01"]}
    office.do("keeper", MoveStock(lot_id=lot, quantity=4_000, **place))
    wrong = office.do("keeper", MoveStock(lot_id=lot, quantity=500, **{**place, "destination_id": office.ids["B-01"]}))
    office.do("keeper", ReverseEntry(entry=wrong.entry, reason="放错了"))
    other = office.do("admin", RegisterLocation(kind="store", name="分库")).answer["location_id"]
    held = office.do("admin", GrantRole(actor_id=office.ids["buyer"], role="keeper", location_id=other))
    office.do("admin2", ApproveHeld(held_id=held.answer["held_id"]))
    line = ReceiptLine(item_id=office.ids["84消毒液"], accepted=42, batch_number="X9")
    donor = office.ids["示例慈善总会"]
    gift = ReceiveGoods(source_kind="donation", source_party_id=donor, location_id=other, lines=(line,))
    office.do("buyer", gift)
    office.close()


def _deliver(office: WebOffice, quantity: int) -> None:
    """Masks asked for, approved, planned, sent and signed for, fifty of them missing."""
    hospital, store, mask = office.ids["示例医院"], office.ids["主库"], office.ids["医用外科口罩"]
    asked = office.do("unit", SubmitRequest(unit_id=hospital, lines=(AskLine(item_id=mask, quantity=quantity),)))
    decision = Decision(line_number=1, approved=quantity)
    office.do("approver", ApproveRequest(request_id=asked.answer["request_id"], lines=(decision,)))
    plan = office.do("coordinator", ProposePlan(location_id=store)).answer["plan_id"]
    office.do("approver", AdoptPlan(plan_id=plan))
    sent = office.do("keeper", DispatchShipment(plan_id=plan, unit_id=hospital, vehicle="鲁C", driver="示例·孙"))
    line = DeliveredLine(line_number=1, received=quantity - 50, difference="少一盒")
    office.do("unit", RecordDelivery(shipment_id=sent.answer["shipment_id"], receiver="示例·李", lines=(line,)))
