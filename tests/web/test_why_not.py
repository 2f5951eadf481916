"""What duties keep somebody from, said in place of a button; and that what is foretold is what the handlers do."""

import json
from typing import Any

import pytest
from accounting import browser, delegate, give, page
from deskwork import approve, ask_for, propose, send
from foretold import came_back, counted, handed_over, refunded
from webtools import WebOffice, fresh, words

from liangcao.access.duties import DUTIES, EXCLUDES
from liangcao.access.queries import Conflict
from liangcao.allocation.commands import AdoptPlan, DropLines
from liangcao.donations.commands import (
    AnnounceDonation,
    BookMoney,
    HandedLine,
    OfferPublicly,
    RecordSlip,
    TakeUpOffer,
    ValuedLine,
    ValueDonation,
)
from liangcao.funds.commands import PayParty
from liangcao.kernel.command import Command, command_data
from liangcao.kernel.effects import DutyDone
from liangcao.kernel.errors import Refused
from liangcao.operations.actions import ACTIONS
from liangcao.operations.approvals import ApproveHeld, RejectHeld
from liangcao.operations.submission import Submission
from liangcao.papers.commands import AttachPaper
from liangcao.papers.files import keep_file
from liangcao.picking.commands import ChangeLot, ConfirmPick, OpenPickList, StartPicking
from liangcao.procurement.commands import (
    AcceptedLine,
    AcceptPurchase,
    ApprovePurchase,
    PayPurchase,
    ProposePurchase,
    PurchaseLine,
    RejectPurchase,
    ReviewPurchase,
)
from liangcao.receiving.commands import InspectLots, QuarantineLot, ReceiptLine, ReceiveGoods, ReleaseLot
from liangcao.reports.chains import CHAINS_OF, duties_ahead
from liangcao.reports.entries import whole_entry
from liangcao.requests.commands import ApproveRequest, Decision, LogCall, OpenDoor, RejectRequest
from liangcao.shipping.commands import (
    DeliveredLine,
    DispatchShipment,
    RecordDelivery,
    SettleDifference,
    SettledLine,
    TakeOver,
    UndoDelivery,
)
from liangcao.storing.commands import MoveStock, WriteOff
from liangcao.web.pages.why_words import conflict_words


class Day:
    """A day's deeds, each foretold before it is done."""

    def __init__(self, web: WebOffice) -> None:
        self.web = web
        self.told: set[str] = set()

    def do(self, who: str, command: Command) -> dict[str, Any]:
        """Foretell the duties of `command`, do it, and hold one against the other."""
        with self.web.database.read() as connection:
            ahead = duties_ahead(connection, 1, command.action, command_data(command))
        outcome = self.web.do(who, command)
        entry, answer = outcome.entry, dict(outcome.answer)
        if outcome.is_held:
            answer = dict(self.web.do("approver", ApproveHeld(held_id=answer["held_id"])).answer)
            entry = answer["released_entry"]
        self.compare(entry, ahead)
        self.told.add(command.action)
        return answer

    def compare(self, entry: int, ahead: tuple[DutyDone, ...]) -> None:
        """The entry did what was foretold; and beyond it only on a chain that it began."""
        with self.web.database.read() as connection:
            body = json.loads(whole_entry(connection, 1, entry).body)
        did = {tuple(each) for each in body["effects"].get("duties", ())}
        foretold = {(each.chain, each.duty) for each in ahead}
        assert foretold <= did
        begun = {chain for chain, _duty in did - foretold}
        made = {f"{name.removesuffix('_id')}:{value}" for name, value in body["effects"]["answer"].items()}
        assert begun <= made, body


def test_what_is_foretold_is_what_is_done(web: WebOffice) -> None:
    day = Day(web)
    handed_over(day)
    request, other = ask_for(web, 3_000), ask_for(web, 200, who="coordinator")
    day.do("approver", ApproveRequest(request_id=request, lines=(Decision(line_number=1, approved=3_000),)))
    day.do("coordinator", LogCall(request_id=other, outcome="no_answer"))
    day.do("coordinator", LogCall(request_id=other, outcome="confirmed"))
    day.do("approver", RejectRequest(request_id=other, reason="重复"))
    plan = propose(web)
    day.do("approver", AdoptPlan(plan_id=plan))
    pick(day, plan)
    sent = day.do("keeper", DispatchShipment(plan_id=plan, unit_id=web.ids["示例医院"]))["shipment_id"]
    day.do("driver", TakeOver(shipment_id=sent, packages=0))
    few = (DeliveredLine(line_number=1, received=2_900, difference="少两盒"),)
    day.do("unit", RecordDelivery(shipment_id=sent, lines=few, receiver="李示例"))
    day.do("coordinator", UndoDelivery(shipment_id=sent, reason="数错了"))
    more = (DeliveredLine(line_number=1, received=2_950, difference="少一盒"),)
    day.do("unit", RecordDelivery(shipment_id=sent, lines=more, receiver="李示例"))
    found = (SettledLine(line_number=1, found=50, location_id=web.ids["主库"]),)
    day.do("coordinator", SettleDifference(shipment_id=sent, lines=found, reason="车上找到"))
    late = ask_for(web, 500)
    approve(web, late, 500)
    day.do("coordinator", DropLines(plan_id=propose(web), line_numbers=(1,), reason="不要了"))
    lot = web.ask("SELECT lot_id FROM lot JOIN item USING (district_id, item_id) WHERE kind = 'goods'")[0][0]
    day.do("keeper", QuarantineLot(lot_id=lot, reason="受潮"))
    day.do("approver", ReleaseLot(lot_id=lot, evidence="复检合格"))
    day.do("approver", InspectLots.model_validate(given_to_inspect(web)))
    write_off = WriteOff(lot_id=lot, location_id=web.ids["主库"], quantity=1, reason="破损")
    held = web.do("keeper", write_off).answer["held_id"]
    day.do("approver", ApproveHeld(held_id=held))
    held = web.do("keeper", write_off).answer["held_id"]
    day.do("approver", RejectHeld(held_id=held, reason="不实"))
    pay = PayParty(
        budget_line_id=web.ids["应急专款"], party_id=web.ids["示例供应商"], amount_fen=100, note="货款",
        document_number="F1", receipt_id=bought(web),
    )  # fmt: skip
    day.do("treasurer", pay)
    buy(day)
    given(day)
    refunded(day)
    counted(day)
    came_back(day, sent)
    assert day.told == set(CHAINS_OF)


def pick(day: Day, plan: int) -> None:
    """A list of the hospital's goods, picked from the shelf instead."""
    web = day.web
    opened = OpenPickList(plan_id=plan, unit_ids=(web.ids["示例医院"],))
    number = int(web.do("keeper", opened).answer["pick_id"])
    day.do("keeper", StartPicking(pick_id=number))
    lot, store = web.ask("SELECT lot_id, location_id FROM pick_line WHERE pick_id = ?", number)[0]
    shelf = web.ids["A-01"]
    web.do("keeper", MoveStock(lot_id=lot, source_id=store, destination_id=shelf, quantity=3_000))
    day.do("keeper", ChangeLot(pick_id=number, line_number=1, lot_id=lot, location_id=shelf, reason="近"))
    day.do("keeper", ConfirmPick(pick_id=number, line_number=1, picked=3_000))


def given(day: Day) -> None:
    """A donation: announced, on paper, taken in, booked, valued; and an offer taken up."""
    web = day.web
    line = {"item_id": web.ids["医用外科口罩"], "quantity": 100}
    gift = {"donor_kind": "anonymous", "amount_fen": 500, "lines": (line,)}
    made = web.do("coordinator", AnnounceDonation.model_validate(gift)).answer
    with web.database.write() as connection:
        digest = keep_file(connection, 1, b"%PDF-1.7 slip %%EOF", 0)
    donation = int(made["donation_id"])
    paper = AttachPaper(kind="donation", document_id=donation, sha256=digest, name="slip.pdf")
    paper_id = web.do("coordinator", paper).answer["paper_id"]
    handed = (HandedLine(line_number=1, quantity=100),)
    day.do("coordinator", RecordSlip(donation_id=donation, paper_id=paper_id, lines=handed))
    party_id = web.ask("SELECT party_id FROM donation WHERE donation_id = ?", donation)[0][0]
    counted = ReceiptLine(item_id=web.ids["医用外科口罩"], accepted=100, arrival_line=1)
    take_in = ReceiveGoods(
        source_kind="donation", source_party_id=party_id, location_id=web.ids["主库"], lines=(counted,),
        arrival_id=made["arrival_id"],
    )  # fmt: skip
    day.do("keeper", take_in)
    day.do("treasurer", BookMoney(donation_id=donation, budget_line_id=web.ids["应急专款"], amount_fen=500))
    value = ValuedLine(line_number=1, basis="invoice", price_fen=3)
    day.do("treasurer", ValueDonation(donation_id=donation, lines=(value,)))
    offer = {"donor_kind": "anonymous", "amount_fen": 700, "link": "x", "token_hash": "0" * 64}
    web.do("coordinator", OpenDoor())
    offered = web.office.perform(
        Submission(OfferPublicly.model_validate(offer), web.ask("SELECT actor_id FROM public_door")[0][0], fresh())
    )
    day.do("coordinator", TakeUpOffer(donation_id=offered.answer["donation_id"]))


def test_dropping_lines_of_one_request_is_foretold_for_that_request_only(web: WebOffice) -> None:
    approve(web, ask_for(web, 3_000))
    approve(web, ask_for(web, 400), 400)
    plan = propose(web)
    requests = [row[0] for row in web.ask("SELECT request_id FROM plan_line WHERE plan_id = ? ORDER BY 1", plan)]
    assert len(requests) == 2
    of_first = web.ask("SELECT line_number FROM plan_line WHERE plan_id = ? AND request_id = ?", plan, requests[0])
    drop = DropLines(plan_id=plan, line_numbers=(of_first[0][0],), reason="不要了")
    with web.database.read() as connection:
        ahead = duties_ahead(connection, 1, drop.action, command_data(drop))
    assert ahead == (DutyDone(f"request:{requests[0]}", "drop"),)
    Day(web).do("coordinator", drop)


def test_every_deed_with_a_duty_is_foretold_but_those_that_begin_a_chain() -> None:
    begin = {"requests.submit_request", "donations.announce_donation", "mobilisation.order_goods"}
    begin |= {"allocation.propose_plan", "allocation.propose_list_plan", "allocation.edit_plan"}
    begin |= {"procurement.propose_purchase", "delivering.sign_publicly"}  # nobody of the office signs by a link
    begin |= {"returns.announce_return", "disposal.propose_disposal"}
    begin |= {"loans.lend_goods", "recall.open_recall"}
    begin |= {"requests.ask_publicly", "requests.merge_requests", "requests.split_request", "requests.correct_request"}
    assert {name for name, action in ACTIONS.items() if action.duty} == {*CHAINS_OF, *begin}


def buy(day: Day) -> None:
    """Two purchases: one sent back, one approved, received, accepted, paid and looked at."""
    web, numbers = day.web, []
    for _ in range(2):
        line = PurchaseLine(item_id=web.ids["医用外科口罩"], quantity=100, price_fen=300)
        wanted = ProposePurchase(
            supplier_id=web.ids["示例供应商"], lines=(line,), ground="front_line", ground_words="断供",
            price_basis="market", budget_line_id=web.ids["应急专款"], location_id=web.ids["主库"],
        )  # fmt: skip
        numbers.append(web.do("buyer", wanted).answer["purchase_id"])
    back, number = numbers
    day.do("approver", RejectPurchase(purchase_id=back, reason="再谈谈"))
    arrival = day.do("approver", ApprovePurchase(purchase_id=number, has_seen_flags=True))["arrival_id"]
    taken = ReceiptLine(item_id=web.ids["医用外科口罩"], accepted=100, arrival_line=1)
    goods = ReceiveGoods(
        source_kind="purchase", source_party_id=web.ids["示例供应商"], location_id=web.ids["主库"], lines=(taken,),
        arrival_id=arrival,
    )  # fmt: skip
    came = web.do("keeper", goods).answer
    day.do("coordinator", InspectLots.model_validate(passed(came)))
    day.do("treasurer", PayPurchase(purchase_id=number, amount_fen=30_000))
    day.do("inspector", ReviewPurchase(purchase_id=number, verdict="sound", finding="看过"))
    straight = wanted.model_copy(
        update={"location_id": None, "budget_line_id": None, "department_id": web.ids["示例医院"]}
    )
    own = web.do("buyer", straight).answer["purchase_id"]
    web.do("approver", ApprovePurchase(purchase_id=own, has_seen_flags=True))
    lines = (AcceptedLine(line_number=1, quantity=100),)
    day.do("coordinator", AcceptPurchase(purchase_id=own, lines=lines, finding="合格"))


def given_to_inspect(web: WebOffice) -> dict[str, Any]:
    """Masks given by somebody that wait for inspection, and that they pass it."""
    line = ReceiptLine(item_id=web.ids["医用外科口罩"], accepted=10, is_quarantined=True, quarantine_code="to_inspect")
    taken = ReceiveGoods(
        source_kind="donation", source_party_id=web.ids["示例供应商"], location_id=web.ids["主库"], lines=(line,)
    )
    return passed(web.do("keeper", taken).answer)


def passed(answer: dict[str, Any]) -> dict[str, Any]:
    """That the masks of a receipt pass."""
    verdict = {"lot_id": answer["lot_ids"][0], "verdict": "passed", "evidence": "看过"}
    papers = ("product_certificate", "quality_report", "registration")
    return {"receipt_id": answer["receipt_id"], "lines": ({**verdict, "papers": papers},)}


def bought(web: WebOffice, who: str = "keeper") -> int:
    """A receipt that is worth money."""
    line = ReceiptLine(item_id=web.ids["医用外科口罩"], accepted=100, unit_cost_fen=160)
    command = ReceiveGoods(
        source_kind="purchase", source_party_id=web.ids["示例供应商"], location_id=web.ids["主库"], lines=(line,)
    )
    return int(web.do(who, command).answer["receipt_id"])


def test_who_asked_does_not_approve(web: WebOffice) -> None:
    give(web, "coordinator", "approver")
    request = ask_for(web, 100, who="coordinator")
    told = page(web, "coordinator", f"/requests/{request}")
    assert "您提交了这份申请，所以不能由您批准。" in told
    assert "全部同意" not in told
    assert "全部同意" in page(web, "approver", f"/requests/{request}")
    delegate(web, "coordinator", "inspector")
    give(web, "inspector", "approver")
    linked = page(web, "inspector", f"/requests/{request}")
    assert "示例·coordinator 提交了这份申请；您和他有代理关系，视同一人，所以不能由您批准。" in linked
    assert "全部同意" not in linked


def test_who_asked_does_not_release_the_plan_or_send_it(web: WebOffice) -> None:
    for role in ("approver", "keeper"):
        give(web, "unit", role)
    request = ask_for(web, 3_000)
    approve(web, request)
    plan = propose(web)
    told = page(web, "unit", f"/plans/{plan}")
    assert f"您提交了其中的申请 {request}，所以不能由您批准方案。" in told
    assert "批准方案" not in told.replace("不能由您批准方案", "")
    web.do("approver", AdoptPlan(plan_id=plan))
    loads = f"/picking/{plan}?unit={web.ids['示例医院']}"
    told = page(web, "unit", loads)
    assert f"您提交了其中的申请 {request}，所以不能由您拣货发出。" in told
    assert "拣好了，发出" not in told
    assert "拣好了，发出" in page(web, "keeper", loads)


def test_who_sent_it_does_not_sign_for_it_nor_who_released_it(web: WebOffice) -> None:
    for who in ("keeper", "approver", "coordinator"):
        give(web, who, "driver")
    sent = send(web)
    path = f"/shipments/{sent.shipment}"
    reasons = {
        "keeper": "物资是您拣货发出的，所以不能由您签收。",
        "approver": f"您批过其中的申请 {sent.request}，所以不能由您签收。",
        "coordinator": "分配方案是您做的，所以不能由您签收。",
    }
    for who, sentence in reasons.items():
        told = page(web, who, path)
        assert sentence in told, told
        assert "请核对后签收" not in told
    assert "请核对后签收" in page(web, "unit", path)


def test_who_sent_it_neither_settles_what_is_missing_nor_undoes_the_signature(web: WebOffice) -> None:
    give(web, "keeper", "driver")
    sent = send(web)
    line = DeliveredLine(line_number=1, received=2_950, difference="少一盒")
    web.do("unit", RecordDelivery(shipment_id=sent.shipment, lines=(line,), receiver="李示例"))
    told = page(web, "keeper", f"/shipments/{sent.shipment}")
    assert "物资是您拣货发出的，所以不能由您处理在途差异。" in told
    assert "撤销签收" not in told
    form = page(web, "keeper", f"/shipments/{sent.shipment}/difference")
    assert "物资是您拣货发出的，所以不能由您处理在途差异。" in form
    assert "记下来" not in form
    settled = SettledLine(line_number=1, lost=50)
    asked = SettleDifference(shipment_id=sent.shipment, lines=(settled,), reason="淋湿")
    held = web.do("coordinator", asked).answer["held_id"]
    for who in ("keeper", "unit"):
        give(web, who, "approver")
    assert "物资是您拣货发出的，所以不能由您处理在途差异。" in page(web, "keeper", f"/approvals/{held}")
    assert "物资是您签收的，所以不能由您处理在途差异。" in page(web, "unit", f"/approvals/{held}")
    assert "撤销签收" in page(web, "unit", f"/shipments/{sent.shipment}")


def test_who_signed_for_it_may_ask_to_undo_it_but_not_agree(web: WebOffice) -> None:
    sent = send(web)
    line = DeliveredLine(line_number=1, received=3_000)
    web.do("unit", RecordDelivery(shipment_id=sent.shipment, lines=(line,), receiver="李示例"))
    give(web, "unit", "approver")
    assert "撤销签收" in page(web, "unit", f"/shipments/{sent.shipment}")
    held = web.do("coordinator", UndoDelivery(shipment_id=sent.shipment, reason="签错")).answer["held_id"]
    assert "物资是您签收的，所以不能由您同意撤销签收。" in page(web, "unit", f"/approvals/{held}")
    with pytest.raises(Refused, match="duty_conflict"):
        web.do("unit", ApproveHeld(held_id=held))
    web.do("approver", ApproveHeld(held_id=held))
    assert web.ask("SELECT state FROM shipment WHERE shipment_id = ?", sent.shipment) == [("dispatched",)]
    assert "在这件事上做过“送货交接、签收”的人不能批准" in page(web, "unit", "/duties")


def test_who_took_it_in_does_not_pay_for_it(web: WebOffice) -> None:
    give(web, "keeper", "treasurer")
    receipt = bought(web)
    sentence = "这批物资是您收货的，所以不能由您付款。"
    told = page(web, "keeper", f"/receipts/{receipt}")
    assert sentence in told
    assert "/funds/pay?receipt" not in browser(web, "keeper").get(f"/receipts/{receipt}").text
    form = page(web, "keeper", f"/funds/pay?receipt={receipt}")
    assert sentence in form
    assert "交第二个人批准" not in form
    assert "交第二个人批准" in page(web, "treasurer", f"/funds/pay?receipt={receipt}")


def test_who_stopped_a_lot_does_not_release_it(web: WebOffice) -> None:
    lot = web.ask("SELECT lot_id FROM lot JOIN item USING (district_id, item_id) WHERE kind = 'goods'")[0][0]
    web.do("approver", QuarantineLot(lot_id=lot, reason="受潮"))
    told = browser(web, "approver").get(f"/lots/{lot}").text
    assert "这批物资是您隔离的，所以不能由您解除隔离。" in words(told)
    assert f"/lots/{lot}/release" not in told
    give(web, "inspector", "approver")
    assert f"/lots/{lot}/release" in browser(web, "inspector").get(f"/lots/{lot}").text


CONFLICTS = [
    Conflict("request:7", done, duty, name)
    for duty, others in EXCLUDES.items()
    for done in sorted(others)
    for name in ("", "某甲")
]


@pytest.mark.parametrize("conflict", CONFLICTS, ids=lambda each: f"{each.done}-{each.duty}-{bool(each.name)}")
def test_every_conflict_has_its_sentence(conflict: Conflict) -> None:
    told = conflict_words(conflict)
    assert told.endswith("。")
    assert ("某甲" in told) == bool(conflict.name)
    assert "%" not in told
    assert set(DUTIES) >= {conflict.done, conflict.duty}
