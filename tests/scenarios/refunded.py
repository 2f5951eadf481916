"""Goods that were paid for and found bad at the door, claimed, and paid back by the supplier."""

from dataclasses import dataclass

from liangcao.funds.commands import AppropriateFunds, PayParty
from liangcao.procurement.commands import BookRefund
from liangcao.receiving.commands import OpenClaim, ReceiveGoods, SettleClaim
from scenarios.cast import Cast


@dataclass(frozen=True)
class Buying:
    """Who does what, by name; what is bought, from whom, into which store, and what pays, by number."""

    keeper: str
    buyer: str
    treasurer: str
    approver: str
    item_id: int
    supplier_id: int
    store_id: int
    budget_line_id: int


def refunded(cast: Cast, by: Buying) -> int:
    """The number of the refund."""
    cast.do(by.treasurer, AppropriateFunds(budget_line_id=by.budget_line_id, amount_fen=5_000))
    head = {"source_kind": "purchase", "source_party_id": by.supplier_id, "location_id": by.store_id}
    wet = {"item_id": by.item_id, "accepted": 10, "rejected": 5, "reject_code": "wet"}
    wet |= {"unit_cost_fen": 300, "is_checked": True}
    came = cast.do(by.keeper, ReceiveGoods.model_validate({**head, "lines": (wet,)})).answer
    receipt_id, lot_id = came["receipt_id"], came["lot_ids"][0]
    of = {"budget_line_id": by.budget_line_id, "party_id": by.supplier_id, "receipt_id": receipt_id}
    cast.do_signed(by.treasurer, PayParty.model_validate({**of, "amount_fen": 3_000, "note": "货款"}), by.approver)
    claimed = ({"lot_id": lot_id, "quantity": 5, "cause": "wet"},)
    claim = OpenClaim.model_validate({"receipt_id": receipt_id, "demand": "refund", "lines": claimed})
    claim_id = cast.do(by.buyer, claim).answer["claim_id"]
    cast.do(by.buyer, SettleClaim(claim_id=claim_id, settlement="refund", refund_fen=1_500))
    refund = BookRefund(claim_id=claim_id, amount_fen=1_500, document_number="回单一")
    cast.do_signed(by.treasurer, refund, by.approver)
    return int(cast.ask("SELECT MAX(refund_id) FROM refund")[0][0])
