"""Deeds of a day that `test_why_not` foretells: money and goods that come back, goods that are counted."""

from collections.abc import Callable
from typing import Any, Protocol

from deskwork import approve, ask_for, propose
from webtools import WebOffice

from harness.pictures import picture
from liangcao.allocation.commands import AdoptPlan
from liangcao.counting.commands import CountedLine, CountGoods, ExplainedLine, FinishCount, PostDifferences, StartCount
from liangcao.delivering.commands import IssueLink, SignedLine, TakeSignature
from liangcao.disposal.commands import (
    ApproveDisposal,
    CarryOutDisposal,
    DisposedLine,
    ProposeDisposal,
    RefuseDisposal,
    WitnessDisposal,
)
from liangcao.funds.commands import PayParty
from liangcao.kernel.command import Command
from liangcao.loans.commands import LendGoods, LentLine, LoseLent, LostLine, MarkReusable
from liangcao.operations.approvals import ApproveHeld
from liangcao.papers.commands import AttachPaper
from liangcao.papers.files import keep_file
from liangcao.parties.commands import RegisterLocation
from liangcao.procurement.commands import BookRefund
from liangcao.recall.commands import AnswerLine, CloseRecall, LiftRecall, OpenRecall, RecordAnswer
from liangcao.receiving.commands import OpenClaim, ReceiveGoods, SettleClaim
from liangcao.returns.commands import (
    AnnounceReturn,
    ExaminedLine,
    ExamineReturn,
    ReceiveReturn,
    ReturnedLine,
)
from liangcao.returns.commands import (
    CountedLine as ReturnedCount,
)
from liangcao.shipping.commands import DispatchShipment


class Telling(Protocol):
    """A day whose deeds are foretold before they are done."""

    web: WebOffice
    do: Callable[[str, Command], dict[str, Any]]


def refunded(day: Telling) -> None:
    """What was paid for five bad masks comes back, of goods that nobody had ordered."""
    web = day.web
    head = {"source_kind": "purchase", "source_party_id": web.ids["示例供应商"], "location_id": web.ids["主库"]}
    web.do("admin", RegisterLocation(kind="rejects", name="退货区", parent_id=web.ids["主库"]))
    wet = {"item_id": web.ids["医用外科口罩"], "accepted": 10, "rejected": 5, "reject_code": "wet"}
    wet |= {"unit_cost_fen": 160, "is_checked": True}
    came = web.do("keeper", ReceiveGoods.model_validate({**head, "lines": (wet,)})).answer
    receipt_id, lot_id = came["receipt_id"], came["lot_ids"][0]
    of = {"budget_line_id": web.ids["应急专款"], "party_id": web.ids["示例供应商"], "receipt_id": receipt_id}
    payment = PayParty.model_validate({**of, "amount_fen": 800, "note": "货款", "document_number": "F9"})
    web.do("approver", ApproveHeld(held_id=web.do("treasurer", payment).answer["held_id"]))
    lines = ({"lot_id": lot_id, "quantity": 5, "cause": "wet"},)
    claim = OpenClaim.model_validate({"receipt_id": receipt_id, "demand": "refund", "lines": lines})
    claim_id = int(web.do("buyer", claim).answer["claim_id"])
    web.do("buyer", SettleClaim(claim_id=claim_id, settlement="refund", refund_fen=800))
    day.do("treasurer", BookRefund(claim_id=claim_id, amount_fen=800, document_number="F10"))


def counted(day: Telling) -> int:
    """A shelf on which one lot is found one short; who counted deals with it no more. The count."""
    web = day.web
    count_id = int(web.do("coordinator", StartCount(location_id=web.ids["主库"])).answer["count_id"])
    sql = "SELECT lot_id, location_id, on_hand FROM count_expected WHERE count_id = ? ORDER BY on_hand DESC"
    lines = tuple(
        CountedLine(lot_id=lot_id, location_id=place, quantity=on_hand - int(not index), is_total=True)
        for index, (lot_id, place, on_hand) in enumerate(web.ask(sql, count_id))
    )
    day.do("coordinator", CountGoods(count_id=count_id, lines=lines))
    web.do("coordinator", FinishCount(count_id=count_id))
    why = ExplainedLine(lot_id=lines[0].lot_id, location_id=lines[0].location_id, reason="lost")
    day.do("treasurer", PostDifferences(count_id=count_id, round_number=1, lines=(why,)))
    return count_id


def came_back(day: Telling, shipment_id: int) -> None:
    """Three masks of a delivery come back, of which two are destroyed; one is lent and lost; the lot is called back."""
    web = day.web
    lot_id, store = web.ask("SELECT lot_id, source_id FROM shipment_line WHERE shipment_id = ?", shipment_id)[0]
    back = (ReturnedLine(line_number=1, quantity=3, reason="faulty"),)
    announced = AnnounceReturn(shipment_id=shipment_id, lines=back, way="brought")
    number = int(web.do("unit", announced).answer["return_id"])
    counted_back = (ReturnedCount(line_number=1, received=3),)
    area = day.do("keeper", ReceiveReturn(return_id=number, lines=counted_back))["location_id"]
    judged = (ExaminedLine(line_number=1, restocked=1, unusable=2, location_id=store),)
    day.do("approver", ExamineReturn(return_id=number, lines=judged, finding="受潮"))
    _destroyed(day, DisposedLine(lot_id=lot_id, location_id=area, quantity=2, reason="returned"))
    web.do("coordinator", MarkReusable(item_id=web.ids["医用外科口罩"], is_reusable=True, reason="试借"))
    line = (LentLine(lot_id=lot_id, location_id=store, quantity=1),)
    lent = LendGoods(party_id=web.ids["示例医院"], purpose="试用", due_on="2099-12-31", lines=line)
    held_id = web.do("keeper", lent).answer["held_id"]
    loan_id = int(web.do("approver", ApproveHeld(held_id=held_id)).answer["loan_id"])
    day.do("coordinator", LoseLent(loan_id=loan_id, lines=(LostLine(line_number=1, lost=1),), reason="丢失"))
    _called_back(day, lot_id)


def _destroyed(day: Telling, line: DisposedLine) -> None:
    web = day.web
    unwanted = int(web.do("keeper", ProposeDisposal(lines=(line,))).answer["disposal_id"])
    day.do("approver", RefuseDisposal(disposal_id=unwanted, reason="再看看"))
    number = int(web.do("keeper", ProposeDisposal(lines=(line,))).answer["disposal_id"])
    day.do("approver", ApproveDisposal(disposal_id=number))
    day.do("keeper", CarryOutDisposal(disposal_id=number, method="incinerated", note="焚烧厂"))
    with web.database.write() as connection:
        digest = keep_file(connection, 1, b"%PDF-1.7 burnt %%EOF", web.clock.now())
    web.do("keeper", AttachPaper(kind="disposal", document_id=number, sha256=digest, name="现场.pdf"))
    day.do("coordinator", WitnessDisposal(disposal_id=number, seen="看着入炉"))


def _called_back(day: Telling, lot_id: int) -> None:
    web = day.web
    wanted = OpenRecall(lot_id=lot_id, ground="通报", advice="停用")
    false_alarm = int(web.do("keeper", wanted).answer["recall_id"])
    day.do("coordinator", LiftRecall(recall_id=false_alarm, reason="复检合格"))
    number = int(web.do("keeper", wanted).answer["recall_id"])
    for party_id, had in web.ask("SELECT party_id, quantity FROM recall_holder WHERE recall_id = ?", number):
        said = (AnswerLine(lot_id=lot_id, used=had),)
        web.do("coordinator", RecordAnswer(recall_id=number, party_id=party_id, lines=said))
    day.do("coordinator", CloseRecall(recall_id=number, finding="都用了"))


def handed_over(day: Telling) -> None:
    """A second load, its code shown, signed for on the driver's phone."""
    web = day.web
    request = ask_for(web, 100)
    approve(web, request, 100)
    plan = propose(web)
    web.do("approver", AdoptPlan(plan_id=plan))
    sent = web.do("keeper", DispatchShipment(plan_id=plan, unit_id=web.ids["示例医院"])).answer["shipment_id"]
    day.do("driver", IssueLink(shipment_id=sent, token_hash="e" * 64, phone="a" * 64))
    with web.database.write() as connection:
        photo = keep_file(connection, 1, picture(comment=b" boxes"), 0)
    lines = (SignedLine(line_number=1, received=100),)
    day.do("driver", TakeSignature(shipment_id=sent, lines=lines, receiver="李示例", photos=(photo,)))
