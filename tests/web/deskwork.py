"""Deeds that tests of the desks' pages begin with: asking, approving, planning, sending, beside the web."""

from dataclasses import dataclass
from typing import Any

from liangcao.allocation.commands import AdoptPlan, ProposePlan
from liangcao.parties.commands import RegisterParty
from liangcao.requests.commands import ApproveRequest, AskLine, Decision, SubmitRequest
from liangcao.shipping.commands import DispatchShipment
from web.webtools import WebOffice, fresh

MASK, RESPIRATOR = "医用外科口罩", "医用防护口罩"


@dataclass(frozen=True)
class Sent:
    """What was sent to the hospital, and under which numbers."""

    request: int
    plan: int
    shipment: int


def ask_for(
    web: WebOffice, quantity: int | None = 3_000, item: str = MASK, *, unit: str = "示例医院", who: str = "unit"
) -> int:
    """A request for one kind of goods; its number."""
    line = AskLine(item_id=web.ids[item], quantity=quantity)
    command = SubmitRequest(unit_id=web.ids[unit], lines=(line,), contact="李示例", phone="13900002222", urgency="急")
    return int(web.do(who, command).answer["request_id"])


def approve(web: WebOffice, request_id: int, approved: int = 3_000) -> None:
    """Approve its one line, whatever was asked."""
    note = "按库存定"
    web.do(
        "approver",
        ApproveRequest(request_id=request_id, lines=(Decision(line_number=1, approved=approved, note=note),)),
    )


def add_checkpoint(web: WebOffice) -> int:
    """One more unit, that asks after the hospital."""
    made = web.do("coordinator", RegisterParty(kind="checkpoint", name="四宝山卡口", area="四宝山街道"))
    web.ids["四宝山卡口"] = int(made.answer["party_id"])
    return web.ids["四宝山卡口"]


def propose(web: WebOffice) -> int:
    """A plan of the coordinator's for all goods of the store."""
    return int(web.do("coordinator", ProposePlan(location_id=web.ids["主库"])).answer["plan_id"])


def send(web: WebOffice, quantity: int = 3_000) -> Sent:
    """Asked, approved, planned, adopted, dispatched."""
    request = ask_for(web, quantity)
    approve(web, request, quantity)
    plan = propose(web)
    web.do("approver", AdoptPlan(plan_id=plan))
    command = DispatchShipment(plan_id=plan, unit_id=web.ids["示例医院"], vehicle="鲁C 00001", driver="王示例")
    return Sent(request, plan, int(web.do("keeper", command).answer["shipment_id"]))


def post(client: Any, path: str, status: int = 303, **fields: Any) -> Any:
    """Send a form (``lines__0__quantity`` for ``lines.0.quantity``) and expect this status."""
    data = {name.replace("__", "."): value for name, value in {"command_id": fresh(), **fields}.items()}
    answer = client.post(path, data=data)
    assert answer.status_code == status, answer.text[:2_000]
    return answer


def page(client: Any, path: str, status: int = 200) -> str:
    """The page at `path`."""
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:2_000]
    return str(answer.text)
