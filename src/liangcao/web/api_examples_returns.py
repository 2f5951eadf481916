"""Worked examples of what is handed in about returns, disposals, loans and recalls."""

from typing import Any

_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

EXAMPLES: dict[str, dict[str, Any]] = {
    "returns.announce_return": {
        "shipment_id": 91,
        "lines": [{"line_number": 1, "quantity": 200, "reason": "surplus"}],
        "way": "brought",
    },
    "returns.cancel_return": {"return_id": 120, "reason": "又要用了"},
    "returns.receive_return": {"return_id": 120, "lines": [{"line_number": 1, "received": 200}]},
    "returns.examine_return": {
        "return_id": 120,
        "lines": [{"line_number": 1, "restocked": 180, "unusable": 20, "location_id": 31}],
        "finding": "20 只外包装破",
    },
    "disposal.propose_disposal": {
        "lines": [{"lot_id": 51, "location_id": 31, "quantity": 60, "reason": "expired"}],
        "note": "过期",
    },
    "disposal.withdraw_disposal": {"disposal_id": 121, "reason": "留作培训用"},
    "disposal.approve_disposal": {"disposal_id": 121},
    "disposal.refuse_disposal": {"disposal_id": 121, "reason": "先问厂家能不能换"},
    "disposal.carry_out_disposal": {"disposal_id": 121, "method": "incinerated", "note": "送垃圾焚烧厂"},
    "disposal.witness_disposal": {"disposal_id": 121, "seen": "看着装车、入炉"},
    "loans.mark_reusable": {"item_id": 9, "is_reusable": True, "is_serial": True, "reason": "一台一个编号"},
    "loans.lend_goods": {
        "party_id": 12,
        "borrower": "示例·李",
        "purpose": "发热门诊测温",
        "due_on": "2020-02-17",
        "lines": [{"lot_id": 51, "location_id": 31, "quantity": 5}],
    },
    "loans.take_back": {
        "loan_id": 122,
        "lines": [{"line_number": 1, "whole_back": 2, "damaged": 1, "location_id": 31}],
    },
    "loans.lose_lent": {
        "loan_id": 122,
        "lines": [{"line_number": 1, "lost": 2, "owed_fen": 64_000}],
        "reason": "门诊搬家时丢失",
    },
    "loans.extend_loan": {"loan_id": 122, "due_on": "2020-02-29", "reason": "还要用"},
    "recall.open_recall": {
        "batch_number": "WK-2001A",
        "ground": "药监部门通报过滤效率不合格",
        "advice": "立即停用，封存，等我们来取",
        "public_text": "请停止使用批号 WK-2001A 的口罩",
    },
    "recall.send_notice": {"recall_id": 123, "party_id": 12, "way": "phone"},
    "recall.answer_by_link": {
        "token_hash": _HASH,
        "lines": [{"lot_id": 51, "left_over": 2_500, "used": 500}],
        "said_by": "示例·李",
    },
    "recall.record_answer": {
        "recall_id": 123,
        "party_id": 12,
        "lines": [{"lot_id": 51, "left_over": 2_500, "used": 500}],
        "note": "电话核实",
    },
    "recall.close_recall": {"recall_id": 123, "finding": "退回 2500，用掉 500，全部交代清楚"},
    "recall.lift_recall": {"recall_id": 123, "reason": "复检合格"},
}
