"""Deeds of a day that `test_why_not` foretells: money that comes back, goods that are counted."""

from collections.abc import Callable
from typing import Any, Protocol

from webtools import WebOffice

from liangcao.counting.commands import CountedLine, CountGoods, ExplainedLine, FinishCount, PostDifferences, StartCount
from liangcao.funds.commands import PayParty
from liangcao.kernel.command import Command
from liangcao.operations.approvals import ApproveHeld
from liangcao.parties.commands import RegisterLocation
from liangcao.procurement.commands import BookRefund
from liangcao.receiving.commands import OpenClaim, ReceiveGoods, SettleClaim


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
