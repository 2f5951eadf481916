"""Worked examples of what buyers, and those who decide, accept and pay, hand in."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "parties.set_credit_code": {"party_id": 12, "credit_code": "91350100M000100Y43"},
    "parties.record_licence": {
        "party_id": 12,
        "kind": "device_sale",
        "number": "示例械备20190012",
        "issued_on": "2019-03-01",
        "expires_on": "2024-02-29",
    },
    "parties.withdraw_licence": {"licence_id": 61, "reason": "号码登错"},
    "parties.blacklist_party": {"party_id": 12, "reason": "以次充好"},
    "parties.clear_party": {"party_id": 12, "reason": "查明是同名的另一家"},
    "funds.return_funds": {"lot_id": 70, "budget_line_id": 33, "amount_fen": 400_000, "reason": "用不完"},
    "approvals.declare_phase": {"phase": "surge", "reason": "一级响应"},
    "procurement.propose_purchase": {
        "supplier_id": 12,
        "lines": [{"item_id": 7, "quantity": 20_000, "pack_size": 50, "price_fen": 320}],
        "ground": "front_line",
        "ground_words": "发热门诊的口罩只够今天",
        "price_basis": "quotes",
        "quotes": [{"supplier": "示例（杭州）医疗公司", "item_id": 7, "price_fen": 360}],
        "budget_line_id": 33,
        "location_id": 31,
        "advance_fen": 1_920_000,
        "expected_on": "2020-01-31",
    },
    "procurement.approve_purchase": {"purchase_id": 80, "has_seen_flags": True},
    "procurement.reject_purchase": {"purchase_id": 80, "reason": "价格再谈"},
    "procurement.cancel_purchase": {"purchase_id": 80, "reason": "供应单位没有货了"},
    "procurement.file_in_dossier": {"purchase_id": 80, "kind": "contract", "number": "示例沪采0131号"},
    "procurement.accept_purchase": {
        "purchase_id": 80,
        "lines": [{"line_number": 1, "quantity": 200}],
        "finding": "直接送到卡口，当场点过，包装完好",
    },
    "procurement.book_refund": {"claim_id": 83, "amount_fen": 128_000, "document_number": "示例退款0205号"},
    "procurement.record_invoice": {"purchase_id": 80, "code": "031001900104", "number": "20200131", "amount_fen": 1},
    "procurement.pay_purchase": {"purchase_id": 80, "amount_fen": 1_920_000, "note": "约定预付三成"},
    "procurement.annul_record": {"purchase_id": 80, "what": "invoice", "document_id": 82, "reason": "抬头错"},
    "procurement.review_purchase": {"purchase_id": 80, "verdict": "sound", "finding": "快、值、好，档案齐"},
    "procurement.close_purchase": {"purchase_id": 80, "reason": "受潮的已退回，不再补"},
}
