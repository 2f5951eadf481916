"""What comes back, is called back and ends in the story: thermometers on loan, a batch of masks, wet gloves."""

from liangcao.database.bulk import ask
from liangcao.demo import goods
from liangcao.demo.cast import APPROVER, COORDINATOR, HOSPITAL, INSPECTOR, KEEPER
from liangcao.demo.telling import Telling
from liangcao.demo.world import World
from liangcao.disposal.commands import (
    ApproveDisposal,
    CarryOutDisposal,
    DisposedLine,
    ProposeDisposal,
    WitnessDisposal,
)
from liangcao.loans.commands import LendGoods, LentLine
from liangcao.papers.commands import AttachPaper
from liangcao.papers.files import keep_file
from liangcao.recall.commands import AnswerLine, CloseRecall, OpenRecall, RecordAnswer, SendNotice

THERMOMETERS, CALLED_BACK, WET = "EW-2001", "WK-2001B", "ST-2001"
_PROOF = b"%PDF-1.4\n% burnt at the plant, 20 pairs\n%%EOF\n"


def lend_thermometers(telling: Telling, _world: World) -> None:
    """Three thermometers for the fever clinic for a week; on the last morning of the story they are overdue."""
    line = LentLine(lot_id=telling.lots[THERMOMETERS], location_id=telling.places["C-01"], quantity=3)
    lent = LendGoods(party_id=telling.parties[HOSPITAL], purpose="发热门诊测温", due_on="2020-02-10", lines=(line,))
    telling.do_with(KEEPER, APPROVER, lent)


def call_back_masks(telling: Telling, _world: World) -> None:
    """The coordinator stops a reported batch; whoever had some is rung up and says that it is used; two close it."""
    wanted = OpenRecall(
        batch_number=CALLED_BACK,
        item_id=telling.items[goods.SURGICAL],
        ground="药监部门通报：这个批号抽检过滤效率不合格",
        advice="立即停用，单独封存，等我们电话",
    )
    number = int(telling.do(COORDINATOR, wanted).answer["recall_id"])
    with telling.office.database.read() as connection:
        sql = "SELECT party_id, lot_id, quantity FROM recall_holder WHERE district_id = ? AND recall_id = ?"
        held = ask(connection, f"{sql} ORDER BY party_id", (telling.office.district_id, number))
    for party_id, lot_id, quantity in held:
        telling.do(COORDINATOR, SendNotice(recall_id=number, party_id=party_id, way="phone"))
        said = RecordAnswer(recall_id=number, party_id=party_id, lines=(AnswerLine(lot_id=lot_id, used=quantity),))
        telling.do(COORDINATOR, said)
    telling.do_with(COORDINATOR, APPROVER, CloseRecall(recall_id=number, finding="两家都已用完，没有剩余，已记录在案"))


def destroy_wet_gloves(telling: Telling, _world: World) -> None:
    """Twenty pairs got wet: proposed, approved, burnt, and only before a witness off the books."""
    wet = {"lot_id": telling.lots[WET], "location_id": telling.places["C-01"], "quantity": 20, "reason": "damaged"}
    proposed = ProposeDisposal(lines=(DisposedLine.model_validate(wet),), note="屋顶漏雨，20 副浸湿")
    number = int(telling.do(KEEPER, proposed).answer["disposal_id"])
    telling.do(APPROVER, ApproveDisposal(disposal_id=number))
    telling.do(KEEPER, CarryOutDisposal(disposal_id=number, method="incinerated", note="示例垃圾焚烧厂"))
    with telling.office.database.write() as connection:
        digest = keep_file(connection, telling.office.district_id, _PROOF, telling.clock.now())
    paper = AttachPaper(kind="disposal", document_id=number, sha256=digest, name="焚烧回执（示例）.pdf")
    telling.do(KEEPER, paper)
    telling.do(INSPECTOR, WitnessDisposal(disposal_id=number, seen="看着装车、入炉，数过 20 副"))
