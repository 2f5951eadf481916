"""Books in which every table of the ledger and the journal has rows."""

from liangcao.allocation.commands import AdoptPlan, ProposePlan
from liangcao.journal.seal import seal
from liangcao.requests.commands import ApproveRequest, AskLine, Decision, SubmitRequest
from scenarios.cast import KEY, MORNING, Cast
from scenarios.deeds import move, receive


def written_books(cast: Cast) -> int:
    """A receipt, a move, a request on its way to the shelf, a signed head; returns the lot."""
    lot_id, _ = receive(cast, 100)
    cast.do("保管乙", move(cast, lot_id, 30))
    lines = (AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=40),)
    request = cast.do("值班甲", SubmitRequest(unit_id=cast.id_of("party", "中心医院"), lines=lines))
    request_id = request.answer["request_id"]
    cast.do("审批丙", ApproveRequest(request_id=request_id, lines=(Decision(line_number=1, approved=40),)))
    plan = cast.do("值班甲", ProposePlan(location_id=cast.id_of("place", "主库")))
    cast.do("审批丙", AdoptPlan(plan_id=plan.answer["plan_id"]))
    seal(cast.database, 1, KEY, MORNING)
    return lot_id
