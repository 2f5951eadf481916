"""Books in which goods came back, were destroyed, lent and called back: a row in every table of theirs."""

from dataclasses import dataclass
from typing import Any

from liangcao.disposal.commands import ApproveDisposal, CarryOutDisposal, ProposeDisposal, WitnessDisposal
from liangcao.loans.commands import ExtendLoan, LendGoods, LoseLent, MarkReusable, TakeBack
from liangcao.papers.commands import AttachPaper
from liangcao.papers.files import keep_file
from liangcao.recall.commands import OpenRecall, RecordAnswer, SendNotice
from liangcao.returns.commands import AnnounceReturn, ExamineReturn, ReceiveReturn
from scenarios.cast import Cast


@dataclass(frozen=True)
class People:
    """Who does what, by name."""

    coordinator: str = "值班甲"
    keeper: str = "保管乙"
    approver: str = "审批丙"


def come_back(cast: Cast, people: People, *, shipment_id: int) -> None:
    """Of the first line of a delivery some come back; some are good, some are destroyed; the lot is recalled."""
    of = "SELECT lot_id, source_id FROM shipment_line WHERE shipment_id = ? AND line_number = 1"
    lot_id, place_id = cast.ask(of, shipment_id)[0]
    sent_back: dict[str, Any] = {"shipment_id": shipment_id, "way": "fetched"}
    sent_back["lines"] = ({"line_number": 1, "quantity": 5, "reason": "faulty"},)
    done = cast.do(people.coordinator, AnnounceReturn.model_validate(sent_back)).answer
    counted = {**done, "lines": ({"line_number": 1, "received": 5},)}
    area = cast.do(people.keeper, ReceiveReturn.model_validate(counted)).answer["location_id"]
    judged = {"line_number": 1, "restocked": 2, "unusable": 3, "location_id": place_id}
    found = {**done, "lines": (judged,), "finding": "受潮"}
    cast.do(people.approver, ExamineReturn.model_validate(found))
    _destroy(cast, people, {"lot_id": lot_id, "location_id": area, "quantity": 3, "reason": "returned"})
    _lend(cast, people, lot_id, place_id)
    _recall(cast, people, lot_id)


def _destroy(cast: Cast, people: People, line: dict[str, Any]) -> None:
    number = cast.do(people.keeper, ProposeDisposal.model_validate({"lines": (line,)})).answer["disposal_id"]
    cast.do(people.approver, ApproveDisposal(disposal_id=number))
    cast.do(people.keeper, CarryOutDisposal(disposal_id=number, method="incinerated", note="焚烧厂"))
    with cast.database.write() as connection:
        digest = keep_file(connection, 1, b"%PDF-1.7 burnt %%EOF", cast.clock.now())
    paper = AttachPaper(kind="disposal", document_id=number, sha256=digest, name="现场.pdf")
    cast.do(people.keeper, paper)
    cast.do(people.coordinator, WitnessDisposal(disposal_id=number, seen="看着入炉"))


def _lend(cast: Cast, people: People, lot_id: int, place_id: int) -> None:
    item_id = cast.ask("SELECT item_id FROM lot WHERE lot_id = ?", lot_id)[0][0]
    cast.do(people.coordinator, MarkReusable(item_id=item_id, is_reusable=True, reason="试借"))
    party_id = cast.ask("SELECT MIN(party_id) FROM party WHERE kind = 'hospital'")[0][0]
    line = {"lot_id": lot_id, "location_id": place_id, "quantity": 2}
    terms = {"party_id": party_id, "purpose": "试用", "due_on": "2099-12-30", "borrower": "李主任"}
    wanted = LendGoods.model_validate({**terms, "lines": (line,)})
    number = cast.do_signed(people.keeper, wanted, people.approver).answer["loan_id"]
    cast.do(people.coordinator, ExtendLoan(loan_id=number, due_on="2099-12-31", reason="还要用"))
    back = {"line_number": 1, "whole_back": 1, "location_id": place_id}
    cast.do(people.keeper, TakeBack.model_validate({"loan_id": number, "lines": (back,)}))
    lost = {"line_number": 1, "lost": 1, "owed_fen": 300}
    gone = LoseLent.model_validate({"loan_id": number, "lines": (lost,), "reason": "丢失"})
    cast.do_signed(people.coordinator, gone, people.approver)


def _recall(cast: Cast, people: People, lot_id: int) -> None:
    number = cast.do(people.coordinator, OpenRecall(lot_id=lot_id, ground="通报", advice="停用")).answer["recall_id"]
    sql = "SELECT party_id, quantity FROM recall_holder WHERE recall_id = ? ORDER BY party_id"
    party_id, quantity = cast.ask(sql, number)[0]
    cast.do(people.coordinator, SendNotice(recall_id=number, party_id=party_id, way="phone"))
    said = {"recall_id": number, "party_id": party_id, "said_by": "李主任"}
    answer = RecordAnswer.model_validate({**said, "lines": ({"lot_id": lot_id, "left_over": quantity},)})
    cast.do(people.coordinator, answer)
